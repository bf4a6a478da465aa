"""How a source protects its small counts: threshold, zeros, method, dominance. Pure.

Sources of the practice: minimum case number 3 with secondary suppression and dominance rule (regional
employment statistics), rounding to base 5 (social statistics), (n,k) and p% rules (official business
statistics). Every figure is a setting of the source, none is built in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil


class Zeros(StrEnum):
    """Is „nobody“ a secret? SHOWN: a true 0 is printed. SENSITIVE: it is protected like a small count."""

    SHOWN = "shown"
    SENSITIVE = "sensitive"


class Method(StrEnum):
    """SUPPRESS: small cells and enough others are left out. ROUND: every cell is rounded to the base."""

    SUPPRESS = "suppress"
    ROUND = "round"


SMALL = "kleine Zahl"
ZERO = "Null ist schutzbedürftig"
DOMINATED = "eine Einheit bestimmt den Wert"
FEW_UNITS = "zu wenige Einheiten hinter dem Wert"


@dataclass(frozen=True, slots=True)
class Rule:
    """The protection rule of one source.

    threshold: counts from 1 to threshold - 1 are protected. width: a protected count must stay possible
    over at least this many steps (highest minus lowest possible value); None takes the threshold, at
    least 3. dominance: (n, k), protected when the n largest units hold more than k per cent. p_percent:
    protected when the second largest unit could estimate the largest closer than p per cent. units: the
    least number of units (schools, providers) behind a value. reliable_from: rates over a smaller
    denominator are marked as unreliable.
    """

    threshold: int = 3
    zeros: Zeros = Zeros.SHOWN
    method: Method = Method.SUPPRESS
    base: int = 5
    width: int | None = None
    dominance: tuple[int, int] | None = None
    p_percent: int | None = None
    units: int = 0
    reliable_from: int = 20

    def __post_init__(self) -> None:
        if self.threshold < 1 or self.base < 2 or (self.width is not None and self.width < 1):
            raise ValueError("threshold >= 1, base >= 2 and width >= 1")
        if self.dominance and not (self.dominance[0] >= 1 and 0 < self.dominance[1] <= 100):
            raise ValueError("dominance is (n, k) with n >= 1 and 0 < k <= 100")

    @property
    def needed_width(self) -> int:
        """Steps over which a small count must stay possible."""
        if self.width is not None:
            return self.width
        return self.base // 2 if self.method is Method.ROUND else max(3, self.threshold)

    @property
    def least_masked(self) -> int:
        """What anyone knows of a left-out cell: where zeros are always printed, it is at least 1."""
        return 1 if self.zeros is Zeros.SHOWN and self.method is Method.SUPPRESS else 0


@dataclass(frozen=True, slots=True)
class Count:
    """A true count (whole, >= 0) and, where known, what each unit (school, provider) contributes to it."""

    value: int
    contributions: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError("counts are not negative")
        if self.contributions and sum(self.contributions) != self.value:
            raise ValueError("contributions must sum to the count")


@dataclass(frozen=True, slots=True)
class Need:
    """Why a cell is protected and over how many steps it must stay possible."""

    width: int
    reason: str


def primary(count: Count, rule: Rule) -> Need | None:
    """The protection a count needs for its own sake, None when it may stand."""
    needs = [need for need in (_small(count.value, rule), *_concentrated(count, rule)) if need]
    return max(needs, key=lambda need: need.width) if needs else None


def _small(value: int, rule: Rule) -> Need | None:
    if value == 0:
        return Need(rule.needed_width, ZERO) if rule.zeros is Zeros.SENSITIVE else None
    return Need(rule.needed_width, SMALL) if value < rule.threshold else None


def _concentrated(count: Count, rule: Rule) -> list[Need]:
    """Needs by the number of units, (n,k) and p%; widths are the usual upper protection levels."""
    if not count.contributions or not count.value:
        return []
    parts = sorted(count.contributions, reverse=True)
    needs = []
    if 0 < len([part for part in parts if part]) < rule.units:
        needs.append(Need(rule.needed_width, FEW_UNITS))
    if rule.dominance:
        largest, share = rule.dominance
        top = sum(parts[:largest])
        if top * 100 > share * count.value:
            needs.append(_dominated(Fraction(100 * top, share) - count.value, rule))
    if rule.p_percent is not None:
        missing = Fraction(rule.p_percent * parts[0], 100) - _rest(parts)
        if missing > 0:
            needs.append(_dominated(missing, rule))
    return needs


def _rest(parts: Sequence[int]) -> int:
    return sum(parts[2:])


def _dominated(width: Fraction, rule: Rule) -> Need:
    return Need(max(rule.needed_width, ceil(width)), DOMINATED)


def rounded(value: int, base: int) -> int:
    """The nearest multiple of the base; halves (even bases) go up. Same value, same result, everywhere."""
    return (2 * value + base) // (2 * base) * base


def rounding_range(printed: int, base: int) -> tuple[int, int]:
    """Lowest and highest count that print as this multiple of the base."""
    low = printed - base // 2
    return max(0, low), low + base - 1

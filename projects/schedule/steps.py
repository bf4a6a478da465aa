"""Steps of honest month precision: order, gaps, duration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Step:
    """One step as it is drawn and listed.

    `first` and `last` are ordinals of months (`dkbm.periods.Month.ordinal`), both inclusive; one is None
    when the period is open on that side, both when the step is undated. `label` is the period as people
    read it. `order` and `key` break ties, so that equal periods always come in the same order.
    """

    title: str
    label: str = ""
    first: int | None = None
    last: int | None = None
    order: int = 0
    key: int = 0
    decides: bool = False
    done: bool = False
    opening: str = ""

    @property
    def is_dated(self) -> bool:
        return self.first is not None or self.last is not None

    @property
    def start(self) -> int:
        """First known month of a dated step: what is open is not invented. ValueError when undated."""
        return self._known(self.first, self.last)

    @property
    def end(self) -> int:
        """Last known month of a dated step. ValueError when undated."""
        return self._known(self.last, self.first)

    def _known(self, *months: int | None) -> int:
        for month in months:
            if month is not None:
                return month
        raise ValueError(f"{self} has no date")

    @property
    def months(self) -> int | None:
        """Calendar months the step touches; None when a side is open or the step is undated."""
        if self.first is None or self.last is None:
            return None
        return self.last - self.first + 1


def in_order(steps: Iterable[Step]) -> list[Step]:
    """The dated steps by start, then end, then their own order."""
    dated = (step for step in steps if step.is_dated)
    return sorted(dated, key=lambda s: (s.start, s.end, s.order, s.key))


def undated(steps: Iterable[Step]) -> list[Step]:
    """The steps nobody has dated, in their own order."""
    return sorted((s for s in steps if not s.is_dated), key=lambda s: (s.order, s.key))


def extent(steps: Iterable[Step]) -> tuple[int, int] | None:
    """First and last month that any dated step touches; None without one."""
    dated = in_order(steps)
    return (dated[0].start, max(s.end for s in dated)) if dated else None


def gaps(steps: Iterable[Step]) -> list[tuple[int, int]]:
    """Runs of months between the steps that no step touches, as (first, last) ordinals."""
    found = []
    reached: int | None = None
    for step in in_order(steps):
        if reached is not None and step.start > reached + 1:
            found.append((reached + 1, step.start - 1))
        reached = step.end if reached is None else max(reached, step.end)
    return found


def months_to_decision(steps: Iterable[Step]) -> int | None:
    """Months from the first month of the first step to the month of the last deciding step.

    06/2020 to 09/2021 are 15 months. None when nothing has been decided or nothing came before.
    """
    dated = in_order(steps)
    decisions = [s.end for s in dated if s.decides]
    if not decisions or max(decisions) == dated[0].start:
        return None
    return max(decisions) - dated[0].start


def calendar_months(steps: Iterable[Step]) -> int | None:
    """Calendar months from the first to the last touched month, both counted (16 for 06/2020–09/2021)."""
    found = extent(steps)
    return None if found is None else found[1] - found[0] + 1

"""Wirksamste nächste Schritte: every deed tried, recomputed, and listed by what it gains and what it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from monitoring.sustainability.catalogue import LEAD, Threshold
from monitoring.sustainability.deeds import Deed, all_deeds
from monitoring.sustainability.degree import SCORES, Assessed, Degree, assess, degree
from monitoring.sustainability.facts import Facts
from monitoring.sustainability.reading import Light

ORDER = {Light.RED: 0, Light.GREY: 1, Light.NONE: 1, Light.YELLOW: 2, Light.GREEN: 3}


@dataclass(frozen=True, slots=True)
class Move:
    """One indicator before and after a deed."""

    before: Assessed
    after: Assessed

    @property
    def code(self) -> str:
        return self.before.definition.code

    @property
    def brightens(self) -> bool:
        """Whether the light gets better; from grey to any light is better too, for it is known then."""
        return ORDER[self.after.light] > ORDER[self.before.light]

    @property
    def darkens(self) -> bool:
        """Whether a light gets worse. Compared where both have a score."""
        before, after = SCORES.get(self.before.light), SCORES.get(self.after.light)
        return before is not None and (after is None or after < before)


@dataclass(frozen=True, slots=True)
class Lever:
    """A deed with the degree after it, the gain, and every indicator that it moves."""

    deed: Deed
    after: Degree
    gain: Fraction
    moves: tuple[Move, ...]

    @property
    def worsens(self) -> tuple[str, ...]:
        """Lead indicators whose light gets worse: said beside the lever, never kept silent."""
        return tuple(move.code for move in self.moves if move.darkens and move.code in LEAD)


def levers(
    facts: Facts,
    day: date,
    thresholds: Mapping[str, Threshold] | None = None,
    components: tuple[str, ...] = (),
) -> list[Lever]:
    """All deeds that better something, the most effective first.

    Order: what worsens a lead indicator last; then by gain, lights that brighten, effort, words.
    """
    before = assess(facts, day, thresholds)
    whole = degree(before)
    tried = (_tried(deed, before, whole, day, thresholds) for deed in all_deeds(facts, day, components))
    return sorted((lever for lever in tried if _betters(lever)), key=_rank)


def _tried(
    deed: Deed,
    before: Sequence[Assessed],
    whole: Degree,
    day: date,
    thresholds: Mapping[str, Threshold] | None,
) -> Lever:
    after = assess(deed.facts, day, thresholds)
    pairs = zip(before, after, strict=True)
    moves = tuple(
        Move(old, new) for old, new in pairs if (old.reading, old.light) != (new.reading, new.light)
    )
    then = degree(after)
    return Lever(deed, then, (then.value or Fraction(0)) - (whole.value or Fraction(0)), moves)


def _betters(lever: Lever) -> bool:
    return lever.gain > 0 or any(move.brightens for move in lever.moves)


def _rank(lever: Lever) -> tuple[bool, Fraction, int, int, str]:
    brighter = sum(move.brightens for move in lever.moves)
    return bool(lever.worsens), -lever.gain, -brighter, int(lever.deed.effort), lever.deed.words

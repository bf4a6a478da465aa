"""What became of a text that was written for figures: which of them moved, and which statement turned round.

All comparisons are of printed values, as a reader sees them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from dkbm.numbers import rounded
from dkbm.periods import from_key
from monitoring.charts.events import Mark, between

UP, DOWN, SAME = "up", "down", "same"
CHANGE, AGAINST = "change", "against"
MOST_NAMED = 3
NEW, GONE = "neu", "ohne Wert"
_CHANGE_WORDS = {UP: "gestiegen", DOWN: "gesunken", SAME: "gerundet unverändert"}
_AGAINST_WORDS = {UP: "über", DOWN: "unter", SAME: "gleichauf mit"}

Values = Mapping[str, str]


def directions(
    points: Sequence[tuple[str, Decimal]],
    reference: Decimal | None,
    decimals: int,
    marks: Sequence[Mark] = (),
) -> dict[str, str]:
    """What the figures state: the change since the value before, the position against a reference.

    points: period keys and numbers in time order; reference: the value of the Land at the newest period, None
    where nothing is compared. A statement that cannot be made (one value only, a break between) is left out.
    """
    found: dict[str, str] = {}
    if len(points) > 1 and not between(points[-2][0], points[-1][0], marks):
        found[CHANGE] = _direction(points[-2][1], points[-1][1], decimals)
    if points and reference is not None:
        found[AGAINST] = _direction(reference, points[-1][1], decimals)
    return found


def _direction(start: Decimal, end: Decimal, decimals: int) -> str:
    moved = rounded(end, decimals) - rounded(start, decimals)
    if not moved:
        return SAME
    return UP if moved > 0 else DOWN


def turned(before: Mapping[str, str], now: Mapping[str, str], land: str) -> list[str]:
    """Statements that point another way now: „Die Entwicklung: bisher gestiegen, jetzt gesunken.“

    before, now: as `directions` gives them. What was not stated then or is not now has not turned.
    """
    found = []
    old, new = before.get(CHANGE), now.get(CHANGE)
    if old and new and old != new:
        found.append(f"Die Entwicklung: bisher {_CHANGE_WORDS[old]}, jetzt {_CHANGE_WORDS[new]}.")
    old, new = before.get(AGAINST), now.get(AGAINST)
    if old and new and old != new:
        found.append(
            f"Der Vergleich: bisher {_AGAINST_WORDS[old]} {land}, jetzt {_AGAINST_WORDS[new]} {land}."
        )
    return found


def moved(before: Values, now: Values) -> list[tuple[str, str, str]]:
    """(place, then, now) of every printed value that is another one now, the newest period first.

    Places are „name|period key“; a value that came is „neu“ before, one that went „ohne Wert“ now.
    """
    places = [place for place in {**before, **now} if before.get(place) != now.get(place)]
    places.sort(key=lambda place: from_key(place.rpartition("|")[2]).sort_key, reverse=True)
    return [(place, before.get(place, NEW), now.get(place, GONE)) for place in places]


def moved_words(before: Values, now: Values, own: str) -> str:
    """„2023: 9,8 % → 10,1 %; neu 2024: 10,4 %“; '' when every value is still the same.

    own: name of the region the text is about, which needs no name in front of its values. Own values first.
    """
    found = sorted(moved(before, now), key=lambda one: one[0].rpartition("|")[0] != own)
    said = [_one(place, then, today, own) for place, then, today in found[:MOST_NAMED]]
    if len(found) > MOST_NAMED:
        rest = len(found) - MOST_NAMED
        said.append("und ein weiterer Wert" if rest == 1 else f"und {rest} weitere Werte")
    return "; ".join(said)


def _one(place: str, then: str, today: str, own: str) -> str:
    name, _bar, period = place.rpartition("|")
    when = from_key(period).label
    where = when if name == own else f"{name} {when}"
    return f"neu {where}: {today}" if then == NEW else f"{where}: {then} → {today}"

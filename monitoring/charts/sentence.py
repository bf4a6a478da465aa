"""The rule-based German sentences of an indicator page: what the printed numbers say, and no more.

Every difference is that of the printed (rounded) values, so a reader can check it with pencil and paper.
The words never judge chance („signifikant“): official full counts have none, and small ones have much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dkbm.numbers import print_german, rounded
from dkbm.periods import from_key
from monitoring.charts.events import Mark, between

UP, DOWN = "up", "down"
PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Wording:
    """How an indicator speaks: unit, decimals, which direction is the wished one ("up", "down" or "")."""

    unit: str
    decimals: int
    direction: str = ""

    def printed(self, value: Decimal) -> str:
        """The value with its unit."""
        return print_german(value, self.decimals, self.unit)

    def distance(self, value: Decimal) -> str:
        """A difference without sign; of percentages in Prozentpunkte."""
        unit = "Prozentpunkte" if self.unit == PERCENT else self.unit
        if self.unit == PERCENT and abs(value) == 1:
            unit = "Prozentpunkt"
        return print_german(abs(value), self.decimals, unit)


Points = Sequence[tuple[str, Decimal]]


def changes(points: Points, wording: Wording, marks: Sequence[Mark] = ()) -> str:
    """Change since the previous and the first value: „Gegenüber 2022 ist der Wert um 0,7 … gestiegen.“

    points: period keys and numbers in time order; marks: breaks, across which nothing is compared.
    '' when there is only one value.
    """
    if len(points) < 2:
        return ""
    previous = _since(points[-2], points[-1], wording, marks)
    if len(points) == 2:
        return previous
    return f"{previous} {_since(points[0], points[-1], wording, marks)}"


def _since(
    start: tuple[str, Decimal], end: tuple[str, Decimal], wording: Wording, marks: Sequence[Mark]
) -> str:
    broken = between(start[0], end[0], marks)
    if broken:
        return _uncomparable(start[0], broken)
    then = from_key(start[0]).label
    moved = rounded(end[1], wording.decimals) - rounded(start[1], wording.decimals)
    if not moved:
        return f"Gegenüber {then} ist der Wert gerundet unverändert."
    word = "gestiegen" if moved > 0 else "gesunken"
    judged = _judged(moved, wording.direction)
    return f"Gegenüber {then} ist der Wert um {wording.distance(moved)} {word}{judged}."


def _uncomparable(start: str, broken: Sequence[Mark]) -> str:
    return f"Mit {from_key(start).label} ist der Wert nicht vergleichbar: {broken[-1].text}."


def _judged(moved: Decimal, direction: str) -> str:
    """What the change means where the catalogue says which way is wished; '' where it does not."""
    if direction not in (UP, DOWN):
        return ""
    wished = (moved > 0) == (direction == UP)
    return ", das ist die gewünschte Richtung" if wished else ", das ist nicht die gewünschte Richtung"


def against(value: Decimal, reference: Decimal, name: str, wording: Wording) -> str:
    """The value beside a reference: „Das sind 2,1 Prozentpunkte mehr als in Niedersachsen (7,7 %).“"""
    moved = rounded(value, wording.decimals) - rounded(reference, wording.decimals)
    shown = wording.printed(reference)
    if not moved:
        return f"In {name} ist der Wert gerundet gleich ({shown})."
    word = "mehr" if moved > 0 else "weniger"
    return f"Das sind {wording.distance(moved)} {word} als in {name} ({shown})."


def small_base(denominator: Decimal | None, factor: int, wording: Wording) -> str:
    """What ten cases more or less would change, for denominators under 2 000; '' for larger or none."""
    if denominator is None or not 0 < denominator < 2000:
        return ""
    moved = rounded(Decimal(10) * factor / denominator, wording.decimals)
    if not moved:
        return ""
    return f"Kleine Grundmenge: Zehn Fälle mehr oder weniger ändern den Wert um {wording.distance(moved)}."

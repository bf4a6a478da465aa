"""Any two municipalities side by side: families, core components, every indicator. No sum, no winner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from monitoring.models import Assessment
from monitoring.queries_board import Place, newest_stands, sharing_ids
from monitoring.sustainability import words
from monitoring.sustainability.catalogue import DEFINITIONS, Definition, Dimension
from monitoring.sustainability.components import NAMES, component_lights, kept_lights
from monitoring.sustainability.reading import Light
from monitoring.sustainability.record import number_of


@dataclass(frozen=True)
class Side:
    """What one municipality has in a line: `light` key ('' without), `text` value or why there is none."""

    light: str
    text: str


@dataclass(frozen=True)
class Line:
    """One comparison; `differs`: the lights are not the same."""

    name: str
    sides: tuple[Side, ...]
    differs: bool


@dataclass(frozen=True)
class Pair:
    """The two with their stands (None: nothing is shared or kept) and the lines by group."""

    places: tuple[Place, ...]
    stands: tuple[Assessment | None, ...]
    groups: tuple[tuple[str, tuple[Line, ...]], ...]


def pair(places: Sequence[Place]) -> Pair:
    """Two municipalities side by side, without lines where one of them shares nothing."""
    found = newest_stands(sharing_ids(places))
    stands = tuple(found.get(place.pk or 0) for place in places)
    known = [stand for stand in stands if stand is not None]
    groups = () if len(known) < len(places) else (*_overall(known), *_by_dimension(known))
    return Pair(tuple(places), stands, groups)


def _overall(stands: Sequence[Assessment]) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    components = [component_lights(kept_lights(stand.readings)) for stand in stands]
    lines = [
        _line(
            name,
            [Side(words.LIGHT_KEYS[row[at].light], _of(row[at].known, row[at].all)) for row in components],
        )
        for at, name in enumerate(NAMES.values())
    ]
    return (("Kernkomponenten", tuple(lines)),)


def _of(known: int, whole: int) -> str:
    return f"{known} von {whole} Kennzahlen"


def _by_dimension(stands: Sequence[Assessment]) -> list[tuple[str, tuple[Line, ...]]]:
    return [
        (
            _heading(dimension, stands),
            tuple(
                _line(definition.name, [side_of(definition, stand.readings) for stand in stands])
                for definition in DEFINITIONS
                if definition.dimension is dimension
            ),
        )
        for dimension in Dimension
    ]


def _heading(dimension: Dimension, stands: Sequence[Assessment]) -> str:
    """„Personal: 37,5 und 50,0 (von 100 Punkten)“."""
    scores = [number_of(stand.scores.get(dimension.value)) for stand in stands]
    said = ["keine Daten" if score is None else words.number_text(score) for score in scores]
    return f"{dimension.value}: {' und '.join(said)} (von 100 Punkten)"


def side_of(definition: Definition, readings: Mapping[str, Any]) -> Side:
    """A kept reading as light and value."""
    row = readings.get(definition.code)
    if row is None:
        return Side("", "damals nicht gerechnet")
    light = words.LIGHT_KEYS.get(Light(row["light"]), "")
    value = number_of(row["value"])
    if value is None:
        return Side(light, "kein Fall" if row["state"] == "kein-fall" else "nicht berechenbar")
    return Side(light, words.value_words(definition, Fraction(value)))


def _line(name: str, sides: Sequence[Side]) -> Line:
    return Line(name, tuple(sides), len({side.light for side in sides}) > 1)

"""Reading Verstetigung: the picture of today from the own records, the course from what was kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from dkbm.models import Municipality
from governance.models.vocabulary import CoreComponent
from monitoring.models import Assessment, IndicatorThreshold
from monitoring.queries_facts import facts_of
from monitoring.sustainability import levers as pure
from monitoring.sustainability.catalogue import Threshold
from monitoring.sustainability.degree import Assessed, Degree, assess, degree
from monitoring.sustainability.facts import Facts
from monitoring.sustainability.levers import Lever

Own = tuple[tuple[str, Threshold], ...]


@dataclass(frozen=True)
class Picture:
    """All readings of a municipality at a key date with the degree, and the facts they were made of."""

    municipality: Municipality
    day: date
    facts: Facts
    rows: tuple[Assessed, ...]
    whole: Degree
    own: Own

    def row(self, code: str) -> Assessed:
        """The reading of one indicator. Raises KeyError."""
        return {row.definition.code: row for row in self.rows}[code]

    @property
    def computable(self) -> tuple[int, int]:
        """(indicators that answer, all): what nobody can compute yet is the rest."""
        answered = sum(row.reading.state != "nicht-berechenbar" for row in self.rows)
        return answered, len(self.rows)

    @property
    def levers(self) -> tuple[Lever, ...]:
        """Every single change that betters something, the most effective first."""
        return _levers(self.facts, self.day, self.own)


def picture_of(municipality: Municipality, day: date) -> Picture:
    """Computed now; a fixed number of queries. Raises `queries_facts.NotWhole` for records of others."""
    facts, own = facts_of(municipality, day), own_thresholds(municipality)
    rows, whole = _assessed(facts, day, own)
    return Picture(municipality, day, facts, rows, whole, own)


@lru_cache(maxsize=256)
def _assessed(facts: Facts, day: date, own: Own) -> tuple[tuple[Assessed, ...], Degree]:
    """Pure, so the same facts need no second computation."""
    rows = assess(facts, day, dict(own))
    return rows, degree(rows)


@lru_cache(maxsize=64)
def _levers(facts: Facts, day: date, own: Own) -> tuple[Lever, ...]:
    components = tuple(component.value for component in CoreComponent)
    return tuple(pure.levers(facts, day, dict(own), components))


def own_thresholds(municipality: Municipality) -> Own:
    """The thresholds in force that the municipality set itself, by code; one query."""
    newest: dict[str, IndicatorThreshold] = {}
    for row in IndicatorThreshold.objects.filter(municipality=municipality).order_by("code", "number"):
        newest[row.code] = row
    return tuple((code, _bounds(row)) for code, row in newest.items() if row.green is not None)


def _bounds(row: IndicatorThreshold) -> Threshold:
    green, yellow, green_top, yellow_top = (
        None if bound is None else Fraction(bound)
        for bound in (row.green, row.yellow, row.green_top, row.yellow_top)
    )
    if green is None or yellow is None:
        raise ValueError("a threshold in force has both bounds")
    return Threshold(green, yellow, green_top, yellow_top, version=f"eigene-{row.number}")


def course_of(municipality: Municipality) -> list[Assessment]:
    """What was kept, one for each key date, oldest first: the one of the quarter, else the newest."""
    by_day: dict[date, Assessment] = {}
    for row in Assessment.objects.filter(municipality=municipality).order_by("day", "made_at", "pk"):
        if row.day not in by_day or by_day[row.day].occasion == "anlass":
            by_day[row.day] = row
    return list(by_day.values())

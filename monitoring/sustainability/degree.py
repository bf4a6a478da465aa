"""Lights, dimension scores and the Verstetigungsgrad, with all components beside it; never a ranking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from monitoring.sustainability.catalogue import (
    BY_CODE,
    DEFINITIONS,
    WEIGHTS,
    Definition,
    Dimension,
    Direction,
    Threshold,
)
from monitoring.sustainability.facts import Facts
from monitoring.sustainability.reading import Light, Reading, State

SCORES = {Light.GREEN: Fraction(100), Light.YELLOW: Fraction(50), Light.RED: Fraction(0)}
STABLE, WATCH = Fraction(75), Fraction(45)
LEAST_COVERAGE = Fraction(70)
LEAST_CAPACITY = Fraction(80)
CAPACITY = "N-KE"
Thresholds = Mapping[str, Threshold]


@dataclass(frozen=True, slots=True)
class Assessed:
    """A reading with its definition, the threshold it was held against, and its light."""

    definition: Definition
    reading: Reading
    threshold: Threshold | None
    light: Light

    @property
    def score(self) -> Fraction | None:
        """100, 50 or 0; None where there is no light."""
        return SCORES.get(self.light)


@dataclass(frozen=True, slots=True)
class Score:
    """One axis of the radar: mean score of its indicators with a light, None when none has one."""

    dimension: Dimension
    weight: int
    value: Fraction | None
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Degree:
    """The whole: value 0..100 (None without data), coverage in per cent, light, and why it is capped."""

    value: Fraction | None
    coverage: Fraction
    light: Light
    scores: tuple[Score, ...]
    capped_by: tuple[str, ...] = ()


def assess(facts: Facts, day: date, thresholds: Thresholds | None = None) -> tuple[Assessed, ...]:
    """All readings at a key date with their lights. `thresholds`: own ones of the municipality, by code."""
    own = thresholds or {}
    return tuple(judged(d, d.formula(facts, day), own.get(d.code, d.threshold)) for d in DEFINITIONS)


def judged(definition: Definition, reading: Reading, threshold: Threshold | None) -> Assessed:
    """The light of a reading; unrounded values are compared, equality counts for the better light."""
    return Assessed(definition, reading, threshold, _light(definition, reading, threshold))


def degree(assessed: Iterable[Assessed], weights: Mapping[Dimension, int] = WEIGHTS) -> Degree:
    """Weighted mean of the dimensions that have data. Below 70 % coverage grey; a red lead indicator or lost
    capacity caps the light at „Beobachten“.
    """
    rows = list(assessed)
    scores = tuple(_score(dimension, weight, rows) for dimension, weight in weights.items())
    known = [score for score in scores if score.value is not None]
    available = sum(score.weight for score in known)
    coverage = Fraction(available * 100, sum(weights.values()))
    if not available:
        return Degree(None, coverage, Light.GREY, scores)
    total = sum((score.value * score.weight for score in known if score.value is not None), Fraction(0))
    value = total / available
    capped_by = _caps(rows)
    return Degree(value, coverage, _overall(value, coverage, capped_by), scores, capped_by)


def _light(definition: Definition, reading: Reading, threshold: Threshold | None) -> Light:
    if reading.verdict is not None:
        return reading.verdict
    if reading.state is State.MISSING:
        return Light.GREY
    if threshold is None or reading.rated is None:
        return Light.NONE
    return _compared(reading.rated, definition.direction, threshold)


def _compared(value: Fraction, direction: Direction, threshold: Threshold) -> Light:
    if direction is Direction.CORRIDOR:
        inner = threshold.green <= value and (threshold.green_top is None or value <= threshold.green_top)
        outer = threshold.yellow <= value and (threshold.yellow_top is None or value <= threshold.yellow_top)
        return Light.GREEN if inner else Light.YELLOW if outer else Light.RED
    if direction is Direction.DOWN:
        return (
            Light.GREEN
            if value <= threshold.green
            else Light.YELLOW
            if value <= threshold.yellow
            else Light.RED
        )
    return (
        Light.GREEN if value >= threshold.green else Light.YELLOW if value >= threshold.yellow else Light.RED
    )


def _score(dimension: Dimension, weight: int, rows: Sequence[Assessed]) -> Score:
    parts = [(row.definition.code, row.score) for row in rows if row.definition.dimension is dimension]
    known = [(code, score) for code, score in parts if score is not None]
    value = sum((score for _code, score in known), Fraction(0)) / len(known) if known else None
    return Score(dimension, weight, value, tuple(code for code, _score in known))


def _caps(rows: Sequence[Assessed]) -> tuple[str, ...]:
    red = [row.definition.code for row in rows if row.definition.lead and row.light is Light.RED]
    lost = [
        row.definition.code
        for row in rows
        if row.definition.code == CAPACITY
        and row.reading.value is not None
        and row.reading.value < LEAST_CAPACITY
    ]
    return (*red, *lost)


def _overall(value: Fraction, coverage: Fraction, capped_by: Sequence[str]) -> Light:
    if coverage < LEAST_COVERAGE:
        return Light.GREY
    if value >= STABLE:
        return Light.YELLOW if capped_by else Light.GREEN
    return Light.YELLOW if value >= WATCH else Light.RED


def selected(assessed: Iterable[Assessed], codes: Iterable[str]) -> tuple[Assessed, ...]:
    """Only these indicators, in the order of the catalogue. Raises KeyError for an unknown code."""
    wanted = {BY_CODE[code].code for code in codes}
    return tuple(row for row in assessed if row.definition.code in wanted)

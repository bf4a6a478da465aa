"""Small multiples: the course of a score as a tiny line each, all on the same axes, for pages without chart library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

WIDTH, HEIGHT = 160, 56
EDGE = 5
TOP_SCORE = 100
Course = Sequence[tuple[date, Fraction | None]]


@dataclass(frozen=True, slots=True)
class Small:
    """`lines`: points of one polyline per run of known scores; `dots`: every known score; `last`: the newest."""

    lines: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]
    last: tuple[str, str] | None


def small(course: Course, first: date, last: date) -> Small:
    """Draw a course between two days; a key date without a score leaves a gap."""
    runs: list[list[tuple[str, str]]] = [[]]
    for day, score in course:
        if score is None:
            runs.append([])
        else:
            runs[-1].append(_place(day, score, first, last))
    dots = tuple(point for run in runs for point in run)
    lines = tuple(" ".join(",".join(point) for point in run) for run in runs if len(run) > 1)
    return Small(lines, dots, dots[-1] if dots else None)


def height_of(score: int) -> str:
    """Where a hairline at this score lies."""
    return f"{_y(Fraction(score)):.1f}"


def _place(day: date, score: Fraction, first: date, last: date) -> tuple[str, str]:
    span = max((last - first).days, 1)
    return f"{EDGE + (WIDTH - 2 * EDGE) * (day - first).days / span:.1f}", f"{_y(score):.1f}"


def _y(score: Fraction) -> float:
    return EDGE + (HEIGHT - 2 * EDGE) * (1 - float(score) / TOP_SCORE)

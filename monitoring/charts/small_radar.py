"""A small radar as points for an SVG, for pages that load no chart library."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

SIZE = 200
CENTRE = SIZE / 2
RADIUS = 84
RINGS = (50, 100)


def ring(axes: int, score: int) -> str:
    """The points of the polygon on which all axes have this score."""
    return _points([Fraction(score)] * axes)


def spokes(axes: int) -> list[tuple[str, str]]:
    """The outer ends (x, y) of the axes."""
    return [_place(number, axes, Fraction(100)) for number in range(axes)]


def area(scores: Sequence[Fraction | None]) -> str:
    """The points of the closed line; '' where an axis has no score, for there a closed line would lie."""
    known = [score for score in scores if score is not None]
    return _points(known) if len(known) == len(scores) else ""


def dots(scores: Sequence[Fraction | None]) -> list[tuple[str, str]]:
    """Where the axes that have a score have it."""
    return [_place(n, len(scores), score) for n, score in enumerate(scores) if score is not None]


def _points(scores: Sequence[Fraction]) -> str:
    return " ".join(",".join(_place(n, len(scores), score)) for n, score in enumerate(scores))


def _place(number: int, axes: int, score: Fraction) -> tuple[str, str]:
    """From the top clockwise, with one decimal."""
    angle = 2 * math.pi * number / axes
    length = RADIUS * float(score) / 100
    return f"{CENTRE + length * math.sin(angle):.1f}", f"{CENTRE - length * math.cos(angle):.1f}"

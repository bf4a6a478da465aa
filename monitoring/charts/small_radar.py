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


def segments(scores: Sequence[Fraction | None]) -> list[tuple[str, str, str, str]]:
    """Lines (x1, y1, x2, y2) between neighbours that both have a score."""
    axes = len(scores)
    pairs = ((n, (n + 1) % axes) for n in range(axes))
    return [
        (*_place(n, axes, here), *_place(m, axes, there))
        for n, m in pairs
        if (here := scores[n]) is not None and (there := scores[m]) is not None
    ]


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

"""Drawings for paper of two kinds of bars: parts of a hundred, and steps over months; from the page's figure dicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

WIDTH = 340
BAR, ROW, AXIS, NUMBER = 30, 21, 20, 22
DAY_MS = 86_400_000
MOST_TICKS = 4
TICK_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
INK, MUTED, LINE = "#1b2530", "#566270", "#d8dde2"


def stacked(data: Sequence[Mapping[str, Any]]) -> str:
    """SVG of one bar of parts side by side, as wide as their numbers say; each with its printed text."""
    total = sum(float(trace["x"][0]) for trace in data) or 1
    parts, left = [], 0.0
    for trace in data:
        width = WIDTH * float(trace["x"][0]) / total
        colour, ink = trace["marker"]["color"], trace["textfont"]["color"]
        parts.append(f'<rect x="{left:.1f}" y="0" width="{width:.1f}" height="{BAR}" fill="{colour}"/>')
        if trace["text"][0]:
            parts.append(_text(left + width / 2, BAR / 2 + 6, trace["text"][0], ink, "middle", 17))
        left += width
    return _svg(BAR, parts)


def months(data: Sequence[Mapping[str, Any]], layout: Mapping[str, Any]) -> str:
    """SVG of numbered steps over months: bars, gaps as bands, a diamond on what decides."""
    bars = data[0]
    rows = len(bars["base"])
    axis = _Axis(*(date.fromisoformat(str(day)[:10]) for day in layout["xaxis"]["range"]))
    bottom = rows * ROW
    parts = [
        f'<rect x="{axis.at(shape["x0"]):.1f}" y="0" width="{axis.at(shape["x1"]) - axis.at(shape["x0"]):.1f}"'
        f' height="{bottom}" fill="{shape["fillcolor"]}" fill-opacity="0.5"/>'
        for shape in layout.get("shapes", ())
        if shape["type"] == "rect"
    ]
    parts += [part for day in axis.ticks for part in _tick(axis, day, bottom)]
    parts += [part for row in range(rows) for part in _step(bars, row, axis)]
    parts += [
        _diamond(axis.at(day), ROW * (row - 0.5))
        for trace in data[1:]
        if trace["marker"].get("symbol") == "diamond"
        for day, row in zip(trace["x"], trace["y"], strict=True)
    ]
    return _svg(bottom + AXIS, parts)


class _Axis:
    """Days to pixels, right of the column of numbers."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.scale = (WIDTH - NUMBER) / max((last - first).days, 1)

    def at(self, day: str | date) -> float:
        """Pixel of a day."""
        found = day if isinstance(day, date) else date.fromisoformat(str(day)[:10])
        return NUMBER + (found - self.first).days * self.scale

    @property
    def ticks(self) -> list[date]:
        """First days of round months, at most four, none so near the edge that its label is cut."""
        first, last = self.first.year * 12 + self.first.month - 1, self.last.year * 12 + self.last.month - 1
        step = next((s for s in TICK_STEPS if (last - first) // s + 1 <= MOST_TICKS), TICK_STEPS[-1])
        days = [date(n // 12, n % 12 + 1, 1) for n in range(first, last + 1) if n % step == 0]
        return [day for day in days if NUMBER + 24 <= self.at(day) <= WIDTH - 24]


def _tick(axis: _Axis, day: date, bottom: int) -> list[str]:
    x = axis.at(day)
    line = f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{bottom}" stroke="{LINE}"/>'
    return [line, _text(x, bottom + 15, f"{day:%m/%Y}", MUTED, "middle", 12)]


def _step(bars: Mapping[str, Any], row: int, axis: _Axis) -> list[str]:
    left = axis.at(bars["base"][row])
    width = int(bars["x"][row]) / DAY_MS * axis.scale
    colour, edge = bars["marker"]["color"][row], bars["marker"]["line"]["color"]
    bar = (
        f'<rect x="{left:.1f}" y="{row * ROW + 5}" width="{width:.1f}" height="{ROW - 10}" rx="2"'
        f' fill="{colour}" stroke="{edge}"/>'
    )
    return [_text(4, row * ROW + ROW / 2 + 5, str(bars["y"][row]), INK, "start", 13), bar]


def _diamond(x: float, y: float) -> str:
    path = f"M{x:.1f} {y - 7:.1f}L{x + 7:.1f} {y:.1f}L{x:.1f} {y + 7:.1f}L{x - 7:.1f} {y:.1f}Z"
    return f'<path d="{path}" fill="{INK}" stroke="#ffffff"/>'


def _text(x: float, y: float, words: str, colour: str, anchor: str, size: int) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size}">'
        f"{escape(words)}</text>"
    )


def _svg(height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}"'
        f' height="{height:.0f}" role="img" aria-hidden="true">{"".join(parts)}</svg>'
    )

"""Small SVG drawings for paper, from the same figure dicts that Plotly draws on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from monitoring.charts.svg_bars import months, stacked

WIDTH, BAR, NAME_WIDTH, NUMBER_WIDTH = 640, 34, 170, 90
PLOT_LEFT, PLOT_RIGHT, PLOT_TOP, PLOT_HEIGHT = 20, 430, 20, 170
INK, LINE = "#1b2530", "#d8dde2"
DASHES = {
    "dash": "8 5",
    "dot": "2 5",
    "dashdot": "8 4 2 4",
    "longdash": "14 5",
    "longdashdot": "14 4 2 4",
    "8px 3px 2px 3px": "8 3 2 3",
    "3px 3px": "3 3",
    "12px 4px": "12 4",
}


def drawing(data: Sequence[Mapping[str, Any]], layout: Mapping[str, Any]) -> str:
    """SVG text of a bar or line figure as made by `monitoring.charts`; '' when there is nothing to draw."""
    if not data:
        return ""
    if layout.get("barmode") == "stack":
        return stacked(data)
    if "base" in data[0]:
        return months(data, layout)
    return _bars(data[0]) if data[0]["type"] == "bar" else _curves(data, layout)


def _bars(trace: Mapping[str, Any]) -> str:
    values = [float(value) for value in trace["x"]]
    top = max(values, default=0) or 1
    room = WIDTH - NAME_WIDTH - NUMBER_WIDTH
    colours = trace["marker"]["color"]
    parts = []
    for place, index in enumerate(reversed(range(len(values)))):
        colour = colours if isinstance(colours, str) else colours[index]
        y, width = place * BAR, room * values[index] / top
        parts.append(_text(NAME_WIDTH - 10, y + 20, trace["y"][index], anchor="end"))
        parts.append(f'<rect x="{NAME_WIDTH}" y="{y + 4}" width="{width:.1f}" height="22" fill="{colour}"/>')
        parts.append(_text(NAME_WIDTH + width + 6, y + 20, trace["text"][index]))
    return _svg(len(values) * BAR, parts)


def _curves(data: Sequence[Mapping[str, Any]], layout: Mapping[str, Any]) -> str:
    labels = list(layout["xaxis"]["categoryarray"])
    top = float(layout["yaxis"]["range"][1]) or 1
    bottom = PLOT_TOP + PLOT_HEIGHT
    parts = [f'<line x1="{PLOT_LEFT}" x2="{PLOT_RIGHT}" y1="{bottom}" y2="{bottom}" stroke="{LINE}"/>']
    parts += [_text(_x(i, labels), bottom + 18, label, anchor="middle") for i, label in enumerate(labels)]
    parts += _marks(layout, bottom, labels)
    below: list[str] = []
    for trace in data:
        points = _points(trace, labels, top)
        if trace.get("fill") == "tonexty":
            parts.append(f'<polygon points="{" ".join(points + below[::-1])}" fill="{trace["fillcolor"]}"/>')
        elif "color" in trace["line"]:
            parts += _curve(trace, labels, top)
        below = points
    parts += _end_words(layout, labels, top)
    return _svg(bottom + 30, parts)


def _points(trace: Mapping[str, Any], labels: Sequence[str], top: float) -> list[str]:
    """Known points of a trace as „x,y“, by the place of their label."""
    return [
        f"{_x(labels.index(x), labels):.1f},{_y(float(y), top):.1f}"
        for x, y in zip(trace["x"], trace["y"], strict=True)
        if y is not None
    ]


def _marks(layout: Mapping[str, Any], bottom: float, labels: Sequence[str]) -> list[str]:
    """Vertical lines of breaks and events."""
    return [
        f'<line x1="{_x(shape["x0"], labels):.1f}" x2="{_x(shape["x0"], labels):.1f}" y1="{PLOT_TOP}"'
        f' y2="{bottom}" stroke="{shape["line"]["color"]}" stroke-dasharray="6 4"/>'
        for shape in layout.get("shapes", ())
    ]


def _curve(trace: Mapping[str, Any], labels: Sequence[str], top: float) -> list[str]:
    """One line per run of known values: a missing value leaves a gap."""
    colour, width = trace["line"]["color"], trace["line"]["width"]
    dash = DASHES.get(trace["line"].get("dash", ""), "")
    runs: list[list[str]] = [[]]
    for label, value in zip(trace["x"], trace["y"], strict=True):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{_x(labels.index(label), labels):.1f},{_y(float(value), top):.1f}")
    style = f'fill="none" stroke="{colour}" stroke-width="{width}"' + (
        f' stroke-dasharray="{dash}"' if dash else ""
    )
    lines = [f'<polyline points="{" ".join(run)}" {style}/>' for run in runs if len(run) > 1]
    dots = [point.split(",") for run in runs for point in run]
    return lines + [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in dots]


def _end_words(layout: Mapping[str, Any], labels: Sequence[str], top: float) -> list[str]:
    return [
        _text(
            PLOT_RIGHT + 12,
            _y(float(note["y"]), top) + 5 - note.get("yshift", 0),
            note["text"],
            colour=note["font"]["color"],
        )
        for note in layout.get("annotations", ())
        if note.get("xref") == "paper" and note.get("yref") == "y"
    ] + [
        _text(
            _x(note["x"], labels),
            _y(float(note["y"]), top) + 20 if note.get("yref") == "y" else PLOT_TOP - 6,
            note["text"],
            colour=note["font"]["color"],
            anchor="end" if note.get("xanchor") == "right" else "start",
        )
        for note in layout.get("annotations", ())
        if note.get("xref") == "x"
    ]


def _x(index: float, labels: Sequence[str]) -> float:
    step = (PLOT_RIGHT - PLOT_LEFT) / max(len(labels), 1)
    return PLOT_LEFT + step * (index + 0.5)


def _y(value: float, top: float) -> float:
    return PLOT_TOP + PLOT_HEIGHT * (1 - value / top)


def _text(x: float, y: float, words: str, *, anchor: str = "start", colour: str = INK) -> str:
    # the words come escaped for plotly already; only what is raw is escaped here
    safe = words if "&" in words else escape(words)
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="14">{safe}</text>'
    )


def _svg(height: float, parts: Sequence[str]) -> str:
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}"'
        f' height="{height:.0f}" role="img" aria-hidden="true">{body}</svg>'
    )

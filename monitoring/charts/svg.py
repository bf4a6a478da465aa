"""Small SVG drawings for paper, from the same figure dicts that Plotly draws on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from monitoring.charts.svg_bars import months, stacked

PLOT_HEIGHT, ROW, BAR = 170, 18, 34
LETTER = 7.8  # how wide a letter is, roughly, in the size in which words are drawn
MARK_ROWS = 3  # words of neighbouring marks stand in rows of their own, as in the drawing on the screen
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


@dataclass(frozen=True)
class Frame:
    """Measures of a drawing. `right`: where the area of the lines ends; words at line ends stand right of it, or
    above the drawing where there is no room (`is_narrow`). `name`, `number`: room for words beside a bar.
    """

    width: int
    left: int
    right: int
    name: int
    number: int
    is_narrow: bool = False

    def x(self, index: float, labels: Sequence[str]) -> float:
        """Place of a label, or of a place between labels."""
        return self.left + (self.right - self.left) / max(len(labels), 1) * (index + 0.5)


WIDE = Frame(640, 20, 430, 170, 90)
NARROW = Frame(320, 4, 316, 0, 90, is_narrow=True)


def drawing(data: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], frame: Frame = WIDE) -> str:
    """SVG text of a bar or line figure as made by `monitoring.charts`; '' when there is nothing to draw.

    `layout` is the wide one in either frame.
    """
    if not data:
        return ""
    if layout.get("barmode") == "stack":
        return stacked(data)
    if "base" in data[0]:
        return months(data, layout)
    return _bars(data[0], frame) if data[0]["type"] == "bar" else _Curves(layout, frame).drawn(data)


def _bars(trace: Mapping[str, Any], frame: Frame) -> str:
    values = [float(value) for value in trace["x"]]
    top = max(values, default=0) or 1
    room = frame.width - frame.name - frame.number
    colours = trace["marker"]["color"]
    height = BAR + ROW if frame.is_narrow else BAR  # names stand above the bars where there is no room beside
    parts = []
    for place, index in enumerate(reversed(range(len(values)))):
        colour = colours if isinstance(colours, str) else colours[index]
        y, width = (place + 1) * height - BAR, room * values[index] / top
        if frame.is_narrow:
            parts.append(_text(0, y - 2, trace["y"][index]))
        else:
            parts.append(_text(frame.name - 10, y + 20, trace["y"][index], anchor="end"))
        parts.append(f'<rect x="{frame.name}" y="{y + 4}" width="{width:.1f}" height="22" fill="{colour}"/>')
        parts.append(_text(frame.name + width + 6, y + 20, trace["text"][index]))
    return _svg(len(values) * height, parts, frame)


class _Curves:
    """A line figure in a frame."""

    def __init__(self, layout: Mapping[str, Any], frame: Frame) -> None:
        notes = layout.get("annotations", ())
        self.layout, self.frame = layout, frame
        self.labels = list(layout["xaxis"]["categoryarray"])
        self.highest = float(layout["yaxis"]["range"][1]) or 1
        self.ends = [n for n in notes if n.get("xref") == "paper" and n.get("yref") == "y"]
        self.dated = [n for n in notes if n.get("xref") == "x"]
        rows = len(self.ends) if frame.is_narrow else 0
        self.top = 20 + ROW * (rows + min(len(self.dated), MARK_ROWS))
        self.bottom = self.top + PLOT_HEIGHT

    def drawn(self, data: Sequence[Mapping[str, Any]]) -> str:
        """The whole drawing."""
        frame = self.frame
        axis = f'x1="{frame.left}" x2="{frame.right}" y1="{self.bottom}" y2="{self.bottom}"'
        parts = [*self._fields(), f'<line {axis} stroke="{LINE}"/>', *self._times(), *self._marks()]
        below: list[str] = []
        for trace in data:
            points = self._points(trace)
            if trace.get("fill") == "tonexty":
                polygon = " ".join(points + below[::-1])
                parts.append(f'<polygon points="{polygon}" fill="{trace["fillcolor"]}"/>')
            elif "color" in trace["line"]:
                parts += self._curve(trace)
            below = points
        parts += [*self._end_words(), *self._dated_words()]
        return _svg(self.bottom + 30, parts, frame)

    def _x(self, index: float) -> float:
        return self.frame.x(index, self.labels)

    def _y(self, value: float) -> float:
        return self.top + PLOT_HEIGHT * (1 - value / self.highest)

    def _times(self) -> list[str]:
        """The labels of the time axis, as many as stand beside each other; the newest always, none turned."""
        step = (self.frame.right - self.frame.left) / max(len(self.labels), 1)
        widest = max(map(len, self.labels), default=0) * LETTER + LETTER
        every = max(1, -int(-widest // step))
        last = len(self.labels) - 1
        return [
            _text(self._fitting(self._x(i), label), self.bottom + 18, label, anchor="middle")
            for i, label in enumerate(self.labels)
            if (last - i) % every == 0
        ]

    def _fitting(self, x: float, words: str) -> float:
        """The middle of words that stay within the drawing."""
        half = len(words) * LETTER / 2
        return min(max(x, half), self.frame.width - half)

    def _points(self, trace: Mapping[str, Any]) -> list[str]:
        """Known points of a trace as „x,y“, by the place of their label."""
        return [
            f"{self._x(self.labels.index(x)):.1f},{self._y(float(y)):.1f}"
            for x, y in zip(trace["x"], trace["y"], strict=True)
            if y is not None
        ]

    def _fields(self) -> list[str]:
        """Pale fields of events that lasted."""
        return [
            f'<rect x="{self._x(s["x0"]):.1f}" width="{self._x(s["x1"]) - self._x(s["x0"]):.1f}" y="{self.top}"'
            f' height="{PLOT_HEIGHT}" fill="{s["fillcolor"]}" opacity="{s["opacity"]}"/>'
            for s in self.layout.get("shapes", ())
            if s.get("type") == "rect"
        ]

    def _marks(self) -> list[str]:
        """Vertical lines of breaks and events."""
        return [
            f'<line x1="{self._x(s["x0"]):.1f}" x2="{self._x(s["x0"]):.1f}" y1="{self.top}"'
            f' y2="{self.bottom}" stroke="{s["line"]["color"]}" stroke-dasharray="6 4"/>'
            for s in self.layout.get("shapes", ())
            if s.get("type") != "rect"
        ]

    def _curve(self, trace: Mapping[str, Any]) -> list[str]:
        """One line per run of known values: a missing value leaves a gap."""
        colour, width = trace["line"]["color"], trace["line"]["width"]
        dash = DASHES.get(trace["line"].get("dash", ""), "")
        runs: list[list[str]] = [[]]
        for label, value in zip(trace["x"], trace["y"], strict=True):
            if value is None:
                runs.append([])
            else:
                runs[-1].append(f"{self._x(self.labels.index(label)):.1f},{self._y(float(value)):.1f}")
        style = f'fill="none" stroke="{colour}" stroke-width="{width}"' + (
            f' stroke-dasharray="{dash}"' if dash else ""
        )
        lines = [f'<polyline points="{" ".join(run)}" {style}/>' for run in runs if len(run) > 1]
        dots = [point.split(",") for run in runs for point in run]
        return lines + [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in dots]

    def _end_words(self) -> list[str]:
        """Name and newest value of each line: at its end, or above the drawing, one under the other."""
        if self.frame.is_narrow:
            return [
                _text(0, 14 + ROW * row, note["text"], colour=note["font"]["color"])
                for row, note in enumerate(self.ends)
            ]
        return [
            _text(
                self.frame.right + 12,
                self._y(float(note["y"])) + 5 - note.get("yshift", 0),
                note["text"],
                colour=note["font"]["color"],
            )
            for note in self.ends
        ]

    def _dated_words(self) -> list[str]:
        """Words of breaks and events, above their lines; in a narrow drawing their year, the words stand in the list."""
        parts = []
        for number, note in enumerate(self.dated):
            x, is_left = self._x(note["x"]), note.get("xanchor") == "right"
            words = note["text"].partition(":")[0] if self.frame.is_narrow else note["text"]
            if note.get("yref") == "y":
                y = self._y(float(note["y"])) + 20
            else:
                y = self.top - 6 - ROW * (min(len(self.dated), MARK_ROWS) - 1 - number % MARK_ROWS)
            anchor = "end" if is_left else "start"
            parts.append(_text(x, y, words, anchor=anchor, colour=note["font"]["color"]))
        return parts


def _text(x: float, y: float, words: str, *, anchor: str = "start", colour: str = INK) -> str:
    # the words come escaped for plotly already; only what is raw is escaped here
    safe = words if "&" in words else escape(words)
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="14">{safe}</text>'
    )


def _svg(height: float, parts: Sequence[str], frame: Frame) -> str:
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width} {height:.0f}" width="{frame.width}"'
        f' height="{height:.0f}" role="img" aria-hidden="true">{body}</svg>'
    )

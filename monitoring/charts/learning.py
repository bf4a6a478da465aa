"""Drawings of process learning: how many are not resolved yet, single durations, the order of steps as a graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dkbm.ui.figures import plain
from dkbm.ui.plotly_theme import COLOURS, base_layout, line
from monitoring.sustainability.durations import Case, survival

ROW, NARROW_ROW = 64, 64
WIDEST = 6
ALL = 100
TIP = 0.16
"""Share of an arc at its end that carries the head, along its tangent."""


def dots(cases: Sequence[Case], labels: Sequence[str]) -> dict[str, Any]:
    """Few cases: one dot each, filled when resolved, hollow while running."""
    traces = [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [case.months for case in cases],
            "y": list(range(len(cases))),
            "text": [plain(label) for label in labels],
            "marker": {
                "size": 14,
                "symbol": ["circle" if case.done else "circle-open" for case in cases],
                "color": COLOURS["own"],
                "line": {"width": 3, "color": COLOURS["own"]},
            },
            "hovertemplate": "%{text}<extra></extra>",
        }
    ]
    most = max((case.months for case in cases), default=0)
    return {
        "data": traces,
        "layout": _dots_layout(labels, most, narrow=False),
        "narrow_layout": _dots_layout(labels, most, narrow=True),
    }


def _dots_layout(labels: Sequence[str], most: int, *, narrow: bool) -> dict[str, Any]:
    layout = base_layout(narrow=narrow, height=90 + 40 * len(labels))
    layout["xaxis"] |= {
        "range": [0, most + max(2, most // 6)],
        "showgrid": True,
        "gridcolor": COLOURS["line"],
    }
    layout["yaxis"] |= {"range": [-0.7, len(labels) - 0.3], "visible": False, "showgrid": False}
    layout["annotations"] = [
        {"x": 0, "xref": "paper", "xanchor": "left", "y": place, "yshift": 14, "text": plain(label),
         "showarrow": False, "font": {"color": COLOURS["ink"], "size": layout["font"]["size"]}}
        for place, label in enumerate(labels)
    ]  # fmt: skip
    return layout


def unresolved(cases: Sequence[Case]) -> dict[str, Any]:
    """Many cases: per cent not resolved after so many months, as steps; running ones count as long as they ran."""
    steps = survival(cases)
    most = max((case.months for case in cases), default=0)
    x = [0, *(step.months for step in steps), most]
    y = [ALL, *(float(step.share * ALL) for step in steps)]
    trace = {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": [*y, y[-1]],
        "line": {**line("own"), "shape": "hv"},
        "hovertemplate": "nach %{x} Monaten: %{y:.0f} % offen<extra></extra>",
    }
    layouts = [base_layout(narrow=narrow, height=300) for narrow in (False, True)]
    for layout in layouts:
        layout["yaxis"] |= {"range": [0, ALL]}
        layout["xaxis"] |= {"range": [0, most]}
    return {"data": [trace], "layout": layouts[0], "narrow_layout": layouts[1]}


def order_graph(order: Sequence[str], arrows: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    """Kinds of steps from top to bottom; an arrow where one directly follows another, wider the more often.

    Neighbours are joined straight, others by an arc at the right; a kind that follows itself has a mark „↻“.
    """
    if not order:
        return {}
    heights = {kind: len(order) - place for place, kind in enumerate(order)}
    trace = {
        "type": "scatter",
        "mode": "markers",
        "x": [0] * len(order),
        "y": [heights[kind] for kind in order],
        "marker": {"size": 16, "color": COLOURS["own"]},
        "hoverinfo": "skip",
    }
    return {
        "data": [trace],
        "layout": _graph_layout(order, heights, arrows, narrow=False),
        "narrow_layout": _graph_layout(order, heights, arrows, narrow=True),
    }


def _graph_layout(
    order: Sequence[str], heights: Mapping[str, int], arrows: Mapping[tuple[str, str], int], *, narrow: bool
) -> dict[str, Any]:
    layout = base_layout(narrow=narrow, height=60 + (NARROW_ROW if narrow else ROW) * len(order))
    hidden = {"visible": False, "showgrid": False, "automargin": False}
    layout["xaxis"] |= {**hidden, "range": [-1.2, 1.6]}
    layout["yaxis"] |= {**hidden, "range": [0.4, len(order) + 0.6]}
    size = layout["font"]["size"]
    layout["annotations"] = [_name(kind, heights[kind], arrows.get((kind, kind), 0), size) for kind in order]
    layout["shapes"] = []
    for (one, other), count in sorted(arrows.items()):
        if one != other:
            layout["annotations"] += _arrow(heights[one], heights[other], count, size)
            layout["shapes"] += _arc(heights[one], heights[other], count)
    return layout


def _name(kind: str, height: int, itself: int, size: int) -> dict[str, Any]:
    words = f"{kind} ↻ {itself}" if itself else kind
    return {"x": 0, "y": height, "xanchor": "right", "xshift": -16, "text": plain(words), "showarrow": False,
            "font": {"color": COLOURS["ink"], "size": size}}  # fmt: skip


def _arrow(start: int, end: int, count: int, size: int) -> list[dict[str, Any]]:
    """The head of the arrow and how often it was taken."""
    straight = start - end == 1
    bend = _bend(start, end)
    words = {"text": str(count), "showarrow": False, "font": {"color": COLOURS["muted"], "size": size}}
    if straight:
        head = {"x": 0, "y": end + 0.16, "ax": 0, "ay": start - 0.16}
        label = {"x": 0, "y": (start + end) / 2, "xshift": 12, **words}
    else:
        head = {"x": 0.06, "y": end, "ax": 0.06 + TIP * bend, "ay": end + TIP * (start - end) / 2}
        label = {"x": bend / 2 + 0.08, "y": (start + end) / 2, **words}
    width = min(WIDEST, 1 + count)
    tip = {"axref": "x", "ayref": "y", "xref": "x", "yref": "y", "text": "", "showarrow": True, "arrowhead": 2,
           "arrowwidth": width, "arrowsize": 0.9, "arrowcolor": COLOURS["bund"]}  # fmt: skip
    return [{**head, **tip}, label]


def _arc(start: int, end: int, count: int) -> list[dict[str, Any]]:
    if start - end == 1:
        return []
    path = f"M 0.06,{start} Q {_bend(start, end)},{(start + end) / 2} 0.06,{end}"
    stroke = {"color": COLOURS["bund"], "width": min(WIDEST, 1 + count)}
    return [{"type": "path", "path": path, "line": stroke, "layer": "below"}]


def _bend(start: int, end: int) -> float:
    """How far an arc leans out: further for longer ways, backward ones a little more."""
    return min(2.8, 0.5 + 0.35 * abs(start - end) + (0.25 if end > start else 0))

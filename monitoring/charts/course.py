"""The course of one reading over its key dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from dkbm.ui.plotly_theme import COLOURS, base_layout, line

Point = tuple[date, Decimal | None]


def course(points: Sequence[Point], *, top: int | None = None) -> dict[str, Any]:
    """`data`, `layout`, `narrow_layout`; a key date without a value leaves a gap. `top`: end of the axis."""
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [day.isoformat() for day, _value in points],
        "y": [value for _day, value in points],
        "line": line("own"),
        "marker": {"color": COLOURS["own"], "size": 9},
        "connectgaps": False,
        "hovertemplate": "%{x|%d.%m.%Y}: %{y}<extra></extra>",
    }
    return {
        "data": [trace],
        "layout": _layout(points, top, narrow=False),
        "narrow_layout": _layout(points, top, narrow=True),
    }


def _layout(points: Sequence[Point], top: int | None, *, narrow: bool) -> dict[str, Any]:
    layout = base_layout(narrow=narrow, height=240 if narrow else 280)
    days = [day.isoformat() for day, _value in points]
    most = 3 if narrow else 8
    step = max(1, -(-len(days) // most))
    shown = days[::-1][::step][::-1]
    layout["xaxis"] |= {"type": "date", "tickvals": shown, "tickformat": "%m/%Y"}
    layout["yaxis"] |= {"range": [0, top]} if top else {}
    return layout

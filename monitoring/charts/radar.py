"""The radar of Verstetigung: one axis a dimension, 0 to 100, the kept stand before it as a dotted line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from dkbm.ui.plotly_theme import COLOURS, NARROW_TYPE_SIZE, TYPE_SIZE, base_layout

AXES_BEFORE_BREAK = 12
HEIGHT, NARROW_HEIGHT = 400, 320


def radar(
    axes: Sequence[str], now: Mapping[str, Decimal | None], before: Mapping[str, Decimal | None], when: str
) -> dict[str, Any]:
    """`data`, `layout`, `narrow_layout` of the figure. Axes without a score leave a gap, they are no 0.

    `when`: the key date of `before` in words, '' where nothing was kept.
    """
    data = [_line(axes, now, "Heute", {"color": COLOURS["own"], "width": 3}, fill=True)]
    if when:
        dotted = {"color": COLOURS["bund"], "width": 2, "dash": "dot"}
        data.insert(0, _line(axes, before, when, dotted, fill=False))
    return {"data": data, "layout": _layout(narrow=False), "narrow_layout": _layout(narrow=True)}


def _line(
    axes: Sequence[str],
    scores: Mapping[str, Decimal | None],
    name: str,
    line: Mapping[str, Any],
    *,
    fill: bool,
) -> dict[str, Any]:
    values = [scores.get(axis) for axis in axes]
    trace: dict[str, Any] = {
        "type": "scatterpolar",
        "name": name,
        "mode": "lines+markers",
        "theta": [_broken(axis) for axis in [*axes, axes[0]]],
        "r": [*values, values[0]],
        "line": line,
        "marker": {"color": line["color"], "size": 7 if fill else 5},
        "connectgaps": False,
        "hovertemplate": "%{theta}: %{r}<extra>" + name + "</extra>",
    }
    if fill and all(value is not None for value in values):
        trace |= {"fill": "toself", "fillcolor": COLOURS["band"]}
    return trace


def _broken(axis: str) -> str:
    """A long name on two lines."""
    head, _, rest = axis.partition(" ")
    return f"{head}<br>{rest}" if rest and len(axis) > AXES_BEFORE_BREAK else axis


def _layout(*, narrow: bool) -> dict[str, Any]:
    size = NARROW_TYPE_SIZE if narrow else TYPE_SIZE
    layout = base_layout(narrow=narrow, height=NARROW_HEIGHT if narrow else HEIGHT)
    for cartesian in ("xaxis", "yaxis"):
        del layout[cartesian]
    side = 64 if narrow else 96
    layout |= {
        "hovermode": "closest",
        "margin": {"l": side, "r": side, "t": 40, "b": 40, "pad": 0},
        "polar": {
            "bgcolor": COLOURS["surface"],
            "gridshape": "linear",
            "radialaxis": {
                "range": [0, 100],
                "tickvals": [0, 50],
                "angle": 90,
                "tickangle": 90,
                "gridcolor": COLOURS["line"],
                "linecolor": COLOURS["line"],
                "tickfont": {"size": NARROW_TYPE_SIZE, "color": COLOURS["muted"]},
                "layer": "above traces",
                "fixedrange": True,
            },
            "angularaxis": {
                "direction": "clockwise",
                "rotation": 90,
                "gridcolor": COLOURS["line"],
                "linecolor": COLOURS["line"],
                "tickfont": {"size": size, "color": COLOURS["ink"]},
                "layer": "above traces",
                "fixedrange": True,
            },
        },
    }
    return layout

"""The chart theme as plain dicts: colours, type, hairlines, direct labels. Pure: no Django, no plotly.

The colours are the light tokens of static/css/dkbm.css; figures.js swaps them for the dark ones where the
person's system is dark, so a chart must use no colours but these.
"""

from __future__ import annotations

from typing import Any, Final

COLOURS: Final = {
    "ink": "#1b2530",
    "muted": "#566270",
    "line": "#d8dde2",
    "surface": "#ffffff",
    "own": "#0b4f6c",
    "land": "#b4532a",
    "bund": "#6a7380",
    "band": "#d5e3ea",
    "green": "#17703f",
    "amber": "#8f5200",
    "red": "#a8231c",
    "grey": "#5f6b78",
}
FONT: Final = 'system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif'
SEPARATORS: Final = ",\N{NO-BREAK SPACE}"
HEIGHT: Final = 360
NARROW_HEIGHT: Final = 300
TYPE_SIZE: Final = 14
NARROW_TYPE_SIZE: Final = 12

_LINES: Final = {
    "own": {"width": 3.5, "dash": "solid"},
    "land": {"width": 2.5, "dash": "dash"},
    "bund": {"width": 2, "dash": "dot"},
}


def base_layout(
    *, narrow: bool = False, height: int | None = None, end_labels: bool = False
) -> dict[str, Any]:
    """Return the layout all charts start from; `height` in pixels.

    `narrow` is the drawing of its own for containers under 480 px: less margin, 12 px type. `end_labels`
    keeps room at the right for labels at the line ends; narrow drawings put theirs above the lines instead.
    """
    size = NARROW_TYPE_SIZE if narrow else TYPE_SIZE
    return {
        "height": height or (NARROW_HEIGHT if narrow else HEIGHT),
        "font": {"family": FONT, "size": size, "color": COLOURS["muted"]},
        "paper_bgcolor": COLOURS["surface"],
        "plot_bgcolor": COLOURS["surface"],
        "separators": SEPARATORS,
        "margin": {
            "l": 36 if narrow else 48,
            "r": 150 if end_labels and not narrow else 16,
            "t": 24,
            "b": 36,
            "pad": 4,
        },
        "showlegend": False,
        "hovermode": "x",
        "hoverlabel": _hover_label(size),
        "dragmode": False,
        "bargap": 0.35,
        "xaxis": _axis(showgrid=False, tickangle=0, showline=True),
        "yaxis": _axis(gridcolor=COLOURS["line"], gridwidth=1, rangemode="tozero", showline=False),
        "annotations": [],
        "shapes": [],
    }


def _axis(**changes: Any) -> dict[str, Any]:
    axis = {"fixedrange": True, "automargin": True, "zeroline": False, "ticks": "", "title": {"text": ""}}
    return {**axis, "linecolor": COLOURS["line"], **changes}


def _hover_label(size: int) -> dict[str, Any]:
    font = {"family": FONT, "size": size, "color": COLOURS["ink"]}
    return {
        "bgcolor": COLOURS["surface"],
        "bordercolor": COLOURS["line"],
        "font": font,
        "align": "left",
        "namelength": -1,
    }


def line(role: str) -> dict[str, Any]:
    """Return plotly's `line` of a role: `own` thick and solid, `land` dashed, `bund` dotted."""
    return {"color": COLOURS[role], **_LINES[role]}


def end_label(x: Any, y: Any, text: str, role: str, *, shift: int = 0) -> dict[str, Any]:
    """Return an annotation that names a line at its end instead of a legend.

    `text` must have gone through `figures.plain`; `shift` moves it up by pixels so that labels do not meet.
    """
    return {
        "x": x,
        "y": y,
        "text": text,
        "xref": "x",
        "yref": "y",
        "xanchor": "left",
        "xshift": 10,
        "yshift": shift,
        "yanchor": "middle",
        "showarrow": False,
        "align": "left",
        "font": {"color": COLOURS[role], "weight": 600},
    }


def event_mark(x: Any, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (shape, annotation) of a dated vertical line with words: an event or a break in the series."""
    stroke = {"color": COLOURS["red"], "width": 1, "dash": "dash"}
    shape = {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "xref": "x", "yref": "paper", "line": stroke}
    words = {
        "x": x,
        "y": 1,
        "text": text,
        "xref": "x",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "xshift": 4,
        "showarrow": False,
        "font": {"color": COLOURS["red"], "weight": 600},
    }
    return shape, words


def shifts(heights: list[float], *, pixels_per_unit: float, gap: float = 18) -> list[int]:
    """Return for each label height (in units of the axis) the pixels to move it so that none overlap.

    `gap` is the least distance of two labels in pixels. The order of the heights is kept.
    """
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    wanted = [heights[i] * pixels_per_unit for i in order]
    placed = _pushed_apart(wanted, gap)
    result = [0] * len(heights)
    for i, want, got in zip(order, wanted, placed, strict=True):
        result[i] = round(got - want)
    return result


def _pushed_apart(wanted: list[float], gap: float) -> list[float]:
    """Merge labels that are too near into blocks, each centred on the middle of what its labels want."""
    blocks: list[tuple[float, int]] = []
    for want in wanted:
        centre, count = want, 1
        while blocks and blocks[-1][0] + blocks[-1][1] * gap / 2 > centre - count * gap / 2:
            other, others = blocks.pop()
            centre = (centre * count + other * others) / (count + others)
            count += others
        blocks.append((centre, count))
    return [centre + (k - (count - 1) / 2) * gap for centre, count in blocks for k in range(count)]

"""One result of a survey as a single bar: those who said so and the rest."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from dkbm.numbers import print_german
from dkbm.ui.figures import plain
from dkbm.ui.plotly_theme import COLOURS, base_layout


def shares(value: Decimal, answer: str) -> dict[str, Any]:
    """`data`, `layout`, `narrow_layout`: the two parts of a hundred, each with its number."""
    parts = (
        (answer, value, COLOURS["own"], COLOURS["surface"]),
        ("andere Antwort oder keine", 100 - value, COLOURS["band"], COLOURS["ink"]),
    )
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "y": [""],
            "x": [part],
            "name": plain(name),
            "marker": {"color": colour},
            "text": [printed(part)] if part else [""],
            "textposition": "inside",
            "insidetextanchor": "middle",
            "textfont": {"color": ink, "size": 16},
            "hovertemplate": f"{plain(name)}: {printed(part)}<extra></extra>",
        }
        for name, part, colour, ink in parts
    ]
    return {"data": data, "layout": _layout(narrow=False), "narrow_layout": _layout(narrow=True)}


def printed(value: Decimal) -> str:
    """„86 %“."""
    return print_german(value.normalize() + 0, None, "%")


def _layout(*, narrow: bool) -> dict[str, Any]:
    layout = base_layout(narrow=narrow, height=110)
    layout |= {
        "barmode": "stack",
        "margin": {"l": 12, "r": 28, "t": 8, "b": 32, "pad": 0},
        "hovermode": "closest",
    }
    layout["xaxis"] |= {"range": [0, 100], "tickvals": [0, 50, 100], "ticksuffix": "\N{NO-BREAK SPACE}%"}
    layout["yaxis"] |= {"visible": False}
    return layout

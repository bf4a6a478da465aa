"""The network as a plain Plotly drawing: functions at the left, offers at the right, a line where one carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from dkbm.ui.figures import plain
from dkbm.ui.plotly_theme import COLOURS, base_layout
from projects.dependency.network import Offer, functions_of, hanging_on_one

COLUMNS = (("offer", "Angebot", "text"), ("functions", "getragen von", "text"), ("word", "Befund", "text"))
ROW, NARROW_ROW = 46, 64
LETTERS, NARROW_LETTERS = 38, 20
MOST_LINES, NARROW_LINES = 3, 2
LEFT, RIGHT = 0.34, 0.66
NOBODY, ONE, SEVERAL = "ohne Zuständigkeit", "hängt an einer Funktion", "mehrere können es"


@dataclass(frozen=True, slots=True)
class NetworkDrawing:
    """Traces and layouts of the network and its rows in words under `COLUMNS`."""

    data: list[dict[str, Any]]
    layout: dict[str, Any]
    narrow_layout: dict[str, Any]
    rows: list[dict[str, str]]


def draw_network(offers: Sequence[Offer]) -> NetworkDrawing:
    """The drawing of these offers; without any function there is nothing to draw, only rows."""
    functions = functions_of(offers)
    height = max(len(functions), len(offers))
    left = _places(functions, height)
    right = dict(zip((offer.key for offer in offers), _places(list(offers), height).values(), strict=True))
    return NetworkDrawing(
        data=[*_lines(offers, left, right), *_dots(offers, left, right)] if functions else [],
        layout=_layout(offers, left, right, height, narrow=False),
        narrow_layout=_layout(offers, left, right, height, narrow=True),
        rows=[_row(offer) for offer in offers],
    )


def word_of(offer: Offer) -> str:
    """What the number of its functions means, in words."""
    return {0: NOBODY, 1: ONE}.get(len(offer.functions), SEVERAL)


def _row(offer: Offer) -> dict[str, str]:
    names = "; ".join(sorted(offer.functions))
    return {"offer": offer.title, "functions": names or "niemand", "word": word_of(offer)}


def _places(nodes: Sequence[Any], height: int) -> dict[Any, float]:
    """Heights from top to bottom, evenly spread over the column."""
    step = height / len(nodes) if nodes else 0
    return {node: height - step * (number + 0.5) for number, node in enumerate(nodes)}


def _lines(offers: Sequence[Offer], left: dict[str, float], right: dict[int, float]) -> list[dict[str, Any]]:
    """Solid where several carry, dashed where only one does."""
    alone = {offer.key for offer in hanging_on_one(offers)}
    found = []
    for is_alone in (False, True):
        x: list[float | None] = []
        y: list[float | None] = []
        for offer in offers:
            if (offer.key in alone) == is_alone:
                for name in sorted(offer.functions):
                    x += [0, 1, None]
                    y += [left[name], right[offer.key], None]
        colour = COLOURS["red"] if is_alone else COLOURS["bund"]
        stroke = {"color": colour, "width": 2, "dash": "dash" if is_alone else "solid"}
        found.append(
            {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": stroke, "hoverinfo": "skip"}
        )
    return found


def _dots(offers: Sequence[Offer], left: dict[str, float], right: dict[int, float]) -> list[dict[str, Any]]:
    """Functions are circles; offers squares, hollow and red where one or no function carries them."""
    thin = [len(offer.functions) < 2 for offer in offers]
    colours = [COLOURS["red"] if is_thin else COLOURS["own"] for is_thin in thin]
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [0] * len(left),
            "y": list(left.values()),
            "text": [plain(name) for name in left],
            "hovertemplate": "%{text}<extra></extra>",
            "marker": {"symbol": "circle", "size": 14, "color": COLOURS["own"]},
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": [1] * len(right),
            "y": [right[offer.key] for offer in offers],
            "text": [plain(f"{offer.title}: {word_of(offer)}") for offer in offers],
            "hovertemplate": "%{text}<extra></extra>",
            "marker": {
                "symbol": ["square-open" if is_thin else "square" for is_thin in thin],
                "size": 14,
                "color": colours,
                "line": {"width": 3, "color": colours},
            },
        },
    ]


def _layout(
    offers: Sequence[Offer], left: dict[str, float], right: dict[int, float], height: int, *, narrow: bool
) -> dict[str, Any]:
    layout = base_layout(narrow=narrow, height=(NARROW_ROW if narrow else ROW) * height + 40)
    hidden = {"visible": False, "automargin": False}
    domain = [0, 1] if narrow else [LEFT, RIGHT]
    layout["xaxis"] |= {**hidden, "range": [-0.06, 1.06], "domain": domain}
    layout["yaxis"] |= {**hidden, "range": [0, height], "showgrid": False}
    layout["margin"] |= {"l": 4, "r": 4, "t": 12, "b": 12}
    layout["hovermode"] = "closest"
    label = _above if narrow else _beside
    words = [label(name, place, is_offer=False) for name, place in left.items()]
    words += [label(offer.title, right[offer.key], is_offer=True) for offer in offers]
    layout["annotations"] = words
    return layout


def _beside(text: str, place: float, *, is_offer: bool) -> dict[str, Any]:
    """The name at the outer side of its dot."""
    where = {"xanchor": "left", "xshift": 14} if is_offer else {"xanchor": "right", "xshift": -14}
    lines = wrap(text, LETTERS, max_lines=MOST_LINES, placeholder=" …")
    return {**_label(lines, place, is_offer=is_offer), **where, "align": where["xanchor"]}


def _above(text: str, place: float, *, is_offer: bool) -> dict[str, Any]:
    """The name above its dot, flush with the edge of a drawing that has no room beside it."""
    edge = {"xanchor": "right", "xshift": 8} if is_offer else {"xanchor": "left", "xshift": -8}
    lines = wrap(text, NARROW_LETTERS, max_lines=NARROW_LINES, placeholder=" …")
    ground = {"yanchor": "bottom", "yshift": 9, "bgcolor": COLOURS["surface"], "borderpad": 1}
    return {**_label(lines, place, is_offer=is_offer), **edge, **ground, "align": edge["xanchor"]}


def _label(lines: list[str], place: float, *, is_offer: bool) -> dict[str, Any]:
    return {
        "x": int(is_offer),
        "y": place,
        "text": "<br>".join(plain(line) for line in lines),
        "showarrow": False,
        "font": {"color": COLOURS["ink"]},
    }

"""The look ahead as two plain Plotly drawings (VZÄ, money) and the rows of their tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dkbm.numbers import format_euro, print_german
from dkbm.periods import Month
from dkbm.ui.figures import plain
from dkbm.ui.plotly_theme import COLOURS, base_layout
from projects.resources.cliff import MONEY, POST, Cliff, Loss, MonthOf
from projects.resources.words import fte_words

FTE_COLUMNS = (("month", "Monat", "text"), ("value", "VZÄ", "number"), ("cause", "Was wegfällt", "text"))
MONEY_COLUMNS = (
    ("month", "Monat", "text"),
    ("value", "Fördergeld in €", "number"),
    ("cause", "Was wegfällt", "text"),
)
HALF_YEAR = 6
ROOM_ABOVE = Decimal("1.25")
HEIGHT, NARROW_HEIGHT = 300, 260


@dataclass(frozen=True, slots=True)
class Drawing:
    """Traces, layout and narrow layout of one curve, and its table rows under `columns`."""

    data: list[dict[str, Any]]
    layout: dict[str, Any]
    narrow_layout: dict[str, Any]
    columns: tuple[tuple[str, str, str], ...]
    rows: list[dict[str, Any]]


def fte_drawing(cliff: Cliff) -> Drawing:
    """VZÄ by month; a step down is marked with month and VZÄ."""
    values = [month.fte for month in cliff.months]
    marks = [
        (month, f"−{fte_words(lost)}")
        for month in cliff.months
        if (lost := sum((loss.fte for loss in month.losses), Decimal(0)))
    ]
    return _drawing(cliff, values, marks, POST, FTE_COLUMNS, "VZÄ")


def money_drawing(cliff: Cliff) -> Drawing:
    """Programme money by month in euros; a step down is marked with month and amount."""
    values = [Decimal(month.cents).scaleb(-2) for month in cliff.months]
    marks = [
        (month, f"−{format_euro(lost, with_cents=False)}")
        for month in cliff.months
        if (lost := sum(loss.cents for loss in month.losses))
    ]
    return _drawing(cliff, values, marks, MONEY, MONEY_COLUMNS, "€")


def _drawing(
    cliff: Cliff,
    values: Sequence[Decimal],
    marks: Sequence[tuple[MonthOf, str]],
    kind: str,
    columns: tuple[tuple[str, str, str], ...],
    unit: str,
) -> Drawing:
    wide, narrow = (_layout(cliff, values, marks, narrow=is_narrow) for is_narrow in (False, True))
    rows = [
        {"month": month.label, "value": value, "cause": causes(month.losses, kind) or "–"}
        for month, value in zip(cliff.months, values, strict=True)
    ]
    return Drawing([_curve(cliff, values, unit)], wide, narrow, columns, rows)


def causes(losses: Sequence[Loss], kind: str) -> str:
    """The names of what falls away, „Bildungsmonitoring; Projektstelle“."""
    return "; ".join(loss.title for loss in losses if loss.kind == kind)


def _curve(cliff: Cliff, values: Sequence[Decimal], unit: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": unit,
        "x": [_day(month.month) for month in cliff.months],
        "y": list(values),
        "text": [
            plain(f"{m.label}: {print_german(v, None, unit)}")
            for m, v in zip(cliff.months, values, strict=True)
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "line": {"color": COLOURS["own"], "width": 3, "shape": "hv"},
        "fill": "tozeroy",
        "fillcolor": COLOURS["band"],
    }


def _layout(
    cliff: Cliff, values: Sequence[Decimal], marks: Sequence[tuple[MonthOf, str]], *, narrow: bool
) -> dict[str, Any]:
    layout = base_layout(narrow=narrow, height=NARROW_HEIGHT if narrow else HEIGHT)
    months = [month.month for month in cliff.months]
    step = 2 * HALF_YEAR if narrow else HALF_YEAR
    ticks = [month for month in months if month % step == 0]
    layout["xaxis"] |= {
        "type": "date",
        "range": [_day(months[0]), _day(months[-1] + 1)],
        "tickvals": [_day(month) for month in ticks],
        "ticktext": [Month.from_ordinal(month).label for month in ticks],
    }
    layout["yaxis"] |= {"range": [0, max(values) * ROOM_ABOVE or 1], "nticks": 5, "tickformat": ",~f"}
    layout["margin"] |= {"t": 28 if len(marks) < 2 or not narrow else 44}
    layout["shapes"] = [_line(month) for month, _words in marks]
    layout["annotations"] = [
        _words(month, words, place, narrow=narrow, months=months)
        for place, (month, words) in enumerate(marks)
    ]
    return layout


def _line(month: MonthOf) -> dict[str, Any]:
    day = _day(month.month)
    stroke = {"color": COLOURS["red"], "width": 1.5, "dash": "dash"}
    return {"type": "line", "x0": day, "x1": day, "y0": 0, "y1": 1, "yref": "paper", "line": stroke}


def _words(month: MonthOf, words: str, place: int, *, narrow: bool, months: Sequence[int]) -> dict[str, Any]:
    """Month and loss above the line, at its left in the right half; neighbours stand on two levels."""
    is_right = month.month - months[0] > len(months) / 2
    return {
        "x": _day(month.month),
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "yshift": 16 * (place % 2),
        "xanchor": "right" if is_right else "left",
        "text": plain(f"ab {month.label}: {words}"),
        "showarrow": False,
        "font": {"color": COLOURS["red"], "size": 12 if narrow else 14},
    }


def _day(month: int) -> str:
    found = Month.from_ordinal(month)
    return f"{found.year}-{found.month:02}-01"

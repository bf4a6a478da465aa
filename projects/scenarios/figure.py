"""One or two scenarios as plain Plotly drawings: VZÄ and own funds by month, and the rows of their tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dkbm.numbers import print_german
from dkbm.periods import Month
from dkbm.ui.figures import plain
from dkbm.ui.plotly_theme import COLOURS, base_layout, line
from projects.resources.figure import Drawing
from projects.scenarios.band import BandMonth
from projects.scenarios.outcome import MonthState, Outcome

ROLES = {1: ("own",), 2: ("bund", "own")}
"""The last course is the one that matters; what it is held against stands behind it."""
HEIGHT, NARROW_HEIGHT = 320, 280
HALF_YEAR = 6
ROOM_ABOVE = Decimal("1.25")
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Course:
    """A result with the name its line bears; `band` of the filled VZÄ, () without one."""

    name: str
    outcome: Outcome
    band: tuple[BandMonth, ...] = ()


def fte_drawing(courses: Sequence[Course]) -> Drawing:
    """Approved VZÄ by month, the turnover band of the filled ones behind them."""
    drawn = _drawing(courses, lambda month: month.approved, "VZÄ")
    banded = next((course for course in courses if course.band), None)
    if banded is None:
        return drawn
    bands = {row.month: row for row in banded.band}
    rows = [
        {**row, "band": f"{_short(bands[state.month].low)} bis {_short(bands[state.month].high)}"}
        for row, state in zip(drawn.rows, banded.outcome.months, strict=True)
    ]
    columns = (*drawn.columns, ("band", "besetzte VZÄ in 80 % der Läufe", "text"))
    return Drawing([*_band(banded.band), *drawn.data], drawn.layout, drawn.narrow_layout, columns, rows)


def own_drawing(courses: Sequence[Course]) -> Drawing:
    """What the municipality pays itself in each month, in euros."""
    return _drawing(courses, lambda month: Decimal(month.money.own).scaleb(-2), "€")


def _drawing(courses: Sequence[Course], value: Callable[[MonthState], Decimal], unit: str) -> Drawing:
    days = [month.month for month in courses[0].outcome.months]
    values = [[value(month) for month in course.outcome.months] for course in courses]
    named = list(zip(courses, values, ROLES[len(courses)], strict=True))
    wide, narrow = (_layout(days, named, narrow=is_narrow) for is_narrow in (False, True))
    columns = (
        ("month", "Monat", "text"),
        *((f"value{number}", f"{course.name} ({unit})", "number") for number, course in enumerate(courses)),
    )
    rows = [
        {
            "month": Month.of(day).label,
            **{f"value{number}": found[place] for number, found in enumerate(values)},
        }
        for place, day in enumerate(days)
    ]
    data = [_curve(course, days, found, role, unit) for course, found, role in named]
    return Drawing(data, wide, narrow, columns, rows)


def _curve(
    course: Course, days: Sequence[date], values: Sequence[Decimal], role: str, unit: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": plain(course.name),
        "x": [_first(day) for day in days],
        "y": list(values),
        "text": [
            plain(f"{course.name}, {Month.of(day).label}: {print_german(value, None, unit)}")
            for day, value in zip(days, values, strict=True)
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "line": {**line(role), "shape": "hv"},
    }


def _band(band: Sequence[BandMonth]) -> list[dict[str, Any]]:
    """Two lines nobody sees, the room between them filled."""
    base = {
        "type": "scatter",
        "mode": "lines",
        "hoverinfo": "skip",
        "x": [_first(row.month) for row in band],
        "line": {"width": 0, "shape": "hv", "color": COLOURS["band"]},
    }
    low = {**base, "name": "", "y": [row.low for row in band]}
    high = {**base, "name": "", "y": [row.high for row in band], "fill": "tonexty"}
    return [low, {**high, "fillcolor": COLOURS["band"]}]


def _layout(
    days: Sequence[date], named: Sequence[tuple[Course, list[Decimal], str]], *, narrow: bool
) -> dict[str, Any]:
    layout = base_layout(narrow=narrow, height=NARROW_HEIGHT if narrow else HEIGHT)
    months = [Month.of(day) for day in days]
    step = 2 * HALF_YEAR if narrow else HALF_YEAR
    ticks = [month for month in months if month.ordinal % step == 0]
    layout["xaxis"] |= {
        "type": "date",
        "range": [_first(days[0]), _first(date(months[-1].plus(1).year, months[-1].plus(1).month, 1))],
        "tickvals": [f"{month.year}-{month.month:02}-01" for month in ticks],
        "ticktext": [month.label for month in ticks],
    }
    most = max(max(values) for _course, values, _role in named)
    layout["yaxis"] |= {"range": [0, max(most, ONE) * ROOM_ABOVE], "nticks": 5, "tickformat": ",~f"}
    layout["margin"] |= {"t": 12 + 20 * len(named)}
    layout["annotations"] = [
        _name(course, role, place, narrow=narrow) for place, (course, _v, role) in enumerate(named)
    ]
    return layout


SIGNS = {"own": "━━", "bund": "┅┅"}


def _name(course: Course, role: str, place: int, *, narrow: bool) -> dict[str, Any]:
    """The name of a line above the drawing, behind a piece of the line itself."""
    return {
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 20 * place,
        "align": "left",
        "text": plain(f"{SIGNS[role]} {course.name}"),
        "showarrow": False,
        "font": {"color": COLOURS[role], "size": 12 if narrow else 14, "weight": 600},
    }


def _short(value: Decimal) -> str:
    return print_german(value, None)


def _first(day: date) -> str:
    return f"{day.year}-{day.month:02}-01"

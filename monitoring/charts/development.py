"""Development of one value against Land and Bund, and municipalities side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dkbm.numbers import print_german
from dkbm.periods import from_key
from dkbm.ui.figures import plain
from dkbm.ui.plotly_theme import COLOURS, base_layout, end_label, line, shifts
from monitoring.disclosure import Released

OWN, LAND, BUND = "own", "land", "bund"
ROOM_ABOVE = Decimal("1.15")
ROOM_RIGHT = Decimal("1.3")
CURVE_HEIGHT = 320
PLOT_HEIGHT = 264
BAR = 46
NARROWEST_PLOT, LABEL_GAP = 240, 8
ROOM_FOR_ENDS, MOST_FOR_ENDS, END_GAP, CHARACTER = 216, 320, 20, 9  # pixels right of the curves
Chart = tuple[list[dict[str, Any]], dict[str, Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Line:
    """What is drawn for one region: its name, its role (own, land, bund) and its released values."""

    name: str
    role: str
    rows: Sequence[Released]

    def known(self) -> list[tuple[str, Decimal]]:
        """Period keys and numbers in time order."""
        found = [(row.period, row.value) for row in self.rows if row.value is not None]
        return sorted(found, key=lambda pair: from_key(pair[0]).sort_key)


def short_period(key: str) -> str:
    """Label of a period on an axis, without the word that the caption says already."""
    return from_key(key).label.removeprefix("Schuljahr ").removeprefix("Stichtag ")


def _year(key: str) -> str:
    """The year a period ends in, for the little room at a line's end."""
    last = from_key(key).last_month
    return short_period(key) if last is None else str(last.year)


def development(
    lines: Sequence[Line],
    *,
    unit: str,
    decimals: int,
    at_least: Decimal = Decimal(0),
    further: Sequence[str] = (),
) -> Chart:
    """Traces, layout and the narrow layout for values over time; bars while there is one point only.

    at_least: a value that must have room on the axis; further: period keys that must stand on it, for a
    band or a target that is drawn into the same picture.
    """
    drawn = [item for item in lines if item.known()]
    periods = {period for item in drawn for period, _value in item.known()} | set(further)
    if len(periods) <= 1:
        ends = [(item.name, item.role, item.known()[-1][1]) for item in drawn]
        return _bars(ends, unit, decimals)
    ordered = sorted(periods, key=lambda key: from_key(key).sort_key)
    return _curves(drawn, ordered, unit, decimals, at_least)


def comparison(rows: Sequence[tuple[str, Decimal]], *, unit: str, decimals: int) -> Chart:
    """Municipalities side by side in the given (alphabetical) order; never sorted by value."""
    return _bars([(name, OWN, value) for name, value in rows], unit, decimals)


def _bars(ends: Sequence[tuple[str, str, Decimal]], unit: str, decimals: int) -> Chart:
    """One horizontal bar per region from 0, the first on top, the number at its end."""
    shown = list(reversed(ends))
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": [plain(name) for name, _role, _value in shown],
        "x": [value for _name, _role, value in shown],
        "marker": {"color": [COLOURS[role] for _name, role, _value in shown]},
        "text": [plain(print_german(value, decimals, unit)) for _name, _role, value in shown],
        "textposition": "outside",
        "cliponaxis": False,
        "hoverinfo": "skip",
        "width": 0.55,
    }
    top = max((value for _name, _role, value in shown), default=Decimal(0))
    return [trace], _bar_layout(len(shown), top, narrow=False), _bar_layout(len(shown), top, narrow=True)


def _bar_layout(count: int, top: Decimal, *, narrow: bool) -> dict[str, Any]:
    layout = base_layout(narrow=narrow, height=40 + BAR * max(count, 1))
    layout["xaxis"] |= {"range": [0, top * ROOM_RIGHT or 1], "visible": False}
    layout["yaxis"] |= {"type": "category", "showgrid": False, "ticksuffix": "  "}
    layout["margin"] |= {"l": 8, "r": 8, "t": 8, "b": 8}
    return layout


def _curves(
    lines: Sequence[Line], periods: Sequence[str], unit: str, decimals: int, at_least: Decimal
) -> Chart:
    """A line per region with its name and last value at the end instead of a legend."""
    labels = [plain(short_period(key)) for key in periods]
    traces = [_curve(item, periods, labels, unit, decimals) for item in reversed(lines)]
    known = [value for item in lines for _period, value in item.known()]
    top = max([at_least, *known]) * ROOM_ABOVE or Decimal(1)
    wide, narrow = base_layout(height=CURVE_HEIGHT), base_layout(narrow=True)
    for layout in (wide, narrow):
        layout["xaxis"] |= {"type": "category", "categoryorder": "array", "categoryarray": labels}
        # Plotly leaves out none of the names of a category axis by itself
        layout["xaxis"] |= {"tickmode": "array", "tickvals": _named(labels)}
        layout["yaxis"] |= {"range": [0, top], "nticks": 5, "tickformat": ",.0f"}
    latest = max((item.known()[-1][0] for item in lines), key=lambda key: from_key(key).sort_key)
    wide["annotations"] = _ends(lines, latest, top, unit, decimals)
    longest = max(len(label["text"]) for label in wide["annotations"])
    wide["margin"] |= {"r": min(max(ROOM_FOR_ENDS, END_GAP + longest * CHARACTER), MOST_FOR_ENDS)}
    # a narrow drawing has no room at the right: the same words stand above it, one under the other
    narrow["annotations"] = _stacked(lines, latest, unit, decimals)
    narrow["margin"] |= {"t": 24 + 18 * len(lines)}
    return traces, wide, narrow


def _named(labels: Sequence[str]) -> list[str]:
    """Periods that can be named below the narrowest curves without one covering another, the newest among them."""
    longest = max(map(len, labels), default=1)
    room_for = max(2, NARROWEST_PLOT // (longest * CHARACTER + LABEL_GAP))
    return list(labels[::-1][:: -(-len(labels) // room_for)][::-1])


def _curve(
    item: Line, periods: Sequence[str], labels: Sequence[str], unit: str, decimals: int
) -> dict[str, Any]:
    known = dict(item.known())
    values = [known.get(key) for key in periods]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": plain(item.name),
        "x": list(labels),
        "y": values,
        "text": ["" if value is None else plain(print_german(value, decimals, unit)) for value in values],
        "hovertemplate": f"{plain(item.name)} %{{text}}<extra></extra>",
        "connectgaps": False,
        "line": line(item.role),
        "marker": {"size": 8 if item.role == OWN else 5, "color": COLOURS[item.role]},
    }


def _end_text(item: Line, latest: str, unit: str, decimals: int) -> str:
    """Name and last value; its time too where the line ends before the others."""
    period, value = item.known()[-1]
    when = "" if period == latest else f" ({_year(period)})"
    return plain(f"{item.name} {print_german(value, decimals, unit)}{when}")


def _ends(lines: Sequence[Line], latest: str, top: Decimal, unit: str, decimals: int) -> list[dict[str, Any]]:
    """Name and last value at the right edge, pushed apart so that none covers another."""
    last = [item.known()[-1][1] for item in lines]
    moved = shifts([float(value) for value in last], pixels_per_unit=float(PLOT_HEIGHT / top))
    labels = [
        end_label(1, value, _end_text(item, latest, unit, decimals), item.role, shift=shift)
        for item, value, shift in zip(lines, last, moved, strict=True)
    ]
    return [{**label, "xref": "paper"} for label in labels]


def _stacked(lines: Sequence[Line], latest: str, unit: str, decimals: int) -> list[dict[str, Any]]:
    return [
        {
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "y": 1,
            "yshift": 12 + 18 * (len(lines) - 1 - index),
            "xanchor": "left",
            "yanchor": "middle",
            "showarrow": False,
            "align": "left",
            "text": _end_text(item, latest, unit, decimals),
            "font": {"color": COLOURS[item.role], "weight": 600},
        }
        for index, item in enumerate(lines)
    ]

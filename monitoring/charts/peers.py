"""Groups of regions: sums of numerators and denominators, the span of their values, their lines and bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dkbm.numbers import print_german
from dkbm.periods import from_key
from dkbm.ui.figures import plain
from dkbm.ui.plotly_theme import COLOURS
from monitoring.charts.development import BUND, OWN, Chart, Line, comparison, development, short_period
from monitoring.charts.events import LONGEST, ROW_PX, Mark, add_marks
from monitoring.charts.path import Target, path_trace, way_periods
from monitoring.disclosure import Released, release
from monitoring.disclosure.release import Raw

ENOUGH = Decimal("0.8")
MOST_BARS = 12
DASHES = ("dashdot", "longdash", "longdashdot", "8px 3px 2px 3px", "3px 3px", "12px 4px")
PARTLY = "Zähler und Nenner von {known} der {all} Gebiete summiert"
TOO_FEW = "nur {known} der {all} Gebiete haben einen Wert"
NO_PARTS = "nicht berechenbar: die Quelle nennt Anteile ohne Zähler und Nenner"


@dataclass(slots=True)
class _Sum:
    """A sum over regions in the form that the disclosure room reads."""

    region: str
    period: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    status: str
    reason: str
    summed: bool = False


def aggregate(key: str, rows: Mapping[str, Sequence[Released]], factor: int) -> list[Released]:
    """A group's rate per period: sum of numerators by sum of denominators, never a mean of rates.

    rows: released rows by region code, every member with a key. A period needs values from 80 % of the
    members; with fewer, and where the source gives rates only, a reason stands instead. With some missing
    the reason beside the value says how many it is made of.
    """
    periods = sorted({r.period for own in rows.values() for r in own}, key=lambda k: from_key(k).sort_key)
    # sums of what is printed already: the members that are masked are not in them
    sums: list[tuple[Raw, str | None]] = [(_summed(key, period, rows, factor), None) for period in periods]
    return release(sums, official=True)


def _summed(key: str, period: str, rows: Mapping[str, Sequence[Released]], factor: int) -> _Sum:
    found = [row for own in rows.values() for row in own if row.period == period and row.value is not None]
    whole = [row for row in found if row.numerator is not None and row.denominator is not None]
    count = {"known": len(whole), "all": len(rows)}
    if found and not whole:
        return _Sum(key, period, None, None, None, "not_meaningful", NO_PARTS)
    if len(whole) < ENOUGH * len(rows):
        return _Sum(key, period, None, None, None, "missing", TOO_FEW.format(**count))
    top = sum((row.numerator for row in whole if row.numerator is not None), Decimal(0))
    bottom = sum((row.denominator for row in whole if row.denominator is not None), Decimal(0))
    if not bottom:
        return _Sum(key, period, None, top, bottom, "not_meaningful", "nicht berechenbar: Nenner ist 0")
    partly = "" if len(whole) == len(rows) else PARTLY.format(**count)
    reason = "; ".join(filter(None, (partly, _said_of_parts(whole))))
    return _Sum(key, period, top * factor / bottom, top, bottom, "value", reason)


def _said_of_parts(parts: Sequence[Released]) -> str:
    """What is said beside some of the parts concerns their sum: „zum Teil vorläufig“."""
    said = dict.fromkeys(word for part in parts for word in part.note.split("; ") if word)
    return f"zum Teil {', '.join(said)}" if said else ""


def span(rows: Mapping[str, Sequence[Released]]) -> list[tuple[str, Decimal, Decimal]]:
    """Lowest and highest value per period of at least 80 % of the members, in time order, without names."""
    values: dict[str, list[Decimal]] = {}
    for own in rows.values():
        for row in own:
            if row.value is not None:
                values.setdefault(row.period, []).append(row.value)
    enough = {p: v for p, v in values.items() if len(v) >= max(Decimal(2), ENOUGH * len(rows))}
    return [(p, min(enough[p]), max(enough[p])) for p in sorted(enough, key=lambda k: from_key(k).sort_key)]


def common_period(rows: Mapping[str, Sequence[Released]]) -> str:
    """The newest period for which 80 % of the regions have a number, else the one most have; '' for none."""
    counts: dict[str, int] = {}
    for own in rows.values():
        for row in own:
            counts[row.period] = counts.get(row.period, 0) + (row.value is not None)
    known = {period: count for period, count in counts.items() if count}
    enough = [period for period, count in known.items() if count >= ENOUGH * len(rows)]
    if enough:
        return max(enough, key=lambda key: from_key(key).sort_key)
    return max(known, key=lambda key: (known[key], from_key(key).sort_key), default="")


@dataclass(frozen=True, slots=True)
class Extras:
    """What is drawn around the lines: a group's span, marks by date (with so many characters), the path to a target."""

    band: Sequence[tuple[str, Decimal, Decimal]] = ()
    band_name: str = ""
    marks: Sequence[Mark] = ()
    longest_words: int = LONGEST
    path: Target | None = None


def picture(lines: Sequence[Line], extras: Extras, *, unit: str, decimals: int) -> Chart:
    """The development with its extras. Lines after the own one, Land and Bund get dashes of their own."""
    path, band = extras.path, extras.band
    tops = [high for _period, _low, high in band] + ([path.baseline, path.target] if path else [])
    further = way_periods(path) if path else []
    data, wide, narrow = development(
        lines, unit=unit, decimals=decimals, at_least=max(tops, default=Decimal(0)), further=further
    )
    if not data or data[0]["type"] != "scatter":
        return data, wide, narrow
    _restyle(data, wide, narrow, lines)
    # the names above a narrow drawing take room of their own, not the picture's
    narrow["height"] += ROW_PX * max(0, len(data) - 2)
    axis = {short_period(p): p for item in lines for p, _v in item.known()} | {
        short_period(p): p for p in further
    }
    labels = wide["xaxis"]["categoryarray"]
    periods = [axis[label] for label in labels]
    around = _band(extras, periods)
    if path:
        around += [trace for trace in (path_trace(path, periods, labels),) if trace]
        _target_words(wide, path, periods.index(path.target_period), unit, decimals)
    for layout, is_narrow in ((wide, False), (narrow, True)):
        add_marks(layout, extras.marks, periods, narrow=is_narrow, longest=extras.longest_words)
    return [*around, *data], wide, narrow


def _restyle(data: list[dict[str, Any]], wide: dict[str, Any], narrow: dict[str, Any], lines: Any) -> None:
    """Give each further line a dash of its own; the drawn ones are the known ones in reverse order."""
    drawn = [item for item in lines if item.known()]
    others = [item for item in drawn if item.role == BUND and item.name != "Deutschland"]
    for number, item in enumerate(others):
        trace = data[len(drawn) - 1 - drawn.index(item)]
        trace["line"] = {"color": COLOURS["muted"], "width": 2, "dash": DASHES[number % len(DASHES)]}
        trace["marker"] = {"size": 5, "color": COLOURS["muted"]}
        for layout in (wide, narrow):
            note = layout["annotations"][drawn.index(item)]
            note["font"] = {**note["font"], "color": COLOURS["muted"]}


def _band(extras: Extras, periods: Sequence[str]) -> list[dict[str, Any]]:
    known = [(short_period(p), low, high) for p, low, high in extras.band if p in periods]
    if len(known) < 2:
        return []
    x = [plain(label) for label, _low, _high in known]
    base = {"type": "scatter", "mode": "lines", "x": x, "hoverinfo": "skip", "line": {"width": 0}}
    low = {**base, "y": [low for _label, low, _high in known], "name": ""}
    high = {**base, "y": [high for _label, _low, high in known], "name": plain(extras.band_name)}
    return [low, high | {"fill": "tonexty", "fillcolor": COLOURS["band"]}]


def _target_words(layout: dict[str, Any], path: Target, place: int, unit: str, decimals: int) -> None:
    # by its place: a label that looks like a number would be read as one and stretch the axis
    text = f"Ziel {print_german(path.target, decimals, unit)}"
    layout["annotations"] = [
        *layout["annotations"],
        {
            "x": place,
            "y": path.target,
            "xref": "x",
            "yref": "y",
            "text": plain(text),
            "showarrow": False,
            "xanchor": "center",
            "yanchor": "top",
            "yshift": -8,
            "font": {"color": COLOURS["green"], "weight": 600},
        },
    ]


def bars(rows: Sequence[tuple[str, str, Decimal]], *, unit: str, decimals: int) -> Chart:
    """Regions side by side as (name, role, value) in the given order; the own one in its colour."""
    data, wide, narrow = comparison(
        [(name, value) for name, _role, value in rows], unit=unit, decimals=decimals
    )
    colours = [COLOURS[role] if role != OWN else COLOURS["own"] for _name, role, _value in reversed(rows)]
    data[0]["marker"] = {"color": colours}
    return data, wide, narrow

"""The timeline as a plain Plotly figure (dicts only) and its list twin from the same steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from dkbm.periods import Month
from dkbm.ui.figures import plain
from dkbm.ui.plotly_theme import COLOURS, base_layout
from projects.schedule.months import MONTHS, first_day, label, last_day
from projects.schedule.steps import Step, calendar_months, extent, gaps, in_order, months_to_decision, undated

COLUMNS = (
    ("number", "Nr.", "number"),
    ("title", "Schritt", "text"),
    ("period", "Zeitraum", "text"),
    ("months", "Dauer in Monaten", "number"),
)
DAY_MS = 86_400_000
ROW, NARROW_ROW = 40, 56
AUTO_TICKS_FROM, FEW_TICKS = 10, 3
NEARBY = 10
GAP_SHIFT = 2
# Shares of the drawing's width: enough for a label at any width, and just enough on a desk.
ROOM, LITTLE_ROOM = 0.3, 0.2
TICK_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)


@dataclass(frozen=True)
class Timeline:
    """What a page needs of a timeline.

    `data`, `layout`, `narrow_layout`: Plotly; `rows`: the list twin under the keys of `columns` (months
    None when the period is open), `keys`: the steps behind them; `gaps`: ordinals of months (first,
    last); `undated`: the tray; `sentence`: the figure in words.
    """

    data: list[dict[str, Any]] = field(default_factory=list)
    layout: dict[str, Any] = field(default_factory=dict)
    narrow_layout: dict[str, Any] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    undated: list[Step] = field(default_factory=list)
    sentence: str = ""
    keys: list[int] = field(default_factory=list)
    columns: tuple[tuple[str, str, str], ...] = COLUMNS


@dataclass(frozen=True)
class Mark:
    """A day beside the steps: the end of a grant (with its name above the drawing) or a meeting."""

    day: date
    title: str
    is_end: bool = False


def draw(steps: list[Step], today: date, *, marks: tuple[Mark, ...] = (), with_gaps: bool = True) -> Timeline:
    """Draw the dated steps, each in its own row; without a dated one only the tray is filled.

    Marks outside of the drawn months are left out: the drawing fits the steps plus a month.
    """
    dated = in_order(steps)
    if not dated:
        return Timeline(undated=undated(steps))
    seen = [mark for mark in marks if _is_drawn(dated, mark.day)]
    layouts = [_layout(dated, today), _narrow_layout(dated, today)]
    for layout in layouts:
        if not with_gaps:
            _drop_gaps(layout)
        _add_ends(layout, [mark for mark in seen if mark.is_end])
    return Timeline(
        data=_bars(dated) + _decisions(dated) + _meetings([mark for mark in seen if not mark.is_end]),
        layout=layouts[0],
        narrow_layout=layouts[1],
        rows=[_row(n, s) for n, s in enumerate(dated, 1)],
        gaps=gaps(dated),
        undated=undated(steps),
        sentence=sentence(dated),
        keys=[s.key for s in dated],
    )


def _row(number: int, step: Step) -> dict[str, Any]:
    return {"number": number, "title": step.title, "period": step.label, "months": step.months}


def sentence(steps: list[Step]) -> str:
    """„15 Monate vom ersten Gespräch bis zum Beschluss“, or how long the steps take without one."""
    dated = in_order(steps)
    if not dated:
        return ""
    months = months_to_decision(dated)
    if months is not None:
        return f"{_months(months)} {dated[0].opening or 'vom ersten Schritt'} bis zum Beschluss"
    total = calendar_months(dated) or 0
    count = "Ein Schritt" if len(dated) == 1 else f"{len(dated)} Schritte"
    return f"{count} in {_months(total, dative=True)} ({label(*_extent(dated))})"


def gap_words(found: list[tuple[int, int]]) -> str:
    """„Ohne Schritt: 05–08/2021 (4 Monate).“, '' without a gap."""
    parts = [f"{label(*gap)} ({_months(gap[1] - gap[0] + 1)})" for gap in found]
    return f"Ohne Schritt: {', '.join(parts)}." if parts else ""


def _months(count: int, *, dative: bool = False) -> str:
    word = "Monat" if count == 1 else "Monaten" if dative else "Monate"
    return f"{count} {word}"


def _extent(dated: list[Step]) -> tuple[int, int]:
    return extent(dated) or (0, 0)


def _bars(dated: list[Step]) -> list[dict[str, Any]]:
    """One bar per step from the first day of its first to the end of the last day of its last month."""
    starts = [first_day(s.start) for s in dated]
    ends = [last_day(s.end) for s in dated]
    days = [(end - start).days + 1 for start, end in zip(starts, ends, strict=True)]
    return [
        {
            "type": "bar",
            "orientation": "h",
            "name": "Schritte",
            "y": list(range(1, len(dated) + 1)),
            "base": [day.isoformat() for day in starts],
            "x": [count * DAY_MS for count in days],
            "width": 0.5,
            "marker": {
                "color": [COLOURS["own"] if s.done else COLOURS["surface"] for s in dated],
                "line": {"color": COLOURS["own"], "width": 1.5},
            },
            "customdata": [[plain(s.title), s.label] for s in dated],
            "hovertemplate": "%{customdata[1]}: %{customdata[0]}<extra></extra>",
            "showlegend": False,
        }
    ]


def _decisions(dated: list[Step]) -> list[dict[str, Any]]:
    """A diamond on the deciding steps; the middle of the month stands for the month."""
    marked = [(n, s) for n, s in enumerate(dated, 1) if s.decides]
    if not marked:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "Beschluss",
            "x": [_middle_of(s.end, s.end) for _, s in marked],
            "y": [n for n, _ in marked],
            "marker": {
                "symbol": "diamond",
                "size": 13,
                "color": COLOURS["ink"],
                "line": {"color": COLOURS["surface"], "width": 1.5},
            },
            "customdata": [[plain(s.title), s.label] for _, s in marked],
            "hovertemplate": "Beschluss %{customdata[1]}: %{customdata[0]}<extra></extra>",
            "showlegend": False,
        }
    ]


def _meetings(marks: list[Mark]) -> list[dict[str, Any]]:
    """Small triangles along the upper edge; what they are stands in the list beside the drawing."""
    if not marks:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "Sitzung",
            "x": [mark.day.isoformat() for mark in marks],
            "y": [0.5] * len(marks),
            "marker": {"symbol": "triangle-down", "size": 9, "color": COLOURS["muted"]},
            "customdata": [[plain(mark.title)] for mark in marks],
            "hovertemplate": "%{customdata[0]}<extra></extra>",
            "showlegend": False,
        }
    ]


def _add_ends(layout: dict[str, Any], marks: list[Mark]) -> None:
    """A dashed line at the end of every grant; its name one line above „heute“, so that none collide."""
    if not marks:
        return
    layout["margin"]["t"] += 20 * len(marks)
    layout["height"] += 20 * len(marks)
    for number, mark in enumerate(marks):
        day = mark.day.isoformat()
        edge = {"name": mark.title, "yref": "paper", "x0": day, "x1": day, "y0": 0, "y1": 1}
        line = {"color": COLOURS["muted"], "width": 1.5, "dash": "dash"}
        layout["shapes"] = [*layout["shapes"], {"type": "line", **edge, "line": line}]
        words = _over(day, plain(shortened(mark.title, 34)), "ink", shift=38 + 20 * number)
        layout["annotations"] = [*layout["annotations"], {**words, "xanchor": "right"}]


def _drop_gaps(layout: dict[str, Any]) -> None:
    """Take the bands away where months without a bar mean nothing."""
    layout["shapes"] = [shape for shape in layout["shapes"] if shape["type"] != "rect"]
    layout["annotations"] = [row for row in layout["annotations"] if row.get("yshift") != GAP_SHIFT]


def _middle_of(first: int, last: int) -> str:
    """The middle of a run of months, for placing marks and labels only."""
    half = (last_day(last) - first_day(first)) / 2
    return (datetime.combine(first_day(first), time()) + half).date().isoformat()


def _after(day: date) -> str:
    return (day + timedelta(days=1)).isoformat()


def _layout(dated: list[Step], today: date) -> dict[str, Any]:
    """Wide drawing: titles at the left, the period beside each bar."""
    layout = _common(dated, today, narrow=False)
    titles = [plain(f"{n}  {shortened(s.title, 36)}") for n, s in enumerate(dated, 1)]
    layout["yaxis"] |= {"tickvals": list(range(1, len(dated) + 1)), "ticktext": titles}
    layout["margin"] = {"l": 24, "r": 24, "t": 44, "b": 40, "pad": 4}
    layout["annotations"] = [_beside(n, s, dated) for n, s in enumerate(dated, 1)]
    layout["annotations"] += _gap_label(dated, words="Lücke ", least_share=0.16) + _today_label(dated, today)
    return layout


def _narrow_layout(dated: list[Step], today: date) -> dict[str, Any]:
    """Drawing for 360 px: number, period and title stand above each bar over the whole width."""
    layout = _common(dated, today, narrow=True)
    layout["yaxis"] |= {"showticklabels": False, "automargin": False}
    layout["margin"] = {"l": 4, "r": 4, "t": 44, "b": 36, "pad": 0}
    layout["annotations"] = [_above(n, s) for n, s in enumerate(dated, 1)]
    layout["annotations"] += _gap_label(dated, words="", least_share=0.22) + _today_label(dated, today)
    return layout


def _common(dated: list[Step], today: date, *, narrow: bool) -> dict[str, Any]:
    first, last = _extent(dated)
    height = 80 + (NARROW_ROW if narrow else ROW) * len(dated)
    layout = base_layout(narrow=narrow, height=height)
    layout["xaxis"] |= {
        "type": "date",
        "range": [first_day(first - 1).isoformat(), _after(last_day(last + 1))],
        **_ticks(first - 1, last + 1, narrow=narrow),
        "showgrid": True,
        "gridcolor": COLOURS["line"],
    }
    layout["yaxis"] |= {"range": [len(dated) + 0.6, 0.4], "showgrid": False, "rangemode": "normal"}
    layout |= {"barmode": "overlay", "hovermode": "closest"}
    layout["shapes"] = _gap_shapes(dated) + _today_shape(dated, today)
    return layout


def _ticks(first: int, last: int, *, narrow: bool) -> dict[str, Any]:
    """Ticks on round months, as many as there is room for; whole years are written as years.

    A long wide axis leaves their number to Plotly, which knows the width; on a short one it would go
    down to weeks, so these ticks are given.
    """
    if not narrow and last - first >= AUTO_TICKS_FROM:
        return {"tickformat": "%m/%Y", "tickformatstops": [{"dtickrange": ["M12", None], "value": "%Y"}]}
    step = next((s for s in TICK_STEPS if (last - first) // s + 1 <= FEW_TICKS), TICK_STEPS[-1])
    days = [first_day(n) for n in range(first, last + 1) if n % step == 0]
    pattern = "%Y" if step % MONTHS == 0 else "%m/%Y"
    return {"tickvals": [d.isoformat() for d in days], "ticktext": [d.strftime(pattern) for d in days]}


def _beside(row: int, step: Step, dated: list[Step]) -> dict[str, Any]:
    """The period beside the bar: at its right, else at its left, inside it when both sides are full."""
    anchor, x, shift = _place(step, dated)
    inside = anchor == "center"
    return {
        "x": x,
        "y": row,
        "text": f"{step.label} · Beschluss" if step.decides else step.label,
        "showarrow": False,
        "xanchor": anchor,
        "xshift": shift,
        "font": {"color": COLOURS["surface"] if inside and step.done else COLOURS["ink"], "size": 14},
    }


def _place(step: Step, dated: list[Step]) -> tuple[str, str, int]:
    """Where the label of a bar stands: (anchor, day, shift in px)."""
    first, last = _extent(dated)
    width = last - first + 3
    left, right = (step.start - first + 1) / width, (last - step.end + 1) / width
    if right >= ROOM or (right >= left and right >= LITTLE_ROOM):
        return "left", _after(last_day(step.end)), 6
    if left >= LITTLE_ROOM:
        return "right", first_day(step.start).isoformat(), -6
    return "center", _middle_of(step.start, step.end), 0


def _above(row: int, step: Step) -> dict[str, Any]:
    mark = "Beschluss: " if step.decides else ""
    return {
        "xref": "paper",
        "x": 0,
        "y": row - 0.26,
        "yanchor": "bottom",
        "xanchor": "left",
        "align": "left",
        "text": plain(shortened(f"{row}  {step.label}  {mark}{step.title}", 44)),
        "showarrow": False,
        "font": {"color": COLOURS["ink"], "size": 13},
    }


def _gap_shapes(dated: list[Step]) -> list[dict[str, Any]]:
    return [
        {
            "type": "rect",
            "name": f"Lücke {label(*gap)}",
            "xref": "x",
            "yref": "paper",
            "x0": first_day(gap[0]).isoformat(),
            "x1": _after(last_day(gap[1])),
            "y0": 0,
            "y1": 1,
            "fillcolor": COLOURS["band"],
            "opacity": 0.5,
            "line": {"width": 0},
            "layer": "below",
        }
        for gap in gaps(dated)
    ]


def _gap_label(dated: list[Step], words: str, least_share: float) -> list[dict[str, Any]]:
    """A label above the widest band, when it has the room; the sentence names every gap."""
    first, last = _extent(dated)
    widest = max(gaps(dated), key=lambda gap: gap[1] - gap[0], default=None)
    if widest is None or (widest[1] - widest[0] + 1) / (last - first + 3) < least_share:
        return []
    return [_over(_middle_of(*widest), f"{words}{label(*widest)}", "muted", shift=GAP_SHIFT)]


def _over(day: str, text: str, role: str, *, shift: int) -> dict[str, Any]:
    """A label above the drawing."""
    return {
        "x": day,
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "yshift": shift,
        "text": text,
        "showarrow": False,
        "font": {"color": COLOURS[role], "size": 13},
    }


def _is_drawn(dated: list[Step], day: date) -> bool:
    first, last = _extent(dated)
    return first - 1 <= Month.of(day).ordinal <= last + 1


def _is_inside(dated: list[Step], today: date) -> bool:
    first, last = _extent(dated)
    return first <= Month.of(today).ordinal <= last


def _today_shape(dated: list[Step], today: date) -> list[dict[str, Any]]:
    """A line at today, only when today lies within the drawn steps."""
    if not _is_inside(dated, today):
        return []
    day = today.isoformat()
    line = {"color": COLOURS["ink"], "width": 1.5, "dash": "dot"}
    return [
        {
            "type": "line",
            "name": "heute",
            "yref": "paper",
            "x0": day,
            "x1": day,
            "y0": 0,
            "y1": 1,
            "line": line,
        }
    ]


def _today_label(dated: list[Step], today: date) -> list[dict[str, Any]]:
    """„heute“ above the line, one line higher than the label of a gap."""
    return [_over(today.isoformat(), "heute", "ink", shift=20)] if _is_inside(dated, today) else []


def shortened(text: str, most: int) -> str:
    """The text, cut with „…“ when it is longer than `most` characters; at a word if one ends nearby."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    space = head.rfind(" ")
    return (head[:space] if space >= len(head) - NEARBY else head).rstrip(" ,;:–-") + "…"

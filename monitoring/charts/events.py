"""Breaks, definition changes and events as marks by date on a line of periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dkbm.periods import from_key
from dkbm.ui.figures import plain
from dkbm.ui.plotly_theme import COLOURS, event_mark

BREAK, DEFINITION, EVENT = "break", "definition", "event"
ROW_PX = 18
LONGEST, LONGEST_IN_CARD = 44, 34  # characters beside a line: of a page's whole width, of half of it


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened: from which period on (key), in a few words, of which kind.

    until: last period of an event that lasted, "" for none.
    """

    period: str
    text: str
    kind: str = BREAK
    until: str = ""

    @property
    def label(self) -> str:
        """„2021: neue Erhebung“."""
        return f"{from_key(self.period).label}: {self.text}"


def between(start: str, end: str, marks: Sequence[Mark]) -> list[Mark]:
    """Breaks and definition changes that part the two periods: after `start`, at or before `end`."""
    first, last = from_key(start).sort_key, from_key(end).sort_key
    found = [m for m in marks if m.kind != EVENT and first < from_key(m.period).sort_key <= last]
    return sorted(found, key=lambda m: from_key(m.period).sort_key)


def position(mark: Mark, periods: Sequence[str]) -> float | None:
    """Place of a mark on the axis (0 = first period) by its date, never by its number in the list.

    A break stands before the first period it touches, an event on it. None outside of what is drawn: a
    break before the first value parts nothing.
    """
    when = from_key(mark.period).sort_key
    later = [i for i, key in enumerate(periods) if from_key(key).sort_key >= when]
    if not later:
        return None
    if mark.kind == EVENT:
        exact = from_key(periods[later[0]]).sort_key == when
        return float(later[0]) if exact else (later[0] - 0.5 if later[0] else None)
    return None if later[0] == 0 else later[0] - 0.5


def add_marks(
    layout: dict[str, Any],
    marks: Sequence[Mark],
    periods: Sequence[str],
    *,
    narrow: bool,
    longest: int = LONGEST,
) -> None:
    """Draw the marks into a layout of `development`: a dated vertical line each, with its words.

    In a narrow drawing a number stands at the line; the words are in the list below the figure.
    """
    placed = [(position(mark, periods), mark) for mark in marks]
    drawn = [(x, mark) for x, mark in placed if x is not None]
    for index, (x, mark) in enumerate(drawn):
        words = _short(mark, longest) if not narrow else _year(mark)
        shape, note = event_mark(x, plain(words))
        if mark.kind == EVENT:
            layout["shapes"] = [*layout.get("shapes", ()), *_lasting(mark, x, periods)]
            shape["line"] = {**shape["line"], "color": COLOURS["muted"]}
            note["font"] = {**note["font"], "color": COLOURS["muted"]}
        if x > (len(periods) - 1) / 2:
            note |= {"xanchor": "right", "xshift": -4}
        # words of neighbouring marks stand in rows of their own; a narrow drawing has names above it
        note["yshift"] = -ROW_PX if narrow else -ROW_PX * (index % 3)
        layout["shapes"] = [*layout.get("shapes", ()), shape]
        layout["annotations"] = [*layout.get("annotations", ()), note]


def _lasting(mark: Mark, start: float, periods: Sequence[str]) -> list[dict[str, Any]]:
    """A pale field from the beginning to the last period drawn that the event reaches; [] for a moment."""
    if not mark.until:
        return []
    end = from_key(mark.until).sort_key
    reached = [i for i, key in enumerate(periods) if from_key(key).sort_key <= end]
    if not reached or reached[-1] <= start:
        return []
    field = {"type": "rect", "x0": start, "x1": reached[-1], "y0": 0, "y1": 1, "xref": "x", "yref": "paper"}
    return [field | {"fillcolor": COLOURS["line"], "opacity": 0.5, "line": {"width": 0}, "layer": "below"}]


def _year(mark: Mark) -> str:
    return from_key(mark.period).label.split()[-1]


def _short(mark: Mark, longest: int) -> str:
    """The words of a mark, cut after a word where there is no room for more characters."""
    text = mark.label
    if len(text) <= longest:
        return text
    head = text[:longest].rpartition(" ")[0]
    # a date alone says nothing: a word of this length is cut itself
    return f"{text[: longest - 1]}…" if head.endswith(":") else f"{head} …"

"""A figure: the chart, its one-sentence summary, the data table and the download from the same rows.

Charts are plain dicts of plotly traces and a layout; texts in them are plain texts, never markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from dkbm.clock import BERLIN
from dkbm.numbers import print_german

Kind = Literal["text", "number"]
NO_VALUE = "keine Angabe"

_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


class Column(NamedTuple):
    """A column of a data table: key in the row, German heading, kind ('number' is right-aligned)."""

    key: str
    label: str
    kind: Kind = "text"


class Printed(NamedTuple):
    """A value with a printed text of its own: `text` is shown, `raw` (number, text or None) is exported.

    `url`: where the text leads on a page, "" for nowhere.
    """

    text: str
    raw: Any = None
    url: str = ""


class Cell(NamedTuple):
    """A table cell as the template needs it."""

    text: str
    label: str
    is_number: bool
    url: str = ""


def plain(text: object) -> str:
    """Return the text so that plotly shows it letter by letter: its markup characters are escaped."""
    return "".join(_MARKUP.get(sign, sign) for sign in str(text))


def printed(value: object) -> str:
    """Return a row's value as shown: numbers in German print, dates as 01.03.2024, None as „keine Angabe“."""
    if isinstance(value, Printed):
        return value.text
    if value is None or value == "":
        return NO_VALUE
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float):
        value = Decimal(str(value))
    if isinstance(value, (int, Decimal)):
        return print_german(value)
    return _printed_day(value) if isinstance(value, date) else str(value)


def _printed_day(value: date) -> str:
    if isinstance(value, datetime):
        return in_berlin(value).strftime("%d.%m.%Y, %H:%M Uhr")
    return value.strftime("%d.%m.%Y")


def in_berlin(moment: datetime) -> datetime:
    """Return the moment as German clocks show it, without zone; a naive one is German already."""
    return moment if moment.tzinfo is None else moment.astimezone(BERLIN).replace(tzinfo=None)


def raw(value: object) -> Any:
    """Return a row's value as exported; the printed text where there is no other."""
    if isinstance(value, Printed):
        return value.text if value.raw is None else value.raw
    return value


def table_cells(columns: Iterable[Sequence[str]], row: Mapping[str, object]) -> list[Cell]:
    """Return the cells of one row in the order of the columns."""
    wanted = [Column(*column) for column in columns]
    return [
        Cell(printed(row.get(c.key)), c.label, c.kind == "number", getattr(row.get(c.key), "url", ""))
        for c in wanted
    ]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """All that `{% figure %}` needs.

    `id` is unique on the page; `summary` one sentence; `unit_note` says what the axis shows. `data` and
    `layout` are plotly dicts; `narrow_layout` is the whole layout for containers under 480 px (None: the
    same one). `columns` are (key, label, kind), `rows` dicts of texts, numbers, dates, None or `Printed`.
    `empty_reason` is shown when there are no rows. `level` is the heading's level on the page, 2 or 3.
    """

    id: str
    title: str
    summary: str = ""
    unit_note: str = ""
    data: Sequence[Mapping[str, Any]] = ()
    layout: Mapping[str, Any] = field(default_factory=dict)
    narrow_layout: Mapping[str, Any] | None = None
    columns: Sequence[Sequence[str]] = ()
    rows: Sequence[Mapping[str, Any]] = ()
    source: str = ""
    stand: str = ""
    download_url: str = ""
    provenance_url: str = ""
    notes_url: str = ""
    empty_reason: str = "Für diese Auswahl liegt noch kein Wert vor."
    level: Literal[2, 3] = 2

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.rows or not self.data

    @property
    def plot(self) -> dict[str, Any]:
        """The drawing for figures.js: data, layout, narrow, file name; only what JSON knows."""
        return {
            "data": _json_ready(self.data),
            "layout": _json_ready(self.layout),
            "narrow": _json_ready(self.narrow_layout),
            "title": plain(self.title),
            "source": plain(self.source),
            "name": self.id,
        }


def _json_ready(value: Any) -> Any:
    """Return the value with Decimals as numbers and dates as ISO texts, however deep."""
    if isinstance(value, Mapping):
        return {str(key): _json_ready(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json_ready(part) for part in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value

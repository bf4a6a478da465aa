"""The header of the table layout: from 2 to 6 label lines to one path, unit and period per value column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitoring.readers.harvest import period_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SEPARATOR = " | "
_TIME_WORDS = frozenset(
    {"Stichtag", "Jahr", "Jahre", "Schuljahr", "Semester", "Monat", "Quartal", "Berichtsjahr"}
)
_UNIT = re.compile(
    r"Anzahl|Prozent|Promille|%|‰|Jahre|Monate|Tage|Stunden|ha|qm|m²|m2|km²|km2|t|kWh|MWh|Personen|Index"
    r"|(?:(?:Tsd\.|Mill\.|Mio\.|Mrd\.|1 ?000) ?)?(?:EUR|Euro|€|DM|Anzahl|Personen|t)(?: je [^;|]{1,60})?"
    r"|Tsd\.|Mill\.|Mio\.|Mrd\.|1 ?000",
)
_UNIT_IN_TITLE = re.compile(r"\((?P<unit>[^()]+)\)$")


@dataclass(frozen=True, slots=True)
class Column:
    """One value column.

    index: 0-based. name: spreadsheet letter and path. path: key of the measure. period: canonical key or "".
    """

    index: int
    name: str
    path: str
    label: str
    unit: str
    period: str


def read_columns(header: Sequence[Sequence[str]], keys: int, titles: Sequence[str]) -> list[Column]:
    """Turn header rows into value columns; `keys` columns at the left hold time, code and name.

    The path of a column joins its labels from top to bottom with " | ". Left out are empty labels, a label
    equal to the one above it, the unit row, a row of periods, the time word above it, and rows that say the
    same in every column (unless nothing else names the column). So the path does not move when the office
    adds or drops such a row. Returns [] where no column has a label.
    """
    columns = _value_places(header, keys)
    rows = [[_label(row, index) for index in columns] for row in header]
    rows = [row for row in rows if any(row)]
    if not rows:
        return []
    rows, units = _take_units(rows, _unit_of(titles))
    rows, periods = _take_periods(rows)
    telling = [row for row in rows if len(set(row)) > 1] if len(columns) > 1 else rows
    paths = [_path(telling, place) for place in range(len(columns))]
    labels = [_path(rows, place) for place in range(len(columns))]
    paths = [path or label or "Wert" for path, label in zip(paths, labels, strict=True)]
    return [
        Column(index, f"{letters(index)} ({path})", path, label or path, unit, period_key(period))
        for index, path, label, unit, period in zip(columns, paths, labels, units, periods, strict=True)
    ]


def letters(index: int) -> str:
    """Return the spreadsheet name of a 0-based column (0 -> "A", 26 -> "AA")."""
    name = ""
    rest = index + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _value_places(header: Sequence[Sequence[str]], keys: int) -> list[int]:
    """Return the columns from the first to the last with a label; those left of them are stubs."""
    labelled = [index for row in header for index in range(keys, len(row)) if row[index].strip()]
    return list(range(min(labelled), max(labelled) + 1)) if labelled else []


def _label(row: Sequence[str], index: int) -> str:
    return " ".join(row[index].split()) if index < len(row) else ""


def _take_units(rows: list[list[str]], title_unit: str) -> tuple[list[list[str]], list[str]]:
    if len(rows) > 1 and _all_are(rows[-1], lambda label: bool(_UNIT.fullmatch(label))):
        return rows[:-1], rows[-1]
    return rows, [title_unit] * len(rows[0])


def _take_periods(rows: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """Take out the first row that consists of periods only, and the word "Stichtag" or "Jahr" above it."""
    dated = next((row for row in rows if all(row) and all(period_key(label) for label in row)), None)
    if dated is None:
        return rows, [""] * len(rows[0])
    return [row for row in rows if row is not dated and not set(row) <= _TIME_WORDS], dated


def _all_are(row: list[str], test: Callable[[str], bool]) -> bool:
    return any(row) and all(test(label) for label in row if label)


def _unit_of(titles: Sequence[str]) -> str:
    """Units without a row of their own stand in brackets at the end of the title ("… (Anzahl)")."""
    match = _UNIT_IN_TITLE.search(titles[-1]) if titles else None
    return match["unit"] if match and _UNIT.fullmatch(match["unit"]) else ""


def _path(rows: list[list[str]], place: int) -> str:
    labels: list[str] = []
    for row in rows:
        if row[place] and row[place] != (labels[-1] if labels else ""):
            labels.append(row[place])
    return SEPARATOR.join(labels)

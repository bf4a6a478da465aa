"""A first guess at what each column of an unknown table says. A person confirms it; nothing is read by it alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from monitoring.readers.columns import SEPARATOR
from monitoring.readers.harvest import period_key
from monitoring.readers.heads import NUMBER, headings, is_title, titles
from monitoring.readers.mapped import TOTALS, code_of, period_of
from monitoring.readers.values import read_value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitoring.readers.grid import Grid

_SAMPLE = 400
_MOSTLY = 0.8
_OFTEN = 0.5
_REGION_WORDS = re.compile(
    r"schl(ü|ue)ssel|kennziffer|\bags\b|\bars\b|_?\brs\b|_rs$|\bgkz\b|kreis_?nr|regionalcode", re.IGNORECASE
)
_TIME_WORDS = re.compile(r"jahr|zeit|stichtag|datum|monat|quartal|semester|periode", re.IGNORECASE)
_NAME_WORDS = re.compile(r"name|bezeichnung|kreis|gemeinde|stadt|region|gebiet", re.IGNORECASE)
_SPLIT_WORDS = re.compile(
    r"geschlecht|alter|national|staatsang|schulart|schulform|abschluss|tr(ä|ae)ger|merkmal|auspr|art$",
    re.IGNORECASE,
)
_TIME_IN_TITLE = re.compile(
    r"[0-3]?[0-9]\.[01]?[0-9]\.[12][0-9]{3}|[0-3]?[0-9]\. ?[A-Zä][a-zä]+ [12][0-9]{3}|\b(?:19|20)[0-9]{2}(?:/[0-9]{2})?\b"
)
_UNIT = re.compile(
    r"(?:\(|\bin )(?P<unit>%|Prozent|km2|km²|ha|qm|EUR|Euro|€|Tsd\. EUR|1 ?000|Anzahl|Personen|Jahre[n]?)\)?\s*$"
)
_CODE_LENGTHS = frozenset({2, 3, 5, 8, 9, 12})
_BEHEADED_LENGTHS = frozenset({4, 7, 11})


@dataclass(frozen=True, slots=True)
class Column:
    """What a look at one column shows. texts: its non-empty cells in the sample."""

    index: int
    heading: str
    texts: list[str]

    def share(self, good: int) -> float:
        """Return the share of the cells that are `good`."""
        return good / len(self.texts) if self.texts else 0.0


def columns_of(grid: Grid, header_from: int, data_from: int) -> list[Column]:
    """Return all columns with the beginning of their content."""
    names = headings(grid.rows, header_from, data_from)
    below = (fields for number, fields in grid.rows if number >= data_from and not is_title(fields))
    sample = list(islice(below, _SAMPLE))
    return [
        Column(index, names.get(index, ""), [row[index] for row in sample if index < len(row) and row[index]])
        for index in range(grid.width)
    ]


def find_decimal(columns: Sequence[Column]) -> tuple[str, bool]:
    """Return the decimal sign of the text numbers, and whether that is certain.

    "1.234" alone may be a German thousand or an English fraction: that is uncertain.
    """
    commas = points = unsure = 0
    for text in (text for column in columns for text in column.texts if NUMBER.fullmatch(text)):
        if re.fullmatch(r"[-–]?[0-9.]*,[0-9]+", text):
            commas += 1
        elif re.fullmatch(r"[-–]?[1-9][0-9]{0,2}\.[0-9]{3}", text):
            unsure += 1
        elif re.fullmatch(r"[-–]?[0-9]+\.[0-9]+", text):
            points += 1
    if points > commas:
        return ".", True
    return ",", not unsure or commas > 0


def propose(grid: Grid, columns: Sequence[Column], header_from: int, decimal: str) -> dict[str, object]:
    """Return what the columns seem to say, with the names of `mapping.Mapping`; what is not seen is left out."""
    region = _best(columns, _region_score)
    rest = [column for column in columns if column is not region]
    period = _best(rest, _period_score)
    rest = [column for column in rest if column is not period]
    values = [column for column in rest if _is_value(column, decimal)]
    texts = [column for column in rest if column not in values]
    name = _name_column(texts, region)
    breakdowns = [column.index for column in texts if column is not name and _splits(column, region is None)]
    found: dict[str, object] = {
        "region_column": region.index if region else None,
        "name_column": name.index if name else None,
        "period_column": period.index if period else None,
        "breakdowns": breakdowns,
        "values": [_value(column, timed=period is not None) for column in values],
    }
    if period is None:
        found["period"] = _time_in(titles(grid.rows, header_from))
    return found


def _best(columns: Sequence[Column], score: Callable[[Column], float]) -> Column | None:
    rated = [(score(column), -column.index, column) for column in columns if column.texts]
    best = max(rated, default=None, key=lambda entry: entry[:2])
    return best[2] if best and best[0] >= 1 else None


def _region_score(column: Column) -> float:
    """Codes throughout, of usual lengths; then a heading that says so and kept zeros count one each."""
    share = column.share(sum(_is_code(text) for text in column.texts))
    if share < _MOSTLY:
        return 0.0
    lengths = {len(text) for text in column.texts if text.isdigit()}
    zeros = any(text.startswith("0") and len(text) > 1 for text in column.texts)
    words = bool(_REGION_WORDS.search(column.heading))
    usual = bool(lengths) and lengths <= _CODE_LENGTHS | _BEHEADED_LENGTHS
    return share * (words + zeros) if usual else 0.0


def _is_code(text: str) -> bool:
    try:
        return bool(code_of(text))
    except ValueError:
        return False


def _period_score(column: Column) -> float:
    share = column.share(sum(bool(period_of(text)) for text in column.texts))
    if share < _MOSTLY or (SEPARATOR in column.heading and not _TIME_WORDS.search(column.heading)):
        return 0.0
    if _TIME_WORDS.search(column.heading):
        return 1.0 + share
    return share if all(not NUMBER.fullmatch(text) for text in column.texts[:20]) else 0.0


def _is_value(column: Column, decimal: str) -> bool:
    point = decimal == "."
    numbers = sum(bool(NUMBER.fullmatch(text)) for text in column.texts)
    readable = sum(not read_value(text, decimal_point=point).problem for text in column.texts)
    return numbers > 0 and column.share(max(readable, numbers)) >= _OFTEN


def _name_column(texts: Sequence[Column], region: Column | None) -> Column | None:
    if region is None:
        return None
    named = [c for c in texts if len(set(c.texts)) > len(c.texts) * _OFTEN]
    return next((c for c in named if _NAME_WORDS.search(c.heading)), named[0] if named else None)


def _splits(column: Column, places_fixed: bool) -> bool:
    """Say whether the column splits the values: by its heading, or by a total among few texts."""
    different = {text.lower() for text in column.texts}
    few = len(different) <= max(2, len(column.texts) // 2)
    return few and bool(_SPLIT_WORDS.search(column.heading) or different & (TOTALS - {""}))


def _value(column: Column, *, timed: bool) -> dict[str, object]:
    parts = column.heading.split(SEPARATOR) if column.heading else []
    period = "" if timed else next((part for part in parts if period_key(part)), "")
    label = SEPARATOR.join(part for part in parts if part != period) or "Wert"
    unit = _UNIT.search(label)
    return {
        "column": column.index,
        "label": label,
        "unit": unit["unit"] if unit else ("%" if parts[-1:] == ["%"] else ""),
        "period": period,
    }


def _time_in(lines: Sequence[str]) -> str:
    """Return the first time named above the table, as printed; "" where none is or several differ."""
    found = [match[0] for line in lines for match in _TIME_IN_TITLE.finditer(line) if period_key(match[0])]
    days = [text for text in found if len(text) > len("2018/19")] or found
    return days[0] if len({period_key(day) for day in days}) == 1 else ""

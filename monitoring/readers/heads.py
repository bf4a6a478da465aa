"""Where the head of an unknown table ends, and what it calls its columns."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from monitoring.readers.columns import SEPARATOR
from monitoring.readers.harvest import period_key
from monitoring.readers.values import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitoring.readers.workbooks import Row

NUMBER = re.compile(r"\(?[-–−]?[0-9][0-9 .,\u00a0\u202f]*\)?[prseuf]?%?")
_LOOKED_AT = 200
_LONGEST_LABEL = 200


def find_head(rows: Sequence[Row]) -> tuple[int, int]:
    """Return (row where the headings begin, row where the values begin), both 1-based as in the file."""
    sample = rows[:_LOOKED_AT]
    usual = Counter(_filled(fields) for _, fields in sample if _filled(fields) > 1)
    least = max(2, (usual.most_common(1)[0][0] if usual else 2) // 2)
    begin = next((n for n, fields in sample if _filled(fields) >= least and not is_title(fields)), 1)
    for number, fields in sample:
        if number > begin and is_data(fields):
            return begin, number
        if number == begin and is_data(fields):
            return max(1, begin - 1), max(2, begin)
    return begin, begin + 1


def is_data(fields: Sequence[str]) -> bool:
    """Say whether a row holds values: a number that is no year, in a row that does not number columns."""
    numbers = [text for text in fields if NUMBER.fullmatch(text)]
    if not numbers or _numbers_columns(fields):
        return False
    return any(not period_key(text) for text in numbers)


def headings(rows: Sequence[Row], header_from: int, data_from: int) -> dict[int, str]:
    """Return the heading of each column: its labels from top to bottom, joined by " | "."""
    head = [
        fields
        for number, fields in rows
        if header_from <= number < data_from and not is_title(fields) and not _numbers_columns(fields)
    ]
    width = max((len(fields) for fields in head), default=0)
    return {column: _heading(head, column) for column in range(width)}


def titles(rows: Sequence[Row], header_from: int) -> list[str]:
    """Return the lines above the headings."""
    above = [fields for number, fields in rows if number < header_from]
    return [" ".join(" ".join(dict.fromkeys(filter(None, fields))).split()) for fields in above]


def _heading(head: Sequence[Sequence[str]], column: int) -> str:
    labels: list[str] = []
    for fields in head:
        text = " ".join(fields[column].split()) if column < len(fields) else ""
        if text and text not in labels:
            labels.append(text)
    return shorten(SEPARATOR.join(labels), _LONGEST_LABEL)


def _filled(fields: Sequence[str]) -> int:
    return sum(map(bool, fields))


def is_title(fields: Sequence[str]) -> bool:
    """Say whether one text stands over the whole row (a merged title, or a single cell)."""
    return len({text for text in fields if text}) <= 1


def _numbers_columns(fields: Sequence[str]) -> bool:
    """Say whether the row only counts the columns: 1, 2, 3, …"""
    filled = [text for text in fields if text]
    counted = [str(number) for number in range(1, len(filled) + 1)]
    return len(filled) > 1 and filled == counted

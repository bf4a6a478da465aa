"""How a Reading travels from the child process: a header object, then some thousand cells per line, as columns.

Texts repeat in every row of a file, so a line names the texts that are new in it, and its columns hold their
numbers, counted over all lines. Numbers travel as bytes (32 bits, little endian, in base64): as digits they would
take longer than everything else.
"""

from __future__ import annotations

import json
import sys
from array import array
from base64 import b64encode
from dataclasses import fields
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

import orjson

from monitoring.readers.cells import Cell, Reading, RowCells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitoring.readers.cells import Head, Row

    Numbers = array[int]
    Batch = dict[str, Any]

ROW = "row"
TEXTS = tuple(field.name for field in fields(Cell) if field.name != ROW)
NOTHING = -1  # number of a text that is not there: a cell without a value
CELLS_PER_LINE = 5000
MAX_REQUEST_CHARACTERS = 100_000
_VALUE = TEXTS.index("value")
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_texts_of = attrgetter(*TEXTS)


def header_of(reading: Reading) -> dict[str, Any]:
    """Return the summary plus encoding, title, footer, licence, retrieved, notices and count of cells."""
    return reading.summary() | {
        "encoding": reading.encoding,
        "title": reading.title,
        "footer": reading.footer,
        "licence": reading.licence,
        "retrieved": reading.retrieved,
        "notices": [notice.as_dict() for notice in reading.notices],
        "cells": len(reading.cells),
    }


def lines_of(reading: Reading, extra: dict[str, Any] | None = None) -> Iterator[str]:
    """Yield the lines without their ends; values travel as text, so that no digit is lost.

    extra: what the header says beside the reading.
    """
    yield as_line(header_of(reading) | (extra or {}))
    for batch in batches_of(reading.cells):
        yield orjson.dumps(batch | {"numbers": b64encode(batch["numbers"]).decode()}).decode()


def batches_of(cells: Sequence[Cell]) -> Iterator[Batch]:
    """Yield some thousand cells at a time: the "texts" new in them, and "numbers" as bytes.

    The numbers are the rows of all these cells, then one column after the other, in the order of `TEXTS`.
    """
    return _of_rows(cells) if isinstance(cells, RowCells) else _of_cells(cells)


def _batch(texts: Sequence[str], rows: Numbers, columns: Iterable[Numbers]) -> Batch:
    whole = array("i", rows)
    for column in columns:
        whole.extend(column)
    if sys.byteorder == "big":
        whole.byteswap()
    return {"texts": texts, "numbers": whole.tobytes()}


def _of_cells(cells: Sequence[Cell]) -> Iterator[Batch]:
    """Cells one by one."""
    known: dict[str, int] = {}
    for start in range(0, len(cells), CELLS_PER_LINE):
        batch = cells[start : start + CELLS_PER_LINE]
        before = len(known)
        columns = [
            (_of_values if place == _VALUE else _numbers)(column, known)
            for place, column in enumerate(zip(*map(_texts_of, batch), strict=True))
        ]
        new = list(known)[before:] if len(known) > before else []
        yield _batch(new, array("i", [cell.row for cell in batch]), columns)


def _numbers(column: Sequence[str], known: dict[str, int]) -> Numbers:
    """The number of every text, a new one where it has none yet."""
    for text in dict.fromkeys(column):
        known.setdefault(text, len(known))
    return array("i", map(known.__getitem__, column))


def _of_values(column: Sequence[object], known: dict[str, int]) -> Numbers:
    """The same for values, which are printed first."""
    number = known.setdefault
    return array("i", [NOTHING if value is None else number(str(value), len(known)) for value in column])


class _Texts(dict[str, int]):
    """The number of every text, a new one where it has none yet."""

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return self[text]


def _of_rows(cells: RowCells) -> Iterator[Batch]:
    """Rows whole: what a row or a head says is numbered once, not once per cell."""
    known = _Texts()
    said = [
        [known[text] for text, _printed in cells.said],
        [NOTHING if printed.value is None else known[str(printed.value)] for _text, printed in cells.said],
        *(
            [known[getattr(printed, name)] for _text, printed in cells.said]
            for name in ("status", "sign", "flags")
        ),
    ]
    heads: dict[Head, list[Numbers]] = {}
    told = 0
    for rows in _some(cells.rows):
        columns = [array("i") for _name in TEXTS]
        lines = array("i")
        for row in rows:
            if row.head not in heads:
                heads[row.head] = _of_head(row.head, known)
            lines.extend(array("i", [row.number]) * len(row.said))
            for column, part in zip(columns, _of_row(row, heads[row.head], known), strict=False):
                column.extend(part)
        which = array("i")
        for row in rows:
            which.extend(row.said)
        columns[_VALUE - 1 :] = _taken(said, which)
        new = list(known)[told:]
        told = len(known)
        yield _batch(new, lines, columns)


def _taken(said: Sequence[Sequence[int]], which: Numbers) -> list[Numbers]:
    """Of each of these the numbers at the places `which`; one getter for all is twice as quick as place by place."""
    if len(which) < 2:  # a getter of one place gives no tuple
        return [array("i", [numbers[place] for place in which]) for numbers in said]
    take = itemgetter(*which)
    return [array("i", take(numbers)) for numbers in said]


def _some(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows with some thousand cells together."""
    some: list[Row] = []
    count = 0
    for row in rows:
        some.append(row)
        count += len(row.said)
        if count >= CELLS_PER_LINE:
            yield some
            some, count = [], 0
    if some:
        yield some


def _of_head(head: Head, known: _Texts) -> list[Numbers]:
    """Columns, measures, labels, breakdown, units and periods of a head, as numbers."""
    parts = (head.columns, head.measures, head.labels, [""] * len(head.columns), head.units, head.periods)
    return [array("i", map(known.__getitem__, part)) for part in parts]


def _of_row(row: Row, head: list[Numbers], known: _Texts) -> Iterator[Numbers]:
    """The columns of `TEXTS` up to the unit, for a row."""
    columns, measures, labels, nothing, units, periods = head
    count = len(columns)
    yield columns
    yield array("i", [known[row.region]]) * count
    yield array("i", [known[row.name]]) * count
    yield array("i", [known[row.period]]) * count if row.period else periods
    yield measures
    yield labels
    yield nothing
    yield nothing
    yield units


def as_line(thing: object) -> str:
    """Return compact JSON on one line."""
    return _COMPACT.encode(thing)

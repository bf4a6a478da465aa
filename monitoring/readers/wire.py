"""How a Reading travels from the child process: a header object, then some thousand cells per line, as columns.

Texts repeat in every row of a file, so a line names the texts that are new in it, and its columns hold their
numbers, counted over all lines.
"""

from __future__ import annotations

import json
from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import orjson

from monitoring.readers.cells import Cell, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    """Yield the lines without their ends; numbers travel as text, so that no digit is lost.

    extra: what the header says beside the reading.
    """
    yield as_line(header_of(reading) | (extra or {}))
    for batch in batches_of(reading.cells):
        yield orjson.dumps(batch).decode()


def batches_of(cells: Sequence[Cell]) -> Iterator[dict[str, Any]]:
    """Yield `CELLS_PER_LINE` cells at a time: "texts" new in it, "rows", and "columns" in the order of `TEXTS`."""
    known: dict[str, int] = {}
    for start in range(0, len(cells), CELLS_PER_LINE):
        batch = cells[start : start + CELLS_PER_LINE]
        before = len(known)
        columns = [
            (_of_values if place == _VALUE else _numbers)(column, known)
            for place, column in enumerate(zip(*map(_texts_of, batch), strict=True))
        ]
        yield {
            "texts": list(known)[before:] if len(known) > before else [],
            "rows": [cell.row for cell in batch],
            "columns": columns,
        }


def _numbers(column: Sequence[Any], known: dict[str, int]) -> list[int]:
    """The number of every text, a new one where it has none yet."""
    number = known.setdefault
    return [number(text, len(known)) for text in column]


def _of_values(column: Sequence[object], known: dict[str, int]) -> list[int]:
    """The same for values, which are printed first."""
    number = known.setdefault
    return [NOTHING if value is None else number(str(value), len(known)) for value in column]


def as_line(thing: object) -> str:
    """Return compact JSON on one line."""
    return _COMPACT.encode(thing)

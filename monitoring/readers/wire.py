"""How a Reading travels from the child process: a header object, then one JSON array per cell."""

from __future__ import annotations

import json
from dataclasses import fields
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from monitoring.readers.cells import Cell, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

FIELDS = tuple(field.name for field in fields(Cell))
MAX_REQUEST_CHARACTERS = 100_000
_VALUE = FIELDS.index("value")
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_all_fields = attrgetter(*FIELDS)


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
    for cell in reading.cells:
        row = list(_all_fields(cell))
        row[_VALUE] = None if cell.value is None else str(cell.value)
        yield as_line(row)


def as_line(thing: object) -> str:
    """Return compact JSON on one line."""
    return _COMPACT.encode(thing)


def cell_from(line: bytes) -> Cell:
    """Read one line of cells back; raises ValueError or TypeError where it is none."""
    row = json.loads(line)
    if row[_VALUE] is not None:
        row[_VALUE] = Decimal(row[_VALUE])
    return Cell(*row)

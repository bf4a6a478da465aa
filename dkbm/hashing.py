"""A hash of content that does not depend on the database: natural keys, plain values, sorted rows.

Pure: rows go in, hexadecimal sha256 comes out. Which rows there are says `dkbm.state`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

Row = tuple[str, Any, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class PartHash:
    """The hash of one part and how many rows it covers."""

    name: str
    rows: int
    sha256: str


def canonical(value: Any) -> Any:
    """The value as JSON knows it, the same whatever database or driver it came from.

    Decimals without trailing zeros (text), dates as ISO, moments in UTC, bytes as their sha256, mappings
    with text keys, sequences as lists, sets sorted. Raises TypeError for anything else, above all for
    model instances, whose primary keys must not get in.
    """
    if isinstance(value, Enum):
        return canonical(value.value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str | Promise | UUID):
        return str(value)
    if isinstance(value, Decimal | float):
        return _number(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return "sha256:" + hashlib.sha256(value).hexdigest()
    return _moment(value) if isinstance(value, date | time | timedelta) else _collection(value)


def row_digest(row: Row) -> bytes:
    """The digest of one row (table, natural key, content)."""
    table, key, content = row
    text = json.dumps([table, canonical(key), canonical(content)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).digest()


def part_hash(name: str, rows: Iterable[Row]) -> PartHash:
    """The hash over all rows, whatever their order."""
    digests = sorted(row_digest(row) for row in rows)
    return PartHash(name, len(digests), hashlib.sha256(b"".join(digests)).hexdigest())


def total_hash(parts: Iterable[PartHash]) -> str:
    """One hash over all parts, whatever their order."""
    lines = sorted(f"{part.name}\t{part.rows}\t{part.sha256}" for part in parts)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _number(value: Decimal | float) -> str:
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    return format(number.normalize(), "f") if number else "0"


def _moment(value: date | time | timedelta) -> str:
    if isinstance(value, timedelta):
        return f"{value // timedelta(microseconds=1)} µs"
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat()
    return value.isoformat()


def _collection(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(canonical(key)): canonical(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [canonical(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((canonical(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    raise TypeError(f"{type(value).__name__} has no canonical form")

"""Writing many rows at once: by COPY on PostgreSQL, elsewhere by INSERT. The rows are the same."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

import numpy as np
from django.db import connection, models
from numpy.typing import NDArray

BATCH, ROWS = 100, 5000
REMEMBERED = 8192  # labels and counts repeat
_HEAD = b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0)
_TAIL = struct.pack("!h", -1)
_NULL = struct.pack("!i", -1)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_GROUP, _GROUP_DIGITS, _NEGATIVE = 10_000, 4, 0x4000
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
Writer = Callable[[Any], bytes]
Column = tuple[
    Sequence[str | None], NDArray[np.int64]
]  # texts as they would be printed, and which one each row has


def write_rows(rows: Sequence[Any]) -> None:
    """Insert unsaved rows of one model, all columns but the key, which the database counts.

    The scope must be open, as for bulk_create. Primary keys are not set on the rows.
    """
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor != "postgresql":
        model.objects.bulk_create(rows, batch_size=BATCH)
        return
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    names = [field.attname for field in fields]
    count = struct.pack("!h", len(fields))
    writers = [_writer(field) for field in fields]
    lines = (
        count
        + b"".join(
            [
                _NULL if value is None else write(value)
                for write, value in zip(writers, (getattr(row, name) for name in names), strict=True)
            ]
        )
        for row in rows
    )
    content = b"".join([_HEAD, *lines, _TAIL])
    _copy(model, fields, io.BytesIO(content), "FORMAT binary")


def write_columns(
    model: Any, columns: Mapping[str, Column], tell: Callable[[int], None] = lambda _written: None
) -> None:
    """Insert as many rows as the columns are long; what is not named becomes NULL or the database's own count.

    columns: by the model's attribute. The rows pass by in batches and never stand in memory together; `tell`
    hears how many have passed.
    """
    if connection.vendor == "postgresql":
        names, lines = _lines(columns, tell)
        _copy(model, [model._meta.get_field(name) for name in names], _Stream(lines), "FORMAT text")
        return
    fields = [model._meta.get_field(name) for name in columns]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    insert = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608 - names of ours
    with connection.cursor() as cursor:
        for rows in _batches(list(columns.values()), tell):
            cursor.executemany(insert, rows)


def _lines(columns: Mapping[str, Column], tell: Callable[[int], None]) -> tuple[list[str], Iterator[bytes]]:
    """Names of the columns in the order of the lines, and the lines as COPY reads them, in batches.

    Columns that share their array of indexes are joined before: a few thousand joins instead of millions.
    """
    together: dict[int, list[str]] = {}
    for name, (_texts, which) in columns.items():
        together.setdefault(id(which), []).append(name)
    joined = []
    for names in together.values():
        escaped = [
            ["\\N" if text is None else text.translate(_ESCAPES) for text in columns[name][0]]
            for name in names
        ]
        joined.append((["\t".join(texts) for texts in zip(*escaped, strict=True)], columns[names[0]][1]))
    lines = ("\n".join([*map("\t".join, rows), ""]).encode() for rows in _batches(joined, tell))
    return [name for names in together.values() for name in names], lines


def _batches(columns: Sequence[Column], tell: Callable[[int], None]) -> Iterator[Iterator[Sequence[Any]]]:
    """Some thousand rows at a time."""
    taken = [(np.array(texts, object), which) for texts, which in columns]
    length = len(columns[0][1])
    for start in range(0, length, ROWS):
        parts = [texts[which[start : start + ROWS]].tolist() for texts, which in taken]
        yield zip(*parts, strict=True)
        tell(min(start + ROWS, length))


def _copy(model: Any, fields: Sequence[Any], content: Any, how: str) -> None:
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN ({how})", content)


class _Stream:
    """Pieces of bytes, read like a file."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._rest = iter(pieces), b""

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes; none at the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        found, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        return found


def _writer(field: Any) -> Writer:
    """How a column's values are written: their length and their bytes, as PostgreSQL's `recv` functions read them."""
    target = field.target_field if field.is_relation else field
    if isinstance(target, models.DecimalField):
        return partial(_numeric, places=target.decimal_places)
    if isinstance(target, models.DateTimeField):
        moment = _fixed("q")
        return lambda value: moment((value - _EPOCH) // _MICROSECOND)
    if isinstance(target, models.BooleanField):
        return lambda value: _with_length(b"\x01" if value else b"\x00")
    if isinstance(target, models.IntegerField):
        form = {"BigAutoField": "q", "BigIntegerField": "q", "PositiveBigIntegerField": "q"}.get(
            target.get_internal_type(), "h" if "Small" in target.get_internal_type() else "i"
        )
        return _fixed(form)
    if isinstance(target, models.CharField):
        return _label
    if isinstance(target, models.TextField | models.BinaryField):
        return lambda value: _with_length(value.encode() if isinstance(value, str) else bytes(value))
    raise TypeError(f"a column of kind {type(target).__name__} is not written by COPY")


def _fixed(form: str) -> Writer:
    """Whole numbers of one width, their length before them."""
    whole = struct.Struct(f"!i{form}")
    size = struct.calcsize(f"!{form}")
    return partial(whole.pack, size)


def _with_length(content: bytes) -> bytes:
    return struct.pack("!i", len(content)) + content


@lru_cache(maxsize=REMEMBERED)
def _label(value: Any) -> bytes:
    return _with_length(str(value).encode())


@lru_cache(maxsize=REMEMBERED)
def _numeric(value: Decimal, places: int) -> bytes:
    """A decimal number in groups of four digits; a half rounds to the even digit, as on SQLite."""
    behind = -(-places // _GROUP_DIGITS)
    exact = round(value, places)
    number = int(abs(exact).scaleb(behind * _GROUP_DIGITS))
    groups: list[int] = []
    while number:
        number, group = divmod(number, _GROUP)
        groups.append(group)
    sign = _NEGATIVE if exact < 0 else 0
    head = struct.pack("!hhHh", len(groups), len(groups) - 1 - behind, sign, places)
    return _with_length(head + struct.pack(f"!{len(groups)}h", *reversed(groups)))

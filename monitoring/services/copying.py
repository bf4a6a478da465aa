"""Writing many rows at once: PostgreSQL's binary COPY, elsewhere Django's bulk_create. The rows are the same."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from django.db import connection, models

BATCH = 100
REMEMBERED = 8192  # labels and counts repeat
_HEAD = b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0)
_TAIL = struct.pack("!h", -1)
_NULL = struct.pack("!i", -1)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_GROUP, _GROUP_DIGITS, _NEGATIVE = 10_000, 4, 0x4000
Writer = Callable[[Any], bytes]


def write_rows(rows: Sequence[Any]) -> None:
    """Insert unsaved rows of one model, all columns but the key, which the database counts.

    The scope must be open, as for bulk_create. Primary keys are not set on the rows.
    """
    if not rows:
        return
    model = type(rows[0])
    names = columns_of(model)
    write_values(model, ([getattr(row, name) for name in names] for row in rows))


def columns_of(model: Any) -> list[str]:
    """Names of what `write_values` wants of every row, in its order: all columns but the key."""
    return [field.attname for field in model._meta.concrete_fields if not field.primary_key]


def write_values(model: Any, rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows given as the values of `columns_of(model)`: making a million model instances takes longest."""
    if connection.vendor != "postgresql":
        names = columns_of(model)
        made = [model(**dict(zip(names, row, strict=True))) for row in rows]
        model.objects.bulk_create(made, batch_size=BATCH)
        return
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    count = struct.pack("!h", len(fields))
    writers = [_writer(field) for field in fields]
    lines = (
        count
        + b"".join(
            [_NULL if value is None else write(value) for write, value in zip(writers, row, strict=True)]
        )
        for row in rows
    )
    content = b"".join([_HEAD, *lines, _TAIL])
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN (FORMAT binary)", io.BytesIO(content))


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

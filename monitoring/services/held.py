"""The current rows of a table as whole numbers and texts, a series and period at a time.

A million rows become some thousand groups: PostgreSQL joins the rows of each in one text per column, which NumPy
reads. Elsewhere Django's own rows are put together in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

import numpy as np
from django.contrib.postgres.aggregates import StringAgg
from django.db import connection
from django.db.models import Func, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Said = tuple[str | None, str, str, str]
SIX = Decimal("0.000001")
BETWEEN, BEHIND, COMMA = (
    "\x1f",
    "\x1e",
    ",",
)  # no text of a source has a control character: `decode` refuses them
GROUPS, ROWS = 200, 5000


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one series at one period: key of the region, primary key, and what is said (see `spoken`)."""

    series: int
    period: str
    regions: Whole
    keys: Whole
    said: list[str]


def groups_of(rows: QuerySet) -> Iterator[Group]:
    """These observations by series and period."""
    return _joined(rows) if connection.vendor == "postgresql" else _gathered(rows)


def printed(value: Decimal | None) -> str | None:
    """The number as its column keeps and prints it; there is no zero below zero."""
    if value is None:
        return None
    kept = value.quantize(SIX)
    return f"{kept or abs(kept):f}"


def spoken(said: Said) -> str:
    """What is said, as one text."""
    return BETWEEN.join([said[0] or "", *said[1:]])


def heard(text: str) -> Said:
    """The four of `spoken` again."""
    value, status, sign, flags = text.split(BETWEEN)
    return value or None, status, sign, flags


def _joined(rows: QuerySet) -> Iterator[Group]:
    value = Coalesce(Cast("value", TextField()), Value(""))
    said = Func(
        Value(BETWEEN), value, "status", "sign", "flags", function="CONCAT_WS", output_field=TextField()
    )
    found = (
        rows.order_by()
        .values_list("series_id", "period")
        .annotate(
            regions=StringAgg(Cast("region_id", TextField()), COMMA),
            keys=StringAgg(Cast("pk", TextField()), COMMA),
            said=StringAgg(said, BEHIND),
        )
    )
    for series, period, regions, keys, texts in found.iterator(chunk_size=GROUPS):
        yield Group(series, period, _numbers(regions), _numbers(keys), texts.split(BEHIND))


def _numbers(text: str) -> Whole:
    return np.fromstring(text, np.int64, sep=COMMA)


def _gathered(rows: QuerySet) -> Iterator[Group]:
    columns = ("series_id", "period", "region_id", "pk", "value", "status", "sign", "flags")
    found = rows.order_by("series_id", "period").values_list(*columns).iterator(chunk_size=ROWS)
    for (series, period), group in groupby(found, key=lambda row: row[:2]):
        _series, _period, regions, keys, values, *others = zip(*group, strict=True)
        said = [spoken((printed(value), *texts)) for value, *texts in zip(values, *others, strict=True)]
        yield Group(series, period, _whole(regions), _whole(keys), said)


def _whole(numbers: tuple[Any, ...]) -> Whole:
    return np.array(numbers, np.int64)

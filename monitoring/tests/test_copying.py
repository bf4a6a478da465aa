"""Rows written by COPY are the rows that Django would have written."""

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest
from django.db import connection

from dkbm.models import Region
from monitoring.models import ImportRun, Observation, Series, Source
from monitoring.services.comparing import SIX
from monitoring.services.copying import write_columns, write_rows

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
NUMBERS = [
    "0", "1", "-1", "9999", "10000", "10001", "0.000001", "-0.000001", "0.5", "12345678.123456", "100000000",
    "999999999999999999.999999", "-999999999999999999.999999", "0.0000015", "0.0000025", "1E+3", "20000.0001",
]  # fmt: skip
SQLITE_DIGITS = 16
NAMES = (
    *("series_id", "region_id", "period", "owner_id", "value", "status", "sign", "flags", "run_id", "row"),
    *("column", "known_from"),
)


def written(row):
    """The row's values as they would be printed for its database."""
    said = {name: getattr(row, name) for name in NAMES}
    if said["value"] is not None:
        said["value"] = f"{said['value'].quantize(SIX):f}"
    said["known_from"] = connection.ops.adapt_datetimefield_value(said["known_from"])
    return said.values()


def test_every_kind_of_column_is_written_as_django_writes_it(emden, everything):
    source = Source.objects.create(table="probe", title="Probe")
    run = ImportRun.objects.create(file_name="x", sha256="", uploaded_at=MOMENT)
    series = [Series.objects.create(source=source, measure=f"m{n}", label="x") for n in (1, 2, 3)]
    region = Region.objects.get(ags="03402")

    # SQLite keeps a number in eight bytes: what is rounded up beyond the column comes back from it as an error
    held = connection.vendor == "postgresql"
    numbers = [text for text in NUMBERS if held or len(text.lstrip("-").split(".")[0]) < SQLITE_DIGITS]

    def rows(of, rounded=lambda value: value):
        return [
            Observation(
                series=of,
                region=region,
                period=f"{1900 + number}",
                owner=emden if number % 2 else None,
                value=None if text is None else rounded(Decimal(text)),
                status="value" if text is not None else "dash",
                sign="" if text is not None else "-",
                flags="ä„",
                run=run,
                row=number,
                column="D (Insgesamt)\t\\N\n",
                known_from=MOMENT if number % 3 else None,
            )
            for number, text in enumerate([*numbers, None])
        ]

    write_rows(rows(series[0]))
    printed = [
        [None if value is None else str(value) for value in column]
        for column in zip(*(written(row) for row in rows(series[2])), strict=True)
    ]
    each = np.arange(len(printed[0]))
    write_columns(Observation, {name: (texts, each) for name, texts in zip(NAMES, printed, strict=True)})
    # PostgreSQL alone would round a half up, SQLite to the even digit, as comparing with the stock does
    Observation.objects.bulk_create(rows(series[1], rounded=lambda value: value.quantize(SIX)))
    names = [f.attname for f in Observation._meta.concrete_fields if f.name not in ("id", "series")]
    copied, created, as_columns = (
        list(Observation.objects.filter(series=one).order_by("period").values_list(*names)) for one in series
    )
    assert len(copied) == len(numbers) + 1
    assert copied == created == as_columns

"""Rows written by COPY are the rows that Django would have written, and are read in groups as they stand."""

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest
from django.db import connection

from dkbm.models import Region
from monitoring.models import ImportRun, Observation, Series, Source
from monitoring.services.copying import write_columns, write_rows
from monitoring.services.held import SIX, groups_of, heard, printed, spoken

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


def test_columns_that_share_their_indexes_are_written_as_if_they_did_not(emden, everything):
    source = Source.objects.create(table="probe", title="Probe")
    run = ImportRun.objects.create(file_name="x", sha256="", uploaded_at=MOMENT)
    series = Series.objects.create(source=source, measure="m", label="x")
    region = Region.objects.get(ags="03402")
    said, first = np.array([0, 1, 0, 1, 1]), np.zeros(5, np.int64)
    told = []
    write_columns(
        Observation,
        {
            "series_id": ([str(series.pk)], first),
            "region_id": ([str(region.pk)], first),
            "period": (["2019", "2020", "2021", "2022", "2023"], np.array([4, 3, 2, 1, 0])),
            "status": (["value", "dash"], said),
            "value": (["1.500000", None], said),
            "sign": (["", "\\-"], said),
            "flags": ([""], first),
            "run_id": ([str(run.pk)], first),
            "row": (["7"], first),
            "column": (["a\tb"], first),
        },
        tell=told.append,
    )
    rows = Observation.objects.order_by("period").values_list("period", "value", "status", "sign", "column")
    number, dash = (Decimal("1.5"), "value", "", "a\tb"), (None, "dash", "\\-", "a\tb")
    assert list(rows) == [
        ("2019", *dash),
        ("2020", *dash),
        ("2021", *number),
        ("2022", *dash),
        ("2023", *number),
    ]
    assert told == [5]


def test_rows_are_read_in_groups_as_they_stand(emden, everything):
    source = Source.objects.create(table="probe", title="Probe")
    run = ImportRun.objects.create(file_name="x", sha256="", uploaded_at=MOMENT)
    series = [Series.objects.create(source=source, measure=f"m{n}", label="x") for n in (1, 2)]
    regions = [Region.objects.get(ags=code) for code in ("03402", "03", "DG")]
    values = ["0", "-1.5", "12345678.123456", "0.000001", None, None]
    Observation.objects.bulk_create(
        [
            Observation(
                series=of,
                region=region,
                period=str(2020 + number % 2),
                value=None if value is None else Decimal(value),
                status="dash" if value is None else "value",
                sign="-" if value is None else "",
                flags="r" if number % 3 else "",
                run=run,
                row=1,
            )
            for of in series
            for region in regions
            for number, value in enumerate(values)
        ]
    )
    found = {}
    for group in groups_of(Observation.objects.filter(series__source=source)):
        place = (group.series, group.period)
        assert place not in {key[:2] for key in found}, "one group per series and period"
        for region, key, text in zip(group.regions.tolist(), group.keys.tolist(), group.said, strict=True):
            found[(*place, region, key)] = heard(text)
    names = ("series_id", "period", "region_id", "pk", "value", "status", "sign", "flags")
    rows = Observation.objects.values_list(*names)
    assert found == {row[:4]: (printed(row[4]), *row[5:]) for row in rows}
    assert len(found) == 36


@pytest.mark.parametrize(
    ("value", "text"), [("0", "0.000000"), ("-0.0000001", "0.000000"), ("1E+3", "1000.000000"), (None, None)]
)
def test_a_number_is_compared_as_its_column_prints_it(value, text):
    said = (printed(None if value is None else Decimal(value)), "value", "", "ä")
    assert said[0] == text
    assert heard(spoken(said)) == said


def test_rows_of_an_import_are_found_by_pages_on_postgres_and_by_an_index_elsewhere():
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "monitoring_observation")
    on_run = {
        name: one["type"] for name, one in found.items() if one["index"] and one["columns"] == ["run_id"]
    }
    assert on_run == {"observation_of_run": "brin" if connection.vendor == "postgresql" else "idx"}

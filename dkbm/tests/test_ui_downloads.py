"""Downloads are inert: no cell becomes a formula, numbers stay numbers, nothing breaks the writer."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dkbm.ui import downloads, figures
from dkbm.ui.figures import Printed

COLUMNS = [("name", "Name", "text"), ("value", "Wert", "number")]
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1+1",
    "\N{NO-BREAK SPACE}=1",
    "=",
    "-",
    "\x00=1",
    "\x0b@x",
]
steady = settings(derandomize=True, database=None, deadline=None, max_examples=100)


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def read_sheet(content: bytes) -> list[list[openpyxl.cell.Cell]]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()]


@pytest.mark.parametrize("text", DANGEROUS)
def test_csv_prefixes_every_dangerous_start(text: str) -> None:
    cell = read_csv(downloads.csv_response_rows(COLUMNS, [{"name": text, "value": 1}]))[1][0]
    assert cell == "'" + downloads.without_control(text)


@pytest.mark.parametrize("text", [*DANGEROUS, "#N/A", "123", "2024-01-01", "TRUE"])
def test_xlsx_keeps_every_text_a_text(text: str) -> None:
    cell = read_sheet(downloads.xlsx_rows(COLUMNS, [{"name": text, "value": 1}]))[1][0]
    assert cell.data_type == "s"
    assert cell.value == downloads.without_control(text).replace("\r", "\n")
    assert cell.quotePrefix == text.lstrip(" \N{NO-BREAK SPACE}").startswith(("=", "+", "-", "@", "\t", "\r"))


def test_headings_are_guarded_too() -> None:
    columns = [("name", "=HYPERLINK()", "text")]
    assert read_csv(downloads.csv_response_rows(columns, []))[0] == ["'=HYPERLINK()"]
    assert read_sheet(downloads.xlsx_rows(columns, []))[0][0].data_type == "s"


NUMBERS = [
    (-5, "-5", -5),
    (Decimal("-1234.50"), "-1234,50", -1234.5),
    (Decimal("1E+3"), "1000", 1000),
    (0, "0", 0),
    (0.1, "0,1", 0.1),
    (Printed("9,8 %", Decimal("9.803")), "9,803", 9.803),
    (None, "", None),
    (float("nan"), "", None),
    (Decimal("Infinity"), "", None),
    (date(2024, 3, 1), "01.03.2024", None),
    (True, "ja", "ja"),
    (Printed("geheim"), "geheim", "geheim"),
    (10**18, "1000000000000000000", "1000000000000000000"),
]


@pytest.mark.parametrize(("value", "in_csv", "in_xlsx"), NUMBERS)
def test_numbers_stay_numbers(value: object, in_csv: str, in_xlsx: object) -> None:
    rows = [{"name": "x", "value": value}]
    assert read_csv(downloads.csv_response_rows(COLUMNS, rows))[1][1] == in_csv
    row = read_sheet(downloads.xlsx_rows(COLUMNS, rows))[1]
    got = row[1].value if len(row) > 1 else None
    assert got.date() == value if isinstance(value, date) else got == in_xlsx


def test_moments_are_german_clock_time() -> None:
    rows = [{"name": "x", "value": datetime(2024, 7, 1, 12, 5, tzinfo=UTC)}]
    assert read_csv(downloads.csv_response_rows(COLUMNS, rows))[1][1] == "01.07.2024 14:05"
    assert read_sheet(downloads.xlsx_rows(COLUMNS, rows))[1][1].value.isoformat() == "2024-07-01T14:05:00"
    assert figures.printed(rows[0]["value"]) == "01.07.2024, 14:05 Uhr"


def test_csv_opens_in_german_spreadsheets() -> None:
    content = downloads.csv_response_rows(COLUMNS, [{"name": 'Straße; "Süd"\nNord', "value": Decimal("1.5")}])
    assert content == '\ufeffName;Wert\r\n"Straße; ""Süd""\nNord";1,5\r\n'.encode()


@steady
@given(st.text(max_size=40))
def test_any_text_survives_both_ways(text: str) -> None:
    rows = [{"name": text, "value": 1}]
    kept = downloads.without_control(text)
    assert read_csv(downloads.csv_response_rows(COLUMNS, rows))[1][0].removeprefix("'") == kept.removeprefix(
        "'"
    )
    cell = read_sheet(downloads.xlsx_rows(COLUMNS, rows))[1][0]
    assert cell.data_type in ("s", "inlineStr", "n")
    assert cell.value is None or isinstance(cell.value, str)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Abgänge 2023.csv", "Abgänge_2023.csv"),
        ('a"\r\nX: y/../b.xlsx', "a_X_y_.._b.xlsx"),
        ("../../etc/passwd", "etc_passwd"),
        ("", "download"),
        ("...", "download"),
        ("x" * 300 + ".csv", "x" * 110 + ".csv"),
    ],
)
def test_file_names_are_tame(name: str, kept: str) -> None:
    assert downloads.file_name(name) == kept


def test_attachment_names_umlauts_after_rfc_6266() -> None:
    answer = downloads.csv_response(COLUMNS, [], name="Abgänge 2023")
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Abg%C3%A4nge_2023.csv"
    assert answer["Content-Type"] == downloads.CSV_TYPE
    assert (
        downloads.xlsx_response(COLUMNS, [], name="a", title="[x]:*?/\\")["Content-Type"]
        == downloads.XLSX_TYPE
    )

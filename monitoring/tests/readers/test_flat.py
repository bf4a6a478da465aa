"""The flat layouts, on small files of our own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from monitoring.readers import Unreadable, read_bytes
from monitoring.tests.readers.samples import FLAT_HEADER, flat, flat_row, messages, zipped

NAME = "99411-01-01-4_de_flat.csv"


def test_summary_of_a_small_file() -> None:
    reading = read_bytes(
        flat(flat_row("49202"), flat_row("24850", sex="GESW"), flat_row("-", region="03152")), NAME
    )
    assert reading.summary() == {
        "format": "genesis-flat",
        "table": "99411-01-01-4",
        "measures": ["BEVSTD"],
        "rows": 3,
        "numbers": 2,
        "signs": {"-": 1},
        "regions": 2,
        "periods": ["2024-12-31"],
        "complaints": [],
    }
    cell = reading.cells[1]
    assert (cell.row, cell.column, cell.breakdown, cell.breakdown_label) == (
        3,
        "value",
        "GES=GESW",
        "Geschlecht: weiblich",
    )
    assert (reading.title, reading.encoding, reading.cells[2].status) == ("Bevölkerung", "utf-8-sig", "dash")


def test_both_forms_of_a_total() -> None:
    row = flat_row("7").replace(";GES;Geschlecht;;", ";GES;Geschlecht;INSGESAMT;")
    assert [cell.breakdown for cell in read_bytes(flat(row), NAME).cells] == [""]
    unused = flat_row("7").replace(";GES;Geschlecht;;Insgesamt;", ";;;;;")
    assert [cell.breakdown for cell in read_bytes(flat(unused), NAME).cells] == [""]


def test_region_is_found_by_its_code_not_by_its_place() -> None:
    row = "99411;B;JAHR;Jahr;2023;GES;Geschlecht;GESM;männlich;DLAND;Länder;03;Niedersachsen;5;Anzahl;X01;X"
    (cell,) = read_bytes(flat(row), NAME).cells
    assert (cell.region, cell.breakdown, cell.period) == ("03", "GES=GESM", "2023")


def test_a_second_region_stays_a_breakdown() -> None:
    row = "99411;B;JAHR;Jahr;2023;KREISE;Wohnort;03402;Emden;DLAND;Arbeitsort;04;Bremen;5;Anzahl;X01;X"
    (cell,) = read_bytes(flat(row), NAME).cells
    assert (cell.region, cell.breakdown) == ("03402", "DLAND=04")


@pytest.mark.parametrize(
    ("time", "key"),
    [("2024-12-31", "2024-12-31"), ("2024", "2024"), ("2023-10P6M", "2023-WS"), ("2023/24", "2023/24")],
)
def test_spellings_of_time(time: str, key: str) -> None:
    assert read_bytes(flat(flat_row("5", time=time)), NAME).summary()["periods"] == [key]


def test_unknown_time_code_width_and_value_are_complaints() -> None:
    rows = (
        flat_row("5", time="seit 2018"),
        flat_row("5", time=""),
        flat_row("5", region="Emden"),
        flat_row("5", variable="SCHULE"),
        flat_row("5", measure=""),
        flat_row("5") + ";6",
        flat_row("49.202"),
    )
    reading = read_bytes(flat(*rows), NAME)
    assert [row for row, _ in messages(reading)] == [2, 3, 4, 5, 6, 7, 8]
    assert (reading.cells, reading.rows) == ([], 6)


def test_padded_codes_are_repaired_with_one_notice_each() -> None:
    rows = flat_row("5", region="034020000000"), flat_row("3", region="034020000000", sex="GESW")
    reading = read_bytes(flat(*rows), NAME)
    assert [cell.region for cell in reading.cells] == ["03402", "03402"]
    assert [(notice.row, notice.message) for notice in reading.notices] == [
        (2, "Regionalschlüssel „034020000000“ als „03402“ gelesen."),
    ]


def test_doubles() -> None:
    reading = read_bytes(flat(flat_row("5"), flat_row("5"), flat_row("6"), flat_row("5", sex="GESW")), NAME)
    assert [complaint.row for complaint in reading.complaints] == [2, 4]
    assert [cell.text for cell in reading.cells] == ["5", "6", "5"]


def test_one_code_in_two_units() -> None:
    rows = flat_row("5"), flat_row("53,9", unit="%"), flat_row("7", measure="ANDERE")
    reading = read_bytes(flat(*rows), NAME)
    assert reading.measures == ["ANDERE", "BEVSTD [%]", "BEVSTD [Anzahl]"]
    assert reading.complaints == []


def test_english_files_have_a_decimal_point() -> None:
    by_name = read_bytes(flat(flat_row("53.9")), "99411-01-01-4_en_flat.csv")
    by_label = read_bytes(flat(flat_row("53.9", time_label="Reference date")), "datei.csv")
    assert by_name.cells[0].value == by_label.cells[0].value == Decimal("53.9")
    assert by_label.table == "99411"


def test_quality_column() -> None:
    header = FLAT_HEADER + ";value_q"
    rows = (
        flat_row("5") + ";p",
        flat_row("", sex="A") + ";.",
        flat_row("6", sex="B") + ";",
        flat_row("7", sex="C") + ";Q",
    )
    reading = read_bytes(flat(*rows, header=header), NAME)
    assert [(cell.text, cell.flags, cell.status) for cell in reading.cells] == [
        ("5p", "p", "value"),
        (".", "", "suppressed"),
        ("6", "", "value"),
        ("7", "", "value"),
    ]
    assert [notice.row for notice in reading.notices] == [5]


def test_archive_and_retrieval_from_the_member_name() -> None:
    data = zipped({"99411-01-01-4_1773175772751_de_flat.csv": flat(flat_row("5"))})
    reading = read_bytes(data, "download.zip")
    assert (reading.table, reading.retrieved) == ("99411-01-01-4", "2026-03-10T20:49:32+00:00")
    assert reading.cells == read_bytes(flat(flat_row("5")), NAME).cells


OLD = (
    "Statistik_Code;Statistik_Label;Zeit_Code;Zeit_Label;Zeit;1_Merkmal_Code;1_Merkmal_Label;"
    " 1_Auspraegung_Code;1_Auspraegung_Label;SCHUEL__Schülerinnen und Schüler__Anzahl;QUOTE__Quote__Prozent\n"
    "99211;Schulen;STAG;Stichtag;31.12.2022;KREISE;Kreise;03402;Emden;5839;9,8\n"
    "99211;Schulen;STAG;Stichtag;31.12.2022;KREISE;Kreise;03403;Oldenburg;.;x\n"
    "__________\n© Statistisches Amt\nStand: 01.02.2023 / 10:00:00\n"
)


def test_old_header_is_wide_by_measure() -> None:
    reading = read_bytes(OLD.encode(), "99211-01-01-4_flat.csv")
    assert (reading.format, reading.table, reading.rows) == ("genesis-flat-old", "99211", 2)
    assert reading.summary()["signs"] == {".": 1, "x": 1}
    assert [(cell.measure, cell.unit, cell.text) for cell in reading.cells[:2]] == [
        ("SCHUEL", "Anzahl", "5839"),
        ("QUOTE", "Prozent", "9,8"),
    ]
    assert reading.cells[0].column == "SCHUEL__Schülerinnen und Schüler__Anzahl"
    assert (reading.licence, reading.retrieved) == ("© Statistisches Amt", "2023-02-01T10:00:00")
    assert reading.summary()["periods"] == ["2022-12-31"]


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (flat(), "nur die Kopfzeile"),
        (flat("__________"), "nur die Kopfzeile"),
        (b"statistics_code;statistics_label\na;b\n", "fehlt die Spalte"),
        (flat(flat_row("5"), header=FLAT_HEADER.replace("time_code", "time")), "steht zweimal"),
        (
            flat(flat_row("5"), header=FLAT_HEADER.replace("1_variable_attribute_code", "egal")),
            "fehlt die Spalte",
        ),
        (flat(flat_row("5"), header=FLAT_HEADER.replace("1_variable_code", "egal")), "fehlen die Merkmale"),
        (OLD.replace("__", "--", 4).encode(), "fehlt die Wertspalte"),
    ],
)
def test_headers_that_cannot_be_understood(data: bytes, part: str) -> None:
    with pytest.raises(Unreadable, match=part):
        read_bytes(data, NAME)

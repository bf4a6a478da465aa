"""Tables of unknown layout: what a look finds, what a mapping reads, and what is asked instead of guessed."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.readers import Reading, Unreadable
from monitoring.readers.door import answer
from monitoring.readers.look import fingerprint, look, options_from
from monitoring.readers.mapped import read_mapped
from monitoring.readers.mapping import MappingError, mapping_from
from monitoring.readers.workbooks import kind_of_workbook
from monitoring.tests.readers.samples import REAL, messages, needs_real_data, value_of
from monitoring.tests.readers.workbook_samples import ods, workbook, xls

OWN = {"region": "08335043", "own": True}
COMMA = b"jahr,schulen,quote\n2023,11,9.5\n2024,12,10.25\n"


def proposed(data: bytes, name: str, options: dict[str, Any] | None = None, **more: Any) -> Reading:
    """Read a file by the proposal, completed as a person would."""
    seen = look(data, name, options_from(options))
    return read_mapped(data, mapping_from(seen["proposal"] | more))


def real_bytes(path: str) -> bytes:
    return (REAL / path).read_bytes()


def row(reading: Reading, period: str) -> list[str]:
    """Return the printed values of one period in the order of the file."""
    return [cell.text for cell in reading.cells if cell.period == period]


def test_comma_file_is_found_with_its_signs_and_read() -> None:
    seen = look(COMMA, "schulen.csv")
    assert (seen["proposal"]["separator"], seen["proposal"]["decimal"]) == (",", ".")
    assert "Dezimalzeichen Punkt" in seen["found"]
    reading = proposed(COMMA, "schulen.csv", **OWN)
    assert [(c.period, c.measure, c.value) for c in reading.cells] == [
        ("2023", "schulen", Decimal(11)),
        ("2023", "quote", Decimal("9.5")),
        ("2024", "schulen", Decimal(12)),
        ("2024", "quote", Decimal("10.25")),
    ]


def test_decimal_sign_that_may_be_either_is_asked_about() -> None:
    seen = look(b"jahr;zahl\n2023;1.234\n2024;2.345\n", "a.csv")
    assert seen["certain"] is False
    assert "nicht sicher" in seen["found"][-1]
    assert proposed(b"jahr;zahl\n2023;1.234\n", "a.csv", **OWN).cells == []


def test_changed_settings_are_used() -> None:
    data = "jahr;größe\n2023;1.234\n".encode("cp1252")
    seen = look(data, "a.csv", options_from({"decimal": "."}))
    assert (seen["certain"], seen["proposal"]["encoding"]) == (True, "cp1252")
    (cell,) = proposed(data, "a.csv", {"decimal": "."}, **OWN).cells
    assert (cell.measure, cell.value) == ("größe", Decimal("1.234"))


def test_one_region_in_four_spellings_with_a_notice_each() -> None:
    data = (
        b"AGS;Jahr;Anzahl\n03402;2021;1\n3402;2022;2\n3402.0;2023;3\n034020000000;2024;4\n03402000;2025;5\n"
    )
    reading = proposed(data, "a.csv")
    assert {cell.region for cell in reading.cells} == {"03402"}
    assert len(reading.cells) == 5
    assert reading.complaints == []
    assert [notice.row for notice in reading.notices] == [3, 4, 5, 6]
    assert reading.notices[0].message == "Regionalschlüssel „3402“ als „03402“ gelesen."


def test_eight_digits_in_a_table_without_zeros_are_asked_about() -> None:
    data = b"AGS;Jahr;Anzahl\n160775052;2021;1\n10515163;2021;2\n3402;2021;3\n"
    said = [message for _, message in messages(proposed(data, "a.csv"))]
    assert len(said) == 1
    assert "Gemeindeverband 010515163" in said[0]


def test_wide_table_with_years_in_the_heading() -> None:
    data = "Schlüssel;Name;2022;2023\n03402;Emden;10;11\n03;Niedersachsen;-;.\n".encode()
    reading = proposed(
        data,
        "a.csv",
        values=[
            {"column": 2, "label": "Zahl", "period": "2022"},
            {"column": 3, "label": "Zahl", "period": "2023"},
        ],
    )
    assert [(c.region, c.period, c.sign or c.value) for c in reading.cells] == [
        ("03402", "2022", 10),
        ("03402", "2023", 11),
        ("03", "2022", "-"),
        ("03", "2023", "."),
    ]
    assert [value["period"] for value in look(data, "a.csv")["proposal"]["values"]] == ["2022", "2023"]


def test_breakdown_column_and_its_total() -> None:
    data = b"Jahr;Geschlecht;Anzahl\n2023;insgesamt;10\n2023;weiblich;6\n"
    reading = proposed(data, "a.csv", **OWN)
    assert [(c.breakdown, c.value) for c in reading.cells] == [("", 10), ("Geschlecht=weiblich", 6)]


def test_rows_without_key_and_notes_below_are_told_not_read() -> None:
    data = b"AGS;Name;Jahr;Anzahl\n03402;Emden;2023;5\n;Summe;2023;5\n\nQuelle: Amt;;;\n"
    reading = proposed(data, "a.csv")
    assert len(reading.cells) == 1
    assert reading.footer == "Quelle: Amt"
    assert (reading.notices[0].row, "insgesamt 1," in reading.notices[0].message) == (3, True)


def test_rows_left_out_by_their_text() -> None:
    data = b"AGS;Ebene;Jahr;Anzahl\n03402;Kreis;2023;5\n03402;doppelt;2023;7\n"
    more = {"omit_column": 1, "omit_texts": ["doppelt"]}
    reading = proposed(data, "a.csv", **more)
    assert [cell.value for cell in reading.cells] == [5]
    assert reading.complaints == []
    assert len(proposed(data, "a.csv").complaints) == 2


def test_workbook_numbers_keep_digits_and_days() -> None:
    data = workbook(
        [["AGS", "Stichtag", "Wert"], ["03402", "31.12.2018", 112.34], [3401, "31.12.2018", 16202.39]]
    )
    reading = proposed(data, "a.xlsx")
    assert [(c.region, c.period, c.value) for c in reading.cells] == [
        ("03402", "2018-12-31", Decimal("112.34")),
        ("03401", "2018-12-31", Decimal("16202.39")),
    ]


@pytest.mark.parametrize("make", [workbook, xls, ods])
def test_every_kind_of_workbook_gives_the_same(make: Callable[[list[list[Any]]], bytes]) -> None:
    data = make([["Schlüssel", "Jahr", "Plätze"], ["03402", 2023.0, 1736.0], ["03", 2023.0, 5.5]])
    assert kind_of_workbook(data) == {workbook: "xlsx", xls: "xls", ods: "ods"}[make]
    reading = proposed(data, "a")
    assert [(c.region, c.period, c.measure, c.value) for c in reading.cells] == [
        ("03402", "2023", "Plätze", Decimal(1736)),
        ("03", "2023", "Plätze", Decimal("5.5")),
    ]


def test_signs_that_no_database_keeps_become_blanks() -> None:
    data = xls([["Jahr", "Pl\x00ätze\nneu"], [2023.0, 5.0]])
    (cell,) = proposed(data, "a.xls", **OWN).cells
    assert cell.measure == "Pl ätze neu"


def test_formula_without_result_is_told() -> None:
    data = workbook([["AGS", "Jahr", "Wert", "Zahl"], ["03402", 2023, "=1+1", 7], ["03", 2023, 5, 8]])
    reading = proposed(data, "a.xlsx")
    assert [cell.status for cell in reading.cells] == ["missing", "value", "value", "value"]
    assert "1 Zellen der Arbeitsmappe" in reading.notices[0].message
    assert "(C2)" in reading.notices[0].message


def test_shape_is_recognised_next_year_and_not_with_another_heading() -> None:
    again = COMMA.replace(b"2024,12,10.25\n", b"2024,12,10.25\n2025,13,11.5\n")
    assert fingerprint(again) == fingerprint(COMMA)
    assert fingerprint(COMMA.replace(b"quote", b"anteil")) != fingerprint(COMMA)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"values": []}, "values"),
        ({"values": [{"column": 1, "label": "a"}, {"column": 2, "label": "a"}]}, "values"),
        ({"values": [{"column": 0, "label": "a"}]}, "values"),
        ({"region": ""}, "region"),
        ({"region": "99999"}, "region"),
        ({"period_column": None}, "period"),
        ({"period_column": None, "period": "seit 2018"}, "period"),
        ({"data_from": 1}, "data_from"),
        ({"table": ""}, "table"),
        ({"separator": "x"}, "separator"),
        ({"gemeint": 1}, "gemeint"),
        ({"region_column": "A"}, "region_column"),
    ],
)
def test_mapping_that_does_not_fit_says_where(change: dict[str, Any], field: str) -> None:
    good = look(COMMA, "a.csv")["proposal"] | OWN
    with pytest.raises(MappingError) as error:
        mapping_from(good | change)
    assert error.value.field == field


def test_mapping_survives_json() -> None:
    mapping = mapping_from(look(COMMA, "a.csv")["proposal"] | OWN)
    assert mapping_from(mapping.as_dict()) == mapping


def test_far_cell_and_broken_workbooks_are_refused() -> None:
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = 1
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(Unreadable, match="weit außerhalb"):
        look(stream.getvalue(), "a.xlsx")
    with pytest.raises(Unreadable):
        answer(workbook([["a", "b"]])[:300], "a.xlsx")


def test_unknown_file_waits_and_a_known_one_does_not() -> None:
    given = answer(COMMA, "schulen.csv")
    assert given.reading.cells == []
    assert given.extra["look"]["columns"][1]["heading"] == "schulen"
    with pytest.raises(Unreadable, match="bekannten Formen"):
        answer(b"nur ein Wort", "a.csv")


KONSTANZ = {
    "schulen": (26, "2025/26", ["11", "2644", "1", "181", "2", "605", "2", "1436", "4", "2883", "2", "99"]),
    "uebergangsquote": (26, "2025/26", ["2.3", "11.5", "32.7", "53.6"]),
    "kinderbetreuung": (15, "2026", ["573", "2366", "25", "246", "66", "140", "59", "32"]),
    "betreuungsquote": (20, "2026", ["33.5", "14.9", "95.6", "42.9", "10.5"]),
    "nach_altersgruppe": (26, "2025", ["12362", "19338", "12208", "9519", "10182", "23569"]),
}


@needs_real_data
@pytest.mark.parametrize("name", sorted(KONSTANZ))
def test_konstanz_by_the_proposal(name: str) -> None:
    rows, newest, values = KONSTANZ[name]
    reading = proposed(real_bytes(f"city_konstanz/{name}.csv"), f"{name}.csv", **OWN)
    assert (reading.rows, reading.complaints) == (rows, [])
    assert {cell.region for cell in reading.cells} == {"08335043"}
    assert row(reading, newest) == values


@needs_real_data
def test_konstanz_facilities() -> None:
    reading = proposed(real_bytes("city_konstanz/vorschulische_einrichtungen.csv"), "v.csv", **OWN)
    assert (reading.rows, reading.complaints) == (25, [])


@needs_real_data
def test_list_of_kreise_by_the_proposal() -> None:
    reading = proposed(real_bytes("gemeinden/04_KreiseVorjahr.xlsx"), "04_KreiseVorjahr.xlsx")
    assert reading.complaints == []
    assert len({cell.region for cell in reading.cells}) == 401
    assert {cell.period for cell in reading.cells} == {"2018-12-31"}
    assert value_of(reading, "03402", "Fläche in km2") == Decimal("112.34")
    assert value_of(reading, "03402", "Bevölkerung2) | insgesamt") == 50195
    assert any("ohne Regionalschlüssel" in notice.message for notice in reading.notices)
    assert "GV-ISys" in reading.footer
    assert "Schleswig-Holstein" not in reading.footer


@needs_real_data
def test_zensus_workbook_of_all_gemeinden() -> None:
    data = real_bytes("zensus2022/Regionaltabelle_Bevoelkerung.xlsx")
    sheet = {"sheet": "CSV-Einwohnerzahl"}
    outside = ["Deutsche im Ausland", "Bund (ohne Deutsche im Ausland)"]
    reading = proposed(data, "z.xlsx", sheet, omit_column=3, omit_texts=outside)
    assert (reading.rows, reading.complaints) == (12439, [])
    assert {cell.period for cell in reading.cells} == {"2022-05-15"}
    assert value_of(reading, "03402", "EWZ") == 48920
    assert value_of(reading, "03402", "EWZ_BFS_20220630") == 49917
    assert value_of(reading, "DG", "EWZ") == 82719540
    (dash,) = [c for c in reading.cells if c.region == "DG" and c.measure == "EWZ_BFS_20220630"]
    assert (dash.sign, dash.value) == ("–", None)
    lengths = [len(code) for code in {cell.region for cell in reading.cells}]
    assert [lengths.count(n) for n in (3, 5, 9)] == [29, 400, 1207]
    assert len(proposed(data, "z.xlsx", sheet).complaints) == 5


@needs_real_data
def test_kinds_of_real_files() -> None:
    assert kind_of_workbook(real_bytes("gemeinden/04_KreiseVorjahr.xlsx")) == "xlsx"
    assert kind_of_workbook(real_bytes("genesis_flat/12411-01-01-4_de_flat.zip")) == ""


def test_a_workbook_whose_directory_promises_more_than_there_is_is_none() -> None:
    """Found by the drill of damaged files: the archive ends within what is read to tell its kind."""
    data = bytearray(ods([["Jahr", "Schulen"], ["2023", "11"]]))
    entry = data.index(b"PK\x01\x02")
    while data[entry + 46 : entry + 54] != b"mimetype":
        entry = data.index(b"PK\x01\x02", entry + 4)
    for place in (entry + 20, entry + 24):  # its size packed and unpacked
        data[place : place + 4] = (1_000_000).to_bytes(4, "little")
    assert kind_of_workbook(bytes(data)) == ""
    with pytest.raises(Unreadable):
        answer(bytes(data), "a_flat.csv")


FRAGMENTS = [
    "03402",
    "3402.0",
    "2023",
    "1.234,5",
    "1,5",
    "-",
    "…",
    "Jahr",
    "AGS",
    "",
    " ",
    "|",
    "20220515",
    "99",
    "x",
]
TABLES = st.lists(
    st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=6), min_size=1, max_size=5), max_size=8
)


@given(TABLES, st.sampled_from([";", ",", "\t", "|"]))
@settings(max_examples=300, deadline=None)
def test_whatever_a_table_holds_ends_in_a_reading_or_a_sentence(
    rows: list[list[str]], separator: str
) -> None:
    data = "\n".join(separator.join(fields) for fields in rows).encode("utf-8", "replace")
    try:
        seen = look(data, "a.csv")
        reading = read_mapped(data, mapping_from(seen["proposal"] | OWN | {"period": "2023"}))
    except (Unreadable, MappingError) as refusal:
        assert str(refusal)
        return
    assert all(cell.region and cell.period for cell in reading.cells)
    assert reading.cells or reading.complaints

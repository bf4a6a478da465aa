"""Files that are refused: one German sentence each, before anything large is built."""

from __future__ import annotations

import io
import json
import time
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.readers import Unreadable, limits, read_bytes
from monitoring.tests.readers.samples import (
    FLAT_HEADER,
    REAL,
    classic,
    flat,
    flat_row,
    needs_real_data,
    zipped,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FLAT = flat(flat_row("5"), flat_row("-", sex="GESW"))


def refusal(data: bytes, name: str = "datei.csv") -> str:
    """Return the sentence with which the file is refused."""
    with pytest.raises(Unreadable) as caught:
        read_bytes(data, name)
    return caught.value.message


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "leer"),
        (b" \n\n;;;\n", "leer"),
        (b"\xef\xbb\xbf", "leer"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\x89PNG\r\n", "Bild"),
        (b"<!DOCTYPE html><html><body>502</body></html>", "Internetseite"),
        (b"\n <HTML>", "Internetseite"),
        (b"<?xml version='1.0'?>", "XML"),
        (b"statistics_code,time\n1,2\n", "Semikolon"),
        (b"Statistik_Code\tZeit\n1\t2\n", "Semikolon"),
        (b"Schule;Kinder\nA;5\n", "keine der bekannten Formen"),
        (b"Tabelle: 1\n\0;;\n", "Nullbytes"),
        (b"Tabelle: 1\n\x0b;;\n", "Steuerzeichen"),
        (b"Tabelle: 1\n\x81\xff;;\n", "keine lesbare Textdatei"),
        (b"\xff\xfeT", "keine lesbare Textdatei"),
        (b"\xff\xfe\x00\x00T\x00\x00\x00", "Nullbytes"),
        (b"Tabelle: 1\n" + b"a" * 1_000_001, "Million Zeichen"),
        (b'Tabelle: 1\n"' + b"a\n" * 100_000, "Anführungszeichen"),
        (b"Tabelle: 1\n" + b";" * 1_001, "Spalten"),
    ],
)
def test_bad_files(data: bytes, part: str) -> None:
    assert part in refusal(data)


@pytest.mark.parametrize(
    ("code", "part"),
    [
        (-1, "keine Daten gefunden"),
        (0, "ohne Tabelle"),
        (98, "job=true"),
        (99, "Auftrag angelegt"),
        (104, "noch nicht fertig"),
        (7, "eine Meldung geschickt"),
    ],
)
def test_answers_of_the_service(code: int, part: str) -> None:
    body = json.dumps({"Status": {"Code": code, "Content": "Wortlaut", "Type": "Fehler"}}).encode()
    message = refusal(body)
    assert part in message
    assert f"(Code {code}): „Wortlaut“" in message


@needs_real_data
@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("error_no_cube_code-1", "(Code -1)"),
        ("info_no_objects_code104", "(Code 104)"),
        ("error_table_too_large_code98", "(Code 98)"),
        ("info_job_created_code99", "12531-0043_175879554"),
        ("info_job_poll_empty_code104", "(Code 104)"),
        ("metadata_table_12411-01-01-4", "(Code 0)"),
    ],
)
def test_real_answers_of_the_service(name: str, part: str) -> None:
    assert part in refusal((REAL / "genesis_api" / f"{name}.json").read_bytes(), f"{name}.json")


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"Status": 5}', b'{"Status": {"Code": true}}', b"[" * 200_000, b'{"a": "\xff"}']
)
def test_other_json(body: bytes) -> None:
    assert "JSON" in refusal(body)


def encrypted() -> bytes:
    """Return an archive whose directory says that its only member needs a password."""
    data = bytearray(zipped({"a_flat.csv": FLAT}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (zipped({}), "0 Dateien"),
        (zipped({"a_flat.csv": FLAT, "b_flat.csv": FLAT}), "2 Dateien"),
        (zipped({f"{number}.csv": FLAT for number in range(21)}), "mehr als 20"),
        (zipped({"../a.csv": FLAT}), "Ordner oder Pfade"),
        (zipped({"x/a.csv": FLAT}), "Ordner oder Pfade"),
        (zipped({"..\\a.csv": FLAT}), "Ordner oder Pfade"),
        (zipped({"a.csv": FLAT}, zipfile.ZIP_BZIP2), "unüblichen Verfahren"),
        (zipped({"a.zip": zipped({"a.csv": FLAT})}), "wieder ein Archiv"),
        (zipped({"a.csv": b"0" * 5_000_000}), "stark gepackt"),
        (encrypted(), "Kennwort"),
        (zipped({"a.csv": FLAT})[:-30], "beschädigt"),
        (zipped({"a.csv": b""}), "leer"),
    ],
)
def test_archives(data: bytes, part: str) -> None:
    assert part in refusal(data, "a.zip")


def test_an_archive_that_lies_about_its_size() -> None:
    data = bytearray(zipped({"a.csv": b"0" * 1_000_000}))
    for marker, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.index(marker) + offset
        data[place : place + 4] = (100).to_bytes(4, "little")
    assert refusal(bytes(data), "a.zip")


def workbook(cell: str) -> bytes:
    """Return the skeleton of a workbook with one cell."""
    sheet = f'<worksheet><sheetData><row><c r="A1"/><c r="{cell}"><v>1</v></c></row></sheetData></worksheet>'
    return zipped({"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": sheet.encode()})


def test_workbooks_follow_later() -> None:
    message = refusal(workbook("B2"), "schulen.xlsx")
    assert message.startswith("Excel-Tabellen werden über eine Spaltenzuordnung gelesen;")
    assert "schulen.xlsx" in message
    assert "Spaltenzuordnung" in refusal(zipped({"mimetype": b"x", "content.xml": b"<a/>"}), "schulen.ods")


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "XFD1"])
def test_a_far_cell_is_seen_without_loading_the_sheet(cell: str) -> None:
    assert "weit außerhalb" in refusal(workbook(cell), "bombe.xlsx")


def test_workbooks_with_macros() -> None:
    data = zipped({"[Content_Types].xml": b"", "xl/vbaProject.bin": b""})
    assert "Makros" in refusal(data, "m.xlsm")


@needs_real_data
def test_a_real_workbook() -> None:
    data = (REAL / "zensus2022" / "Regionaltabelle_Bevoelkerung.xlsx").read_bytes()
    assert "Spaltenzuordnung" in refusal(data, "Regionaltabelle_Bevoelkerung.xlsx")


def many_cells_wide() -> bytes:
    """Return a table of ten million values in 900 columns."""
    header = ";;;" + ";".join(f"S{number}" for number in range(900)) + "\n"
    return f"Tabelle: 1\nTitel\n{header}".encode() + (b"2023;03;N" + b";1" * 900 + b"\n") * 11_200


def many_cells_long() -> bytes:
    """Return a flat file of ten million rows."""
    return FLAT_HEADER.encode() + b"\n" + b"9;;;;;;;;;;;;;;;\n" * 10_000_000


@pytest.mark.parametrize("build", [many_cells_wide, many_cells_long])
def test_ten_million_cells_are_refused_early_and_cheaply(build: Callable[[], bytes]) -> None:
    data = build()
    tracemalloc.start()
    begun = time.monotonic()
    message = refusal(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "2.000.000 Werte" in message
    assert peak < 50_000_000
    assert time.monotonic() - begun < 10


def test_too_large_files_are_refused_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 100)
    assert "größer als" in refusal(b"x" * 101)


def test_the_limit_of_cells_holds_while_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_CELLS", 3)
    monkeypatch.setattr(limits, "MAX_HEAD_ROWS", 60)
    rows = [flat_row("5", sex=f"G{number}") for number in range(5)]
    assert "Bitte laden Sie sie in kleineren Teilen herunter" in refusal(flat(*rows))


def is_read_or_refused(data: bytes, name: str) -> None:
    """Read the bytes; only Unreadable may come out, with a sentence."""
    try:
        said = json.dumps(read_bytes(data, name).summary())
    except Unreadable as refused:
        said = refused.message
    assert said.strip()


@given(st.binary(max_size=400), st.text(max_size=30))
def test_random_bytes(data: bytes, name: str) -> None:
    is_read_or_refused(data, name)


@given(
    st.sampled_from(
        [b"PK\x03\x04", b"%PDF", b"{", b"\xff\xfe", b"Tabelle: 1\n", FLAT_HEADER.encode() + b"\n"]
    ),
    st.binary(max_size=300),
)
def test_random_bytes_behind_a_known_beginning(start: bytes, data: bytes) -> None:
    is_read_or_refused(start + data, "datei_flat.csv")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sampled_from([FLAT, classic(), zipped({"a_flat.csv": FLAT})]),
    st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=4), st.integers(0, 3)), max_size=8),
)
def test_damaged_files(data: bytes, damages: list[tuple[int, bytes, int]]) -> None:
    buffer = io.BytesIO()
    for place, piece, cut in damages:
        begin = place % len(data) if data else 0
        buffer = io.BytesIO(data[:begin] + piece + data[begin + cut :])
        data = buffer.getvalue()
    is_read_or_refused(data, "datei.csv")


@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "2023", "DG", "3402", "-", "5", "1.234", "x y", "31.12.2021"]), max_size=6
        ),
        max_size=8,
    )
)
def test_tables_of_random_fields(rows: list[list[str]]) -> None:
    text = "\n".join(";".join(row) for row in rows)
    is_read_or_refused(f"Tabelle: 1\n{text}".encode(), "datei.csv")

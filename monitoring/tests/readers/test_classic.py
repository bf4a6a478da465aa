"""The table layout, on small files of our own."""

from __future__ import annotations

import pytest

from monitoring.readers import Unreadable, read_bytes
from monitoring.readers import classic as table_layout
from monitoring.readers.cells import Cell, RowCells
from monitoring.readers.columns import letters
from monitoring.readers.footer import Remark, remarks_about
from monitoring.readers.sheaf import Unusual
from monitoring.tests.readers.samples import CLASSIC, classic, messages, printed


def test_summary_of_a_small_table() -> None:
    reading = read_bytes(classic(), "beliebig.csv")
    assert reading.summary() == {
        "format": "genesis-classic",
        "table": "99111-01-01-4",
        "measures": [
            "Insgesamt",
            "Insgesamt | weiblich",
            "ohne Abschluss | Insgesamt",
            "ohne Abschluss | weiblich",
        ],
        "rows": 3,
        "numbers": 9,
        "signs": {"-": 1, ".": 1, "x": 1},
        "regions": 3,
        "periods": ["2023"],
        "complaints": [],
    }
    assert reading.title == "Schulabgänge nach Abschluss und Geschlecht Abgänge (Anzahl)"
    assert reading.footer == 'zu "gesamte Tabelle":\nEine Anmerkung; mit Semikolon'
    assert reading.licence.startswith("© Statistisches Amt, 2025.")
    assert reading.retrieved == "2025-03-13T16:40:08"
    assert (reading.cells[0].row, reading.cells[0].unit) == (8, "Anzahl")
    assert reading.cells[-1].region_name == "Emden, kreisfreie Stadt"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_gives_the_same_cells(encoding: str) -> None:
    reading = read_bytes(CLASSIC.encode(encoding), "a.csv")
    assert reading.encoding == encoding
    assert reading.cells == read_bytes(classic(), "a.csv").cells
    assert reading.title.startswith("Schulabgänge")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends(end: str) -> None:
    assert (
        read_bytes(classic(CLASSIC.replace("\n", end)), "a.csv").cells == read_bytes(classic(), "a.csv").cells
    )


def test_new_first_line_blank_lines_and_separator_line() -> None:
    text = "sep=;\n\n" + CLASSIC.replace("GENESIS-Tabelle:", "Tabelle:").replace(
        "2023;03;", "\n;;;;;;\n2023;03;"
    )
    reading = read_bytes(classic(text), "a.csv")
    assert (reading.table, reading.rows, reading.complaints) == ("99111-01-01-4", 3, [])


def test_trailing_empty_columns_of_a_spreadsheet_program_do_no_harm() -> None:
    text = "\n".join(f"{line};;" if ";" in line and '"' not in line else line for line in CLASSIC.split("\n"))
    assert read_bytes(classic(text), "a.csv").cells == read_bytes(classic(), "a.csv").cells


def test_codes_damaged_by_a_spreadsheet_program_are_repaired_with_notice() -> None:
    reading = read_bytes(classic(CLASSIC.replace(";03402;", ";3402;").replace(";03;", ";3;")), "a.csv")
    assert reading.cells == read_bytes(classic(), "a.csv").cells
    assert [(notice.row, notice.message) for notice in reading.notices] == [
        (9, "Regionalschlüssel „3“ als „03“ gelesen."),
        (10, "Regionalschlüssel „3402“ als „03402“ gelesen."),
    ]
    assert reading.complaints == []


def test_ambiguous_numbers_and_text_are_complaints_with_place() -> None:
    reading = read_bytes(classic(CLASSIC.replace("1000;490", "1.000;viele")), "a.csv")
    assert [(complaint.row, complaint.column) for complaint in reading.complaints] == [
        (8, "D (Insgesamt)"),
        (8, "E (Insgesamt | weiblich)"),
    ]
    assert "nicht eindeutig" in reading.complaints[0].message
    assert printed(reading.cells, "DG") == ["60", "25"]


def test_unknown_code_unknown_time_and_torn_rows_are_complaints() -> None:
    text = (
        CLASSIC.replace("2023;DG", "neulich;DG")
        .replace(";03;", ";Niedersachsen;")
        .replace(";50;24;-;x", ";50;24")
    )
    reading = read_bytes(classic(text), "a.csv")
    assert [row for row, _ in messages(reading)] == [8, 9, 10]
    assert [complaint.column for complaint in reading.complaints] == ["A", "B", ""]
    assert "5 statt 7 Felder" in reading.complaints[2].message
    assert (reading.cells, reading.rows) == ([], 2)


def test_doubles() -> None:
    line = "2023;03402;      Emden, kreisfreie Stadt;50;24;-;x\n"
    same = read_bytes(classic(CLASSIC.replace(line, line * 2)), "a.csv")
    assert (len(same.cells), same.rows, same.complaints) == (12, 4, [])
    other = read_bytes(classic(CLASSIC.replace(line, line + line.replace(";50;", ";51;"))), "a.csv")
    assert [complaint.row for complaint in other.complaints] == [10, 11]
    assert "„50“ und „51“" in other.complaints[0].message
    assert "Zeile 11" in other.complaints[0].message
    assert printed(other.cells, "03402") == ["50", "24", "-", "x", "51"]


def test_date_in_the_header_one_column_per_period() -> None:
    text = (
        "Tabelle: 99222-01-01-4\nBevölkerung;;;\nBevölkerungsstand (Anzahl);;;\n"
        ";;Stichtag;Stichtag\n;;31.12.2020;31.12.2021\n"
        "03402;      Emden;49874;49523\n3;  Niedersachsen;8003421;8027031\n"
    )
    reading = read_bytes(text.encode(), "a.csv")
    assert reading.summary()["periods"] == ["2020-12-31", "2021-12-31"]
    assert [(cell.period, cell.measure, cell.text) for cell in reading.cells[:2]] == [
        ("2020-12-31", "Wert", "49874"),
        ("2021-12-31", "Wert", "49523"),
    ]
    assert [cell.region for cell in reading.cells[2:]] == ["03", "03"]


def test_further_stub_columns_lead_the_path() -> None:
    text = (
        "Tabelle: 99333-01-01-4\nSchulen;;;;\n;;;;Schulen;Klassen\n;;;;Anzahl;Anzahl\n"
        "2023;03402;      Emden;Grundschulen;11;90\n2023;03402;      Emden;Gymnasien;2;.\n"
    )
    reading = read_bytes(text.encode(), "a.csv")
    assert reading.measures == [
        "Grundschulen | Schulen",
        "Grundschulen | Klassen",
        "Gymnasien | Schulen",
        "Gymnasien | Klassen",
    ]
    assert reading.complaints == []


def test_one_value_column_keeps_its_name() -> None:
    text = "Tabelle: 99444-01-01-4\nTitel;;;\n;;;Schulen\n;;;Anzahl\n2023;03;  Niedersachsen;5\n"
    (cell,) = read_bytes(text.encode(), "a.csv").cells
    assert (cell.measure, cell.unit, cell.column) == ("Schulen", "Anzahl", "D (Schulen)")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Tabelle: 1\nTitel\n;;;Schulen\n;;;Anzahl\n__________\n", "keine Zeile mit Werten"),
        ("Tabelle: 1\nTitel\n", "keine Zeile mit Werten"),
        ("Tabelle: 1\n" + "Titel\n" * 100 + "2023;DG;Deutschland;5\n", "keine Zeile mit Werten"),
        ("Tabelle: 1\nTitel\n;;Schulen\n2023;männlich;5\n", "Regionalschlüssel"),
        ("Tabelle: 1\nTitel\n2023;DG;Deutschland;5\n", "Kopfzeilen"),
        ("Tabelle: 1\nTitel\n;;Schulen\nDG;Deutschland;5\n", "für welche Zeit"),
    ],
)
def test_tables_that_cannot_be_understood(text: str, part: str) -> None:
    with pytest.raises(Unreadable, match=part):
        read_bytes(text.encode(), "a.csv")


def test_two_encodings_in_one_file_are_a_complaint() -> None:
    data = classic().replace(b"Geschlecht", "Geschlechtä".encode())
    reading = read_bytes(data, "a.csv")
    assert reading.encoding == "cp1252"
    assert "mischt zwei Zeichenkodierungen" in reading.complaints[0].message


def test_complaints_are_bounded() -> None:
    rows = "".join(f"2023;03402;Emden;a{number};b;c;d\n" for number in range(300))
    reading = read_bytes(classic(CLASSIC.replace("2023;DG", rows + "2023;DG")), "a.csv")
    assert len(reading.complaints) == 501
    assert reading.complaints[-1].message == "Dazu kommen 700 weitere Stellen der Datei."


def test_column_letters() -> None:
    assert [letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


NOTES = """zu "gesamte Tabelle":
Berlin (bis 2000): ohne Schüler, die auf eine andere
Schulart überwechseln
Niedersachsen (2016): eingeschränkte Datenqualität
Sachsen-Anhalt: ab 2017/18 gerundet.

zu "Abgänger insgesamt (einschl.
Fachhochschulreife)":
Berlin, Niedersachsen und Sachsen: nur an beruflichen
Schulen; siehe Niedersachsen
Niedersachsen wird sonst nicht genannt.
Hessen: Niedersachsen ist nicht gemeint"""


def test_what_the_notes_say_about_one_land_is_found_with_its_topic() -> None:
    assert remarks_about(NOTES, "Niedersachsen") == [
        Remark("", "Niedersachsen (2016): eingeschränkte Datenqualität"),
        Remark(
            "Abgänger insgesamt (einschl. Fachhochschulreife)",
            "Berlin, Niedersachsen und Sachsen: nur an beruflichen Schulen; siehe Niedersachsen"
            " Niedersachsen wird sonst nicht genannt.",
        ),
    ]
    assert [remark.text for remark in remarks_about(NOTES, "Sachsen")] == [
        remarks_about(NOTES, "Niedersachsen")[1].text
    ]
    assert [remark.text for remark in remarks_about(NOTES, "Sachsen-Anhalt")] == [
        "Sachsen-Anhalt: ab 2017/18 gerundet."
    ]
    assert remarks_about(NOTES, "Bremen") == remarks_about("", "Berlin") == []


LABELS = ";;;Insgesamt;weiblich;Insgesamt;weiblich"
UNUSUAL = {
    "no number": ("1000;490", "1.000;viele"),
    "torn row": (";50;24;-;x", ";50;24"),
    "no region": (";03;", ";Niedersachsen;"),
    "double": ("2023;03402;", "2023;03;"),
    "one label twice": (LABELS, ";;;Insgesamt;weiblich;Insgesamt;Insgesamt"),
    "two units": (LABELS, ";;;Insgesamt;weiblich;Insgesamt;Insgesamt\n;;;Anzahl;Anzahl;Anzahl;Prozent"),
}


@pytest.mark.parametrize("change", [("1000", "1001"), *UNUSUAL.values()], ids=["plain", *UNUSUAL])
def test_whole_rows_say_what_single_cells_say(
    change: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is unusual is read cell by cell; the readings are equal to the last complaint."""
    data = classic(CLASSIC.replace(*change))
    quick = read_bytes(data, "a.csv")
    assert isinstance(quick.cells, RowCells) == (change not in UNUSUAL.values())

    def refuse(*_given: object) -> None:
        raise Unusual

    monkeypatch.setattr(table_layout, "Sheaf", refuse)
    slow = read_bytes(data, "a.csv")
    assert isinstance(slow.cells, list)
    assert quick == slow
    assert quick.summary() == slow.summary()


def test_cells_of_whole_rows_are_a_sequence_like_any_other() -> None:
    cells = read_bytes(classic(), "a.csv").cells
    made = list(cells)
    assert all(isinstance(cell, Cell) for cell in made)
    assert [cells[index] for index in range(len(cells))] == made
    assert (cells[-1], cells[1:5], cells[::-1]) == (made[-1], made[1:5], made[::-1])
    with pytest.raises(IndexError):
        cells[len(cells)]
    assert cells == made
    assert cells != made[:-1]
    assert cells != [*made[:-1], made[0]]
    assert cells != "anything else"

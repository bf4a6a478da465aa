"""Facts of real files of the official statistics, counted by other means than these readers."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from monitoring.readers.footer import remarks_about
from monitoring.tests.readers.samples import needs_real_data, printed, real, value_of

if TYPE_CHECKING:
    from monitoring.readers import Reading

pytestmark = needs_real_data

RATE = "Arbeitslosenquote bez. auf alle zivile Erwerbsp."
PATHS = {
    "21111-02-06-4": [
        "Insgesamt",
        "Insgesamt | weiblich",
        "ohne Hauptschulabschluss | Insgesamt",
        "ohne Hauptschulabschluss | weiblich",
        "mit Hauptschulabschluss | Insgesamt",
        "mit Hauptschulabschluss | weiblich",
        "mit Mittlerem Abschluss | Insgesamt",
        "mit Mittlerem Abschluss | weiblich",
        "dar. schulischer Teil der Fachhochschulreife | Insgesamt",
        "dar. schulischer Teil der Fachhochschulreife | weiblich",
        "mit Fachhochschulreife | Insgesamt",
        "mit Fachhochschulreife | weiblich",
        "mit allgemeiner Hochschulreife | Insgesamt",
        "mit allgemeiner Hochschulreife | weiblich",
    ],
    "13211-02-05-4": [
        "Arbeitslose",
        "Arbeitslose | ausländisch",
        "Arbeitslose | schwerbehindert",
        "Arbeitslose | 15 bis unter 20 Jahre",
        "Arbeitslose | 15 bis unter 25 Jahre",
        "Arbeitslose | 55 bis unter 65 Jahre",
        "Arbeitslose | langzeitarbeitslos",
        "Arbeitslosenquote bez. abh. zivile Erwerbspers.",
        RATE,
        f"{RATE} | Männer",
        f"{RATE} | Frauen",
        f"{RATE} | ausländisch",
        f"{RATE} | 15 bis unter 25 Jahre",
    ],
    "82411-01-03-4": [
        "verfügbares Einkommen der privaten Haushalte",
        "verfüg. Einkommen der priv. Haushalte je Einwohner",
    ],
    "22541-01-01-4": [
        "Tageseinrichtungen für Kinder | Insgesamt",
        "Tageseinrichtungen für Kinder | Kindergärten",
        "Tageseinrichtungen für Kinder | Horte",
        "Tageseinrichtungen für Kinder | Kinderkrippen",
        "Tageseinrichtungen für Kinder | anderweitige Einrichtungen",
        "Verfügbare Plätze | Insgesamt",
        "Verfügbare Plätze | Plätze für Krippenkinder",
        "Verfügbare Plätze | Plätze für Kindergartenkinder",
        "Verfügbare Plätze | Plätze für Hortkinder",
        "Tätige Personen | Insgesamt",
        "Tätige Personen | Kindergärten",
    ],
    "12411-01-01-4": ["Insgesamt", "männlich", "weiblich"],
}
COUNTS = {
    "21111-02-06-4": (5361, {"-": 1955, ".": 102, "x": 114}, "2023", "2025-03-13T16:40:08"),
    "13211-02-05-4": (5749, {"-": 1027, ".": 218}, "2025", "2026-02-26T15:28:28"),
    "82411-01-03-4": (892, {"-": 156, ".": 28}, "2021", "2023-11-10T13:27:18"),
    "22541-01-01-4": (4912, {"-": 1006}, "2002-12-31", "2026-03-23T09:01:36"),
    "12411-01-01-4": (1341, {"-": 237, ".": 36}, "2021-12-31", "2023-07-10T16:44:50"),
}
CURRENT_WITH_5_DIGITS = 398


def classic(table: str) -> Reading:
    """Read one of the five files in the table layout."""
    return real(f"genesis_classic/{table}.csv")


@pytest.mark.parametrize("table", sorted(COUNTS))
def test_counts_of_the_table_layout(table: str) -> None:
    reading = classic(table)
    numbers, signs, period, retrieved = COUNTS[table]
    assert reading.summary() == {
        "format": "genesis-classic",
        "table": table,
        "measures": PATHS[table],
        "rows": 538,
        "numbers": numbers,
        "signs": signs,
        "regions": 538,
        "periods": [period],
        "complaints": [],
    }
    assert (reading.encoding, reading.notices, reading.retrieved) == ("cp1252", [], retrieved)
    assert len(reading.cells) == 538 * len(PATHS[table])
    assert "Datenlizenz Deutschland\n- Namensnennung - Version 2.0." in reading.licence
    assert reading.licence.startswith("© Statistische Ämter des Bundes und der Länder, Deutschland, 20")


@pytest.mark.parametrize("table", sorted(COUNTS))
def test_region_levels(table: str) -> None:
    regions = {cell.region for cell in classic(table).cells}
    by_length = [sum(1 for code in regions if len(code) == length) for length in (2, 3, 5, 8)]
    assert by_length == [17, 35, 471, 15]
    assert {"DG", "02", "11", "03241001", "05334002", "10041100", "11012012"} <= regions


def test_leavers_of_emden_and_germany() -> None:
    reading = classic("21111-02-06-4")
    assert printed(reading.cells, "03402") == [
        "561",
        "277",
        "55",
        "19",
        "92",
        "38",
        "253",
        "126",
        "27",
        "11",
        ".",
        ".",
        "161",
        "94",
    ]
    assert printed(reading.cells, "DG")[:4] == ["782423", "381434", "55708", "22043"]
    total = value_of(reading, "03402", "Insgesamt")
    without = value_of(reading, "03402", "ohne Hauptschulabschluss | Insgesamt")
    assert total is not None
    assert without is not None
    assert round(without / total * 100, 2) == Decimal("9.80")
    assert value_of(reading, "03", "ohne Hauptschulabschluss | Insgesamt") == 5895


def test_place_of_a_cell_in_the_file() -> None:
    cell = classic("21111-02-06-4").cells[0]
    assert (cell.row, cell.column) == (10, "D (Insgesamt)")
    assert (
        cell.measure_label
        == "Absolvierende/Abgehende allgemeinbildender Schulen nach dem Abschluss | Insgesamt"
    )
    assert (cell.unit, cell.breakdown, cell.region_name) == ("Anzahl", "", "Deutschland")


def test_goettingen_current_and_dissolved() -> None:
    reading = classic("21111-02-06-4")
    assert printed(reading.cells, "03159")[:3] == ["2582", "1279", "169"]
    assert set(printed(reading.cells, "03152")) == {"-"}
    names = {cell.region: cell.region_name for cell in reading.cells}
    assert names["03152"] == names["03159"]


def test_suppressed_and_not_meaningful_stand_where_they_should() -> None:
    cells = classic("21111-02-06-4").cells
    assert {cell.region[:2] for cell in cells if cell.status == "suppressed"} == {"03"}
    laender = [cell.region[:2] for cell in cells if cell.status == "not_meaningful"]
    assert (laender.count("14"), laender.count("16")) == (68, 46)


def test_land_sums_of_leavers() -> None:
    reading = classic("21111-02-06-4")
    sums = {
        land: sum(
            cell.value or 0
            for cell in reading.cells
            if cell.measure == "Insgesamt" and len(cell.region) == 5 and cell.region.startswith(land)
        )
        for land in ("03", "05", "01")
    }
    assert sums == {"03": 76856, "05": 183845, "01": 25149}
    assert [value_of(reading, land, "Insgesamt") for land in sums] == [76856, 183830, 25152]


def test_unemployment_has_counts_and_rates() -> None:
    reading = classic("13211-02-05-4")
    assert printed(reading.cells, "03402") == [
        "2519",
        "688",
        "136",
        "53",
        "246",
        "463",
        "950",
        "9,7",
        "9,0",
        "9,4",
        "8,6",
        "20,2",
        "7,5",
    ]
    assert printed(reading.cells, "DG")[0] == "2948092"
    assert printed(reading.cells, "DG")[7:9] == ["6,8", "6,3"]
    units = {cell.unit: 0 for cell in reading.cells}
    for cell in reading.cells:
        units[cell.unit] += cell.value is not None and "," in cell.text
    assert units == {"Anzahl": 0, "Prozent": 2620}
    assert sum(1 for cell in reading.cells if cell.sign == "." and cell.region.startswith("11")) >= 156


def test_income_keeps_large_numbers_and_two_units() -> None:
    reading = classic("82411-01-03-4")
    assert printed(reading.cells, "03402") == ["999230", "20106"]
    assert printed(reading.cells, "DG") == ["2031201000", "24415"]
    assert [cell.unit for cell in reading.cells[:2]] == ["Tsd. EUR", "EUR"]


def test_kita_2002_speaks_of_the_old_territory() -> None:
    reading = classic("22541-01-01-4")
    assert printed(reading.cells, "03402") == [
        "29",
        "23",
        "1",
        "2",
        "3",
        "1736",
        "49",
        "1621",
        "66",
        "202",
        "145",
    ]
    assert printed(reading.cells, "03152")[:3] == ["184", "126", "16"]
    assert {cell.status for cell in reading.cells if cell.region == "03159"} == {"dash"}


def test_population_takes_its_date_from_the_header() -> None:
    reading = classic("12411-01-01-4")
    assert printed(reading.cells, "03402") == ["49523", "24672", "24851"]
    assert value_of(reading, "DG", "Insgesamt") == 83237124
    kreise = [
        cell for cell in reading.cells if cell.measure == "Insgesamt" and len(cell.region) == 5 and cell.value
    ]
    assert (len(kreise), sum(cell.value or 0 for cell in kreise)) == (CURRENT_WITH_5_DIGITS, 77705717)
    assert reading.cells[0].column == "C (Insgesamt)"
    assert reading.cells[0].unit == "Anzahl"


def test_flat_population() -> None:
    reading = real("genesis_flat/12411-01-01-4_de_flat.csv")
    summary = reading.summary()
    assert (summary["format"], summary["table"]) == ("genesis-flat", "12411-01-01-4")
    assert (summary["rows"], summary["regions"], summary["signs"]) == (1467, 489, {"-": 222})
    assert (summary["numbers"], summary["periods"]) == (1245, ["2024-12-31"])
    assert (reading.encoding, reading.complaints, reading.notices) == ("utf-8-sig", [], [])
    assert value_of(reading, "03402", "BEVSTD") == 49202
    assert value_of(reading, "03402", "BEVSTD", "GES=GESM") == 24352
    assert value_of(reading, "03402", "BEVSTD", "GES=GESW") == 24850
    assert value_of(reading, "11000", "BEVSTD") == 3685265
    assert value_of(reading, "02000", "BEVSTD") == 1862565
    kreise = [cell for cell in reading.cells if not cell.breakdown and len(cell.region) == 5 and cell.value]
    assert (len(kreise), sum(cell.value or 0 for cell in kreise)) == (400, 83577140)


def test_the_archive_says_the_same_as_the_file() -> None:
    packed = real("genesis_flat/12411-01-01-4_de_flat.zip")
    plain = real("genesis_flat/12411-01-01-4_de_flat.csv")
    assert packed.cells == plain.cells
    assert packed.summary() == plain.summary()
    assert packed.retrieved == "2026-03-10T20:49:32+00:00"


def test_a_dash_at_kreis_level_is_never_zero() -> None:
    """Counted in the file: 2862 of the 2934 cells of KREISE print "-", 72 print "."; none prints a number."""
    reading = real("genesis_flat/13111-01-03-4_de_flat.csv")
    assert (reading.rows, len(reading.cells)) == (3300, 3300)
    kreise = [cell for cell in reading.cells if len(cell.region) in {5, 8}]
    assert (len(kreise), [cell for cell in kreise if cell.value is not None]) == (2934, [])
    dashes = [cell for cell in kreise if cell.sign == "-"]
    assert {cell.status for cell in dashes} == {"dash"}
    assert (len(dashes), sum(1 for cell in kreise if cell.status == "suppressed")) == (2862, 72)
    assert value_of(reading, "03", "ERW032") == 3148764
    assert value_of(reading, "DG", "ERW032", "NAT=NATA;GES=GESM") == 3561574
    levels = Counter("DG" if cell.region == "DG" else len(cell.region) for cell in reading.cells)
    # DINSG 6, DLAND 96, REGBEZ 264, KREISE 2934; dissolved Kreise have eight digits
    assert (levels["DG"], levels[2], levels[3], levels[5] + levels[8]) == (6, 96, 264, 2934)


def test_three_measures_in_one_flat_file() -> None:
    reading = real("genesis_flat/73111-01-01-4_de_flat.csv")
    assert (reading.measures, reading.rows) == (["EKF002", "LSNW01", "LSNW02"], 1467)
    assert reading.summary()["signs"] == {"-": 222, ".": 36}
    emden = {cell.measure: (cell.text, cell.unit) for cell in reading.cells if cell.region == "03402"}
    assert emden == {
        "LSNW01": ("24206", "Anzahl"),
        "LSNW02": ("134336", "Tsd. EUR"),
        "EKF002": ("881491", "Tsd. EUR"),
    }


def test_census_files() -> None:
    people = real("zensus2022/2000S-2003_de_flat.csv")
    assert (people.table, people.rows, people.summary()["signs"]) == ("2000S-2003", 72, {"/": 3})
    assert {cell.region for cell in people.cells} == {"DG"}
    assert value_of(people, "DG", "PRS004") == 80777360
    buildings = real("zensus2022/3000G-1008_de_flat.csv")
    assert (buildings.measures, buildings.complaints) == (["GEB001 [%]", "GEB001 [Anzahl]"], [])
    gas = "GEBEN1=ENERG-GAS"
    assert value_of(buildings, "DG", "GEB001 [Anzahl]", gas) == 10755706
    assert value_of(buildings, "DG", "GEB001 [%]", gas) == Decimal("53.9")


def test_the_real_table_of_leavers_says_five_things_about_lower_saxony() -> None:
    reading = classic("21111-02-06-4")
    found = remarks_about(reading.footer, "Niedersachsen")
    assert "kein vollständiger Abiturjahrgang wegen Rückkehr zum 9-jährigen Bildungsgang" in found[-1].text
    assert found[-1].topic.startswith("Absolventen/Abgänger mit allg. Hochschulreife")
    assert (
        "Niedersachsen: wird statistisch nicht erfasst, bis 2013 schulischer Teil der Fachhochschulreife"
        in [remark.text for remark in found]
    )

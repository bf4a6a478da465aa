"""The quality page: what is due and how to fetch it, findings, outliers, completeness, follow-up; who sees numbers."""

import datetime as dt
import re

import pytest

from dkbm import clock
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.periods import Month
from dkbm.tests.factories import MunicipalityFactory, RegionFactory, member
from monitoring.calculation.timeliness import due
from monitoring.catalogue import last_period
from monitoring.models import DataPeriod
from monitoring.queries_quality import due_tables
from monitoring.readers import read_bytes
from monitoring.readers.celltable import table_of
from monitoring.readers.wire import header_of
from monitoring.services.catalogue import load_catalogue
from monitoring.services.own import set_complete
from monitoring.services.own_cells import note_cell
from monitoring.services.shell import import_file
from monitoring.tests.own import enter, make_sheet, place, standing
from monitoring.tests.samples import ROWS, classic

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/monitoring/qualitaet/"
PARTS = ("faellig", "befunde", "auffaellig", "vollstaendig", "wiedervorlage")


@pytest.fixture
def monitor(emden, everything):
    load_catalogue()
    return member(emden, Role.MONITORING)


@pytest.fixture
def kitas(emden, monitor):
    return make_sheet(emden, monitor)


def parts(client):
    """The words of the page by the id of their section."""
    response = client.get(PAGE)
    assert response.status_code == 200
    page = response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    found = {}
    for name in PARTS:
        section = page[page.index(f'id="{name}"') :].partition("</section>")[0]
        found[name] = " ".join(re.sub(r"<[^>]+>", " ", section.partition(">")[2]).split())
    found["alles"] = " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())
    return found


def taken(folder, rows, name="21111-02-06-4.csv"):
    file = folder / name
    file.write_bytes(classic(*rows))
    reading = read_bytes(file.read_bytes(), file.name)
    with system_scope("test"):
        import_file(header_of(reading), table_of(reading.cells), file)


def test_what_is_due_says_table_region_and_years_to_set(client_of, monitor, tmp_path):
    taken(tmp_path, [row.replace("2023;", "2021;") for row in ROWS])
    taken(tmp_path, [row.replace("2023;", "2022;") for row in ROWS])
    with clock.frozen(dt.date(2026, 2, 1)):
        said = parts(client_of(monitor))["faellig"]
    (row,) = re.findall(r"21111-02-06-4 .*?Endjahr \d{4}", said)
    for words in (
        "2023, 2024; bisher bis 2022",
        "Startjahr 2023, Endjahr 2026",
    ):
        assert words in row, words
    regions = (
        "alle Kreise und kreisfreien Städte (darunter Stadt Emden, 03402), dazu Niedersachsen und Deutschland"
    )
    assert regions in said
    assert "Endjahr 2026 Abgänge ohne Ersten Schulabschluss; Abgänge ohne Ersten" in said, (
        "what it is good for"
    )
    # what a default chart waits for is asked for, the rest of the catalogue is behind one line
    assert "13211-02-05-4" in said.partition("Weitere")[0]
    assert re.search(r"Weitere \d+ Tabellen des Katalogs, noch nie eingelesen", said)
    with clock.frozen(dt.date(2023, 10, 1)):
        assert "21111-02-06-4" not in parts(client_of(monitor))["faellig"].partition("Weitere")[0]


def test_findings_lead_to_the_place_where_they_are_mended(client_of, emden, monitor, kitas):
    enter(kitas, monitor, l1_2024="100", l2_2024="60", l3_2024="41")
    enter(kitas, monitor, l1_2019="100", l1_2020="101", l1_2021="99", l1_2022="102", l1_2023="900")
    client = client_of(monitor)
    said = parts(client)["befunde"]
    assert said.index("Fehler") < said.index("Warnung"), "errors first"
    assert "Kitas, 2024" in said
    assert "Kitas, 2023" in said
    assert f'href="/monitoring/erfassung/{kitas.pk}/2024/"' in client.get(PAGE).content.decode()
    assert re.search(r"\b(100|101)\b", said), "with their numbers for who enters them"
    coordinator = parts(client_of(member(emden)))["befunde"]
    assert "Fehler" in coordinator
    assert not re.search(r"\b(100|101|41|900)\b", coordinator)
    enter(kitas, monitor, l3_2024="40")
    assert "Fehler" not in parts(client)["befunde"]


def test_outliers_own_and_official_say_what_is_usual_and_blame_nobody(
    client_of, emden, monitor, kitas, tmp_path
):
    for year, number in enumerate((561, 570, 555, 566, 5610), start=2019):
        taken(tmp_path, [f"{year};03402;      Emden, kreisfreie Stadt;{number};277;55;19"])
    enter(kitas, monitor, l4_2019="40", l4_2020="41", l4_2021="39", l4_2022="42", l4_2023="40")
    note_of_jump = {
        "data_set": kitas,
        "place": place(kitas, 4, "2024"),
        "by": monitor,
        "reason": "Eingemeindung",
    }
    enter(kitas, monitor, l4_2024="400")
    note_cell(token=standing(kitas, 4, "2024").token, **note_of_jump)
    said = parts(client_of(monitor))["auffaellig"]
    assert "Auffällig heißt nicht falsch." in said
    assert re.search(r"Kinder unter 3 2024 400 .*? bis .*? eigene Statistik", said)
    assert re.search(r"Insgesamt.* 2023 5 610 .*? bis .*?", said)
    for_others = parts(client_of(member(emden)))["auffaellig"]
    assert "400" not in for_others, "own counts are for those who enter them"
    assert "5 610" in for_others


def test_completeness_counts_what_is_there_and_what_is_due(client_of, emden, monitor, kitas):
    client = client_of(monitor)
    with clock.frozen(dt.date(2026, 2, 1)):
        enter(kitas, monitor, l1_2024="9", l2_2024="5", l3_2024="4", l4_2024="4")
        assert re.search(r"Kitas 4 von 36 6", parts(client)["vollstaendig"])
        set_complete(period=DataPeriod.objects.get(period="2024"), complete=True, by=monitor)
        assert re.search(r"Kitas 4 von 36 5", parts(client)["vollstaendig"])


def test_what_was_put_off_comes_back_until_it_is_done(client_of, emden, monitor, kitas):
    enter(kitas, monitor, l1_2024="9")
    where = place(kitas, 1, "2024")
    facts = {"data_set": kitas, "place": where, "by": monitor}
    note_cell(token=standing(kitas, 1, "2024").token, follow_up="Träger fragen", **facts)
    client = client_of(monitor)
    said = parts(client)["wiedervorlage"]
    assert "Kitas: Kinder in Kitas, 2024 : Träger fragen" in said
    link = f"/monitoring/erfassung/{kitas.pk}/zelle/{where.line}/{where.region}/{where.period}/"
    assert f'href="{link}"' in client.get(PAGE).content.decode()
    note_cell(token=standing(kitas, 1, "2024").token, follow_up="", **facts)
    assert "Nichts ist zur Klärung vorgemerkt." in parts(client)["wiedervorlage"]


def test_the_lead_sums_it_up_and_an_empty_place_says_so(client_of, emden, monitor):
    said = parts(client_of(monitor))
    assert re.search(
        r"\d+ Tabellen sind fällig, 0 Befunde in der eigenen Statistik, 0 auffällige Werte\.", said["alles"]
    )
    assert "Keine Regel ist verletzt." in said["befunde"]
    assert "Kein Wert fällt auf." in said["auffaellig"]
    assert "Noch keine eigene Statistik." in said["vollstaendig"]


def test_nobody_sees_the_quality_of_others(client_of, emden, monitor, kitas):
    enter(kitas, monitor, l1_2024="100", l2_2024="60", l3_2024="41")
    other = MunicipalityFactory(region=RegionFactory(ags="03361", name="Verden"), slug="verden")
    said = parts(client_of(member(other, Role.MONITORING)))
    assert "Kitas" not in said["alles"]
    assert "Keine Regel ist verletzt." in said["befunde"]


def test_a_table_that_has_ended_is_never_due_and_names_what_goes_on(client_of, monitor, emden):
    """The Kita table of 2002: nobody is asked every week for twenty years that it will never hold."""
    with system_scope("test"), clock.frozen(dt.date(2026, 2, 1)):
        (never,) = [entry for entry in due_tables(emden) if entry.table == "22541-01-01-4"]
        assert not never.is_pressing
        assert "weiter geht es in 22541-01-04-4" in never.year_setting
        last = last_period("22541-01-01-4")
        assert due(["2002-12-31"], 12, Month(2026, 2), last).missing == ()
        assert [p.label for p in due(["2001-12-31"], 12, Month(2026, 2), last).missing] == [
            "Stichtag 31.12.2002"
        ]
        assert len(due(["2002-12-31"], 12, Month(2026, 2)).missing) > 5
        assert last_period("21111-02-06-4") is None

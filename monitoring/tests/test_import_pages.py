"""The import wizard by its pages alone, without script: upload, wait, check, preview, take over, take back.

Wherever the work is killed, nothing half is left and the next worker ends it.
"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from dkbm.access.roles import Role
from dkbm.jobs import engine
from dkbm.jobs.registry import KINDS
from dkbm.models import Job
from dkbm.tests.factories import member
from monitoring import checking
from monitoring.models import ImportRun, ImportState, Observation, Snapshot
from monitoring.services import commit as committing
from monitoring.services.catalogue import load_catalogue
from monitoring.tests.samples import ROWS, classic

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/monitoring/importe/"


def text_of(response, status=200):
    assert response.status_code == status
    page = response.content.decode().partition("<main")[2].replace("\xa0", " ")
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def monitor(emden, everything):
    load_catalogue()
    return member(emden, Role.MONITORING)


@pytest.fixture
def browser(monitor):
    client = Client()
    client.force_login(monitor)
    return client


def upload(browser, content, name="leavers.csv"):
    """Send the form; the address of the import."""
    response = browser.post(LIST, {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302
    return response.url


def deed(browser, address, name, **data):
    return browser.post(f"{address}{name}/", data, follow=True)


def current():
    return Observation.objects.filter(known_from__isnull=False, known_until__isnull=True)


def test_the_whole_way_by_pages(browser):
    address = upload(browser, classic())
    waits = browser.get(address)
    assert "Das dauert einen Moment" in text_of(waits)
    assert f'<a href="{address}">Seite neu laden</a>' in waits.content.decode()
    engine.drain()
    said = text_of(browser.get(address))
    for words in (
        "12 Werte sind neu, 0 ändern sich, 0 sind schon vorhanden. Für Stadt Emden ändern sich 2 Kennzahlen.",
        "Tabelle 21111-02-06-4",
        "Stand der Quelle 13.03.2025",
        "neu 12 geändert 0 schon vorhanden 0 im Bestand, nicht in der Datei (bleibt) 0",
        "Gebiete ohne jede Zahl (ausgelassen) 1",
        "Zeichen statt Zahl „-“ 4",
        "wird nie als 0 gespeichert",
        "Abgänge ohne Ersten Schulabschluss 2023 noch nicht vorhanden 9,8 %",
        "Dieses Werk ist lizenziert unter der Datenlizenz Deutschland",
    ):
        assert words in said, words
    assert not Observation.objects.exists(), "looking changes nothing"
    assert said.index("Was sich ändern würde") < said.index("Was in der Datei steht"), (
        "what is decided stands first"
    )
    assert "Das dauert einen Moment" in text_of(deed(browser, address, "uebernehmen"))
    engine.drain()
    assert "Übernommen am" in text_of(browser.get(address))
    assert current().count() == 12
    # a corrected file: what is new, what changed, what is the same, and what the file does not speak of
    corrected = [row.replace("561;277;55", "561;277;66") for row in ROWS if not row.startswith("2023;03;")]
    second = upload(browser, classic(*corrected, "2022;03402;      Emden, kreisfreie Stadt;560;270;50;17"))
    engine.drain()
    said = text_of(browser.get(second))
    assert "neu 4 geändert 1 schon vorhanden 7 im Bestand, nicht in der Datei (bleibt) 4" in said
    assert re.search(r"Emden.* ohne Hauptschulabschluss, Insgesamt, 2023 55 66", said)
    assert "Abgänge ohne Ersten Schulabschluss 2023 9,8 % 11,8 %" in said
    deed(browser, second, "uebernehmen")
    engine.drain()
    deed(browser, second, "zuruecknehmen")
    engine.drain()
    said = text_of(browser.get(second))
    assert "Zurückgenommen am" in said
    assert "Die früheren Werte gelten wieder." in said
    assert (
        current()
        .get(region__ags="03402", series__measure__startswith="ohne", column__contains="Insgesamt")
        .value
        == 55
    )
    assert checking.complaints() == []


def test_a_complaint_names_the_cell_and_blocks_until_its_row_is_left_out_with_a_reason(browser):
    address = upload(browser, classic(ROWS[0], ROWS[1], ROWS[2].replace("561", "fünf")))
    engine.drain()
    said = text_of(browser.get(address))
    assert "Erst wenn keine Beanstandung mehr offen ist" in said
    assert re.search(r"Zeile 12, D .*„fünf“ ist weder eine Zahl noch ein bekanntes Zeichen", said)
    assert "Es gibt noch Beanstandungen." in text_of(deed(browser, address, "uebernehmen"))
    assert "Bitte nennen Sie den Grund" in text_of(deed(browser, address, "auslassen", row="12", reason=" "))
    assert "nur Zeilen, die beanstandet sind" in text_of(
        deed(browser, address, "auslassen", row="10", reason="x")
    )
    deed(browser, address, "auslassen", row="12", reason="Tippfehler der Quelle")
    engine.drain()
    assert "ausgelassen: Tippfehler der Quelle" in text_of(browser.get(address))
    deed(browser, address, "uebernehmen")
    engine.drain()
    assert set(current().values_list("region__ags", flat=True)) == {"DG", "03"}


def test_a_damaged_code_is_repaired_and_the_preview_says_so(browser):
    """`3402` is Emden: a spreadsheet program has eaten the zero."""
    address = upload(browser, classic(ROWS[0], ROWS[1], ROWS[2].replace("03402", "3402")))
    engine.drain()
    said = text_of(browser.get(address))
    assert re.search(r"Beim Lesen berichtigt Zeile 12, .*3402.*03402", said)
    deed(browser, address, "uebernehmen")
    engine.drain()
    assert current().filter(region__ags="03402").count() == 4


def test_a_second_hand_meets_what_the_first_did_politely(browser, monitor, emden, client_of):
    address = upload(browser, classic())
    engine.drain()
    other = client_of(member(emden, Role.MONITORING))
    deed(browser, address, "verwerfen")
    assert "inzwischen „verworfen“" in text_of(deed(other, address, "uebernehmen"))
    engine.drain()
    assert not Observation.objects.exists()
    # a file read in twice: pressing the button twice takes it over once
    address = upload(browser, classic())
    engine.drain()
    deed(browser, address, "uebernehmen")
    assert "Das geht jetzt nicht" in text_of(deed(browser, address, "uebernehmen"))
    engine.drain()
    assert current().count() == 12


def at(step, browser):
    """Go the way up to a step whose job waits; the import."""
    address = upload(browser, classic())
    if step != "stage":
        engine.drain()
        deed(browser, address, "uebernehmen")
    if step == "undo":
        engine.drain()
        deed(browser, address, "zuruecknehmen")
    return ImportRun.objects.get(pk=address.rstrip("/").rsplit("/", 1)[-1])


STATES = {"stage": ImportState.UPLOADED, "commit": ImportState.COMMITTING, "undo": ImportState.UNDOING}
ENDS = {"stage": ImportState.STAGED, "commit": ImportState.COMMITTED, "undo": ImportState.UNDONE}
ROWS_THERE = {"stage": (0, 0), "commit": (0, 12), "undo": (12, 0)}


def outcome():
    """All that an import may change, to be compared."""
    return (
        sorted(current().values_list("region__ags", "series__measure", "period", "value")),
        Snapshot.objects.filter(is_current=True).count(),
    )


@pytest.mark.parametrize("moment", ["before the switch", "within the switch", "at its end"])
@pytest.mark.parametrize("step", STATES)
def test_killed_anywhere_nothing_half_is_left_and_the_next_worker_ends_it(browser, step, moment, monkeypatch):
    run = at(step, browser)
    before, rows = outcome(), Observation.objects.count()
    slow = engine.claim()
    finish = KINDS[slow.job.kind].handler(slow)
    if moment != "before the switch":
        with monkeypatch.context() as broken, pytest.raises(SystemExit), transaction.atomic():
            # the process dies after the first rows are written, or when all but the promise of recomputing is
            broken.setattr(
                committing, "refresh_retrieved" if moment == "within the switch" else "recompute_touched", die
            )
            finish()
            die()
    run.refresh_from_db()
    assert run.state == STATES[step]
    assert outcome() == before
    assert Observation.objects.count() == rows
    assert current().count() == ROWS_THERE[step][0]
    assert checking.complaints() == []
    Job.objects.filter(pk=slow.job.pk).update(lease_until="2020-01-01T00:00:00Z")
    engine.drain()
    run.refresh_from_db()
    assert run.state == ENDS[step]
    assert current().count() == ROWS_THERE[step][1]
    assert checking.complaints() == []


def die(*_args, **_kwargs):
    raise SystemExit("killed")

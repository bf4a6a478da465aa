"""A sheet of own statistics to a spreadsheet and back, through its pages: download, change, upload, compare, take."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dkbm.access.roles import Role
from dkbm.jobs import engine
from dkbm.tests.factories import member
from monitoring.models import DataPeriod, DataSheet, Observation, SheetState
from monitoring.services.own import lock_period
from monitoring.tests.own import enter, make_sheet, standing
from monitoring.tests.test_own_pages import address, text_of

pytestmark = pytest.mark.django_db(transaction=True)
MEASURE, PART, PERIOD, VALUE = 4, 5, 7, 9


@pytest.fixture
def monitor(emden, everything):
    return member(emden, Role.MONITORING)


@pytest.fixture
def kitas(emden, monitor):
    made = make_sheet(emden, monitor, periods=("2023", "2024"))
    enter(made, monitor, l1_2024="1009", l2_2024="5", l3_2024="1004", l4_2024="4,5", l6_2024=".")
    return made


@pytest.fixture
def client(client_of, monitor):
    return client_of(monitor)


def downloaded(client, kitas):
    response = client.get(address(kitas, "datenblatt.xlsx"))
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.content))


def put(book, measure, part, period, value):
    """Type a value into the sheet, found by the words that a person reads."""
    (row,) = [
        row
        for row in book.active.iter_rows(min_row=2)
        if (row[MEASURE].value, row[PART].value, row[PERIOD].value) == (measure, part, period)
    ]
    row[VALUE].value = value


def uploaded(client, kitas, book, name="kitas.xlsx"):
    """Upload the workbook, let it be read; the page that shows what it would change."""
    content = io.BytesIO()
    if isinstance(book, bytes):
        content.write(book)
    else:
        book.save(content)
    file = SimpleUploadedFile(name, content.getvalue())
    response = client.post(address(kitas), {"was": "blatt", "file": file})
    assert response.status_code == 302, response.content.decode()
    engine.drain()
    return response.url


def test_the_workbook_says_what_the_portal_says_in_words_and_hidden_keys(client, kitas):
    page = downloaded(client, kitas).active
    assert [cell.value for cell in page[1]][4:] == [
        "Merkmal",
        "Gliederung",
        "Gebiet",
        "Zeit",
        "Einheit",
        "Wert",
    ]
    assert all(page.column_dimensions[letter].hidden for letter in "ABCD")
    assert page.max_row == 1 + 6 * 2
    values = {
        (row[MEASURE], row[PART], row[PERIOD]): row[VALUE]
        for row in page.iter_rows(min_row=2, values_only=True)
    }
    assert values["Kinder in Kitas", "insgesamt", "2024"] == 1009
    assert values["Kinder unter 3", "insgesamt", "2024"] == 4.5
    assert values["Kinder unter 3", "frei", "2024"] == "."
    assert values["Kinder unter 3", "kommunal", "2024"] is None


def test_unchanged_it_changes_nothing_and_changed_it_shows_both_values_first(client, kitas, monitor):
    book = downloaded(client, kitas)
    said = text_of(client.get(uploaded(client, kitas, book)))
    assert "Die Datei sagt dasselbe wie das Portal." in said
    assert "übernehmen" not in said
    put(book, "Kinder in Kitas", "kommunal", "2024", 6)
    put(book, "Kinder in Kitas", "frei", "2024", 1003)
    put(book, "Kinder unter 3", "frei", "2024", "x")
    put(book, "Kinder in Kitas", "insgesamt", "2023", "1 000")
    before = Observation.objects.count()
    compared = uploaded(client, kitas, book)
    said = text_of(client.get(compared))
    assert "4 geänderte Werte" in said
    for line in (
        "Kinder in Kitas, kommunal Stadt Emden 2024 5 6",
        "Kinder in Kitas, frei Stadt Emden 2024 1004 1003",
        "Kinder unter 3, frei Stadt Emden 2024 . x",
        "Kinder in Kitas Stadt Emden 2023 leer 1000",
    ):
        assert line in said, line
    assert Observation.objects.count() == before, "looking changes nothing"
    assert "4 Werte übernommen." in text_of(client.post(compared, {"uebernehmen": "1"}, follow=True))
    assert standing(kitas, 2, "2024").value == 6
    assert standing(kitas, 6, "2024").sign == "x"
    assert standing(kitas, 1, "2023").value == 1000
    again = client.post(compared, {"uebernehmen": "1"}, follow=True)
    assert "lässt sich nicht übernehmen" in text_of(again), "taken once"


def test_it_is_all_or_nothing_and_says_what_stands_against_it(client, kitas, monitor):
    book = downloaded(client, kitas)
    put(book, "Kinder in Kitas", "kommunal", "2024", 6)
    put(book, "Kinder in Kitas", "frei", "2024", 1003)
    enter(kitas, monitor, l2_2024="7", l3_2024="1002")
    lock_period(period=DataPeriod.objects.get(period="2023"), by=monitor)
    put(book, "Kinder in Kitas", "insgesamt", "2023", 900)
    put(book, "Kinder unter 3", "kommunal", "2024", 2)
    compared = uploaded(client, kitas, book)
    said = text_of(client.get(compared))
    assert "Es wird alles übernommen oder nichts." in said
    assert "Kinder in Kitas, kommunal, 2024 wurde inzwischen im Portal geändert." in said
    assert "2023 ist gesperrt." in said
    assert "übernehmen" not in said.partition("Was sich ändern würde")[2]
    assert "lässt sich nicht übernehmen" in text_of(client.post(compared, {"uebernehmen": "1"}, follow=True))
    assert standing(kitas, 5, "2024").status == "", "the change that nothing stood against either"
    client.post(compared, {"verwerfen": "1"})
    assert DataSheet.objects.get().state == SheetState.DISCARDED


def test_what_the_portal_moved_on_with_is_not_taken_back_by_an_untouched_file(client, kitas, monitor):
    book = downloaded(client, kitas)
    enter(kitas, monitor, l2_2024="7", l3_2024="1002")
    said = text_of(client.get(uploaded(client, kitas, book)))
    assert "Die Datei sagt dasselbe wie das Portal." in said


def test_a_change_between_looking_and_taking_takes_nothing(client, kitas, monitor):
    book = downloaded(client, kitas)
    put(book, "Kinder in Kitas", "kommunal", "2024", 6)
    put(book, "Kinder in Kitas", "frei", "2024", 1003)
    compared = uploaded(client, kitas, book)
    enter(kitas, monitor, l2_2024="7", l3_2024="1002")
    said = text_of(client.post(compared, {"uebernehmen": "1"}, follow=True))
    assert "Es ist nichts übernommen" in said
    assert standing(kitas, 3, "2024").value == 1002


def test_other_files_are_refused_with_a_sentence(client, kitas, monitor, emden):
    other = openpyxl.Workbook()
    other.active.append(["irgendetwas"])
    for content in (b"kein Arbeitsblatt", other):
        said = text_of(client.get(uploaded(client, kitas, content)))
        assert "Diese Datei lässt sich nicht lesen" in said
        assert re.search(r"Datenblatt|Datei", said)
    foreign = make_sheet(emden, monitor, name="Schulen", periods=("2023", "2024"))
    said = text_of(client.get(uploaded(client, foreign, downloaded(client, kitas))))
    assert "kein heruntergeladenes Datenblatt" in said or "gehört nicht zu diesem Datenblatt" in said
    assert DataSheet.objects.exclude(state=SheetState.UNREADABLE).count() == 0


def test_the_page_that_waits_says_how_to_go_on_without_script(client, kitas):
    content = io.BytesIO()
    downloaded(client, kitas).save(content)
    file = SimpleUploadedFile("kitas.xlsx", content.getvalue())
    page = client.get(client.post(address(kitas), {"was": "blatt", "file": file}).url).content.decode()
    assert "Das dauert einen Moment" in page
    assert ">Seite neu laden</a>" in page

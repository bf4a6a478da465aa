"""Master data out and in: workbook, address cards, clipboard; preview, all or nothing, own rows only."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from dkbm.access.scope import system_scope
from dkbm.ui.downloads import text_workbook
from governance.models import Body, ContactPoint, Person, Seat, Unit
from governance.queries.masterdata import sheets_of
from governance.tests import factories as make
from governance.tests.admin_posts import address, arranged, fresh

pytestmark = pytest.mark.django_db
PAGE = "/gremien/stammdaten/"
CARD = """BEGIN:VCARD
VERSION:3.0
FN:Beispielperson A
N:A;Beispielperson;;;
ORG:Landkreis Muster;Schulamt
TITLE:Fragen zum Bildungsbericht
EMAIL;TYPE=WORK:bildung@example.org
TEL;TYPE=WORK:+49 5402 40798
END:VCARD
"""


def book(**sheets):
    """A workbook upload from {title: [headings, row, …]}."""
    content = text_workbook([(title, rows[0], rows[1:]) for title, rows in sheets.items()])
    return SimpleUploadedFile("stammdaten.xlsx", content)


def upload(client, file, **more):
    return client.post(PAGE, {"file": file, **more})


def agree(client, page):
    text = re.search(r'name="vorschau" value="([^"]+)"', page.content.decode()).group(1)
    return client.post(PAGE, {"vorschau": text}, follow=True)


def words(page):
    return [(row.name, row.word) for row in page.context["outcomes"]]


def test_what_goes_out_comes_in_as_unchanged(world, body, browser):
    with system_scope("test"):
        unit = make.UnitFactory(
            municipality=world.here, name="Bildungsbüro", components=["ziele", "qualitaet"], since="2019-10"
        )
        person = make.PersonFactory(municipality=world.here, name="Beispielperson A")
        make.SeatFactory(body=body, function="Vorsitz", person=person, until="2026-10-31", since="2021-11-01")
        make.SeatFactory(body=body, function="Vorsitz", state="vakant")
        make.ContactFactory(unit=unit, confirmed_on="2026-01-02", purpose="=Formel")
        Body.objects.filter(pk=body.pk).update(office=unit, target_meetings_per_year=4)
    content = browser.get(f"{PAGE}datei/").content
    assert load_workbook(io.BytesIO(content)).sheetnames == [
        "Stellen",
        "Personen",
        "Gremien",
        "Sitze",
        "Kontakte",
    ]
    page = upload(browser, SimpleUploadedFile("stammdaten.xlsx", content))
    assert page.context["form"].errors == {}
    assert page.context["counts"] == [("unverändert", 6)]
    assert "Es ist alles schon da" in page.content.decode()


def test_a_file_makes_and_changes_after_the_preview(world, body, browser):
    file = book(
        Gremien=[["Gremium", "Art", "Ebene", "Hinweis vor Ende einer Amtszeit (Tage)"],
                 ["Bildungsbeirat", body.get_kind_display(), body.get_level_display(), "180"]],
        Stellen=[["Stelle", "Art", "Kernkomponenten"], ["Bildungsbüro", "Bildungsbüro", "strategische Ziele"]],
        Sitze=[["Gremium", "Funktion", "Bereich", "aus der Stelle", "seit"],
               ["Bildungsbeirat", "Geschäftsführung", "Verwaltung", "Bildungsbüro", "01.03.2025"]],
        Kontakte=[["Stelle", "Art", "Angabe"], ["Bildungsbüro", "E-Mail", "buero@example.org"]],
    )  # fmt: skip
    page = upload(browser, file)
    assert page.context["form"].errors == {}
    assert words(page) == [
        ("Bildungsbüro", "neu"),
        ("Bildungsbeirat", "geändert"),
        ("Bildungsbeirat, Geschäftsführung, 01.03.2025", "neu"),
        ("Bildungsbüro, E-Mail, buero@example.org", "neu"),
    ]
    with system_scope("test"):
        assert not Unit.objects.exists()
        assert not Unit.history.exists()
    assert "4 Einträge sind übernommen" in agree(browser, page).content.decode()
    with system_scope("test"):
        seat = Seat.objects.get()
        assert (seat.unit.name, seat.unit.components, str(seat.since)) == (
            "Bildungsbüro",
            ["ziele"],
            "2025-03-01",
        )
        assert fresh(body).notice_days == 180
        assert fresh(body).history.first().history_user == world.admin
        assert ContactPoint.objects.get().municipality == world.here


def test_errors_name_the_cell_and_nothing_is_kept(world, body, browser):
    file = book(
        Stellen=[["Stelle", "Art"], ["Bildungsbüro", "Bildungsbüro"]],
        Sitze=[["Gremium", "Funktion", "Bereich", "seit", "bis"],
               ["Bildungsbeirat", "Vorsitz", "Zirkus", "01.03.2025", ""],
               ["Beirat anderswo", "Vorsitz", "Schule", "31.02.2025", ""],
               ["Bildungsbeirat", "Vorsitz", "Schule", "01.03.2025", "01.03.2020"]],
    )  # fmt: skip
    page = upload(browser, file)
    found = [[label for label, _text in row.errors] for row in page.context["outcomes"]]
    assert found == [[], ["Bereich"], ["Gremium", "seit"], ["bis"]]
    assert "Sitze, Zeile 2" in page.content.decode()
    assert "Übernehmen" not in page.content.decode().split("<main", 1)[1].replace("Vor dem Übernehmen", "")
    agree_text = page.context["preview"]
    browser.post(PAGE, {"vorschau": agree_text})
    with system_scope("test"):
        assert not Unit.objects.exists()


def test_foreign_rows_are_neither_found_nor_exported(world, browser):
    with system_scope("test"):
        foreign = make.UnitFactory(municipality=world.there, name="Fremde Stelle", audience=40)
        make.ContactFactory(unit=foreign, value="fremd@example.org", audience=40)
        make.PersonFactory(municipality=world.there, name="Fremde Person", audience=40)
        make.SeatFactory(body__municipality=world.there, function="Fremder Sitz", body__audience=40)
    content = browser.get(f"{PAGE}datei/").content
    cells = {c.value for sheet in load_workbook(io.BytesIO(content)) for row in sheet for c in row}
    assert not {text for text in cells if text and "remd" in str(text)}
    page = upload(
        browser,
        book(Kontakte=[["Stelle", "Art", "Angabe"], ["Fremde Stelle", "E-Mail", "fremd@example.org"]]),
    )
    assert "gibt es hier nicht" in page.content.decode()
    assert page.context["outcomes"][0].hints == []


def test_a_preview_belongs_to_whoever_saw_it_and_to_what_was_seen(world, body, browser, client_of):
    unit = arranged(make.UnitFactory, municipality=world.here, name="Bildungsbüro", tasks="alt")
    rows = [["Stelle", "Art", "Aufgaben in Worten"], ["Bildungsbüro", "Bildungsbüro", "neu"]]
    page = upload(browser, book(Stellen=rows))
    other = client_of(world.coordinator)
    assert "abgelaufen" in agree(other, page).content.decode()
    with system_scope("test"):
        Unit.objects.filter(pk=unit.pk).update(version=7)
    assert "Inzwischen hat jemand etwas geändert" in agree(browser, page).content.decode()
    assert fresh(unit).tasks == "alt"


def test_cards_go_to_the_unit_also_under_its_former_name_and_without_names(world, browser):
    unit = arranged(make.UnitFactory, municipality=world.here, name="Fachdienst Bildung")
    arranged(make.UnitNameFactory, unit=unit, name="Schulamt")
    arranged(make.ContactFactory, unit=unit, value="BILDUNG@example.org", purpose="gibt es")
    page = upload(browser, SimpleUploadedFile("karte.vcf", CARD.encode()))
    assert words(page) == [
        ("Fachdienst Bildung, E-Mail, bildung@example.org", "neu"),
        ("Fachdienst Bildung, Telefon, +49 5402 40798", "neu"),
    ]
    assert page.context["outcomes"][0].hints == ["Dieselbe Angabe steht schon bei: Fachdienst Bildung"]
    agree(browser, page)
    with system_scope("test"):
        assert ContactPoint.objects.filter(unit=unit).count() == 3
        assert not Person.objects.exists()
        assert set(ContactPoint.objects.values_list("audience", flat=True)) == {0}
    again = upload(browser, SimpleUploadedFile("karte.vcf", CARD.encode()))
    assert again.context["counts"] == [("unverändert", 2)]


def test_names_of_cards_become_people_only_when_asked(world, browser):
    page = upload(browser, SimpleUploadedFile("karte.vcf", CARD.encode()))
    assert page.context["left_out"] == ["Karte 1: keine Stelle dieses Namens; wählen Sie oben eine."]
    page = upload(browser, SimpleUploadedFile("karte.vcf", CARD.encode()), take_names="on")
    agree(browser, page)
    with system_scope("test"):
        person = Person.objects.get()
        assert (person.name, person.contacts.count()) == ("Beispielperson A", 2)


def test_rows_of_the_clipboard(world, browser):
    arranged(make.UnitFactory, municipality=world.here, name="Bildungsbüro")
    pasted = "Stelle\tArt\tAngabe\tZweck\nBildungsbüro\tE-Mail\tbuero@example.org\tAlles\n"
    page = browser.post(PAGE, {"pasted": pasted})
    assert words(page) == [("Bildungsbüro, E-Mail, buero@example.org", "neu")]
    wrong = browser.post(PAGE, {"pasted": "Stelle\tIrgendwas\nx\ty"})
    assert "erwarteten Überschriften" in wrong.content.decode()
    assert "Irgendwas" in wrong.content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.vcf", b"BEGIN:VCARD\nFN"),
        ("a.xlsx", b"PK\x03\x04kaputt"),
        ("a.vcf", b"BEGIN:VCARD\n" + b"x" * 300_000),
    ],
)
def test_broken_files_are_refused_in_words(browser, name, content):
    page = upload(browser, SimpleUploadedFile(name, content))
    assert page.status_code == 200
    assert page.context["form"].errors["file"]


def test_the_admin_exports_what_was_chosen(world, browser):
    with system_scope("test"):
        first, _second = make.UnitFactory.create_batch(2, municipality=world.here)
        foreign = make.UnitFactory(municipality=world.there, name="Fremde Stelle", audience=40)
    chosen = {"action": "export_selected", "_selected_action": [first.pk, foreign.pk]}
    answer = browser.post(address("unit", "changelist"), chosen)
    (sheet,) = load_workbook(io.BytesIO(answer.content)).worksheets
    assert [row[0].value for row in sheet] == ["Stelle", first.name]


def test_the_export_costs_the_same_for_one_and_for_three(world, body, django_assert_num_queries):
    def filled(number):
        for _n in range(number):
            seat = make.SeatFactory(body=body, person=make.PersonFactory(municipality=world.here))
            make.ContactFactory(unit__municipality=world.here)
            Seat.objects.filter(pk=seat.pk).update(unit=Unit.objects.latest("pk"))

    with system_scope("test"):
        filled(1)
        with django_assert_num_queries(5):
            sheets_of(world.here)
        filled(2)
        with django_assert_num_queries(5):
            sheets_of(world.here)


def test_the_page_is_found_from_the_list_and_from_the_admin(world, body, browser):
    assert reverse("governance:master_data") == PAGE
    assert PAGE in browser.get("/gremien/").content.decode()
    assert PAGE in browser.get(address("contactpoint", "changelist")).content.decode()

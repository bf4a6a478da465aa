"""Budget lines and posts from files: cents exact, totals that reconcile, all rows or none, twice changes nothing."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from dkbm.access.scope import system_scope
from projects.models import BudgetLine, Grant, Post
from projects.tests.resources import make_line, make_post

pytestmark = pytest.mark.django_db
PAGE = "/ressourcen/einlesen/"
HEADINGS = ("Haushaltsjahr", "Bezeichnung", "Aufwand oder Ertrag", "Ansatz oder Ergebnis", "Betrag in Euro")


@pytest.fixture
def clerk(client, coordinator):
    client.force_login(coordinator)
    return client


def text_of(response):
    page = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(page.replace("\N{NO-BREAK SPACE}", " ").split())


def workbook(*sheets):
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Blatt {number}")
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("liste.xlsx", content.getvalue())


def csv(*rows):
    return SimpleUploadedFile("liste.csv", "\r\n".join(";".join(row) for row in rows).encode())


def upload(client, file):
    return client.post(PAGE, {"datei": file})


def take_over(client, page):
    sealed = re.search(r'name="vorschau" value="([^"]+)"', page.content.decode())[1]
    return client.post(PAGE, {"vorschau": sealed})


def amounts():
    with system_scope("test"):
        return dict(BudgetLine.objects.values_list("title", "amount_cents"))


def test_two_hundred_lines_to_the_cent_and_twice_changes_nothing(clerk):
    euros = [round(1000.01 + number * 0.07, 2) for number in range(200)]
    cents = [100_001 + number * 7 for number in range(200)]
    rows = [(2027, f"Zeile {n}", "Aufwand", "Ansatz", value) for n, value in enumerate(euros)]
    rows.append((2027, "Summe", "Aufwand", "Ansatz", sum(cents) / 100))
    page = upload(clerk, workbook([HEADINGS, *rows]))
    assert "2027, Ansatz, Aufwand 200 201 395 € 0 € 201 395 € 0 €" in text_of(page)
    assert amounts() == {}
    assert take_over(clerk, page).status_code == 302
    assert sorted(amounts().values()) == cents
    again = text_of(upload(clerk, workbook([HEADINGS, *rows])))
    assert "201 unverändert" in again
    assert "Es ist alles schon da." in again


def test_one_wrong_cell_keeps_everything_out_and_is_named(clerk, emden):
    good = ("2027", "Personal", "Aufwand", "Ansatz", "198.000,55")
    bad = ("2027", "Sachmittel", "Aufwandx", "Ansatz", "1,234")
    page = upload(clerk, csv(HEADINGS, good, bad))
    words = text_of(page)
    assert page.status_code == 422
    assert "Haushalt, Zeile 3 fehlerhaft" in words
    assert "Betrag in Euro: „1,234“ hat mehr als zwei Nachkommastellen" in words
    assert "Aufwand oder Ertrag:" in words
    assert "Übernehmen" not in words
    assert amounts() == {}


@pytest.mark.parametrize(("said", "is_right"), [("3.000,03", True), ("3.000,02", False)])
def test_a_row_of_sums_is_checked_to_the_cent(clerk, said, is_right):
    rows = [("2027", f"Z{n}", "Aufwand", "Ansatz", "1.000,01") for n in range(3)]
    page = upload(clerk, csv(HEADINGS, *rows, ("2027", "Summe", "Aufwand", "", said)))
    assert (page.status_code == 200) is is_right
    assert ("Die Summe sagt 3 000,02 €, die Zeilen ergeben 3 000,03 €." in text_of(page)) is not is_right


def test_totals_say_what_only_the_portal_has(clerk, emden):
    with system_scope("test"):
        make_line(emden, "Personal", 100_00)
        make_line(emden, "Nur hier", 5_55)
    page = upload(clerk, csv(HEADINGS, ("2026", "Personal", "Aufwand", "Ansatz", "120,01")))
    words = text_of(page)
    assert "2026, Ansatz, Aufwand 1 120,01 € 105,55 € 125,56 € 5,55 €" in words
    assert "Betrag in Euro: 100 € → 120,01 €" in words
    take_over(clerk, page)
    assert amounts() == {"Personal": 120_01, "Nur hier": 5_55}


def test_what_changed_since_the_preview_is_shown_again(clerk, emden):
    with system_scope("test"):
        row = make_line(emden, "Personal", 100_00)
    page = upload(clerk, csv(HEADINGS, ("2026", "Personal", "Aufwand", "Ansatz", "120")))
    with system_scope("test"):
        BudgetLine.objects.filter(pk=row.pk).update(amount_cents=110_00, version=2)
    second = take_over(clerk, page)
    assert second.status_code == 409
    assert "Betrag in Euro: 110 € → 120 €" in text_of(second)
    assert amounts() == {"Personal": 110_00}
    assert take_over(clerk, second).status_code == 302


def test_posts_with_their_grant_come_back_from_their_own_download(clerk, emden):
    with system_scope("test"):
        grant = Grant.objects.create(municipality=emden, title="Programm", ends="2027-06-30")
        values = {"term": "befristet", "limited_until": "2027-06", "own_share_pct": 60, "grant": grant}
        for _number in range(2):
            make_post(emden, "Koordination", "0.75", filled="besetzt", **values)
    file = SimpleUploadedFile("stellen.xlsx", clerk.get("/ressourcen/dateien/stellen.xlsx").content)
    assert "2 unverändert" in text_of(upload(clerk, file))
    rows = [("Funktion", "VZÄ", "gefördert durch"), *[("Koordination", "0,5", "Programm")] * 3]
    page = upload(clerk, csv(*rows))
    assert "Stellen 3 1,5 VZÄ 1,5 VZÄ 1,5 VZÄ 0,0 VZÄ" in text_of(page)
    assert "1 neu 2 geändert".replace(" 2", ", 2") in text_of(page)
    take_over(clerk, page)
    with system_scope("test"):
        posts = list(Post.objects.order_by("pk"))
    assert [(str(p.fte), p.grant_id, p.term) for p in posts] == [
        ("0.500", grant.pk, "befristet"),
        ("0.500", grant.pk, "befristet"),
        ("0.500", grant.pk, ""),
    ]


def test_grants_of_others_do_not_exist(clerk, verden):
    with system_scope("test"):
        Grant.objects.create(municipality=verden, title="Fremd")
    heads = (*HEADINGS, "Förderung")
    page = upload(clerk, csv(heads, ("2027", "Zuwendung", "Ertrag", "Ansatz", "1", "Fremd")))
    assert "Förderung: Eine Förderung mit dieser Bezeichnung gibt es hier nicht." in text_of(page)


@pytest.mark.parametrize("file", [None, csv(("Spalte",), ("x",)), SimpleUploadedFile("x.xlsx", b"kein Zip")])
def test_unreadable_files_say_what_is_expected(clerk, file):
    page = clerk.post(PAGE, {"datei": file} if file else {})
    assert page.status_code == 422
    assert "invalid-feedback" in page.content.decode()


def test_a_preview_of_somebody_else_is_no_preview(clerk, client, person, emden):
    page = upload(clerk, csv(HEADINGS, ("2027", "Personal", "Aufwand", "Ansatz", "1")))
    client.force_login(person(emden, name="zweite"))
    assert "Die Vorschau ist abgelaufen" in text_of(take_over(client, page))
    assert "Die Vorschau ist abgelaufen" in text_of(client.post(PAGE, {"vorschau": "gefälscht"}))
    assert amounts() == {}

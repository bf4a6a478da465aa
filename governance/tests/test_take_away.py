"""Every list of this floor as a file: the rows of the page, what they were chosen by, for whoever may see them."""

import csv
import io
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client
from openpyxl import load_workbook

from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from dkbm.tests.factories import MunicipalityFactory, RegionFactory, member
from dkbm.ui import pdf, sheets
from governance import demo
from governance.models import Resolution

pytestmark = pytest.mark.django_db
PLACES = {"03453": "cloppenburg", "03402": "emden", "03356": "osterholz"}
LISTS = {
    "/gremien/?kommune=cloppenburg": "Gremium oder Stelle",
    "/gremien/?suche=Schule+und+Sport": "Gremium oder Stelle",
    "/gremien/sitzungen/?kommune=emden&zeit=vergangen": "Gremium",
    "/gremien/beschluesse/?kommune=cloppenburg": "Beschluss",
    "/gremien/auftraege/?kommune=cloppenburg": "Auftrag oder Anfrage",
    "/gremien/vereinbarungen/?kommune=emden": "Vereinbarung",
    "/gremien/veranstaltungen/?kommune=emden": "Veranstaltung",
    "/gremien/mehrwert/?kommune=emden": "Mehrwert",
    "/berichte/veroeffentlichungen/?kommune=emden": "Titel",
    "/ziele/stand/?kommune=cloppenburg": "Ziel",
    "/ziele/bedarfe/?kommune=cloppenburg": "Bedarf",
}


@pytest.fixture(scope="module")
def people(module_db):
    """The coordinators of Cloppenburg, Emden and Osterholz, with the demo content, by slug."""
    with system_scope("test"):
        places = {
            slug: MunicipalityFactory(region=RegionFactory(ags=ags, name=slug.title()), slug=slug)
            for ags, slug in PLACES.items()
        }
        demo.load(lambda _line: None)
        return {slug: member(place) for slug, place in places.items()}


def of_csv(client, address):
    answer = client.get(f"{address}&als=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8", address
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def at_home(people, address):
    """The client of the coordinator whose municipality the address names."""
    client = Client()
    client.force_login(people[next((slug for slug in people if slug in address), "emden")])
    return client


@pytest.mark.parametrize("address", LISTS)
def test_a_list_is_taken_along_as_it_is_shown(people, address):
    client = at_home(people, address)
    page = unescape(client.get(address).content.decode())
    for form in ("pdf", "xlsx", "csv"):
        assert f"als={form}" in page
    rows = of_csv(client, address)
    assert rows
    assert all(row[LISTS[address]].lstrip("'") in page for row in rows)
    book = load_workbook(io.BytesIO(client.get(f"{address}&als=xlsx").content))
    sheet, about = book.worksheets
    assert sheet.max_row == len(rows) + 1
    said = {label.value: value.value for label, value in about.iter_rows()}
    assert said["Stand"].endswith(" Uhr")
    assert said["Adresse"].startswith("http://testserver" + urlsplit(address).path)


def test_the_paper_says_what_was_chosen_when_and_where(people, monkeypatch):
    monkeypatch.setattr(pdf, "_writer", lambda: None)  # the page that is printed, before it is a PDF
    client = at_home(people, "cloppenburg")
    paper = client.get("/gremien/beschluesse/?suche=Bildung&ebene=1&als=pdf").content.decode()
    for words in ("Suche: Bildung", "Ebene: ", "Stand: ", "kommune=cloppenburg", "suche=Bildung", "ebene=1"):
        assert words in unescape(paper), words
    assert "als=" not in paper
    assert '<body class="quer">' in paper  # ten columns lie across
    dated = client.get("/gremien/?kommune=cloppenburg&stichtag=2020-03-01&als=pdf").content.decode()
    assert "Sitze am Stichtag: 01.03.2020" in dated


def test_a_paper_ends_after_its_most_rows_and_says_so(people, monkeypatch):
    monkeypatch.setattr(pdf, "_writer", lambda: None)
    monkeypatch.setattr(sheets, "MOST_ON_PAPER", 2)
    browser, address = at_home(people, "osterholz"), "/gremien/?kommune=osterholz"
    rows = of_csv(browser, address)
    assert len(rows) > 2
    paper = browser.get(f"{address}&als=pdf").content.decode()
    assert paper.count('<th scope="row">') == 2
    assert f"Umfang: die ersten 2 von {len(rows)} Zeilen; alle stehen in XLSX und CSV" in paper


def test_a_list_becomes_a_tagged_pdf(people):
    if pdf._writer() is None:
        pytest.skip("pango is missing (Debian packages: libpango-1.0-0, libpangoft2-1.0-0)")
    answer = at_home(people, "emden").get("/gremien/vereinbarungen/?kommune=emden&als=pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert "vereinbarungen-emden.pdf" in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF")


def test_a_copied_address_shows_the_same_rows_in_anybodys_session(people):
    book = load_workbook(
        io.BytesIO(at_home(people, "emden").get("/gremien/vereinbarungen/?als=xlsx").content)
    )
    said = {label.value: value.value for label, value in book["Angaben"].iter_rows()}
    copied = urlsplit(said["Adresse"])
    fresh = Client()
    fresh.force_login(people["cloppenburg"])  # at home somewhere else
    names = [row["Vereinbarung"] for row in of_csv(fresh, f"{copied.path}?{copied.query}")]
    assert names == [
        row["Vereinbarung"] for row in of_csv(Client(), "/gremien/vereinbarungen/?kommune=emden")
    ]
    assert names


def test_files_hold_no_row_that_the_page_hides(people, monkeypatch):
    monkeypatch.setattr(pdf, "_writer", lambda: None)
    with system_scope("test"):
        row = Resolution.objects.filter(municipality__slug="cloppenburg").first()
        row.audience = Audience.INTERNAL
        row.save()

    def texts(client):
        address = "/gremien/beschluesse/?kommune=cloppenburg&als="
        table, paper = (client.get(address + form).content.decode() for form in ("csv", "pdf"))
        book = load_workbook(io.BytesIO(client.get(f"{address}xlsx").content))
        cells = [cell for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line]
        return [row.name in text for text in (table, unescape(paper), str(cells))]

    assert texts(at_home(people, "cloppenburg")) == [True, True, True]
    assert texts(at_home(people, "emden")) == texts(Client()) == [False, False, False]


def test_an_unknown_form_is_the_page(people):
    answer = at_home(people, "emden").get("/gremien/vereinbarungen/?als=exe")
    assert answer["Content-Type"].startswith("text/html")

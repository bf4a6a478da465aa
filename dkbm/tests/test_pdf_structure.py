"""Every kind of PDF keeps what a machine can check of PDF/UA-1; and the checker finds each fault that is planted."""

from __future__ import annotations

import io
import shutil

import pytest
from django.db import connections
from django.db.utils import load_backend
from django.test import Client
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DecodedStreamObject, NameObject, TextStringObject

from dkbm.access.scope import system_scope
from dkbm.jobs import engine
from dkbm.models import User
from dkbm.tests.pdf_check import faults, outline_of, structure
from dkbm.ui import pdf
from monitoring.models import FactSheet, Report, ReportFile
from monitoring.services import report_files
from projects.models import Scenario

pytestmark = pytest.mark.anydb
PEOPLE = {
    "coordinator": "bildungsmanagement.emden@example.org",
    "monitor": "monitoring.emden@example.org",
    "agency": "transfer@example.org",
}


@pytest.fixture(scope="module")
def demo(demo_database, tmp_path_factory, django_db_blocker):
    """Clients of the demo by name, in this process."""
    if pdf._writer() is None:
        pytest.skip("pango is missing (Debian packages: libpango-1.0-0, libpangoft2-1.0-0)")
    copied = shutil.copyfile(demo_database, tmp_path_factory.mktemp("pdf") / "demo.sqlite3")
    before = connections["default"]
    settings = {
        **before.settings_dict,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(copied),
        "OPTIONS": {},
    }
    with django_db_blocker.unblock():
        connections["default"] = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")
        try:
            clients = {name: Client() for name in PEOPLE}
            for name, email in PEOPLE.items():
                clients[name].force_login(User.objects.get(email=email))
            yield clients
        finally:
            connections["default"].close()
            connections["default"] = before


def report_of(_clients):
    """The Bildungsbericht of the demo as its job makes it."""
    with system_scope("test"):
        report = Report.objects.get(municipality__slug="emden")
        report_files.request_files(report=report, by=User.objects.get(email=PEOPLE["monitor"]))
        engine.drain()
        return bytes(ReportFile.objects.get(report=report, kind="pdf").content)


def paper_of(clients):
    """The Beschlussvorlage out of the two scenarios of the demo."""
    with system_scope("test"):
        left, right = Scenario.objects.filter(municipality__slug="emden").order_by("number")
    query = f"links={left.number}&rechts={right.number}&vorschlag=rechts"
    return fetched(clients["coordinator"], f"/ressourcen/szenarien/vorlage/beschlussvorlage.pdf?{query}")


def sheets_of(clients):
    """The fact sheet of the agency, which holds every kind of part."""
    with system_scope("test"):
        sheet = FactSheet.objects.get(topic="Nachhaltigkeit")
    return fetched(clients["agency"], f"{sheet.get_absolute_url()}pdf/")


def fetched(browser, where):
    answer = browser.get(where)
    assert answer["Content-Type"] == "application/pdf", where
    return answer.content


def at(where, who="coordinator"):
    return lambda clients: fetched(clients[who], where)


DOCUMENTS = {
    "Faktenblatt": sheets_of,
    "Bildungsbericht": report_of,
    "Beschlussvorlage": paper_of,
    "Lage": at("/kommunen/emden/lage/pdf/"),
    "Zahlen": at("/monitoring/kommune/emden/pdf/"),
    "Liste längs": at("/gremien/vereinbarungen/?als=pdf"),
    "Liste quer": at("/ziele/stand/?als=pdf"),
    "Liste über Seiten": at("/monitoring/indikatoren/?als=pdf"),
    "Liste der Agentur": at("/transfer/kommunen/kernkomponenten/?als=pdf", "agency"),
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_every_kind_of_document_is_well_made(demo, kind):
    content = DOCUMENTS[kind](demo)
    assert faults(content) == []
    reader = PdfReader(io.BytesIO(content))
    assert outline_of(reader)[0] == 1
    assert "".join(page.extract_text() for page in reader.pages).strip()


def test_the_report_has_its_chapters_pictures_and_tables_in_the_structure(demo):
    parts = structure(PdfReader(io.BytesIO(report_of(demo))))
    kinds = [part.kind for part in parts]
    assert {"/H1", "/H2", "/H3", "/Figure", "/Table", "/TH", "/TD", "/Link"} <= set(kinds)
    assert all(str(part.node["/Alt"]).startswith("Verlauf für") for part in parts if part.kind == "/Figure")


GOOD = """<!doctype html><html lang="de"><head><title>Probe</title></head><body><h1>Eins</h1><h2>Zwei</h2>
<p>Text mit <a href="https://example.org/">einem Weg</a>.</p>
<svg viewBox="0 0 9 9" width="9" height="9" aria-label="ein Kasten"><rect width="9" height="9"/></svg>
<table><thead><tr><th scope="col">Jahr</th><th scope="col">Wert</th></tr></thead><tbody><tr><th scope="row">2024</th>
<td>7</td></tr></tbody></table></body></html>"""


def made(html):
    """A PDF of a page as the portal makes it."""
    writer = pdf._writer()
    if writer is None:
        pytest.skip("pango is missing (Debian packages: libpango-1.0-0, libpangoft2-1.0-0)")
    page = writer[0](string=pdf.with_titles(html), url_fetcher=writer[2])
    return page.write_pdf(pdf_variant="pdf/ua-1")


def spoilt(change):
    """The good PDF after a change to its objects."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made(GOOD))))
    change(writer)
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def drop(*names):
    def change(writer):
        place = writer._root_object
        for name in names[:-1]:
            place = place[name].get_object()
        del place[names[-1]]

    return change


def without_title(writer):
    writer._info[NameObject("/Title")] = TextStringObject(" ")


def with_name_of_file(writer):
    preferences = writer._root_object["/ViewerPreferences"].get_object()
    preferences[NameObject("/DisplayDocTitle")] = BooleanObject(False)


def of_kind(writer, kind):
    """The first part of a kind in the objects of the file."""
    return next(o.get_object() for o in writer._objects if isinstance(o, dict) and o.get("/S") == kind)


def strange_part(writer):
    of_kind(writer, "/P")[NameObject("/S")] = NameObject("/Absatz")


def wordless_picture(writer):
    del of_kind(writer, "/Figure")["/Alt"]


def headless_cell(writer):
    of_kind(writer, "/TD")["/A"].get_object().pop("/Headers")


def tabs_by_place(writer):
    writer.pages[0][NameObject("/Tabs")] = NameObject("/R")


def wordless_link(writer):
    del writer.pages[0]["/Annots"][0].get_object()["/Contents"]


def loose_text(writer):
    stream = DecodedStreamObject()
    stream.set_data(writer.pages[0].get_contents().get_data() + b"\nBT (lose) Tj ET\n")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)


def mute_font(writer):
    for font in writer.pages[0]["/Resources"].get_object()["/Font"].get_object().values():
        font.get_object().pop("/ToUnicode", None)


PLANTED = {
    "MarkInfo": drop("/MarkInfo"),
    "StructTreeRoot": drop("/StructTreeRoot"),
    "Metadata": drop("/Metadata"),
    "Lang": drop("/Lang"),
    "Title": without_title,
    "DisplayDocTitle": with_name_of_file,
    "RoleMap: /Absatz": strange_part,
    "Figure 1": wordless_picture,
    "Table 1: a cell without its heads": headless_cell,
    "Page 1: tabs": tabs_by_place,
    "Page 1: a link without words": wordless_link,
    "Page 1: 1 texts outside": loose_text,
    "Font": mute_font,
}


def test_the_good_page_passes():
    assert faults(made(GOOD)) == []


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault):
    found = faults(spoilt(PLANTED[fault]))
    assert any(one.startswith(fault) for one in found), found


@pytest.mark.parametrize(
    ("fault", "html"),
    [
        ("Headings: the first one is of level 2", GOOD.replace("h1>", "h2>")),
        ("Headings: level 4 follows level 1", GOOD.replace("h2>", "h4>")),
        ("Headings: there is none", GOOD.replace("h1>", "p>").replace("h2>", "p>")),
        ("Table 1: no head", GOOD.replace("<th ", "<td ").replace("</th>", "</td>")),
        ("Table 1: rows of [1, 2] cells", GOOD.replace("<td>7</td>", "")),
        ("Figure 1: no alternative text", GOOD.replace(' aria-label="ein Kasten"', "")),
        ("Lang", GOOD.replace('lang="de"', 'lang="en"')),
    ],
)
def test_a_badly_made_page_is_found(fault, html):
    assert fault in " ".join(faults(made(html)))

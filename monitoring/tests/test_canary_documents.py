"""A number that is kept secret is in no byte of any document, list or mail: all kinds of them are fetched and opened."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from pypdf import PdfReader

from dkbm import clock
from dkbm.access.audiences import Audience, Sharing
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.jobs import engine
from dkbm.tests.factories import member, transfer_manager
from dkbm.ui import pdf
from monitoring.models import FactSheet, PublishedCell, ReadingLink, Report
from monitoring.services import report_files, reports
from monitoring.services.report_publishing import publish_report
from monitoring.tests.report_world import report_world
from monitoring.tests.test_report_editions import own_indicator
from monitoring.tests.test_report_files import all_bytes

pytestmark = pytest.mark.django_db
SECRET = "918273"
SPELLED = [
    SECRET,
    *(f"918{sign}273" for sign in ("\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", ".", " ", ",")),
]
CODE = "K03402-1"
HERE = "/monitoring/kommune/emden/"
PAGES = (
    "/kommunen/",
    "/kommunen/emden/",
    HERE,
    f"{HERE}kennzahlen.json",
    f"{HERE}{CODE}/",
    f"{HERE}eigene-zahlen/",
    f"{HERE}eigene-zahlen/dateien/werte.csv",
    f"{HERE}eigene-zahlen/dateien/werte.xlsx",
    f"{HERE}eigene-zahlen/dateien/werte.json",
    f"/monitoring/vergleich/?kommune=emden&kennzahlen={CODE}",
    f"/monitoring/vergleich/?kommune=emden&kennzahlen={CODE}&ansicht=tabelle",
    f"/monitoring/indikatoren/?suche={CODE}",
    f"/monitoring/indikatoren/{CODE}/definition/",
    "/berichte/",
    "/berichte/faktenblaetter/",
    "/umfragen/",
    "/aufgaben/",
    "/monitoring/qualitaet/",
    "/monitoring/veroeffentlichungen/",
    "/kommunen/emden/lage/",
    "/kommunen/emden/lage/pdf/",
    "/monitoring/verstetigung/emden/",
)
LISTED = (
    HERE,
    f"{HERE}{CODE}/",
    f"/monitoring/vergleich/?kommune=emden&kennzahlen={CODE}",
    f"/monitoring/indikatoren/?kommune=emden&suche={CODE}",
    "/monitoring/qualitaet/",
    "/monitoring/veroeffentlichungen/",
    "/berichte/",
    "/aufgaben/",
)


@pytest.fixture
def world(emden):
    """A report that shows an own count which is kept secret, published, with a fact sheet beside it."""
    world = report_world(emden)
    with system_scope("test"):
        emden.sharing = Sharing.ALL
        emden.save()
        world.publication, cell = own_indicator(world, SECRET, Audience.PUBLIC)
        PublishedCell.objects.filter(pk=cell.pk).update(
            value=None, status="suppressed", reason="Geheim gehalten."
        )
        row = Report.objects.get(pk=world.report.pk)
        reports.choose_indicators(report=row, codes=["D15", CODE], version=row.version, by=world.monitor)
        report_files.request_files(report=world.report, by=world.monitor)
        engine.drain()
        report = Report.objects.get(pk=world.report.pk)
        world.edition = publish_report(
            report=report, version=report.version, is_checked=True, link="", by=world.monitor
        )
        engine.drain()
        world.sheet = FactSheet.objects.create(
            municipality=emden, topic="Beratung", audience=Audience.PUBLIC, changed_on="2026-01-01"
        )
    world.people = {
        "public": None,
        "reader": member(emden, Role.READING),
        "coordinator": member(emden),
        "monitor": world.monitor,
        "agency": transfer_manager(emden),
    }
    return world


def opened(content):
    """Every byte of a file, and of a PDF also what it says to whoever reads it."""
    found = all_bytes(content)
    if content[:4] == b"%PDF":
        found += "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).encode()
    return found


def addresses(world):
    """All documents and lists of this world."""
    edition = world.edition.get_absolute_url()
    files = [f"/berichte/dateien/{world.edition.report_id}/{kind}/" for kind in ("docx", "pdf", "zip")]
    sheet = world.sheet.get_absolute_url()
    publication = f"/monitoring/veroeffentlichungen/{world.publication.pk}/"
    lists = [
        f"{path}{'&' if '?' in path else '?'}als={form}" for path in LISTED for form in ("pdf", "xlsx", "csv")
    ]
    indicator = [
        f"{HERE}{CODE}/dateien/{name}" for name in ("lang.csv", "breit.csv", "werte.xlsx", "werte.json")
    ]
    return [
        *PAGES,
        f"{HERE}D15/dateien/bild.svg",
        *lists,
        *indicator,
        edition,
        *files,
        sheet,
        f"{sheet}pdf/",
        publication,
        f"{HERE}pdf/",
    ]


def test_no_byte_of_any_document_or_list_holds_a_secret_number(world):
    seen = set()
    for name, person in world.people.items():
        browser = Client()
        if person is not None:
            browser.force_login(person)
        for where in addresses(world):
            answer = browser.get(where)
            content = b"".join(answer) if answer.streaming else answer.content
            if answer.status_code == 200:
                seen.add(where)
            found = opened(content).decode("utf-8", "replace")
            assert not any(spelled in found for spelled in SPELLED), (name, where)
    missing = [where for where in addresses(world) if where not in seen]
    assert [
        where for where in missing if not (where.endswith(("/pdf/", "pdf")) and pdf._writer() is None)
    ] == []


def test_the_places_where_it_would_stand_say_that_it_is_secret(world):
    browser = Client()
    browser.force_login(world.people["reader"])
    for where in (f"{HERE}{CODE}/?als=csv", world.edition.get_absolute_url(), f"{HERE}eigene-zahlen/"):
        assert "Geheim gehalten" in opened(browser.get(where).content).decode("utf-8", "replace"), where


def test_reading_links_and_mails_hold_no_secret_number(world, settings):
    browser = Client()
    browser.force_login(world.people["coordinator"])
    facts = {"purpose": "Kreistag", "expires_on": f"{clock.today() + timedelta(days=30):%Y-%m-%d}"}
    page = browser.post("/kommunen/emden/lage/leselinks/", facts).content.decode()
    token = re.search(r"/lesen/([\w-]+)/", page)
    with system_scope("test"):
        kept = str(list(ReadingLink.objects.values_list("content", flat=True)))
    delivered = [kept, page]
    if token:
        delivered += [
            opened(Client().get(f"/lesen/{token[1]}/{rest}").content).decode("utf-8", "replace")
            for rest in ("", "pdf/")
        ]
    browser.post("/kommunen/emden/lage/versand/", {"purpose": "Leitung", "email": "leitung@example.org"})
    browser.post("/kommunen/emden/lage/versand/freigeben/")
    engine.drain()
    for message in mail.outbox:
        parts = [str(message.message()), *(part[1] for part in message.attachments)]
        delivered += [
            opened(part if isinstance(part, bytes) else part.encode()).decode("utf-8", "replace")
            for part in parts
        ]
    assert token
    assert mail.outbox
    assert not any(spelled in text for spelled in SPELLED for text in delivered)

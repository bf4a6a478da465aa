"""A draft resolution out of two kept scenarios: exact sums, every table with its scenario and day, nothing from damaged ones."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from dkbm import clock
from dkbm.access.scope import system_scope
from dkbm.tests.factories import MunicipalityFactory
from dkbm.tests.office import opened, written
from dkbm.ui import pdf
from dkbm.ui.docx.parts import W
from governance.tests import factories as make
from projects.models import BudgetLine, Project, ProjectGoal, Scenario
from projects.models.scenario import seal_of
from projects.queries_scenarios import stock_of
from projects.scenarios import MadePermanent
from projects.services_scenarios import content_of, worked_out
from projects.tests.resources import T, internal_scenario, musterkreis

pytestmark = pytest.mark.django_db
PAGE = "/ressourcen/szenarien/vorlage/"
FILE = f"{PAGE}beschlussvorlage."
BOTH = "?links=1&rechts=2"


def kept(municipality, number, overrides, title):
    content = content_of(worked_out(stock_of(municipality, T), overrides, None, T))
    return Scenario.objects.create(
        municipality=municipality,
        number=number,
        title=title,
        function="Leitung",
        kept_on=T,
        content=content,
        seal=seal_of(content),
        token=f"t{number}",
    )


@pytest.fixture
def pair(emden):
    """A: the post S3 stays, B: nothing is decided; a project serves a goal."""
    with system_scope("test"):
        filled = musterkreis(emden)
        goal = make.GoalFactory(municipality=emden, name="Übergänge sichern", level=2)
        project = Project.objects.filter(municipality=emden).first()
        ProjectGoal.objects.create(project=project, goal=goal)
        first = kept(emden, 1, (MadePermanent(filled["posts"][2].pk),), "S3 bleibt")
        return first, kept(emden, 2, (), "Nichts entscheiden")


@pytest.fixture
def clerk(client, coordinator):
    client.force_login(coordinator)
    with clock.frozen(T):
        yield client


def words(response):
    page = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(page.replace("\N{NO-BREAK SPACE}", " ").split())


def tables_of(content):
    """(caption, rows of texts) of every table of the document, and its headings."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = ET.fromstring(archive.read("word/document.xml"))[0]
    name = f"{{{W}}}"
    text = lambda element: "".join(t.text or "" for t in element.iter(f"{name}t"))
    found, headings, caption = {}, [], ""
    for part in body:
        style = part.find(f"{name}pPr/{name}pStyle")
        kind = style.get(f"{name}val") if style is not None else ""
        if kind == "Caption":
            caption = text(part)
        elif kind == "Heading1":
            headings.append(text(part))
        elif part.tag == f"{name}tbl":
            rows = [[text(c) for c in row.iter(f"{name}tc")] for row in part.iter(f"{name}tr")]
            found[caption.partition(": ")[2]] = rows
    return found, headings


def plain(rows):
    return [[cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in rows]


def test_the_document_has_all_parts_of_a_draft_and_exact_sums(clerk, pair):
    content = clerk.get(f"{FILE}docx{BOTH}&vorschlag=A").content
    tables, headings = tables_of(content)
    assert headings == [
        "Sachverhalt",
        "Alternativen",
        "Finanzielle Auswirkungen",
        "Stellenplan",
        "Zielbezug (Roter Faden)",
        "Beschlussvorschlag",
        "Abstimmung",
        "Quellen",
    ]
    for letter, row in zip("AB", pair, strict=True):
        months = row.outcome.months
        last = plain(tables[f"Finanzielle Auswirkungen, Alternative {letter}"])[-1]
        own = sum(month.money.own for month in months)
        assert last[0] == "zusammen"
        assert Decimal(re.sub(r"[^\d,−]", "", last[3]).replace(",", ".")) * 100 == own
    posts = plain(tables["Bewilligte Stellen in VZÄ"])
    assert posts[-1][1:] == ["3,0 VZÄ", "2,0 VZÄ", "−1,0 VZÄ"]
    assert plain(tables["Was ohne Entscheidung wegfällt"])[1][0] == "07/2027"
    assert tables["Ziele und die Projekte, die ihnen dienen"][1][1] == "Übergänge sichern"
    assert tables["Abstimmung"][0][2:5] == ["Ja", "Nein", "Enthaltung"]


def test_a_word_processor_shows_every_heading_caption_and_table_of_a_draft(clerk, pair, tmp_path):
    content = clerk.get(f"{FILE}docx{BOTH}&vorschlag=A").content
    there = written(content)
    assert (len(there.headings), len(there.captions), len(there.tables)) >= (8, 4, 4)
    assert opened(content, tmp_path) == there


def test_every_figure_is_quoted_with_its_scenario_and_day_and_stays_when_records_change(clerk, pair):
    before = clerk.get(f"{FILE}docx{BOTH}").content
    with system_scope("test"):
        BudgetLine.objects.update(amount_cents=1)
    assert clerk.get(f"{FILE}docx{BOTH}").content == before
    page = words(clerk.get(PAGE + BOTH))
    day = f"{T:%d.%m.%Y}"
    assert f"A: Szenario 1, festgehalten am {day}; B: Szenario 2, festgehalten am {day}" in page
    assert pair[0].citation in page
    assert "Welche Alternative beschlossen werden soll, ist noch offen" in page


def test_scenarios_of_different_days_say_so(clerk, pair):
    assert "an verschiedenen Tagen" not in words(clerk.get(PAGE + BOTH))
    with system_scope("test"):
        Scenario.objects.filter(number=2).update(kept_on=date(T.year - 1, 1, 15))
    assert "an verschiedenen Tagen" in words(clerk.get(PAGE + BOTH))


def test_a_damaged_scenario_is_never_quoted(clerk, pair):
    with system_scope("test"):
        Scenario.objects.filter(number=2).update(content={**pair[1].content, "sentences": ["Anders."]})
    page = words(clerk.get(PAGE + BOTH))
    assert "Szenario 2 ist beschädigt" in page
    assert "Sachverhalt" not in page
    assert clerk.get(f"{FILE}docx{BOTH}").status_code == 404


def test_one_scenario_twice_or_a_foreign_one_makes_no_draft(clerk, pair):
    assert "zwei verschiedene Szenarien" in words(clerk.get(f"{PAGE}?links=1&rechts=1"))
    with system_scope("test"):
        internal_scenario(MunicipalityFactory(), number=9)
    assert clerk.get(f"{PAGE}?links=1&rechts=9").status_code == 404
    assert clerk.get(f"{FILE}docx").status_code == 404


def test_the_paper_says_the_same_as_the_page(clerk, pair, monkeypatch):
    monkeypatch.setattr(pdf, "_writer", lambda: None)
    paper = clerk.get(f"{FILE}pdf{BOTH}")
    assert "Pango" in words(paper)
    for section in ("Sachverhalt", "Beschlussvorschlag", "Abstimmung"):
        assert section in words(paper)

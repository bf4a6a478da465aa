"""Files of a report: made by a job with progress, editable, with real headings, captions, header rows and alt texts."""

import io
import re
import zipfile
import zlib
from contextlib import suppress
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from dkbm.access.audiences import Audience
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.jobs import engine
from dkbm.models import Job
from dkbm.tests.factories import MunicipalityFactory, member
from dkbm.tests.office import opened, written
from dkbm.ui import pdf
from dkbm.ui.docx.parts import W
from monitoring.models import PublishedCell, Report, ReportFile
from monitoring.report_content import content_of, lasting
from monitoring.report_files import docx_of, zip_of
from monitoring.report_hashing import complaints
from monitoring.report_page import ReportPage
from monitoring.services import report_files, reports
from monitoring.services.report_publishing import publish_report
from monitoring.tests.report_world import FIGURES, OWN, report_world, set_figures
from monitoring.tests.test_report_editions import own_indicator

pytestmark = pytest.mark.django_db
NS = {"w": W, "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"}


@pytest.fixture
def world(emden):
    return report_world(emden)


def page_of(world):
    report = Report.objects.select_related("municipality__region").get(pk=world.report.pk)
    return ReportPage(lasting(content_of(report)))


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def said(element):
    return "".join(text.text or "" for text in element.iter(f"{{{W}}}t"))


def styled(body, style):
    """Texts of the paragraphs of a style."""
    found = body.iterfind(".//w:p", NS)
    key = f"{{{W}}}val"
    return [said(p) for p in found if (s := p.find("w:pPr/w:pStyle", NS)) is not None and s.get(key) == style]


def unfolded(content):
    """A PDF with its packed streams unpacked."""
    found = [content]
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.S):
        with suppress(zlib.error):
            # the last byte of packed data may look like the end of a line
            found.append(zlib.decompressobj().decompress(part))
    return b"".join(found)


def all_bytes(content):
    """Every byte of a file: of a zip all that is packed in it."""
    if content[:4] == b"%PDF":
        return unfolded(content)
    if content[:2] != b"PK":
        return content
    return b"".join(all_bytes(part) for part in parts_of(content).values())


def test_the_document_is_read_back_with_headings_captions_tables_and_alt_texts(world, as_user):
    with as_user(world.monitor):
        page = page_of(world)
        content = docx_of(page)
        assert content == docx_of(page_of(world))  # the same words give the same bytes
    files = parts_of(content)
    body = ET.fromstring(files["word/document.xml"])
    assert styled(body, "Title") == ["Bildungsbericht 2026"]
    assert styled(body, "Heading1") == ["Einleitung", "D Allgemeinbildende Schulen"]
    assert styled(body, "Heading2") == [chapter.content["name"] for chapter in page.chapters]
    captions = styled(body, "Caption")
    assert captions[0].startswith("Abbildung 1: Abgänge")
    assert captions[1].startswith("Tabelle 1: Abgänge")
    assert body.findall(".//w:instrText", NS)[1].text.strip().startswith("SEQ Abbildung")
    first, second = body.findall(".//w:tbl", NS)
    assert first.find("w:tr/w:trPr/w:tblHeader", NS) is not None
    cells = [[said(cell) for cell in row.findall("w:tc", NS)] for row in second.findall("w:tr", NS)]
    columns = page.chapters[1].figure.columns
    assert cells[0] == [label for _key, label, _kind in columns]
    assert [row[:2] for row in cells[1:]] == [["2023", "15,0"], ["2022", "12,0"]]
    assert "Das ist zu viel." in said(body)
    pictures = body.findall(".//wp:docPr", NS)
    assert [one.get("descr")[:11] for one in pictures] == ["Verlauf für"] * 2
    assert files["word/media/bild1.png"].startswith(b"\x89PNG")
    styles = ET.fromstring(files["word/styles.xml"])
    names = {style.find("w:name", NS).get(f"{{{W}}}val") for style in styles.iterfind("w:style", NS)}
    assert {"heading 1", "heading 2", "caption", "Title", "toc 1"} <= names


def test_a_word_processor_shows_every_heading_caption_table_and_alt_text(world, as_user, tmp_path):
    with as_user(world.monitor):
        content = docx_of(page_of(world))
    there = written(content)
    assert (len(there.headings), len(there.captions), len(there.tables)) >= (4, 4, 2)
    assert [heads for heads, _cells in there.tables] == [1] * len(there.tables)
    assert all(there.alternatives)
    assert opened(content, tmp_path) == there


def test_pictures_and_data_come_in_one_archive(world, as_user):
    with as_user(world.monitor):
        page = page_of(world)
        files = parts_of(zip_of(page))
    drawn = files["bilder/01-D15.svg"].decode()
    assert ET.fromstring(drawn).tag.endswith("svg")
    # the very drawing of the page, with its words put in front
    assert str(page.chapters[0].paper.svg).partition(">")[2] in drawn
    assert "2023;15" in files["daten/01-D15.csv"].decode("utf-8-sig")
    sheet = openpyxl.load_workbook(io.BytesIO(files["daten/alle-werte.xlsx"])).active
    rows = list(sheet.iter_rows(values_only=True))
    assert ("D15", "Emden", "2023", 15) in [(row[0], row[2], row[3], row[4]) for row in rows]
    assert "Quelle:" in files["LIESMICH.txt"].decode()


def test_files_are_made_by_a_job_with_progress_and_kept(world, as_user, client_of):
    browser = client_of(world.monitor)
    target = reverse("reports:files", args=[world.report.pk])
    assert browser.post(target).status_code == 302
    draft = reverse("reports:draft", args=[world.report.pk])
    assert "progress" in browser.get(draft).content.decode()
    engine.drain()
    with system_scope("test"):
        job = Job.objects.get(kind=report_files.FILES)
        assert (job.state, job.progress_total) == ("done", 4)
        kinds = set(ReportFile.objects.values_list("kind", flat=True))
        assert {"docx", "zip"} <= kinds
        assert complaints() == []
        ReportFile.objects.filter(kind="zip").update(sha256="0" * 64)
        assert "beschädigt" in complaints()[0]
    answer = browser.get(reverse("reports:file", args=[world.report.pk, "docx"]))
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert "Seither hat sich" not in browser.get(draft).content.decode()
    set_figures("D15", {**FIGURES, (OWN, "2023"): 20})
    assert "Seither hat sich" in browser.get(draft).content.decode()


def test_files_of_a_draft_stay_at_home_and_those_of_an_edition_go_to_its_readers(world, as_user, client_of):
    with as_user(world.monitor):
        report_files.request_files(report=world.report, by=world.monitor)
    engine.drain()
    target = reverse("reports:file", args=[world.report.pk, "docx"])
    foreign = client_of(member(MunicipalityFactory()))
    assert [one.get(target).status_code for one in (Client(), foreign)] == [404, 404]
    with as_user(world.monitor):
        report = Report.objects.get(pk=world.report.pk)
        publish_report(report=report, version=report.version, is_checked=True, link="", by=world.monitor)
    assert (
        client_of(member(world.here, Role.READING)).get(target).status_code == 404
    )  # that of the draft is gone
    engine.drain()
    assert [one.get(target).status_code for one in (Client(), foreign)] == [200, 200]


def test_no_byte_of_any_file_holds_a_suppressed_number(world, as_user, monkeypatch):
    canary = "918273"
    with system_scope("test"):
        _publication, cell = own_indicator(world, canary, Audience.PUBLIC)
        PublishedCell.objects.filter(pk=cell.pk).update(
            value=None, status="suppressed", reason="Geheim gehalten."
        )
    papers = []
    monkeypatch.setattr(pdf, "render_to_string", lambda *args: papers.append(real(*args)) or papers[-1])
    with as_user(world.monitor):
        row = Report.objects.get(pk=world.report.pk)
        reports.choose_indicators(
            report=row, codes=["D15", "K03402-1"], version=row.version, by=world.monitor
        )
        report_files.request_files(report=world.report, by=world.monitor)
    engine.drain()
    with system_scope("test"):
        made = [bytes(one) for one in ReportFile.objects.values_list("content", flat=True)]
    everything = b"".join(map(all_bytes, made)) + "".join(papers).encode()
    assert b"Geheim gehalten" in everything
    for spelled in (
        canary,
        "918\N{NO-BREAK SPACE}273",
        "918\N{NARROW NO-BREAK SPACE}273",
        "918.273",
        "918 273",
    ):
        assert spelled.encode() not in everything


real = pdf.render_to_string


def test_the_paper_is_tagged_with_headings_figures_and_tables(world, as_user):
    with as_user(world.monitor):
        content = pdf.pdf_bytes(report_files.PAPER, {"page": page_of(world), "edition": None})
    if content is None:
        pytest.skip("pango is missing (Debian package: libpangoft2-1.0-0)")
    assert content.startswith(b"%PDF")
    inside = unfolded(content)
    assert b"/MarkInfo" in inside
    for tag in (b"/H1", b"/H2", b"/H3", b"/Figure", b"/Table", b"/TH", b"/Caption"):
        assert re.search(rb"/S\s*" + tag + rb"\b", inside), tag
    assert inside.count(b"/Alt") >= 2
    assert b"/Lang" in inside

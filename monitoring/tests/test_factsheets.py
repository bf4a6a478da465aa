"""The flyer as a product: its sheet as demo content, the editor, its audience, the page and the paper."""

import re
import subprocess
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dkbm.access.audiences import Audience, Sharing
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.demo import ground
from dkbm.models import Municipality
from dkbm.tests.factories import MunicipalityFactory, member, transfer_manager
from dkbm.ui import pdf
from governance import demo as governance_demo
from monitoring import demo_factsheets, demo_surveys
from monitoring.charts.svg import drawing
from monitoring.charts.svg_bars import DAY_MS, WIDTH
from monitoring.models import FactSheet, Indicator, IndicatorVersion, SurveyResult
from monitoring.queries_factsheets import content_of
from monitoring.services.catalogue import load_catalogue
from monitoring.services.recompute import latest_versions
from monitoring.tests.stored import store_result
from projects import demo as projects_demo
from projects.models import Milestone, Process, Project

pytestmark = pytest.mark.django_db
LIST = "/berichte/faktenblaetter/"
TYPED = {
    "topic": "Übergang Schule–Beruf",
    "claim": "Niemand geht verloren.",
    "goals": "Jede Schule hat eine Ansprechstelle",
    "data": "Abgänge ohne Abschluss",
    "actors": "Schulen\nJugendberufsagentur",
    "audience": str(int(Audience.INTERNAL)),
}


@pytest.fixture(scope="module")
def flyer(module_db):
    """The demo content that the sheet reads, once for the module."""
    with system_scope("test"):
        for part in (ground, governance_demo, projects_demo, demo_surveys, demo_factsheets, demo_factsheets):
            part.load(lambda _text: None)
        sheet = FactSheet.objects.get(topic="Nachhaltigkeit")
        emden = Municipality.objects.get(region__ags="03402")
    return SimpleNamespace(sheet=sheet, emden=emden, url=sheet.get_absolute_url())


@pytest.fixture
def here(db):
    """A municipality of which nothing is known yet."""
    return MunicipalityFactory()


def main_of(page):
    return page.content.decode().partition("<main")[2].partition("</main>")[0]


def words(page):
    html = main_of(page) if hasattr(page, "content") else page
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\xa0", " ").split())


def drawings_in(html):
    """All drawings, without the words that only a PDF needs."""
    return [re.sub(r' aria-label="[^"]*"', "", svg) for svg in re.findall(r"<svg.*?</svg>", html, re.S)]


def paper(client, url, monkeypatch):
    """The paper's markup, whether or not there is Pango."""
    monkeypatch.setattr(pdf, "_writer", lambda: None)
    return client.get(f"{url}pdf/").content.decode()


def test_f_03_f_10_the_sheet_has_its_claim_and_three_columns_in_this_order(flyer, client):
    page = client.get(flyer.url)
    text = words(page)
    heads = [text.index(f" {head} ") for head in ("Ziele", "Daten", "Akteur:innen")]
    assert heads == sorted(heads)
    assert "Bildungsmanagement, das bleibt" in text
    assert "verlässlich" in text or "Verlass" in text
    listed = main_of(client.get(LIST))
    assert flyer.url in listed


def test_f_04_f_06_f_07_goals_families_and_actors_of_the_flyer_stand_in_the_columns(flyer, client):
    columns = dict(flyer.sheet.columns)
    assert len(columns["Ziele"]) == 2
    assert all(word in columns["Daten"][1] for word in ("Personalstellen", "Haushalt", "Regelstrukturen"))
    assert all(
        word in columns["Akteur:innen"][1] for word in ("Verwaltungsspitze", "Personalabteilung", "Politik")
    )


def test_f_02_f_37_the_sheet_shows_the_six_numbers_and_seven_steps_by_the_month(flyer, client, monkeypatch):
    html = paper(client, flyer.url, monkeypatch)
    assert re.findall(r'fill="#ffffff">(\d)</text>', html) == list("123456")
    steps = re.findall(r'<li value="(\d)"><strong>([^<]+)</strong> ([^<]+)</li>', html)
    assert [int(number) for number, _p, _t in steps] == [1, 2, 3, 4, 5, 6, 7]
    assert [period for _n, period, _t in steps] == [
        "06–09/2020", "10/2020", "11/2020", "11–12/2020", "01/2021", "02–04/2021", "09/2021",
    ]  # fmt: skip
    assert "15 Monate" in html
    assert "05–08/2021" in html


def test_f_44_the_steering_of_cloppenburg_stands_as_drawing_and_as_sentences(flyer, client):
    text = words(client.get(flyer.url))
    assert "So steuert Landkreis Cloppenburg" in text
    for name in ("Bildungsbeirat", "Steuerungsgruppe Bildung & Wissenschaft", "Bildungsbüro"):
        assert name in text.replace("&amp;", "&")
    assert "Rückkopplung in die Politik" in text


def test_f_08_f_09_f_16_publications_and_a_paraphrased_statement_with_its_source(flyer, client):
    page = client.get(flyer.url)
    text = words(page)
    assert "Blickpunkt Erfolgsfaktor Bildung" in text
    assert "Dokumentation FACHTAG Verstetigung" in text
    assert "Bildungsmanagement nützt einer Kommune deshalb weit über die Bildung hinaus." in text
    said_by = "Sinngemäß: Freie Universität Berlin. Quelle: Blickpunkt Erfolgsfaktor Bildung der"
    assert said_by in text
    assert 'href="mailto:transfer@example.org"' in main_of(page)


def test_f_19_f_20_both_results_stand_alone_and_paper_draws_what_the_page_draws(flyer, client, monkeypatch):
    page = client.get(flyer.url)
    figures = page.context["content"].surveys
    assert [[trace["x"][0] for trace in figure.data] for figure in figures] == [[86, 14], [50, 50]]
    html = paper(client, flyer.url, monkeypatch)
    drawn = [svg for svg in drawings_in(html) if "%</text>" in svg]
    assert drawn == [drawing(figure.data, figure.layout) for figure in figures]
    for svg, figure in zip(drawn, figures, strict=True):
        widths = [float(w) for w in re.findall(r'<rect [^>]*width="([\d.]+)"', svg)]
        assert widths == pytest.approx([WIDTH * float(t["x"][0]) / 100 for t in figure.data], abs=0.1)
    assert "2020 antworteten 86 %" in words(page)
    assert "2021 antworteten 50 %" in words(page)
    assert words(page).count("n = unbekannt") == 2


def test_f_37_paper_draws_the_steps_where_the_figure_of_the_page_has_them(flyer, client, monkeypatch):
    figure = client.get(flyer.url).context["content"].course.figure
    html = paper(client, flyer.url, monkeypatch)
    svg = next(s for s in drawings_in(html) if s == drawing(figure.data, figure.layout))
    bars = [
        (float(x), float(w)) for x, w in re.findall(r'<rect x="([\d.]+)" [^>]*width="([\d.]+)" [^>]*rx=', svg)
    ]
    days = [int(length) / DAY_MS for length in figure.data[0]["x"]]
    assert [w / bars[0][1] for _x, w in bars] == pytest.approx([d / days[0] for d in days], rel=0.02)
    assert [x for x, _w in bars] == sorted(x for x, _w in bars)
    assert svg.count("<path") == 1  # the resolution


def test_f_03_the_sheet_is_one_tagged_a4_page(flyer, client, tmp_path):
    if pdf._writer() is None:
        pytest.skip("pango is missing (Debian packages: libpango-1.0-0, libpangoft2-1.0-0)")
    response = client.get(f"{flyer.url}pdf/")
    assert response["Content-Type"] == "application/pdf"
    (tmp_path / "blatt.pdf").write_bytes(response.content)
    try:
        told = subprocess.run(
            ["pdfinfo", tmp_path / "blatt.pdf"], capture_output=True, text=True, check=True
        ).stdout
    except FileNotFoundError:
        pytest.skip("pdfinfo is missing (Debian package: poppler-utils)")
    assert re.search(r"Pages:\s+1\n", told)
    assert re.search(r"Tagged:\s+yes", told)
    assert "A4" in told


def test_a_public_sheet_is_the_same_for_everybody_and_says_to_its_writer_what_is_missing(
    flyer, client, client_of
):
    with system_scope("test"):
        process = Process.objects.get(pk=flyer.sheet.process_id)
        Project.objects.filter(pk=process.project_id).update(audience=Audience.INTERNAL)
        title = Milestone.objects.filter(process=process).exclude(period="").first().title
    assert title not in main_of(client.get(flyer.url))
    own = client_of(member(flyer.emden)).get(flyer.url)
    assert title not in main_of(own)
    writer = client_of(_writer_of(flyer.sheet))
    told = words(writer.get(flyer.url))
    assert "nicht freigegeben" in told
    assert "die Zeitleiste" in told


def _writer_of(sheet):
    user = transfer_manager()
    with system_scope("test"):
        user.agency_memberships.update(agency=sheet.agency)
    return user


def test_f_03_the_same_editor_makes_a_sheet_of_another_topic_and_publishing_shows_it(here, client_of, client):
    browser = client_of(member(here))
    answer = browser.post(f"{LIST}neu/", TYPED)
    assert answer.status_code == 302
    url = answer["Location"]
    assert "Niemand geht verloren." in words(browser.get(url))
    assert client.get(url).status_code == 404
    assert "Übergang" not in words(client.get(LIST))
    stranger = client_of(member(MunicipalityFactory()))
    assert stranger.get(url).status_code == 404
    version = re.search(r'name="version" value="(\d+)"', browser.get(f"{url}bearbeiten/").content.decode())[1]
    public = {**TYPED, "audience": str(int(Audience.PUBLIC)), "version": version}
    assert browser.post(f"{url}bearbeiten/", public).status_code == 302
    assert "Niemand geht verloren." in words(client.get(url))
    assert stranger.get(f"{url}bearbeiten/").status_code == 404
    assert url in main_of(client.get(here.get_absolute_url()))
    late = browser.post(f"{url}bearbeiten/", {**public, "claim": "Zu spät"})
    assert late.status_code == 409
    assert "Zu spät" in late.content.decode()
    removed = browser.post(f"{url}bearbeiten/", {"loeschen": "1", "version": str(int(version) + 1)})
    assert removed.status_code == 302
    assert client.get(url).status_code == 404


def test_a_sheet_for_the_agency_is_shared_by_the_decision_of_the_municipality(here, client_of):
    manager = client_of(transfer_manager(here))
    shared = {**TYPED, "audience": str(int(Audience.AGENCY))}
    url = client_of(member(here)).post(f"{LIST}neu/", shared)["Location"]
    assert manager.get(url).status_code == 404
    Municipality.objects.filter(pk=here.pk).update(sharing=Sharing.KEY_FACTS)
    assert manager.get(url).status_code == 200
    assert manager.get(f"{url}bearbeiten/").status_code == 404


def test_a_writer_looks_with_the_eyes_of_an_audience_before_publishing(here, client_of, client):
    with system_scope("test"):
        project = Project.objects.create(
            municipality=here, title="Inneres Projekt", audience=Audience.INTERNAL
        )
    browser = client_of(member(here))
    url = browser.post(f"{LIST}neu/", {**TYPED, "project": str(project.pk)})["Location"]
    assert "Inneres Projekt" in words(browser.get(url))
    preview = words(browser.get(f"{url}?augen=oeffentlich"))
    assert "Inneres Projekt" not in preview
    assert "das Projekt" in preview


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("topic", "", "topic"),
        ("goals", "a\nb\nc\nd\ne", "Höchstens vier Zeilen"),
        ("statement", "Das sagt jemand.", "wer es gesagt hat"),
        ("contact_email", "kein", "E-Mail"),
    ],
)
def test_what_does_not_fit_is_refused_and_stays_typed(here, client_of, field, typed, said):
    page = client_of(member(here)).post(f"{LIST}neu/", {**TYPED, field: typed})
    assert page.status_code == 422
    assert said in page.content.decode()
    assert "Jugendberufsagentur" in page.content.decode()


def test_surveys_of_others_and_readers_are_kept_out(here, client_of):
    with system_scope("test"):
        foreign = SurveyResult.objects.create(
            municipality=MunicipalityFactory(), question="Fremd?", answer="ja", value=1, year=2020, source="x"
        )
    page = client_of(member(here)).post(f"{LIST}neu/", {**TYPED, "surveys": [str(foreign.pk)]})
    assert page.status_code == 422
    assert client_of(member(here, Role.READING)).get(f"{LIST}neu/").status_code == 403


def test_the_list_asks_as_often_for_three_sheets_as_for_one(here, client):
    def put(topic):
        with system_scope("test"):
            FactSheet.objects.create(
                municipality=here, topic=topic, audience=Audience.PUBLIC, changed_on="2026-01-01"
            )

    put("A")
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    put("B")
    put("C")
    with CaptureQueriesContext(connection) as three:
        client.get(LIST)
    assert len(three) == len(one)


def test_content_of_an_agency_sheet_knows_no_numbers_of_a_municipality(flyer):
    with system_scope("test"):
        content = content_of(flyer.sheet, Audience.PUBLIC)
    assert content.tiles == []
    assert content.missing == []


def test_only_official_released_numbers_enter_a_sheet_never_own_small_ones(
    here, client, client_of, monkeypatch
):
    with system_scope("test"):
        load_catalogue()
        version = next(v for v in latest_versions() if v.indicator.code == "D15")
        store_result(version, here.region.ags, "2023", "9.8")
        own = Indicator.objects.create(code="K99999-1", theme="C", owner=here)
        mine = IndicatorVersion.objects.create(
            indicator=own, name="Eigene", definition="x", formula="count", unit="Fälle", source=version.source
        )
        store_result(mine, here.region.ags, "2023", "918273", owner=here)
        sheet = FactSheet.objects.create(
            municipality=here, topic="Zahlen", audience=Audience.PUBLIC, changed_on="2026-01-01"
        )
        sheet.indicators.set([version.indicator, own])
    url = sheet.get_absolute_url()
    writer = client_of(member(here))
    offered = writer.get(f"{url}bearbeiten/").context["form"].fields["indicators"].queryset
    assert own not in offered
    for html in (main_of(client.get(url)), main_of(writer.get(url)), paper(client, url, monkeypatch)):
        assert "9,8" in html
        assert "918" not in html
        assert "Eigene" not in html
    (origin,) = re.findall(r'<a href="([^"]+)">Woher kommt diese Zahl\?', main_of(client.get(url)))
    assert "9,8" in main_of(client.get(origin))
    assert "Woher kommt" not in paper(client, url, monkeypatch), "nobody follows a link on paper"

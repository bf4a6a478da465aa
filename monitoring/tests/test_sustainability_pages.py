"""Pages of Verstetigung: three families first, lights in words, „Warum?“ down to the records, steps, thresholds."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dkbm import clock
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.jobs import engine
from dkbm.tests.factories import MunicipalityFactory, member
from monitoring.models import Assessment, IndicatorThreshold
from monitoring.queries_readings import picture_of
from monitoring.record_links import Links
from monitoring.sustainability.catalogue import DEFINITIONS, LEAD
from monitoring.sustainability_page import why
from monitoring.tests.vector_records import musterkreis_records
from projects.models import Milestone, Post, Process, Project
from projects.tests.resources import T

pytestmark = pytest.mark.django_db


def words(response):
    """What a reader reads, with plain spaces."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text.replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " "))


@pytest.fixture
def t1(emden):
    with system_scope("test"):
        musterkreis_records(emden)
    return emden


@pytest.fixture
def coordinator(t1, client_of):
    with clock.frozen(T):
        yield client_of(member(t1))


def address(municipality, rest=""):
    return f"/monitoring/verstetigung/{municipality.slug}/{rest}"


def test_f_06_the_three_families_of_the_flyer_come_first_with_their_lead_tiles(t1, coordinator):
    page = coordinator.get(address(t1))
    families = page.context["families"]
    assert [(f.title, f.tile.code) for f in families if f.tile] == [
        ("Personalstellen", "N-P1"),
        ("Finanzhaushalt", "N-F1"),
        ("Überführung in Regelstrukturen", "N-R1"),
    ]
    assert [f.title for f in families][:3] == [f.title for f in families if f.tile]
    text = words(page)
    assert "66,7 % Entfristungsquote Beobachten 2,0 von 3,0 VZÄ. Die Stelle „S3“ endet am 30.06.2027." in text
    assert "80,0 % Eigenmittelquote Stabil 192 000 € von 240 000 €." in text
    assert "75,0 % Überführungsquote Stabil 3 von 4 beendeten Projekten." in text


def test_the_question_is_answered_and_the_red_lead_indicator_named(t1, coordinator):
    text = words(coordinator.get(address(t1)))
    assert "Nur zum Teil, nach dem Stand der Einträge." in text
    assert "Restlaufzeit befristeter Stellen steht auf „Handeln“" in text
    assert "3,0 von 3,0 VZÄ des Bezugsbestands" in text
    assert all(definition.name in text for definition in DEFINITIONS)


def test_the_radar_has_a_table_with_weights_scores_and_components(t1, coordinator):
    figure = coordinator.get(address(t1)).context["radar"]
    assert sum(row["weight"] for row in figure.rows) == 100
    scores = {row["axis"]: row["score"] for row in figure.rows}
    drawn = dict(zip([r["axis"] for r in figure.rows], figure.data[-1]["r"], strict=False))
    assert drawn == scores
    assert scores["Monitoring und Diskurs"] is None
    assert "N-P1" in next(row["parts"] for row in figure.rows if row["axis"] == "Personal")


def test_wegfall_is_said_and_never_looks_like_success(t1, client_of):
    with clock.frozen(date(2027, 7, 1)):
        text = words(client_of(member(t1)).get(address(t1)))
    assert "2,0 von 3,0 VZÄ des Bezugsbestands" in text
    assert "Verzerrt durch Wegfall" in text
    assert "100,0 % Entfristungsquote Beobachten 2,0 von 2,0 VZÄ." in text
    assert "gewertet wie 66,7 %" in text


def test_the_best_step_is_named_with_what_it_changes(t1, coordinator):
    page = coordinator.get(address(t1))
    steps = [*page.context["steps"], *page.context["more_steps"]]
    step = next(s for s in steps if s.words == "S3 entfristen")
    assert any(
        "66,7 % → 100,0 %, Stabil" in change.replace("\N{NO-BREAK SPACE}", " ") for change in step.changes
    )
    assert len(page.context["steps"]) == 5
    with system_scope("test"):
        assert step.url == f"/ressourcen/stellen/{Post.objects.get(function='S3').pk}/bearbeiten/"


def test_warum_shows_formula_numbers_records_and_what_would_better_it(t1, coordinator):
    page = coordinator.get(address(t1, "N-P1/"))
    text = words(page)
    assert "2,0 VZÄ ÷ 3,0 VZÄ × 100 = 66,7 %" in text
    assert "Stabil ab 80 %, beobachten ab 50 %, darunter handeln." in text
    with system_scope("test"):
        for post in Post.objects.all():
            assert f'href="/ressourcen/stellen/{post.pk}/bearbeiten/"' in page.content.decode()
    records = {record["label"]: record["counts"] for record in page.context["records"]}
    assert records == {"S1": True, "S2": True, "S3": False, "S4": True}
    assert "S3 entfristen" in text
    assert "1 086" not in words(coordinator.get(address(t1, "N-P7/")))
    assert "5,9 Monate" in words(coordinator.get(address(t1, "N-P7/")))


def test_b_08_emden_alone_reads_so_many_cases_and_no_median(emden, client_of):
    with system_scope("test"):
        project = Project.objects.create(municipality=emden, title="Bildungsbüro")
        done = Process.objects.create(project=project, title="Verstetigung")
        for period, nature in (("2020-06", "gespraech"), ("2021-09", "beschluss")):
            Milestone.objects.create(
                project=project, process=done, title=nature, period=period, nature=nature, state="erledigt"
            )
    browser = client_of(member(emden))
    assert "bisher n = 1: 15 Monate." in words(browser.get(address(emden, "N-R3/")))
    with system_scope("test"):
        running = Process.objects.create(project=project, title="Zweiter Weg")
        Milestone.objects.create(project=project, process=running, title="Auftakt", period="2026-03")
    with clock.frozen(T):
        again = client_of(member(emden)).get(address(emden, "N-R3/"))
    assert "bisher n = 2 (1 läuft noch): seit 9 Monaten, 15 Monate." in words(again)


def test_warum_of_every_indicator_opens_with_and_without_records(t1, coordinator, client_of):
    with system_scope("test"):
        empty = MunicipalityFactory()
        pictures = [picture_of(place, T) for place in (t1, empty)]
    for definition in DEFINITIONS:
        known, nothing = (why(picture, definition.code, Links(t1, AnonymousUser())) for picture in pictures)
        assert known["value"], definition.code
        assert nothing["row"].is_missing, definition.code
        assert nothing["action"], definition.code
        assert nothing["place"].startswith("/"), definition.code
    newcomer = client_of(member(empty))
    for code in (*LEAD, "N-P4", "N-F4", "N-G3", "N-M2"):
        assert coordinator.get(address(t1, f"{code}/")).status_code == 200
        assert "nicht berechenbar" in words(newcomer.get(address(empty, f"{code}/"))), code
    assert coordinator.get(address(t1, "N-X9/")).status_code == 404


def test_what_is_missing_names_the_one_action_and_leads_there(t1, coordinator, client_of):
    rows = {row["code"]: row for row in coordinator.get(address(t1)).context["missing"]}
    assert (rows["N-M2"]["action"], rows["N-M2"]["url"]) == (
        "Veröffentlichung erfassen",
        f"/berichte/veroeffentlichungen/?kommune={t1.slug}",
    )
    assert rows["N-P5"]["url"] == f"/ressourcen/abhaengigkeiten/?kommune={t1.slug}"
    assert rows["N-K1"]["url"] == f"/projekte/?kommune={t1.slug}"
    for row in rows.values():
        assert coordinator.get(row["url"]).status_code == 200, row


def test_a_reader_is_led_to_lists_and_may_keep_nothing(t1, client_of):
    with clock.frozen(T):
        reader = client_of(member(t1, Role.READING))
        page = reader.get(address(t1, "N-P1/"))
        assert "/bearbeiten/" not in page.content.decode()
        assert "Schwellen ändern" not in words(page)
        assert "Heutigen Stand festhalten" not in words(reader.get(address(t1)))


def test_keeping_today_puts_a_stand_into_the_course_of_every_indicator(t1, coordinator, client_of):
    assert coordinator.post(address(t1, "festhalten/")).status_code == 302
    engine.drain()
    with clock.frozen(date(2027, 1, 15)):
        coordinator = client_of(member(t1))
        rows = coordinator.get(address(t1, "N-P1/")).context["course"].rows
        assert [row["occasion"] for row in rows] == ["festgehalten", "heute"]
        overview = words(coordinator.get(address(t1, "verlauf/")))
        assert "31.12.2026" in overview
        with system_scope("test"):
            kept = Assessment.objects.get()
        assert f"{kept.degree:.1f}".replace(".", ",") in overview
        assert "Seit dem 31.12.2026: " in words(coordinator.get(address(t1)))


def test_thresholds_are_set_refused_overtaken_and_given_up(t1, coordinator):
    url = address(t1, "N-P1/schwellen/")
    typed = {"number": "0", "green": "60,5", "yellow": "40", "reason": "Steuerungsgruppe, 12.11.2026"}
    assert coordinator.post(url, typed).status_code == 302
    assert "Stabil ab 60,5 %" in words(coordinator.get(address(t1, "N-P1/")))
    late = coordinator.post(url, {**typed, "green": "90"})
    assert late.status_code == 409
    assert 'value="90"' in late.content.decode()
    wrong = coordinator.post(url, {**typed, "number": "1", "green": "30"})
    assert wrong.status_code == 422
    assert "besser" in words(wrong)
    assert coordinator.post(url, {"number": "1", "reason": "zurück", "vorschlag": "1"}).status_code == 302
    assert "Stabil ab 80 %" in words(coordinator.get(address(t1, "N-P1/")))
    with system_scope("test"):
        assert list(IndicatorThreshold.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_the_page_takes_a_fixed_number_of_queries(t1, coordinator):
    def count():
        with CaptureQueriesContext(connection) as seen:
            assert coordinator.get(address(t1)).status_code == 200
        return len(seen)

    count()
    with system_scope("test"):
        musterkreis_records(t1, " b")
    before = count()
    with system_scope("test"):
        musterkreis_records(t1, " c")
        musterkreis_records(t1, " d")
    assert count() == before

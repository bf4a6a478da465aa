"""Assignments and requests: flyer rows F-41 and F-42, the board, „schon beantwortet?“, conflicts."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dkbm import clock, registries
from dkbm.access.scope import system_scope
from dkbm.ui import pdf
from governance import queries, services
from governance.models import Assignment
from governance.tests import factories as make
from governance.tests.admin_posts import arranged
from governance.tests.test_resolutions import shown

__all__ = ["shown"]
pytestmark = pytest.mark.django_db


def test_f41_the_beirat_asks_the_bildungsbuero_by_a_day(shown, everything):
    with clock.frozen(date(2026, 11, 25)):
        board = queries.assignments.board(shown["03453"])
        overdue = queries.assignments.overdue_of(shown["03453"])
    (late,) = board.overdue
    assert overdue == [late]
    assert (late.body_seen.name, late.unit_seen.name, late.state) == (
        "Bildungsbeirat",
        "Bildungsbüro",
        "in_arbeit",
    )
    assert late.meeting_seen.when_label == "16.09.2026"
    assert [row.due_on for row in board.later] == [date(2027, 1, 8)]
    assert ("politik", "beantwortet") in {(row.origin, row.state) for row in board.done}


def test_the_board_sorts_by_urgency(world, everything):
    days = {
        "alt": date(2026, 10, 31),
        "heute": date(2026, 11, 25),
        "ende": date(2026, 11, 30),
        "dezember": date(2026, 12, 1),
        "ohne": None,
    }
    for title, day in days.items():
        make.AssignmentFactory(municipality=world.here, title=title, due_on=day)
    make.AssignmentFactory(
        municipality=world.here,
        title="fertig",
        state="erledigt",
        done_on=date(2026, 1, 1),
        due_on=days["alt"],
    )
    make.AssignmentFactory(municipality=world.there, title="fremd", due_on=days["alt"])
    with clock.frozen(date(2026, 11, 25)):
        board = queries.assignments.board(world.here)
    assert [row.title for row in board.overdue] == ["alt"]
    assert [row.title for row in board.this_month] == ["heute", "ende"]
    assert [row.title for row in board.later] == ["dezember", "ohne"]
    assert [row.title for row in board.done] == ["fertig"]


@pytest.mark.parametrize("words", ["übergang förder", "UEBERGANG foerder", "ubergang forder"])
def test_what_was_answered_before_is_found_with_any_umlauts(world, client_of, words):
    with system_scope("test"):
        make.AssignmentFactory(municipality=world.here, title="Übergang offen", question="Förderschule?")
        make.AssignmentFactory(
            municipality=world.here,
            title="Beantwortet",
            answer="Zum Übergang von Förderschulen …",
            state="beantwortet",
            done_on=date(2026, 1, 1),
        )
        make.AssignmentFactory(municipality=world.there, title="Übergang fremd", question="Förderschule?")
    page = client_of(world.reader).get("/gremien/auftraege/", {"suche": words}).content.decode()
    assert "2 Treffer, Beantwortetes zuerst" in page
    assert page.index("Beantwortet<") < page.index("Übergang offen")
    assert "Übergang fremd" not in page
    page = client_of(world.reader).get("/gremien/auftraege/", {"suche": "<nie>"}).content.decode()
    assert "Noch nicht gefragt" in page
    assert "<nie>" not in page


def test_f42_an_assignment_is_entered_and_answered(world, body, client_of):
    unit = arranged(make.UnitFactory, municipality=world.here)
    browser = client_of(world.coordinator)
    values = {
        "title": "Was fehlt?",
        "origin": "gremium",
        "unit": unit.pk,
        "due_on": "08.01.2027",
        "audience": 0,
    }
    page = browser.post(reverse("governance:assignment_add"), values).content.decode()
    assert "Welches Gremium hat den Auftrag gegeben?" in page
    assert 'value="Was fehlt?"' in page
    response = browser.post(reverse("governance:assignment_add"), {**values, "body": body.pk})
    with system_scope("test"):
        row = Assignment.objects.get()
    assert response.url == row.get_absolute_url()
    address = reverse("governance:assignment_answer", args=[row.pk])
    page = browser.post(address, {"state": "beantwortet", "edited_version": 1}).content.decode()
    assert "Hier steht die Antwort." in page
    answer = {"state": "beantwortet", "answer": "Lösungsansätze: A, B.", "edited_version": 1}
    assert browser.post(address, answer).url == row.get_absolute_url()
    with system_scope("test"):
        row = Assignment.objects.get()
        assert (row.done_on, row.state, row.due_on) == (clock.today(), "beantwortet", date(2027, 1, 8))
    assert "Lösungsansätze: A, B." in browser.get(row.get_absolute_url()).content.decode()
    again = browser.post(address, {"state": "offen", "answer": "", "edited_version": 2})
    assert again.status_code == 302
    with system_scope("test"):
        assert Assignment.objects.get().done_on is None


@pytest.mark.parametrize("name", ["assignment_edit", "assignment_answer"])
def test_overtaken_edits_become_a_conflict(world, client_of, name):
    row = arranged(make.AssignmentFactory, municipality=world.here, version=2, answer="Von jemand anderem")
    values = {"state": "in_arbeit", "answer": "Meine Fassung", "edited_version": 1}
    if name == "assignment_edit":
        values = {"title": "Meine Fassung", "origin": "presse", "audience": 0, "edited_version": 1}
    address = reverse(f"governance:{name}", args=[row.pk])
    response = client_of(world.coordinator).post(address, values)
    assert response.status_code == 409
    assert "Meine Fassung" in response.content.decode()
    assert client_of(world.coordinator).post(address, {**values, "edited_version": 2}).status_code == 302


def test_internal_assignments_and_hidden_bodies_reach_nobody_else(world, client_of):
    with system_scope("test"):
        secret = make.AssignmentFactory(municipality=world.here, title="Geheime Anfrage")
        hidden = make.BodyFactory(municipality=world.here, name="Geheimes Gremium", audience=0)
        half = make.AssignmentFactory(
            municipality=world.here, title="Geheim durch Gremium", body=hidden, origin="gremium", audience=40
        )
        make.AssignmentFactory(municipality=world.here, title="Öffentliches", audience=40)
    for browser in (Client(), client_of(world.stranger), client_of(world.transfer)):
        for row in (secret, half):
            assert browser.get(row.get_absolute_url()).status_code == 404
        for address in ("", "&suche=geheim"):
            page = browser.get(f"/gremien/auftraege/?kommune={world.here.slug}{address}").content.decode()
            assert "Geheim durch" not in page
            assert "Geheime" not in page


def test_the_admin_finishes_many_at_once(world, client_of):
    rows = [arranged(make.AssignmentFactory, municipality=world.here) for _ in range(2)]
    foreign = arranged(make.AssignmentFactory, municipality=world.there)
    values = {"action": "finish", "_selected_action": [row.pk for row in (*rows, foreign)]}
    address = reverse("admin:governance_assignment_changelist")
    response = client_of(world.admin).post(address, values)
    assert response.status_code == 302
    with system_scope("test"):
        states = list(Assignment.objects.order_by("pk").values_list("state", "version"))
    assert states == [("erledigt", 2), ("erledigt", 2), ("offen", 1)]


def test_an_assignment_of_a_meeting_comes_from_its_body(world, body, as_user):
    meeting = arranged(make.MeetingFactory, body=body)
    with as_user(world.coordinator):
        row = services.keep_record(
            model=Assignment,
            values={"municipality": world.here, "title": "X", "origin": "gremium", "meeting": meeting},
            by=world.coordinator,
        )
    assert row.body == body


def test_the_board_needs_a_constant_number_of_queries(world, body, client_of, django_assert_num_queries):
    def fill():
        with system_scope("test"):
            unit = make.UnitFactory(municipality=world.here)
            links = {
                "municipality": world.here,
                "unit": unit,
                "body": body,
                "meeting": make.MeetingFactory(body=body),
            }
            make.AssignmentFactory(**links)
            make.AssignmentFactory(**links, state="erledigt", done_on=date(2026, 1, 1))

    browser = client_of(world.coordinator)
    fill()
    browser.get("/gremien/auftraege/")
    with CaptureQueriesContext(connection) as seen:
        browser.get("/gremien/auftraege/")
    fill()
    fill()
    with django_assert_num_queries(len(seen)):
        browser.get("/gremien/auftraege/")


def test_bodies_and_units_show_what_was_asked(shown):
    with system_scope("test"):
        body = make.Body.objects.get(name="Bildungsbeirat")
        unit = make.Unit.objects.get(name="Bildungsbüro")
        council = make.Body.objects.get(name="Kreistag")
    for row, heading in ((body, "Aufträge dieses Gremiums"), (unit, "Aufträge und Anfragen an diese Stelle")):
        page = Client().get(row.get_absolute_url()).content.decode()
        assert heading in page
        assert "Wie viele Jugendliche verlassen die Schule ohne Abschluss?" in page
    page = Client().get(council.get_absolute_url()).content.decode()
    assert "Einrichtung eines Bildungsbüros" in page
    assert "entschieden, 5 nein" in page


def test_the_start_page_names_overdue_assignments_to_those_who_can_act(world, client_of):
    with system_scope("test"):
        for n in range(6):
            make.AssignmentFactory(municipality=world.here, title=f"Liegt {n}", due_on=date(2020, 1, 1 + n))
    page = client_of(world.coordinator).get("/").content.decode()
    assert "Das ist zu tun" in page
    assert page.count("fällig seit") == 6
    assert "Das ist zu tun" not in client_of(world.reader).get("/").content.decode()
    assert "Liegt" not in client_of(world.stranger).get("/").content.decode()


def test_f42_question_and_answer_are_a_paper_with_what_others_attach(world, client_of, monkeypatch):
    row = arranged(make.AssignmentFactory, municipality=world.here, answer="Ansatz A oder B")
    attached = registries.Panel("test", "governance/teil_leer.html", lambda record, user: {"row": record})
    monkeypatch.setitem(registries.record_panels, "governance.Assignment", [attached])
    address = reverse("governance:assignment_file", args=[row.pk])
    assert client_of(world.reader).get(address).content.startswith(b"%PDF-")
    monkeypatch.setattr(pdf, "_writer", lambda: None)
    page = client_of(world.reader).get(address).content.decode()
    assert "Ansatz A oder B" in page
    assert "Noch keine Gremien" in page
    assert client_of(world.stranger).get(address).status_code == 404

"""Übergabemappe and „Die ersten 30 Tage“: both are read from records, nothing is ticked by hand."""

import re
from datetime import date
from unittest import mock

import pytest

from dkbm import clock, due
from dkbm.access.roles import Role as AccessRole
from dkbm.access.scope import system_scope
from dkbm.periods import Month
from dkbm.ui import pdf
from governance.models import Assignment, Body, Consultation, ContactPoint, Meeting, Resolution, Seat, Unit
from projects.first_days import first_days
from projects.models import Grant, Handover, KeyProcess, Milestone, Post, ProcessTie, Project
from projects.queries_handover import handover_list, handover_page
from projects.roles import find_role
from projects.tests.resources import make_post

from .test_views import queries_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
FIVE = {name: f"Antwort {name}" for name in ("running", "people", "lessons", "places", "promises")}


@pytest.fixture
def post(emden):
    """A post that ends, with one record of each kind that belongs to it and one that does not."""
    with system_scope("test"):
        unit = Unit.objects.create(municipality=emden, name="Bildungsbüro", kind="bildungsbuero")
        other = Unit.objects.create(municipality=emden, name="Kämmerei", kind="amt")
        body = Body.objects.create(municipality=emden, name="Steuergruppe", kind="steuerungsgruppe", level=2)
        Body.objects.create(municipality=emden, name="Fremde Runde", kind="sonstiges", level=2)
        body.target_meetings_per_year = 4
        body.save()
        Seat.objects.create(body=body, function="Geschäftsführung", sector="verwaltung", unit=unit)
        Meeting.objects.create(body=body, day=date(2026, 12, 3))
        Meeting.objects.create(body=body, day=date(2026, 11, 3), state="stattgefunden")
        facts = {"municipality": emden, "origin": "extern"}
        Assignment.objects.create(title="Ganztag rechnen", unit=unit, due_on=date(2026, 11, 1), **facts)
        Assignment.objects.create(title="Haushalt", unit=other, **facts)
        ContactPoint.objects.create(municipality=emden, unit=unit, kind="email", value="buero@example.org")
        ContactPoint.objects.create(municipality=emden, unit=other, kind="email", value="fremd@example.org")
        for name, when in (("Bildungsbericht annehmen", "2026-03"), ("Alter Beschluss", "2025-10")):
            row = Resolution.objects.create(
                municipality=emden, name=name, kind="sonstiges", state="beschlossen", level=3
            )
            Consultation.objects.create(resolution=row, body=body, is_deciding=True, held=when)
        project = Project.objects.create(municipality=emden, title="Bericht")
        Milestone.objects.create(
            project=project, title="Texte", responsible="bildungsmonitoring", period="2026-10"
        )
        Milestone.objects.create(project=project, title="Fremdes", responsible="Kämmerei", period="2026-10")
        offer = KeyProcess.objects.create(municipality=emden, title="Berichtswesen", handbook="Ablage 7")
        ProcessTie.objects.create(process=offer, tie="zustaendig", name="Bildungsmonitoring")
        KeyProcess.objects.create(municipality=emden, title="Anderes Angebot")
        grant = Grant.objects.create(municipality=emden, title="Programm", ends="2027-06-30")
        emden.budget_calendar = {"posts": "04-15"}
        emden.save()
        return make_post(
            emden,
            "Bildungsmonitoring",
            filled="besetzt",
            filled_from="2024-01",
            filled_to="2026-12-31",
            unit=unit,
            grant=grant,
        )


def page_of(post, today=TODAY):
    with system_scope("test"):
        return handover_page(find_role("stelle", post.pk), today)


def test_the_package_holds_what_belongs_to_the_function_and_nothing_else(post):
    page = page_of(post)
    assert [row.title for row in page.assignments] == ["Ganztag rechnen"]
    assert [(row.text, row.when) for row in page.deadlines] == [
        ("Texte (Bericht)", "10/2026"),
        ("Verlängerung beantragen: Programm", "30.12.2026"),
        ("Ende der Förderung: Programm", "30.06.2027"),
    ]
    assert page.recurring == [
        "Anmeldung zum Stellenplan: jedes Jahr am 15.04.",
        "Steuergruppe: 4-mal im Jahr",
    ]
    assert [(r.body.name, [m.day for m in r.meetings]) for r in page.bodies] == [
        ("Steuergruppe", [date(2026, 12, 3)])
    ]
    assert [row.value for row in page.contacts] == ["buero@example.org"]
    assert [row.offer.title for row in page.offers] == ["Berichtswesen"]
    assert [row.name for row in page.decisions] == ["Bildungsbericht annehmen"]
    assert [answer for _question, answer in page.questions] == [""] * 5


def test_page_and_pdf_say_the_same(client, coordinator, post):
    client.force_login(coordinator)
    path = f"/ressourcen/uebergaben/stelle/{post.pk}/"
    with clock.frozen(TODAY):
        page = client.get(path).content.decode()
        paper = client.get(path + "pdf/")
        with mock.patch.object(pdf, "_writer", lambda: None):
            text = " ".join(client.get(path + "pdf/").content.decode().split())
    for words in (
        "Ganztag rechnen",
        "Texte (Bericht)",
        "buero@example.org",
        "Ablage 7",
        "noch nicht beantwortet",
    ):
        assert words in page
    for words in ("Haushalt</a>", "fremd@example.org", "Alter Beschluss"):
        assert words not in page
    for words in ("Ganztag rechnen", "buero@example.org", "Beschlüsse der letzten zwölf Monate"):
        assert words in text
    if pdf._writer() is not None:  # without Pango the page to print takes the place of the file
        assert paper.content.startswith(b"%PDF")
        assert 'filename="uebergabe-bildungsmonitoring.pdf"' in paper["Content-Disposition"]


def test_a_post_without_unit_says_why_nothing_is_known(client, coordinator, emden):
    with system_scope("test"):
        row = make_post(emden, "Leitung")
    client.force_login(coordinator)
    page = client.get(f"/ressourcen/uebergaben/stelle/{row.pk}/").content.decode()
    assert "Nicht bekannt: Bei der Stelle steht nicht" in page


def test_the_five_questions_are_answered_once_and_stay_when_somebody_else_comes(client, coordinator, post):
    client.force_login(coordinator)
    path = f"/ressourcen/uebergaben/stelle/{post.pk}/fragen/"
    assert client.post(path, {**FIVE, "promises": ""}).status_code == 302
    late = client.post(path, FIVE)  # begun before the first answers were saved
    assert late.status_code == 409
    assert "Antwort running" in late.content.decode()
    assert client.post(path, {**FIVE, "version": "1"}).status_code == 302
    with system_scope("test"):
        assert Handover.objects.get().answered == 5
        Post.objects.filter(pk=post.pk).update(filled_from="2027-01", filled_to="")
    assert "Antwort places" in client.get(f"/ressourcen/uebergaben/stelle/{post.pk}/").content.decode()


def test_an_end_is_a_task_until_the_questions_are_answered(client, coordinator, reader, post, emden):
    def tasks(day, who=coordinator):
        with system_scope("test"), clock.frozen(day):
            return [t for g in due.groups(emden, who) if g.name == "uebergaben" for t in g.tasks]

    (task,) = tasks(TODAY)
    assert task.sentence == "Übergabe „Bildungsmonitoring“ vorbereiten: 0 von 5 Fragen beantwortet"
    assert (task.due, task.late) == ("2026-12-31", False)
    assert tasks(date(2027, 1, 2))[0].late
    assert tasks(date(2026, 9, 1)) == []
    assert tasks(date(2027, 4, 15)) == []
    assert tasks(TODAY, reader) == []
    client.force_login(coordinator)
    client.post(f"/ressourcen/uebergaben/stelle/{post.pk}/fragen/", FIVE)
    assert tasks(TODAY) == []


def test_a_seat_hands_over_to_its_next_term(client, coordinator, emden):
    with system_scope("test"):
        body = Body.objects.create(municipality=emden, name="Beirat", kind="beirat", level=2)
        old = Seat.objects.create(
            body=body, function="Geschäftsführung", sector="verwaltung", until=date(2026, 12, 31)
        )
        Seat.objects.create(body=body, function="Elternrat", sector="eltern", until=date(2026, 12, 31))
        Assignment.objects.create(municipality=emden, title="Vom Beirat", origin="gremium", body=body)
        rows = handover_list(emden, TODAY)
        assert [row.role.title for row in rows.due] == ["Geschäftsführung, Beirat"]
    client.force_login(coordinator)
    client.post(f"/ressourcen/uebergaben/sitz/{old.pk}/fragen/", FIVE)
    with system_scope("test"):
        new = Seat.objects.create(
            body=body,
            function="Geschäftsführung",
            sector="verwaltung",
            place=old.place,
            since=date(2027, 1, 1),
        )
        rows = handover_list(emden, date(2027, 1, 5))
        assert [(r.role.pk, r.answered) for r in rows.begun] == [(new.pk, 5)]
    page = client.get(f"/ressourcen/uebergaben/sitz/{new.pk}/").content.decode()
    assert "Antwort lessons" in page
    assert "Vom Beirat" in page


def test_the_first_days_follow_the_records(post, emden, coordinator):
    def done():
        page = page_of(post, date(2027, 2, 1))
        with system_scope("test"):
            steps = first_days(page, date(2027, 2, 1)).steps
        return {step.title: (step.done, step.total) for step in steps}

    with system_scope("test"):
        row = Post.objects.get(pk=post.pk)
        row.filled_from, row.filled_to = "2027-01-15", ""
        row.save()
    before = done()
    assert list(before.values()) == [(0, 5), (0, 1), (0, 1), (0, 1), (0, 1), (0, 1), (0, 1)]
    with system_scope("test"):
        Handover.objects.create(municipality=emden, post=row, **FIVE)
        offer = KeyProcess.objects.get(title="Berichtswesen")
        offer.reviewed_in = "2027-01"
        offer.save()
        ProcessTie.objects.create(process=offer, tie="vertretung", name="Leitung")
        Assignment.objects.filter(title="Ganztag rechnen").update(due_on=date(2027, 3, 1))
        Milestone.objects.filter(title="Texte").update(
            period="2027-03", first_month=Month(2027, 3).ordinal, last_month=Month(2027, 3).ordinal
        )
        ContactPoint.objects.filter(value="buero@example.org").update(confirmed_on=date(2027, 1, 20))
        Meeting.objects.create(body=Body.objects.get(name="Steuergruppe"), day=date(2027, 3, 3))
    after = done()
    assert all(count == total for count, total in after.values()), after
    with system_scope("test"):
        ContactPoint.objects.filter(value="buero@example.org").update(confirmed_on=date(2026, 12, 1))
    assert done()["Alle Kontakte einmal bestätigt"] == (0, 1)


def test_the_path_says_how_far_it_is_and_what_it_cannot_know(client, coordinator, post, emden):
    client.force_login(coordinator)
    path = f"/ressourcen/uebergaben/stelle/{post.pk}/erste-30-tage/"
    with clock.frozen(TODAY):
        page = client.get(path).content.decode()
    assert "1 von 7 Schritten ist getan." in page  # the next meeting is planned
    assert "der dreißigste Tag ist der 30.01.2024" in page
    with system_scope("test"):
        bare = make_post(emden, "Neu")
    with clock.frozen(TODAY):
        page = client.get(f"/ressourcen/uebergaben/stelle/{bare.pk}/erste-30-tage/").content.decode()
    assert "Seit wann jemand da ist, steht noch nicht im Portal" in page
    assert page.count("entfällt") == 6


def test_readers_read_and_do_not_write(client, person, emden, verden, post):
    path = f"/ressourcen/uebergaben/stelle/{post.pk}/"
    client.force_login(person(emden, AccessRole.READING, "lesen"))
    page = re.sub(r"\s+", " ", client.get(path).content.decode())
    assert "Fragen beantworten" not in page
    assert client.get(path + "fragen/").status_code == 403
    way = (
        client.get(path + "erste-30-tage/")
        .content.decode()
        .partition('<ol class="stack">')[2]
        .partition("</ol>")[0]
    )
    steps = re.findall(r'<a href="([^"]+)"', way)
    assert len(steps) == 7
    assert {address: client.get(address).status_code for address in steps} == dict.fromkeys(steps, 200)
    client.force_login(person(verden))
    assert client.get(path).status_code == 404
    assert client.get("/ressourcen/uebergaben/anderes/1/").status_code == 404


def test_lists_and_packages_cost_the_same_for_one_and_three(client, coordinator, post, emden):
    client.force_login(coordinator)
    paths = ("/ressourcen/uebergaben/", f"/ressourcen/uebergaben/stelle/{post.pk}/")
    before = [queries_of(client, path) for path in paths]
    with system_scope("test"):
        body, unit = Body.objects.get(name="Steuergruppe"), Unit.objects.get(name="Bildungsbüro")
        for number in range(3):
            make_post(emden, f"F{number}", filled="besetzt", filled_to="2026-12-31", unit=unit)
            Seat.objects.create(body=body, function=f"S{number}", sector="verwaltung", unit=unit)
            Meeting.objects.create(body=body, day=date(2027, 1, 3 + number))
            Assignment.objects.create(municipality=emden, title=f"A{number}", origin="extern", unit=unit)
    assert [queries_of(client, path) for path in paths] == before

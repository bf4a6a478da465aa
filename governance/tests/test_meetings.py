"""Meetings: agenda as invited and as held, the report as one form, the session file, the calendar."""

import re
from datetime import date, time
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from dkbm.ui import pdf
from governance import queries, services
from governance.models import AgendaItem, Assignment, Attendance, Meeting, Resolution
from governance.tests import factories as make
from governance.tests.admin_posts import arranged
from governance.tests.test_resolutions import shown

__all__ = ["shown"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(world, body):
    """A planned meeting of today with two agenda items and two seats."""
    with system_scope("test"):
        row = make.MeetingFactory(
            body=body, day=clock.today(), period="", begin_time=time(17), subject="Übergang"
        )
        make.AgendaItemFactory(meeting=row, position=1, title="Begrüßung")
        make.AgendaItemFactory(meeting=row, position=2, title="Geheimer Punkt", is_public=False)
        make.SeatFactory(body=body, function="Vorsitz")
        make.SeatFactory(body=body, function="Schulen")
    return row


def report_values(meeting, **changes):
    """The form of the report as the browser sends it, with nothing filled in."""
    with system_scope("test"):
        seats = [seat.pk for seat in queries.meetings.seats_at(meeting)]
        items = list(AgendaItem.objects.filter(meeting=meeting))
    values = {"took_place": "ja", "edited_version": meeting.version}
    for prefix, rows in (("beschluss", 3), ("auftrag", 3)):
        values |= {f"{prefix}-TOTAL_FORMS": rows, f"{prefix}-INITIAL_FORMS": 0}
    values |= {f"beschluss-{n}-kind": "sonstiges" for n in range(3)}
    values |= {f"seat_{pk}": "" for pk in seats}
    values |= {f"state_{item.pk}": item.state for item in items}
    values |= {f"result_{item.pk}": item.result for item in items}
    return values | changes


def test_the_agenda_as_invited_stays_when_it_changes(world, meeting, as_user):
    keep = {"model": AgendaItem, "by": world.coordinator}
    with as_user(world.coordinator):
        services.invite_meeting(meeting=meeting, by=world.coordinator, version=1)
        first, second = AgendaItem.objects.filter(meeting=meeting)
        services.keep_record(pk=first.pk, values={"title": "Protokoll"}, **keep)
        services.drop_item(item=second, by=world.coordinator)
        added = services.keep_record(values={"meeting": meeting, "position": 2, "title": "Neu"}, **keep)
        session = queries.meetings.session(meeting.pk)
        assert [(i.invited_position, i.invited_title) for i in session.invited] == [
            (1, "Begrüßung"),
            (2, "Geheimer Punkt"),
        ]
        assert [(i.position, i.title, i.is_added) for i in session.agenda] == [
            (1, "Protokoll", False),
            (2, "Neu", True),
        ]
        assert [i.title for i in session.dropped] == ["Geheimer Punkt"]
        assert session.changed_after_invitation
        assert (session.meeting.state, session.meeting.invited_on) == ("eingeladen", clock.today())
        services.drop_item(item=added, by=world.coordinator)
        assert not AgendaItem.objects.filter(pk=added.pk).exists()
        services.invite_meeting(meeting=session.meeting, by=world.coordinator, version=None)
        session = queries.meetings.session(meeting.pk)
        assert [i.invited_title for i in session.invited] == ["Protokoll"]
        assert not session.changed_after_invitation


def test_an_invitation_needs_a_day_and_an_agenda(world, body, meeting, as_user):
    undated = arranged(make.MeetingFactory, body=body, period="2199-01")
    empty = arranged(make.MeetingFactory, body=body, period="", day=date(2199, 1, 1))
    held = arranged(make.MeetingFactory, body=body, state="stattgefunden")
    with as_user(world.coordinator):
        for row, words in ((undated, "einen Tag"), (empty, "Tagesordnung"), (held, "schon stattgefunden")):
            with pytest.raises(ValidationError, match=words):
                services.invite_meeting(meeting=row, by=world.coordinator, version=None)


def test_the_report_keeps_everything_in_one_go(world, body, meeting, client_of):
    unit = arranged(make.UnitFactory, municipality=world.here)
    with system_scope("test"):
        first = AgendaItem.objects.filter(meeting=meeting).first()
        chair, schools = queries.meetings.seats_at(meeting)
    values = report_values(
        meeting,
        **{
            f"seat_{chair.pk}": "anwesend",
            f"seat_{schools.pk}": "abwesend",
            f"state_{first.pk}": "behandelt",
            f"result_{first.pk}": "Alle begrüßt.",
            "beschluss-0-name": "Wir empfehlen den Bericht",
            "beschluss-0-votes_for": 9,
            "beschluss-0-votes_against": 0,
            "auftrag-0-title": "Zahlen zum Übergang",
            "auftrag-0-unit": unit.pk,
            "auftrag-0-due_on": "08.01.2199",
            "minutes_text": "Verlauf",
            "next_day": "20.01.2199",
        },
    )
    browser = client_of(world.coordinator)
    address = reverse("governance:meeting_report", args=[meeting.pk])
    assert "Zahlen zum Übergang" not in browser.get(address).content.decode()
    response = browser.post(address, values)
    assert response.url == meeting.get_absolute_url()
    with system_scope("test"):
        session = queries.meetings.session(meeting.pk)
        assert (session.meeting.state, session.meeting.minutes_text) == ("stattgefunden", "Verlauf")
        assert [(a.seat_seen.function, a.presence) for a in session.attendance] == [
            ("Vorsitz", "anwesend"),
            ("Schulen", "abwesend"),
        ]
        assert (session.present, session.agenda[0].result) == (1, "Alle begrüßt.")
        (resolution,) = session.resolutions
        assert (resolution.state, resolution.step.is_deciding, resolution.step.votes_label) == (
            "beschlossen",
            True,
            "9 ja, 0 nein",
        )
        (task,) = session.assignments
        assert (task.unit_seen, task.due_on, task.body_seen) == (unit, date(2199, 1, 8), body)
        assert Meeting.objects.get(body=body, day=date(2199, 1, 20)).state == "geplant"
        assert session.meeting.history.first().history_user == world.coordinator
    page = browser.get(meeting.get_absolute_url()).content.decode()
    for words in ("1 von 2 Sitzen", "Alle begrüßt.", "Wir empfehlen den Bericht", "Zahlen zum Übergang"):
        assert words in page, words


def test_mistakes_in_the_report_keep_nothing_and_lose_nothing(world, meeting, client_of):
    abroad = arranged(make.UnitFactory, municipality=world.there)
    values = report_values(
        meeting,
        **{
            "minutes_text": "Bleibt stehen",
            "auftrag-0-title": "Zahlen",
            "auftrag-0-unit": abroad.pk,
            "beschluss-0-votes_for": "viele",
            "next_day": "irgendwann",
        },
    )
    response = client_of(world.coordinator).post(
        reverse("governance:meeting_report", args=[meeting.pk]), values
    )
    page = response.content.decode()
    assert response.status_code == 200
    for words in ("Bleibt stehen", "irgendwann", "Bitte prüfen Sie Ihre Angaben", 'value="Zahlen"'):
        assert words in page, words
    with system_scope("test"):
        assert Meeting.objects.get(pk=meeting.pk).state == "geplant"
        assert not Assignment.objects.exists()


def test_an_overtaken_report_is_a_conflict_that_keeps_all_rows(world, meeting, client_of):
    with system_scope("test"):
        Meeting.objects.filter(pk=meeting.pk).update(version=2, minutes_text="Von jemand anderem")
    values = report_values(meeting, **{"minutes_text": "Meine Fassung", "auftrag-1-title": "Mein Auftrag"})
    address = reverse("governance:meeting_report", args=[meeting.pk])
    browser = client_of(world.coordinator)
    response = browser.post(address, values)
    page = response.content.decode()
    assert response.status_code == 409
    for words in ("Meine Fassung", "Von jemand anderem", "Mein Auftrag", 'name="edited_version" value="2"'):
        assert words in page, words
    with system_scope("test"):
        assert not Assignment.objects.exists()
    assert browser.post(address, {**values, "edited_version": 2}).status_code == 302
    with system_scope("test"):
        assert Assignment.objects.get().title == "Mein Auftrag"


def test_a_meeting_that_did_not_happen_is_cancelled_and_nothing_else(world, meeting, client_of):
    values = report_values(meeting, took_place="nein", **{"beschluss-0-name": "Doch nicht"})
    client_of(world.coordinator).post(reverse("governance:meeting_report", args=[meeting.pk]), values)
    with system_scope("test"):
        assert Meeting.objects.get(pk=meeting.pk).state == "abgesagt"
        assert not Resolution.objects.exists()


@pytest.mark.parametrize("name", ["meeting_edit", "meeting_minutes", "item_edit"])
def test_overtaken_edits_become_a_conflict(world, meeting, client_of, name):
    with system_scope("test"):
        item = AgendaItem.objects.filter(meeting=meeting).first()
        Meeting.objects.filter(pk=meeting.pk).update(version=2)
        AgendaItem.objects.filter(pk=item.pk).update(version=2)
    values = {
        "meeting_edit": {
            "day": f"{meeting.day:%d.%m.%Y}",
            "state": "geplant",
            "subject": "Meine",
            "audience": 0,
        },
        "meeting_minutes": {"minutes_text": "Meine"},
        "item_edit": {"position": 1, "title": "Meine", "state": "offen"},
    }[name]
    pk = item.pk if name == "item_edit" else meeting.pk
    address = reverse(f"governance:{name}", args=[pk])
    browser = client_of(world.coordinator)
    response = browser.post(address, {**values, "edited_version": 1})
    assert response.status_code == 409
    assert "Meine" in response.content.decode()
    assert browser.post(address, {**values, "edited_version": 2}).url == meeting.get_absolute_url()


def test_minutes_are_not_approved_before_the_meeting(world, meeting, client_of):
    address = reverse("governance:meeting_minutes", args=[meeting.pk])
    values = {"minutes_text": "Verlauf", "minutes_approved_on": "01.01.2020", "edited_version": 1}
    page = client_of(world.coordinator).post(address, values).content.decode()
    assert "Vor der Sitzung kann ihr Protokoll nicht genehmigt sein." in page
    assert "Verlauf" in page


def test_minutes_are_approved_on_a_day_and_the_page_says_so(world, meeting, client_of):
    with system_scope("test"):
        Meeting.objects.filter(pk=meeting.pk).update(state="stattgefunden")
    browser = client_of(world.coordinator)
    assert "genehmigt am" not in browser.get(meeting.get_absolute_url()).content.decode()
    address = reverse("governance:meeting_minutes", args=[meeting.pk])
    today = clock.today()
    values = {"minutes_text": "Verlauf", "minutes_approved_on": f"{today:%d.%m.%Y}", "edited_version": 1}
    assert browser.post(address, values).status_code == 302
    with system_scope("test"):
        assert Meeting.objects.get(pk=meeting.pk).minutes_approved_on == today
    page = " ".join(browser.get(meeting.get_absolute_url()).content.decode().split())
    assert f"genehmigt am {today:%d.%m.%Y}" in page


def test_others_see_public_items_but_no_attendance_minutes_or_notes(world, body, meeting, client_of):
    with system_scope("test"):
        Meeting.objects.filter(pk=meeting.pk).update(
            audience=Audience.PUBLIC, minutes_text="Geheimes Protokoll", note="Geheime Notiz"
        )
        seat = make.SeatFactory(body=body, function="Geheimer Sitz")
        Attendance.objects.create(meeting=meeting, seat=seat, presence="anwesend")
        make.AssignmentFactory(municipality=world.here, meeting=meeting, title="Geheimer Auftrag")
    paper = reverse("governance:meeting_file", args=[meeting.pk])
    with mock.patch.object(pdf, "_writer", lambda: None):
        for browser in (Client(), client_of(world.stranger), client_of(world.transfer)):
            for address in (meeting.get_absolute_url(), paper):
                page = browser.get(address).content.decode()
                assert "Begrüßung" in page
                assert "geheim" not in page.lower(), address
        page = client_of(world.reader).get(paper).content.decode()
    for words in ("Geheimer Punkt", "Geheimer Sitz", "Geheimes Protokoll", "Geheimer Auftrag"):
        assert words in page, words
    assert "Geheime Notiz" not in page


def test_the_session_file_is_one_pdf(world, meeting, client_of):
    response = client_of(world.reader).get(reverse("governance:meeting_file", args=[meeting.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert f"sitzungsmappe-{meeting.pk}.pdf" in response["Content-Disposition"]


def test_the_calendar_lists_by_month_and_never_invents_a_day(world, body, client_of):
    with system_scope("test"):
        for period in ("2027-02", "2027", "2020-11"):
            make.MeetingFactory(body=body, period=period)
        make.MeetingFactory(body=body, period="", day=date(2027, 2, 3), begin_time=time(17))
    with clock.frozen(date(2026, 11, 25)):
        page = client_of(world.coordinator).get("/gremien/sitzungen/").content.decode()
        past = client_of(world.coordinator).get("/gremien/sitzungen/?zeit=vergangen").content.decode()
    assert page.count("<h2>Februar 2027</h2>") == 1
    assert "<h2>2027</h2>" in page
    assert "03.02.2027" in page
    assert "17:00 Uhr" in page
    assert "2 Sitzungen haben noch keinen Tag" in page
    assert "1 vergangene Sitzung wartet auf ihre Nachbereitung" in page
    assert "11/2020" not in page
    assert "November 2020" in past
    assert "01.02.2027" not in page


def test_a_report_cannot_touch_items_or_seats_of_other_meetings(world, meeting, client_of):
    with system_scope("test"):
        other = make.AgendaItemFactory(meeting__body__municipality=world.there, title="Fremd")
        seat = make.SeatFactory(body__municipality=world.there)
    extra = {
        f"result_{other.pk}": "Übernommen",
        f"state_{other.pk}": "behandelt",
        f"seat_{seat.pk}": "anwesend",
    }
    values = report_values(meeting, **extra)
    address = reverse("governance:meeting_report", args=[meeting.pk])
    assert client_of(world.coordinator).post(address, values).status_code == 302
    with system_scope("test"):
        assert AgendaItem.objects.get(pk=other.pk).result == ""
        assert not Attendance.objects.exists()


def test_pages_need_a_constant_number_of_queries(world, body, meeting, client_of, django_assert_num_queries):
    def fill():
        with system_scope("test"):
            make.AgendaItemFactory(meeting=meeting)
            seat = make.SeatFactory(body=body)
            Attendance.objects.create(meeting=meeting, seat=seat, presence="anwesend")
            unit = make.UnitFactory(municipality=world.here)
            make.AssignmentFactory(municipality=world.here, meeting=meeting, body=body, unit=unit)
            resolution = make.ResolutionFactory(municipality=world.here)
            make.ConsultationFactory(resolution=resolution, body=body, meeting=meeting)
            make.MeetingFactory(body=body, period="2199")

    browser = client_of(world.coordinator)
    addresses = (
        "/gremien/sitzungen/",
        meeting.get_absolute_url(),
        reverse("governance:meeting_report", args=[meeting.pk]),
    )
    fill()
    counts = []
    for address in addresses:
        browser.get(address)
        with CaptureQueriesContext(connection) as seen:
            browser.get(address)
        counts.append(len(seen))
    fill()
    fill()
    for address, needed in zip(addresses, counts, strict=True):
        with django_assert_num_queries(needed, info=address):
            browser.get(address)


def test_the_demo_shows_a_meeting_held_and_one_invited(shown):
    with system_scope("test"):
        past, coming = Meeting.objects.filter(day__isnull=False, body__name="Bildungsbeirat").order_by("day")
        sat = set(Attendance.objects.filter(meeting=past).values_list("seat", flat=True))
        assert sat == {seat.pk for seat in queries.meetings.seats_at(past) if not seat.is_vacant}
    page = Client().get(past.get_absolute_url()).content.decode()
    assert "Der Beirat gibt dem Bildungsbüro zwei Fragen auf." in page
    assert "Wie gelingt der Übergang in die Ausbildung?" in page
    assert "eingeladen" in Client().get(coming.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("day", "main"), [(date(2026, 11, 26), "bearbeiten"), (date(2026, 11, 25), "nachbereiten")]
)
def test_the_main_action_of_a_meeting_ahead_is_not_its_report(world, body, client_of, day, main):
    with clock.frozen(date(2026, 11, 25)), system_scope("test"):
        meeting = make.MeetingFactory(body=body, period="", day=day)
        page = client_of(world.coordinator).get(meeting.get_absolute_url()).content.decode()
    (button,) = re.findall(r'btn btn-primary" href="[^"]*">([^<]*)<', page)
    assert main in button

"""The calendar feed: secret and revocable, read again by a parser that is not the writer's."""

import json
import logging
from datetime import UTC, date, datetime, time

import pytest
import vobject
from django.test import Client

from dkbm import clock
from dkbm.access.audiences import Audience, Sharing
from dkbm.access.scope import system_scope
from dkbm.logs import JsonFormatter
from dkbm.models import Municipality
from dkbm.services import end_role
from governance import ics, services
from governance.models import CalendarFeed, Meeting
from governance.tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = "/gremien/kalender/"


@pytest.fixture
def dated(world, body):
    """Meetings of here: on a day with times, a whole day, cancelled, only a month."""
    with system_scope("test"), clock.frozen(datetime(2026, 11, 25, 9, 30)):
        common = {"body": body, "period": ""}
        return [
            make.MeetingFactory(
                **common,
                day=date(2027, 7, 1),
                begin_time=time(17),
                end_time=time(19),
                subject="Übergang; Schule, Beruf",
                place="Rathaus, Saal 1",
                link="https://example.org/sitzung?id=1",
                note="Geheime Notiz",
                state="eingeladen",
            ),
            make.MeetingFactory(**common, day=date(2027, 1, 20)),
            make.MeetingFactory(**common, day=date(2027, 1, 21), begin_time=time(8), state="abgesagt"),
            make.MeetingFactory(body=body, period="2027-02", subject="Nur ein Monat"),
        ]


def feed_of(person):
    """What a calendar program fetches that knows the person's address and nothing else."""
    response = Client().get(f"/gremien/kalender/{services.make_feed(by=person)}.ics")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Referrer-Policy"] == "no-referrer"
    return response.content


def test_an_independent_parser_reads_the_feed(world, dated):
    calendar = vobject.readOne(feed_of(world.reader).decode())
    assert [zone.tzid.value for zone in calendar.vtimezone_list] == ["Europe/Berlin"]
    events = {event.dtstart.value.isoformat()[:10]: event for event in calendar.vevent_list}
    assert sorted(events) == ["2027-01-20", "2027-01-21", "2027-07-01"]
    summer = events["2027-07-01"]
    # German summer time: two hours ahead of UTC
    assert summer.dtstart.value.astimezone(UTC) == datetime(2027, 7, 1, 15, tzinfo=UTC)
    assert summer.dtend.value.astimezone(UTC) == datetime(2027, 7, 1, 17, tzinfo=UTC)
    assert summer.summary.value.endswith(": Übergang; Schule, Beruf")
    assert (summer.location.value, summer.url.value) == (
        "Rathaus, Saal 1",
        "https://example.org/sitzung?id=1",
    )
    assert (summer.sequence.value, summer.status.value) == ("0", "CONFIRMED")
    assert summer.last_modified.value == datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    whole = events["2027-01-20"]
    assert (whole.dtstart.value, whole.dtend.value) == (date(2027, 1, 20), date(2027, 1, 21))
    assert whole.status.value == "TENTATIVE"
    assert events["2027-01-21"].status.value == "CANCELLED"
    assert len({event.uid.value for event in events.values()}) == 3


def test_lines_are_folded_and_end_as_the_standard_says(world, dated):
    content = feed_of(world.reader)
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)


def test_a_move_keeps_the_uid_and_raises_the_sequence(world, dated, as_user):
    def event():
        events = vobject.readOne(feed_of(world.reader).decode()).vevent_list
        return next(e for e in events if "Übergang" in e.summary.value)

    before = event()
    with as_user(world.coordinator), clock.frozen(datetime(2026, 12, 1, 12)):
        services.keep_record(
            model=Meeting, pk=dated[0].pk, version=1, values={"day": date(2027, 7, 8)}, by=world.coordinator
        )
    after = event()
    assert after.uid.value == before.uid.value
    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    assert after.last_modified.value == datetime(2026, 12, 1, 11, tzinfo=UTC)
    assert after.dtstart.value.date() == date(2027, 7, 8)


def test_the_secret_is_kept_nowhere_and_worth_nothing_once_revoked(world, dated, client_of):
    browser = client_of(world.reader)
    assert "Adresse erzeugen" in browser.get(PAGE).content.decode()
    response = browser.post(PAGE, {"tun": "neu"})
    assert response["Referrer-Policy"] == "same-origin"  # else browsers may not send the form to revoke it
    page = response.content.decode()
    address = page.split('value="http://testserver')[1].split('"')[0]
    token = address.removeprefix("/gremien/kalender/").removesuffix(".ics")
    assert len(token) >= 40
    assert token not in str(CalendarFeed.objects.values())
    assert token not in browser.get(PAGE).content.decode()
    assert Client().get(address).status_code == 200
    second = services.make_feed(by=world.reader)
    assert Client().get(address).status_code == 404
    assert Client().get(f"/gremien/kalender/{second}.ics").status_code == 200
    assert client_of(world.stranger).post(PAGE, {"tun": "widerrufen"}).status_code == 302
    assert Client().get(f"/gremien/kalender/{second}.ics").status_code == 200
    browser.post(PAGE, {"tun": "widerrufen"})
    assert Client().get(f"/gremien/kalender/{second}.ics").status_code == 404


def test_the_feed_shows_what_its_person_may_see_at_that_moment(world, body, dated):
    def titles(person):
        calendar = vobject.readOne(feed_of(person).decode())
        return [event.summary.value for event in getattr(calendar, "vevent_list", [])]

    with system_scope("test"):
        public = {"period": "", "audience": Audience.PUBLIC}
        make.MeetingFactory(
            body__municipality=world.there, day=date(2027, 3, 1), subject="Anderswo", **public
        )
        make.MeetingFactory(body=body, day=date(2027, 3, 2), subject="Geteilt", **public)
    assert len(titles(world.reader)) == 4
    assert [t.split(": ")[1] for t in titles(world.stranger)] == ["Anderswo"]
    Municipality.objects.filter(pk=world.here.pk).update(sharing=Sharing.ALL)
    assert [t.split(": ")[1] for t in titles(world.transfer)] == ["Geteilt"]
    token = services.make_feed(by=world.reader)
    address = f"/gremien/kalender/{token}.ics"
    assert b"Geheime Notiz" not in Client().get(address).content
    end_role(membership=world.reader.memberships.get(), by=world.admin)
    assert b"BEGIN:VEVENT" not in Client().get(address).content
    world.reader.is_active = False
    world.reader.save()
    assert Client().get(address).status_code == 404


def test_secrets_in_addresses_do_not_reach_the_log():
    address = "/gremien/kalender/Zt0kenZt0kenZt0kenZt0ken-_x.ics"
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "Not Found: %s", (address,), None)
    line = JsonFormatter().format(record)
    assert "Zt0ken" not in line
    assert json.loads(line)["event"] == "Not Found: /gremien/kalender/….ics"


def test_an_empty_calendar_is_a_calendar():
    calendar = vobject.readOne(ics.calendar_file("Leer", []).decode())
    assert calendar.version.value == "2.0"
    assert calendar.prodid.value

"""Tasks: what is due, for whom, with which date, and where it leads."""

from datetime import date, datetime

import pytest
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dkbm import clock, due
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.tests.factories import member
from governance import services
from governance.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november():
    with clock.frozen(datetime(2026, 11, 25, 9)):
        yield


@pytest.fixture
def work(world, body):
    """One record of each kind that asks for something, and one beside each that does not."""
    with system_scope("test"):
        meeting = {"body": body, "period": ""}
        make.MeetingFactory(**meeting, day=date(2026, 11, 12))
        make.MeetingFactory(**meeting, day=date(2026, 12, 3))
        make.MeetingFactory(**meeting, day=date(2027, 3, 3))
        make.MeetingFactory(**meeting, day=date(2026, 10, 1), state="abgesagt")
        make.MeetingFactory(**meeting, day=date(2026, 11, 13), imported_from="Rat")
        make.MeetingFactory(**meeting, day=date(2026, 9, 1), state="stattgefunden", minutes_text="Fertig")
        make.MeetingFactory(body=body, period="2026-12")
        here = {"municipality": world.here}
        make.AssignmentFactory(**here, title="Spät", due_on=date(2026, 11, 1))
        make.AssignmentFactory(**here, title="Bald", due_on=date(2026, 11, 30))
        make.AssignmentFactory(**here, title="Später", due_on=date(2026, 12, 1))
        make.SeatFactory(body=body, function="Vorsitz", until=date(2026, 12, 31))
        make.SeatFactory(body=body, function="Elternrat", state="vakant")
        make.SeatFactory(body=body, function="Kammer", until=date(2028, 12, 31))
        make.ResolutionFactory(**here, name="Konzept", state="beschlossen", valid_until="2026-12")
        make.ResolutionFactory(**here, name="Uralt", state="beschlossen", valid_until="2019")
        make.AgreementFactory(**here, name="Kooperation", until="2026-10-31")
        make.ContactFactory(unit=make.UnitFactory(**here))
        make.PublicationFactory(**here, name="Bericht", link="https://example.org/bericht")
        make.AssignmentFactory(municipality=world.there, title="Fremd", due_on=date(2026, 11, 1))


def test_every_kind_is_a_sentence_with_an_honest_date(world, work, as_user):
    with as_user(world.coordinator):
        found = due.shown(due.tasks_of(world.here, world.coordinator))
    assert [(row.task.sentence, row.when) for row in found] == [
        ("„Kooperation“ ist ausgelaufen: verlängern oder beenden", "fällig seit 31.10.2026"),
        ("Auftrag „Spät“ beantworten", "fällig seit 01.11.2026"),
        ("Sitzung Bildungsbeirat 12.11.2026 nachbereiten", "fällig seit 12.11.2026"),
        ("Auftrag „Bald“ beantworten", "bis 30.11.2026"),
        ("Zur Sitzung Bildungsbeirat 03.12.2026 einladen", "bis 03.12.2026"),
        ("Nachfolge für „Vorsitz“ im Gremium Bildungsbeirat eintragen", "bis 31.12.2026"),
        ("„Konzept“ läuft aus: verlängern oder beenden", "bis 12/2026"),
        ("Zur Sitzung Bildungsbeirat 12/2026 einladen", "bis 12/2026"),
        ("1 Kontakt bestätigen", ""),
        ("Link von 1 Veröffentlichung prüfen", ""),
        ("Sitz „Elternrat“ im Gremium Bildungsbeirat besetzen", ""),
        ("Protokoll Bildungsbeirat 01.09.2026 genehmigen lassen", ""),
    ]


def test_each_link_opens_for_whom_it_is_shown(world, work, client_of, as_user):
    with as_user(world.coordinator):
        addresses = [task.url for task in due.tasks_of(world.here, world.coordinator)]
    browser = client_of(world.coordinator)
    assert [browser.get(address).status_code for address in addresses] == [200] * len(addresses)


def test_seven_on_the_first_screen_the_rest_counted(world, work, client_of):
    page = client_of(world.coordinator).get("/").content.decode()
    assert page.count('class="todo"') == 1
    assert "5 weitere Aufgaben" in page
    assert "„Konzept“" in page
    assert "Elternrat" not in page
    everything = client_of(world.coordinator).get("/aufgaben/").content.decode()
    assert "12 Sachen sind zu tun" in everything
    assert "Fremd" not in everything


def test_who_may_not_act_has_no_tasks(world, work, client_of, as_user):
    for person in (world.reader, world.stranger, world.transfer, member(world.here, Role.MONITORING)):
        with as_user(person):
            assert due.tasks_of(world.here, person) == []
    page = client_of(world.reader).get("/aufgaben/").content.decode()
    assert "Mit Ihrer Rolle ist hier nichts zu erledigen" in page
    assert "Spät" not in page


def test_the_calendar_holds_tasks_with_a_day_and_no_others(world, work):
    address = f"/gremien/kalender/{services.make_feed(by=world.coordinator)}.ics"
    calendar = vobject.readOne(Client().get(address).content.decode())
    tasks = [event for event in calendar.vevent_list if "aufgabe" in event.uid.value]
    assert sorted(event.dtstart.value.isoformat() for event in tasks) == [
        "2026-10-31",
        "2026-11-01",
        "2026-11-30",
        "2026-12-31",
    ]
    assert all(event.url.value.startswith("http://testserver/gremien/") for event in tasks)
    for_reading = f"/gremien/kalender/{services.make_feed(by=world.reader)}.ics"
    assert "aufgabe" not in Client().get(for_reading).content.decode()


def test_three_rows_cost_as_much_as_one(world, body, client_of):
    def cost():
        browser = client_of(world.coordinator)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/aufgaben/").status_code == 200
        return len(queries)

    def add(n):
        with system_scope("test"):
            make.MeetingFactory(body=body, period="", day=date(2026, 11, n))
            make.AssignmentFactory(municipality=world.here, due_on=date(2026, 11, n))
            make.SeatFactory(body=body, state="vakant")
            make.ResolutionFactory(municipality=world.here, state="beschlossen", valid_until="2026-12")

    add(1)
    once = cost()
    add(2)
    add(3)
    assert cost() == once

"""People: directory and page for the own municipality, Art. 15 to 17 and 30, merging, retention."""

from __future__ import annotations

import json
import logging
import re
from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.models import ForeignKey
from django.test.utils import CaptureQueriesContext

from dkbm import clock, personal
from dkbm.access.audiences import Audience, Sharing
from dkbm.access.scope import system_scope
from governance import services
from governance.models import Assignment, ContactPoint, Person, RetentionRun, Seat
from governance.queries import people
from governance.tests import factories as make
from governance.tests.admin_posts import address

pytestmark = pytest.mark.django_db
CANARY = "Kanarienvogel"


@pytest.fixture
def person(world):
    with system_scope("test"):
        return make.PersonFactory(municipality=world.here, name=f"Kim {CANARY}", function="Leitung")


@pytest.fixture
def traces(world, body, person):
    """Everything the portal can know about the canary."""
    with system_scope("test"):
        make.SeatFactory(body=body, person=person, function="Vorsitz", since=date(2020, 1, 1))
        person.function = "Leitung Bildungsbüro"
        person.save()
        contact = make.ContactFactory(
            unit=None, person=person, municipality=world.here, value=f"{CANARY.lower()}@example.org"
        )
        contact.purpose = "Fragen"
        contact.save()
        return person


def test_the_page_shows_all_involvements_to_the_own_municipality_only(world, traces, client_of):
    page = client_of(world.reader).get(f"/gremien/personen/{traces.pk}/").content.decode()
    assert "Bildungsbeirat" in page
    assert "01.01.2020" in page
    with system_scope("test"):
        Person.objects.update(audience=Audience.PUBLIC)
        world.here.refresh_from_db()
        world.here.sharing = Sharing.ALL
        world.here.save()
    for other in (world.stranger, world.transfer, world.nobody):
        answer = client_of(other).get(f"/gremien/personen/{traces.pk}/")
        assert answer.status_code == 404
        assert CANARY not in answer.content.decode()


def test_the_directory_holds_only_the_own_people(world, traces, client_of):
    with system_scope("test"):
        make.PersonFactory(municipality=world.there, name="Fremde Person", audience=Audience.PUBLIC)
    page = client_of(world.reader).get("/gremien/personen/").content.decode()
    assert CANARY in page
    assert "Bildungsbeirat" in page
    assert "Fremde Person" not in page
    assert CANARY not in client_of(world.stranger).get("/gremien/personen/").content.decode()
    browser = client_of(world.reader)
    assert "Nichts gefunden" in browser.post("/gremien/personen/", {"suche": "xyz"}).content.decode()
    # a name in an address would stand in histories and logs
    assert "Nichts gefunden" not in browser.get("/gremien/personen/?suche=xyz").content.decode()
    assert '<form method="post" role="search"' in browser.get("/gremien/personen/").content.decode()


@pytest.mark.parametrize("page", ["/gremien/personen/", "/gremien/personen/doppelt/"])
def test_lists_of_people_need_a_constant_number_of_queries(world, body, client_of, page):
    browser = client_of(world.coordinator)

    def one_more(number):
        with system_scope("test"):
            for _time in range(2):
                person = make.PersonFactory(municipality=world.here, name=f"Doppelt {number}")
                make.SeatFactory(body=body, person=person)

    one_more(1)
    browser.get(page)
    with CaptureQueriesContext(connection) as one:
        browser.get(page)
    one_more(2)
    one_more(3)
    with CaptureQueriesContext(connection) as three:
        browser.get(page)
    assert len(three) == len(one)


def test_access_on_request_is_complete_and_names_nobody_in_the_file_name(world, traces, client_of):
    browser = client_of(world.coordinator)
    assert CANARY in browser.get(f"/gremien/personen/{traces.pk}/auskunft/").content.decode()
    answer = browser.get(f"/gremien/personen/{traces.pk}/auskunft.json")
    assert CANARY not in str(answer.headers)
    stored = json.loads(answer.content)
    assert stored["person"]["Name"] == f"Kim {CANARY}"
    assert stored["kontakte"][0]["Zweck"] == "Fragen"
    assert stored["mitwirkung"] == [
        {
            "art": "Sitz",
            "titel": "Vorsitz",
            "wo": "Bildungsbeirat",
            "seit": "2020-01-01",
            "bis": None,
            "stand": "besetzt",
        }
    ]
    assert [row["Funktion"] for row in stored["verlauf"]] == ["Leitung", "Leitung Bildungsbüro"]


def test_correcting_conflicts_keep_what_was_typed(world, person, client_of):
    browser = client_of(world.coordinator)
    values = {"name": "Kim Neu", "function": "Leitung", "audience": 0, "edited_version": 1}
    url = f"/gremien/personen/{person.pk}/bearbeiten/"
    assert browser.post(url, values).status_code == 302
    late = browser.post(url, {**values, "name": "Kim Spät"})
    assert late.status_code == 409
    assert "Kim Spät" in late.content.decode()
    assert "Kim Neu" in late.content.decode()


def test_contacts_are_made_and_changed_on_pages(world, body, person, client_of):
    browser = client_of(world.coordinator)
    values = {"kind": "telefon", "value": "05402/40798-14", "audience": 0, "source": "Flyer"}
    assert browser.post(f"/gremien/personen/{person.pk}/kontakte/neu/", values).status_code == 302
    assert "tel:+4954024079814" in browser.get(f"/gremien/personen/{person.pk}/").content.decode()
    assert browser.post(f"/gremien/{body.pk}/kontakte/neu/", {**values, "unit": 1}).status_code == 302
    private = {**values, "is_private": "on", "audience": int(Audience.PUBLIC)}
    refused = browser.post(f"/gremien/{body.pk}/kontakte/neu/", private).content.decode()
    assert "nur mit Einwilligung" in refused
    with system_scope("test"):
        assert set(ContactPoint.objects.values_list("person", "body", "unit")) == {
            (person.pk, None, None),
            (None, body.pk, None),
        }


def test_merging_keeps_both_dated_roles(world, body, traces, client_of):
    """product.md E: de-duplication must not drop former roles."""
    with system_scope("test"):
        twin = make.PersonFactory(municipality=world.here, name=f"{CANARY}, Kim")
        make.SeatFactory(
            body=body, person=twin, function="Vorsitz", since=date(2010, 1, 1), until=date(2014, 12, 31)
        )
        make.ContactFactory(
            unit=None, person=twin, municipality=world.here, value=f"{CANARY.lower()}@example.org"
        )
    browser = client_of(world.coordinator)
    page = browser.get("/gremien/personen/doppelt/").content.decode()
    assert "gleicher Name" in page
    assert "gleicher Kontakt" in page
    answer = browser.post("/gremien/personen/doppelt/", {"behalten": traces.pk, "aufgeben": twin.pk})
    assert answer.status_code == 302
    with system_scope("test"):
        assert list(
            Seat.objects.filter(person=traces).order_by("since").values_list("function", "since", "until")
        ) == [
            ("Vorsitz", date(2010, 1, 1), date(2014, 12, 31)),
            ("Vorsitz", date(2020, 1, 1), None),
        ]
        assert not Person.objects.filter(pk=twin.pk).exists()
        assert not Person.history.filter(id=twin.pk).exists()
        assert ContactPoint.objects.filter(person=traces).count() == 1


def test_merging_across_municipalities_is_not_found(world, person, client_of):
    with system_scope("test"):
        foreign = make.PersonFactory(municipality=world.there, audience=Audience.PUBLIC)
    values = {"behalten": person.pk, "aufgeben": foreign.pk}
    assert client_of(world.coordinator).post("/gremien/personen/doppelt/", values).status_code == 404
    with system_scope("test"):
        assert Person.objects.filter(pk=foreign.pk).exists()


def everything_stored():
    """All rows of all tables as text, read without Django's managers."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [f"{table}: {row}" for row in cursor.fetchall() if CANARY.lower() in str(row).lower()]
    return rows


def unseen_texts(answer):
    """What a page says to machines: addresses other than of a mail program, and data of charts."""
    page = answer.content.decode()
    addresses = re.findall(r'(?:href|action|src)="(?!mailto:)([^"]*)"', page)
    return addresses + re.findall(r"<script[^>]*application/json[^>]*>(.*?)</script>", page, re.DOTALL)


@pytest.mark.parametrize("way", ["page", "admin", "retention"])
def test_erasing_a_canary_leaves_no_hit(world, body, traces, client_of, caplog, way):
    caplog.set_level(logging.DEBUG)
    browser = client_of(world.admin)
    change = address("person", "change", traces.pk)
    form = {"name": traces.name, "function": "Leitung", "audience": 0, "edited_version": traces.version}
    form |= {"contacts-TOTAL_FORMS": "0", "contacts-INITIAL_FORMS": "0"}
    assert browser.post(change, form).status_code == 302
    for page in (f"/gremien/{body.pk}/", f"/gremien/personen/{traces.pk}/", "/gremien/personen/", "/"):
        answer = browser.get(page)
        assert answer.status_code == 200
        assert not [text for text in unseen_texts(answer) if CANARY.lower() in text.lower()]
    kept = everything_stored()
    assert kept != []
    assert not [row for row in kept if row.startswith("dkbm_job")]
    if way == "page":
        with system_scope("test"):
            version = Person.objects.get(pk=traces.pk).version
        values = {"way": "loeschen", "sure": "on", "version": version}
        assert browser.post(f"/gremien/personen/{traces.pk}/loeschen/", values).status_code == 302
    elif way == "admin":
        assert browser.post(address("person", "delete", traces.pk), {"post": "yes"}).status_code == 302
    else:
        with system_scope("test"):
            Seat.objects.filter(person=traces).update(until=date(2021, 1, 1))
        call_command("retention_run", stdout=StringIO())
    assert everything_stored() == []
    logged = [r for r in caplog.records if r.name != "django.db.backends"]
    assert not [r for r in logged if CANARY.lower() in r.getMessage().lower()]
    with system_scope("test"):
        seat = Seat.objects.get(body=body)
        assert (seat.function, seat.since, seat.person) == ("Vorsitz", date(2020, 1, 1), None)


def test_the_archive_keeps_name_and_role_only(world, traces, client_of):
    values = {"way": "archiv", "sure": "on", "version": traces.version}
    browser = client_of(world.coordinator)
    assert browser.post(f"/gremien/personen/{traces.pk}/loeschen/", values).status_code == 302
    with system_scope("test"):
        kept = Person.objects.get(pk=traces.pk)
        assert (kept.is_archived, kept.audience, kept.left_on) == (True, Audience.INTERNAL, clock.today())
        assert kept.seats.count() == 1
        assert not ContactPoint.objects.filter(person=kept).exists()
        assert not ContactPoint.history.exists()
        assert not Person.history.filter(id=kept.pk).exists()


def test_erasing_needs_a_yes_and_the_version_one_saw(world, traces, client_of):
    browser = client_of(world.coordinator)
    url = f"/gremien/personen/{traces.pk}/loeschen/"
    assert browser.post(url, {"way": "loeschen", "version": traces.version}).status_code == 200
    late = browser.post(url, {"way": "loeschen", "sure": "on", "version": traces.version + 7})
    assert late.status_code == 409
    with system_scope("test"):
        assert Person.objects.filter(pk=traces.pk).exists()


def test_free_texts_that_hold_the_name_are_pointed_out(world, body, traces, client_of):
    with system_scope("test"):
        body.tasks = f"Leitung: {traces.name}"
        body.save()
        foreign = make.BodyFactory(municipality=world.there, name="Fremd", tasks=f"Leitung: {traces.name}")
        assert people.mentions(traces) == ["Gremium: Bildungsbeirat"]
    page = client_of(world.coordinator).get(f"/gremien/personen/{traces.pk}/loeschen/").content.decode()
    assert "Gremium: Bildungsbeirat" in page
    assert foreign.name not in page


def test_retention_counts_first_and_leaves_a_protocol_without_names(world, body, traces):
    with system_scope("test"):
        gone = make.PersonFactory(municipality=world.here, name="Lange Weg", left_on=date(2020, 2, 29))
        make.ContactFactory(unit=None, person=gone, municipality=world.here)
        make.ContactFactory(unit__municipality=world.here, expires_on=date(2021, 1, 1))
        recent = make.PersonFactory(municipality=world.here, left_on=clock.today())
        never = make.PersonFactory(municipality=world.here)
        out = StringIO()
        call_command("retention_run", "--dry-run", stdout=out)
        assert "1 Personen, 1 Kontakte zu löschen" in out.getvalue()
        assert (Person.objects.count(), RetentionRun.objects.count()) == (4, 0)
        call_command("retention_run", stdout=out)
        assert set(Person.objects.all()) == {traces, recent, never}
        runs = RetentionRun.objects.filter(municipality=world.here)
        assert list(runs.values_list("people", "contacts")) == [(1, 1)]
        assert "Lange Weg" not in out.getvalue()
        assert RetentionRun.objects.filter(municipality=world.there).count() == 1


def test_the_24_months_end_to_the_day(world, body):
    with system_scope("test"):
        person = make.PersonFactory(municipality=world.here)
        make.SeatFactory(body=body, person=person, until=date(2022, 2, 28))
        assert not people.is_past_keeping(person, date(2024, 2, 27))
        assert people.is_past_keeping(person, date(2024, 2, 28))


def test_the_register_knows_every_column_for_an_address(client):
    marked = {(m, name) for m in personal.marked_models() for name in m.personal.fields}
    assert {m._meta.label for m, _name in marked} >= {
        "governance.Person",
        "governance.ContactPoint",
        "dkbm.User",
    }
    ours = [
        m for m in apps.get_models() if m._meta.app_label in ("dkbm", "governance", "projects", "monitoring")
    ]
    for model in ours:
        for field in model._meta.concrete_fields:
            if isinstance(field, models.EmailField) and not model._meta.object_name.startswith("Historical"):
                assert (model, field.name) in marked, f"{model._meta.label}.{field.name} is not marked"
    page = client.get("/datenschutz/verzeichnis/").content.decode()
    assert "24 Monate nach dem Ende der letzten Funktion" in page


def test_services_refuse_the_same_row_twice(world, person, as_user):
    with as_user(world.coordinator), pytest.raises(Exception, match="zwei verschiedene"):
        services.merge_people(keep=person, gone=person, by=world.coordinator)


def test_nothing_that_can_be_overdue_belongs_to_a_person():
    """No statistics about people's delays: what has a due day is asked of units and functions."""
    with_a_day = {
        model
        for model in apps.get_models()
        if not model._meta.object_name.startswith("Historical")
        for field in model._meta.concrete_fields
        if field.name in {"due_on", "due", "done_on", "deadline", "report_due", "extension_due"}
    }
    assert Assignment in with_a_day
    assert {
        (model.__name__, field.name)
        for model in with_a_day
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.remote_field.model is Person
    } == set()

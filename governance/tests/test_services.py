"""Deeds: permission, versions, staying at home, renaming, erasing."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError

from dkbm import clock
from dkbm.services import Conflict
from governance import content, services
from governance.models import Body, ContactPoint, Person, Seat, Unit, UnitName
from governance.tests import factories as make

pytestmark = pytest.mark.usefixtures("everything")

VALUES = {"name": "Bildungsbeirat", "kind": "beirat", "level": 2}


@pytest.fixture
def body(world):
    return make.BodyFactory(municipality=world.here, name="Beirat")


def test_a_coordinator_makes_a_body(world, as_user):
    with as_user(world.coordinator):
        values = {**VALUES, "municipality": world.here}
        body = services.keep_record(model=Body, values=values, by=world.coordinator)
        assert body.search_key == "bildungsbeirat"
        assert body.history.get().history_user == world.coordinator


@pytest.mark.parametrize("who", ["reader", "stranger", "transfer", "nobody"])
def test_others_make_and_change_nothing(world, body, as_user, who):
    person = getattr(world, who)
    with as_user(person):
        with pytest.raises(PermissionDenied):
            services.keep_record(model=Body, values={**VALUES, "municipality": world.here}, by=person)
        with pytest.raises(PermissionDenied):
            services.keep_record(model=Body, pk=body.pk, version=1, values={"name": "Neu"}, by=person)
        with pytest.raises(PermissionDenied):
            services.remove_record(row=body, by=person)
    body.refresh_from_db()
    assert (body.name, body.version) == ("Beirat", 1)


def test_hidden_foreign_rows_do_not_exist(world, as_user):
    hidden = make.BodyFactory(municipality=world.here, audience=0)
    with as_user(world.stranger), pytest.raises(Body.DoesNotExist):
        services.keep_record(model=Body, pk=hidden.pk, version=1, values={"name": "Neu"}, by=world.stranger)


def test_an_overtaken_version_is_refused(world, body, as_user):
    with as_user(world.coordinator):
        kept = services.keep_record(
            model=Body, pk=body.pk, version=1, values={"name": "Erster"}, by=world.coordinator
        )
        assert kept.version == 2
        with pytest.raises(Conflict) as conflict:
            services.keep_record(
                model=Body, pk=body.pk, version=1, values={"name": "Zweiter"}, by=world.coordinator
            )
    assert conflict.value.current.name == "Erster"


def test_a_record_stays_where_it_was_made(world, body, as_user):
    other = make.BodyFactory(municipality=world.here)
    seat = make.SeatFactory(body=body)
    with as_user(world.coordinator):
        with pytest.raises(ValidationError):
            services.keep_record(
                model=Body, pk=body.pk, version=1, values={"municipality": world.there}, by=world.coordinator
            )
        with pytest.raises(ValidationError):
            services.keep_record(
                model=Seat, pk=seat.pk, version=1, values={"body": other}, by=world.coordinator
            )


@pytest.mark.parametrize(
    ("model", "link"),
    [(Body, "office"), (Unit, "parent"), (Seat, "person"), (Seat, "unit"), (ContactPoint, "unit")],
)
def test_links_into_another_municipality_are_refused(world, body, as_user, model, link):
    abroad = {"office": make.UnitFactory, "parent": make.UnitFactory, "unit": make.UnitFactory}
    target = abroad.get(link, make.PersonFactory)(municipality=world.there)
    rows = {
        Body: lambda: body,
        Unit: lambda: make.UnitFactory(municipality=world.here),
        Seat: lambda: make.SeatFactory(body=body),
        ContactPoint: lambda: make.ContactFactory(unit__municipality=world.here),
    }
    row = rows[model]()
    with as_user(world.coordinator), pytest.raises(ValidationError) as error:
        services.keep_record(model=model, pk=row.pk, version=1, values={link: target}, by=world.coordinator)
    assert link in error.value.message_dict
    row.refresh_from_db()
    assert row.version == 1


def test_a_substitute_sits_in_the_same_body(world, body, as_user):
    seat = make.SeatFactory(body=body)
    elsewhere = make.SeatFactory(body__municipality=world.here)
    with as_user(world.coordinator), pytest.raises(ValidationError):
        services.keep_record(
            model=Seat, pk=seat.pk, version=1, values={"substitute_of": elsewhere}, by=world.coordinator
        )


def test_renaming_keeps_one_identity(world, as_user):
    unit = make.UnitFactory(municipality=world.here, name="Fachdienst Schule und Sport")
    with as_user(world.coordinator):
        kept = services.rename_unit(
            unit=unit,
            name="Fachdienst Schule, Bildung und Sport",
            renamed_in="2020-01",
            by=world.coordinator,
            version=1,
        )
    assert kept.pk == unit.pk
    name = UnitName.objects.get(unit=unit)
    assert (name.name, name.span_label) == ("Fachdienst Schule und Sport", "bis 01/2020")


def test_renaming_to_a_taken_name_keeps_everything(world, as_user):
    unit = make.UnitFactory(municipality=world.here, name="Alt")
    make.UnitFactory(municipality=world.here, name="Vergeben")
    with as_user(world.coordinator), pytest.raises(ValidationError):
        services.rename_unit(unit=unit, name="Vergeben", by=world.coordinator)
    assert not UnitName.objects.filter(unit=unit).exists()


def test_confirming_a_contact_notes_the_day(world, as_user):
    contact = make.ContactFactory(unit__municipality=world.here)
    with as_user(world.admin):
        kept = services.confirm_contact(contact=contact, by=world.admin)
    assert kept.confirmed_on == clock.today()
    assert kept.version == 2


def test_erasing_a_person_leaves_no_trace(world, body, as_user):
    person = make.PersonFactory(municipality=world.here, name="Zu Löschen")
    seat = make.SeatFactory(body=body, person=person)
    contact = make.ContactFactory(unit=None, person=person, municipality=world.here)
    entry = LogEntry.objects.create(
        user=world.admin,
        content_type=ContentType.objects.get_for_model(Person),
        object_id=str(person.pk),
        object_repr=str(person),
        action_flag=CHANGE,
    )
    with as_user(world.admin):
        services.remove_record(row=person, by=world.admin)
    seat.refresh_from_db()
    entry.refresh_from_db()
    assert seat.person is None
    assert not Seat.history.filter(person_id=person.pk).exists()
    assert not Person.history.filter(name="Zu Löschen").exists()
    assert not ContactPoint.history.filter(value=contact.value).exists()
    assert "Löschen" not in entry.object_repr


def test_checkers_find_what_services_would_refuse(world, body):
    assert content.links_stay_at_home() == []
    Body.objects.filter(pk=body.pk).update(office=make.UnitFactory(municipality=world.there))
    assert len(content.links_stay_at_home()) == 1


def test_checkers_find_circles_and_old_contacts(world):
    first = make.UnitFactory(municipality=world.here)
    second = make.UnitFactory(municipality=world.here, parent=first)
    Unit.objects.filter(pk=first.pk).update(parent=second)
    assert len(content.units_have_no_circles()) == 2
    person = make.PersonFactory(municipality=world.here, left_on="2020-01-31")
    make.ContactFactory(unit=None, person=person, municipality=world.here)
    assert len(content.contacts_of_people_gone()) == 1

"""Who sees which rows: contacts above all, and what hangs on them."""

from datetime import timedelta

import pytest

from dkbm import clock
from dkbm.access.audiences import Audience, Sharing
from dkbm.access.scope import PUBLIC, ScopeMissing, acting_within, system_scope
from dkbm.models import Municipality
from governance import queries
from governance.models import Body, ContactPoint, Meeting, Person, Relation, Seat, Unit, UnitName
from governance.tests import factories as make

pytestmark = pytest.mark.django_db

OWN = ("coordinator", "admin", "reader")
OTHERS = ("stranger", "transfer", "other_transfer", "nobody", "anonymous")


def share(world, decision):
    Municipality.objects.filter(pk=world.here.pk).update(sharing=decision)


def seen_by(world, who, as_user, rows):
    if who == "anonymous":
        with acting_within(PUBLIC):
            return set(rows().values_list("pk", flat=True))
    with as_user(getattr(world, who)):
        return set(rows().values_list("pk", flat=True))


@pytest.fixture
def contacts(world):
    """One contact for each audience, at a public unit."""
    with system_scope("test"):
        unit = make.UnitFactory(municipality=world.here)
        return {audience: make.ContactFactory(unit=unit, audience=audience).pk for audience in Audience}


@pytest.mark.parametrize("sharing", Sharing)
@pytest.mark.parametrize("who", OWN + OTHERS)
def test_contacts_by_reader_and_audience(world, contacts, as_user, who, sharing):
    share(world, sharing)
    expected = {contacts[Audience.PUBLIC]}
    if who in OWN:
        expected = set(contacts.values())
    elif who == "transfer" and sharing == Sharing.ALL:
        expected = {contacts[Audience.AGENCY], contacts[Audience.PUBLIC]}
    assert seen_by(world, who, as_user, ContactPoint.objects.all) == expected


@pytest.mark.parametrize("sharing", Sharing)
@pytest.mark.parametrize("who", OTHERS)
def test_history_of_contacts_stays_at_home(world, contacts, as_user, who, sharing):
    share(world, sharing)
    assert seen_by(world, who, as_user, ContactPoint.history.all) == set()
    assert len(seen_by(world, "coordinator", as_user, ContactPoint.history.all)) == len(contacts)


def test_a_contact_made_internal_again_is_gone_with_its_past(world, contacts, as_user):
    with system_scope("test"):
        contact = ContactPoint.objects.get(pk=contacts[Audience.PUBLIC])
        contact.audience = Audience.INTERNAL
        contact.save()
    for who in OTHERS:
        assert seen_by(world, who, as_user, ContactPoint.objects.all) == set()
        assert seen_by(world, who, as_user, ContactPoint.history.all) == set()


@pytest.mark.parametrize("owner", ["unit", "body", "person"])
@pytest.mark.parametrize("who", OTHERS)
def test_a_public_contact_of_an_internal_owner_is_not_seen(world, as_user, owner, who):
    share(world, Sharing.ALL)
    factory = {"unit": make.UnitFactory, "body": make.BodyFactory, "person": make.PersonFactory}[owner]
    with system_scope("test"):
        row = factory(municipality=world.here, audience=Audience.INTERNAL)
        links = {"unit": None, "municipality": world.here, owner: row}
        make.ContactFactory(**links, audience=Audience.PUBLIC)
    assert seen_by(world, who, as_user, ContactPoint.objects.all) == set()


@pytest.mark.parametrize("who", OTHERS)
def test_expired_contacts_are_for_the_municipality_only(world, contacts, as_user, who):
    share(world, Sharing.ALL)
    with system_scope("test"):
        ContactPoint.objects.update(expires_on=clock.today() - timedelta(days=1))
    assert seen_by(world, who, as_user, ContactPoint.objects.all) == set()
    assert len(seen_by(world, "reader", as_user, ContactPoint.objects.all)) == len(contacts)


def test_contacts_are_internal_unless_somebody_decides(world):
    with system_scope("test"):
        assert make.ContactFactory(unit__municipality=world.here).audience == Audience.INTERNAL
        assert make.PersonFactory(municipality=world.here).audience == Audience.INTERNAL
        assert make.MeetingFactory(body__municipality=world.here).audience == Audience.INTERNAL
        assert make.BodyFactory(municipality=world.here).audience == Audience.PUBLIC
        assert make.UnitFactory(municipality=world.here).audience == Audience.PUBLIC


@pytest.mark.parametrize("who", OTHERS)
def test_parts_are_seen_as_far_as_their_body_or_unit(world, as_user, who):
    with system_scope("test"):
        for audience in (Audience.PUBLIC, Audience.INTERNAL):
            body = make.BodyFactory(municipality=world.here, audience=audience)
            make.SeatFactory(body=body)
            make.MeetingFactory(body=body, audience=Audience.PUBLIC)
            make.UnitNameFactory(unit=make.UnitFactory(municipality=world.here, audience=audience))
            public = make.BodyFactory(municipality=world.here)
            make.RelationFactory(from_body=body, to_body=public)
    for model in (Seat, Meeting, UnitName, Relation):
        assert len(seen_by(world, who, as_user, model.objects.all)) == 1, model
        assert len(seen_by(world, "reader", as_user, model.objects.all)) == 2, model


def test_agencies_see_key_facts_before_meetings_and_people(world, as_user):
    with system_scope("test"):
        body = make.BodyFactory(municipality=world.here, audience=Audience.AGENCY)
        make.MeetingFactory(body=body, audience=Audience.AGENCY)
        make.PersonFactory(municipality=world.here, audience=Audience.AGENCY)
    seen = {}
    for sharing in Sharing:
        share(world, sharing)
        rows = (Body, Meeting, Person)
        seen[sharing] = [len(seen_by(world, "transfer", as_user, m.objects.all)) for m in rows]
        assert not seen_by(world, "other_transfer", as_user, Body.objects.all)
    assert seen == {Sharing.NOTHING: [0, 0, 0], Sharing.KEY_FACTS: [1, 0, 0], Sharing.ALL: [1, 1, 1]}


@pytest.mark.parametrize("model", [Body, Unit, UnitName, Person, Seat, Meeting, Relation, ContactPoint])
def test_reading_without_scope_is_refused(model):
    with pytest.raises(ScopeMissing):
        model.objects.count()
    with pytest.raises(ScopeMissing):
        model.history.count()


def test_links_to_hidden_records_are_not_followed(world):
    with system_scope("test"):
        hidden = {"municipality": world.here, "audience": Audience.INTERNAL}
        office = make.UnitFactory(**hidden)
        body = make.BodyFactory(municipality=world.here, office=office)
        make.SeatFactory(body=body, unit=office, person=make.PersonFactory(**hidden))
    with acting_within(PUBLIC):
        seats, _former = queries.seats_of(Body.objects.get(pk=body.pk))
        assert (seats[0].person_seen, seats[0].unit_seen) == (None, None)
        assert queries.attach([body], office=Unit)[0].office_seen is None

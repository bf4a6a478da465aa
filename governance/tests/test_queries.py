"""Reading across rows: search with old names, what is due, constant numbers of queries."""

from datetime import date

import pytest

from dkbm import clock
from governance import queries
from governance.tests import factories as make

pytestmark = pytest.mark.usefixtures("everything")

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def frozen_day():
    with clock.frozen(TODAY):
        yield


@pytest.mark.parametrize("text", ["Büro", "buero", "BURO", "bildungsbü", "beratung buro"])
def test_umlauts_are_found_in_every_spelling(world, text):
    unit = make.UnitFactory(municipality=world.here, name="Bildungsbüro und Beratung")
    make.UnitFactory(municipality=world.here, name="Amt für Anderes")
    (group,) = queries.overview(world.here, text)
    assert group.units == [unit]


def test_a_search_for_the_old_name_finds_the_unit(world):
    unit = make.UnitFactory(municipality=world.here, name="Fachdienst Schule, Bildung und Sport")
    make.UnitNameFactory(unit=unit, name="Fachdienst Schule und Sport")
    (group,) = queries.overview(None, "schule und sport fachdienst")
    assert [u.pk for u in group.units] == [unit.pk]
    assert group.units[0].found_as.name == "Fachdienst Schule und Sport"


def test_a_search_without_hits_is_empty(world):
    make.BodyFactory(municipality=world.here)
    (group,) = queries.overview(world.here, "gibt es nicht")
    assert (group.bodies, group.units) == ([], [])
    assert queries.overview(None, "gibt es nicht") == []
    assert queries.overview(None, "&&&") == []


def test_vacant_seats_count_and_substitutes_do_not(world):
    body = make.BodyFactory(municipality=world.here)
    held = make.SeatFactory(body=body)
    make.SeatFactory(body=body, state="vakant")
    make.SeatFactory(body=body, substitute_of=held)
    make.SeatFactory(body=body, until=date(2026, 11, 22))
    (group,) = queries.overview(world.here)
    assert (group.bodies[0].seat_count, group.bodies[0].vacancies) == (2, 1)


def test_terms_that_run_out(world):
    body = make.BodyFactory(municipality=world.here)
    soon = make.SeatFactory(body=body, until=date(2026, 12, 31))
    acting = make.SeatFactory(body=body, until=date(2026, 1, 31), state="kommissarisch")
    vacant = make.SeatFactory(body=body, state="vakant")
    make.SeatFactory(body=body, until=date(2027, 6, 30))
    make.SeatFactory(body=body, until=date(2026, 11, 22))
    make.SeatFactory(body__municipality=world.there, state="vakant")
    assert {s.pk for s in queries.seats_to_fill(world.here)} == {soon.pk, acting.pk, vacant.pk}
    seats, former = queries.seats_of(body)
    assert (len(seats), len(former)) == (4, 1)
    assert [s.pk for s in seats if s.ends_soon] == [soon.pk]
    assert [s.pk for s in seats if s.is_overdue] == [acting.pk]


def test_meetings_coming_unreported_and_past(world):
    body = make.BodyFactory(municipality=world.here)
    later = make.MeetingFactory(body=body, period="2027")
    sooner = make.MeetingFactory(body=body, period="", day=TODAY)
    forgotten = make.MeetingFactory(body=body, period="2026-10", state="eingeladen")
    held = make.MeetingFactory(body=body, period="2026-06", state="stattgefunden")
    make.MeetingFactory(body=body, period="2027-01", state="abgesagt")
    coming, unreported, past = queries.meetings_of(body)
    assert (coming, unreported) == ([sooner, later], [forgotten])
    assert past[-1] == held
    assert queries.coming_meetings(world.here) == [sooner, later]


def test_contacts_to_confirm(world):
    unit = make.UnitFactory(municipality=world.here)
    never = make.ContactFactory(unit=unit)
    old = make.ContactFactory(unit=unit, confirmed_on=date(2025, 11, 22))
    make.ContactFactory(unit=unit, confirmed_on=date(2025, 11, 23))
    assert {c.pk for c in queries.contacts_to_confirm(world.here)} == {never.pk, old.pk}


def test_the_share_of_externals(world):
    body = make.BodyFactory(municipality=world.here)
    make.SeatFactory(body=body, sector="verwaltung")
    make.SeatFactory(body=body, sector="politik")
    assert queries.external_share(queries.seats_of(body)[0]) == (1, 2)


def test_the_steering_cycle_is_drawn_from_the_relations(world):
    advisory = make.BodyFactory(municipality=world.here, name="Beirat")
    council = make.BodyFactory(municipality=world.here, name="Kreistag")
    office = make.UnitFactory(municipality=world.here, name="Büro")
    make.RelationFactory(from_body=advisory, to_body=None, to_unit=office, position=1)
    make.RelationFactory(from_body=advisory, to_body=council, is_feedback=True, position=2)
    cycle = queries.steering_cycle(world.here)
    assert [box.lines[0][1] for box in cycle.picture.boxes] == ["Kreistag", "Beirat", "Büro"]
    assert [a.feedback for a in cycle.picture.arrows] == [False, True]
    assert cycle.boxes[1][1] == advisory.get_absolute_url()
    assert queries.steering_cycle(world.there) is None


def _fill(municipality):
    body = make.BodyFactory(municipality=municipality, office=make.UnitFactory(municipality=municipality))
    make.SeatFactory(body=body, person=make.PersonFactory(municipality=municipality))
    make.MeetingFactory(body=body, period="2027")
    make.RelationFactory(from_body=body)
    make.UnitNameFactory(unit=make.UnitFactory(municipality=municipality, parent=body.office))


def test_three_rows_need_as_many_queries_as_one(world, django_assert_num_queries):
    _fill(world.here)
    for _round in range(2):
        with django_assert_num_queries(7):
            queries.overview(world.here)
        _fill(world.here)
        _fill(world.here)

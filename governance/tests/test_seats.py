"""Seats over time: terms of one seat follow each other, successors, a new electoral term, key dates."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from dkbm import clock
from dkbm.access.middleware import scope_of
from dkbm.access.scope import acting_within, system_scope
from dkbm.models import User
from governance import content, queries, services
from governance.models import Body, Seat
from governance.models.vocabulary import SeatState, Sector
from governance.tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]
NEW_TERM = date(2026, 11, 1)


def states(seats):
    return [(s.function, s.state, s.since, s.until) for s in seats]


def test_terms_of_one_seat_share_no_day(world, body):
    first = make.SeatFactory(body=body, since=date(2020, 1, 1), until=date(2024, 12, 31))
    make.SeatFactory(body=body, function="anderer Sitz")
    values = {"body": body, "function": "Vorsitz", "sector": "schule", "place": first.place}
    for since, until in ((date(2024, 12, 31), None), (None, None), (None, date(2020, 1, 1))):
        with pytest.raises(ValidationError) as error:
            services.keep_record(
                model=Seat, values={**values, "since": since, "until": until}, by=world.coordinator
            )
        assert "since" in error.value.message_dict
    services.keep_record(model=Seat, values={**values, "since": date(2025, 1, 1)}, by=world.coordinator)
    assert content.terms_do_not_overlap() == []


def test_verify_finds_terms_that_came_another_way(body):
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError), transaction.atomic():
            make.SeatFactory(body=body, place=1)
            make.SeatFactory(body=body, place=1)
        return
    make.SeatFactory(body=body, place=1)
    make.SeatFactory(body=body, place=1)
    assert len(content.terms_do_not_overlap()) == 1


def test_a_successor_ends_the_term_and_begins_the_next(world, body, as_user):
    person = make.PersonFactory(municipality=world.here)
    seat = make.SeatFactory(body=body, function="Vorsitz", requirement="Dezernat", since=date(2020, 1, 1))
    with as_user(world.coordinator):
        term = services.appoint_successor(
            seat=seat, since=date(2025, 3, 1), person=person, version=1, by=world.coordinator
        )
    seat.refresh_from_db()
    assert (seat.until, seat.version) == (date(2025, 2, 28), 2)
    assert (term.place, term.function, term.requirement, term.person) == (
        seat.place, "Vorsitz", "Dezernat", person,
    )  # fmt: skip
    with pytest.raises(ValidationError):
        services.appoint_successor(seat=term, since=date(2025, 3, 1), by=world.coordinator)


def test_a_vacancy_is_filled_on_its_first_day(world, body):
    seat = make.SeatFactory(body=body, state=SeatState.VACANT, since=date(2025, 1, 1))
    term = services.appoint_successor(seat=seat, since=date(2025, 1, 1), by=world.coordinator)
    assert (term.pk, term.state) == (seat.pk, SeatState.HELD)


def test_members_on_a_key_date(body):
    old = make.SeatFactory(body=body, function="Vorsitz", since=date(2019, 1, 1), until=date(2021, 12, 31))
    new = make.SeatFactory(body=body, function="Vorsitz", place=old.place, since=date(2022, 1, 1))
    current, former = queries.seats_of(body, date(2020, 6, 1))
    assert (current, former, queries.coming_seats(body, date(2020, 6, 1))) == ([old], [], [new])
    current, former = queries.seats_of(body, date(2023, 6, 1))
    assert (current, former) == ([new], [old])


def test_acting_holders_stay_until_the_next_term_begins(body):
    acting = make.SeatFactory(body=body, state=SeatState.ACTING, until=date(2021, 12, 31))
    make.SeatFactory(body=body, place=acting.place, since=date(2022, 6, 1))
    on = {day: queries.seats_of(body, day)[0] for day in (date(2022, 5, 31), date(2022, 6, 1))}
    assert on[date(2022, 5, 31)] == [acting]
    assert acting not in on[date(2022, 6, 1)]


@pytest.mark.parametrize("carry_on", [True, False])
def test_a_new_electoral_term(world, body, as_user, carry_on):
    make.SeatFactory(body=body, function="Politik", sector=Sector.POLITICS)
    make.SeatFactory(body=body, function="Schule", sector=Sector.SCHOOL)
    last = NEW_TERM.replace(month=10, day=31)
    with as_user(world.admin):
        arguments = {"bodies": [body], "last_day": last, "carry_on": carry_on, "by": world.admin}
        assert services.change_electoral_term(**arguments) == 1
        assert services.change_electoral_term(**arguments) == 0
        body.refresh_from_db()
        assert body.mandate_open_since == NEW_TERM
        assert queries.mandates_to_confirm(world.here) == [body]
        current, _former = queries.seats_of(body, NEW_TERM)
        expected = (
            ("Politik", SeatState.ACTING, None, last)
            if carry_on
            else ("Politik", SeatState.VACANT, NEW_TERM, None)
        )
        assert states(current) == [expected, ("Schule", SeatState.HELD, None, None)] or states(current) == [
            ("Schule", SeatState.HELD, None, None),
            expected,
        ]
        services.confirm_mandate(body=body, by=world.admin)
        assert queries.mandates_to_confirm(world.here) == []


def test_the_lead_time_is_the_bodys_own(world, body):
    soon = clock.today().replace(year=clock.today().year + 1, day=1)
    seat = make.SeatFactory(body=body, until=soon)
    assert queries.seats_to_fill(world.here) == []
    Body.objects.filter(pk=body.pk).update(notice_days=400)
    assert queries.seats_to_fill(world.here) == [seat]
    make.SeatFactory(body=body, place=seat.place, since=soon.replace(day=2))
    assert queries.seats_to_fill(world.here) == []


def shared_by_threads(tmp_path):
    """The name of a database that several connections write at once: on SQLite a file, as in real life."""
    if connection.vendor == "postgresql":
        return connection.settings_dict["NAME"]
    path = tmp_path / "race.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    return str(path)


def in_threads(number, database, deed):
    """Run the deed in threads with connections of their own to that database; what each returned."""
    start, outcomes = threading.Barrier(number), []

    def run():
        try:
            connection.settings_dict = {**connection.settings_dict, "NAME": database}
            start.wait(timeout=60)
            outcomes.append(deed())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_never_make_terms_that_overlap(world, body, tmp_path):
    """Four people write the same term at once: one comes through, the others read why not."""
    first = make.SeatFactory(body=body, since=date(2020, 1, 1), until=date(2020, 12, 31))
    scope = scope_of(User.objects.get(pk=world.coordinator.pk))
    values = {"body": body, "function": "Vorsitz", "sector": "schule", "place": first.place}

    def write():
        try:
            with acting_within(scope):
                by = User.objects.get(pk=world.coordinator.pk)
                services.keep_record(model=Seat, values={**values, "since": date(2021, 1, 1)}, by=by)
        except ValidationError:
            return "refused"
        return "kept"

    def look():
        with system_scope("test"):
            return Seat.objects.filter(place=first.place).count(), content.terms_do_not_overlap()

    database = shared_by_threads(tmp_path)
    assert sorted(in_threads(4, database, write)) == ["kept", "refused", "refused", "refused"]
    assert in_threads(1, database, look) == [(2, [])]

"""Deeds on seats over time: who follows whom, and what a new electoral term does to all of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dkbm.models import User
from governance.models import Body, Person, Seat
from governance.models.vocabulary import SeatState, Sector
from governance.services.records import check, hold_body, reread

CARRIED_OVER = (
    "body_id", "function", "place", "requirement", "sector", "voting", "appointed_by", "unit_id",
    "substitute_of_id", "position",
)  # fmt: skip


@transaction.atomic
def appoint_successor(
    *,
    seat: Seat,
    since: date,
    by: User,
    version: int | None = None,
    state: str = SeatState.HELD,
    person: Person | None = None,
    until: date | None = None,
) -> Seat:
    """End this term the day before `since` and begin the next one of the same seat; returns the new term.

    A term that ended earlier keeps its end. Raises PermissionDenied, Seat.DoesNotExist, Conflict and
    ValidationError (the new term begins before the old one, or runs into a later one).
    """
    hold_body(Seat.objects.get(pk=seat.pk))
    before = reread(Seat, seat.pk, version, by)
    if before.is_vacant and before.since == since:
        return _fill(before, state, person, until, by)
    if before.since and since <= before.since:
        raise ValidationError({"since": _("Die Nachfolge beginnt nach dem Beginn der bisherigen Amtszeit.")})
    _end(before, since - timedelta(days=1), by)
    return _next_term(before, since, state, person, until, by)


@transaction.atomic
def change_electoral_term(*, bodies: Iterable[Body], last_day: date, carry_on: bool, by: User) -> int:
    """End the political seats of these bodies on a day; returns how many.

    `carry_on`: whoever sits there stays „kommissarisch“; otherwise the seats are vacant from the next day.
    The mandate of each body touched is to be confirmed anew. A second run finds nothing left to end.
    """
    number = 0
    for pk in sorted(body.pk for body in bodies):
        body = reread(Body, pk, None, by)
        seats = _political(body, last_day)
        for seat in seats:
            _end_politically(reread(Seat, seat.pk, None, by), last_day, by, carry_on=carry_on)
        if seats:
            body.mandate_open_since = last_day + timedelta(days=1)
            body._history_user = by
            body.save()
        number += len(seats)
    return number


@transaction.atomic
def confirm_mandate(*, body: Body, by: User, version: int | None = None) -> Body:
    """Note that the new council stands by the mandate of this body."""
    row = reread(Body, body.pk, version, by)
    row.mandate_open_since = None
    row._history_user = by
    row.save()
    return row


def political_seats(bodies: Iterable[Body], last_day: date) -> list[Seat]:
    """What `change_electoral_term` would end: the preview."""
    return [seat for body in bodies for seat in _political(body, last_day)]


def _political(body: Body, last_day: date) -> list[Seat]:
    """Held seats of politics that run beyond the day, in a body of politics all."""
    seats = Seat.objects.filter(body=body).current_on(last_day).exclude(until=last_day)
    if not body.is_political:
        seats = seats.filter(sector=Sector.POLITICS)
    return [seat for seat in seats.exclude(state=SeatState.VACANT) if _runs_beyond(seat, last_day)]


def _runs_beyond(seat: Seat, last_day: date) -> bool:
    return seat.until is None or seat.until > last_day


def _end_politically(seat: Seat, last_day: date, by: User, *, carry_on: bool) -> None:
    if carry_on:
        seat.state = SeatState.ACTING
    _end(seat, last_day, by)
    if not carry_on:
        _next_term(seat, last_day + timedelta(days=1), SeatState.VACANT, None, None, by)


def _end(seat: Seat, day: date, by: User) -> None:
    if seat.until is None or seat.until > day:
        seat.until = day
    check(seat)
    seat._history_user = by
    seat.save()


def _fill(vacancy: Seat, state: str, person: Person | None, until: date | None, by: User) -> Seat:
    """Who comes on the very day from which the seat is vacant takes the vacancy's place."""
    vacancy.state, vacancy.person, vacancy.until = state, person, until
    check(vacancy)
    vacancy._history_user = by
    vacancy.save()
    return vacancy


def _next_term(
    before: Seat, since: date, state: str, person: Person | None, until: date | None, by: User
) -> Seat:
    kept = {name: getattr(before, name) for name in CARRIED_OVER}
    term = Seat(**kept, since=since, until=until, state=state, person=person)
    term.is_example = before.is_example
    check(term)
    term._history_user = by
    term.save()
    return term

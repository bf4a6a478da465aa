"""Meetings: the calendar of a municipality, everything about one meeting, what a calendar feed holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils.formats import date_format

from dkbm import clock
from dkbm.access.scope import current_scope
from dkbm.models import Municipality
from governance.models import AgendaItem, Assignment, Attendance, Body, Meeting, Resolution, Seat
from governance.models.vocabulary import MeetingState, Presence
from governance.queries import assignments, resolutions
from governance.queries.bodies import OPEN_STATES, attach

PAST_SHOWN = 100


@dataclass(frozen=True)
class Month:
    """One heading of the calendar with its meetings; a longer period has a heading of its own."""

    label: str
    meetings: list[Meeting]


@dataclass(frozen=True)
class Session:
    """Everything about one meeting as far as the reader may see it."""

    meeting: Meeting
    invited: list[AgendaItem]
    agenda: list[AgendaItem]
    dropped: list[AgendaItem]
    attendance: list[Attendance]
    resolutions: list[Resolution]
    assignments: list[Assignment]

    @property
    def present(self) -> int:
        """Seats present or represented."""
        return sum(row.presence != Presence.ABSENT for row in self.attendance)

    @property
    def changed_after_invitation(self) -> bool:
        """Whether the agenda as held differs from the one that was sent."""
        now = [(row.position, row.title, row.is_public) for row in self.agenda]
        then = [(row.invited_position, row.invited_title, row.invited_public) for row in self.invited]
        return bool(self.invited) and now != then


def calendar_of(municipality: Municipality, *, past: bool) -> list[Month]:
    """Meetings by month: those to come, the next first, or the last ones, the newest first."""
    rows = Meeting.objects.filter(body__municipality=municipality)
    today = clock.today()
    if past:
        rows = rows.filter(ends__lt=today).order_by("-begins", "-pk")[:PAST_SHOWN]
    else:
        rows = rows.filter(ends__gte=today).order_by("begins", "pk")
    found = attach(rows, body=Body)
    for row in found:
        row.unreported = row.is_open and row.ends < today and not row.imported_from
    return [Month(label, list(group)) for label, group in groupby(found, _month_label)]


def open_reports(municipality: Municipality) -> int:
    """How many meetings took place, as far as the calendar says, without anybody reporting on them.

    Dates taken over from the council information system are reported there, not here.
    """
    rows = Meeting.objects.filter(body__municipality=municipality, state__in=OPEN_STATES, imported_from="")
    return rows.filter(ends__lt=clock.today()).count()


def session(pk: int) -> Session | None:
    """One meeting; None when there is none to see."""
    rows = Meeting.objects.select_related("body__municipality__region").filter(pk=pk)
    meeting = rows.first()
    if meeting is None:
        return None
    items = list(AgendaItem.objects.filter(meeting=meeting).order_by("position", "pk"))
    present = Attendance.objects.filter(meeting=meeting).order_by("seat__position", "seat_id")
    return Session(
        meeting=meeting,
        invited=sorted(
            (row for row in items if row.invited_position is not None),
            key=lambda row: (row.invited_position, row.pk),
        ),
        agenda=[row for row in items if not row.is_dropped],
        dropped=[row for row in items if row.is_dropped],
        attendance=attach(present, seat=Seat),
        resolutions=resolutions.decided_in(meeting),
        assignments=assignments.assignments_of(meeting=meeting),
    )


def for_feed() -> list[Meeting]:
    """Meetings on a known day of one's own and accompanied municipalities, for the reader's calendar.

    What is merely public elsewhere does not come in: a calendar of all Kreise helps nobody.
    """
    scope = current_scope()
    mine = (scope.own | scope.accompanied) if scope else frozenset()
    rows = Meeting.objects.filter(day__isnull=False, body__municipality__in=mine)
    return attach(rows.select_related("body__municipality__region").order_by("day", "pk"), body=Body)


def without_a_day(municipality: Municipality) -> int:
    """How many coming meetings have only a month or a year and therefore stand in no calendar feed."""
    rows = Meeting.objects.filter(body__municipality=municipality, day__isnull=True)
    return rows.filter(ends__gte=clock.today()).exclude(state=MeetingState.CANCELLED).count()


def seats_at(meeting: Meeting) -> list[Seat]:
    """Seats of the body that existed on the first day of the meeting, with `presence` as kept ('' = none)."""
    kept = dict(Attendance.objects.filter(meeting=meeting).values_list("seat", "presence"))
    rows = Seat.objects.filter(body=meeting.body_id)
    seats = list(_existing(rows, meeting.begins).order_by("position", "pk"))
    for seat in seats:
        seat.presence = kept.get(seat.pk, "")
    return seats


def _existing(seats: QuerySet, day: date) -> QuerySet:
    begun = Q(since__isnull=True) | Q(since__lte=day)
    return seats.filter(begun, Q(until__isnull=True) | Q(until__gte=day))


def _month_label(meeting: Meeting) -> str:
    if (meeting.begins.year, meeting.begins.month) == (meeting.ends.year, meeting.ends.month):
        return date_format(meeting.begins, "F Y")
    return meeting.when_label

"""Bodies, mandates, units, agreements and assignments as the formulas of Verstetigung read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from dkbm.models import Municipality
from governance.models import (
    AgendaItem,
    Agreement,
    AgreementParty,
    Assignment,
    Body,
    Consultation,
    Event,
    Meeting,
    Resolution,
    Seat,
    Unit,
)
from governance.models.agreement import AgreementKind, AgreementState
from governance.models.base import first_day, last_day
from governance.models.event import EventKind
from governance.models.vocabulary import (
    POLITICAL_KINDS,
    AgendaState,
    AssignmentState,
    BodyKind,
    MandateLevel,
    MeetingState,
    ResolutionKind,
    ResolutionState,
    SeatState,
    Sector,
    UnitKind,
)
from monitoring.sustainability import facts as rows
from monitoring.sustainability.windows import months_on, valid_on

MANDATES = (
    ResolutionKind.PRINCIPLE,
    ResolutionKind.PERMANENCE,
    ResolutionKind.MANDATE,
    ResolutionKind.ORDER,
)
PARTNERS = frozenset({UnitKind.DIVISION, UnitKind.DEPARTMENT})
"""Units that education management has to win over: the Fachdienste and Ämter that are kept here."""
STEERING = frozenset({BodyKind.STEERING, BodyKind.LENKUNG})
PUBLIC_EVENTS = (EventKind.CONFERENCE, EventKind.PARTICIPATION)
WINDOW = 24


def steering_facts(municipality: Municipality, day: date) -> dict[str, Any]:
    """Everything of the governance floor, for a key date."""
    bodies = [
        body
        for body in Body.objects.filter(municipality=municipality).order_by("pk")
        if _holds(body.since, body.until, day)
    ]
    political = {body.pk: body for body in bodies if body.kind in POLITICAL_KINDS}
    meetings = list(
        Meeting.objects.filter(
            body__in=[body.pk for body in bodies],
            state=MeetingState.HELD,
            ends__gt=months_on(day, -WINDOW),
            ends__lte=day,
        ).order_by("pk")
    )
    steps = list(Consultation.objects.filter(resolution__municipality=municipality).order_by("pk"))
    return {
        "bodies": tuple(_body(body) for body in bodies),
        "meetings": tuple(rows.Meeting(f"meeting:{m.pk}", f"body:{m.body_id}", m.ends) for m in meetings),
        "seats": _seats([body.pk for body in bodies], day),
        "political_bodies": bool(political),
        "agenda": (*_agenda(set(political), meetings), *_consulted(set(political), steps)),
        **_mandates(municipality, steps),
        "units": tuple(_units(municipality, day)),
        "agreements": _agreements(municipality),
        "assignments": _assignments(municipality),
        "events": (*_events(municipality), *_conferences(bodies, meetings)),
    }


def _holds(since: str, until: str, day: date) -> bool:
    return valid_on(day, first_day(since) if since else None, last_day(until) if until else None)


def _body(body: Body) -> rows.Body:
    kind = BodyKind.STEERING if body.kind in STEERING else body.kind
    return rows.Body(f"body:{body.pk}", body.name, str(kind), body.target_meetings_per_year)


def _seats(bodies: list[int], day: date) -> tuple[rows.Seat, ...]:
    """Seats that somebody holds on the key date; deputies have none of their own."""
    held = Seat.objects.filter(body__in=bodies, substitute_of__isnull=True).exclude(state=SeatState.VACANT)
    return tuple(
        rows.Seat(
            key=f"seat:{seat.pk}",
            label=seat.function,
            body=f"body:{seat.body_id}",
            unit=f"unit:{seat.unit_id}" if seat.unit_id else "",
            administration=seat.sector == Sector.ADMINISTRATION,
        )
        for seat in held.current_on(day).order_by("pk")
    )


def _agenda(political: set[int], meetings: list[Meeting]) -> Iterator[rows.AgendaItem]:
    """Items that elected bodies dealt with."""
    days = {meeting.pk: meeting.ends for meeting in meetings if meeting.body_id in political}
    items = AgendaItem.objects.filter(meeting__in=list(days)).order_by("pk")
    for item in items.exclude(state__in=(AgendaState.DROPPED, AgendaState.POSTPONED)):
        yield rows.AgendaItem(f"meeting:{item.meeting_id}", item.title, days[item.meeting_id])


def _consulted(political: set[int], steps: list[Consultation]) -> Iterator[rows.AgendaItem]:
    """Steps of a resolution in elected bodies; those that name an item are counted with it already."""
    for step in steps:
        if step.body_id in political and step.agenda_item_id is None and step.ends and step.recommendation:
            yield rows.AgendaItem(f"resolution:{step.resolution_id}", str(step.when_label), step.ends)


def _mandates(municipality: Municipality, steps: list[Consultation]) -> dict[str, Any]:
    """Decided mandates; one on no level at all is the statement that there is none."""
    decided = {step.resolution_id: step.ends for step in steps if step.is_deciding}
    found = list(
        Resolution.objects.filter(
            municipality=municipality, kind__in=MANDATES, state=ResolutionState.DECIDED
        ).order_by("pk")
    )
    return {
        "no_mandate": any(row.level == MandateLevel.NONE for row in found),
        "resolutions": tuple(
            rows.Resolution(
                key=f"resolution:{row.pk}",
                label=row.name,
                level=row.level,
                day=first_day(row.valid_from) if row.valid_from else decided.get(row.pk),
                until=last_day(row.valid_until) if row.valid_until else None,
            )
            for row in found
            if row.level != MandateLevel.NONE
        ),
    }


def _units(municipality: Municipality, day: date) -> Iterator[rows.Unit]:
    for unit in Unit.objects.filter(municipality=municipality).order_by("search_key", "pk"):
        if _holds(unit.since, unit.until, day):
            yield rows.Unit(
                key=f"unit:{unit.pk}",
                label=unit.name,
                education=unit.kind in PARTNERS,
                permanent=unit.permanent,
                tasks=frozenset(unit.components),
            )


def _agreements(municipality: Municipality) -> tuple[rows.Agreement, ...]:
    units: dict[int, set[str]] = defaultdict(set)
    parties = AgreementParty.objects.filter(agreement__municipality=municipality, unit__isnull=False)
    for agreement, unit in parties.values_list("agreement", "unit"):
        units[agreement].add(f"unit:{unit}")
    signed = Agreement.objects.filter(
        municipality=municipality, kind=AgreementKind.INTERNAL, state=AgreementState.SIGNED
    )
    return tuple(
        rows.Agreement(
            key=f"agreement:{row.pk}",
            label=row.name,
            units=frozenset(units[row.pk]),
            since=first_day(row.since) if row.since else None,
            until=last_day(row.until) if row.until else None,
        )
        for row in signed.order_by("pk")
    )


def _assignments(municipality: Municipality) -> tuple[rows.Due, ...]:
    due = Assignment.objects.filter(municipality=municipality, due_on__isnull=False)
    return tuple(
        rows.Due(f"assignment:{row.pk}", row.title, row.due_on, row.done_on)
        for row in due.exclude(state=AssignmentState.WITHDRAWN).order_by("pk")
    )


def _events(municipality: Municipality) -> Iterator[rows.Event]:
    """Public formats of which it is known when."""
    dated = Event.objects.filter(municipality=municipality, kind__in=PUBLIC_EVENTS).exclude(held_in="")
    for event in dated.order_by("pk"):
        held = last_day(event.held_in)
        if held:
            yield rows.Event(f"event:{event.pk}", event.name, held)


def _conferences(bodies: list[Body], meetings: list[Meeting]) -> Iterator[rows.Event]:
    """A Bildungskonferenz that is kept as a body: its meetings are public formats as well."""
    names = {body.pk: body.name for body in bodies if body.kind == BodyKind.CONFERENCE}
    for meeting in meetings:
        if meeting.body_id in names:
            yield rows.Event(
                f"meeting:{meeting.pk}", f"{names[meeting.body_id]} {meeting.when_label}", meeting.ends
            )

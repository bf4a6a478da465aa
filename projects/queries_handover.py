"""The Übergabemappe: everything in records that belongs to a post or seat, for whoever takes it over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from dkbm.models import Municipality
from dkbm.models.municipality import BUDGET_STEPS
from governance.models import Assignment, Body, Consultation, ContactPoint, Meeting, Resolution, Seat, Unit
from governance.models.vocabulary import AssignmentState, MeetingState, ResolutionState
from governance.queries import bodies as governance
from governance.queries.resolutions import with_chain
from projects.models import Handover, Milestone, MilestoneState
from projects.models.handover import QUESTIONS
from projects.queries_knowledge import OfferRow, offer_row, offers_of
from projects.resources.days import last_day, moved, printed
from projects.roles import POST, SEAT, Role, roles_of
from projects.services_knowledge import same_words

DECISION_MONTHS = 12
NOTICE_DAYS = 90
"""How long before an end the portal asks for the handover, and for how long afterwards."""


@dataclass(frozen=True)
class Dated:
    """Something with a day or a period, in words. `day` orders, `when` is as fine as it is known."""

    text: str
    when: str
    day: date
    url: str = ""


@dataclass(frozen=True)
class BodyRow:
    """A body in which the function takes part, with its next meetings."""

    body: Body
    seats: list[Seat]
    meetings: list[Meeting]


@dataclass(frozen=True)
class HandoverPage:
    """What stands in an Übergabemappe. Lists are empty where nothing is recorded; the page says so."""

    role: Role
    handover: Handover | None
    assignments: list[Assignment]
    deadlines: list[Dated]
    recurring: list[str]
    bodies: list[BodyRow]
    contacts: list[ContactPoint]
    offers: list[OfferRow]
    decisions: list[Resolution]
    questions: list[tuple[str, str]] = field(default_factory=list)

    @property
    def answered(self) -> int:
        """How many of the five questions are answered."""
        return self.handover.answered if self.handover else 0


def handover_page(role: Role, today: date) -> HandoverPage:
    """Everything about a role, in a constant number of queries."""
    handover = handover_of(role)
    rows = _body_rows(role, today)
    bodies = [row.body for row in rows]
    return HandoverPage(
        role=role,
        handover=handover,
        assignments=open_assignments(role, bodies),
        deadlines=_deadlines(role, today),
        recurring=_recurring(role, bodies),
        bodies=rows,
        contacts=contacts_of(role, bodies),
        offers=offers_carried(role, today),
        decisions=_decisions(role, bodies, today),
        questions=(handover or Handover()).answers,
    )


def handover_of(role: Role) -> Handover | None:
    """The answers for this post; for a seat those of its latest term that has some."""
    if role.post is not None:
        return Handover.objects.filter(post=role.pk).first()
    seat = role.seat
    rows = Handover.objects.filter(seat__body=seat.body_id, seat__place=seat.place)
    return rows.order_by("-seat__since", "-pk").first()


def open_assignments(role: Role, bodies: Iterable[Body]) -> list[Assignment]:
    """Assignments that wait for the unit of the function or, for a seat, come from its body."""
    mine = Q(unit=role.unit) if role.unit else Q(pk__in=())
    if role.body is not None:
        mine |= Q(body=role.body)
    rows = Assignment.objects.filter(mine, municipality=role.municipality)
    return list(rows.exclude(state__in=AssignmentState.done()))


def open_milestones(role: Role) -> list[Milestone]:
    """Open milestones the function is responsible for or, for a seat, that its body waits for."""
    rows = Milestone.objects.filter(
        project__municipality=role.municipality, state__in=(MilestoneState.OPEN, MilestoneState.RUNNING)
    ).select_related("project")
    own = same_words(role.function)
    return [
        row
        for row in rows
        if same_words(row.responsible) == own or (role.body is not None and row.body_id == role.body.pk)
    ]


def offers_carried(role: Role, today: date) -> list[OfferRow]:
    """Offers that the function owns or deputises: its handbooks and sources."""
    own = same_words(role.function)
    rows = [offer_row(offer, today) for offer in offers_of(role.municipality)]
    return [row for row in rows if own in {same_words(name) for name in row.offer.functions}]


def contacts_of(role: Role, bodies: Iterable[Body]) -> list[ContactPoint]:
    """How the unit and the bodies of the function are reached; nobody's own contacts."""
    owners = Q(body__in=[body.pk for body in bodies])
    if role.unit is not None:
        owners |= Q(unit=role.unit)
    rows = ContactPoint.objects.filter(owners, municipality=role.municipality, is_private=False)
    found = governance.attach(rows.order_by("kind", "pk"), unit=Unit, body=Body)
    for row in found:
        row.owner_seen = row.unit_seen or row.body_seen
    return [row for row in found if not row.is_expired]


def _body_rows(role: Role, today: date) -> list[BodyRow]:
    """Bodies the unit sits in, that it runs, and that of a seat itself."""
    seats = Seat.objects.current_on(today).filter(body__municipality=role.municipality)
    seats = list(seats.filter(unit=role.unit)) if role.unit else []
    mine = Q(pk__in={seat.body_id for seat in seats})
    if role.unit is not None:
        mine |= Q(office=role.unit)
    if role.body is not None:
        mine |= Q(pk=role.body.pk)
    bodies = list(Body.objects.filter(mine, municipality=role.municipality, until=""))
    meetings = Meeting.objects.filter(
        body__in=bodies, state__in=(MeetingState.PLANNED, MeetingState.INVITED), ends__gte=today
    )
    coming = list(meetings.order_by("begins", "pk"))
    return [
        BodyRow(
            body,
            [seat for seat in seats if seat.body_id == body.pk],
            [meeting for meeting in coming if meeting.body_id == body.pk],
        )
        for body in bodies
    ]


def _deadlines(role: Role, today: date) -> list[Dated]:
    """Open milestones and, for a post, the days of its grant; those without a date come last."""
    found = []
    for row in open_milestones(role):
        day = last_day(row.period) or date.max
        found.append(Dated(f"{row.title} ({row.project.title})", row.label, day, row.get_absolute_url()))
    if role.post is not None and role.post.grant is not None:
        found += _grant_dates(role.post.grant, today)
    return sorted(found, key=lambda row: (row.day, row.text))


def _grant_dates(grant: object, today: date) -> list[Dated]:
    steps = (
        (_("Verlängerung beantragen"), grant.extension_deadline, ""),
        (_("Ende der Förderung"), grant.ends_on, printed(grant.ends)),
        (_("Verwendungsnachweis"), grant.report_due, ""),
    )
    return [
        Dated(f"{what}: {grant.title}", when or f"{day:%d.%m.%Y}", day, grant.get_absolute_url())
        for what, day, when in steps
        if day is not None and day >= today
    ]


def _recurring(role: Role, bodies: Iterable[Body]) -> list[str]:
    """What comes again every year: the budget calendar, and how often each body should meet."""
    calendar = role.municipality.budget_calendar
    found = []
    for step, words in BUDGET_STEPS.items():
        if calendar.get(step):
            month, day = calendar[step].split("-")
            found.append(f"{words}: {_('jedes Jahr am')} {day}.{month}.")
    for body in bodies:
        times = body.target_meetings_per_year
        if times:
            words = _("einmal im Jahr") if times == 1 else _("%(n)s-mal im Jahr") % {"n": times}
            found.append(f"{body.name}: {words}")
    return found


def _decisions(role: Role, bodies: Iterable[Body], today: date) -> list[Resolution]:
    """What was decided in twelve months; for a seat, by its body alone."""
    steps = Consultation.objects.filter(
        is_deciding=True, ends__gt=moved(today, -DECISION_MONTHS), ends__lte=today
    )
    if role.body is not None:
        steps = steps.filter(body=role.body)
    rows = Resolution.objects.filter(
        municipality=role.municipality, state=ResolutionState.DECIDED, pk__in=steps.values("resolution")
    )
    return with_chain(rows)


def is_due(role: Role, today: date) -> bool:
    """Whether the end is near enough, before or behind, that somebody should hand over."""
    span = timedelta(days=NOTICE_DAYS)
    return role.ends is not None and today - span <= role.ends <= today + span


@dataclass(frozen=True)
class HandoverRow:
    """A role with how many of its five questions are answered."""

    role: Role
    answered: int

    @property
    def is_ready(self) -> bool:
        return self.answered == len(QUESTIONS)


@dataclass(frozen=True)
class HandoverList:
    """Roles whose handover is due, the next end first; those that began lately; all others."""

    due: list[HandoverRow]
    begun: list[HandoverRow]
    others: list[HandoverRow]


def handover_list(municipality: Municipality, today: date) -> HandoverList:
    """All posts and seats of the administration, by what is due. A role stands in one list only."""
    answers: dict[tuple[str, Any], int] = {}
    for row in Handover.objects.filter(municipality=municipality).select_related("seat").order_by("pk"):
        answers[_place(row.post_id, row.seat)] = row.answered
    rows = [
        HandoverRow(role, answers.get(_place(role.post and role.pk, role.seat), 0))
        for role in roles_of(municipality)
        if role.ends is None or role.ends >= today - timedelta(days=NOTICE_DAYS)
    ]
    due = sorted((row for row in rows if is_due(row.role, today)), key=lambda row: row.role.ends)
    rest = [row for row in rows if row not in due]
    begun = [row for row in rest if _has_begun(row.role, today)]
    return HandoverList(due, begun, [row for row in rest if row not in begun])


def _place(post: int | None, seat: Seat | None) -> tuple[str, Any]:
    """What stays when the person changes: the post, or the seat over all its terms."""
    return (SEAT, (seat.body_id, seat.place)) if seat else (POST, post)


def _has_begun(role: Role, today: date) -> bool:
    return role.starts is not None and today - timedelta(days=NOTICE_DAYS) <= role.starts <= today

"""What is due in this floor: meetings, assignments, terms, mandates, resolutions, contacts, links.

Each list is about a municipality, never about a person: nobody's delays are counted.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dkbm import clock
from dkbm.access.roles import Permission, may
from dkbm.models import Municipality, User
from dkbm.registries import Task
from governance.models import Agreement, Assignment, Body, Meeting, Resolution
from governance.models.base import last_day
from governance.models.vocabulary import AssignmentState, MeetingState, ResolutionState
from governance.queries import bodies, registers

MEETINGS = "sitzungen"
INVITE_DAYS = 28
"""From this many days before a meeting on the portal asks for the invitation."""
NOTICE_DAYS = 183
"""From this many days before its end on a resolution or agreement is a task."""
FORGOTTEN_DAYS = 365
"""What ran out longer ago than this is no task any more: it stands in the register as expired."""


def of_meetings(municipality: Municipality, user: User) -> list[Task]:
    """Meetings to report on, to invite to, and minutes to approve."""
    if not may(user, Permission.EDIT_BODIES, municipality):
        return []
    today = clock.today()
    rows = Meeting.objects.filter(body__municipality=municipality, imported_from="")
    rows = rows.exclude(state=MeetingState.CANCELLED).filter(begins__lte=today + timedelta(days=INVITE_DAYS))
    found = (_meeting_task(row, today) for row in bodies.attach(rows.order_by("begins", "pk"), body=Body))
    return [task for task in found if task is not None]


def of_assignments(municipality: Municipality, user: User) -> list[Task]:
    """Assignments past their day or due this month."""
    if not may(user, Permission.EDIT_BODIES, municipality):
        return []
    today = clock.today()
    end = today.replace(day=calendar.monthrange(today.year, today.month)[1])
    rows = Assignment.objects.filter(municipality=municipality, due_on__lte=end)
    return [
        Task(
            key=f"auftrag-{row.pk}",
            sentence=str(_("Auftrag „%(title)s“ beantworten") % {"title": row.title}),
            url=reverse("governance:assignment_answer", args=[row.pk]),
            due=row.due_on.isoformat(),
            late=row.due_on < today,
        )
        for row in rows.exclude(state__in=AssignmentState.done()).order_by("due_on", "pk")
    ]


def of_seats(municipality: Municipality, user: User) -> list[Task]:
    """Vacant seats, terms that end soon or ran out, mandates a new council has to confirm."""
    if not may(user, Permission.EDIT_BODIES, municipality):
        return []
    today = clock.today()
    seats = [_seat_task(seat, today) for seat in bodies.seats_to_fill(municipality)]
    mandates = [
        Task(
            key=f"mandat-{body.pk}",
            sentence=str(_("Mandat „%(body)s“ neu bestätigen lassen") % {"body": body.name}),
            url=body.get_absolute_url(),
            due=body.mandate_open_since.isoformat(),
            late=body.mandate_open_since < today,
        )
        for body in bodies.mandates_to_confirm(municipality)
    ]
    return mandates + seats


def of_resolutions(municipality: Municipality, user: User) -> list[Task]:
    """Resolutions and agreements whose validity ends within half a year or ended within a year."""
    if not may(user, Permission.EDIT_BODIES, municipality):
        return []
    today = clock.today()
    ending = Resolution.objects.filter(municipality=municipality, state=ResolutionState.DECIDED)
    signed = Agreement.objects.filter(municipality=municipality, state="geschlossen")
    return [
        task
        for task in (
            *(
                _ending(row, row.valid_until, "beschluss", "governance:resolution_edit", today)
                for row in ending.exclude(valid_until="").order_by("pk")
            ),
            *(
                _ending(row, row.until, "vereinbarung", "registers:agreement_edit", today)
                for row in signed.exclude(until="").order_by("pk")
            ),
        )
        if task is not None
    ]


def of_contacts(municipality: Municipality, user: User) -> list[Task]:
    """Contacts nobody confirmed for twelve months: one task, its page lists them."""
    if not may(user, Permission.EDIT_CONTACTS, municipality):
        return []
    count = len(bodies.contacts_to_confirm(municipality))
    words = ngettext("%(n)s Kontakt bestätigen", "%(n)s Kontakte bestätigen", count) % {"n": count}
    return [Task("kontakte", words, reverse("governance:contacts"))] if count else []


def of_links(municipality: Municipality, user: User) -> list[Task]:
    """Links of publications nobody opened for twelve months: one task, its page lists them."""
    if not may(user, Permission.EDIT_BODIES, municipality):
        return []
    count = len(registers.links_to_check(municipality))
    words = ngettext(
        "Link von %(n)s Veröffentlichung prüfen", "Links von %(n)s Veröffentlichungen prüfen", count
    ) % {"n": count}
    return [Task("links", words, reverse("publications:list"))] if count else []


def _meeting_task(row: Meeting, today: date) -> Task | None:
    """The next thing to do about a meeting; None when there is nothing."""
    if row.is_open and row.ends < today:
        words, route = _("Sitzung %(body)s %(when)s nachbereiten"), "meeting_report"
    elif row.state == MeetingState.PLANNED and row.begins >= today:
        words, route = _("Zur Sitzung %(body)s %(when)s einladen"), "meeting"
    elif row.state == MeetingState.HELD and _minutes_wait(row):
        words, route = _("Protokoll %(body)s %(when)s genehmigen lassen"), "meeting_minutes"
    else:
        return None
    return Task(
        key=f"sitzung-{row.pk}",
        sentence=str(words % {"body": row.body_seen.name, "when": row.when_label}),
        url=reverse(f"governance:{route}", args=[row.pk]),
        due=row.when_key if row.is_open else "",
        late=row.is_open and row.ends < today,
    )


def _minutes_wait(row: Meeting) -> bool:
    """There are minutes and nobody approved them."""
    return bool(row.minutes_text or row.minutes_link) and row.minutes_approved_on is None


def _seat_task(seat: Any, today: date) -> Task:
    names = {"seat": seat.function, "body": seat.body_seen.name}
    words = _("Sitz „%(seat)s“ im Gremium %(body)s besetzen")
    if not seat.is_vacant:
        words = _("Nachfolge für „%(seat)s“ im Gremium %(body)s eintragen")
    due = seat.until.isoformat() if seat.until else ""
    return Task(
        key=f"sitz-{seat.pk}",
        sentence=str(words % names),
        url=reverse("governance:succession", args=[seat.pk]),
        due=due,
        late=seat.until is not None and seat.until < today,
    )


def _ending(row: Any, until: str, kind: str, route: str, today: date) -> Task | None:
    """A task when the validity ends soon or ended lately; `until` is a period key."""
    end = last_day(until)
    if end is None or not today - timedelta(days=FORGOTTEN_DAYS) <= end <= today + timedelta(
        days=NOTICE_DAYS
    ):
        return None
    words = _("„%(name)s“ läuft aus: verlängern oder beenden")
    if end < today:
        words = _("„%(name)s“ ist ausgelaufen: verlängern oder beenden")
    return Task(
        f"{kind}-{row.pk}", str(words % {"name": row.name}), reverse(route, args=[row.pk]), until, end < today
    )


SOURCES = (
    (MEETINGS, gettext_lazy("Sitzungen"), of_meetings),
    ("auftraege", gettext_lazy("Aufträge und Anfragen"), of_assignments),
    ("sitze", gettext_lazy("Sitze und Mandate"), of_seats),
    ("beschluesse", gettext_lazy("Beschlüsse und Vereinbarungen"), of_resolutions),
    ("kontakte", gettext_lazy("Kontakte"), of_contacts),
    ("links", gettext_lazy("Veröffentlichungen"), of_links),
)
"""(name, heading, list of tasks) for the registry of the ground floor."""

"""What the end of a grant asks for: a task at 24, 18, 12 and 6 months, and the days of the plan for the calendar."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.access.roles import Permission, may
from dkbm.models import Municipality, User
from dkbm.periods import KeyDate, from_key
from dkbm.registries import Task
from projects.models import Grant, Milestone, MilestoneState, Origin
from projects.queries_backplan import decided_grants, gap_words, known_meetings, plan_of
from projects.resources.days import months_until
from projects.resources.words import months_words
from projects.schedule.backplan import warnings_of


def of_grants(municipality: Municipality, user: User) -> list[Task]:
    """One task for each running grant from 24 months before its end on; with every warning it is a new one.

    None once the resolution of its plan is done.
    """
    if not may(user, Permission.EDIT_RESOURCES, municipality):
        return []
    today = clock.today()
    grants = list(_running(municipality, today).exclude(pk__in=decided_grants(municipality)))
    known = known_meetings(municipality) if grants else None
    found = [_task(grant, known, today) for grant in grants]
    return [task for task in found if task is not None]


def dates_of_grants(municipality: Municipality, user: User) -> list[Task]:
    """The warnings to come and the open milestones of back-planning, for one's own calendar."""
    if not may(user, Permission.EDIT_RESOURCES, municipality):
        return []
    today = clock.today()
    found = []
    for grant in _running(municipality, today):
        for months, day in warnings_of(grant.ends_on):
            words = _("Förderung „%(grant)s“ endet in %(months)s Monaten")
            sentence = str(words % {"grant": grant.title, "months": months})
            if day >= today:
                found.append(Task(f"warnung-{grant.pk}-{months}", sentence, _address(grant), day.isoformat()))
    rows = Milestone.objects.filter(
        project__municipality=municipality, origin=Origin.BACK_PLAN, state=MilestoneState.OPEN
    )
    for row in rows.select_related("project").order_by("first_month", "pk"):
        period = from_key(row.period)
        if isinstance(period, KeyDate):
            words = f"{row.title} ({row.project.title})"
            found.append(Task(f"meilenstein-{row.pk}", words, row.get_absolute_url(), period.day.isoformat()))
    return found


def _running(municipality: Municipality, today: Any) -> Any:
    rows = Grant.objects.filter(municipality=municipality, ends_on__gte=today)
    return rows.select_related("municipality").order_by("ends_on", "pk")


def _task(grant: Grant, known: Any, today: Any) -> Task | None:
    plan = plan_of(grant, known, today)
    if plan is None or plan.reached is None:
        return None
    left = months_words(months_until(today, plan.ends))
    words = _("Förderung „%(grant)s“ endet %(left)s: Beschluss vorbereiten")
    sentence = str(words % {"grant": grant.title, "left": left})
    if plan.missing is not None:
        sentence = f"{sentence}. {gap_words(plan.missing)}"
    return Task(
        key=f"foerderende-{grant.pk}-{plan.reached}",
        sentence=sentence.rstrip("."),
        url=_address(grant),
        due=plan.deadline.isoformat(),
        late=plan.deadline < today,
    )


def _address(grant: Grant) -> str:
    return reverse("resources:backplan", args=[grant.pk])

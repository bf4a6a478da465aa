"""What is due in this floor, for the list of tasks: handovers, reviews of measures."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dkbm import clock
from dkbm.access.roles import Permission, may
from dkbm.models import Municipality, User
from dkbm.periods import Month
from dkbm.registries import Task, TaskSource
from projects.effectiveness import cycles_of
from projects.models.handover import QUESTIONS
from projects.queries_handover import handover_list


def of_handovers(municipality: Municipality, user: User) -> list[Task]:
    """Handovers of posts and seats that end, until the five questions are answered."""
    if not may(user, Permission.EDIT_RESOURCES, municipality):
        return []
    today = clock.today()
    words = _("Übergabe „%(title)s“ vorbereiten: %(n)s von %(all)s Fragen beantwortet")
    return [
        Task(
            key=f"uebergabe-{row.role.kind}-{row.role.pk}",
            sentence=words % {"title": row.role.title, "n": row.answered, "all": len(QUESTIONS)},
            url=reverse("resources:handover", args=[row.role.kind, row.role.pk]),
            due=row.role.ends.isoformat(),
            late=row.role.ends < today,
        )
        for row in handover_list(municipality, today).due
        if not row.is_ready
    ]


def of_reviews(municipality: Municipality, user: User) -> list[Task]:
    """Measures whose review is due this month or overdue."""
    if not may(user, Permission.EDIT_PROJECTS, municipality):
        return []
    today = clock.today()
    now = Month.of(today).ordinal
    return [
        Task(
            key=f"wirkung-{cycle.project.pk}",
            sentence=_("Wirkung von „%(title)s“ prüfen") % {"title": cycle.project.title},
            url=reverse("projects:review-create", args=[cycle.project.pk]),
            due=cycle.due.key,
            late=cycle.is_overdue,
        )
        for cycle in cycles_of(municipality, today)
        if cycle.due is not None and cycle.due.ordinal <= now
    ]


SOURCES = (
    TaskSource("uebergaben", gettext_lazy("Übergaben"), of_handovers, 70),
    TaskSource("wirkung", gettext_lazy("Wirkung von Maßnahmen"), of_reviews, 72),
)
"""For the registry of the ground floor."""

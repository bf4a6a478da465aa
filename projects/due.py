"""What is due in this floor, for the list of tasks: handovers."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dkbm import clock
from dkbm.access.roles import Permission, may
from dkbm.models import Municipality, User
from dkbm.registries import Task, TaskSource
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


SOURCES = (TaskSource("uebergaben", gettext_lazy("Übergaben"), of_handovers, 70),)
"""For the registry of the ground floor."""

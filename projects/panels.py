"""What this floor shows on pages of others: the profile of a municipality and the start page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from dkbm import clock
from projects import queries, rules


def on_profile(municipality: Any, user: Any) -> dict[str, Any] | None:
    """The visible projects of a municipality; None when there is nothing to see and nothing to add."""
    rows = list(queries.portfolio(municipality)[: queries.MOST_ON_PROFILE + 1])
    may_edit = rules.may_edit(user, municipality)
    if not rows and not may_edit:
        return None
    most = queries.MOST_ON_PROFILE
    return {
        "municipality": municipality,
        "projects": rows[:most],
        "more": len(rows) > most,
        "may_edit": may_edit,
    }


def on_start(municipality: Any, user: Any) -> dict[str, Any] | None:
    """Milestones overdue or due within 60 days; None when nothing is due or no municipality is in view."""
    if municipality is None:
        return None
    today = clock.today()
    rows = list(queries.due_milestones(municipality, today)[: queries.MOST_DUE + 1])
    if not rows:
        return None
    most = queries.MOST_DUE
    due = [{"milestone": row, "is_overdue": row.is_overdue(today)} for row in rows[:most]]
    return {"municipality": municipality, "due": due, "more": len(rows) > most, "days": queries.DUE_DAYS}


def on_resolution(resolution: Any, user: Any) -> dict[str, Any] | None:
    """Projects this resolution is about; None without one."""
    links = queries.projects_about(resolution)
    return {"links": links} if links else None


def new_measure(goal: Any) -> str:
    """Address of the form for a measure that serves this goal."""
    return f"{reverse('projects:create')}?ziel={goal.pk}"

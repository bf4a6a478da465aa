"""Keeping posts and budget as they are today, and what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dkbm.access.roles import Permission
from dkbm.models import Municipality
from dkbm.services import require
from projects.models import ResourcePlan
from projects.models.scenario import seal_of
from projects.queries_resources import lines_of, posts_of
from projects.resources.compare import Difference, SumLine, line_differences, post_differences, sums
from projects.resources.days import printed


def state_of(municipality: Municipality) -> dict[str, Any]:
    """All posts and budget lines as plain values, in an order of their own, in two queries."""
    posts = sorted(posts_of(municipality), key=lambda post: (post.function, post.pk))
    lines = lines_of(municipality).order_by("year", "stage", "side", "title", "pk")
    return {
        "posts": [
            {
                "function": post.function,
                "fte": str(post.fte.normalize()),
                "term": str(post.term_label) if post.term else "",
                "filled": str(post.get_filled_display()) if post.filled else "",
                "own": None if post.own_share_pct is None else str(post.own_share_pct.normalize()),
            }
            for post in posts
        ],
        "lines": [
            {
                "year": line.year,
                "stage": str(line.get_stage_display()),
                "side": str(line.get_side_display()),
                "title": line.title,
                "cents": line.amount_cents,
                "until": printed(line.until),
            }
            for line in lines
        ],
    }


@transaction.atomic
def keep_resources(*, municipality: Municipality, name: str, function: str, by: Any) -> ResourcePlan:
    """Keep posts and budget of today under a name; they never change again.

    Raises ValidationError for a name that is used already and while there is nothing to keep.
    """
    require(by, Permission.EDIT_RESOURCES, municipality)
    content = state_of(municipality)
    if not (content["posts"] or content["lines"]):
        raise ValidationError(_("Noch keine Stelle und keine Haushaltszeile: Es gibt nichts festzuhalten."))
    plan = ResourcePlan(
        municipality=municipality, name=name, function=function, content=content, seal=seal_of(content)
    )
    plan.full_clean()
    plan.save()
    return plan


def plans_of(municipality: Municipality) -> QuerySet[ResourcePlan]:
    """Kept states, the newest first, without their contents."""
    return ResourcePlan.objects.filter(municipality=municipality).defer("content")


@dataclass(frozen=True)
class Shift:
    """A kept state against the records of today."""

    sums: list[SumLine]
    posts: list[Difference]
    lines: list[Difference]


def shift_of(plan: ResourcePlan) -> Shift:
    """What has changed since the state was kept."""
    now = state_of(plan.municipality)
    return Shift(
        sums=sums(plan.content, now),
        posts=post_differences(plan.content["posts"], now["posts"]),
        lines=line_differences(plan.content["lines"], now["lines"]),
    )

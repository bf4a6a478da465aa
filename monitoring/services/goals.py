"""Deeds: saying by which indicator a goal is measured."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dkbm.access.roles import Permission
from dkbm.models import User
from dkbm.services import locked, require
from governance.models import Goal
from monitoring.models.catalogue import Indicator
from monitoring.models.goals import GoalIndicator


@transaction.atomic
def measure_goal(*, goal: Goal, indicator: Indicator | None, name: str = "", by: User) -> GoalIndicator:
    """Link a goal to an indicator of the catalogue or to one in words.

    Raises PermissionDenied, Goal.DoesNotExist (foreign or missing), ValidationError (both, none or twice).
    """
    place = Goal.objects.get(pk=goal.pk)
    require(by, Permission.EDIT_TARGETS, place.municipality_id)
    if indicator is not None and indicator.owner_id not in (None, place.municipality_id):
        raise ValidationError({"indicator": _("Diese Kennzahl gehört zu einer anderen Kommune.")})
    row = GoalIndicator(goal=place, indicator=indicator, name=name)
    row.full_clean()
    row._history_user = by
    row.save()
    return row


@transaction.atomic
def stop_measuring_goal(*, link: GoalIndicator, by: User) -> None:
    """Take a link away; the target of the indicator stays. Raises PermissionDenied, DoesNotExist."""
    require(by, Permission.EDIT_TARGETS, GoalIndicator.objects.get(pk=link.pk).goal.municipality_id)
    row = locked(GoalIndicator, link.pk, None)
    row._history_user = by
    row.delete()

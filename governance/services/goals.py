"""Deeds about goals beyond keeping one record."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dkbm.models import User
from governance.models import Assignment, Goal
from governance.services.records import keep_record


@transaction.atomic
def ask_about_goal(*, goal: Goal, values: dict[str, Any], by: User) -> Assignment:
    """Make a question or assignment with these values and note it at the goal. Raises as `keep_record`."""
    asked = keep_record(model=Assignment, values={**values, "municipality": goal.municipality}, by=by)
    keep_record(model=Goal, pk=goal.pk, version=goal.version, values={"assignment": asked}, by=by)
    return asked

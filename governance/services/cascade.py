"""What keeping a goal must do beside saving it: hold its parent so that nobody moves it meanwhile."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from governance.cascade import misfits
from governance.models import Goal, Publication
from governance.models.event import LinkState


def settle(row: Any) -> None:
    """Refuse what contradicts the cascade; of a goal, hold the parent and note its level. Call before saving.

    Raises ValidationError by field.
    """
    if isinstance(row, Goal):
        _hold_parent(row)
    if isinstance(row, Publication):
        _forget_old_check(row)
    errors = misfits(row)
    if errors:
        raise ValidationError(errors)


def _hold_parent(goal: Goal) -> None:
    """Lock the goal's parent until the transaction ends.

    Whoever changes the parent's level or removes it locks the same row and looks for children after that,
    so of two people at most one gets through. Locks go upwards only, never in a circle.
    Raises ValidationError when the parent is gone or the goal would leave its own children behind.
    """
    goal.parent_level = None
    if goal.parent_id is not None:
        parents = Goal.objects.filter(pk=goal.parent_id)
        # an update that changes nothing: takes the row lock on both databases
        if not parents.update(version=F("version")):
            raise ValidationError({"parent": _("Dieses Ziel gibt es nicht mehr.")})
        goal.parent = parents.select_related("municipality__region").get()
        goal.parent_level = goal.parent.level
    if goal.pk and Goal.objects.filter(parent=goal.pk).exclude(level=goal.level + 1).exists():
        raise ValidationError(
            {"level": _("Unter diesem Ziel stehen schon andere; seine Ebene bleibt darum, wie sie ist.")}
        )


def _forget_old_check(publication: Publication) -> None:
    """What was found about an old link says nothing about a new one."""
    if not Publication.objects.filter(pk=publication.pk, link=publication.link).exists():
        publication.link_state, publication.link_checked_on = LinkState.UNCHECKED, None

"""The deed of deciding whether others may learn from one's processes."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dkbm.access.roles import Permission
from dkbm.models import Municipality
from dkbm.services import Conflict, locked, require
from monitoring.models import LearningConsent


@transaction.atomic
def decide_learning(*, municipality: Municipality, choice: str, version: int, by: Any) -> LearningConsent:
    """Decide; `version` 0 where no decision was seen. Raises PermissionDenied, Conflict, ValidationError."""
    require(by, Permission.SHARE, municipality)
    held = LearningConsent.objects.filter(municipality=municipality).first()
    if held is None and version:
        raise Conflict(None)
    if held is not None and not version:
        raise Conflict(held)
    row = locked(LearningConsent, held.pk, version) if held else LearningConsent(municipality=municipality)
    row.choice = choice
    row.full_clean()
    row._history_user = by
    row.save()
    return row

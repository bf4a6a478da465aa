"""Deeds: keeping and removing a municipality's target for an indicator."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dkbm.access.roles import Permission
from dkbm.services import Conflict, locked, require
from monitoring.models import Indicator, Target

FIELDS = ("baseline_period", "baseline", "target_period", "value", "reason", "audience")


@transaction.atomic
def keep_target(
    *, municipality: Any, indicator: Indicator, by: Any, version: int | None = None, **fields: Any
) -> Target:
    """Set (no `version`) or change the one target of a municipality for an indicator.

    Raises PermissionDenied, Conflict (somebody else set or changed it), ValidationError (by field).
    """
    require(by, Permission.EDIT_TARGETS, municipality)
    held = Target.objects.filter(municipality=municipality, indicator=indicator).first()
    if held is not None and version is None:
        raise Conflict(held)
    row = locked(Target, held.pk, version) if held else Target(municipality=municipality, indicator=indicator)
    for name in FIELDS:
        setattr(row, name, fields[name])
    row.full_clean()
    row._history_user = by
    row.save()
    return row


@transaction.atomic
def remove_target(*, target: Target, by: Any, version: int | None) -> None:
    """Remove a target; its history stays. Raises PermissionDenied, Conflict, Target.DoesNotExist."""
    require(by, Permission.EDIT_TARGETS, target.municipality_id)
    row = locked(Target, target.pk, version)
    row._history_user = by
    row.delete()

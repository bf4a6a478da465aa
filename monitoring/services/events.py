"""Deeds on events of time series: entering, changing, removing."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dkbm.access.roles import Permission
from dkbm.models import Municipality
from dkbm.services import locked, require
from monitoring.models import TimelineEvent

FIELDS = ("title", "begins", "ends", "indicator", "theme", "source", "audience")


@transaction.atomic
def add_event(*, municipality: Municipality, by: Any, **fields: Any) -> TimelineEvent:
    """Enter something that happened. Raises PermissionDenied, ValidationError (by field)."""
    require(by, Permission.EXPLAIN_SERIES, municipality)
    return _kept(TimelineEvent(municipality=municipality), by, fields)


@transaction.atomic
def change_event(*, event: TimelineEvent, by: Any, version: int, **fields: Any) -> TimelineEvent:
    """Change an event. Raises PermissionDenied, Conflict, ValidationError (by field)."""
    require(by, Permission.EXPLAIN_SERIES, event.municipality_id)
    return _kept(locked(TimelineEvent, event.pk, version), by, fields)


@transaction.atomic
def remove_event(*, event: TimelineEvent, by: Any, version: int) -> None:
    """Remove an event; its history stays. Raises PermissionDenied, Conflict."""
    require(by, Permission.EXPLAIN_SERIES, event.municipality_id)
    row = locked(TimelineEvent, event.pk, version)
    row._history_user = by
    row.delete()


def _kept(row: TimelineEvent, by: Any, fields: dict[str, Any]) -> TimelineEvent:
    for name in FIELDS:
        setattr(row, name, fields[name])
    row.full_clean()
    row._history_user = by
    row.save()
    return row

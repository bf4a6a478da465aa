"""Deeds on fact sheets: writing, publishing by their audience, removing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dkbm import clock
from dkbm.access.roles import Permission, may, may_anywhere
from dkbm.models import Agency, Municipality
from dkbm.services import locked
from monitoring.models import FactSheet

LINKS = ("surveys", "publications", "indicators")


def may_edit(user: Any, *, municipality: Any = None, agency: Any = None) -> bool:
    """Whether the person may write sheets of this municipality or of this agency (rows or ids)."""
    if municipality is not None:
        return may(user, Permission.WRITE_REPORTS, municipality)
    key = getattr(agency, "pk", agency)
    return (
        user.is_authenticated
        and may_anywhere(user, Permission.KEEP_AGENCY_RECORDS)
        and any(row.agency_id == key for row in user.current_agencies())
    )


def may_edit_sheet(user: Any, sheet: FactSheet) -> bool:
    """Whether the person may change this sheet."""
    return may_edit(user, municipality=sheet.municipality_id, agency=sheet.agency_id)


@transaction.atomic
def write_sheet(
    *, owner: Municipality | Agency, by: Any, pk: int | None = None, version: int | None = None, **fields: Any
) -> FactSheet:
    """Make (no `pk`) or change a sheet of a municipality or an agency; `audience` among the fields publishes it.

    Raises PermissionDenied, DoesNotExist, Conflict, ValidationError (by field).
    """
    home = {"municipality": owner} if isinstance(owner, Municipality) else {"agency": owner}
    if not may_edit(by, **home):
        raise PermissionDenied
    row = FactSheet(**home) if pk is None else locked(FactSheet, pk, version)
    for name, value in fields.items():
        if name not in LINKS:
            setattr(row, name, value)
    row.changed_on = clock.today()
    row.full_clean()
    row._history_user = by
    row.save()
    for name in LINKS:
        if name in fields:
            getattr(row, name).set(fields[name])
    return row


@transaction.atomic
def remove_sheet(*, sheet: FactSheet, by: Any, version: int) -> None:
    """Remove a sheet; its history stays. Raises PermissionDenied, Conflict."""
    if not may_edit_sheet(by, sheet):
        raise PermissionDenied
    row = locked(FactSheet, sheet.pk, version)
    row._history_user = by
    row.delete()

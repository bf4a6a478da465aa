"""Deeds about the agency's own records: keeping and removing them, taking over a checked workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dkbm.access.roles import Permission, may_anywhere
from dkbm.models import Agency, User
from dkbm.services import locked
from governance.agency_sheet import Line
from governance.models import AgencyModule, AgencyRecord


def agency_of(user: User) -> Agency:
    """The agency the person works for today. Raises PermissionDenied without one."""
    if not may_anywhere(user, Permission.KEEP_AGENCY_RECORDS) or not user.current_agencies():
        raise PermissionDenied
    return user.current_agencies()[0].agency


@transaction.atomic
def keep_agency_row(
    *, model: type, values: dict[str, Any], by: User, pk: int | None = None, version: int | None = None
) -> Any:
    """Make (no `pk`) or change a record, module or award of the person's own agency.

    Raises PermissionDenied, DoesNotExist (foreign or missing), Conflict (overtaken), ValidationError.
    """
    agency = agency_of(by)
    row = model(**_home(model, agency, values)) if pk is None else locked(model, pk, version)
    for name, value in values.items():
        if name not in ("agency", "record"):
            setattr(row, name, value)
    row.full_clean()
    row._history_user = by
    row.save()
    return row


@transaction.atomic
def remove_agency_row(*, row: Any, by: User) -> None:
    """Remove a module or an award."""
    agency_of(by)
    fresh = locked(type(row), row.pk, None)
    fresh._history_user = by
    fresh.delete()


@transaction.atomic
def take_over_lines(*, lines: Sequence[Line], by: User) -> int:
    """Keep what a checked workbook says; empty cells change nothing. Returns how many rows were saved.

    All lines or none. Raises as `keep_agency_row`.
    """
    agency = agency_of(by)
    saved = 0
    for line in lines:
        record = AgencyRecord.objects.filter(agency=agency, region=line.region_id).first()
        if record is None or line.of_record:
            values = {**line.of_record, **({} if record else {"region_id": line.region_id})}
            record = keep_agency_row(model=AgencyRecord, pk=record and record.pk, values=values, by=by)
            saved += 1
        if line.number is not None:
            module = AgencyModule.objects.filter(record=record, number=line.number).first()
            own = {"number": line.number, **line.of_module}
            keep_agency_row(
                model=AgencyModule, pk=module and module.pk, values={"record": record, **own}, by=by
            )
            saved += 1
    return saved


def _home(model: type, agency: Agency, values: dict[str, Any]) -> dict[str, Any]:
    """To what a new row belongs: the own agency, or a record of it that exists within the scope."""
    if model is AgencyRecord:
        return {"agency": agency}
    return {"record": AgencyRecord.objects.get(pk=values["record"].pk)}

"""Deeds on results of surveys: entering, changing, removing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dkbm.access.roles import Permission
from dkbm.models import Municipality
from dkbm.services import locked, require
from monitoring.models import SurveyResult

FIELDS = ("question", "answer", "value", "base", "respondents", "year", "surveyed_by", "source", "audience")


@transaction.atomic
def add_result(*, municipality: Municipality, by: Any, **fields: Any) -> SurveyResult:
    """Enter a result. Raises PermissionDenied, ValidationError (by field)."""
    require(by, Permission.EXPLAIN_SERIES, municipality)
    return _kept(SurveyResult(municipality=municipality), by, fields)


@transaction.atomic
def change_result(*, result: SurveyResult, by: Any, version: int, **fields: Any) -> SurveyResult:
    """Change a result of one's own. Raises PermissionDenied, Conflict, ValidationError (by field)."""
    _require_own(result, by)
    return _kept(locked(SurveyResult, result.pk, version), by, fields)


@transaction.atomic
def remove_result(*, result: SurveyResult, by: Any, version: int) -> None:
    """Remove a result of one's own; its history stays. Raises PermissionDenied, Conflict."""
    _require_own(result, by)
    row = locked(SurveyResult, result.pk, version)
    row._history_user = by
    row.delete()


def _require_own(result: SurveyResult, by: Any) -> None:
    """Shared knowledge belongs to nobody and is changed by nobody here."""
    if result.municipality_id is None:
        raise PermissionDenied
    require(by, Permission.EXPLAIN_SERIES, result.municipality_id)


def _kept(row: SurveyResult, by: Any, fields: dict[str, Any]) -> SurveyResult:
    for name in FIELDS:
        setattr(row, name, fields[name])
    row.full_clean()
    row._history_user = by
    row.save()
    return row

"""What several tables of this floor share: period columns and rows that belong to a project."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from dkbm.access.scope import ScopedModel
from dkbm.periods import MAX_KEY_LENGTH, Period, from_key


def validate_period_key(value: str) -> None:
    """Refuse a text that is not the key of a period (`dkbm.periods`)."""
    try:
        from_key(value)
    except ValueError as fault:
        raise ValidationError(str(fault)) from fault


class PeriodKeyField(models.CharField):
    """Key of a period, as fine as it is known; '' = undated or not known."""

    default_validators = (validate_period_key,)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_KEY_LENGTH)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


def period_label(key: str, unknown: str = "") -> str:
    """How people read a stored key; `unknown` for the empty one."""
    return period_of(key).label if key else unknown


def period_of(key: str) -> Period:
    """The period of a stored key."""
    return from_key(key)


class ProjectPart(ScopedModel):
    """A row of a project: seen by whoever sees the project."""

    tenant_path = "project__municipality"
    audience_path = "project__audience"

    class Meta:
        abstract = True


def refuse_foreign(row: Any, municipality_id: int | None, names: tuple[str, ...]) -> None:
    """Raise ValidationError for links to rows of another municipality."""
    errors = {}
    for name in names:
        linked = getattr(row, name)
        if linked is not None and linked.municipality_id != municipality_id:
            errors[name] = _("Das gehört zu einer anderen Kommune.")
    if errors:
        raise ValidationError(errors)

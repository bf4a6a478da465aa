"""Deeds about the parts of a project: benefits, links, reviews, schools that take part, processes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dkbm.access.roles import Permission
from dkbm.services import locked, require
from projects.models import Benefit, Participation, Process, Project, ProjectLink, Review

EDITABLE: dict[type, frozenset[str]] = {
    Benefit: frozenset({"kind", "text", "amount_cents", "source"}),
    Review: frozenset({"held_in", "result", "adaptation", "source"}),
    Participation: frozenset({"as_of", "taking_part", "eligible", "source"}),
    Process: frozenset({"title", "kind", "path", "result", "is_finished", "source"}),
    ProjectLink: frozenset({"project", "url", "title", "source", "assignment_confirmed"}),
}


@transaction.atomic
def add_part(*, model: type, project: Project, by: Any, **fields: Any) -> Any:
    """Add a part to a project. Raises ValidationError, TypeError for fields nobody may set."""
    require(by, Permission.EDIT_PROJECTS, project.municipality_id)
    return _saved(model(project=Project.objects.get(pk=project.pk)), project.municipality_id, fields)


@transaction.atomic
def change_part(*, row: Any, version: int | None, by: Any, **fields: Any) -> Any:
    """Change a part; a link may move to another project of the municipality.

    Raises Conflict when somebody saved it meanwhile, DoesNotExist when it is not visible.
    """
    here = row.project.municipality_id
    require(by, Permission.EDIT_PROJECTS, here)
    return _saved(locked(type(row), row.pk, version), here, fields)


@transaction.atomic
def remove_part(*, row: Any, version: int | None, by: Any) -> None:
    """Remove a part that was typed by mistake; the history keeps it. Raises Conflict."""
    require(by, Permission.EDIT_PROJECTS, row.project.municipality_id)
    locked(type(row), row.pk, version).delete()


def _saved(row: Any, municipality_id: int, fields: dict[str, Any]) -> Any:
    unknown = set(fields) - EDITABLE[type(row)]
    if unknown:
        raise TypeError(f"not editable: {sorted(unknown)}")
    for name, value in fields.items():
        setattr(row, name, value)
    if row.project.municipality_id != municipality_id:
        raise ValidationError({"project": _("Das gehört zu einer anderen Kommune.")})
    row.full_clean()
    row.save()
    return row

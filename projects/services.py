"""Deeds of this floor: adding and changing projects and milestones."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from dkbm.access.roles import Permission
from dkbm.services import locked, require
from projects.models import (
    Baseline,
    BaselineEntry,
    ChecklistNote,
    Dependency,
    Milestone,
    NotedPoint,
    Process,
    Project,
    ProjectAim,
    ProjectGoal,
    ProjectResolution,
    ResolutionPart,
    TeamFunction,
)
from projects.schedule import circle

PROJECT_FIELDS = frozenset(
    {
        "title",
        "kind",
        "summary",
        "component",
        "programme",
        "grant",
        "part_of",
        "responsible_unit",
        "body",
        "begins",
        "ends",
        "state",
        "transfer_status",
        "transferred_in",
        "target_unit",
        "carries_alone",
        "risks",
        "need_confirmed_in",
        "need",
        "evaluated_in",
        "evaluation",
        "review_months",
        "audience",
        "source",
    }
)
MILESTONE_FIELDS = frozenset(
    {
        "process",
        "order",
        "title",
        "description",
        "origin",
        "nature",
        "period",
        "state",
        "done_in",
        "body",
        "meeting",
        "resolution",
        "agreement",
        "participants",
        "responsible",
        "source",
    }
)


PARTS = ("aims", "team", "goals", "planned", "taken")


@transaction.atomic
def add_project(*, municipality: Any, by: Any, **values: Any) -> Project:
    """Add a project to a municipality; `values`: columns and the parts of `change_project`.

    Raises ValidationError for links into another municipality.
    """
    require(by, Permission.EDIT_PROJECTS, municipality)
    parts = {name: values.pop(name) for name in PARTS if values.get(name) is not None}
    project = _changed(Project(municipality=municipality), values, PROJECT_FIELDS)
    project.save()
    _set_parts(project, parts)
    return project


@transaction.atomic
def change_project(*, project: Project, version: int | None, by: Any, **values: Any) -> Project:
    """Change a project. Of its parts, what is not named or None stays as it is.

    `aims`, `team`: texts; `goals`, `planned`, `taken`: goals served, resolutions needed and taken.
    Raises Conflict when somebody saved it meanwhile, Project.DoesNotExist when it is not visible.
    """
    require(by, Permission.EDIT_PROJECTS, project.municipality_id)
    parts = {name: values.pop(name, None) for name in PARTS}
    row = _changed(locked(Project, project.pk, version), values, PROJECT_FIELDS)
    row.save()
    _set_parts(row, {name: part for name, part in parts.items() if part is not None})
    return row


@transaction.atomic
def add_milestone(*, project: Project, by: Any, needs: Any = None, **fields: Any) -> Milestone:
    """Add a milestone to a project, after the others of its process when no order is given.

    `needs`: milestones of the project that must be done before it.
    """
    require(by, Permission.EDIT_PROJECTS, project.municipality_id)
    project = locked(Project, project.pk, None)
    if not fields.get("order"):
        fields["order"] = _next_order(project, fields.get("process"))
    milestone = _changed(Milestone(project=project), fields, MILESTONE_FIELDS)
    milestone.save()
    _set_needs(milestone, needs or [])
    return milestone


@transaction.atomic
def change_milestone(
    *, milestone: Milestone, version: int | None, by: Any, needs: Any = None, **fields: Any
) -> Milestone:
    """Change a milestone; `needs` None leaves what it needs before it.

    Raises Conflict when somebody saved it meanwhile, ValidationError when dependencies form a circle.
    """
    require(by, Permission.EDIT_PROJECTS, milestone.project.municipality_id)
    row = _changed(locked(Milestone, milestone.pk, version), fields, MILESTONE_FIELDS)
    row.save()
    if needs is not None:
        _set_needs(row, needs)
    return row


@transaction.atomic
def keep_plan(*, project: Project, name: str, by: Any) -> Baseline:
    """Keep the plan of today under a name; it never changes again.

    Raises ValidationError for a name that is used already and for a project without milestones.
    """
    require(by, Permission.EDIT_PROJECTS, project.municipality_id)
    milestones = list(Milestone.objects.filter(project=project))
    if not milestones:
        raise ValidationError(_("Noch kein Meilenstein: Es gibt keinen Plan, der festzuhalten wäre."))
    plan = Baseline(project=project, name=name)
    plan.full_clean()
    plan.save()
    for row in milestones:
        BaselineEntry.objects.create(baseline=plan, milestone=row, title=row.title, period=row.period)
    return plan


@transaction.atomic
def note_point(*, process: Process, point: str, by: Any, **fields: Any) -> ChecklistNote:
    """Note something on a point of the checklist; earlier notes stay, the latest counts.

    `fields`: text, function, is_fulfilled. Raises ValueError for a point that records show.
    """
    require(by, Permission.EDIT_PROJECTS, process.project.municipality_id)
    note = ChecklistNote(process=process, point=NotedPoint(point))
    note = _changed(note, fields, frozenset({"text", "function", "is_fulfilled"}))
    note.save()
    return note


@transaction.atomic
def record(*, row: Any, by: Any, municipality_id: int) -> Any:
    """Save a row of this floor that the admin has filled in; a new version of it where it has versions."""
    require(by, Permission.EDIT_PROJECTS, municipality_id)
    if row.pk and hasattr(row, "version"):
        row.version = locked(type(row), row.pk, None).version
    row.full_clean()
    row.save()
    return row


def _changed(row: Any, fields: dict[str, Any], allowed: frozenset[str]) -> Any:
    """The row with the new values, checked whole; refuses fields that are not meant to be edited."""
    unknown = set(fields) - allowed
    if unknown:
        raise TypeError(f"not editable: {sorted(unknown)}")
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean()
    return row


def _next_order(project: Project, process: Any) -> int:
    rows = Milestone.objects.filter(project=project, process=process)
    return (rows.aggregate(most=Max("order"))["most"] or 0) + 1


def _set_parts(project: Project, parts: dict[str, Any]) -> None:
    """Make these the parts of the project; kinds of parts that are not named stay."""
    for name, model in (("aims", ProjectAim), ("team", TeamFunction)):
        if name in parts:
            _set_texts(project, model, parts[name])
    if "goals" in parts:
        wanted = {goal.pk: {"goal": goal} for goal in parts["goals"]}
        _set_links(project, ProjectGoal, wanted)
    if "planned" in parts or "taken" in parts:
        _set_resolutions(project, parts)


def _set_texts(project: Project, model: Any, texts: list[str]) -> None:
    """Make these the texts, in this order; a text whose words stay keeps its row and its source."""
    known = {row.text: row for row in model.objects.filter(project=project)}
    for order, text in enumerate(dict.fromkeys(texts), 1):
        row = known.pop(text, None) or model(project=project, text=text)
        if row.pk is None or row.order != order:
            row.order = order
            row.full_clean()
            row.save()
    for gone in known.values():
        gone.delete()


def _set_resolutions(project: Project, parts: dict[str, Any]) -> None:
    """A resolution is needed or taken, never both: taken counts."""
    links = ProjectResolution.objects.filter(project=project).select_related("resolution")
    wanted = {}
    for name, part in (("planned", ResolutionPart.PLANNED), ("taken", ResolutionPart.TAKEN)):
        kept = [link.resolution for link in links if link.part == part]
        for resolution in parts.get(name, kept):
            wanted[resolution.pk] = {"resolution": resolution, "part": part}
    _set_links(project, ProjectResolution, wanted)


def _set_links(project: Project, model: Any, wanted: dict[int, dict[str, Any]]) -> None:
    """Make these the links, by id of the linked record; a link that stays keeps its row."""
    known = {getattr(row, f"{model.linked}_id"): row for row in model.objects.filter(project=project)}
    for pk, values in wanted.items():
        row = known.pop(pk, None) or model(project=project)
        if row.pk is None or any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.full_clean()
            row.save()
    for gone in known.values():
        gone.delete()


def _set_needs(milestone: Milestone, needs: Any) -> None:
    """Make these what must be done before; the project is locked so that two together make no circle."""
    Project.objects.filter(pk=milestone.project_id).update(version=F("version"))
    known = {row.needs_id: row for row in Dependency.objects.filter(milestone=milestone)}
    for before in needs:
        if not known.pop(before.pk, None):
            row = Dependency(milestone=milestone, needs=before)
            row.full_clean()
            row.save()
    for gone in known.values():
        gone.delete()
    if circle(dependencies_of(milestone.project_id)):
        raise ValidationError(
            _("Das ergäbe einen Kreis: Ein Meilenstein würde mittelbar auf sich selbst warten.")
        )


def dependencies_of(project_id: int) -> dict[int, set[int]]:
    """For every milestone of a project the ids of what must be done before it."""
    found: dict[int, set[int]] = {}
    rows = Dependency.objects.filter(milestone__project=project_id)
    for key, before in rows.values_list("milestone", "needs"):
        found.setdefault(key, set()).add(before)
    return found

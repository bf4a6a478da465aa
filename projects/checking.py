"""What must hold across rows of this floor, and its content for comparing two databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from projects.models import (
    Baseline,
    BaselineEntry,
    Benefit,
    ChecklistNote,
    Dependency,
    Milestone,
    Participation,
    Process,
    Project,
    ProjectAim,
    ProjectGoal,
    ProjectLink,
    ProjectResolution,
    Review,
    TeamFunction,
)
from projects.models.fields import period_of
from projects.schedule import bounds, circle

if TYPE_CHECKING:
    from collections.abc import Iterator

LINKED = ("part_of", "responsible_unit", "body", "target_unit", "grant")
LEFT_OUT = frozenset({"id", "version", "municipality", "project", "process", "first_month", "last_month"})

PARTS = (
    *(ProjectAim, TeamFunction, Benefit, ProjectLink, Process, ProjectGoal, ProjectResolution),
    *(Review, Participation),
)


def complaints() -> list[str]:
    """German sentences about rows that contradict each other; empty when all is well."""
    return [*_milestone_complaints(), *_project_complaints(), *_link_complaints(), *_circle_complaints()]


def _circle_complaints() -> Iterator[str]:
    needs: dict[int, set[int]] = {}
    rows = Dependency.objects.select_related("milestone", "needs").order_by("pk")
    for row in rows.iterator(chunk_size=500):
        needs.setdefault(row.milestone_id, set()).add(row.needs_id)
        if row.milestone.project_id != row.needs.project_id:
            yield f"Abhängigkeit {row.pk}: Die Meilensteine gehören zu zwei Projekten."
    found = circle(needs)
    if found:
        yield f"Meilensteine {', '.join(map(str, found))}: Sie warten im Kreis aufeinander."


def _link_complaints() -> Iterator[str]:
    for model in (ProjectGoal, ProjectResolution):
        for row in model.objects.select_related("project", model.linked).order_by("pk"):
            if getattr(row, model.linked).municipality_id != row.project.municipality_id:
                yield f"{row._meta.verbose_name} {row.pk}: Der Verweis führt zu einer anderen Kommune."


def _milestone_complaints() -> Iterator[str]:
    rows = Milestone.objects.select_related(
        "project", "process", "body", "resolution", "agreement", "meeting__body"
    ).order_by("pk")
    for row in rows.iterator(chunk_size=500):
        if (row.first_month, row.last_month) != bounds(period_of(row.period)):
            yield f"Meilenstein {row.pk}: Die Monate passen nicht zum Zeitraum „{row.period}“."
        if row.process and row.process.project_id != row.project_id:
            yield f"Meilenstein {row.pk}: Der Prozess gehört zu einem anderen Projekt."
        if row.body and row.body.municipality_id != row.project.municipality_id:
            yield f"Meilenstein {row.pk}: Das Gremium gehört zu einer anderen Kommune."
        owners = [row.resolution, row.agreement, row.meeting and row.meeting.body]
        if any(owner and owner.municipality_id != row.project.municipality_id for owner in owners):
            yield f"Meilenstein {row.pk}: Sitzung, Beschluss oder Vereinbarung gehört zu einer anderen Kommune."


def _project_complaints() -> Iterator[str]:
    rows = Project.objects.select_related(*LINKED).order_by("pk")
    for row in rows.iterator(chunk_size=500):
        linked = [getattr(row, name) for name in LINKED]
        if any(other and other.municipality_id != row.municipality_id for other in linked):
            yield f"Projekt {row.pk}: Ein Verweis führt zu einer anderen Kommune."


def content() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(table, natural key, values) of every row, without primary keys and versions."""
    for project in Project.objects.select_related("municipality__region", *LINKED):
        yield "project", _key(project), _values(project)
    for model in PARTS:
        linked = getattr(model, "linked", "project")
        for row in model.objects.select_related("project__municipality__region", linked):
            yield model._meta.model_name, f"{_key(row.project)}|{row}", _values(row)
    linked = ("project__municipality__region", "process", "body", "meeting", "resolution", "agreement")
    for row in Milestone.objects.select_related(*linked):
        yield "milestone", _milestone_key(row), _values(row)
    yield from _plan_content()
    yield from _note_content()


def _plan_content() -> Iterator[tuple[str, str, dict[str, Any]]]:
    ends = ("milestone__project__municipality__region", "milestone__process", "needs__process")
    for row in Dependency.objects.select_related(*ends, "needs__project__municipality__region"):
        yield "dependency", f"{_milestone_key(row.milestone)}|{_milestone_key(row.needs)}", {}
    for plan in Baseline.objects.select_related("project__municipality__region"):
        yield "baseline", f"{_key(plan.project)}|{plan.name}", _values(plan)
    rows = BaselineEntry.objects.select_related("baseline__project__municipality__region", "milestone")
    for row in rows.order_by("baseline", "title", "period", "pk"):
        key = f"{_key(row.baseline.project)}|{row.baseline.name}|{row.title}|{row.period}"
        yield "baselineentry", key, {"milestone": str(row.milestone or "")}


def _note_content() -> Iterator[tuple[str, str, dict[str, Any]]]:
    rows = ChecklistNote.objects.select_related("process__project__municipality__region")
    for row in rows.order_by("process", "point", "noted_on", "pk"):
        key = f"{_key(row.process.project)}|{row.process}|{row.point}|{row.noted_on}|{row.text}"
        yield "checklistnote", key, _values(row)


def _milestone_key(row: Milestone) -> str:
    process = row.process.title if row.process else ""
    return f"{_key(row.project)}|{process}|{row.order}|{row.title}|{row.period}"


def _key(project: Project) -> str:
    return f"{project.municipality.region.ags}|{project.title}"


def _values(row: Any) -> dict[str, Any]:
    """Own columns as plain values; links as the words of what they lead to."""
    found = {}
    for column in row._meta.concrete_fields:
        if column.name in LEFT_OUT:
            continue
        value = getattr(row, column.name)
        found[column.name] = str(value) if column.is_relation and value is not None else value
    return found

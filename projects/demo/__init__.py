"""Demo content of this floor: the projects of the six municipalities, every fact with its source.

Loading again changes nothing: rows are found by their natural keys and saved only when they differ.
Links to bodies and units are set when those exist.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from dkbm.models import Municipality
from governance.models import Agreement, Body, Goal, Meeting, Resolution, Unit
from projects.demo.content import UNSURE, MilestoneFact, ProcessFacts, ProjectFacts
from projects.demo.emden import EMDEN
from projects.demo.others import CLOPPENBURG, HARBURG, OSNABRUECK, OSTERHOLZ, VERDEN
from projects.models import (
    Baseline,
    BaselineEntry,
    Benefit,
    ChecklistNote,
    Dependency,
    Milestone,
    Nature,
    Process,
    Project,
    ProjectAim,
    ProjectGoal,
    ProjectLink,
    ProjectResolution,
    TeamFunction,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_PLAN_ON = date(2026, 4, 15)
NOTED_ON = date(2026, 5, 4)
ALL: dict[str, tuple[ProjectFacts, ...]] = {
    "03402": EMDEN,
    "03453": CLOPPENBURG,
    "03356": OSTERHOLZ,
    "03353": HARBURG,
    "03361": VERDEN,
    "03404": OSNABRUECK,
}


def load(log: Callable[[str], None]) -> None:
    """Load the projects of all municipalities that exist."""
    for ags, facts in ALL.items():
        municipality = Municipality.objects.filter(region__ags=ags).first()
        if municipality is None:
            log(f"Projekte: Kommune {ags} fehlt, übersprungen.")
            continue
        for project in facts:
            _load_project(municipality, project)
    log(f"Projekte: {sum(len(facts) for facts in ALL.values())} Projekte mit Quellen geladen.")


def _load_project(municipality: Municipality, facts: ProjectFacts) -> None:
    whole = Project.objects.filter(municipality=municipality, title=facts.part_of).first()
    values = {
        **facts.columns(),
        "part_of": whole,
        "responsible_unit": _named(Unit, municipality, facts.unit),
        "target_unit": _named(Unit, municipality, facts.target_unit),
        "body": _named(Body, municipality, facts.body),
    }
    project = put(Project, {"municipality": municipality, "title": facts.title}, values)
    for order, text in enumerate(facts.aims, 1):
        put(ProjectAim, {"project": project, "order": order}, {"text": text, "source": facts.source})
    for order, text in enumerate(facts.team, 1):
        put(TeamFunction, {"project": project, "order": order}, {"text": text, "source": facts.team_source})
    for model, linked, names in (
        (ProjectGoal, Goal, facts.goals),
        (ProjectResolution, Resolution, facts.taken),
    ):
        for row in linked.objects.filter(municipality=municipality, name__in=names):
            put(model, {"project": project, model.linked: row}, {})
    for kind, text in facts.benefits:
        put(Benefit, {"project": project, "kind": kind, "text": text}, {"source": facts.source})
    for url, title, source in facts.links:
        values = {"title": title, "source": source, "assignment_confirmed": source != UNSURE}
        put(ProjectLink, {"project": project, "url": url}, values)
    if facts.process:
        _load_process(project, facts.process)
    for order, fact in enumerate(facts.milestones, 1):
        _load_milestone(project, None, order, fact)


def _load_process(project: Project, facts: ProcessFacts) -> None:
    process = put(Process, {"project": project, "title": facts.title}, facts.columns())
    _load_notes(process, facts)
    for order, fact in enumerate(facts.preconditions, 1):
        _load_milestone(project, process, order, fact)
    for order, fact in enumerate(facts.steps, 1):
        _load_milestone(project, process, order, fact)


def _load_notes(process: Process, facts: ProcessFacts) -> None:
    for point, text in facts.notes:
        values = {"function": "Bildungsmanagement", "is_fulfilled": True, "is_example": True}
        put(ChecklistNote, {"process": process, "point": point, "noted_on": NOTED_ON, "text": text}, values)


def _load_milestone(project: Project, process: Process | None, order: int, fact: MilestoneFact) -> None:
    key = {"project": project, "process": process, "title": fact.title}
    body = _named(Body, project.municipality, fact.body)
    meeting = Meeting.objects.filter(body=body, period=fact.period).first() if body and fact.period else None
    links = {
        "body": body,
        "meeting": meeting if fact.nature == Nature.MEETING else None,
        "resolution": _named(Resolution, project.municipality, fact.resolution),
        "agreement": _named(Agreement, project.municipality, fact.agreement),
    }
    row = put(Milestone, key, {**fact.columns(), "order": order, **links})
    for before in Milestone.objects.filter(project=project, title__in=fact.after):
        put(Dependency, {"milestone": row, "needs": before}, {})
    if fact.first_planned:
        values = {"taken_on": FIRST_PLAN_ON, "is_example": True}
        plan = put(Baseline, {"project": project, "name": "Ursprungsplan"}, values)
        entry = {"title": fact.title, "period": fact.first_planned}
        put(BaselineEntry, {"baseline": plan, "milestone": row}, entry)


def _named(model: Any, municipality: Municipality, name: str) -> Any:
    """The body or unit of this name, else the first whose name contains it, else None."""
    if not name:
        return None
    rows = model.objects.filter(municipality=municipality)
    return rows.filter(name=name).first() or rows.filter(name__icontains=name).order_by("pk").first()


def put(model: Any, key: dict[str, Any], values: dict[str, Any]) -> Any:
    """The row with this natural key and these values; made or saved only when something differs."""
    lookup = {name if value is not None else f"{name}__isnull": value or True for name, value in key.items()}
    row = model.objects.filter(**lookup).first()
    if row is not None and all(getattr(row, name) == value for name, value in values.items()):
        return row
    row = row or model(**key)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    return row

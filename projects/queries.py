"""Reading across projects: portfolio, project page, what is due."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet

from dkbm.models import Municipality
from dkbm.periods import Month
from dkbm.registries import BenefitRow, GoalMeasure, GoalReview
from governance.models import Agreement, Body, Goal, Meeting, Resolution, Unit
from projects.models import (
    Baseline,
    BaselineEntry,
    Benefit,
    Dependency,
    Grant,
    Milestone,
    MilestoneState,
    Process,
    Project,
    ProjectGoal,
    ProjectLink,
    ProjectResolution,
    ResolutionPart,
)
from projects.models.fields import period_of
from projects.schedule import Mark, Timeline, begins_too_early, bounds, draw, shift_words
from projects.schedule.timeline import gap_words

OPEN = (MilestoneState.OPEN, MilestoneState.RUNNING)
DUE_DAYS = 60
MOST_DUE = 7
MOST_ON_PROFILE = 8


def portfolio(municipality: Municipality | None) -> QuerySet[Project]:
    """Visible projects of a municipality, of all when None; with what a card shows."""
    rows = Project.objects.select_related("municipality__region")
    if municipality is not None:
        rows = rows.filter(municipality=municipality)
    upcoming = Milestone.objects.filter(state__in=OPEN, last_month__isnull=False)
    prefetch = Prefetch("milestones", upcoming.order_by("last_month", "order", "pk"), to_attr="upcoming")
    return rows.prefetch_related(prefetch).order_by("municipality__region__name", "title", "pk")


def municipalities_with_projects() -> QuerySet[Municipality]:
    """Municipalities of which the person sees at least one project, in flyer order."""
    ids = Project.objects.order_by().values("municipality")
    return Municipality.objects.filter(pk__in=ids).select_related("region").in_flyer_order()


@dataclass(frozen=True)
class Detail:
    """A milestone with the number it has in the drawing (None = undated) and its visible links.

    `needs`: what must be done before it; `too_early`: what of that ends after it begins. `shift`: how far
    it moved against the first kept plan, '' when it is not in it.
    """

    milestone: Milestone
    number: int | None
    body: Body | None
    is_overdue: bool
    meeting: Meeting | None = None
    resolution: Resolution | None = None
    agreement: Agreement | None = None
    needs: tuple[Milestone, ...] = ()
    too_early: tuple[Milestone, ...] = ()
    shift: str = ""


@dataclass(frozen=True)
class Section:
    """One lane of a project: a process, or the milestones outside of processes (`process` None)."""

    process: Process | None
    timeline: Timeline
    dated: list[Detail]
    preconditions: list[Detail]
    undated: list[Detail]
    gaps_in_words: str
    marks: tuple[Mark, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.dated or self.preconditions or self.undated)

    @property
    def anchor(self) -> str:
        """HTML id of the drawing."""
        return f"zeitplan-{self.process.pk}" if self.process else "zeitplan"

    @property
    def sources(self) -> str:
        """The sources of the lane, each once, in the order of the steps."""
        rows = [detail.milestone.source for detail in self.dated]
        return "; ".join(dict.fromkeys(filter(None, rows)))


@dataclass(frozen=True)
class ProjectPage:
    """What the page of a project shows: linked records only when the person may see them."""

    project: Project
    unit: Unit | None
    target_unit: Unit | None
    body: Body | None
    grant: Grant | None
    goals: list[Goal]
    planned: list[Resolution]
    taken: list[Resolution]
    baselines: list[Baseline]
    whole: Project | None
    parts: list[Project]
    sections: list[Section] = field(default_factory=list)


def project_page(project: Project, today: date) -> ProjectPage:
    """Everything about a project in a constant number of queries."""
    milestones = list(Milestone.objects.filter(project=project).select_related("process"))
    processes = list(Process.objects.filter(project=project).order_by("title", "pk"))
    world = _world(project, milestones, today)
    lanes = [(process, [m for m in milestones if m.process_id == process.pk]) for process in processes]
    loose = [m for m in milestones if m.process_id is None]
    if loose or not lanes:
        lanes.append((None, loose))
    units = _visible(Unit, {project.responsible_unit_id, project.target_unit_id})
    return ProjectPage(
        project=project,
        unit=units.get(project.responsible_unit_id),
        target_unit=units.get(project.target_unit_id),
        body=world.bodies.get(project.body_id),
        grant=world.grant,
        baselines=world.baselines,
        goals=goals_of(project),
        **resolutions_of(project),
        whole=Project.objects.filter(pk=project.part_of_id).first() if project.part_of_id else None,
        parts=list(Project.objects.filter(part_of=project)),
        sections=[_section(process, rows, world) for process, rows in lanes],
    )


def goals_of(project: Project) -> list[Goal]:
    """Goals the project serves, as far as one may see them, the highest level first."""
    links = ProjectGoal.objects.filter(project=project).select_related("goal__municipality")
    return sorted((link.goal for link in links), key=lambda goal: (goal.level, goal.search_key, goal.pk))


def resolutions_of(project: Project) -> dict[str, list[Resolution]]:
    """Resolutions still needed („planned“) and taken („taken“), as far as one may see them."""
    links = list(ProjectResolution.objects.filter(project=project).select_related("resolution"))
    parts = (("planned", ResolutionPart.PLANNED), ("taken", ResolutionPart.TAKEN))
    return {name: [link.resolution for link in links if link.part == part] for name, part in parts}


def links_of(municipality: Municipality) -> QuerySet[ProjectLink]:
    """Links of all visible projects with them, those nobody has checked first."""
    rows = ProjectLink.objects.filter(project__municipality=municipality).select_related("project")
    return rows.order_by("assignment_confirmed", "project__title", "title", "pk")


def benefits_of(municipality: Municipality) -> list[BenefitRow]:
    """Benefits of the visible projects, for the register of the floor below."""
    rows = Benefit.objects.filter(project__municipality=municipality).select_related("project")
    return [
        BenefitRow(
            kind=row.get_kind_display(),
            text=row.text,
            amount=row.amount_text,
            source=row.source,
            home=row.project.title,
            url=row.project.get_absolute_url(),
        )
        for row in rows.order_by("kind", "text", "pk")
    ]


def measures_of_goals(goals: Collection[int]) -> dict[int, list[GoalMeasure]]:
    """What serves these goals, by goal id: for the cascade and the Roter Faden."""
    found: dict[int, list[GoalMeasure]] = {}
    links = ProjectGoal.objects.filter(goal__in=goals).select_related("project")
    links = links.prefetch_related("project__reviews")
    for link in links.order_by("project__title", "pk"):
        project = link.project
        url = project.get_absolute_url()
        reviews = tuple(
            GoalReview(f"Wirkung geprüft: {project.title}", f"{url}#pruefung-{row.pk}", row.held_in)
            for row in project.reviews.all()
        )
        measure = GoalMeasure(project.title, url, project.begins, reviews)
        found.setdefault(link.goal_id, []).append(measure)
    return found


def projects_about(resolution: Resolution) -> list[ProjectResolution]:
    """Links of projects to a resolution, by title of the project."""
    links = ProjectResolution.objects.filter(resolution=resolution).select_related("project")
    return list(links.order_by("project__title", "pk"))


def _visible(model: Any, ids: set[int | None]) -> dict[int, Any]:
    """Linked rows by id as far as the scope shows them: a link never reveals what is internal."""
    wanted = ids - {None}
    return {row.pk: row for row in model.objects.filter(pk__in=wanted)} if wanted else {}


@dataclass(frozen=True)
class _World:
    """Everything the steps of a project hang together with, read once."""

    today: date
    bodies: dict[int, Body]
    meetings: dict[int, Meeting]
    resolutions: dict[int, Resolution]
    agreements: dict[int, Agreement]
    grant: Grant | None
    needs: dict[int, list[Milestone]]
    baselines: list[Baseline]
    planned: dict[int | None, int | None]


def _world(project: Project, milestones: list[Milestone], today: date) -> _World:
    by_id = {row.pk: row for row in milestones}
    needs: dict[int, list[Milestone]] = {}
    links = Dependency.objects.filter(milestone__project=project)
    for key, before in links.values_list("milestone", "needs"):
        if before in by_id:
            needs.setdefault(key, []).append(by_id[before])
    baselines = list(Baseline.objects.filter(project=project).order_by("taken_on", "pk"))
    entries = BaselineEntry.objects.filter(baseline=baselines[0]) if baselines else ()
    meetings = Meeting.objects.filter(pk__in={row.meeting_id for row in milestones} - {None})
    return _World(
        today=today,
        bodies=_visible(Body, {row.body_id for row in milestones} | {project.body_id}),
        meetings={row.pk: row for row in meetings.select_related("body")},
        resolutions=_visible(Resolution, {row.resolution_id for row in milestones}),
        agreements=_visible(Agreement, {row.agreement_id for row in milestones}),
        grant=_visible(Grant, {project.grant_id}).get(project.grant_id),
        needs=needs,
        baselines=baselines,
        planned={row.milestone_id: bounds(period_of(row.period))[1] for row in entries},
    )


def _section(process: Process | None, rows: list[Milestone], world: _World) -> Section:
    marks = _marks(rows, world)
    steps = [row.as_step() for row in rows if row.state != MilestoneState.DROPPED]
    timeline = draw(steps, world.today, marks=marks)
    numbers = {key: number for number, key in enumerate(timeline.keys, 1)}
    details = [_detail(row, numbers.get(row.pk), world) for row in rows]
    details.sort(key=lambda d: (d.number is None, d.number or 0, d.milestone.order, d.milestone.pk))
    open_end = [d for d in details if not d.milestone.period]
    return Section(
        process=process,
        timeline=timeline,
        dated=[d for d in details if d.milestone.period],
        preconditions=[d for d in open_end if d.milestone.origin == "vorbedingung"],
        undated=[d for d in open_end if d.milestone.origin != "vorbedingung"],
        gaps_in_words=gap_words(timeline.gaps),
        marks=marks,
    )


def _marks(rows: list[Milestone], world: _World) -> tuple[Mark, ...]:
    """The end of the grant, and linked meetings whose day is known."""
    marks = []
    if world.grant is not None and world.grant.ends_on is not None:
        marks.append(Mark(world.grant.ends_on, f"Ende der Förderung {world.grant.title}", is_end=True))
    linked = {world.meetings[row.meeting_id] for row in rows if row.meeting_id in world.meetings}
    marks += [Mark(m.day, f"{m.body.name}, {m.when_label}") for m in linked if m.day]
    return tuple(sorted(marks, key=lambda mark: (mark.day, mark.title)))


def _detail(row: Milestone, number: int | None, world: _World) -> Detail:
    needs = tuple(world.needs.get(row.pk, ()))
    now = bounds(period_of(row.done_in or row.period))[1]
    return Detail(
        milestone=row,
        number=number,
        body=world.bodies.get(row.body_id),
        is_overdue=row.is_overdue(world.today),
        meeting=world.meetings.get(row.meeting_id),
        resolution=world.resolutions.get(row.resolution_id),
        agreement=world.agreements.get(row.agreement_id),
        needs=needs,
        too_early=tuple(before for before in needs if begins_too_early(row.as_step(), before.as_step())),
        shift=shift_words(world.planned[row.pk], now) if row.pk in world.planned else "",
    )


def due_milestones(municipality: Municipality, today: date, days: int = DUE_DAYS) -> QuerySet[Milestone]:
    """Open milestones whose last month is over or ends within so many days, the oldest first."""
    horizon = Month.of(today + timedelta(days=days + 1)).ordinal - 1
    rows = Milestone.objects.filter(
        project__municipality=municipality, state__in=OPEN, last_month__lte=horizon
    )
    return rows.select_related("project").order_by("last_month", "first_month", "order", "pk")

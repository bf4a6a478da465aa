"""Posts, money and projects as the formulas of Verstetigung read them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from typing import Any

from dkbm.models import Municipality
from monitoring.sustainability import facts as rows
from projects.facts import due_milestones, key_processes
from projects.models import (
    BudgetLine,
    FormerHolding,
    FundContribution,
    Milestone,
    MilestoneState,
    MoneyOrigin,
    Nature,
    Participation,
    Post,
    Process,
    ProcessKind,
    Project,
    ProjectKind,
    ProjectResolution,
    Side,
    Stage,
    TransferStatus,
)
from projects.models.fund import ContributorKind
from projects.models.project import CarriesAlone
from projects.queries_resources import lines_of
from projects.resources.days import first_day, last_day

ALWAYS = date.min
"""Since when somebody holds a filled post of whom nobody said since when."""


def post_facts(municipality: Municipality) -> dict[str, Any]:
    """The posts with those who left them."""
    left: dict[int, list[date]] = defaultdict(list)
    former = FormerHolding.objects.filter(post__municipality=municipality).order_by("pk")
    for post, until in former.values_list("post", "filled_to_on"):
        left[post].append(until)
    posts = Post.objects.filter(municipality=municipality).order_by("function", "pk")
    return {"posts": tuple(_post(post, tuple(left[post.pk])) for post in posts)}


def _post(post: Post, left_on: tuple[date, ...]) -> rows.Post:
    fact = post.as_fact()
    since = fact.filled_from
    if fact.filled:
        since = since or ALWAYS
    elif fact.filled_to is None:
        since = None
    return rows.Post(
        key=f"post:{post.pk}",
        label=post.function,
        fte=Fraction(fact.fte),
        limited=fact.limited,
        limited_until=fact.ends,
        own_share=None if fact.own_share is None else Fraction(fact.own_share) / 100,
        in_plan=fact.in_plan,
        since=fact.since,
        until=fact.abolished,
        filled_from=since,
        filled_to=fact.filled_to,
        left_on=left_on,
        occupancy_known=fact.filled is not None,
    )


def money_facts(municipality: Municipality, day: date) -> dict[str, Any]:
    """Budget lines, the ends of the programmes behind them, which years count with their result, the funds."""
    lines = list(lines_of(municipality).order_by("pk"))
    merged: dict[tuple[int, str, str], dict[str, BudgetLine]] = {}
    for line in lines:
        merged.setdefault((line.year, line.side, line.title), {})[line.stage] = line
    programmes = {
        _programme(line): rows.Programme(_programme(line), str(line.grant or line.title), line.flows_until)
        for line in lines
        if line.origin == MoneyOrigin.PROGRAMME
    }
    contributions = FundContribution.objects.filter(fund__municipality=municipality).order_by("pk")
    return {
        "lines": tuple(_line(pair) for pair in merged.values()),
        "closed_years": _closed_years(lines, day),
        "programmes": tuple(programmes.values()),
        "contributions": tuple(
            rows.Contribution(
                key=f"fund:{row.fund_id}",
                label=f"{row.contributor} {row.year}",
                year=row.year,
                amount=row.amount_cents,
                partner=row.kind != ContributorKind.OWN,
            )
            for row in contributions
        ),
    }


def _line(pair: dict[str, BudgetLine]) -> rows.BudgetLine:
    """Ansatz and Ergebnis of the same title and year are one line."""
    plan, result = pair.get(Stage.PLAN), pair.get(Stage.RESULT)
    line: Any = plan or result
    return rows.BudgetLine(
        key=f"line:{line.pk}",
        label=f"{line.title} {line.year}",
        year=line.year,
        income=line.side == Side.INCOME,
        planned=plan.amount_cents if plan else None,
        actual=result.amount_cents if result else None,
        programme=_programme(line) if line.origin == MoneyOrigin.PROGRAMME else "",
    )


def _programme(line: BudgetLine) -> str:
    """What ends when this money ends: its grant, else, or where the line says an end of its own, the line."""
    return f"grant:{line.grant_id}" if line.grant_id and not line.until_on else f"line:{line.pk}"


def _closed_years(lines: list[BudgetLine], day: date) -> frozenset[int]:
    """Years that are over and have results, and years of which nothing but results are known."""
    spent = [line for line in lines if line.side == Side.EXPENSE]
    booked = {line.year for line in spent if line.stage == Stage.RESULT}
    planned = {line.year for line in spent if line.stage == Stage.PLAN}
    return frozenset(year for year in booked if year < day.year or year not in planned)


def project_facts(municipality: Municipality) -> dict[str, Any]:
    """Projects with what is planned for them, their milestones and the ways to permanence."""
    resolved = set(
        ProjectResolution.objects.filter(project__municipality=municipality).values_list("project", flat=True)
    )
    projects = Project.objects.filter(municipality=municipality).order_by("title", "pk")
    projects = projects.prefetch_related("reviews")
    return {
        "projects": tuple(_project(project, project.pk in resolved) for project in projects),
        "ways": _ways(municipality),
        "milestones": tuple(
            rows.Due(f"milestone:{row.milestone}", row.title, row.due, row.done)
            for row in due_milestones(municipality)
        ),
    }


def _project(project: Project, has_resolution: bool) -> rows.Project:
    reviewed = [row.held_on for row in project.reviews.all()] + [last_day(project.evaluated_in)]
    return rows.Project(
        key=f"project:{project.pk}",
        label=project.title,
        starts=first_day(project.begins),
        ends=last_day(project.ends) or last_day(project.transferred_in),
        transferred=project.transfer_status == TransferStatus.DONE,
        planned_end=project.transfer_status == TransferStatus.TEMPORARY,
        need_confirmed=bool(project.need_confirmed_in),
        target_unit=project.target_unit_id is not None,
        responsible=project.responsible_unit_id is not None,
        planned_resolution=has_resolution,
        carries_alone=project.carries_alone == CarriesAlone.YES,
        is_measure=project.kind == ProjectKind.MEASURE,
        reviewed_on=tuple(day for day in reviewed if day),
        outcome_known=project.transfer_status != TransferStatus.UNKNOWN,
    )


def knowledge_facts(municipality: Municipality) -> dict[str, Any]:
    """Offers on which education hangs here, as key processes."""
    return {
        "processes": tuple(
            rows.KeyProcess(f"offer:{row.process}", row.title, row.owner, row.deputy, row.reviewed_on)
            for row in key_processes(municipality)
        )
    }


def school_facts(municipality: Municipality, day: date) -> dict[str, Any]:
    """Schools that take part, by the newest count of the key date; several projects are not added up."""
    rows = Participation.objects.filter(project__municipality=municipality, as_of_on__lte=day)
    newest = rows.order_by("-as_of_on", "-eligible", "-pk").first()
    return {"schools": (newest.taking_part, newest.eligible) if newest else None}


def _ways(municipality: Municipality) -> tuple[rows.Process, ...]:
    """Ways to permanence: from the month of the first step to that of the last resolution that was taken."""
    steps: dict[int, list[Milestone]] = defaultdict(list)
    dated = Milestone.objects.filter(project__municipality=municipality, process__isnull=False)
    for step in dated.exclude(state=MilestoneState.DROPPED).order_by("pk"):
        steps[step.process_id].append(step)
    ways = Process.objects.filter(project__municipality=municipality, kind=ProcessKind.INSTITUTION)
    return tuple(_way(way, steps[way.pk]) for way in ways.order_by("pk"))


def _way(way: Process, steps: list[Milestone]) -> rows.Process:
    begun = [day for step in steps if (day := first_day(step.period))]
    resolved = [
        day.replace(day=1)
        for step in steps
        if step.nature == Nature.RESOLUTION and step.state == MilestoneState.DONE
        if (day := last_day(step.done_in or step.period))
    ]
    first = min(begun, default=None)
    return rows.Process(
        key=f"process:{way.pk}",
        label=way.title,
        first_step=first.replace(day=1) if first else None,
        resolved=max(resolved, default=None),
    )

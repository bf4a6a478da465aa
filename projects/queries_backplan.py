"""Reading for back-planning: the end of a grant against the meetings that are really known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dkbm.models import Municipality
from dkbm.models.municipality import BUDGET_STEPS
from governance.models import Body, Meeting
from governance.models.vocabulary import BodyKind, MeetingState
from projects.models import Grant, Milestone, MilestoneState, Nature, Origin, Project
from projects.schedule.backplan import BackPlan, Missing, Sitting, Stage, Station, back_plan, budget_days

STAGES = {
    BodyKind.COMMITTEE: Stage.COMMITTEE,
    BodyKind.MAIN_COMMITTEE: Stage.MAIN,
    BodyKind.COUNCIL: Stage.COUNCIL,
}


@dataclass(frozen=True)
class KnownMeetings:
    """The meetings a decision can go through. `undated`: how many have no day yet and therefore do not count."""

    sittings: list[Sitting]
    meetings: dict[int, Meeting]
    committees: list[Body]
    undated: int


def known_meetings(municipality: Municipality, committee: int | None = None) -> KnownMeetings:
    """Meetings of Fachausschuss, main committee and council that are not cancelled, in two queries.

    committee: id of the one Fachausschuss that matters; None = any of them.
    """
    bodies = {body.pk: body for body in Body.objects.filter(municipality=municipality, kind__in=list(STAGES))}
    rows = Meeting.objects.filter(body__in=list(bodies)).exclude(state=MeetingState.CANCELLED)
    meetings = [row for row in rows.order_by("begins", "pk") if _counts(bodies[row.body_id], committee)]
    return KnownMeetings(
        sittings=[
            Sitting(str(row.pk), STAGES[BodyKind(bodies[row.body_id].kind)], row.day)
            for row in meetings
            if row.day
        ],
        meetings={row.pk: row for row in meetings},
        committees=sorted(
            (body for body in bodies.values() if body.kind == BodyKind.COMMITTEE),
            key=lambda body: (body.search_key, body.pk),
        ),
        undated=sum(row.day is None for row in meetings),
    )


def _counts(body: Body, committee: int | None) -> bool:
    return committee is None or body.kind != BodyKind.COMMITTEE or body.pk == committee


def budget_calendar(municipality: Municipality) -> list[tuple[str, int, int]]:
    """(what, month, day) of the steps of the budget whose day is known."""
    found = []
    for key, label in BUDGET_STEPS.items():
        month, _sign, day = municipality.budget_calendar.get(key, "").partition("-")
        if month.isdecimal() and day.isdecimal():
            found.append((str(label), int(month), int(day)))
    return found


def decided_grants(municipality: Municipality) -> set[int]:
    """Ids of grants about whose end the council has decided."""
    rows = Milestone.objects.filter(
        project__municipality=municipality,
        origin=Origin.BACK_PLAN,
        nature=Nature.RESOLUTION,
        state=MilestoneState.DONE,
    )
    return set(rows.exclude(project__grant=None).values_list("project__grant", flat=True))


def plan_of(grant: Grant, known: KnownMeetings, today: date) -> BackPlan | None:
    """The way back from the end of a grant; None while its end is not known."""
    if grant.ends_on is None:
        return None
    budget = budget_days(grant.ends_on, budget_calendar(grant.municipality))
    return back_plan(grant.ends_on, known.sittings, today, budget)


@dataclass(frozen=True)
class Step:
    """A station as a page shows it; `meeting` when it takes place in one, `is_past` before today."""

    station: Station
    meeting: Meeting | None
    is_past: bool


@dataclass(frozen=True)
class PlanPage:
    """Everything of the page: the plan, its steps, what is missing in words, milestones that are there."""

    plan: BackPlan
    steps: list[Step]
    known: KnownMeetings
    gap: str
    way_out: str
    milestones: list[Milestone]
    projects: list[Project]
    has_calendar: bool


def plan_page(grant: Grant, committee: int | None, today: date) -> PlanPage | None:
    """The plan of a grant with its records, in a constant number of queries; None without an end."""
    known = known_meetings(grant.municipality, committee)
    plan = plan_of(grant, known, today)
    if plan is None:
        return None
    return PlanPage(
        plan=plan,
        steps=[Step(s, _meeting(s, known), s.day < today) for s in plan.stations],
        known=known,
        gap=gap_words(plan.missing) if plan.missing else "",
        way_out=_way_out(plan),
        milestones=list(laid_down(grant)),
        projects=projects_for(grant),
        has_calendar=bool(budget_calendar(grant.municipality)),
    )


def laid_down(grant: Grant) -> Iterable[Milestone]:
    """Milestones that the back-planning made in projects of this grant."""
    rows = Milestone.objects.filter(project__grant=grant, origin=Origin.BACK_PLAN)
    return rows.select_related("project").order_by("first_month", "order", "pk")


def projects_for(grant: Grant) -> list[Project]:
    """Projects of the municipality, those of this grant first."""
    rows = Project.objects.filter(municipality=grant.municipality)
    return sorted(rows, key=lambda row: (row.grant_id != grant.pk, row.title.casefold(), row.pk))


def gap_words(missing: Missing) -> str:
    """„Es fehlt eine Sitzung: Rat oder Kreistag zwischen 23.12.2026 und 30.12.2027.“."""
    if missing.first >= missing.last:
        return f"Es fehlt eine Sitzung: {missing.stage}, spätestens am {missing.last:%d.%m.%Y}."
    span = f"zwischen {missing.first:%d.%m.%Y} und {missing.last:%d.%m.%Y}"
    return f"Es fehlt eine Sitzung: {missing.stage} {span}."


def _way_out(plan: BackPlan) -> str:
    """What can still be done, '' when the plan holds."""
    if plan.holds:
        return ""
    if plan.following is not None and plan.months_late is not None:
        late = f"{plan.months_late} Monat" + ("" if plan.months_late == 1 else "e")
        day = f"{plan.following.council.day:%d.%m.%Y}"
        return f"Der nächste mögliche Beschluss ist am {day}, {late} zu spät."
    if plan.earlier is not None:
        return f"Die letzte Kette, die gereicht hätte, endete am {plan.earlier.council.day:%d.%m.%Y}; danach steht keine im Kalender."
    return "Im Kalender steht keine vollständige Kette. Tragen Sie die Sitzungen ein oder übernehmen Sie sie aus einer Datei."


def _meeting(station: Station, known: KnownMeetings) -> Meeting | None:
    return known.meetings.get(int(station.sitting.key)) if station.sitting else None

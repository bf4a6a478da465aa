"""What the sustainability floor asks this one: the facts on a key date, each with the id of its record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from dkbm.models import Municipality
from governance.models import Body, Meeting
from governance.models.vocabulary import MeetingState
from projects.models import FormerHolding, Milestone, MilestoneState, Project, Tie
from projects.models.project import TransferStatus
from projects.queries_knowledge import offers_of
from projects.queries_resources import fund_years, funds_of, grant_facts, grants_of, lines_of, posts_of
from projects.resources import GrantFact, LineFact, PostFact
from projects.resources.days import first_day, last_day, moved

WINDOW_MONTHS = 36
MEETING_MONTHS = 12


def post_facts(municipality: Municipality) -> list[PostFact]:
    """All posts (N-P1 to N-P8): `projects.resources.post_totals(facts, day)` counts those of a day."""
    return [post.as_fact() for post in posts_of(municipality)]


def line_facts(municipality: Municipality) -> list[LineFact]:
    """All budget lines (N-F1 to N-F4)."""
    return [line.as_fact() for line in lines_of(municipality)]


def all_grant_facts(municipality: Municipality) -> list[GrantFact]:
    """All grants (N-F2)."""
    return grant_facts(grants_of(municipality))


@dataclass(frozen=True)
class Left:
    """Somebody left a post: `post` its id, `fte` as it was then (N-P6)."""

    post: int
    fte: Decimal
    on: date


def leavings(municipality: Municipality) -> list[Left]:
    """Every end of a filling that is known, former ones and those of today."""
    former = FormerHolding.objects.filter(post__municipality=municipality)
    found = [Left(row.post_id, row.fte, row.filled_to_on) for row in former]
    ended = posts_of(municipality).filter(filled_to_on__isnull=False)
    found += [Left(post.pk, post.fte, post.filled_to_on) for post in ended]
    return sorted(set(found), key=lambda left: (left.on, left.post))


@dataclass(frozen=True)
class EndedProjects:
    """Ids of projects that ended in the window (N-R1). `unknown` did not say what became of them.

    Projects planned to be temporary are in none of the lists. `ended` = transferred + lost + unknown.
    """

    transferred: tuple[int, ...]
    lost: tuple[int, ...]
    unknown: tuple[int, ...]

    @property
    def ended(self) -> int:
        return len(self.transferred) + len(self.lost) + len(self.unknown)


def ended_projects(municipality: Municipality, day: date, months: int = WINDOW_MONTHS) -> EndedProjects:
    """Projects whose last day (or transfer, where no end is known) lies in (day - months, day]."""
    rows = Project.objects.filter(municipality=municipality).filter(~Q(ends="") | ~Q(transferred_in=""))
    found: dict[str, list[int]] = {"transferred": [], "lost": [], "unknown": []}
    for row in rows.exclude(transfer_status=TransferStatus.TEMPORARY).order_by("pk"):
        end = last_day(row.ends) or last_day(row.transferred_in)
        if end is not None and moved(day, -months) < end <= day:
            found[_fate(row.transfer_status)].append(row.pk)
    return EndedProjects(**{name: tuple(ids) for name, ids in found.items()})


def _fate(status: str) -> str:
    if status == TransferStatus.DONE:
        return "transferred"
    return "unknown" if status == TransferStatus.UNKNOWN else "lost"


@dataclass(frozen=True)
class BodyMeetings:
    """A body with a target: meetings held in the window, each counted by its last day (N-G1)."""

    body: int
    kind: str
    target: int
    held: int


def body_meetings(municipality: Municipality, day: date, months: int = MEETING_MONTHS) -> list[BodyMeetings]:
    """Bodies that say how often they should meet, with the meetings held in (day - months, day]."""
    bodies = Body.objects.filter(municipality=municipality, target_meetings_per_year__isnull=False)
    rows = Meeting.objects.filter(body__municipality=municipality, state=MeetingState.HELD)
    counts: dict[int, int] = {}
    for body in rows.filter(ends__gt=moved(day, -months), ends__lte=day).values_list("body", flat=True):
        counts[body] = counts.get(body, 0) + 1
    return [
        BodyMeetings(body.pk, body.kind, body.target_meetings_per_year, counts.get(body.pk, 0))
        for body in bodies.order_by("pk")
    ]


def fund_volume(municipality: Municipality, year: int) -> tuple[int, int]:
    """(cents of partners, cents of all) of all funds in a year (N-F5)."""
    years = [found for fund in funds_of(municipality) for found in fund_years(fund) if found.year == year]
    return sum(found.partners for found in years), sum(found.total for found in years)


@dataclass(frozen=True)
class DueMilestone:
    """A milestone with a last day (N-Z3). `done`: the earliest day on which it can have been done; None = not."""

    milestone: int
    title: str
    due: date
    done: date | None


def due_milestones(municipality: Municipality) -> list[DueMilestone]:
    """Milestones that have a last day and were not dropped, by that day.

    A done one of which nobody knows when is left out: it is neither punctual nor late.
    """
    rows = Milestone.objects.filter(project__municipality=municipality, last_month__isnull=False)
    found = []
    for row in rows.exclude(state=MilestoneState.DROPPED).order_by("pk"):
        due = last_day(row.period)
        done = first_day(row.done_in)
        if due is not None and (done is not None or row.is_open):
            found.append(DueMilestone(row.pk, row.title, due, done))
    return sorted(found, key=lambda one: (one.due, one.milestone))


@dataclass(frozen=True)
class KeyProcessFact:
    """A key process (N-P5): who owns it and who deputises (both may be nobody), and the last look at its handbook.

    `reviewed_on` None: never, or there is no handbook to look at. A month counts from its first day.
    """

    process: int
    title: str
    owner: bool
    deputy: bool
    reviewed_on: date | None


def key_processes(municipality: Municipality) -> list[KeyProcessFact]:
    """All key processes of a municipality, as far as the scope shows them: its own people alone."""
    return [
        KeyProcessFact(
            process=row.pk,
            title=row.title,
            owner=bool(row.names(Tie.OWNER)),
            deputy=bool(row.names(Tie.DEPUTY)),
            reviewed_on=row.reviewed_on if row.handbook else None,
        )
        for row in offers_of(municipality)
    ]

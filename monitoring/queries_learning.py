"""Reading ways to permanence across the municipalities that agreed, live: a consent taken back is gone at once.

It reads beyond the person's scope, but only of those who agreed and only processes of projects that are not
internal; out of it come kinds of steps and months, and a name where the municipality agreed to be named.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from dkbm.access.audiences import Audience
from dkbm.access.scope import current_scope, system_scope
from dkbm.models import Municipality
from dkbm.periods import Month, from_key
from monitoring.models import LearningChoice, LearningConsent
from monitoring.sustainability.learning import Step, Way
from projects.models import Milestone, MilestoneState, Nature, Process, ProcessKind


@dataclass(frozen=True)
class Learned:
    """Ways of all that agreed and the own ones; `consenting`: how many municipalities agreed."""

    ways: tuple[Way, ...]
    own: tuple[Way, ...]
    consenting: int


def learned(municipality: Municipality | None) -> Learned:
    """What may be learned from, and the municipality's own ways whether it agreed or not; six queries at most."""
    with system_scope("municipalities agreed that others learn from their processes"):
        choices = dict(
            LearningConsent.objects.exclude(choice=LearningChoice.NO).values_list("municipality_id", "choice")
        )
        shared = Process.objects.filter(
            project__municipality__in=choices, project__audience__gte=Audience.AGENCY
        )
        ways = _ways(shared, {pk for pk, choice in choices.items() if choice == LearningChoice.NAMED})
    scope = current_scope()
    mine = municipality is not None and scope is not None and municipality.pk in scope.own
    own = _ways(Process.objects.filter(project__municipality=municipality), set()) if mine else ()
    return Learned(ways, own, len(choices))


def _ways(processes: object, named: set[int]) -> tuple[Way, ...]:
    rows = list(
        processes.filter(kind=ProcessKind.INSTITUTION)  # type: ignore[attr-defined]
        .select_related("project__municipality__region")
        .order_by("project__municipality__region__name", "pk")
    )
    steps: dict[int, list[Milestone]] = defaultdict(list)
    dated = Milestone.objects.filter(process__in=[row.pk for row in rows]).exclude(
        state=MilestoneState.DROPPED
    )
    for step in dated.order_by("pk"):
        steps[step.process_id].append(step)
    found = []
    for row in rows:
        place = row.project.municipality
        found.append(_way(steps[row.pk], place.name if place.pk in named else ""))
    return tuple(way for way in found if way.steps)


def _way(rows: list[Milestone], name: str) -> Way:
    resolved = [
        month
        for row in rows
        if row.nature == Nature.RESOLUTION and row.state == MilestoneState.DONE
        if (month := _last_month(row.done_in or row.period)) is not None
    ]
    return Way(tuple(step for row in rows if (step := _step(row))), max(resolved, default=None), name)


def _step(row: Milestone) -> Step | None:
    """A step whose months are known on one side at least; undated ones tell nothing about time."""
    first, last = row.first_month, row.last_month
    known = first if first is not None else last
    if known is None:
        return None
    end = last if last is not None else known
    return Step(str(Nature(row.nature).label), known, max(known, end), row.state == MilestoneState.DONE)


def _last_month(key: str) -> int | None:
    month = from_key(key).last_month
    return None if month is None else month.ordinal


def this_month(today: date) -> int:
    """The month of a day as a number."""
    return Month.of(today).ordinal


def consent_of(municipality: Municipality) -> LearningConsent | None:
    """The own decision, None where nobody decided yet."""
    return LearningConsent.objects.filter(municipality=municipality).first()

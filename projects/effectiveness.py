"""The effectiveness cycle: what was reviewed, what follows next, what is overdue; schools that take part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dkbm.models import Municipality
from dkbm.periods import Month
from governance.models import AgreementParty
from governance.models.agreement import AgreementKind, AgreementState
from governance.models.base import last_day as end_of
from projects.models import Participation, Project, ProjectState, Review
from projects.models.fields import period_of
from projects.resources.days import last_day
from projects.schedule.reviews import next_review

OVER = (ProjectState.FINISHED, ProjectState.STOPPED)


@dataclass(frozen=True)
class Cycle:
    """The reviews of one project, newest first, and when the next is due (None: nobody can say)."""

    project: Project
    reviews: list[Review]
    due: Month | None
    is_overdue: bool

    @property
    def is_asked(self) -> bool:
        """Whether somebody said how often it is to be reviewed."""
        return self.project.review_months is not None


def cycle_of(project: Project, today: date) -> Cycle:
    """The cycle of a project; whatever is over is not due any more. Reads `project.reviews` once."""
    reviews = list(project.reviews.all())
    ends = last_day(project.ends)
    if project.state in OVER or (ends is not None and ends < today):
        return Cycle(project, reviews, None, is_overdue=False)
    begins = period_of(project.begins).last_month or period_of(project.begins).first_month
    found = next_review(
        begins.ordinal if begins else None,
        [_last(row).ordinal for row in reviews],
        project.review_months,
    )
    due = Month.from_ordinal(found) if found is not None else None
    is_overdue = due is not None and due.ordinal < Month.of(today).ordinal
    return Cycle(project, reviews, due, is_overdue)


def _last(review: Review) -> Month:
    """The last month of a review: it ends somewhere, the column sees to that."""
    month = period_of(review.held_in).last_month
    if month is None:
        raise ValueError(review.held_in)
    return month


def cycles_of(municipality: Municipality, today: date) -> list[Cycle]:
    """Cycles of all projects that are to be reviewed, in a fixed number of queries."""
    rows = Project.objects.filter(municipality=municipality, review_months__isnull=False)
    return [cycle_of(row, today) for row in rows.prefetch_related("reviews").order_by("title", "pk")]


@dataclass(frozen=True)
class Schools:
    """Schools of a project, newest first, and how many of the municipality have a Zielvereinbarung today."""

    rows: list[Participation]
    agreements: int


def schools_of(project: Project, today: date) -> Schools:
    """Taking part as it was counted; agreements as they stand in the register."""
    return Schools(list(project.participations.all()), schools_with_agreement(project.municipality, today))


def schools_with_agreement(municipality: Municipality, today: date) -> int:
    """Schools (parties from outside) with a signed Zielvereinbarung that has not ended, each once (F-48)."""
    parties = AgreementParty.objects.filter(
        agreement__municipality=municipality,
        agreement__kind=AgreementKind.SCHOOL,
        agreement__state=AgreementState.SIGNED,
    ).exclude(external="")
    found = set()
    for name, until in parties.values_list("external", "agreement__until"):
        end = end_of(until) if until else None
        if end is None or end >= today:
            found.add(" ".join(name.split()).casefold())
    return len(found)

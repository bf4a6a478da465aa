"""Assignments and requests: the board, what was answered before, those of one body, unit or meeting."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from dkbm import clock
from dkbm.models import Municipality
from governance.models import Assignment, Body, Meeting, Unit
from governance.models.vocabulary import AssignmentState
from governance.queries.bodies import attach
from governance.search_text import spelled_out

LAST_DONE = 20
MOST_FOUND = 50


@dataclass(frozen=True)
class Board:
    """What is open by urgency and what was done last; no counting by person."""

    overdue: list[Assignment]
    this_month: list[Assignment]
    later: list[Assignment]
    done: list[Assignment]

    @property
    def is_empty(self) -> bool:
        """Nothing was ever entered."""
        return not (self.overdue or self.this_month or self.later or self.done)


def board(municipality: Municipality) -> Board:
    """All open assignments of a municipality in three groups (without a day: later) and the last ones done."""
    today = clock.today()
    end = date(today.year, today.month, calendar.monthrange(today.year, today.month)[1])
    rows = Assignment.objects.filter(municipality=municipality)
    waiting = _linked(_by_due(rows.exclude(state__in=AssignmentState.done())))
    done = rows.filter(state__in=AssignmentState.done()).order_by("-done_on", "-pk")[:LAST_DONE]
    return Board(
        overdue=[row for row in waiting if row.overdue],
        this_month=[row for row in waiting if not row.overdue and row.due_on and row.due_on <= end],
        later=[row for row in waiting if row.due_on is None or row.due_on > end],
        done=_linked(done),
    )


def answered_before(municipality: Municipality, text: str) -> list[Assignment]:
    """What was asked in these words before, answered ones first; umlauts in any spelling. [] without words."""
    words = spelled_out(text).split()
    if not words:
        return []
    rows = Assignment.objects.filter(municipality=municipality)
    for word in words:
        rows = rows.filter(search_key__contains=word)
    answered_first = Case(
        When(state=AssignmentState.ANSWERED, then=Value(0)),
        When(state=AssignmentState.DONE, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return _linked(rows.order_by(answered_first, F("done_on").desc(nulls_last=True), "pk")[:MOST_FOUND])


def assignments_of(**owner: Body | Unit | Meeting) -> list[Assignment]:
    """Assignments of a body (`body=`), to a unit (`unit=`) or from a meeting (`meeting=`), open ones first."""
    done_last = Case(
        When(state__in=AssignmentState.done(), then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    rows = Assignment.objects.filter(**owner)
    return _linked(rows.order_by(done_last, F("due_on").asc(nulls_last=True), "pk"))


def overdue_of(municipality: Municipality) -> list[Assignment]:
    """Open assignments past their day, the oldest first."""
    waiting = Assignment.objects.filter(municipality=municipality, due_on__lt=clock.today())
    return _linked(_by_due(waiting.exclude(state__in=AssignmentState.done())))


def one(pk: int) -> Assignment | None:
    """One assignment with its links as far as one may see them."""
    rows = Assignment.objects.select_related("municipality__region").filter(pk=pk)
    return next(iter(_linked(rows)), None)


def _by_due(rows: QuerySet) -> QuerySet:
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def _linked(rows: Iterable[Any]) -> list[Assignment]:
    today = clock.today()
    found = attach(rows, body=Body, unit=Unit, meeting=Meeting)
    for row in found:
        row.overdue = row.is_overdue(today)
    return found

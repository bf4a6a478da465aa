"""The result of a scenario by month: VZÄ, money, cliffs with their causes, what is left without anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from projects.resources.days import moved
from projects.resources.facts import PostFact
from projects.scenarios.facts import Stock
from projects.scenarios.money import MONTHS, MonthMoney, by_month, last_planned_year
from projects.scenarios.overrides import Override, Supposed, suppose

HORIZON = 36
DECISION_MONTHS = 6
"""A resolution is due this many months before the end of what it is to replace (domain.md 4.6)."""
ZERO = Decimal(0)
ROUNDING = 100
"""Months of one line differ by a cent a line; less than a euro is no cliff."""


@dataclass(frozen=True, slots=True)
class Cliff:
    """A month in which VZÄ or programme money fall away: how much, why, and the last day to decide."""

    month: date
    fte: Decimal
    cents: int
    causes: tuple[str, ...]
    decide_by: date


@dataclass(frozen=True, slots=True)
class MonthState:
    """One month. `approved`, `filled`: VZÄ on its first day (the first month: on the start day).

    `uncovered`: labels of processes and offers that nobody is in charge of. `over`: projects past their end
    that did not become part of the regular structure. `mandates`: how many hold.
    """

    month: date
    approved: Decimal
    filled: Decimal
    money: MonthMoney
    uncovered: tuple[str, ...]
    mandates: int
    over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A scenario worked out. `assumed_from`: first year whose budget is assumed to repeat the last planned one."""

    months: tuple[MonthState, ...]
    cliffs: tuple[Cliff, ...]
    own_funds: int
    assumed_from: int | None

    @property
    def decide_by(self) -> date | None:
        """The earliest of the last days to decide; None when nothing falls away."""
        return min((cliff.decide_by for cliff in self.cliffs), default=None)


def work_out(stock: Stock, overrides: Iterable[Override], start: date, horizon: int = HORIZON) -> Outcome:
    """The months from that of `start` on. Raises Unknown when an override names a missing record."""
    supposed = suppose(stock, overrides)
    days = [start, *(first_of_month(start, offset) for offset in range(1, horizon))]
    ordinals = [day.year * MONTHS + day.month - 1 for day in days]
    money = by_month(supposed.stock.lines, ordinals, supposed.cuts)
    months = tuple(_state(supposed, day, money[key]) for day, key in zip(days, ordinals, strict=True))
    planned = last_planned_year(supposed.stock.lines)
    assumed = planned + 1 if planned is not None and planned < days[-1].year else None
    cliffs = tuple(_cliffs(supposed, months))
    return Outcome(months, cliffs, sum(month.money.own for month in months), assumed)


def is_held(supposed: Supposed, post: PostFact, day: date) -> bool:
    """Whether somebody works on the post; what nobody has stated counts as not held."""
    away = any(
        absence.post == post.key and absence.first <= day and (absence.last is None or day <= absence.last)
        for absence in supposed.absences
    )
    back = any(a.post == post.key and a.last is not None and day > a.last for a in supposed.absences)
    return post.is_valid_on(day) and not away and (back or bool(post.is_filled_on(day)))


def _state(supposed: Supposed, day: date, money: MonthMoney) -> MonthState:
    stock = supposed.stock
    valid = [post for post in stock.posts if post.fte > 0 and post.is_valid_on(day)]
    held = [post for post in valid if is_held(supposed, post, day)]
    working = {post.key for post in held}
    return MonthState(
        month=day,
        approved=sum((post.fte for post in valid), ZERO),
        filled=sum((post.fte for post in held), ZERO),
        money=money,
        uncovered=tuple(duty.label for duty in stock.duties if not duty.posts & working),
        mandates=sum(mandate.until is None or day <= mandate.until for mandate in stock.mandates),
        over=tuple(p.label for p in stock.projects if p.ends and p.ends < day and not p.transferred),
    )


def _cliffs(supposed: Supposed, months: tuple[MonthState, ...]) -> Iterable[Cliff]:
    for before, after in pairwise(months):
        fte = max(ZERO, before.approved - after.approved)
        cents = max(0, before.money.programme - after.money.programme)
        if not (fte or cents > ROUNDING):
            continue
        causes, ends = _causes(supposed.stock, before.month, after.month)
        if not causes:
            causes = [f"Fördermittel {after.month.year} sind niedriger veranschlagt"]
            ends = [after.month - timedelta(days=1)]
        yield Cliff(after.month, fte, cents, tuple(causes), moved(min(ends), -DECISION_MONTHS))


def _causes(stock: Stock, before: date, after: date) -> tuple[list[str], list[date]]:
    """What ends from one first day of a month to the day before the next, in words, and the last days."""
    ending = [
        *((post.last_day, f"Stelle „{post.function}“ endet") for post in stock.posts if post.fte > 0),
        *((grant.ends, f"Förderung „{grant.title}“ endet") for grant in stock.grants),
        *(
            (line.until, f"„{line.title}“ endet")
            for line in stock.lines
            if line.income and line.grant is None
        ),
    ]
    last = after - timedelta(days=1)
    found = sorted({(day, words) for day, words in ending if day and before <= day <= last})
    return list(dict.fromkeys(words for _day, words in found)), [day for day, _words in found]


def first_of_month(start: date, months: int) -> date:
    return moved(start.replace(day=1), months)

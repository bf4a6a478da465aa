"""What a scenario supposes: each override changes one record of a copy of the stock, the records stay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from projects.resources.days import moved
from projects.resources.facts import LineFact, PostFact
from projects.scenarios.facts import Stock

OWN = Decimal(100)
MONTHS = 12
Fact = TypeVar("Fact")


class Unknown(LookupError):
    """An override names a record that the stock does not hold."""


@dataclass(frozen=True, slots=True)
class GrantEnds:
    """The grant ends (or is extended) to this day; limited posts and money that hang on its end go with it."""

    grant: int
    on: date


@dataclass(frozen=True, slots=True)
class MadePermanent:
    """The post loses its limit and is paid from own funds."""

    post: int


@dataclass(frozen=True, slots=True)
class HolderLeaves:
    """The holder's last day, and after how many months somebody follows; None: nobody does."""

    post: int
    on: date
    vacancy_months: int | None = None


@dataclass(frozen=True, slots=True)
class BudgetCut:
    """Own Aufwand is cut by so many per cent from a day on."""

    percent: Decimal
    since: date


@dataclass(frozen=True, slots=True)
class MandateExpires:
    """A resolution holds only to this day."""

    mandate: str
    on: date


@dataclass(frozen=True, slots=True)
class ProjectTransferred:
    """The project becomes part of the regular structure; it no longer ends."""

    project: str


Override = GrantEnds | MadePermanent | HolderLeaves | BudgetCut | MandateExpires | ProjectTransferred


@dataclass(frozen=True, slots=True)
class Absence:
    """A post without holder from the first to the last day (None: for good)."""

    post: int
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Supposed:
    """The stock after all overrides, with the absences and cuts that no record can hold."""

    stock: Stock
    absences: tuple[Absence, ...] = ()
    cuts: tuple[BudgetCut, ...] = ()


def suppose(stock: Stock, overrides: Iterable[Override]) -> Supposed:
    """Apply overrides in their order. Raises Unknown for a record that is not there."""
    supposed = Supposed(stock)
    for override in overrides:
        supposed = _applied(supposed, override)
    return supposed


def _applied(supposed: Supposed, override: Override) -> Supposed:
    stock = supposed.stock
    match override:
        case GrantEnds():
            return replace(supposed, stock=_grant_ends(stock, override))
        case MadePermanent(post=key):
            post = _found(stock.posts, key)
            kept = replace(post, limited=False, ends=None, own_share=OWN, grant=None)
            return replace(supposed, stock=replace(stock, posts=_swapped(stock.posts, post, kept)))
        case HolderLeaves(post=key, on=day, vacancy_months=months):
            _found(stock.posts, key)
            last = None if months is None else moved(day, months)
            absence = Absence(key, day + timedelta(days=1), last)
            return replace(supposed, absences=(*supposed.absences, absence))
        case BudgetCut():
            return replace(supposed, cuts=(*supposed.cuts, override))
        case MandateExpires(mandate=name, on=day):
            mandate = _found(stock.mandates, name)
            mandates = _swapped(stock.mandates, mandate, replace(mandate, until=day))
            return replace(supposed, stock=replace(stock, mandates=mandates))
        case ProjectTransferred(project=name):
            project = _found(stock.projects, name)
            projects = _swapped(stock.projects, project, replace(project, transferred=True, ends=None))
            return replace(supposed, stock=replace(stock, projects=projects))


def _grant_ends(stock: Stock, override: GrantEnds) -> Stock:
    grant = _found(stock.grants, override.grant)
    old = grant.ends

    def post(fact: PostFact) -> PostFact:
        hangs = fact.grant == grant.key and fact.limited and (fact.ends is None or fact.ends == old)
        return replace(fact, ends=override.on) if hangs else fact

    def line(fact: LineFact) -> LineFact:
        hangs = fact.grant == grant.key and (fact.until is None or fact.until == old)
        return _flowing_until(fact, override.on) if hangs else fact

    return replace(
        stock,
        grants=_swapped(stock.grants, grant, replace(grant, ends=override.on)),
        posts=tuple(post(fact) for fact in stock.posts),
        lines=tuple(line(fact) for fact in stock.lines),
    )


def _flowing_until(line: LineFact, day: date) -> LineFact:
    """The line with another last day. What flows in a month stays: more or fewer months, more or less money."""
    before, after = _months_of(line, line.until), _months_of(line, day)
    cents = line.cents * after // before if before and after else line.cents
    return replace(line, until=day, cents=cents)


def _months_of(line: LineFact, until: date | None) -> int:
    """In how many months of its year the line flows."""
    if until is None or until.year > line.year:
        return MONTHS
    return until.month if until.year == line.year else 0


def _found(rows: tuple[Fact, ...], key: object) -> Fact:
    for row in rows:
        if getattr(row, "key", None) == key:
            return row
    raise Unknown(key)


def _swapped(rows: tuple[Fact, ...], old: Fact, new: Fact) -> tuple[Fact, ...]:
    return tuple(new if row is old else row for row in rows)

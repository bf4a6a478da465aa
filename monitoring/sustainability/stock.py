"""The reference stock: what there was before anything fell away (guard against survivorship).

A share of permanent posts rises when limited posts simply run out. So shares are rated against the
reference stock: the larger of the named baseline and the largest stock that the records themselves show up
to the key date. What fell away without replacement stays in the denominator. While nothing fell away, rating
and value are the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from monitoring.sustainability.facts import BudgetLine, Facts, Post
from monitoring.sustainability.windows import valid_on


def approved(posts: Iterable[Post], key_date: date) -> list[Post]:
    """Posts that are approved on the key date; a limited one ends with its last day, one of 0 VZÄ is none."""
    return [p for p in posts if p.fte > 0 and valid_on(key_date, p.since, ends(p))]


def ends(post: Post) -> date | None:
    """The last day of a post: of its limit or its abolition, whichever is earlier; None: open."""
    known = [day for day in (post.until, post.limited_until if post.limited else None) if day]
    return min(known) if known else None


def is_filled(post: Post, key_date: date) -> bool:
    """Whether somebody holds the post on the key date."""
    return post.filled_from is not None and valid_on(key_date, post.filled_from, post.filled_to)


def total_fte(posts: Iterable[Post]) -> Fraction:
    """Sum of VZÄ."""
    return sum((post.fte for post in posts), Fraction(0))


def reference_fte(facts: Facts, key_date: date) -> Fraction:
    """The largest stock of VZÄ up to the key date: in the records, or the named baseline if that is larger."""
    starts = {post.since for post in facts.posts if post.since and post.since <= key_date}
    unknown = {end for post in facts.posts if post.since is None and (end := ends(post)) and end < key_date}
    stocks = [total_fte(approved(facts.posts, day)) for day in starts | unknown | {key_date}]
    baseline = facts.baseline
    if baseline and baseline.fte is not None and baseline.day <= key_date:
        stocks.append(baseline.fte)
    return max(stocks)


def amount(line: BudgetLine, closed: frozenset[int]) -> int | None:
    """Ergebnis of a closed year, else Ansatz; None when it is not entered."""
    return line.actual if line.year in closed else line.planned


def expenses(facts: Facts, year: int) -> Fraction | None:
    """Aufwand of a year in cents; None when no line of it has an amount."""
    return _sum(
        amount(line, facts.closed_years) for line in facts.lines if line.year == year and not line.income
    )


def programme_income(facts: Facts, year: int) -> Fraction:
    """Erträge from programmes in a year in cents; none entered is none."""
    found = _sum(
        amount(line, facts.closed_years)
        for line in facts.lines
        if line.year == year and line.income and line.programme
    )
    return found or Fraction(0)


def reference_expenses(facts: Facts, year: int) -> Fraction:
    """The largest Aufwand of any year up to this one, or the named baseline if that is larger."""
    known = [expenses(facts, past) for past in {line.year for line in facts.lines} if past <= year]
    if facts.baseline and facts.baseline.expenses is not None and facts.baseline.day.year <= year:
        known.append(Fraction(facts.baseline.expenses))
    return max((value for value in known if value is not None), default=Fraction(0))


def reference_income(facts: Facts, year: int) -> Fraction:
    """The largest programme Erträge of any year up to this one."""
    return max(
        (programme_income(facts, past) for past in {line.year for line in facts.lines} if past <= year),
        default=Fraction(0),
    )


def _sum(amounts: Iterable[int | None]) -> Fraction | None:
    known = [value for value in amounts if value is not None]
    return Fraction(sum(known)) if known else None

"""Exact sums of posts and of budget lines; what is missing for a sum is named, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from projects.resources.facts import LineFact, PostFact

ZERO = Decimal(0)
PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something a post does not say: `key` and `function` of the post, `missing` in German words."""

    key: int
    function: str
    missing: str


@dataclass(frozen=True, slots=True)
class PostTotals:
    """VZÄ by kind on one day. `total` = unlimited + limited + without_term, in plan + not in plan + unknown.

    `own` weighs each post by its own share; posts without one are left out of it and stand in `gaps`.
    `posts`: how many posts with more than 0 VZÄ there are (a post of 0 VZÄ counts for nothing).
    """

    posts: int = 0
    total: Decimal = ZERO
    unlimited: Decimal = ZERO
    limited: Decimal = ZERO
    without_term: Decimal = ZERO
    own: Decimal = ZERO
    filled: Decimal = ZERO
    vacant: Decimal = ZERO
    filled_unknown: Decimal = ZERO
    in_plan: Decimal = ZERO
    not_in_plan: Decimal = ZERO
    plan_unknown: Decimal = ZERO
    gaps: tuple[Gap, ...] = field(default_factory=tuple)


def counted(posts: Iterable[PostFact], day: date) -> list[PostFact]:
    """The posts that exist on that day with more than 0 VZÄ, in the given order."""
    return [post for post in posts if post.fte > 0 and post.is_valid_on(day)]


def post_totals(posts: Iterable[PostFact], day: date) -> PostTotals:
    """The VZÄ of all posts that exist on that day, by kind."""
    here = counted(posts, day)
    return PostTotals(
        posts=len(here),
        total=_fte(here),
        unlimited=_fte(p for p in here if p.limited is False),
        limited=_fte(p for p in here if p.limited),
        without_term=_fte(p for p in here if p.limited is None),
        own=sum((p.fte * p.own_share / PERCENT for p in here if p.own_share is not None), ZERO),
        filled=_fte(p for p in here if p.is_filled_on(day)),
        vacant=_fte(p for p in here if p.is_filled_on(day) is False),
        filled_unknown=_fte(p for p in here if p.is_filled_on(day) is None),
        in_plan=_fte(p for p in here if p.in_plan),
        not_in_plan=_fte(p for p in here if p.in_plan is False),
        plan_unknown=_fte(p for p in here if p.in_plan is None),
        gaps=tuple(gap for post in here for gap in gaps_of(post)),
    )


def gaps_of(post: PostFact) -> list[Gap]:
    """What a post does not say although an indicator asks for it."""
    missing = (
        (post.limited is None, "Befristung"),
        (bool(post.limited) and post.ends is None, "Ende der Befristung"),
        (post.own_share is None, "Eigenanteil"),
        (post.in_plan is None, "Stellenplan"),
        (post.filled is None, "Besetzung"),
    )
    return [Gap(post.key, post.function, word) for is_missing, word in missing if is_missing]


def _fte(posts: Iterable[PostFact]) -> Decimal:
    return sum((post.fte for post in posts), ZERO)


@dataclass(frozen=True, slots=True)
class BudgetTotals:
    """Cents of one year and one stage. `expense` = Aufwand, `income` = `programme` + `other_income`.

    `own` = Aufwand minus programme money: what the municipality pays itself, also negative when more comes
    in than goes out. `lines` = 0: nothing is known of this year.
    """

    year: int
    planned: bool
    lines: int = 0
    expense: int = 0
    programme: int = 0
    other_income: int = 0

    @property
    def income(self) -> int:
        return self.programme + self.other_income

    @property
    def own(self) -> int:
        return self.expense - self.programme

    @property
    def balance(self) -> int:
        """Income minus expense."""
        return self.income - self.expense


def budget_totals(lines: Iterable[LineFact], year: int, *, planned: bool) -> BudgetTotals:
    """The sums of one year, of Ansatz or of Ergebnis."""
    here = [line for line in lines if line.year == year and line.planned is planned]
    return BudgetTotals(
        year=year,
        planned=planned,
        lines=len(here),
        expense=sum(line.cents for line in here if not line.income),
        programme=sum(line.cents for line in here if line.income and line.programme),
        other_income=sum(line.cents for line in here if line.income and not line.programme),
    )

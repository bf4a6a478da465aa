"""What falls away when a limited post or a grant ends: VZÄ and programme money by month, each loss with its cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from dkbm.periods import Month
from projects.resources.facts import GrantFact, LineFact, PostFact
from projects.resources.money import Flow, flows_of

HORIZON = 36
"""Months that are looked ahead, this month included."""
BANDS = (6, 12, 18, 24)
"""Warnings in months before the end; nearer bands come first."""
URGENT = 12
POST, MONEY = "stelle", "geld"


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that ends. `month`: first month without it (`Month.ordinal`); `last_day` inclusive.

    `kind` POST with `fte`, or MONEY with `cents` in the last month; `key` leads back to post or grant.
    """

    month: int
    kind: str
    key: int
    title: str
    last_day: date
    fte: Decimal = Decimal(0)
    cents: int = 0

    def months_left(self, today: date) -> int:
        """Months from today's month to the last one; negative when it is over."""
        return self.month - 1 - Month.of(today).ordinal


@dataclass(frozen=True, slots=True)
class MonthOf:
    """One month: VZÄ of posts that exist in it, programme money in cents, what is gone since this month."""

    month: int
    fte: Decimal
    cents: int
    losses: tuple[Loss, ...] = ()

    @property
    def label(self) -> str:
        return Month.from_ordinal(self.month).label


@dataclass(frozen=True, slots=True)
class Cliff:
    """`months` from today's on; `losses` of these months in their order; `gaps`: what has no known end."""

    months: tuple[MonthOf, ...] = ()
    losses: tuple[Loss, ...] = ()
    gaps: tuple[str, ...] = field(default_factory=tuple)

    @property
    def fte_lost(self) -> Decimal:
        return sum((loss.fte for loss in self.losses), Decimal(0))


def look_ahead(
    posts: Sequence[PostFact],
    grants: Sequence[GrantFact],
    lines: Sequence[LineFact],
    today: date,
    months: int = HORIZON,
) -> Cliff:
    """VZÄ and programme money of so many months from today's on, if nothing is decided."""
    first = Month.of(today).ordinal
    span = range(first, first + months)
    flows = flows_of(grants, lines)
    losses = _within(_losses(posts, flows), span)
    return Cliff(
        months=tuple(
            MonthOf(
                month=month,
                fte=sum((post.fte for post in posts if _exists_in(post, month)), Decimal(0)),
                cents=sum(flow.cents_in(month) for flow in flows),
                losses=tuple(loss for loss in losses if loss.month == month),
            )
            for month in span
        ),
        losses=tuple(losses),
        gaps=_gaps(posts, flows),
    )


def losses_ahead(
    posts: Sequence[PostFact],
    grants: Sequence[GrantFact],
    lines: Sequence[LineFact],
    today: date,
    months: int = HORIZON,
) -> list[Loss]:
    """Only the losses of `look_ahead`, where nobody asks for the months between."""
    first = Month.of(today).ordinal
    return _within(_losses(posts, flows_of(grants, lines)), range(first, first + months))


def _within(losses: Sequence[Loss], span: range) -> list[Loss]:
    """Those whose first month without lies after the first of the span, in their order."""
    found = [loss for loss in losses if span.start < loss.month < span.stop]
    return sorted(found, key=lambda loss: (loss.month, loss.kind != POST, loss.title, loss.key))


def band_of(months_left: int) -> int | None:
    """The narrowest warning band (6, 12, 18, 24 months) an end lies in; None beyond the last."""
    return next((band for band in BANDS if months_left <= band), None)


def light_of(months_left: int) -> str:
    """„handeln“ up to 12 months before the end, „beobachten“ up to 24, then „stabil“ (as N-P7)."""
    if months_left <= URGENT:
        return "handeln"
    return "beobachten" if band_of(months_left) else "stabil"


def _exists_in(post: PostFact, month: int) -> bool:
    begun = post.since is None or Month.of(post.since).ordinal <= month
    return begun and (post.last_day is None or month <= Month.of(post.last_day).ordinal)


def _losses(posts: Sequence[PostFact], flows: Sequence[Flow]) -> list[Loss]:
    of_posts = [
        Loss(Month.of(post.last_day).ordinal + 1, POST, post.key, post.function, post.last_day, fte=post.fte)
        for post in posts
        if post.last_day is not None and post.fte > 0
    ]
    of_money = [
        Loss(
            Month.of(flow.ends).ordinal + 1,
            MONEY,
            flow.grant or 0,
            flow.title,
            flow.ends,
            cents=flow.cents_in(Month.of(flow.ends).ordinal),
        )
        for flow in flows
        if flow.ends is not None
    ]
    return [*of_posts, *of_money]


def _gaps(posts: Sequence[PostFact], flows: Sequence[Flow]) -> tuple[str, ...]:
    """Sentences about ends nobody has given: what is not known cannot be drawn."""
    ends = [p.function for p in posts if p.fte > 0 and p.limited and p.last_day is None]
    terms = [p.function for p in posts if p.fte > 0 and p.limited is None]
    money = [flow.title for flow in flows if flow.ends is None]
    return (
        *(f"{name}: befristet, aber ohne Ende." for name in ends),
        *(f"{name}: ob befristet oder nicht, ist nicht angegeben." for name in terms),
        *(f"{name}: Fördergeld ohne bekanntes Ende." for name in money),
    )

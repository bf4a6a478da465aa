"""What is known of a post, a budget line, a grant: plain values, None = not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PostFact:
    """A post. `fte` in VZÄ; `own_share` in percent; all last days (`ends`, `filled_to`, `abolished`) inclusive.

    `limited`, `in_plan`, `filled`: yes, no or None. `grant`: key of the grant that pays it. `key` leads back
    to the record.
    """

    key: int
    function: str
    fte: Decimal
    limited: bool | None = None
    ends: date | None = None
    own_share: Decimal | None = None
    in_plan: bool | None = None
    filled: bool | None = None
    filled_from: date | None = None
    filled_to: date | None = None
    since: date | None = None
    abolished: date | None = None
    grant: int | None = None

    @property
    def last_day(self) -> date | None:
        """The last day of the post: the end of its limit or its abolition, whichever comes first."""
        known = [day for day in (self.ends if self.limited else None, self.abolished) if day is not None]
        return min(known, default=None)

    def is_valid_on(self, day: date) -> bool:
        """Whether the post exists on that day; where no beginning is known, it has always existed."""
        begun = self.since is None or self.since <= day
        return begun and (self.last_day is None or day <= self.last_day)

    def is_filled_on(self, day: date) -> bool | None:
        """Whether somebody works on the post that day; None when nobody has said so."""
        if self.filled is None or self.filled is False:
            return self.filled
        begun = self.filled_from is None or self.filled_from <= day
        return begun and (self.filled_to is None or day <= self.filled_to)


@dataclass(frozen=True, slots=True)
class LineFact:
    """A budget line of a year. `cents`; `planned` = Ansatz, else Ergebnis; `income` = Ertrag, else Aufwand.

    `programme`: money of a funding programme. `until`: last day it flows, None = no end known.
    """

    key: int
    title: str
    year: int
    planned: bool
    income: bool
    programme: bool
    cents: int
    grant: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class GrantFact:
    """A grant with its first and last day (inclusive) and its whole amount in cents, None = not known."""

    key: int
    title: str
    begins: date | None = None
    ends: date | None = None
    cents: int | None = None

    def runs_in(self, month: int) -> bool:
        """Whether the grant runs in this month (`Month.ordinal`); an unknown edge does not bound it."""
        first = None if self.begins is None else self.begins.year * 12 + self.begins.month - 1
        last = None if self.ends is None else self.ends.year * 12 + self.ends.month - 1
        return (first is None or first <= month) and (last is None or month <= last)

"""Periods with two ends, with one known end, or with none: spans, open and undated periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from dkbm.periods.base import MONTHS_PER_YEAR, Month, Period
from dkbm.periods.kinds import (
    QUARTER_MONTHS,
    SCHOOL_YEAR_STARTS,
    SEMESTER_MONTHS,
    SUMMER_STARTS,
    WINTER_STARTS,
    Edge,
    KeyDate,
    Quarter,
    SchoolYear,
    Semester,
    Year,
)

if TYPE_CHECKING:
    from datetime import date

DASH = "\N{EN DASH}"


def _require_order(first: Period, last: Period) -> None:
    if not first < last:
        message = f"Das Ende ({last.label}) muss nach dem Anfang ({first.label}) liegen."
        raise ValueError(message)


@dataclass(frozen=True, slots=True)
class MonthSpan(Period):
    """Several months in a row, both ends included: key '2020-06..2020-09'; at least two months."""

    first: Month
    last: Month

    rank: ClassVar[int] = 6

    def __post_init__(self) -> None:
        """Refuse an end that is not after the beginning."""
        _require_order(self.first, self.last)

    @property
    def key(self) -> str:
        """'2020-06..2020-09'."""
        return f"{self.first.key}..{self.last.key}"

    @property
    def label(self) -> str:
        """'06-09/2020' with an en dash, or with both years where they differ."""
        if self.first.year == self.last.year:
            return f"{self.first.month:02}{DASH}{self.last.label}"
        return f"{self.first.label}{DASH}{self.last.label}"

    @property
    def first_month(self) -> Month:
        """The first month of the span."""
        return self.first

    @property
    def last_month(self) -> Month:
        """The last month of the span."""
        return self.last


@dataclass(frozen=True, slots=True)
class YearSpan(Period):
    """Several calendar years in a row, both included: key '2018..2020'; at least two years."""

    first: Year
    last: Year

    rank: ClassVar[int] = 7

    def __post_init__(self) -> None:
        """Refuse an end that is not after the beginning."""
        _require_order(self.first, self.last)

    @property
    def key(self) -> str:
        """'2018..2020'."""
        return f"{self.first.key}..{self.last.key}"

    @property
    def label(self) -> str:
        """'2018-2020' with an en dash."""
        return f"{self.first.label}{DASH}{self.last.label}"

    @property
    def first_month(self) -> Month:
        """January of the first year."""
        return self.first.first_month

    @property
    def last_month(self) -> Month:
        """December of the last year."""
        return self.last.last_month


def _edge_text(edge: Edge) -> str:
    return edge.printed_day if isinstance(edge, KeyDate) else edge.label


@dataclass(frozen=True, slots=True)
class Open(Period):
    """A period with one known end: `Open(since=Year(2018))` or `Open(until=Month(2021, 6))`.

    Keys '2018..' and '..2021-06'. The known end belongs to the period. Keys of one granularity sort
    like time; use `sort_key` where granularities mix.
    """

    since: Edge | None = None
    until: Edge | None = None

    rank: ClassVar[int] = 8

    def __post_init__(self) -> None:
        """Refuse both ends (that is a span) and none (that is undated)."""
        if (self.since is None) == (self.until is None):
            message = "Ein offener Zeitraum hat genau ein bekanntes Ende: „seit …“ oder „bis …“."
            raise ValueError(message)

    @property
    def key(self) -> str:
        """'2018..' or '..2021'."""
        since = self.since.key if self.since else ""
        until = self.until.key if self.until else ""
        return f"{since}..{until}"

    @property
    def label(self) -> str:
        """'seit 2018' or 'bis 2021'."""
        return self._worded("seit")

    def label_seen_from(self, today: date) -> str:
        """Return the label, with 'ab' instead of 'seit' where the beginning lies after `today`."""
        if isinstance(self.since, KeyDate):
            ahead = self.since.day > today
        else:
            ahead = self.since is not None and self.since.first_month > Month.of(today)
        return self._worded("ab" if ahead else "seit")

    def _worded(self, beginning: str) -> str:
        if self.since is not None:
            return f"{beginning} {_edge_text(self.since)}"
        return f"bis {_edge_text(self.until)}" if self.until else ""

    @property
    def first_month(self) -> Month | None:
        """The first month of the known beginning, or None."""
        return self.since.first_month if self.since else None

    @property
    def last_month(self) -> Month | None:
        """The last month of the known end, or None."""
        return self.until.last_month if self.until else None


@dataclass(frozen=True, slots=True)
class Undated(Period):
    """Nothing is known about the time: key '', label 'ohne Datum'. Comes last in every order."""

    rank: ClassVar[int] = 9

    @property
    def key(self) -> str:
        """Return the empty text."""
        return ""

    @property
    def label(self) -> str:
        """'ohne Datum'."""
        return "ohne Datum"

    @property
    def first_month(self) -> None:
        """Unknown."""
        return

    @property
    def last_month(self) -> None:
        """Unknown."""
        return


def from_months(first: Month, count: int) -> Period:
    """Return the period that covers `count` months from `first` on, by its usual name.

    Twelve months from January are a `Year`, from August a `SchoolYear`, six from October or April a
    `Semester`, three from a quarter's beginning a `Quarter`, one a `Month`; all else is a `MonthSpan`.
    ValueError when `count` is not positive or the end lies out of range.
    """
    if count == 1:
        return first
    if count == QUARTER_MONTHS and first.month % QUARTER_MONTHS == 1:
        return Quarter(first.year, first.month // QUARTER_MONTHS + 1)
    if count == MONTHS_PER_YEAR and first.month == 1:
        return Year(first.year)
    if count == MONTHS_PER_YEAR and first.month == SCHOOL_YEAR_STARTS:
        return SchoolYear(first.year)
    if count == SEMESTER_MONTHS and first.month in (SUMMER_STARTS, WINTER_STARTS):
        return Semester(first.year, "WS" if first.month == WINTER_STARTS else "SS")
    return MonthSpan(first, first.plus(count - 1))

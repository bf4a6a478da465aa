"""What all periods have in common, and the month, the unit in which they are compared."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import total_ordering
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import date

FIRST_YEAR = 1900
LAST_YEAR = 2200
MAX_KEY_LENGTH = 16
"""The longest key has this many characters ('2020-06..2020-09'): enough for a database column."""

MONTHS_PER_YEAR = 12
_BEFORE_ALL = 0
_AFTER_ALL = (LAST_YEAR + 1) * MONTHS_PER_YEAR


@total_ordering
class Period(ABC):
    """A stretch or point of time, exactly as fine as it is known.

    Periods are immutable and hashable. Equal means: same kind and same time, so `Year(2023)` is not
    equal to the twelve months of 2023. All kinds compare with each other by `sort_key`.
    """

    __slots__ = ()

    rank: ClassVar[int]
    """Decides the order of two kinds that cover the same months; smaller comes first."""

    @property
    @abstractmethod
    def key(self) -> str:
        """Canonical text for storage; within one kind the texts sort like the time they mean."""

    @property
    @abstractmethod
    def label(self) -> str:
        """German text for people; `parse_period` reads it back to an equal period."""

    @property
    @abstractmethod
    def first_month(self) -> Month | None:
        """The first month touched; None where the beginning is open or nothing is known."""

    @property
    @abstractmethod
    def last_month(self) -> Month | None:
        """The last month touched; None where the end is open or nothing is known."""

    @property
    def sort_key(self) -> tuple[int, int, int, str]:
        """Total order over all kinds: by beginning, then end, then kind; undated comes last.

        An open beginning comes before, an open end after every known month.
        """
        first, last = self.first_month, self.last_month
        if first is None and last is None:
            return (_AFTER_ALL, _AFTER_ALL, self.rank, self.key)
        return (
            _BEFORE_ALL if first is None else first.ordinal,
            _AFTER_ALL if last is None else last.ordinal,
            self.rank,
            self.key,
        )

    def months(self) -> int | None:
        """Count the calendar months touched (a key date touches one); None when open or undated."""
        first, last = self.first_month, self.last_month
        if first is None or last is None:
            return None
        return months_between(first, last) + 1

    def __lt__(self, other: object) -> bool:
        """Compare by `sort_key` with any other period."""
        if not isinstance(other, Period):
            return NotImplemented
        return self.sort_key < other.sort_key

    def __str__(self) -> str:
        """Return the German label, as templates print it."""
        return self.label


def require_year(year: int, last: int = LAST_YEAR) -> None:
    """Raise ValueError (German) unless `year` lies between `FIRST_YEAR` and `last`."""
    if not FIRST_YEAR <= year <= last:
        message = f"Das Jahr {year} liegt außerhalb von {FIRST_YEAR} bis {last}."
        raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Month(Period):
    """A calendar month: key '2020-06', label '06/2020'."""

    year: int
    month: int

    rank: ClassVar[int] = 1

    def __post_init__(self) -> None:
        """Refuse years out of range and months other than 1 to 12."""
        require_year(self.year)
        if not 1 <= self.month <= MONTHS_PER_YEAR:
            message = f"Den Monat {self.month} gibt es nicht."
            raise ValueError(message)

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month in which `day` lies (a datetime counts by its own date)."""
        return cls(day.year, day.month)

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Month:
        """Return the month with this `ordinal`; ValueError outside the years allowed."""
        return cls(ordinal // MONTHS_PER_YEAR, ordinal % MONTHS_PER_YEAR + 1)

    @property
    def ordinal(self) -> int:
        """Running number of the month; neighbouring months differ by one."""
        return self.year * MONTHS_PER_YEAR + self.month - 1

    @property
    def key(self) -> str:
        """'2020-06'."""
        return f"{self.year}-{self.month:02}"

    @property
    def label(self) -> str:
        """'06/2020'."""
        return f"{self.month:02}/{self.year}"

    @property
    def first_month(self) -> Month:
        """The month itself."""
        return self

    @property
    def last_month(self) -> Month:
        """The month itself."""
        return self

    def plus(self, months: int) -> Month:
        """Return the month so many months later (earlier when negative)."""
        return Month.from_ordinal(self.ordinal + months)


def months_between(start: Month, end: Month) -> int:
    """Return how many months `end` lies after `start`; negative when before, 0 for the same month."""
    return end.ordinal - start.ordinal

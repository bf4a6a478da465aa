"""The single periods beside the month: years, school years, semesters, quarters and key dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal, TypeAlias

from dkbm.periods.base import LAST_YEAR, MONTHS_PER_YEAR, Month, Period, require_year

QUARTER_MONTHS = 3
SEMESTER_MONTHS = 6
SCHOOL_YEAR_STARTS = 8
SUMMER_STARTS = 4
WINTER_STARTS = 10


def _double_year(start: int) -> str:
    return f"{start}/{(start + 1) % 100:02}"


@dataclass(frozen=True, slots=True)
class Year(Period):
    """A calendar year: key and label '2023'."""

    year: int

    rank: ClassVar[int] = 5

    def __post_init__(self) -> None:
        """Refuse years out of range."""
        require_year(self.year)

    @property
    def key(self) -> str:
        """'2023'."""
        return str(self.year)

    @property
    def label(self) -> str:
        """'2023'."""
        return str(self.year)

    @property
    def first_month(self) -> Month:
        """January."""
        return Month(self.year, 1)

    @property
    def last_month(self) -> Month:
        """December."""
        return Month(self.year, MONTHS_PER_YEAR)


@dataclass(frozen=True, slots=True)
class SchoolYear(Period):
    """A school year, August to July, named by the year in which it starts: key '2023/24'."""

    start: int

    rank: ClassVar[int] = 4

    def __post_init__(self) -> None:
        """Refuse years out of range; the school year must also end inside."""
        require_year(self.start, LAST_YEAR - 1)

    @property
    def key(self) -> str:
        """'2023/24'."""
        return _double_year(self.start)

    @property
    def label(self) -> str:
        """'Schuljahr 2023/24'."""
        return f"Schuljahr {_double_year(self.start)}"

    @property
    def first_month(self) -> Month:
        """August of the first year."""
        return Month(self.start, SCHOOL_YEAR_STARTS)

    @property
    def last_month(self) -> Month:
        """July of the second year."""
        return Month(self.start + 1, SCHOOL_YEAR_STARTS - 1)


@dataclass(frozen=True, slots=True)
class Semester(Period):
    """A semester as official statistics cut it: WS October to March, SS April to September.

    `year` is the year in which it starts: keys '2023-WS' (= 2023/24) and '2024-SS'.
    """

    year: int
    term: Literal["WS", "SS"]

    rank: ClassVar[int] = 3

    def __post_init__(self) -> None:
        """Refuse unknown terms and years out of range; a winter must also end inside."""
        if self.term not in ("WS", "SS"):
            message = "Ein Semester ist ein Wintersemester (WS) oder ein Sommersemester (SS)."
            raise ValueError(message)
        require_year(self.year, LAST_YEAR - 1 if self.term == "WS" else LAST_YEAR)

    @property
    def key(self) -> str:
        """'2023-WS' or '2024-SS'."""
        return f"{self.year}-{self.term}"

    @property
    def label(self) -> str:
        """'Wintersemester 2023/24' or 'Sommersemester 2024'."""
        if self.term == "WS":
            return f"Wintersemester {_double_year(self.year)}"
        return f"Sommersemester {self.year}"

    @property
    def first_month(self) -> Month:
        """October or April."""
        return Month(self.year, WINTER_STARTS if self.term == "WS" else SUMMER_STARTS)

    @property
    def last_month(self) -> Month:
        """March of the next year or September."""
        return self.first_month.plus(SEMESTER_MONTHS - 1)


@dataclass(frozen=True, slots=True)
class Quarter(Period):
    """A quarter of a calendar year: key '2020-Q3', label '3. Quartal 2020'."""

    year: int
    quarter: int

    rank: ClassVar[int] = 2

    def __post_init__(self) -> None:
        """Refuse years out of range and quarters other than 1 to 4."""
        require_year(self.year)
        if not 1 <= self.quarter <= MONTHS_PER_YEAR // QUARTER_MONTHS:
            message = f"Das Quartal {self.quarter} gibt es nicht."
            raise ValueError(message)

    @property
    def key(self) -> str:
        """'2020-Q3'."""
        return f"{self.year}-Q{self.quarter}"

    @property
    def label(self) -> str:
        """'3. Quartal 2020'."""
        return f"{self.quarter}. Quartal {self.year}"

    @property
    def first_month(self) -> Month:
        """The first of its three months."""
        return Month(self.year, (self.quarter - 1) * QUARTER_MONTHS + 1)

    @property
    def last_month(self) -> Month:
        """The last of its three months."""
        return Month(self.year, self.quarter * QUARTER_MONTHS)


@dataclass(frozen=True, slots=True)
class KeyDate(Period):
    """A key date (Stichtag), the only kind that knows a day: key '2021-12-31'."""

    day: date

    rank: ClassVar[int] = 0

    def __post_init__(self) -> None:
        """Refuse years out of range and times of day, which would not compare with dates."""
        if isinstance(self.day, datetime):
            message = "Ein Stichtag ist ein Datum ohne Uhrzeit."
            raise ValueError(message)  # noqa: TRY004 - wrong as a value, too; callers catch ValueError
        require_year(self.day.year)

    @property
    def key(self) -> str:
        """'2021-12-31'."""
        return self.day.isoformat()

    @property
    def label(self) -> str:
        """'Stichtag 31.12.2021'."""
        return f"Stichtag {self.printed_day}"

    @property
    def printed_day(self) -> str:
        """The day alone, '31.12.2021'."""
        return f"{self.day.day:02}.{self.day.month:02}.{self.day.year}"

    @property
    def first_month(self) -> Month:
        """The month in which the day lies."""
        return Month.of(self.day)

    @property
    def last_month(self) -> Month:
        """The month in which the day lies."""
        return Month.of(self.day)


Edge: TypeAlias = Year | SchoolYear | Semester | Quarter | Month | KeyDate
"""What an open period may begin or end with."""

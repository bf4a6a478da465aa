"""Which periods of a table should have appeared by now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dkbm.periods import KeyDate, Month, Period, Quarter, SchoolYear, Semester, Year, from_key

MOST = 12


@dataclass(frozen=True, slots=True)
class Due:
    """Periods that are overdue, oldest first, and when the next one can be expected (None: not foreseeable)."""

    newest: Period | None
    missing: tuple[Period, ...]
    next_from: Month | None


def due(held: Iterable[str], lag: int, today: Month, last: Period | None = None) -> Due:
    """What is missing after the newest held period. held: period keys; lag: months from the end of a period.

    last: the table ends with this period, so that nothing can be missing after it.
    """
    known = sorted((from_key(key) for key in held), key=lambda period: period.sort_key)
    if not known:
        return Due(None, (), None)
    newest = known[-1]
    missing: list[Period] = []
    following = after(newest)
    while following is not None and len(missing) < MOST:
        if last is not None and following.sort_key > last.sort_key:
            break
        expected = _expected(following, lag)
        if expected is None or expected.ordinal > today.ordinal:
            return Due(newest, tuple(missing), expected)
        missing.append(following)
        following = after(following)
    return Due(newest, tuple(missing), None)


def _expected(period: Period, lag: int) -> Month | None:
    return None if period.last_month is None else period.last_month.plus(lag)


def after(period: Period) -> Period | None:
    """The period of the same kind that follows; None where the kind does not say it."""
    match period:
        case Year():
            following: Period | None = Year(period.year + 1)
        case SchoolYear():
            following = SchoolYear(period.start + 1)
        case Semester():
            following = Semester(period.year + 1, period.term)
        case Quarter():
            following = Quarter(period.year + period.quarter // 4, period.quarter % 4 + 1)
        case Month():
            following = period.plus(1)
        case KeyDate():
            following = _a_year_later(period)
        case _:
            following = None
    return following


def _a_year_later(day: KeyDate) -> Period:
    """The same day of the next year; after 29 February comes 28 February."""
    rest = "-02-28" if day.key.endswith("-02-29") else day.key[4:]
    return from_key(f"{int(day.key[:4]) + 1}{rest}")

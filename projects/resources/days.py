"""From a period as fine as it is known to the days that arithmetic needs; people read the period itself."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from dkbm.periods import KeyDate, Month, from_key

EXTENSION_MONTHS = 6
"""An extension is asked for this many months before the end (domain.md 4.1)."""


def first_day(key: str) -> date | None:
    """The first day the period of this key touches; None when undated or open at its beginning."""
    period = from_key(key)
    if isinstance(period, KeyDate):
        return period.day
    month = period.first_month
    return None if month is None else date(month.year, month.month, 1)


def last_day(key: str) -> date | None:
    """The last day the period of this key touches, inclusive; None when undated or open at its end."""
    period = from_key(key)
    if isinstance(period, KeyDate):
        return period.day
    month = period.last_month
    return None if month is None else date(month.year, month.month, monthrange(month.year, month.month)[1])


def printed(key: str) -> str:
    """„30.06.2027“, „06/2027“, '' for an undated key."""
    period = from_key(key)
    if isinstance(period, KeyDate):
        return period.printed_day
    return period.label if key else ""


def moved(day: date, months: int) -> date:
    """The same day so many months later (earlier when negative), at most the last day of that month."""
    month = Month.of(day).plus(months)
    return date(month.year, month.month, min(day.day, monthrange(month.year, month.month)[1]))


def extension_deadline(end: date) -> date:
    """When an extension of a grant that ends on this day must have been asked for."""
    return moved(end, -EXTENSION_MONTHS)


def months_until(today: date, end: date) -> int:
    """Whole calendar months from today's month to that of `end`; negative when it is over."""
    return Month.of(end).ordinal - Month.of(today).ordinal

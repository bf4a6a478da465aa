"""Key dates and windows: months back with the day kept inside the month, half-open windows, ages in months."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from fractions import Fraction

MONTHS_A_YEAR = 12
DAYS_A_MONTH = Fraction(304375, 10000)
"""Mean length of a month: 365.25 days over twelve."""


def months_on(day: date, months: int) -> date:
    """The day so many months later (earlier when negative); the 31st becomes the last of a shorter month."""
    ordinal = day.year * MONTHS_A_YEAR + day.month - 1 + months
    year, month = divmod(ordinal, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def within(day: date | None, key_date: date, months: int) -> bool:
    """Whether the day lies in (key date - months, key date]. An unknown day does not."""
    return day is not None and months_on(key_date, -months) < day <= key_date


def valid_on(key_date: date, since: date | None, until: date | None) -> bool:
    """Whether a span holds on the key date; both ends count, an unknown end does not bound."""
    return (since is None or since <= key_date) and (until is None or key_date <= until)


def whole_months(since: date, key_date: date) -> int:
    """Completed months from one day to the other; negative when `since` lies ahead."""
    months = (key_date.year - since.year) * MONTHS_A_YEAR + key_date.month - since.month
    return months - (months_on(since, months) > key_date)

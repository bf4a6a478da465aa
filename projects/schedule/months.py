"""Months as numbers (`Month.ordinal`, neighbours differ by one) and the days a drawing needs of them.

Days appear only as coordinates of a drawing: what people read is always a period as it is known.
"""

from __future__ import annotations

from datetime import date, timedelta

from dkbm.periods import Month, MonthSpan, Period

MONTHS = 12


def bounds(period: Period) -> tuple[int | None, int | None]:
    """Ordinals of the first and last month of a period; None where it is open, both None when undated."""
    first, last = period.first_month, period.last_month
    return (None if first is None else first.ordinal, None if last is None else last.ordinal)


def first_day(ordinal: int) -> date:
    """First day of this month."""
    return date(ordinal // MONTHS, ordinal % MONTHS + 1, 1)


def last_day(ordinal: int) -> date:
    """Last day of this month."""
    return first_day(ordinal + 1) - timedelta(days=1)


def label(first: int, last: int) -> str:
    """„01/2021“, within a year „05–08/2021“, beyond it „11/2020–02/2021“."""
    start, end = Month.from_ordinal(first), Month.from_ordinal(last)
    return start.label if first == last else MonthSpan(start, end).label

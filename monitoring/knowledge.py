"""„Stand der Kenntnis am …“: which day a page of figures was asked for, and where that day ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from dkbm import clock

PARAMETER = "stand"


def asked_day(query: Mapping[str, str]) -> date | None:
    """The day of `?stand=2025-11-01`; None for today, for a day to come and for what is no day."""
    try:
        day = date.fromisoformat(query.get(PARAMETER, ""))
    except ValueError:
        return None
    return day if day < clock.today() else None


def end_of(day: date | None) -> datetime | None:
    """The moment at which the day ended on German clocks."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time.min, clock.BERLIN)

"""Honest time: periods exactly as fine as their source says, never with an invented day.

Every kind shares the interface of `Period`: `key` (for storage), `label` (German, for people),
`first_month` and `last_month`, `sort_key`, `months()`. `from_key` reads a stored key,
`parse_period` what a person or a foreign file wrote. Pure module: no Django, no clock.
"""

from dkbm.periods.base import FIRST_YEAR, LAST_YEAR, MAX_KEY_LENGTH, Month, Period, months_between
from dkbm.periods.kinds import Edge, KeyDate, Quarter, SchoolYear, Semester, Year
from dkbm.periods.reading import ACCEPTED, from_key, parse_period
from dkbm.periods.spans import MonthSpan, Open, Undated, YearSpan, from_months

__all__ = [
    "ACCEPTED",
    "FIRST_YEAR",
    "LAST_YEAR",
    "MAX_KEY_LENGTH",
    "Edge",
    "KeyDate",
    "Month",
    "MonthSpan",
    "Open",
    "Period",
    "Quarter",
    "SchoolYear",
    "Semester",
    "Undated",
    "Year",
    "YearSpan",
    "from_key",
    "from_months",
    "months_between",
    "parse_period",
]

"""How many months after its period a table usually appears, where the definition itself does not say it.

Assumptions until the catalogue holds verified lags: they only decide when a table is called due.
"""

from __future__ import annotations

USUAL = 18
MONTHS = {
    "12411": 10,
    "13111": 8,
    "13211": 3,
    "21111": 12,
    "21311": 12,
    "22541": 12,
    "22543": 12,
    "73111": 44,
    "82411": 22,
}


def usual_lag(table: str) -> int:
    """Months from the end of a period until its figures can be expected."""
    return MONTHS.get(table.split("-", 1)[0], USUAL)

"""Demo content: readings of the last quarter ends, computed from the records as they stand and marked so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dkbm import clock
from dkbm.models import Municipality
from monitoring.models import Assessment
from monitoring.services.readings import last_quarter_end, look_back

QUARTERS = 6


def load(log: Callable[[str], None]) -> None:
    """Put the readings in place; a second run changes nothing."""
    days = _quarter_ends(clock.today())
    for municipality in Municipality.objects.select_related("region").filter(flyer_number__isnull=False):
        kept = set(Assessment.objects.filter(municipality=municipality).values_list("day", flat=True))
        look_back(municipality, [day for day in days if day not in kept])
    log(f"Verstetigung: Stände der letzten {QUARTERS} Quartale.")


def _quarter_ends(today: date) -> list[date]:
    """The last quarter ends, oldest first."""
    days = [last_quarter_end(today)]
    while len(days) < QUARTERS:
        days.append(last_quarter_end(days[-1]))
    return days[::-1]

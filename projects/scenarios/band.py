"""How far staff turnover may spread the filled VZÄ: seeded runs, the middle 80 % of them, the assumption said.

Model: every month each holder leaves with the same chance, which over 24 months makes the municipality's own
turnover (N-P6); a post that becomes vacant is filled again after a fixed number of months. Posts that end, end.
The same seed gives the same band.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from projects.scenarios.facts import Stock
from projects.scenarios.outcome import HORIZON, first_of_month, is_held
from projects.scenarios.overrides import Override, suppose

RUNS = 500
LOW, HIGH = 10, 90
WINDOW = 24


@dataclass(frozen=True, slots=True)
class Assumption:
    """What the runs suppose: share of VZÄ that leaves in 24 months (0..1), months until a post is filled again."""

    turnover: Decimal
    vacancy_months: int
    seed: int
    runs: int = RUNS

    @property
    def words(self) -> str:
        """The assumption as a German sentence, printed beside every band."""
        percent = f"{self.turnover * 100:.1f}".replace(".", ",")
        return (
            f"Angenommen: In 24 Monaten gehen {percent} % der besetzten VZÄ, eine Stelle wird nach "
            f"{self.vacancy_months} Monaten neu besetzt; {self.runs} Läufe, Startwert {self.seed}."
        )


@dataclass(frozen=True, slots=True)
class BandMonth:
    """Filled VZÄ that 80 % of the runs lie between."""

    month: date
    low: Decimal
    high: Decimal


def turnover_band(
    stock: Stock, overrides: tuple[Override, ...], start: date, assumption: Assumption, horizon: int = HORIZON
) -> tuple[BandMonth, ...]:
    """The band for each month. Chances are capped at 1; turnover 0 gives the curve itself twice."""
    supposed = suppose(stock, overrides)
    posts = [post for post in supposed.stock.posts if post.fte > 0]
    days = [start, *(first_of_month(start, offset) for offset in range(1, horizon))]
    held = np.array([[is_held(supposed, post, day) for post in posts] for day in days], dtype=bool)
    held = held.reshape(len(days), len(posts))
    fte = np.array([int(post.fte * 1000) for post in posts], dtype=np.int64)
    chance = 1.0 - (1.0 - min(1.0, float(assumption.turnover))) ** (1 / WINDOW)
    draw = np.random.default_rng(assumption.seed)
    vacant_for = np.zeros((assumption.runs, len(posts)), dtype=np.int64)
    rows = []
    for number, day in enumerate(days):
        if number:
            leaving = (draw.random(vacant_for.shape) < chance) & (vacant_for == 0)
            vacant_for = np.where(leaving, assumption.vacancy_months, np.maximum(vacant_for - 1, 0))
        totals = np.sort(((vacant_for == 0) & held[number]) @ fte)
        rows.append(BandMonth(day, _at(totals, LOW), _at(totals, HIGH)))
    return tuple(rows)


def _at(totals: np.ndarray, percent: int) -> Decimal:
    """The value below which so many per cent of the sorted runs lie, by nearest rank."""
    rank = max(0, -(-percent * len(totals) // 100) - 1)
    return Decimal(int(totals[rank])) / 1000

"""Money by month: what a year's lines come to in each month, to the cent, and what goes on after the plan.

A line of a year is spread evenly over the months in which it flows; the months of a year add up to the line.
Years beyond the last planned one repeat its lines as long as they flow (the assumption is said beside the
result). Of a year that has an Ansatz the Ansatz counts, else the Ergebnis.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from projects.resources.facts import LineFact
from projects.scenarios.overrides import BudgetCut

MONTHS = 12
PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class MonthMoney:
    """Cents of one month: Aufwand, money of programmes, and what the municipality pays itself."""

    expense: int = 0
    programme: int = 0

    @property
    def own(self) -> int:
        """Aufwand less programme money."""
        return self.expense - self.programme


def by_month(
    lines: Iterable[LineFact], months: Iterable[int], cuts: Iterable[BudgetCut] = ()
) -> dict[int, MonthMoney]:
    """Money of each month (`Month.ordinal`: year * 12 + month - 1)."""
    years = _lines_by_year(lines)
    cuts = tuple(cuts)
    return {month: _month(_lines_of(years, month // MONTHS), month, cuts) for month in months}


def share_of_month(line: LineFact, month: int) -> int:
    """Cents of the line in this month of its year; 0 once it no longer flows."""
    year, position = divmod(month, MONTHS)
    flowing = MONTHS
    if line.until is not None:
        if line.until.year < year:
            return 0
        if line.until.year == line.year == year:
            flowing = line.until.month
        elif line.until.year == year and position >= line.until.month:
            return 0
    if position >= flowing:
        return 0
    return line.cents * (position + 1) // flowing - line.cents * position // flowing


def last_planned_year(lines: Iterable[LineFact]) -> int | None:
    """The last year that has lines; later ones are assumed to repeat it."""
    return max((line.year for line in lines), default=None)


def _lines_by_year(lines: Iterable[LineFact]) -> dict[int, list[LineFact]]:
    stages: dict[tuple[int, bool], list[LineFact]] = defaultdict(list)
    for line in lines:
        stages[line.year, line.planned].append(line)
    years = {year for year, _planned in stages}
    return {year: stages.get((year, True)) or stages[year, False] for year in years}


def _lines_of(years: dict[int, list[LineFact]], year: int) -> list[LineFact]:
    """The lines of this year; of the last year before it that has some; nothing before the first."""
    known = [known for known in years if known <= year]
    return years[max(known)] if known else []


def _month(lines: list[LineFact], month: int, cuts: tuple[BudgetCut, ...]) -> MonthMoney:
    expense = sum(share_of_month(line, month) for line in lines if not line.income)
    programme = sum(share_of_month(line, month) for line in lines if line.income and line.programme)
    left = Decimal(1)
    for cut in cuts:
        if _ordinal(cut.since) <= month:
            left *= 1 - cut.percent / PERCENT
    own = int((Decimal(expense - programme) * left).quantize(Decimal(1), ROUND_HALF_UP))
    return MonthMoney(own + programme, programme)


def _ordinal(day: date) -> int:
    return day.year * MONTHS + day.month - 1

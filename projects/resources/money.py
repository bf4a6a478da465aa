"""Programme money by month: a year's amount spread over the months in which it flows, to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dkbm.periods import Month
from projects.resources.facts import GrantFact, LineFact

MONTHS = 12


@dataclass(frozen=True)
class Flow:
    """The money of one grant, or of programme lines that name none (`grant` None).

    `years`: cents by year as planned (as booked where nothing is planned). A year after the last one known
    is taken to be like it. Without any line, `whole` (the grant's amount) is spread over the whole grant.
    """

    title: str
    grant: int | None
    begins: date | None
    ends: date | None
    years: dict[int, int]
    whole: int | None = None

    def cents_in(self, month: int) -> int:
        """Cents of this month (`Month.ordinal`), 0 where the money does not flow."""
        year = month // MONTHS
        if not self.years:
            return self._of_whole(month)
        if year in self.years:
            return _part(self.years[year], self._active(year), month)
        last = max(self.years)
        if year < last or not self._runs_in(month):
            return 0
        return self.years[last] // max(len(self._active(last)), 1)

    def _of_whole(self, month: int) -> int:
        return _part(self.whole or 0, self._all_months, month)

    @cached_property
    def _all_months(self) -> list[int]:
        if self.begins is None or self.ends is None:
            return []
        return list(range(Month.of(self.begins).ordinal, Month.of(self.ends).ordinal + 1))

    def _active(self, year: int) -> list[int]:
        """The months of the year in which the money flows; all where the grant does not run at all."""
        all_months = list(range(year * MONTHS, (year + 1) * MONTHS))
        return [month for month in all_months if self._runs_in(month)] or all_months

    def _runs_in(self, month: int) -> bool:
        return GrantFact(0, "", self.begins, self.ends).runs_in(month)


def flows_of(grants: Sequence[GrantFact], lines: Sequence[LineFact]) -> list[Flow]:
    """One flow per grant that has money or an end, and one per title of programme lines without a grant."""
    income = [line for line in lines if line.income and line.programme]
    flows = [_of_grant(grant, [line for line in income if line.grant == grant.key]) for grant in grants]
    loose: dict[str, list[LineFact]] = {}
    for line in income:
        if line.grant is None:
            loose.setdefault(line.title, []).append(line)
    flows += [Flow(title, None, None, _end(rows), _years(rows)) for title, rows in sorted(loose.items())]
    return flows


def _of_grant(grant: GrantFact, lines: Sequence[LineFact]) -> Flow:
    ends = min((day for day in (grant.ends, _end(lines)) if day is not None), default=None)
    return Flow(grant.title, grant.key, grant.begins, ends, _years(lines), grant.cents)


def _end(lines: Sequence[LineFact]) -> date | None:
    """The last day money of these lines flows; None as soon as one has no known end."""
    days = [line.until for line in lines]
    return None if None in days else max((day for day in days if day is not None), default=None)


def _years(lines: Sequence[LineFact]) -> dict[int, int]:
    """Cents by year: the plan, else what was booked."""
    planned = {line.year for line in lines if line.planned}
    found: dict[int, int] = {}
    for line in lines:
        if line.planned or line.year not in planned:
            found[line.year] = found.get(line.year, 0) + line.cents
    return found


def _part(cents: int, months: Sequence[int], month: int) -> int:
    """The share of one month; the cents that do not divide go to the first months, so that all add up."""
    if month not in months:
        return 0
    each, over = divmod(cents, len(months))
    return each + (months.index(month) < over)

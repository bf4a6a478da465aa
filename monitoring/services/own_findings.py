"""A sheet of own statistics as it stands: typed and stocked values, and what the rules say about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import F

from dkbm.models import Region
from dkbm.periods import from_key
from monitoring.calculation.limits import Limits, limits
from monitoring.calculation.validation import Finding, Given, Line, Severity, check, of_line
from monitoring.models import CellState, DataCell, DataLine, DataPeriod, DataSet, Observation


class Place(NamedTuple):
    """A cell of a sheet by the ids of its line, region and period."""

    line: int
    region: int
    period: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a cell now: the waiting value before the one in the stock. status "": empty."""

    value: Decimal | None
    status: str
    sign: str
    token: str
    cell: DataCell | None = None
    observation: Observation | None = None

    @property
    def is_returned(self) -> bool:
        return self.cell is not None and self.cell.state == CellState.RETURNED

    @property
    def waits(self) -> bool:
        """The value does not count yet."""
        return self.cell is not None and self.cell.pending is not None


@dataclass
class Sheet:
    """Lines, regions, periods, cells and current observations of a sheet; all are read once."""

    data_set: DataSet
    lines: dict[int, DataLine]
    regions: dict[int, Region]
    periods: dict[int, DataPeriod]
    cells: dict[Place, DataCell]
    stock: dict[Place, Observation]

    def standing(self, place: Place) -> Standing | None:
        """What stands there; None where the sheet has no such cell."""
        if (
            place.line not in self.lines
            or place.region not in self.regions
            or place.period not in self.periods
        ):
            return None
        cell, row = self.cells.get(place), self.stock.get(place)
        token = f"{cell.version if cell else 0}.{row.pk if row else 0}"
        if cell is not None and cell.pending is not None:
            said = cell.pending
            value = None if said["value"] is None else Decimal(said["value"])
            return Standing(value, said["status"], said["sign"], token, cell, row)
        if row is None:
            return Standing(None, "", "", token, cell)
        return Standing(row.value, row.status, row.sign, token, cell, row)

    def findings(self, place: Place) -> list[Finding]:
        """What the rules say about one cell."""
        return of_line(self.column_findings(place.region, place.period), place.line)

    def column_findings(self, region: int, period: int) -> list[Finding]:
        """What the rules say about a region at a time."""
        given, usual = {}, {}
        for line in self.lines:
            standing = self.standing(Place(line, region, period))
            given[line] = Given(standing.value, standing.status)
            usual[line] = self.usual(Place(line, region, period))
        return check(self.rule_lines, given, usual, complete=self.periods[period].complete)

    @cached_property
    def rule_lines(self) -> list[Line]:
        """The lines as the rules read them."""
        return [Line(x.pk, x.measure, x.member, x.unit, x.part_of_id) for x in self.lines.values()]

    def usual(self, place: Place) -> Limits | None:
        """Limits from the other periods of the cell."""
        others = (
            self.stock.get(Place(place.line, place.region, p)) for p in self.periods if p != place.period
        )
        return limits([row.value for row in others if row is not None and row.value is not None])

    def previous(self, place: Place) -> tuple[DataPeriod, Standing] | None:
        """The period before and what stands there, None for the first one."""
        ordered = in_time(self.periods.values())
        index = [row.pk for row in ordered].index(place.period)
        if not index:
            return None
        before = ordered[index - 1]
        return before, self.standing(Place(place.line, place.region, before.pk))

    def has(self, row: Observation) -> bool:
        """Whether the observation stands in a cell of this sheet."""
        known = row.period in self._periods_by_key and row.series_id in self._lines_by_series
        return known and row.region_id in self.regions

    def note_stock(self, row: Observation) -> None:
        """Take a fresh observation over."""
        self.stock[self._place(row)] = row

    def _place(self, row: Observation) -> Place:
        return Place(self._lines_by_series[row.series_id], row.region_id, self._periods_by_key[row.period])

    @cached_property
    def _lines_by_series(self) -> dict[int, int]:
        return {line.series_id: line.pk for line in self.lines.values()}

    @cached_property
    def _periods_by_key(self) -> dict[str, int]:
        return {period.period: period.pk for period in self.periods.values()}


def in_time(periods: Iterable[DataPeriod]) -> list[DataPeriod]:
    """Periods in the order of time."""
    return sorted(periods, key=lambda row: from_key(row.period).sort_key)


def sheet_of(data_set: DataSet) -> Sheet:
    """The sheet with everything in it, read anew in six queries."""
    return sheets_of([data_set])[0]


def sheets_of(sets: Sequence[DataSet]) -> list[Sheet]:
    """The sheets with everything in them, in six queries however many there are."""
    known = {
        row.pk: row
        for row in DataSet.objects.filter(pk__in=[s.pk for s in sets])
        .select_related("source", "municipality__region")
        .prefetch_related("lines", "regions", "periods")
    }
    found = [
        Sheet(
            row,
            {line.pk: line for line in sorted(row.lines.all(), key=lambda line: line.order)},
            {region.pk: region for region in sorted(row.regions.all(), key=lambda region: region.ags)},
            {period.pk: period for period in in_time(row.periods.all())},
            {},
            {},
        )
        for row in (known[asked.pk] for asked in sets)
    ]
    by_set = {sheet.data_set.pk: sheet for sheet in found}
    cells = DataCell.objects.filter(line__data_set__in=list(by_set))
    for cell in cells.select_related("line", "changed_by", "checked_by"):
        by_set[cell.line.data_set_id].cells[Place(cell.line_id, cell.region_id, cell.period_id)] = cell
    _add_stock(found)
    return found


def _add_stock(sheets: Sequence[Sheet]) -> None:
    """The current observations of these sheets."""
    by_source = {(sheet.data_set.source_id, sheet.data_set.municipality_id): sheet for sheet in sheets}
    rows = Observation.objects.filter(
        series__source__in=[source for source, _owner in by_source],
        owner__in={owner for _source, owner in by_source},
        known_from__isnull=False,
        known_until__isnull=True,
    )
    for row in rows.annotate(source_id=F("series__source_id")):
        sheet = by_source.get((row.source_id, row.owner_id))
        if sheet is not None and sheet.has(row):
            sheet.note_stock(row)


def opened(sheet: Sheet, period: int) -> list[tuple[Place, str]]:
    """Cells of a period that keep it from being locked, each with the reason: error, warning, waiting, returned."""
    found = []
    for region in sheet.regions:
        findings = sheet.column_findings(region, period)
        for line in sheet.lines:
            place = Place(line, region, period)
            standing = sheet.standing(place)
            reason = _open_because(of_line(findings, line), standing)
            if reason:
                found.append((place, reason))
    return found


def _open_because(findings: list[Finding], standing: Standing) -> str:
    if standing.is_returned:
        return "returned"
    if not standing.status:
        return "waiting" if standing.waits else ""
    if any(f.severity == Severity.ERROR for f in findings):
        return "error"
    needs_reason = any(f.severity == Severity.WARNING for f in findings)
    if needs_reason and not (standing.cell and standing.cell.reason):
        return "warning"
    return "waiting" if standing.waits else ""


def open_cells(data_set: DataSet, period: Any) -> int:
    """How many values keep the period from being locked."""
    return len(opened(sheet_of(data_set), period.pk))

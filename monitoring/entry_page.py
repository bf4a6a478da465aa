"""What the grid shows: columns, rows of cells with their state as icon, word and colour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse

from dkbm.models import Region
from dkbm.numbers import print_german
from monitoring.calculation.validation import Finding, Severity, of_line, printed
from monitoring.models import DataLine, DataPeriod
from monitoring.readers.typed import as_typed
from monitoring.services.own_cells import Outcome
from monitoring.services.own_findings import Place, Sheet, Standing, in_time

ALL = "alle"
MOST_COLUMNS = 10
STATES = {
    "saved": ("✓", "gespeichert"),
    "empty": ("–", "leer"),
    "meant": ("–", "leer, so gemeint"),
    "waiting": ("◷", "wartet auf Prüfung"),
    "error": ("✕", "Fehler, zählt nicht"),
    "warning": ("△", "Begründung fehlt"),
    "returned": ("↩", "zurückgegeben"),
    "locked": ("▪", "gesperrt"),
    "invalid": ("✕", "ungültig – nicht gespeichert"),
    "conflict": ("⇄", "inzwischen geändert"),
    "hidden": ("·", "nicht sichtbar"),
}


@dataclass(frozen=True)
class ColumnHead:
    """One column: a region at a time."""

    region: Region
    period: DataPeriod
    label: str


@dataclass
class GridCell:
    """One cell as the page shows it. text: what stands in the field; token: what was seen when it was read."""

    place: Place
    name: str
    label: str
    text: str
    token: str
    state: str
    url: str
    column_label: str = ""
    commented: bool = False
    message: str = ""
    readings: tuple[str, ...] = ()
    theirs: str = ""
    seen: str = ""

    @property
    def icon(self) -> str:
        return STATES[self.state][0]

    @property
    def word(self) -> str:
        return STATES[self.state][1]

    @property
    def is_locked(self) -> bool:
        return self.state == "locked"

    @property
    def is_wrong(self) -> bool:
        return self.state in {"invalid", "conflict", "error"}

    def as_dict(self) -> dict[str, Any]:
        """For the script: the state after saving."""
        return {
            "name": self.name,
            "text": self.text,
            "token": self.token,
            "state": self.state,
            "icon": self.icon,
            "word": self.word,
            "commented": self.commented,
            "message": self.message,
            "readings": list(self.readings),
            "theirs": self.theirs,
        }


@dataclass
class GridRow:
    """A line of the sheet with its cells."""

    line: DataLine
    cells: list[GridCell]


@dataclass
class Grid:
    """The grid of one period (a column a region) or of one region (a column a period)."""

    sheet: Sheet
    word: str
    title: str
    columns: list[ColumnHead]
    rows: list[GridRow]
    findings: list[Finding] = field(default_factory=list)
    pages: int = 1
    page: int = 1

    @property
    def page_numbers(self) -> range:
        """Numbers of the parts when there are more columns than fit."""
        return range(1, self.pages + 1)

    @property
    def cells(self) -> dict[str, GridCell]:
        """By the name of the field."""
        return {cell.name: cell for row in self.rows for cell in row.cells}

    @property
    def wrong(self) -> list[GridCell]:
        """Cells whose last input was not saved."""
        return [cell for cell in self.cells.values() if cell.state in ("invalid", "conflict") or cell.message]


def period_of(sheet: Sheet, word: str) -> DataPeriod | None:
    """The period of an address."""
    return next((row for row in sheet.periods.values() if row.word == word), None)


def columns_of(sheet: Sheet, word: str, ags: str = "") -> list[ColumnHead] | None:
    """Columns of the grid, newest period last; None where the address names nothing of this sheet."""
    regions = list(sheet.regions.values())
    if word == ALL:
        region = next((r for r in regions if r.ags == ags), regions[0] if not ags and regions else None)
        if region is None:
            return None
        return [ColumnHead(region, row, row.label) for row in in_time(sheet.periods.values())]
    period = period_of(sheet, word)
    if period is None:
        return None
    return [ColumnHead(region, period, region.full_name) for region in regions]


def grid_of(
    sheet: Sheet,
    word: str,
    *,
    ags: str = "",
    page: int = 0,
    shown: bool = True,
    outcomes: Mapping[Place, Outcome] | None = None,
) -> Grid | None:
    """The grid; `shown` False leaves values out (people who may not see raw ones). page: 1 = first columns."""
    columns = columns_of(sheet, word, ags)
    if columns is None:
        return None
    pages = max(1, -(-len(columns) // MOST_COLUMNS))
    page = page if 1 <= page <= pages else (pages if word == ALL else 1)
    if pages > 1:
        start = (
            max(0, len(columns) - (pages - page + 1) * MOST_COLUMNS)
            if word == ALL
            else (page - 1) * MOST_COLUMNS
        )
        end = len(columns) - (pages - page) * MOST_COLUMNS if word == ALL else start + MOST_COLUMNS
        columns = columns[start:end]
    found = {(c.region.pk, c.period.pk): sheet.column_findings(c.region.pk, c.period.pk) for c in columns}
    rows = [
        GridRow(
            line,
            [
                _cell(sheet, line, column, found[column.region.pk, column.period.pk], shown, outcomes or {})
                for column in columns
            ],
        )
        for line in sheet.lines.values()
    ]
    title = columns[0].period.label if word != ALL else "alle Zeiträume"
    findings = [f for column_findings in found.values() for f in column_findings if f.rule != "missing"]
    return Grid(sheet, word, title, columns, rows, _once(findings, shown), pages, page)


def _once(findings: Iterable[Finding], shown: bool) -> list[Finding]:
    kept = {(f.text, f.numbers if shown else ""): f for f in findings}
    return [
        finding if shown else Finding(finding.severity, finding.rule, finding.keys, finding.text)
        for finding in kept.values()
    ]


def _cell(  # noqa: PLR0917 - what a cell is made of
    sheet: Sheet,
    line: DataLine,
    column: ColumnHead,
    findings: list[Finding],
    shown: bool,
    outcomes: Mapping[Place, Outcome],
) -> GridCell:
    place = Place(line.pk, column.region.pk, column.period.pk)
    standing = sheet.standing(place)
    cell = GridCell(
        place,
        name_of(place),
        f"{line.label}, {column.label}",
        as_typed(standing.value, standing.sign) if shown else "",
        standing.token,
        state_of(standing, of_line(findings, line.pk), column.period),
        reverse("monitoring:entry-cell", args=[sheet.data_set.pk, *place]),
        column.label,
        bool(standing.cell and (standing.cell.comment or standing.cell.follow_up)),
    )
    cell.seen = cell.text
    outcome = outcomes.get(place)
    if outcome is not None and outcome.result in ("invalid", "conflict", "locked"):
        # what was typed stays in the field
        cell.state = "invalid" if outcome.result == "locked" else outcome.result
        cell.text, cell.message = outcome.typed, outcome.message
        cell.readings, cell.theirs = outcome.readings, outcome.theirs
    return cell


def name_of(place: Place) -> str:
    """Name of the field of a cell."""
    return f"w-{place.line}-{place.region}-{place.period}"


def place_of(name: str) -> Place | None:
    """The cell of a field, None for any other field."""
    parts = name.split("-")
    if len(parts) != 4 or parts[0] != "w" or not all(p.isdecimal() and len(p) < 16 for p in parts[1:]):
        return None
    return Place(*map(int, parts[1:]))


def state_of(standing: Standing, findings: list[Finding], period: DataPeriod) -> str:
    """Key of `STATES`."""
    if standing.is_returned:
        return "returned"
    if period.is_locked:
        return "locked"
    if not standing.status:
        return "waiting" if standing.waits else ("meant" if period.complete else "empty")
    if any(f.severity == Severity.ERROR for f in findings):
        return "error"
    reasoned = standing.cell is not None and bool(standing.cell.reason)
    if any(f.severity == Severity.WARNING for f in findings) and not reasoned:
        return "warning"
    return "waiting" if standing.waits else "saved"


@dataclass
class CellPage:
    """The side panel: one cell with all that is known about it."""

    place: Place
    label: str
    unit: str
    standing: Standing
    text: str
    state: str
    findings: list[Finding]
    previous: str = ""
    change: str = ""
    usual: str = ""
    word: str = ""

    @property
    def icon(self) -> str:
        return STATES[self.state][0]

    @property
    def state_word(self) -> str:
        return STATES[self.state][1]

    @property
    def needs_reason(self) -> bool:
        return any(f.severity == Severity.WARNING for f in self.findings)


def cell_page(sheet: Sheet, place: Place) -> CellPage | None:
    """The panel of a cell, None where the sheet has none there."""
    standing = sheet.standing(place)
    if standing is None:
        return None
    line, period, region = sheet.lines[place.line], sheet.periods[place.period], sheet.regions[place.region]
    findings = sheet.findings(place)
    page = CellPage(
        place,
        f"{line.label}, {period.label}, {region.full_name}",
        line.unit,
        standing,
        as_typed(standing.value, standing.sign),
        state_of(standing, findings, period),
        findings,
        word=period.word,
    )
    usual = sheet.usual(place)
    if usual is not None:
        page.usual = f"{printed(usual.low)} bis {printed(usual.high)}, im Mittel {printed(usual.median)}"
    before = sheet.previous(place)
    if before is not None:
        page.previous, page.change = _compared(before[0], before[1], standing, line.unit)
    return page


def _compared(period: DataPeriod, before: Standing, now: Standing, unit: str) -> tuple[str, str]:
    """„2023: 120“ and „+12 (10,0 %)“; no change where either is not a number."""
    if not before.status:
        return f"{period.label}: leer", ""
    said = f"{period.label}: {as_typed(before.value, before.sign) if before.value is None else printed(before.value)}"
    if before.value is None or now.value is None:
        return said, ""
    difference = now.value - before.value
    sign = "+" if difference > 0 else ""
    share = ""
    if before.value and unit.strip() != "%":
        share = f" ({sign}{print_german(difference / abs(before.value) * Decimal(100), 1, '%')})"
    points = " Prozentpunkte" if unit.strip() == "%" else ""
    return said, f"{sign}{printed(difference)}{points}{share}"

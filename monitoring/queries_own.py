"""Reading for the pages of own statistics: sheets with what is due, the history of a cell, changes since a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from dkbm import clock
from dkbm.models import Municipality
from dkbm.periods import Month, from_key
from monitoring.models import (
    CellState,
    DataCell,
    DataEvidence,
    DataPeriod,
    DataSet,
    Observation,
    Publication,
    PublicationState,
    SheetState,
)
from monitoring.services.own_findings import Place, Sheet, in_time


@dataclass
class PeriodState:
    """How far a period of a sheet is. `filled` of `expected` cells hold a value or a sign."""

    period: DataPeriod
    expected: int
    filled: int = 0
    waiting: int = 0
    returned: int = 0

    @property
    def is_due(self) -> bool:
        """The period is over and neither full, nor meant to be as it is."""
        period = self.period
        full = self.filled >= self.expected or period.complete or period.is_locked
        last = from_key(period.period).last_month
        return not full and last is not None and last.ordinal < Month.of(clock.today()).ordinal

    @property
    def word(self) -> str:
        """German word for the state."""
        if self.period.is_locked:
            return "gesperrt"
        if self.returned:
            return "zurückgegeben"
        if self.waiting:
            return "noch nicht geprüft"
        if self.filled >= self.expected:
            return "alle Werte da"
        if self.period.complete:
            return "vollständig gemeldet"
        return "begonnen" if self.filled else "leer"


@dataclass
class SheetRow:
    """A sheet in the list."""

    data_set: DataSet
    periods: list[PeriodState] = field(default_factory=list)

    @property
    def due(self) -> list[PeriodState]:
        """Periods that wait for values."""
        return [state for state in self.periods if state.is_due]

    @property
    def filled(self) -> int:
        return sum(state.filled for state in self.periods)

    @property
    def expected(self) -> int:
        return sum(state.expected for state in self.periods)

    @property
    def waiting(self) -> int:
        return sum(state.waiting for state in self.periods)

    @property
    def returned(self) -> int:
        return sum(state.returned for state in self.periods)

    @property
    def newest(self) -> PeriodState | None:
        """Where to go on: the oldest due period, else the newest one."""
        return (self.due or self.periods[-1:] or [None])[0]


def sheet_rows(municipality: Municipality, only: int | None = None) -> list[SheetRow]:
    """The sheets of a municipality with the state of every period; five queries, however many there are."""
    sets = DataSet.objects.filter(municipality=municipality).select_related("source", "municipality__region")
    sets = sets.annotate(
        line_count=Count("lines", distinct=True), region_count=Count("regions", distinct=True)
    ).prefetch_related("periods")
    if only is not None:
        sets = sets.filter(pk=only)
    rows = {row.pk: row for row in sets}
    filled = _filled(rows.values())
    cells = _cell_states(rows)
    return [
        SheetRow(
            row,
            [
                PeriodState(
                    period,
                    row.line_count * row.region_count,
                    filled[row.source_id, period.period] + cells[period.pk, "new"],
                    cells[period.pk, CellState.ENTERED],
                    cells[period.pk, CellState.RETURNED],
                )
                for period in in_time(row.periods.all())
            ],
        )
        for row in rows.values()
    ]


def _filled(sets: Iterable[DataSet]) -> Counter[tuple[int, str]]:
    """How many current observations there are by source and period."""
    found: Counter[tuple[int, str]] = Counter()
    for row in (
        Observation.objects.filter(
            series__source__in=[s.source_id for s in sets],
            owner__in={s.municipality_id for s in sets},
            known_from__isnull=False,
            known_until__isnull=True,
        )
        .order_by()
        .values_list("series__source_id", "period")
        .annotate(number=Count("pk"))
    ):
        found[row[0], row[1]] = row[2]
    return found


def _cell_states(sets: Iterable[int]) -> Counter[tuple[int, str]]:
    """Waiting and returned cells by period; „new“: waiting ones that have nothing in the stock yet."""
    found: Counter[tuple[int, str]] = Counter()
    cells = DataCell.objects.filter(period__data_set__in=list(sets)).filter(
        Q(pending__isnull=False) | Q(state=CellState.RETURNED)
    )
    for period, state, pending in cells.order_by().values_list("period_id", "state", "pending"):
        if state == CellState.RETURNED or pending is not None:
            found[period, state] += 1
        if pending and pending["status"] and not pending.get("replaces"):
            found[period, "new"] += 1
    return found


def open_sheets(data_set: DataSet) -> QuerySet:
    """Uploaded sheets that are not settled."""
    waiting = (SheetState.READING, SheetState.CHECKED, SheetState.UNREADABLE)
    return data_set.sheets.filter(state__in=waiting).defer("content").select_related("uploaded_by")


@dataclass(frozen=True)
class Version:
    """One version of a cell: what it said, who entered it, from when until when it counted."""

    row: Observation

    @property
    def person(self) -> Any:
        return self.row.run.committed_by or self.row.run.uploaded_by


def versions_of(sheet: Sheet, place: Place) -> list[Version]:
    """All versions of a cell that ever counted, newest first, in one query."""
    rows = Observation.objects.filter(
        series=sheet.lines[place.line].series_id,
        region=place.region,
        period=sheet.periods[place.period].period,
        owner=sheet.data_set.municipality_id,
        known_from__isnull=False,
    )
    ordered = rows.select_related("run__committed_by", "run__uploaded_by").order_by("-known_from", "-pk")
    return [Version(row) for row in ordered]


def events_of(cell: DataCell | None) -> list[Any]:
    """What happened to the cell itself (typed, returned, commented), newest first."""
    if cell is None or cell.pk is None:
        return []
    rows = DataCell.history.filter(id=cell.pk).select_related("history_user", "changed_by")
    return list(rows.order_by("-history_date", "-history_id")[:30])


def documents_of(cell: DataCell | None) -> list[DataEvidence]:
    """Documents of a cell without their content."""
    if cell is None or cell.pk is None:
        return []
    return list(cell.documents.defer("content").select_related("added_by"))


@dataclass(frozen=True)
class Difference:
    """A value that was published or locked and says something else now."""

    label: str
    region: str
    period: str
    then: Observation | None
    now: Observation | None


def last_release(data_set: DataSet) -> Any:
    """Moment of the newest publication or lock of the sheet, None without any."""
    published = Publication.objects.filter(
        sources=data_set.source_id,
        municipality=data_set.municipality_id,
        state=PublicationState.PUBLISHED,
    ).aggregate(at=Max("published_at"))["at"]
    locked = DataPeriod.objects.filter(data_set=data_set).aggregate(at=Max("last_locked_at"))["at"]
    return max(filter(None, (published, locked)), default=None)


def differences(sheet: Sheet, since: Any) -> list[Difference]:
    """Cells whose value at `since` is not the one of now; for `since` None everything that is there."""
    rows = Observation.objects.filter(
        series__source=sheet.data_set.source_id,
        owner=sheet.data_set.municipality_id,
        known_from__isnull=False,
    )
    then: dict[tuple[int, int, str], Observation] = {}
    now: dict[tuple[int, int, str], Observation] = {}
    for row in rows.order_by("known_from", "pk"):
        key = (row.series_id, row.region_id, row.period)
        if row.known_until is None:
            now[key] = row
        if (
            since is not None
            and row.known_from <= since
            and (row.known_until is None or row.known_until > since)
        ):
            then[key] = row
    lines = {line.series_id: line for line in sheet.lines.values()}
    found = [
        Difference(
            lines[key[0]].label,
            sheet.regions[key[1]].full_name if key[1] in sheet.regions else "",
            key[2],
            then.get(key),
            now.get(key),
        )
        for key in {**then, **now}
        if key[0] in lines and _said(then.get(key)) != _said(now.get(key))
    ]
    return sorted(found, key=lambda d: (from_key(d.period).sort_key, d.label, d.region))


def _said(row: Observation | None) -> Any:
    return None if row is None else (row.value, row.status, row.sign)


def log_of(period: DataPeriod | None) -> list[Any]:
    """What happened to the lock of a period, newest first: when, who, what, why."""
    if period is None:
        return []
    rows = DataPeriod.history.filter(id=period.pk).select_related("history_user")
    ordered = list(rows.order_by("history_date", "history_id"))
    found = []
    for before, row in zip([None, *ordered], ordered, strict=False):
        was = (before.locked_at, before.open_until) if before else (None, None)
        if was != (row.locked_at, row.open_until):
            found.append(row)
    return found[::-1][:20]

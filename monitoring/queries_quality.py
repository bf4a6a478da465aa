"""What the quality page shows of a municipality: findings, outliers, completeness, timeliness, follow-up."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from dkbm import clock
from dkbm.models import Municipality, Region
from dkbm.periods import Month, Period, from_key
from monitoring.calculation.limits import Limits, limits, unusual
from monitoring.calculation.timeliness import due
from monitoring.calculation.validation import Finding, Severity
from monitoring.catalogue import follower_of, last_period
from monitoring.catalogue.lags import usual_lag
from monitoring.models import DataCell, DataSet, IndicatorVersion, Observation
from monitoring.services.own_findings import Sheet, sheets_of
from monitoring.services.recompute import latest_versions

MOST_OUTLIERS = 50
LAST_YEARS = 3
REGIONAL_TABLE = re.compile(r"[0-9]{5}-")


@dataclass(frozen=True)
class SheetFinding:
    """A finding with the place where it can be mended."""

    sheet: Sheet
    period: str
    word: str
    region: str
    finding: Finding


@dataclass(frozen=True)
class Outlier:
    """A value outside the limits of the other years. `usual` from these."""

    source: str
    label: str
    period: Period
    value: Decimal
    usual: Limits
    unit: str
    own: bool


@dataclass(frozen=True)
class DueTable:
    """A table that should have been published for further periods: what to fetch, for which years, what for."""

    table: str
    title: str
    indicators: tuple[str, ...]
    newest: str
    missing: tuple[str, ...]
    year_setting: str
    is_default: bool = False

    @property
    def is_pressing(self) -> bool:
        """Overdue, or never read although a default chart waits for it."""
        return bool(self.missing) or self.is_default


def findings(municipality: Municipality) -> list[SheetFinding]:
    """Errors and warnings of all sheets; missing values are counted by `sheet_rows`."""
    found = []
    for sheet in sheets_of(list(DataSet.objects.filter(municipality=municipality))):
        for period in sheet.periods.values():
            for region in sheet.regions.values():
                found += [
                    SheetFinding(sheet, period.label, period.word, region.full_name, finding)
                    for finding in sheet.column_findings(region.pk, period.pk)
                    if finding.severity != Severity.HINT or finding.rule == "total"
                ]
    order = list(Severity)
    return sorted(found, key=lambda f: (order.index(f.finding.severity), f.sheet.data_set.name))


def outliers(municipality: Municipality, *, shown: bool) -> list[Outlier]:
    """Own and imported values about the own region outside the limits of the other years, newest first.

    `shown` False leaves the own ones out (people who may not see raw values). Only the last years count.
    """
    rows = Observation.objects.filter(
        region=municipality.region_id, value__isnull=False, known_from__isnull=False, known_until__isnull=True
    )
    if not shown:
        rows = rows.filter(owner__isnull=True)
    columns = (
        "series_id",
        "owner_id",
        "period",
        "value",
        "series__label",
        "series__unit",
        "series__source__title",
    )
    lines: dict[tuple[int, int | None], list[tuple[Period, Decimal, tuple[str, str, str]]]] = defaultdict(
        list
    )
    for series, owner, period, value, *words in rows.values_list(*columns):
        lines[series, owner].append((from_key(period), value, tuple(words)))
    found = []
    for (_series, owner), points in lines.items():
        points.sort(key=lambda point: point[0].sort_key)
        values = [point[1] for point in points]
        for index in unusual(values):
            if index >= len(points) - LAST_YEARS:
                usual = limits([*values[:index], *values[index + 1 :]])
                period, value, (label, unit, source) = points[index]
                found.append(Outlier(source, label, period, value, usual, unit, owner is not None))
    found.sort(key=lambda o: (o.period.sort_key, o.label), reverse=True)
    return found[:MOST_OUTLIERS]


def due_tables(municipality: Municipality) -> list[DueTable]:
    """Tables of the catalogue that are overdue or were never read for the own region; two queries.

    Overdue ones come first, then those that default charts wait for, then the rest; by name among each other.
    Only tables whose number says what to fetch.
    """
    versions = [v for v in latest_versions() if REGIONAL_TABLE.match(v.source.table)]
    by_table: dict[str, list[IndicatorVersion]] = defaultdict(list)
    for version in versions:
        by_table[version.source.table].append(version)
    held: dict[str, set[str]] = defaultdict(set)
    rows = Observation.objects.filter(
        series__source__table__in=list(by_table),
        region=municipality.region_id,
        owner__isnull=True,
        known_from__isnull=False,
        known_until__isnull=True,
    )
    for table, period in rows.order_by().values_list("series__source__table", "period").distinct():
        held[table].add(period)
    found = [_due(table, by_table[table], held[table]) for table in sorted(by_table)]
    entries = [entry for entry in found if entry is not None]
    return sorted(entries, key=lambda e: (not e.missing, not e.is_default, e.table))


def _due(table: str, versions: list[IndicatorVersion], held: set[str]) -> DueTable | None:
    """The entry of a table, None where all that can be expected is there."""
    lag = next((v.publication_lag for v in versions if v.publication_lag), usual_lag(table))
    today = Month.of(clock.today())
    last = last_period(table)
    state = due(held, lag, today, last)
    if held and not state.missing:
        return None
    first = state.missing[0] if state.missing else None
    years = (
        "Startjahr leer lassen und alle Jahre wählen"
        if first is None
        else f"Startjahr {_year(first)}, Endjahr {today.year}"
    )
    return DueTable(
        table,
        versions[0].source.title,
        tuple(v.name for v in versions),
        state.newest.label if state.newest else "",
        tuple(period.label for period in state.missing),
        years if last is None else f"{years} (endet {last.label}; weiter geht es in {follower_of(table)})",
        last is None and any(v.indicator.default_chart for v in versions),
    )


def region_setting(municipality: Municipality) -> str:
    """Which regions to choose wherever a table is fetched: one file serves the comparison and all others too."""
    own = municipality.region
    above = (
        Region.objects.filter(ags=own.ags[:2]).values_list("name", flat=True).first() if own.ags[2:] else ""
    )
    others = " und ".join(filter(None, (above, "Deutschland")))
    return f"alle Kreise und kreisfreien Städte (darunter {own.full_name}, {own.ags}), dazu {others}"


def _year(period: Period) -> int:
    return period.first_month.year if period.first_month else 0


def follow_ups(municipality: Municipality) -> list[DataCell]:
    """Cells that somebody marked to come back to, with the sheet and place."""
    rows = DataCell.objects.filter(line__data_set__municipality=municipality).exclude(follow_up="")
    return list(rows.select_related("line__data_set", "period", "region", "changed_by").order_by("pk"))

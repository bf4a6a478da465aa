"""The register of sources: what is held of every table, which indicators read it, when the next figures are due."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from dkbm import clock
from dkbm.periods import Month, from_key
from monitoring.calculation.timeliness import Due, due
from monitoring.catalogue import follower_of, last_period
from monitoring.catalogue.lags import usual_lag
from monitoring.models import CubeBlob, IndicatorVersion, Source
from monitoring.services.recompute import latest_versions

OVERDUE, COMING, NEVER, ELSEWHERE = "fällig", "erwartet", "noch nie eingelesen", "keine Tabelle zum Einlesen"


@dataclass(frozen=True)
class SourceRow:
    """A source with what the stock holds of it. `due` says what is missing and when the next one comes."""

    source: Source
    versions: list[IndicatorVersion]
    due: Due
    periods: int
    lag: int

    @property
    def has_ended(self) -> bool:
        """Whether the table will never hold more than it does."""
        return last_period(self.source.table) is not None

    @property
    def follower(self) -> str:
        """The table that goes on where this one has ended."""
        return follower_of(self.source.table)

    @property
    def state(self) -> str:
        """One of the four words above."""
        if self.due.newest is not None:
            return OVERDUE if self.due.missing else COMING
        return NEVER if self.source.table[:1].isdigit() else ELSEWHERE


def register() -> list[SourceRow]:
    """Official sources and those of the shared catalogue: due ones first, then by name; three queries."""
    readers: dict[int, list[IndicatorVersion]] = defaultdict(list)
    tables: dict[str, list[IndicatorVersion]] = defaultdict(list)
    for version in latest_versions():
        for table in {version.source.table, *(key.split("|", 1)[0] for key in version.series_keys)}:
            tables[table].append(version)
        readers[version.source_id].append(version)
    held: dict[int, list[str]] = defaultdict(list)
    cubes = CubeBlob.objects.filter(owner__isnull=True).order_by()
    for source, period in cubes.values_list("source_id", "period"):
        held[source].append(period)
    shared = {pk for pk, versions in readers.items() if any(v.indicator.owner_id is None for v in versions)}
    today = Month.of(clock.today())
    rows = [
        _row(source, tables[source.table], held.get(source.pk, []), today)
        for source in Source.objects.filter(pk__in={*shared, *held})
    ]
    order = (OVERDUE, COMING, NEVER, ELSEWHERE)
    return sorted(rows, key=lambda row: (order.index(row.state), row.source.table))


def _row(source: Source, versions: list[IndicatorVersion], periods: list[str], today: Month) -> SourceRow:
    lag = next((v.publication_lag for v in versions if v.publication_lag), usual_lag(source.table))
    known = sorted(periods, key=lambda key: from_key(key).sort_key)
    state = due(known, lag, today, last_period(source.table))
    return SourceRow(source, versions, state, len(known), lag)

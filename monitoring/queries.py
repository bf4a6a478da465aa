"""Reading for the pages: dashboards, comparison, provenance, imports. Everything goes out released."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet

from dkbm.models import Municipality, Region
from dkbm.models.region import RegionKind
from dkbm.periods import from_key
from monitoring.charts.events import DEFINITION, Mark
from monitoring.disclosure import Released
from monitoring.knowledge import end_of
from monitoring.models import ImportRun, Indicator, IndicatorVersion, Observation, Snapshot
from monitoring.queries_marks import marked
from monitoring.queries_released import released
from monitoring.queries_results import Statistic, results_of
from monitoring.services.recompute import versions_in_force

GERMANY = "DG"


@dataclass
class IndicatorView:
    """One indicator for some regions: its definitions, the finished snapshot, released rows by region code.

    `version` is the newest definition; `versions` all that hold for some period, the oldest first. `snapshot`
    is that of the newest one. `known_on`: the rows are what the portal knew on that day, None for now.
    """

    version: IndicatorVersion
    snapshot: Snapshot | None
    rows: dict[str, list[Released]] = field(default_factory=dict)
    versions: list[IndicatorVersion] = field(default_factory=list)
    known_on: date | None = None

    def of(self, code: str) -> list[Released]:
        """Rows of a region in time order, [] when the source has none."""
        return sorted(self.rows.get(code, []), key=lambda row: from_key(row.period).sort_key)

    def newest(self, code: str) -> Released | None:
        """The newest row with a number, else the newest one with its reason, else None."""
        rows = self.of(code)
        with_number = [row for row in rows if row.value is not None]
        return (with_number or rows or [None])[-1]

    def at(self, code: str, period: str) -> Released | None:
        """The row of a region at a period."""
        return next((row for row in self.rows.get(code, []) if row.period == period), None)

    @property
    def marks(self) -> list[Mark]:
        """Breaks of the series and changes of the definition by date, in time order."""
        marks = [Mark(row["period"], row["text"]) for row in self.version.breaks]
        marks += [
            Mark(version.valid_from, _changed(version), DEFINITION)
            for version in self.versions[1:]
            if version.valid_from
        ]
        return sorted(marks, key=lambda mark: from_key(mark.period).sort_key)

    def holds(self, version: IndicatorVersion, period: str) -> bool:
        """Whether this definition is the one for the period."""
        when, index = from_key(period).sort_key, self.versions.index(version)
        starts = version.valid_from if index else ""
        later = self.versions[index + 1].valid_from if index + 1 < len(self.versions) else ""
        return (not starts or when >= from_key(starts).sort_key) and (
            not later or when < from_key(later).sort_key
        )


def _changed(version: IndicatorVersion) -> str:
    words = f"neue Definition (Fassung {version.number})"
    return f"{words}: {version.reason}" if version.reason else words


def indicator_views(
    codes: Iterable[str],
    indicator: str | None = None,
    *,
    among: Callable[[Indicator], bool] | None = None,
    known_on: date | None = None,
) -> list[IndicatorView]:
    """All indicators (the named one, or those that `among` takes) for these regions, in five queries
    (two more where own counts are computed with).

    known_on: as the portal knew them at the end of that day (one query more).
    """
    moment = end_of(known_on)
    versions = [
        version
        for version in versions_in_force(known_at=moment)
        if indicator in (None, version.indicator.code) and (among is None or among(version.indicator))
    ]
    snapshots = snapshots_shown(versions, moment)
    views: dict[int, IndicatorView] = {}
    for version in versions:
        view = views.setdefault(version.indicator_id, IndicatorView(version, None, known_on=known_on))
        view.version, view.snapshot = version, snapshots.get(version.pk)
        view.versions.append(version)
    by_version = {version.pk: version for version in versions}
    found = [
        (by_version[snapshot.indicator_version_id], snapshot, result)
        for snapshot, result in results_of(snapshots.values(), list(codes))
    ]
    found = [
        (version, snapshot, result)
        for version, snapshot, result in found
        if views[version.indicator_id].holds(version, result.period)
    ]
    for (version, _snapshot, result), row in zip(
        found, marked(found, released(found, moment), moment), strict=True
    ):
        views[version.indicator_id].rows.setdefault(result.region, []).append(row)
    return list(views.values())


def snapshots_shown(versions: list[IndicatorVersion], moment: datetime | None) -> dict[int, Snapshot]:
    """By version the snapshot that pages show, or showed at a moment: of the stock, or of its own municipality."""
    owners = {version.pk: version.indicator.owner_id for version in versions}
    rows = Snapshot.objects.filter(indicator_version__in=list(owners))
    if moment is None:
        rows = rows.filter(is_current=True)
    else:
        before = rows.filter(computed_at__lt=moment).order_by("computed_at", "pk")
        named = before.values_list("pk", "indicator_version_id", "owner_id")
        shown = {version: pk for pk, version, owner in named if owner == owners[version]}
        rows = Snapshot.objects.filter(pk__in=list(shown.values()))
    return {row.indicator_version_id: row for row in rows if row.owner_id == owners[row.indicator_version_id]}


def region_codes(region: Region) -> list[str]:
    """The region itself, its Land and Deutschland, without doubles."""
    codes = [region.ags, region.ags[:2] if len(region.ags) > 2 else "", GERMANY]
    return list(dict.fromkeys(filter(None, codes)))


def dashboard(municipality: Municipality, known_on: date | None = None) -> list[IndicatorView]:
    """What „Meine Kommune“ shows everyone: the default charts, out of official numbers only."""
    return indicator_views(
        region_codes(municipality.region),
        among=lambda indicator: indicator.default_chart and indicator.owner_id is None,
        known_on=known_on,
    )


def own_views(municipality: Municipality, known_on: date | None = None) -> list[IndicatorView]:
    """What the municipality defined itself, for those who may see it."""
    return indicator_views(
        region_codes(municipality.region),
        among=lambda indicator: indicator.owner_id == municipality.pk,
        known_on=known_on,
    )


def side_by_side(municipalities: list[Municipality], known_on: date | None = None) -> list[IndicatorView]:
    """What „Kommunen im Vergleich“ shows, with the Land and Deutschland as references."""
    codes = {code for m in municipalities for code in region_codes(m.region)}
    return indicator_views(
        sorted(codes), among=lambda indicator: indicator.owner_id is None, known_on=known_on
    )


def provenance(statistic: Statistic) -> list[Observation]:
    """The observations behind a computed value, with file, row and person: all periods that the formula reads.

    For a snapshot of the past those that counted when it was computed.
    """
    snapshot = statistic.snapshot
    version = snapshot.indicator_version
    keys = set(version.series_keys)
    tables = {key.split("|", 1)[0] for key in keys}
    periods = (
        {"period": statistic.period}
        if version.denominator_lag is None and not any("@" in term for term in version.numerator)
        else {}
    )
    rows = Observation.objects.filter(
        Q(owner_id=snapshot.owner_id) | Q(owner__isnull=True),
        region=statistic.region,
        known_from__isnull=False,
        series__source__table__in=tables,
        **periods,
    )
    if snapshot.is_current:
        rows = rows.filter(known_until__isnull=True)
    else:
        moment = snapshot.computed_at
        rows = rows.filter(Q(known_until__isnull=True) | Q(known_until__gt=moment), known_from__lte=moment)
    found = rows.select_related(
        "series__source", "run__municipality", "run__uploaded_by", "run__committed_by"
    ).order_by("series", "period", "pk")
    return [row for row in found if row.series.key in keys]


def visible_runs(observations: Iterable[Observation]) -> set[int]:
    """Ids of the imports behind these rows that the reader may see."""
    wanted = {row.run_id for row in observations}
    return set(ImportRun.objects.filter(pk__in=wanted).values_list("pk", flat=True))


def noted_runs(observations: Iterable[Observation]) -> list[ImportRun]:
    """Official files behind these rows that say something below their numbers, each once."""
    runs = {row.run_id: row.run for row in observations if row.owner_id is None}
    return [run for run in runs.values() if run.header.get("footer")]


def parts_of_sum(statistic: Statistic) -> list[tuple[Region, str]]:
    """The regions whose numbers were summed, each with the address of its own „Woher kommt diese Zahl?“."""
    code = statistic.region.ags
    if code == GERMANY:
        regions = Region.objects.filter(kind=RegionKind.LAND)
    else:
        regions = Region.objects.filter(kind=RegionKind.KREIS, valid_until__isnull=True, ags__startswith=code)
    place = f"{statistic.snapshot.pk}/%s/{statistic.period}"
    return [(region, place % region.ags) for region in regions.order_by("name", "ags")]


def imports_of(municipality: Municipality) -> QuerySet:
    """Imports of a municipality, newest first, without the heavy columns."""
    return (
        ImportRun.objects.filter(municipality=municipality)
        .exclude(state__in=["discarded", "entered"])
        .defer("staged", "header", "preview")
        .select_related("uploaded_by", "source")
    )


def open_imports(municipality: Municipality) -> int:
    """How many checked imports wait for a decision."""
    return ImportRun.objects.filter(municipality=municipality, state="staged").count()

"""Reading results out of the blobs that snapshots name. Raw: pages go through `monitoring.disclosure`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q

from dkbm.models import Region
from dkbm.periods import from_key
from monitoring.calculation import Result
from monitoring.calculation.block import Block, block_from
from monitoring.models import IndicatorVersion, ResultBlob, Snapshot

AT_ONCE = 40
LONGEST_NUMBER = 16


@dataclass(frozen=True, slots=True)
class Statistic:
    """One computed value with the snapshot it belongs to; as `Result`, but with the region's row."""

    snapshot: Snapshot
    region: Region
    period: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    status: str
    reason: str
    summed: bool


def place_of(snapshot: Snapshot, result: Result) -> str:
    """The address of a computed value: „snapshot/region/period“."""
    return f"{snapshot.pk}/{result.region}/{result.period}"


def blocks_of(snapshots: Iterable[Snapshot]) -> Iterator[tuple[Snapshot, str, Block]]:
    """(snapshot, period, results) of all periods of these snapshots, in no particular order."""
    known = list(snapshots)
    for start in range(0, len(known), AT_ONCE):
        chunk = known[start : start + AT_ONCE]
        wanted = {
            (snapshot.indicator_version_id, snapshot.owner_id, period, sha256): snapshot
            for snapshot in chunk
            for period, sha256 in snapshot.results.items()
        }
        rows = ResultBlob.objects.filter(
            indicator_version__in=[snapshot.indicator_version_id for snapshot in chunk],
            sha256__in=[key[3] for key in wanted],
        ).order_by()
        for *key, content in rows.values_list(
            "indicator_version_id", "owner_id", "period", "sha256", "content"
        ).iterator(AT_ONCE):
            snapshot = wanted.get(tuple(key))
            if snapshot is not None:
                yield snapshot, key[2], block_from(content)


def results_of(snapshots: Iterable[Snapshot], codes: Collection[str]) -> Iterator[tuple[Snapshot, Result]]:
    """Results of these snapshots for these regions, all periods, in no particular order."""
    for snapshot, period, block in blocks_of(snapshots):
        for code in codes:
            result = block.values.result(period, code)
            if result is not None:
                yield snapshot, result


def newest_blocks(snapshots: Iterable[Snapshot]) -> Iterator[tuple[Snapshot, str, Block]]:
    """Of every snapshot the results of the newest period that it has, with the period; one query."""
    wanted = {}
    for snapshot in snapshots:
        periods = sorted(snapshot.results, key=lambda key: from_key(key).sort_key)
        if periods:
            name = snapshot.results[periods[-1]]
            wanted[snapshot.indicator_version_id, snapshot.owner_id, periods[-1], name] = snapshot
    rows = ResultBlob.objects.filter(
        indicator_version__in=[key[0] for key in wanted], sha256__in=[key[3] for key in wanted]
    ).order_by()
    columns = ("indicator_version_id", "owner_id", "period", "sha256", "content")
    for *key, content in rows.values_list(*columns).iterator(AT_ONCE):
        snapshot = wanted.get(tuple(key))
        if snapshot is not None:
            yield snapshot, key[2], block_from(content)


def current_results(code: str, region: str, *, owner: int | None = None) -> list[Result]:
    """Results in force of an indicator for a region, by period."""
    snapshots = Snapshot.objects.filter(
        indicator_version__indicator__code=code, owner_id=owner, is_current=True
    )
    return sorted((result for _s, result in results_of(snapshots, [region])), key=lambda r: r.period)


def statistic_at(place: str) -> Statistic | None:
    """The value at an address of `place_of`, of now or of the past; None when there is none.

    Raw: what pages may show of it is for `queries_released.shown_statistic` to say.
    """
    number, region_code, period = [*place.split("/", 2), "", ""][:3]
    snapshots = (
        Snapshot.objects.filter(
            Q(owner__isnull=True) | Q(owner=F("indicator_version__indicator__owner")),
            pk=number,
            indicator_version__in=IndicatorVersion.objects.values("pk"),
        ).select_related("indicator_version__indicator", "indicator_version__source")
        if number.isdecimal() and len(number) < LONGEST_NUMBER
        else ()
    )
    region = Region.objects.filter(ags=region_code).first()
    for snapshot in snapshots if region else ():
        rows = ResultBlob.objects.filter(
            indicator_version=snapshot.indicator_version_id,
            owner_id=snapshot.owner_id,
            period=period,
            sha256=snapshot.results.get(period, ""),
        )
        for content in rows.values_list("content", flat=True):
            result = block_from(content).values.result(period, region_code)
            if result is not None:
                return _statistic(snapshot, region, result)
    return None


def _statistic(snapshot: Snapshot, region: Region, result: Result) -> Statistic:
    return Statistic(
        snapshot,
        region,
        result.period,
        result.value,
        result.numerator,
        result.denominator,
        result.status,
        result.reason,
        result.summed,
    )

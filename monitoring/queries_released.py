"""Computed results on their way out: official ones as they are, those over own counts from what is printed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from dkbm.periods import from_key
from monitoring.calculation import Fact, Result, compute
from monitoring.disclosure import Released, release, release_derived
from monitoring.models import (
    IndicatorVersion,
    Observation,
    Publication,
    PublicationState,
    PublishedCell,
    Snapshot,
)
from monitoring.queries_results import Statistic, place_of, results_of
from monitoring.services.computing import definition_of

Found = tuple[IndicatorVersion, Snapshot, Result]
Place = tuple[str, str, str]


@dataclass
class Outside:
    """What is known of some series: printed own counts, official numbers, which series are own ones."""

    printed: dict[Place, PublishedCell] = field(default_factory=dict)
    official: dict[Place, Fact] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)

    def facts(self, keys: Collection[str]) -> list[Fact]:
        """Facts for a formula; an own series is never filled up with official numbers."""
        shown = [
            Fact(region, period, key, cell.value, cell.status)
            for (key, region, period), cell in self.printed.items()
            if key in keys
        ]
        stock = [fact for (key, _r, _p), fact in self.official.items() if key in keys and key not in self.own]
        return shown + stock

    def rounded(
        self, keys: Collection[str], *, plain: bool, results: Iterable[Result]
    ) -> set[tuple[str, str]]:
        """Places of results with a rounded count in them; where a formula looks at other years, in any of them."""
        noted = {place for place, cell in self.printed.items() if place[0] in keys and cell.note}
        regions = {region for _key, region, _period in noted}
        places = {(region, period) for _key, region, period in noted}
        return {
            (r.region, r.period)
            for r in results
            if ((r.region, r.period) in places if plain else r.region in regions)
        }


def released(found: Sequence[Found], moment: datetime | None = None) -> list[Released]:
    """These results in their order as they may leave; two queries more where some are over own counts.

    moment: own counts as they were printed then, None for now.
    """
    own = [one for one in found if one[0].uses_own]
    by_version: dict[int, list[tuple[Result, str]]] = {}
    for version, snapshot, result in own:
        by_version.setdefault(version.pk, []).append((result, place_of(snapshot, result)))
    rows = _own_rows({version.pk: version for version, _s, _r in own}, by_version, moment)
    shown = {pk: iter(mine) for pk, mine in rows.items()}
    return [
        next(shown[version.pk])
        if version.uses_own
        else release([(result, place_of(snapshot, result))], official=True)[0]
        for version, snapshot, result in found
    ]


def _own_rows(
    versions: dict[int, IndicatorVersion],
    raw: dict[int, list[tuple[Result, str]]],
    moment: datetime | None,
) -> dict[int, list[Released]]:
    if not versions:
        return {}
    codes = {result.region for rows in raw.values() for result, _place in rows}
    shown: dict[int, list[Released]] = {}
    for owner in sorted({version.indicator.owner_id or 0 for version in versions.values()}):
        mine = {pk: v for pk, v in versions.items() if (v.indicator.owner_id or 0) == owner}
        keys = {key for version in mine.values() for key in version.series_keys}
        outside = outside_of(owner, keys, codes, moment)
        for pk, version in mine.items():
            shown[pk] = _derived(version, raw[pk], outside)
    return shown


def _derived(
    version: IndicatorVersion, rows: Sequence[tuple[Result, str]], outside: Outside
) -> list[Released]:
    definition, keys = definition_of(version), set(version.series_keys)
    results = compute(definition, outside.facts(keys))
    rounded = outside.rounded(keys, plain=definition.is_plain, results=results)
    return release_derived(rows, {(r.region, r.period): r for r in results}, rounded)


def outside_of(
    owner_id: int, keys: Collection[str], codes: Collection[str], moment: datetime | None
) -> Outside:
    """What of these series is printed or official about these regions; two queries."""
    found = Outside()
    wanted = {place_in_register(key) for key in keys}
    names = dict(zip((place_in_register(key) for key in keys), keys, strict=True))
    for cell in _register(owner_id, {base for base, _breakdown in wanted}, codes, moment):
        place = (cell.series, cell.breakdown)
        if place in wanted:
            found.printed[names[place], cell.region, cell.period] = cell
    for row in _observations(owner_id, keys, codes, moment):
        key = row.series.key
        if key not in keys:
            continue
        if row.owner_id is None:
            place_here = (key, row.region.ags, row.period)
            found.official[place_here] = Fact(row.region.ags, row.period, key, row.value, row.status)
        else:
            found.own.add(key)
    return found


def _register(owner_id: int, series: Collection[str], codes: Collection[str], moment: datetime | None) -> Any:
    rows = PublishedCell.objects.filter(
        publication__municipality_id=owner_id,
        publication__state=PublicationState.PUBLISHED,
        series__in=series,
        region__in=codes,
    )
    if moment is not None:
        rows = rows.filter(publication__published_at__lt=moment)
    return rows.order_by("publication__published_at", "publication_id", "pk")


def _observations(
    owner_id: int, keys: Collection[str], codes: Collection[str], moment: datetime | None
) -> Any:
    rows = Observation.objects.filter(
        Q(owner__isnull=True) | Q(owner_id=owner_id),
        series__source__table__in={key.split("|", 1)[0] for key in keys},
        region__ags__in=codes,
        known_from__isnull=False,
    )
    if moment is None:
        rows = rows.filter(known_until__isnull=True)
    else:
        rows = rows.filter(Q(known_until__isnull=True) | Q(known_until__gt=moment), known_from__lte=moment)
    return rows.select_related("series__source", "region").order_by("pk")


def place_in_register(key: str) -> tuple[str, str]:
    """A series key as the register names it: („table|measure“, sorted breakdown)."""
    base, _bar, breakdown = key.rpartition("|")
    parts = sorted(part.split("=", 1) for part in breakdown.split(";") if part)
    return base, ";".join("=".join([*part, ""][:2]) for part in parts)


def shown_statistic(statistic: Statistic) -> Statistic:
    """The value as it may be shown: over own counts only what is printed."""
    snapshot, version = statistic.snapshot, statistic.snapshot.indicator_version
    if not version.uses_own:
        return statistic
    fields = ("value", "numerator", "denominator", "status", "reason", "summed")
    raw = {name: getattr(statistic, name) for name in fields}
    found = (version, snapshot, Result(statistic.region.ags, statistic.period, **raw))
    (row,) = released([found])
    return replace(statistic, **{name: getattr(row, name) for name in fields})


def published_stand(owner_id: int) -> list[int]:
    """Ids of the publications that count now: what figures over own counts are made of."""
    rows = Publication.objects.filter(municipality_id=owner_id, state=PublicationState.PUBLISHED)
    return list(rows.order_by("published_at", "pk").values_list("pk", flat=True))


def open_rows(observations: Sequence[Observation], user: Any) -> set[int]:
    """Ids of the rows whose value the reader may see: official ones, one's own entries, printed ones."""
    own = [row for row in observations if row.owner_id is not None]
    shown = {row.pk for row in observations if row.owner_id is None}
    shown |= {row.pk for row in own if entered_by(row, user)}
    for owner in {row.owner_id for row in own}:
        keys = {row.series.key for row in own}
        outside = outside_of(owner, keys, {row.region.ags for row in own}, None)
        for row in own:
            cell = outside.printed.get((row.series.key, row.region.ags, row.period))
            if cell is not None and not cell.note and cell.value is not None and cell.value == row.value:
                shown.add(row.pk)
    return shown


def entered_by(row: Observation, user: Any) -> bool:
    """Whether the reader typed this value or read its file in."""
    return user.is_authenticated and user.pk in (row.run.uploaded_by_id, row.run.committed_by_id)


def entered_values(
    version: IndicatorVersion, snapshot: Snapshot | None, region: str, user: Any
) -> list[Result]:
    """Values before disclosure control, newest first, for whoever entered every own number that can be in them.

    Where no own number is there to be asked whose it is, nobody sees any: results may outlive what they are made of.
    """
    if snapshot is None or not version.uses_own or not user.is_authenticated:
        return []
    keys = set(version.series_keys)
    rows = _observations(version.indicator.owner_id or 0, keys, {region}, None)
    own = [row for row in rows.select_related("run") if row.owner_id is not None and row.series.key in keys]
    plain = definition_of(version).is_plain
    foreign = {row.period for row in own if not entered_by(row, user)}
    results = [result for _s, result in results_of([snapshot], [region]) if result.value is not None]
    entered = {row.period for row in own} - foreign
    if not entered or (foreign and not plain):
        return []
    mine = [result for result in results if not plain or result.period in entered]
    return sorted(mine, key=lambda result: from_key(result.period).sort_key, reverse=True)

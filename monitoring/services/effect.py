"""What committing a file would change in the figures of one's own region, computed as the recomputation would."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from dkbm.numbers import print_german
from monitoring.calculation import Fact, Result, compute
from monitoring.calculation.formulas import NOT_IN_STOCK
from monitoring.catalogue import canonical_series
from monitoring.models import IndicatorVersion, Observation, PublicationState, PublishedCell
from monitoring.readers.cells import Cell
from monitoring.services.computing import Reads, definition_of, reads_of
from monitoring.services.recompute import latest_versions

SHOWN = 100
Place = tuple[str, str]
OF_STOCK = Q(owner__isnull=True)


def effect_on_figures(table: str, own_cells: Iterable[Cell], owner_id: int | None) -> list[dict[str, Any]]:
    """Indicators and periods whose value or reason would change, oldest period first.

    own_cells: all cells of the file about one region. Each entry: code, name, period, and old and new as printed
    (value with unit, or the reason); old is "" where there is nothing yet. "own": own counts are in it, so that the
    numbers are for those only who may see these.
    """
    coming = {_place(table, cell): cell for cell in own_cells}
    if not coming:
        return []
    found: list[dict[str, Any]] = []
    for version in latest_versions():
        if any(key.startswith(f"{table}|") for key in version.series_keys):
            found += _changes(version, coming, owner_id)
    return found[:SHOWN]


def _place(table: str, cell: Cell) -> Place:
    measure, breakdown = canonical_series(table, cell)
    return f"{table}|{measure}|{breakdown}", cell.period


def _changes(
    version: IndicatorVersion, coming: dict[Place, Cell], owner_id: int | None
) -> list[dict[str, Any]]:
    reads = reads_of(version)
    region = next(iter(coming.values())).region
    stock, own = _held(version, region, version.indicator.owner_id or owner_id)
    fresh = _fresh(version, coming)
    if owner_id is None:
        stock_then, own_then = stock | fresh, own
    elif reads == Reads.STOCK:
        return []
    else:
        stock_then, own_then = stock, own | fresh
    definition = definition_of(version)
    before = {r.period: r for r in compute(definition, _read(reads, stock, own, owner_id))}
    after = {r.period: r for r in compute(definition, _read(reads, stock_then, own_then, owner_id))}
    has_own = reads == Reads.BOTH or owner_id is not None
    changed = [
        _entry(version, period, before.get(period), new) | {"own": has_own}
        for period, new in after.items()
        if _said(before.get(period)) != _said(new)
    ]
    # the period is there, but still without the numbers of this indicator: nothing to say
    return [entry for entry in changed if entry["old"] or entry["new"]]


def _fresh(version: IndicatorVersion, coming: dict[Place, Cell]) -> dict[Place, Fact]:
    keys = set(version.series_keys)
    return {
        place: Fact(cell.region, cell.period, place[0], cell.value, cell.status)
        for place, cell in coming.items()
        if place[0] in keys
    }


def _read(
    reads: Reads, stock: dict[Place, Fact], own: dict[Place, Fact], owner_id: int | None
) -> Iterable[Fact]:
    """The facts that the recomputation would read: an owner's table is never filled up with official numbers."""
    if reads == Reads.STOCK or (reads == Reads.SAME and owner_id is None):
        return stock.values()
    if reads == Reads.SAME:
        return own.values()
    tables = {key.split("|", 1)[0] for key, _period in own}
    outside = {place: fact for place, fact in stock.items() if place[0].split("|", 1)[0] not in tables}
    return (outside | own).values()


def _held(
    version: IndicatorVersion, region: str, owner_id: int | None
) -> tuple[dict[Place, Fact], dict[Place, Fact]]:
    """Current official and own observations of the definition's series about the region."""
    rows = Observation.objects.filter(
        OF_STOCK if owner_id is None else OF_STOCK | Q(owner_id=owner_id),
        region__ags=region,
        series__source__table__in={key.split("|", 1)[0] for key in version.series_keys},
        known_from__isnull=False,
        known_until__isnull=True,
    ).select_related("series__source")
    wanted = set(version.series_keys)
    stock: dict[Place, Fact] = {}
    own: dict[Place, Fact] = {}
    for row in rows:
        if row.series.key in wanted:
            held = stock if row.owner_id is None else own
            held[row.series.key, row.period] = Fact(region, row.period, row.series.key, row.value, row.status)
    return stock, own


def _said(result: Result | None) -> tuple[Any, str] | None:
    return None if result is None else (result.value, result.reason)


def _printed(version: IndicatorVersion, result: Result | None) -> str:
    """The value as pages print it, else the reason; "" where nothing was known."""
    if result is None or result.reason == NOT_IN_STOCK:
        return ""
    if result.value is None:
        return result.reason
    return print_german(result.value, version.decimals, version.unit)


def _entry(version: IndicatorVersion, period: str, old: Result | None, new: Result) -> dict[str, Any]:
    return {
        "code": version.indicator.code,
        "name": version.name,
        "period": period,
        "old": _printed(version, old),
        "new": _printed(version, new),
    }


def overtaken_publications(table: str, cells: Sequence[Cell], owner_id: int | None) -> list[dict[str, Any]]:
    """Publications that print something else than own statistics would say then: name and number of values.

    Only values printed as they are count; a protected or rounded one says nothing about what it was made of.
    """
    if owner_id is None:
        return []
    coming = {}
    for cell in cells:
        measure, breakdown = canonical_series(table, cell)
        coming[f"{table}|{measure}", breakdown, cell.region, cell.period] = cell.value
    rows = PublishedCell.objects.filter(
        publication__municipality_id=owner_id,
        publication__state=PublicationState.PUBLISHED,
        series__startswith=f"{table}|",
        value__isnull=False,
        note="",
    ).order_by("publication__published_at", "publication_id", "pk")
    newest = {
        (cell.series, cell.breakdown, cell.region, cell.period): cell
        for cell in rows.select_related("publication")
    }
    found: dict[str, int] = {}
    for place, cell in newest.items():
        if place in coming and coming[place] != cell.value:
            found[cell.publication.name] = found.get(cell.publication.name, 0) + 1
    return [{"name": name, "values": number} for name, number in sorted(found.items())]

"""What committing a file would change in the figures of one's own region, computed as the recomputation would."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dkbm.numbers import print_german
from monitoring.calculation import Fact, Result, compute
from monitoring.catalogue import canonical_series
from monitoring.models import IndicatorVersion, Observation
from monitoring.readers.cells import Cell
from monitoring.services.computing import definition_of
from monitoring.services.recompute import latest_versions

SHOWN = 100
Place = tuple[str, str]


def effect_on_figures(table: str, own_cells: Iterable[Cell], owner_id: int | None) -> list[dict[str, Any]]:
    """Indicators and periods whose value or reason would change, oldest period first.

    own_cells: all cells of the file about one region. Each entry: code, name, period, and old and new as printed
    (value with unit, or the reason); old is "" where there is nothing yet.
    """
    coming = {_place(table, cell): cell for cell in own_cells}
    if not coming:
        return []
    found: list[dict[str, Any]] = []
    for version in latest_versions():
        if any(key.startswith(f"{table}|") for key in version.series_keys):
            found += _changes(version, table, coming, owner_id)
    return found[:SHOWN]


def _place(table: str, cell: Cell) -> Place:
    measure, breakdown = canonical_series(table, cell)
    return f"{table}|{measure}|{breakdown}", cell.period


def _changes(
    version: IndicatorVersion, table: str, coming: dict[Place, Cell], owner_id: int | None
) -> list[dict[str, Any]]:
    keys = set(version.series_keys)
    region = next(iter(coming.values())).region
    held = _held(version, region, owner_id)
    fresh = {
        place: Fact(region, cell.period, place[0], cell.value, cell.status)
        for place, cell in coming.items()
        if place[0] in keys
    }
    definition = definition_of(version)
    before = {result.period: result for result in compute(definition, held.values())}
    after = {result.period: result for result in compute(definition, (held | fresh).values())}
    return [
        _entry(version, period, before.get(period), new)
        for period, new in after.items()
        if _said(before.get(period)) != _said(new)
    ]


def _held(version: IndicatorVersion, region: str, owner_id: int | None) -> dict[Place, Fact]:
    """Current observations of the definition's series about the region."""
    rows = Observation.objects.filter(
        region__ags=region,
        owner_id=owner_id,
        series__source__table__in={key.split("|", 1)[0] for key in version.series_keys},
        known_from__isnull=False,
        known_until__isnull=True,
    ).select_related("series__source")
    facts = (Fact(region, row.period, row.series.key, row.value, row.status) for row in rows)
    wanted = set(version.series_keys)
    return {(fact.series, fact.period): fact for fact in facts if fact.series in wanted}


def _said(result: Result | None) -> tuple[Any, str] | None:
    return None if result is None else (result.value, result.reason)


def _printed(version: IndicatorVersion, result: Result | None) -> str:
    """The value as pages print it, else the reason; "" where nothing was known."""
    if result is None:
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

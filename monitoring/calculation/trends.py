"""Trends: change to the year before, slope over five years, percentile among the Kreise. Whole numbers only.

No floating point: the same result on every processor, and part of a year's results equals all of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from monitoring.calculation.blobs import NONE, Whole
from monitoring.calculation.block import Past, Trend, Values

WINDOW = 5
FEWEST_POINTS = 3
SURE = 2**53
HUNDRED_PER_CENT = 10_000
_SINGLE = re.compile(r"(\d{4})(?:/\d{2}|(-.+))?")
Season = tuple[str, int]
Key = tuple[int, str]
Looked = Values | Past


@lru_cache(maxsize=1024)
def season(period: str) -> Season | None:
    """What recurs every year, and the year: (“-WS”, 2023) of “2023-WS”; None for spans and undated ones."""
    found = _SINGLE.fullmatch(period)
    if found is None or ".." in period:
        return None
    kind = "/" if "/" in period else found[2] or ""
    return kind, int(found[1])


def reached(periods: Iterable[str], touched: Iterable[str]) -> set[str]:
    """Those of the periods whose trend may change when the values of the touched ones do."""
    seasons = {found for period in touched if (found := season(period))}
    changed = set(touched)
    for period in periods:
        own = season(period)
        if own and any((own[0], own[1] - years) in seasons for years in range(WINDOW)):
            changed.add(period)
    return changed


def looked_back(period: str) -> set[Season]:
    """The years whose values the trend of a period reads, its own included."""
    own = season(period)
    return {(own[0], own[1] - years) for years in range(WINDOW)} if own else set()


def trends(
    values: Mapping[str, Looked], targets: Collection[str], kreise: frozenset[str]
) -> dict[str, Trend]:
    """The trend of every target period; `values` must hold all periods that it looks back at."""
    keyed = {(0, period): block for period, block in values.items()}
    found = trends_of_all(keyed, [(0, period) for period in targets], kreise)
    return {period: trend for (_item, period), trend in found.items()}


def trends_of_all(
    values: Mapping[Key, Looked], targets: Collection[Key], kreise: frozenset[str]
) -> dict[Key, Trend]:
    """The same for several indicators at once, by (indicator, period)."""
    if not targets:
        return {}
    ordered = tuple(targets)
    regions = tuple(sorted(set().union(*(block.regions for block in values.values()))))
    # most periods have the same regions, as one object
    layouts = {id(block.regions): block.regions for block in values.values()}
    placed = {name: _places(some, regions) for name, some in layouts.items()}
    places = {key: placed[id(block.regions)] for key, block in values.items()}
    matrix = np.full((len(values) + 1, len(regions)), NONE, np.int64)  # the last row stays empty
    for row, (key, block) in enumerate(values.items()):
        matrix[row, places[key]] = block.micro()
    windows = _windows(ordered, tuple(values))
    change, slope = _development(matrix, windows)
    are_kreise = np.array([code in kreise for code in regions], bool)
    percentile = _percentiles(matrix[windows[:, -1]], are_kreise)
    return {
        key: Trend(change[row, places[key]], slope[row, places[key]], percentile[row, places[key]])
        for row, key in enumerate(ordered)
    }


def _places(some: tuple[str, ...], regions: tuple[str, ...]) -> NDArray[np.intp]:
    """Indexes of some of the regions, both sorted."""
    if len(some) == len(regions):
        return np.arange(len(regions))
    known = set(some)
    return np.flatnonzero(np.array(list(map(known.__contains__, regions))))


def _windows(targets: Sequence[Key], keys: Sequence[Key]) -> NDArray[np.intp]:
    """Row of every year that a target looks back at, itself last; the row after the last for none."""
    row_of = {key: row for row, key in enumerate(keys)}
    by_season = {(item, found): row for (item, period), row in row_of.items() if (found := season(period))}
    none = len(keys)
    windows = np.full((len(targets), WINDOW), none, np.intp)
    for index, key in enumerate(targets):
        windows[index, -1] = row_of[key]
        own = season(key[1])
        for back in range(1, WINDOW) if own else ():
            year = (own[0], own[1] - back) if own else ("", 0)
            windows[index, WINDOW - 1 - back] = by_season.get((key[0], year), none)
    return windows


def _development(matrix: Whole, windows: NDArray[np.intp]) -> tuple[Whole, Whole]:
    """Change and slope [target, region] of numbers [period, region] by the rows of every target's window."""
    every_known = (matrix > -SURE) & (matrix < SURE)
    every_number = np.where(every_known, matrix, 0)
    shape = (len(windows), matrix.shape[1])
    count, x, xx, y, xy = (np.zeros(shape, np.int64) for _ in range(5))
    for year in range(WINDOW):
        known, numbers = every_known[windows[:, year]], every_number[windows[:, year]]
        count += known
        x += known * year
        xx += known * year**2
        y += numbers
        xy += numbers * year
    now, before = windows[:, -1], windows[:, -2]
    change = np.where(every_known[now] & every_known[before], every_number[now] - every_number[before], NONE)
    top, bottom = count * xy - x * y, np.maximum(count * xx - x * x, 1)
    rounded = np.sign(top) * ((2 * np.abs(top) + bottom) // (2 * bottom))
    return change, np.where((count >= FEWEST_POINTS) & every_known[now], rounded, NONE)


def _percentiles(micro: Whole, are_kreise: NDArray[np.bool_]) -> Whole:
    """Share of the other values that are smaller, ties half, of those Kreise that have one."""
    found = np.full(micro.shape, NONE, np.int64)
    columns = np.flatnonzero(are_kreise)
    if not columns.size:
        return found
    numbers = micro[:, columns]
    count = (numbers != NONE).sum(axis=1, keepdims=True)
    order = np.argsort(numbers, axis=1)
    ordered = np.take_along_axis(numbers, order, axis=1)
    index = np.arange(columns.size)
    new = np.ones(ordered.shape, bool)
    new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    first = np.maximum.accumulate(np.where(new, index, 0), axis=1)
    ends = np.ones(ordered.shape, bool)
    ends[:, :-1] = new[:, 1:]
    last = np.minimum.accumulate(np.where(ends, index, columns.size)[:, ::-1], axis=1)[:, ::-1]
    # NONE is smaller than every number and stands in front
    below = first + last - 2 * (columns.size - count)
    place = below * HUNDRED_PER_CENT // np.maximum(2 * (count - 1), 1)
    ranked = np.empty(numbers.shape, np.int64)
    np.put_along_axis(ranked, order, place, axis=1)
    found[:, columns] = np.where((numbers != NONE) & (count > 1), ranked, NONE)
    return found

"""What a file would change in the stock: all its cells against all current rows of the table at once.

Cells and rows meet as whole numbers (series, region and period in one), so a million of them are compared by one
sort. What they say is compared exactly, as the column keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dkbm.models import Region
from monitoring.catalogue import canonical_series
from monitoring.models import Observation, Series
from monitoring.readers.cells import DASH
from monitoring.readers.celltable import CellTable

Name = tuple[str, str]
Said = tuple[Decimal | None, str, str, str]
Whole = NDArray[np.int64]
CHUNK = 5000
AT_ONCE = 2000  # regions asked for in one statement
SIX = Decimal("0.000001")
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Sorted:
    """The file by series, region, period and what is said; every cell has an index into each.

    said: value, status, sign and flags as the column keeps them, those of the stock behind those of the file.
    """

    series: list[Name]
    regions: list[str]
    periods: list[str]
    said: list[Said]
    series_of: Whole
    region_of: Whole
    period_of: Whole
    said_of: Whole


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cells by what committing them would do, as indexes of the file's cells.

    changed[i] replaces the row whose key is replaced[i] and which said `held[i]` (an index into what is said).
    unknown: regions that stand in no register and carry nothing but „-“: dissolved ones printed for completeness;
    they are counted, not kept. removed: current rows of the periods that the file does not repeat; they stay.
    """

    file: Sorted
    new: Whole
    changed: Whole
    replaced: Whole
    held: Whole
    same: int
    removed: int
    unknown: list[str]

    @property
    def work(self) -> Whole:
        """The cells that become rows, new ones first."""
        return np.concatenate([self.new, self.changed])

    def old(self, position: int) -> Said:
        """What the row said that `changed[position]` replaces."""
        return self.file.said[int(self.held[position])]


def compare(table: str, cells: CellTable, owner_id: int | None, periods: Iterable[str]) -> Comparison:
    """Sort cells into new, changed and same, against the official stock (None) or an owner's rows."""
    file = _sorted(table, cells)
    counted, unknown = _counted(cells, file)
    keys, rows, said = _stock(table, owner_id, list(periods), file)
    chosen = np.flatnonzero(counted[file.region_of])
    wanted = _keys(file, file.series_of[chosen], file.region_of[chosen], file.period_of[chosen])
    order = np.argsort(keys, kind="stable")
    place = np.searchsorted(keys, wanted, sorter=order)
    met = order[np.minimum(place, keys.size - 1)] if keys.size else np.zeros(chosen.size, np.int64)
    is_held = keys[met] == wanted if keys.size else np.zeros(chosen.size, bool)
    is_same = is_held & (said[met] == file.said_of[chosen]) if keys.size else is_held
    differs = is_held & ~is_same
    return Comparison(
        file,
        chosen[~is_held],
        chosen[differs],
        rows[met[differs]],
        said[met[differs]],
        int(is_same.sum()),
        int(keys.size - np.unique(met[is_held]).size),
        unknown,
    )


def _sorted(table: str, cells: CellTable) -> Sorted:
    names: dict[Name, int] = {}
    first, kind = _kinds(cells, "measure", "breakdown", "measure_label")
    number = [names.setdefault(canonical_series(table, cell), len(names)) for cell in cells.cells(first)]
    regions, region_of = np.unique(cells.column("region"), return_inverse=True)
    periods, period_of = np.unique(cells.column("period"), return_inverse=True)
    said: dict[Said, int] = {}
    first, sentence = _kinds(cells, "value", "status", "sign", "flags")
    spoken = [said.setdefault(_said(cell), len(said)) for cell in cells.cells(first)]
    return Sorted(
        list(names),
        [cells.texts[code] for code in regions],
        [cells.texts[code] for code in periods],
        list(said),
        np.array(number, np.int64)[kind],
        region_of.astype(np.int64),
        period_of.astype(np.int64),
        np.array(spoken, np.int64)[sentence],
    )


def _kinds(cells: CellTable, *names: str) -> tuple[Whole, Whole]:
    """A cell of every combination of these fields, and which combination each cell has."""
    kind = np.zeros(len(cells), np.int64)
    first = np.empty(0, np.int64)
    for name in names:
        together = kind * (len(cells.texts) + 1) + cells.column(name) + 1
        _found, first, kind = np.unique(together, return_index=True, return_inverse=True)
    return first, kind


def _said(cell: Any) -> Said:
    value = None if cell.value is None else cell.value.quantize(SIX)
    return value, cell.status, cell.sign, cell.flags


def _counted(cells: CellTable, file: Sorted) -> tuple[NDArray[np.bool_], list[str]]:
    """Which regions of the file count, and the codes of those that do not."""
    known = known_regions(file.regions)
    dash = cells.texts.index(DASH) if DASH in cells.texts else NOWHERE
    counted = np.array([code in known for code in file.regions], bool)
    counted[np.unique(file.region_of[cells.column("status") != dash])] = True
    return counted, [code for code, counts in zip(file.regions, counted, strict=True) if not counts]


def known_regions(codes: Sequence[str]) -> dict[str, int]:
    """Keys of those regions that stand in the register."""
    found: dict[str, int] = {}
    for start in range(0, len(codes), AT_ONCE):
        rows = Region.objects.filter(ags__in=codes[start : start + AT_ONCE])
        found |= dict(rows.values_list("ags", "pk"))
    return found


def _keys(file: Sorted, series: Whole, regions: Whole, periods: Whole) -> Whole:
    """One number for series, region and period, the same for a cell and the row it repeats."""
    return (series * len(file.regions) + regions) * len(file.periods) + periods


def _stock(table: str, owner_id: int | None, periods: list[str], file: Sorted) -> tuple[Whole, Whole, Whole]:
    """Key, primary key and what is said of every current row of these periods; said ones are added to the file's.

    A row about a series, region or period that the file does not name has a key that no cell has.
    """
    number = {name: index for index, name in enumerate(file.series)}
    series = {
        pk: number.get((measure, breakdown), NOWHERE)
        for pk, measure, breakdown in Series.objects.filter(source__table=table).values_list(
            "pk", "measure", "breakdown"
        )
    }
    known = known_regions(file.regions)
    region = {known[code]: index for index, code in enumerate(file.regions) if code in known}
    period = {key: index for index, key in enumerate(file.periods)}
    said = {sentence: index for index, sentence in enumerate(file.said)}
    rows = Observation.objects.filter(
        series__source__table=table,
        owner_id=owner_id,
        period__in=periods,
        known_from__isnull=False,
        known_until__isnull=True,
    ).order_by()
    columns = ("series_id", "region_id", "period", "pk", "value", "status", "sign", "flags")
    parts = [np.empty((5, 0), np.int64)]
    found = rows.values_list(*columns).iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        parts.append(
            np.array(
                [
                    (
                        series.get(row[0], NOWHERE),
                        region.get(row[1], NOWHERE),
                        period.get(row[2], NOWHERE),
                        row[3],
                        said.setdefault(row[4:], len(said)),
                    )
                    for row in chunk
                ],
                np.int64,
            ).T
        )
    file.said.extend(islice(said, len(file.said), None))
    of_series, of_region, of_period, keys, spoken = np.concatenate(parts, axis=1)
    there = (of_series >= 0) & (of_region >= 0) & (of_period >= 0)
    # below every cell's key, each another one: so many rows are not repeated by the file
    elsewhere = -1 - np.arange(there.size)
    return np.where(there, _keys(file, of_series, of_region, of_period), elsewhere), keys, spoken

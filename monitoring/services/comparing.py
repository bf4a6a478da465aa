"""What a file would change in the stock: all its cells against all current rows of the table at once.

Cells and rows meet as whole numbers (series, region and period in one), so a million of them are compared by one
sort. What they say is compared exactly, as the column keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dkbm.models import Region
from monitoring.catalogue import canonical_series
from monitoring.models import Observation, Series
from monitoring.readers.cells import DASH
from monitoring.readers.celltable import CellTable
from monitoring.services.held import Said, Whole, groups_of, heard, printed, spoken

Name = tuple[str, str]
AT_ONCE = 2000  # regions asked for in one statement
NOWHERE = -1
CLOSE, AT_LEAST = 4, 2**16  # how far apart numbers may lie for a place of their own each


@dataclass(frozen=True, slots=True)
class Sorted:
    """The file by series, region, period and what is said; every cell has an index into each.

    said: value, status, sign and flags as the columns keep and print them, those of the stock behind those of the file.
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
    regions, region_of = ranked(cells.column("region"), len(cells.texts))
    periods, period_of = ranked(cells.column("period"), len(cells.texts))
    said: dict[Said, int] = {}
    first, sentence = _kinds(cells, "value", "status", "sign", "flags")
    spoken = [said.setdefault(_said(cell), len(said)) for cell in cells.cells(first)]
    return Sorted(
        list(names),
        [cells.texts[code] for code in regions],
        [cells.texts[code] for code in periods],
        list(said),
        np.array(number, np.int64)[kind],
        region_of,
        period_of,
        np.array(spoken, np.int64)[sentence],
    )


def _kinds(cells: CellTable, *names: str) -> tuple[Whole, Whole]:
    """A cell of every combination of these fields, and which combination each cell has."""
    kind = np.zeros(len(cells), np.int64)
    for name in names:
        found, which = ranked(cells.column(name) + 1, len(cells.texts) + 1)
        together = kind * found.size + which
        kind = ranked(together, int(together.max(initial=0)) + 1)[1]
    return first_of(kind), kind


def ranked(numbers: NDArray[Any], below: int) -> tuple[Whole, Whole]:
    """The numbers that occur (0 and more, under `below`) in order, and which of them each is.

    As `np.unique` says it, without sorting millions of numbers where they lie close together.
    """
    if below > numbers.size * CLOSE + AT_LEAST:
        found, which = np.unique(numbers, return_inverse=True)
        return found.astype(np.int64), which.astype(np.int64)
    occurs = np.zeros(below, bool)
    occurs[numbers] = True
    place = np.cumsum(occurs) - 1
    return np.flatnonzero(occurs), place[numbers]


def first_of(which: Whole) -> Whole:
    """Where each of the numbers from 0 on stands first; all of them occur."""
    first = np.empty(int(which.max(initial=-1)) + 1, np.int64)
    first[which[::-1]] = np.arange(which.size)[
        ::-1
    ]  # of several the last one written stays: the first in order
    return first


def _said(cell: Any) -> Said:
    return printed(cell.value), cell.status, cell.sign, cell.flags


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


def _keys(file: Sorted, series: Whole | int, regions: Whole, periods: Whole | int) -> Whole:
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
    region = _region_of_key(file)
    period = {key: index for index, key in enumerate(file.periods)}
    said = {spoken(sentence): index for index, sentence in enumerate(file.said)}
    rows = Observation.objects.filter(
        series__source__table=table,
        owner_id=owner_id,
        period__in=periods,
        known_from__isnull=False,
        known_until__isnull=True,
    )
    places, keys, sentences = [np.empty(0, np.int64)], [np.empty(0, np.int64)], []
    for group in groups_of(rows):
        regions = region[np.minimum(group.regions, region.size - 1)]
        here = (series.get(group.series, NOWHERE), period.get(group.period, NOWHERE))
        there = (regions >= 0) & (min(here) >= 0)
        places.append(np.where(there, _keys(file, here[0], regions, here[1]), NOWHERE))
        keys.append(group.keys)
        sentences += [said.setdefault(text, len(said)) for text in group.said]
    file.said.extend(heard(text) for text in islice(said, len(file.said), None))
    place = np.concatenate(places)
    # below every cell's key, each another one: so many rows are not repeated by the file
    elsewhere = -1 - np.arange(place.size)
    return np.where(place >= 0, place, elsewhere), np.concatenate(keys), np.array(sentences, np.int64)


def _region_of_key(file: Sorted) -> Whole:
    """The file's index of every region by its key; the last entry, for all higher keys, is nowhere."""
    known = known_regions(file.regions)
    found = np.full(max(known.values(), default=0) + 2, NOWHERE, np.int64)
    for index, code in enumerate(file.regions):
        if code in known:
            found[known[code]] = index
    return found

"""The rows that a committed file becomes: as columns for the database, and by period for the cubes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from monitoring.calculation.blobs import NONE
from monitoring.calculation.cube import CODES, PLACES, Cells
from monitoring.models import ImportRun, Source
from monitoring.readers.celltable import CellTable
from monitoring.services.comparing import Comparison, Sorted, Whole, first_of, ranked
from monitoring.services.copying import Column
from monitoring.services.stock import ensure_regions, ensure_series

LONGEST_COLUMN = 200
EXACT = 10**15  # from here on SQLite does not keep every millionth of a number


@dataclass(frozen=True)
class Rows:
    """cells: which of the table's cells become rows, sorted as the index of current rows is, which makes writing
    them several times cheaper. replaces: the row that each one replaces, 0 for none. series, regions: keys by their
    index in `file`.
    """

    table: CellTable
    file: Sorted
    cells: Whole
    replaces: Whole
    series: Sequence[int]
    regions: Sequence[int]

    def __len__(self) -> int:
        return int(self.cells.size)

    @property
    def replaced(self) -> list[int]:
        """Keys of the rows that end."""
        return [int(key) for key in self.replaces[self.replaces > 0]]

    @property
    def used_series(self) -> list[int]:
        """Keys of the series that the rows name."""
        return [key for key in self.series if key]

    @property
    def used_regions(self) -> list[int]:
        """Keys of their regions."""
        return [key for key in self.regions if key]

    def columns(self, run: ImportRun, known_from: datetime) -> dict[str, Column]:
        """Columns of `Observation` by attribute."""
        file, cells = self.file, self.cells
        said = file.said_of[cells]
        moment = connection.ops.adapt_datetimefield_value(known_from)
        return {
            "series_id": ([str(key) for key in self.series], file.series_of[cells]),
            "region_id": ([str(key) for key in self.regions], file.region_of[cells]),
            "period": (file.periods, file.period_of[cells]),
            "owner_id": self._all(None if run.owner_id is None else str(run.owner_id)),
            "value": ([sentence[0] for sentence in file.said], said),
            "status": ([sentence[1] for sentence in file.said], said),
            "sign": ([sentence[2] for sentence in file.said], said),
            "flags": ([sentence[3] for sentence in file.said], said),
            "run_id": self._all(str(run.pk)),
            "row": self._lines(),
            "column": self._places(),
            "replaces_id": _numbers(self.replaces) if self.replaces.any() else self._all(None),
            "known_from": self._all(str(moment)),
        }

    @cached_property
    def micro(self) -> list[int]:
        """What is said in millionths, `NONE` without a value."""
        return [NONE if said[0] is None else int(Decimal(said[0]).scaleb(PLACES)) for said in self.file.said]

    @property
    def are_exact(self) -> bool:
        """Whether both databases keep every value as it stands here, so that cubes need not be made from the rows."""
        return all(number == NONE or abs(number) < EXACT for number in self.micro)

    def by_period(self) -> Iterator[tuple[str, Cells]]:
        """The rows of every period, as cubes take them."""
        file = self.file
        names = ["|".join(name) for name in file.series]
        micro = np.array(self.micro, np.int64)
        statuses = np.array([CODES[said[1]] for said in file.said], np.uint8)
        period_of = file.period_of[self.cells]
        for number in np.unique(period_of).tolist():
            cells = self.cells[period_of == number]
            said = file.said_of[cells]
            yield (
                file.periods[number],
                Cells(
                    [file.regions[index] for index in file.region_of[cells].tolist()],
                    [names[index] for index in file.series_of[cells].tolist()],
                    micro[said],
                    statuses[said],
                ),
            )

    def _all(self, text: str | None) -> Column:
        return [text], self._first

    @cached_property
    def _first(self) -> Whole:
        """The same text for every row: one array for all such columns, which are then written as one."""
        return np.zeros(len(self), np.int64)

    def _places(self) -> Column:
        """Where in its line a cell stands."""
        codes, which = ranked(self.table.column("column")[self.cells], len(self.table.texts))
        return [self.table.texts[code][:LONGEST_COLUMN] for code in codes], which

    def _lines(self) -> Column:
        """In which line of the file it stands."""
        rows = self.table.rows[self.cells]
        numbers, which = ranked(rows, int(rows.max(initial=0)) + 1)
        return [str(number) for number in numbers], which


def rows_of(table: CellTable, found: Comparison, source: Source) -> Rows:
    """The rows that are new or changed; series and regions that do not exist yet are made."""
    file, cells = found.file, found.work
    replaces = np.concatenate([np.zeros(found.new.size, np.int64), found.replaced])
    series = _series(table, file, cells, source)
    regions = _regions(table, file, cells, source)
    # one number for every row in the order of the index: sorting it is several times quicker than sorting by each key
    by_series, by_region, by_period = (
        _ranks(keys) for keys in (series, regions, np.array(file.periods, np.str_))
    )
    place = by_series[file.series_of[cells]] * len(file.regions) + by_region[file.region_of[cells]]
    order = np.argsort(place * len(file.periods) + by_period[file.period_of[cells]])
    return Rows(table, file, cells[order], replaces[order], series.tolist(), regions.tolist())


def _ranks(keys: NDArray[Any]) -> Whole:
    """Where each of these stands when they are sorted; equal ones stand together."""
    ranks: Whole = np.unique(keys, return_inverse=True)[1]
    return ranks


def _series(table: CellTable, file: Sorted, cells: Whole, source: Source) -> Whole:
    """Keys by index, 0 for a series of which no row is written."""
    used, which = ranked(file.series_of[cells], len(file.series))
    shown = dict(
        zip((file.series[index] for index in used), table.cells(cells[first_of(which)]), strict=True)
    )
    keys = ensure_series(source, shown)
    return np.array([keys.get(name, 0) for name in file.series], np.int64)


def _regions(table: CellTable, file: Sorted, cells: Whole, source: Source) -> Whole:
    """The same for regions; the last printed name of an unknown one holds."""
    backwards = cells[::-1]
    used, which = ranked(file.region_of[backwards], len(file.regions))
    shown = table.cells(backwards[first_of(which)])
    printed = {file.regions[index]: cell.region_name for index, cell in zip(used, shown, strict=True)}
    keys = ensure_regions(printed, f"Tabelle {source.table}")
    return np.array([keys.get(code, 0) for code in file.regions], np.int64)


def _numbers(numbers: Whole) -> Column:
    """Whole numbers as texts; 0 is nothing."""
    texts, which = np.unique(numbers, return_inverse=True)
    return [str(number) if number else None for number in texts], which

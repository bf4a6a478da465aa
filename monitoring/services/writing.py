"""The rows that a committed file becomes: as columns for the database, and by period for the cubes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

import numpy as np
from django.db import connection

from monitoring.calculation.blobs import NONE
from monitoring.calculation.cube import CODES, PLACES, Cells
from monitoring.models import ImportRun, Source
from monitoring.readers.celltable import CellTable
from monitoring.services.comparing import Comparison, Sorted, Whole
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
            "value": ([_printed(sentence[0]) for sentence in file.said], said),
            "status": ([sentence[1] for sentence in file.said], said),
            "sign": ([sentence[2] for sentence in file.said], said),
            "flags": ([sentence[3] for sentence in file.said], said),
            "run_id": self._all(str(run.pk)),
            "row": _numbers(self.table.rows[cells]),
            "column": self._places(),
            "replaces_id": _numbers(self.replaces),
            "known_from": self._all(str(moment)),
        }

    @cached_property
    def micro(self) -> list[int]:
        """What is said in millionths, `NONE` without a value."""
        return [NONE if said[0] is None else int(said[0].scaleb(PLACES)) for said in self.file.said]

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
        return [text], np.zeros(len(self), np.int64)

    def _places(self) -> Column:
        """Where in its line a cell stands."""
        codes, which = np.unique(self.table.column("column")[self.cells], return_inverse=True)
        return [self.table.texts[code][:LONGEST_COLUMN] for code in codes], which


def rows_of(table: CellTable, found: Comparison, source: Source) -> Rows:
    """The rows that are new or changed; series and regions that do not exist yet are made."""
    file, cells = found.file, found.work
    replaces = np.concatenate([np.zeros(found.new.size, np.int64), found.replaced])
    series = _series(table, file, cells, source)
    regions = _regions(table, file, cells, source)
    rank = np.argsort(np.argsort(np.array(file.periods, dtype=np.str_)))
    keys = (rank[file.period_of[cells]], regions[file.region_of[cells]], series[file.series_of[cells]])
    order = np.lexsort(keys)
    return Rows(table, file, cells[order], replaces[order], series.tolist(), regions.tolist())


def _series(table: CellTable, file: Sorted, cells: Whole, source: Source) -> Whole:
    """Keys by index, 0 for a series of which no row is written."""
    used, first = np.unique(file.series_of[cells], return_index=True)
    shown = dict(zip((file.series[index] for index in used), table.cells(cells[first]), strict=True))
    keys = ensure_series(source, shown)
    return np.array([keys.get(name, 0) for name in file.series], np.int64)


def _regions(table: CellTable, file: Sorted, cells: Whole, source: Source) -> Whole:
    """The same for regions; the last printed name of an unknown one holds."""
    used, first = np.unique(file.region_of[cells[::-1]], return_index=True)
    shown = table.cells(cells[::-1][first])
    printed = {file.regions[index]: cell.region_name for index, cell in zip(used, shown, strict=True)}
    keys = ensure_regions(printed, f"Tabelle {source.table}")
    return np.array([keys.get(code, 0) for code in file.regions], np.int64)


def _numbers(numbers: Whole) -> Column:
    """Whole numbers as texts; 0 is nothing."""
    texts, which = np.unique(numbers, return_inverse=True)
    return [str(number) if number else None for number in texts], which


def _printed(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"

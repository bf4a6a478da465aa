"""What a reader hands back: cells with value or reason, complaints with place, and nothing else."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator
    from decimal import Decimal

    from monitoring.readers.values import Printed

VALUE = "value"
ZERO = "zero"
ROUNDED_ZERO = "rounded_zero"
SUPPRESSED = "suppressed"
NOT_YET = "not_yet"
NOT_MEANINGFUL = "not_meaningful"
UNRELIABLE = "unreliable"
MISSING = "missing"
NOT_APPLICABLE = "not_applicable"
DASH = "dash"

STATUSES = frozenset(
    {
        VALUE,
        ZERO,
        ROUNDED_ZERO,
        SUPPRESSED,
        NOT_YET,
        NOT_MEANINGFUL,
        UNRELIABLE,
        MISSING,
        NOT_APPLICABLE,
        DASH,
    },
)


class Unreadable(Exception):  # noqa: N818 - the word of the domain: the file is unreadable, nothing failed
    """The file cannot be read at all; `message` says in German why and what to do."""

    def __init__(self, message: str) -> None:
        """Keep the sentence for the person who uploaded the file."""
        super().__init__(message)
        self.message = message


@dataclass(slots=True)  # not frozen: there are millions, and making a frozen one takes four times as long
class Cell:
    """One number or one sign of the file, with the place where it is printed; nobody changes one.

    row: 1-based line in the decoded file. column: what a person finds in the file (table layout:
    spreadsheet letter and label path; flat files: name of the value column).
    region: official code as text ("DG", "03", "031", "03402", "03241001"), never a number.
    period: canonical key of `dkbm.periods`. measure: code of the measure (flat files) or printed label path
    (table layout); unique per unit within one file. breakdown: the chosen attributes, "NAT=NATA;GES=GESW" in
    the order of the file; a total is "" and does not occur in the text.
    value: None where only a reason is printed; status says which (see STATUSES); "dash" is the sign "-",
    whose meaning (nothing there, dissolved region, not released yet) only the indicator can decide.
    sign: the printed sign, "" for numbers. flags: letters p r s e u f, as printed, each once.
    """

    row: int
    column: str
    region: str
    region_name: str
    period: str
    measure: str
    measure_label: str
    breakdown: str
    breakdown_label: str
    unit: str
    text: str
    value: Decimal | None
    status: str
    sign: str
    flags: str


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """What the value columns of a table say, once for all rows that share it; a period is "" where rows name it."""

    columns: list[str]
    measures: list[str]
    labels: list[str]
    units: list[str]
    periods: list[str]


@dataclass(slots=True)
class Row:
    """What a row says about all its values; `said` are their indexes in `RowCells.said`, a value per column."""

    number: int
    region: str
    name: str
    period: str
    head: Head
    said: array[int]


class RowCells(Sequence[Cell]):
    """Cells that were taken row by row: what rows and columns say is kept once, and a cell made when it is asked for.

    A tenth of the memory and of the time of a list of cells, and equal to it.
    """

    def __init__(self, rows: list[Row], said: list[tuple[str, Printed]]) -> None:
        """said: text of a value and what it means, every printed text once."""
        self.rows, self.said = rows, said
        self._ends = list(accumulate(len(row.said) for row in rows))

    def __len__(self) -> int:
        """Number of cells."""
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Cell]:
        """Make the cells one by one."""
        return (self._cell(row, place) for row in self.rows for place in range(len(row.said)))

    @overload
    def __getitem__(self, index: int) -> Cell: ...
    @overload
    def __getitem__(self, index: slice) -> list[Cell]: ...
    def __getitem__(self, index: int | slice) -> Cell | list[Cell]:
        """Make one cell, or some of them."""
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(index)
        number = bisect_right(self._ends, place)
        row = self.rows[number]
        return self._cell(row, place - self._ends[number] + len(row.said))

    def __eq__(self, other: object) -> bool:
        """Say whether these are the same cells in the same order, however they are kept."""
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(
            mine == theirs for mine, theirs in zip(self, other, strict=True)
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def heads(self) -> list[Head]:
        """Every head once, in the order of the rows."""
        return list(dict.fromkeys(row.head for row in self.rows))

    @property
    def printed(self) -> Counter[int]:
        """How often each of `said` is printed."""
        return Counter(chain.from_iterable(row.said for row in self.rows))

    def _cell(self, row: Row, place: int) -> Cell:
        head = row.head
        text, printed = self.said[row.said[place]]
        return Cell(
            row.number,
            head.columns[place],
            row.region,
            row.name,
            row.period or head.periods[place],
            head.measures[place],
            head.labels[place],
            "",
            "",
            head.units[place],
            text,
            printed.value,
            printed.status,
            printed.sign,
            printed.flags,
        )


def regions_of(cells: Sequence[Cell]) -> set[str]:
    """Codes of the regions that occur."""
    return {each.region for each in (cells.rows if isinstance(cells, RowCells) else cells)}


def periods_of(cells: Sequence[Cell]) -> set[str]:
    """Keys of the periods that occur."""
    if not isinstance(cells, RowCells):
        return {cell.period for cell in cells}
    named = {row.period for row in cells.rows}
    return (named - {""}) | {period for head in cells.heads for period in head.periods if "" in named}


def measures_of(cells: Sequence[Cell]) -> list[str]:
    """Every measure once, in order."""
    if isinstance(cells, RowCells):
        return list(dict.fromkeys(measure for head in cells.heads for measure in head.measures))
    return list(dict.fromkeys(cell.measure for cell in cells))


def _printed(cells: Sequence[Cell]) -> Iterator[tuple[Cell | Printed, int]]:
    """What is printed, and how often."""
    if isinstance(cells, RowCells):
        return ((cells.said[which][1], often) for which, often in cells.printed.items())
    return ((cell, 1) for cell in cells)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A German sentence about one place in the file; row 0 means the file as a whole."""

    row: int
    column: str
    message: str

    def as_dict(self) -> dict[str, Any]:
        """Return the place and the sentence as plain values."""
        return {"row": self.row, "column": self.column, "message": self.message}


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one file says. Complaints must be mended before it may be used, notices only be seen.

    format: "genesis-classic", "genesis-flat" or "genesis-flat-old". table: code of the table, or of the
    statistic where the file names no table. retrieved: ISO date and time as printed or in the file name,
    "" if unknown.
    rows: data rows read, including those that repeat an earlier row word for word.
    """

    format: str
    table: str
    title: str
    encoding: str
    cells: Sequence[Cell]
    complaints: list[Complaint]
    footer: str
    licence: str
    retrieved: str
    measures: list[str]
    rows: int
    notices: list[Complaint] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Return the counts shown in the preview, as plain values."""
        numbers, signs = 0, Counter[str]()
        for said, often in _printed(self.cells):
            if said.sign:
                signs[said.sign] += often
            elif said.value is not None:
                numbers += often
        return {
            "format": self.format,
            "table": self.table,
            "measures": list(self.measures),
            "rows": self.rows,
            "numbers": numbers,
            "signs": dict(sorted(signs.items())),
            "regions": len(regions_of(self.cells)),
            "periods": sorted(periods_of(self.cells)),
            "complaints": [complaint.as_dict() for complaint in self.complaints],
        }

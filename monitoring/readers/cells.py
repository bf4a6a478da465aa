"""What a reader hands back: cells with value or reason, complaints with place, and nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from decimal import Decimal

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
    cells: list[Cell]
    complaints: list[Complaint]
    footer: str
    licence: str
    retrieved: str
    measures: list[str]
    rows: int
    notices: list[Complaint] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Return the counts shown in the preview, as plain values."""
        return {
            "format": self.format,
            "table": self.table,
            "measures": list(self.measures),
            "rows": self.rows,
            "numbers": sum(1 for cell in self.cells if cell.value is not None and not cell.sign),
            "signs": dict(sorted(Counter(cell.sign for cell in self.cells if cell.sign).items())),
            "regions": len({cell.region for cell in self.cells}),
            "periods": sorted({cell.period for cell in self.cells}),
            "complaints": [complaint.as_dict() for complaint in self.complaints],
        }

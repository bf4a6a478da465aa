"""Gathers the cells of one file: repairs codes, reads periods, finds doubles, counts against the limits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dkbm.periods import Open, parse_period
from monitoring.readers import limits
from monitoring.readers.cells import Cell, Complaint, Unreadable
from monitoring.readers.regions import official_code
from monitoring.readers.values import Printed, read_value, shorten

if TYPE_CHECKING:
    from decimal import Decimal

_OFTEN_REPEATED = 3
_REMEMBERED = 65_536
_EXAMPLES = "(zum Beispiel 2023, 31.12.2023 oder 2023/24)"


@dataclass(slots=True)  # one per value, as cells are
class Subject:
    """What a value is about, whatever layout it was printed in; period and region are already canonical."""

    region: str
    region_name: str
    period: str
    measure: str
    measure_label: str
    breakdown: str
    breakdown_label: str
    unit: str


class Harvest:
    """Cells, complaints and notices of one file while it is read."""

    def __init__(self, *, decimal_point: bool = False) -> None:
        """Begin empty; `decimal_point` for English files."""
        self.cells: list[Cell] = []
        self.complaints: list[Complaint] = []
        self.notices: list[Complaint] = []
        self.rows = 0
        self._decimal_point = decimal_point
        self._unsaid = 0
        self._first_of: defaultdict[tuple[str, str, str, str], dict[str, Cell]] = defaultdict(dict)
        self._contested: set[int] = set()
        self._units: defaultdict[str, set[str]] = defaultdict(set)
        self._regions: dict[str, str] = {}
        self._periods: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._printed: dict[str, Printed] = {}
        self._marks: set[str] = set()

    def complain(self, row: int, column: str, message: str) -> None:
        """Keep a complaint; beyond the limit only their number is kept."""
        if len(self.complaints) < limits.MAX_COMPLAINTS:
            self.complaints.append(Complaint(row, column, message))
        else:
            self._unsaid += 1

    def region(self, row: int, column: str, printed: str) -> str:
        """Return the official code or "" after a complaint; a repair is noted once per printed code."""
        if printed not in self._regions:
            try:
                self._regions[printed] = official_code(printed)
            except ValueError as error:
                self.complain(row, column, str(error))
                return ""
            _refuse_beyond(len(self._regions), limits.MAX_REGIONS)
            self._note_repair(row, column, printed.strip(), self._regions[printed])
        return self._regions[printed]

    def period(self, row: int, column: str, printed: str) -> str:
        """Return the canonical key of a printed period or "" after a complaint."""
        if printed not in self._periods:
            key = period_key(printed)
            if not key:
                message = f"„{shorten(printed)}“ ist keine bekannte Zeitangabe {_EXAMPLES}."
                self.complain(row, column, message)
                return ""
            self._periods[printed] = key
            _refuse_beyond(len(self._periods), limits.MAX_PERIODS)
        return self._periods[printed]

    def add(self, row: int, column: str, subject: Subject, text: str) -> None:
        """Read one value cell and keep it, unless an earlier row says the same."""
        printed = self._printed.get(text) or self._read(text)
        if printed.problem:
            self.complain(row, column, printed.problem)
            return
        trimmed = text.strip()
        cell = Cell(  # in the order of its fields: naming them all takes as long as making it
            row,
            column,
            subject.region,
            subject.region_name,
            subject.period,
            subject.measure,
            subject.measure_label,
            subject.breakdown,
            subject.breakdown_label,
            subject.unit,
            trimmed if len(trimmed) > _OFTEN_REPEATED else self.same(trimmed),
            printed.value,
            printed.status,
            printed.sign,
            printed.flags,
        )
        if self._is_new(cell):
            if len(self.cells) >= limits.MAX_CELLS:
                raise Unreadable(limits.TOO_MANY_CELLS)
            self.cells.append(cell)

    def note_mark(self, row: int, mark: str) -> None:
        """Say once per mark that a quality mark of the file is not known here."""
        if mark not in self._marks and len(self._marks) < limits.MAX_COMPLAINTS:
            self._marks.add(mark)
            message = f"Das Qualitätszeichen „{shorten(mark)}“ ist nicht bekannt und wird nicht ausgewertet."
            self.notices.append(Complaint(row, "value_q", message))

    def same(self, text: str) -> str:
        """Return one shared object for equal texts; labels repeat in every row of a file."""
        return self._texts.setdefault(text, text)

    def finished_cells(self) -> list[Cell]:
        """Return the cells; a measure printed in several units carries its unit in the key ("GEB001 [%]")."""
        several = {measure for measure, units in self._units.items() if len(units) > 1}
        if several:
            self.cells = [
                replace(cell, measure=self.same(f"{cell.measure} [{cell.unit}]"))
                if cell.measure in several
                else cell
                for cell in self.cells
            ]
        return self.cells

    def finished_complaints(self) -> list[Complaint]:
        """Return the complaints with a last one that counts those beyond the limit."""
        if not self._unsaid:
            return self.complaints
        return [*self.complaints, Complaint(0, "", f"Dazu kommen {self._unsaid} weitere Stellen der Datei.")]

    def _note_repair(self, row: int, column: str, printed: str, code: str) -> None:
        if printed == code:
            return
        message = f"Regionalschlüssel „{shorten(printed)}“ als „{code}“ gelesen."
        if len(self.notices) < limits.MAX_COMPLAINTS:
            self.notices.append(Complaint(row, column, message))

    def _read(self, text: str) -> Printed:
        """Read a value and remember it, for values repeat; not more of them than fit into a few megabytes."""
        if len(self._printed) >= _REMEMBERED:
            self._printed.clear()
        printed = self._printed[text] = read_value(text, decimal_point=self._decimal_point)
        return printed

    def _is_new(self, cell: Cell) -> bool:
        """Complain about both rows where two cells with one key differ; drop word-for-word repetitions."""
        group = self._first_of[(cell.period, cell.measure, cell.unit, cell.breakdown)]
        if not group:
            _refuse_long(cell.measure, limits.MAX_MEASURE_CHARACTERS)
            _refuse_long(cell.breakdown, limits.MAX_BREAKDOWN_CHARACTERS)
            self._units[cell.measure].add(cell.unit)
            _refuse_beyond(len(self._units), limits.MAX_MEASURES)
        if len(cell.region_name) > limits.MAX_NAME_CHARACTERS:
            raise Unreadable(limits.LABEL_TOO_LONG)
        earlier = group.setdefault(cell.region, cell)
        if earlier is cell:
            return True
        if _said(earlier) == _said(cell):
            return False
        if id(earlier) not in self._contested:
            self._contested.add(id(earlier))
            self._complain_about_double(earlier, cell)
        self._complain_about_double(cell, earlier)
        return True

    def _complain_about_double(self, cell: Cell, other: Cell) -> None:
        place = f"Zeile {other.row}" if other.row != cell.row else f"Spalte {other.column}"
        message = (
            f"Für {cell.region} {cell.region_name}, {cell.period}, stehen hier und in {place}"
            f" verschiedene Werte: „{shorten(cell.text)}“ und „{shorten(other.text)}“."
            " Bitte lassen Sie nur den richtigen stehen."
        )
        self.complain(cell.row, cell.column, message)


def period_key(printed: str) -> str:
    """Return the canonical key of a printed period; "" if there is none or if one of its ends is open."""
    try:
        period = parse_period(printed.strip())
    except ValueError:
        return ""
    return "" if isinstance(period, Open) else period.key


def _refuse_beyond(count: int, most: int) -> None:
    if count > most:
        raise Unreadable(limits.TOO_VARIED)


def _refuse_long(text: str, most: int) -> None:
    if len(text) > most:
        raise Unreadable(limits.LABEL_TOO_LONG)


def _said(cell: Cell) -> tuple[Decimal | None, str, str]:
    return cell.value, cell.status, cell.flags

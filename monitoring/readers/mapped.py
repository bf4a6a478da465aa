"""Reads a table by a mapping: the same cells, complaints and notices as for the known layouts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitoring.readers.cells import Complaint, Reading, Unreadable
from monitoring.readers.columns import letters
from monitoring.readers.grid import Grid, open_grid
from monitoring.readers.harvest import Harvest, Subject, period_key
from monitoring.readers.heads import NUMBER, headings
from monitoring.readers.regions import looks_like_code, official_code
from monitoring.readers.values import shorten

if TYPE_CHECKING:
    from monitoring.readers.mapping import Mapping, ValueColumn
    from monitoring.readers.workbooks import Row

FORMAT = "mapped"
TOTALS = frozenset({"", "insgesamt", "zusammen", "gesamt", "summe", "total", "alle"})
_COMPACT_DAY = re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])")
_ASSOCIATION = re.compile(r"(?:0[1-9]|1[0-6])[0-9]{7}")
_BREAKERS = str.maketrans({";": ",", "|": "/"})  # they part breakdowns and keys of series
_COLUMN_CHARACTERS = 200  # as long as the column in which the place is kept
_MAX_NOTES = 100_000


def read_mapped(data: bytes, mapping: Mapping) -> Reading:
    """Read the file by the mapping; raises Unreadable where it does not fit the file at all."""
    grid = open_grid(
        data,
        sheet=mapping.sheet,
        separator=mapping.separator,
        encoding=mapping.encoding,
        decimal=mapping.decimal,
    )
    _check_width(grid, mapping)
    table = _Table(mapping, headings(grid.rows, mapping.header_from, mapping.data_from))
    for row in grid.rows:
        if row[0] >= mapping.data_from:
            table.read(row)
    return table.reading(grid)


def period_of(printed: str) -> str:
    """Return the canonical key; beside the usual spellings "20220515" is a day. "" for no period."""
    day = _COMPACT_DAY.fullmatch(printed.strip())
    return period_key(f"{day[1]}-{day[2]}-{day[3]}" if day else printed) if printed.strip() else ""


def code_of(printed: str) -> str:
    """Return the official code; nine digits are a Gemeindeverband. Raises ValueError (German)."""
    text = printed.strip()
    return text if _ASSOCIATION.fullmatch(text) else official_code(text)


def _check_width(grid: Grid, mapping: Mapping) -> None:
    last = max(column for column in _columns(mapping) if column is not None)
    if last >= grid.width:
        message = (
            f"Die Zuordnung nennt die Spalte {letters(last)}, die Datei hat aber nur {grid.width} Spalten."
            " Bitte ordnen Sie die Spalten neu zu."
        )
        raise Unreadable(message)


def _columns(mapping: Mapping) -> list[int | None]:
    single = [mapping.region_column, mapping.name_column, mapping.period_column, mapping.omit_column]
    return [*single, *mapping.breakdowns, *(value.column for value in mapping.values)]


@dataclass(slots=True)
class _Repair:
    """Codes that were all repaired in the same way: told once, with the first as example."""

    row: int
    printed: str
    code: str
    count: int = 1


class _Table:
    """The rows of one file while they are read."""

    def __init__(self, mapping: Mapping, names: dict[int, str]) -> None:
        self._mapping = mapping
        self._names = names
        self._harvest = Harvest(decimal_point=mapping.decimal == ".")
        self._codes: dict[str, str] = {}
        self._repairs: dict[tuple[int, int], _Repair] = {}
        self._notes: list[str] = []
        self._keyless: list[int] = []
        self._omitted = 0
        self._row_of: dict[str, int] = {}

    def read(self, row: Row) -> None:
        """Take one row: values, a note below the table, or a row to leave out."""
        number, fields = row
        mapping = self._mapping
        if mapping.omit_column is not None and _at(fields, mapping.omit_column) in mapping.omit_texts:
            self._omitted += 1
            return
        filled = [value for value in mapping.values if _at(fields, value.column)]
        if not filled or _is_note(fields):
            if not self._names_a_place(fields):
                self._notes.append("; ".join(dict.fromkeys(filter(None, fields))))
            return
        self._harvest.rows += 1
        region = self._region(number, fields)
        if not region:
            return
        for value in mapping.values:
            self._read_value(number, fields, region, value)

    def _names_a_place(self, fields: list[str]) -> bool:
        """Say whether a row without values is a heading within the table ("01 Schleswig-Holstein"), no note."""
        column = self._mapping.region_column
        return column is not None and looks_like_code(_at(fields, column))

    def _region(self, row: int, fields: list[str]) -> str:
        column = self._mapping.region_column
        if column is None:
            return official_code(self._mapping.region)
        printed = _at(fields, column)
        if not printed:
            self._keyless.append(row)
            return ""
        if printed not in self._codes:
            try:
                code = self._codes[printed] = code_of(printed)
            except ValueError as error:
                self._harvest.complain(row, letters(column), str(error))
                return ""
            self._row_of[printed] = row
            if code != printed:
                self._note_repair(row, printed, code)
        return self._codes[printed]

    def _note_repair(self, row: int, printed: str, code: str) -> None:
        kind = (len(printed), len(code))
        if kind in self._repairs:
            self._repairs[kind].count += 1
        else:
            self._repairs[kind] = _Repair(row, printed, code)

    def _read_value(self, row: int, fields: list[str], region: str, value: ValueColumn) -> None:
        period = self._period(row, fields, value)
        if not period:
            return
        same = self._harvest.same
        breakdown, breakdown_label = self._breakdown(fields)
        mapping = self._mapping
        subject = Subject(
            region=same(region),
            region_name=same(_at(fields, mapping.name_column) if mapping.name_column is not None else ""),
            period=period,
            measure=value.label,
            measure_label=value.label,
            breakdown=same(breakdown),
            breakdown_label=same(breakdown_label),
            unit=value.unit,
        )
        place = f"{letters(value.column)} ({value.label})"[:_COLUMN_CHARACTERS]
        self._harvest.add(row, place, subject, _at(fields, value.column))

    def _period(self, row: int, fields: list[str], value: ValueColumn) -> str:
        column = self._mapping.period_column
        if column is None:
            return period_of(value.period or self._mapping.period)
        printed = _at(fields, column)
        return period_of(printed) or self._harvest.period(row, letters(column), printed or "leer")

    def _breakdown(self, fields: list[str]) -> tuple[str, str]:
        chosen = []
        for column in self._mapping.breakdowns:
            text = _at(fields, column)
            if text.lower() not in TOTALS:
                chosen.append(f"{self._names.get(column, letters(column))}={text}".translate(_BREAKERS))
        return ";".join(chosen), "; ".join(part.replace("=", ": ", 1) for part in chosen)

    def _ask_about_lost_zeros(self) -> None:
        """Ask where a table lost its zeros and eight digits may be a Gemeinde or a Gemeindeverband."""
        lengths = {len(printed) for printed in self._row_of if printed.isdigit()}
        if 9 not in lengths or not lengths & {1, 4, 7, 11}:  # noqa: PLR2004 - digits of a Verband
            return
        place = letters(self._mapping.region_column or 0)
        for printed, row in self._row_of.items():
            if len(printed) == 8 and int(printed[:2]) >= 10:  # noqa: PLR2004 - a zero may be lost
                message = (
                    f"„{printed}“ kann die Gemeinde {printed} oder der Gemeindeverband 0{printed} sein:"
                    " In dieser Datei fehlen führende Nullen. Bitte verwenden Sie die Originaldatei."
                )
                self._harvest.complain(row, place, message)

    def reading(self, grid: Grid) -> Reading:
        """Return what was read; raises Unreadable where the mapping found no value at all."""
        harvest, mapping = self._harvest, self._mapping
        self._ask_about_lost_zeros()
        cells = harvest.finished_cells()
        if not cells and not harvest.complaints:
            message = (
                "Mit dieser Zuordnung enthält die Datei keinen Wert."
                " Bitte prüfen Sie, in welcher Zeile die Werte beginnen."
            )
            raise Unreadable(message)
        return Reading(
            format=FORMAT,
            table=mapping.table,
            title=mapping.table,
            encoding=grid.encoding or grid.kind.upper(),
            cells=cells,
            complaints=harvest.finished_complaints(),
            footer="\n".join(filter(None, self._notes))[:_MAX_NOTES],
            licence=mapping.licence,
            retrieved="",
            measures=sorted({cell.measure for cell in cells}),
            rows=harvest.rows,
            notices=[*([Complaint(0, "", f"{grid.warning}.")] if grid.warning else []), *self._notices()],
        )

    def _notices(self) -> list[Complaint]:
        place = letters(self._mapping.region_column or 0)
        found = [Complaint(r.row, place, _said(r)) for r in self._repairs.values()]
        if self._keyless:
            message = (
                f"Zeilen mit Werten, aber ohne Regionalschlüssel, sind nicht gelesen worden (zum Beispiel"
                f" Zwischensummen): insgesamt {len(self._keyless)}, dies ist die erste."
            )
            found.append(Complaint(self._keyless[0], place, message))
        if self._omitted:
            texts = ", ".join(f"„{shorten(text)}“" for text in self._mapping.omit_texts[:5])
            found.append(
                Complaint(0, "", f"{self._omitted} Zeilen mit {texts} sind wie gewünscht ausgelassen.")
            )
        return [*found, *self._harvest.notices]


def _said(repair: _Repair) -> str:
    one = f"Regionalschlüssel „{shorten(repair.printed)}“ als „{repair.code}“ gelesen"
    if repair.count == 1:
        return f"{one}."
    return f"{one}; ebenso {repair.count - 1} weitere mit {len(repair.printed)} Zeichen."


def _is_note(fields: list[str]) -> bool:
    """Say whether one text was merged over several cells of the row."""
    texts = [text for text in fields if text]
    return len(texts) > 1 and len(set(texts)) == 1 and not NUMBER.fullmatch(texts[0])


def _at(fields: list[str], column: int) -> str:
    return fields[column] if column < len(fields) else ""

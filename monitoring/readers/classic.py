"""The table layout of the GENESIS databases: titles, several header lines, one line per region, footer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from monitoring.readers import limits
from monitoring.readers.cells import Head, Reading, Unreadable, measures_of
from monitoring.readers.columns import SEPARATOR, Column, letters, read_columns
from monitoring.readers.footer import Footer, begins_footer, read_footer
from monitoring.readers.harvest import Harvest, Subject, period_key
from monitoring.readers.regions import looks_like_code
from monitoring.readers.sheaf import Sheaf, Unusual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitoring.readers.decode import Record, Source

    Take = Callable[[Record], None]

FORMAT = "genesis-classic"
_FIRST_LINE = re.compile(r"(?:GENESIS-)?Tabelle:\s*(?P<table>\S.*)")
_NO_DATA = (
    "Die Tabelle enthält nur Überschriften und keine Zeile mit Werten."
    " Bitte laden Sie sie noch einmal herunter."
)
_NO_REGION = (
    "In den ersten Spalten steht kein amtlicher Regionalschlüssel (zum Beispiel DG, 03 oder 03402)."
    " Bitte laden Sie die Tabelle mit Schlüsseln herunter."
)
_NO_HEADER = (
    "Über den Werten fehlen die Kopfzeilen mit den Bezeichnungen der Spalten."
    " Bitte verwenden Sie die Originaldatei."
)
_NO_TIME = "Die Tabelle nennt weder in einer Spalte noch in den Kopfzeilen, für welche Zeit die Werte gelten."


class _Begun(NamedTuple):
    """What a row says before its values: line, region, name, period (or "") and further stubs."""

    row: int
    region: str
    name: str
    period: str
    stubs: list[str]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the lines of this file keep what: time (or none), code and name, further stubs, value columns."""

    time: int | None
    code: int
    stubs: range
    columns: list[Column]

    @property
    def width(self) -> int:
        return self.columns[-1].index + 1


def is_first_line(fields: list[str]) -> bool:
    """Say whether a file of the table layout begins like this."""
    return bool(fields) and bool(_FIRST_LINE.fullmatch(fields[0].strip()))


def read_classic(source: Source) -> Reading:
    """Read a file of the table layout; raises Unreadable."""
    if source.data.count(b";") > limits.MAX_CELLS:
        _refuse_oversize(source)
    try:
        return _read(source, Sheaf())
    except Unusual:
        return _read(source, None)


def _read(source: Source, sheaf: Sheaf | None) -> Reading:
    """Read it by whole rows into a sheaf, or cell by cell; raises Unusual where rows are not enough."""
    records = (record for record in source.records() if any(field.strip() for field in record[1]))
    match = _FIRST_LINE.fullmatch(next(records)[1][0].strip())
    titles, header, first = _read_head(records)
    frame = _frame(titles, header, first[1])
    harvest = Harvest()
    take = _by_cell(frame, harvest) if sheaf is None else _by_row(frame, harvest, sheaf)
    take(first)
    footer = _read_rows(records, take)
    if sheaf is not None and harvest.complaints:
        raise Unusual
    cells = harvest.finished_cells() if sheaf is None else sheaf.cells()
    return Reading(
        format=FORMAT,
        table=match["table"].strip() if match else "",
        title=" ".join(titles),
        encoding=source.encoding,
        cells=cells,
        complaints=harvest.finished_complaints(),
        footer=footer.notes,
        licence=footer.licence,
        retrieved=footer.retrieved,
        measures=measures_of(cells),
        rows=harvest.rows,
        notices=harvest.notices,
    )


def _refuse_oversize(source: Source) -> None:
    """Count the value cells without reading them; far cheaper than meeting the limit while reading."""
    count = 0
    for _, fields in source.records():
        if begins_footer(fields):
            return
        count += max(0, len(fields) - 2)
        if count > limits.MAX_CELLS:
            raise Unreadable(limits.TOO_MANY_CELLS)


def _read_head(records: Iterator[Record]) -> tuple[list[str], list[list[str]], Record]:
    """Return titles, header rows and the first data row: the first with a key and something after it."""
    titles: list[str] = []
    header: list[list[str]] = []
    for row, fields in records:
        if begins_footer(fields) or len(titles) + len(header) > limits.MAX_HEAD_ROWS:
            break
        if not fields[0].strip():
            header.append(fields)
        elif any(field.strip() for field in fields[1:]):
            return titles, header, (row, fields)
        else:
            titles.append(" ".join(fields[0].split()))
    raise Unreadable(_NO_DATA)


def _frame(titles: list[str], header: list[list[str]], first: list[str]) -> _Frame:
    timed = len(first) > 1 and looks_like_code(first[1])
    if not timed and (not looks_like_code(first[0]) or period_key(first[0])):
        raise Unreadable(_NO_REGION)
    code = 1 if timed else 0
    columns = read_columns(header, code + 2, titles)
    if not columns:
        raise Unreadable(_NO_HEADER)
    if not timed and not all(column.period for column in columns):
        raise Unreadable(_NO_TIME)
    return _Frame(0 if timed else None, code, range(code + 2, columns[0].index), columns)


def _read_rows(records: Iterator[Record], take: Take) -> Footer:
    for record in records:
        if begins_footer(record[1]):
            return read_footer(records)
        take(record)
    return Footer()


def _begin_row(record: Record, frame: _Frame, harvest: Harvest) -> _Begun | None:
    """Return what a row says about all its values, or None after a complaint."""
    row, fields = record
    if len(fields) < frame.width or any(field.strip() for field in fields[frame.width :]):
        message = (
            f"Die Zeile hat {len(fields)} statt {frame.width} Felder. Bitte verwenden Sie die Originaldatei."
        )
        harvest.complain(row, "", message)
        return None
    harvest.rows += 1
    region = harvest.region(row, letters(frame.code), fields[frame.code])
    period = "" if frame.time is None else harvest.period(row, letters(frame.time), fields[frame.time])
    if not region or (frame.time is not None and not period):
        return None
    name = harvest.same(fields[frame.code + 1].strip())
    stubs = [fields[index].strip() for index in frame.stubs if fields[index].strip()]
    return _Begun(row, region, name, period, stubs)


def _named(column: Column, stubs: list[str], harvest: Harvest) -> tuple[str, str]:
    """Return path and label of a column in a row with these stubs."""
    if not stubs:
        return column.path, column.label
    path, label = (harvest.same(SEPARATOR.join([*stubs, text])) for text in (column.path, column.label))
    return path, label


def _by_cell(frame: _Frame, harvest: Harvest) -> Take:
    def take(record: Record) -> None:
        begun = _begin_row(record, frame, harvest)
        if begun is None:
            return
        row, region, name, period, stubs = begun
        for column in frame.columns:
            path, label = _named(column, stubs, harvest)
            subject = Subject(region, name, period or column.period, path, label, "", "", column.unit)
            harvest.add(row, column.name, subject, record[1][column.index])

    return take


def _by_row(frame: _Frame, harvest: Harvest, sheaf: Sheaf) -> Take:
    heads: dict[tuple[str, ...], Head] = {}
    first, end = frame.columns[0].index, frame.columns[-1].index + 1

    def take(record: Record) -> None:
        begun = _begin_row(record, frame, harvest)
        if begun is None:
            raise Unusual
        row, region, name, period, stubs = begun
        key = tuple(stubs)
        if key not in heads:
            subjects = [
                (*_named(column, stubs, harvest), column.unit, "" if period else column.period)
                for column in frame.columns
            ]
            heads[key] = sheaf.head([column.name for column in frame.columns], subjects)
        sheaf.add(row, region, name, period, heads[key], record[1][first:end])

    return take

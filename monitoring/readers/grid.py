"""Any readable table as rows of text with their place in the file: CSV of any separator, or one sheet."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from monitoring.readers import limits
from monitoring.readers.cells import Unreadable
from monitoring.readers.decode import Source, open_source
from monitoring.readers.mapping import ENCODINGS, SEPARATORS
from monitoring.readers.workbooks import Row, Workbook, kind_of_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOOKED_AT = 60
_LEAST_COLUMNS = 2
_NO_TABLE = (
    "In der Datei ist keine Tabelle zu erkennen: Keine Zeile hat mehrere Spalten, die durch Semikolon,"
    " Komma, Tabulator oder senkrechten Strich getrennt sind."
)
_NO_ENCODING = "Die Datei lässt sich mit diesem Zeichensatz nicht lesen. Bitte wählen Sie einen anderen."


@dataclass(frozen=True, slots=True)
class Grid:
    """One table as text. kind: csv, xlsx, xls or ods. rows: those that hold anything, with their number."""

    kind: str
    rows: list[Row]
    separator: str = ""
    encoding: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    hidden_sheets: int = 0
    lost: list[str] = field(default_factory=list)

    @property
    def warning(self) -> str:
        """German sentence about cells of the workbook that read as empty although they are not; "" for none."""
        if not self.lost:
            return ""
        shown = ", ".join(self.lost[:5])
        return (
            f"{len(self.lost)} Zellen der Arbeitsmappe enthalten Fehler oder Formeln ohne gespeichertes Ergebnis"
            f" ({shown}) und gelten als leer"
        )

    @property
    def width(self) -> int:
        """Number of columns of the widest row."""
        return max((len(row) for _, row in self.rows), default=0)


def open_grid(  # noqa: PLR0913 - what a person may change
    data: bytes, *, sheet: str = "", separator: str = "", encoding: str = "", decimal: str = ","
) -> Grid:
    """Read the table; what is not given is found out. Raises Unreadable.

    decimal: the sign with which number cells of workbooks are printed.
    """
    kind = kind_of_workbook(data)
    if kind:
        return _sheet_grid(data, kind, sheet, decimal)
    source = _source(data, encoding)
    separator = separator or find_separator(source)
    rows = list(_records(source, separator))
    if all(len(row) < _LEAST_COLUMNS for _, row in rows):
        raise Unreadable(_NO_TABLE)
    return Grid("csv", rows, separator=separator, encoding=_plain(source.encoding))


def find_separator(source: Source) -> str:
    """Return the separator with which most lines have the same number (two or more) of fields."""
    lines = list(islice((line for line in source.lines() if line.strip()), _LOOKED_AT))
    best, chosen = 0, ""
    for separator in SEPARATORS:
        try:
            counts = Counter(len(fields) for fields in csv.reader(lines, delimiter=separator))
        except csv.Error:
            continue
        score = max((count for width, count in counts.items() if width >= _LEAST_COLUMNS), default=0)
        if score > best:
            best, chosen = score, separator
    if not chosen:
        raise Unreadable(_NO_TABLE)
    return chosen


def _sheet_grid(data: bytes, kind: str, sheet: str, decimal: str) -> Grid:
    book = Workbook(data, kind)
    if sheet:
        rows = book.rows(sheet, decimal)
    else:
        sheet, rows = _fullest(book, decimal)
    return Grid(kind, rows, sheet=sheet, sheets=book.sheets, hidden_sheets=book.hidden, lost=book.lost)


def _fullest(book: Workbook, decimal: str) -> tuple[str, list[Row]]:
    """Return the sheet that looks most like a table: most rows with two cells or more; the last of equals."""
    best, chosen, kept = -1, book.sheets[0], list[Row]()
    for name in book.sheets:
        rows = book.rows(name, decimal)
        score = sum(sum(map(bool, row)) >= _LEAST_COLUMNS for _, row in rows)
        if score > best:
            best, chosen, kept = score, name, rows
    return chosen, kept


def _source(data: bytes, encoding: str) -> Source:
    if not encoding or encoding not in ENCODINGS:
        return open_source(data)
    found = open_source(data)
    if _plain(found.encoding) == encoding:
        return found
    try:
        data.decode(encoding)
    except UnicodeError:
        raise Unreadable(_NO_ENCODING) from None
    return Source(data, encoding)


def _plain(encoding: str) -> str:
    return "utf-8" if encoding == "utf-8-sig" else encoding


def _records(source: Source, separator: str) -> Iterator[Row]:
    reader = csv.reader(source.lines(), delimiter=separator)
    begins = 1
    try:
        for fields in reader:
            if len(fields) > limits.MAX_COLUMNS:
                raise Unreadable(limits.TOO_MANY_COLUMNS)
            if any(text.strip() for text in fields) and not (begins == 1 and fields[0].startswith("sep=")):
                yield begins, [text.strip() for text in fields]
            begins = reader.line_num + 1
    except csv.Error:
        message = f"Ab Zeile {begins} ist ein Feld nicht lesbar. Bitte prüfen Sie die Anführungszeichen."
        raise Unreadable(message) from None

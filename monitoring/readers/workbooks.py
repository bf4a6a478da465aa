"""Workbooks (xlsx, xls, ods): names of the visible sheets, and one sheet as rows of text.

Only for the limited child process: the sheet is measured before it is unpacked, but parsing is another's code.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from monitoring.readers import limits
from monitoring.readers.cells import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Row = tuple[int, list[str]]

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_OLD_WORKBOOK = ("Workbook".encode("utf-16-le"), "Book\0".encode("utf-16-le"))
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_LOST = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"(?:[^>]* t="e"[^>]*>|[^>]*><f[^>]*>[^<]*</f>(?:<v ?/>|<v></v>)?</c>)'
)
_PANIC = "PanicException"  # of pyo3, which gives it no importable name
_MAX_LOST = 1000
_OVERLAP = 400
_MAX_SHEET_CELLS = 4_000_000
_MAX_SHEET_COLUMNS = limits.MAX_COLUMNS
_CHUNK = 1024 * 1024
_MAX_SHEETS = 60
_WITHOUT = "Bitte speichern Sie sie als XLSX-, ODS- oder CSV-Datei ohne Kennwort und ohne Makros."
_BROKEN = "Die Arbeitsmappe ist beschädigt oder leer. Bitte speichern Sie sie neu."
_TOO_WIDE = (
    "Die Arbeitsmappe hat Zellen weit außerhalb jeder üblichen Tabelle und wird nicht geöffnet."
    " Bitte kopieren Sie die Werte in eine neue Mappe."
)


def kind_of_workbook(data: bytes) -> str:
    """Return "xlsx", "ods" or "xls"; "" for whatever is none, or none that may be opened."""
    if data.startswith(_OLD_OFFICE):
        return "xls" if any(name in data for name in (*_OLD_WORKBOOK, _ENCRYPTED)) else ""
    if not data.startswith(b"PK"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                macros = any("vbaproject" in name.lower() for name in names)
                return "" if macros else "xlsx"
            if "mimetype" in names and "content.xml" in names:
                return "ods" if archive.read("mimetype")[:100].strip() == _ODS else ""
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):
        return ""
    return ""


class Workbook:
    """An opened workbook; raises Unreadable for what may not or cannot be opened.

    lost: names of cells (of whatever sheet) that hold a formula without a result, or an error: they read as empty.
    """

    def __init__(self, data: bytes, kind: str) -> None:
        """Measure the file, then open it."""
        if kind == "xls" and (_ENCRYPTED in data or _OLD_MACROS in data):
            message = (
                f"Die Arbeitsmappe ist verschlüsselt oder enthält Makros und wird nicht geöffnet. {_WITHOUT}"
            )
            raise Unreadable(message)
        self.lost = [] if kind == "xls" else _measure(data)
        with _broken_where_it_fails():
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            shown = [s.name for s in self._book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
        self.sheets: list[str] = shown[:_MAX_SHEETS]
        self.hidden = len(self._book.sheets_metadata) - len(shown)
        if not self.sheets:
            raise Unreadable(_BROKEN)

    def rows(self, sheet: str, decimal: str) -> list[Row]:
        """Return (1-based row number, cells as text) of the rows that hold anything; labels of merged
        heads are repeated in every cell of the merged range. `decimal`: sign printed in number cells.
        """
        if sheet not in self.sheets:
            message = f"Das Tabellenblatt „{sheet}“ gibt es in dieser Arbeitsmappe nicht."
            raise Unreadable(message)
        with _broken_where_it_fails():
            page = self._book.get_sheet_by_name(sheet)
            raw = page.to_python(skip_empty_area=False)
            merged = page.merged_cell_ranges or []
        if page.width > _MAX_SHEET_COLUMNS:
            raise Unreadable(limits.TOO_MANY_COLUMNS)
        rows = [[as_text(value, decimal) for value in row] for row in raw]
        _repeat_merged(rows, merged)
        return [(number, row) for number, row in enumerate(rows, 1) if any(row)]


@contextmanager
def _broken_where_it_fails() -> Iterator[None]:
    """Refuse whatever the library raises: it names its errors by format, and a panic of it is no Exception."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == _PANIC:
            raise Unreadable(_BROKEN) from None
        raise


def as_text(value: Any, decimal: str) -> str:
    """Return a cell as it would be printed: numbers with all their digits, days as 31.12.2018."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub(" ", value).strip()
    if isinstance(value, bool):
        return "WAHR" if value else "FALSCH"
    if isinstance(value, int | float):
        return _number(value, decimal)
    return _moment(value)


def _moment(value: date | time | timedelta | None) -> str:
    if isinstance(value, datetime) and value.time() != time():
        return f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return "" if value is None else str(value)


def _number(value: float, decimal: str) -> str:
    number = Decimal(f"{value:.15g}")  # spreadsheets keep 15 digits; the rest is binary noise
    if not number.is_finite():
        return str(value)
    if number == number.to_integral_value():
        return f"{number.to_integral_value():f}"
    return f"{number:f}".replace(".", decimal)


def _repeat_merged(rows: list[list[str]], merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Repeat the text of a merged head sideways; downwards it stays once, so that no value is doubled."""
    for (top, left), (_bottom, right) in merged:
        if top < len(rows) and left < len(rows[top]) and not _is_number(rows[top][left]):
            for column in range(left + 1, min(right + 1, len(rows[top]))):
                rows[top][column] = rows[top][left]


def _is_number(text: str) -> bool:
    return bool(text) and not text.strip("0123456789.,- ")


def _measure(data: bytes) -> list[str]:
    """Return the cells without a result. Refuse by the directory of the archive, then by the far corner of each sheet, before parsing."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        unpacked = sum(member.file_size for member in members)
        if unpacked > limits.MAX_FILE_BYTES or unpacked > limits.MAX_ZIP_RATIO * max(len(data), 1):
            raise Unreadable(_TOO_WIDE)
        sheets = [member for member in members if _SHEET.fullmatch(member.filename)]
        return [name for member in sheets for name in _measure_sheet(archive, member)][:_MAX_LOST]


def _measure_sheet(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> list[str]:
    width = height = 0
    lost: dict[str, None] = {}
    try:
        with archive.open(member) as stream:
            rest = b""
            while chunk := stream.read(_CHUNK):
                text = rest + chunk
                found = _REFERENCE.findall(text)
                width = max([width, *{_column(letters) for letters, _ in set(found)}])
                height = max([height, *(int(row) for _, row in found)])
                lost |= dict.fromkeys(name.decode() for name in _LOST.findall(text)[:_MAX_LOST])
                rest = text[-_OVERLAP:]
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):
        raise Unreadable(_BROKEN) from None
    if width > _MAX_SHEET_COLUMNS or width * height > _MAX_SHEET_CELLS:
        raise Unreadable(_TOO_WIDE)
    return list(lost)


def _column(letters: Sequence[int]) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place

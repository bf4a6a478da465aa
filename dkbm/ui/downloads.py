"""Downloads that cannot turn into formulas: CSV and XLSX from the same columns and rows as the table.

Columns are (key, label, kind), rows dicts as in `dkbm.ui.figures`. Numbers stay numbers, also negative ones;
texts never start a formula; control characters are dropped, because workbooks refuse them.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from dkbm.ui.figures import Column, in_berlin, raw

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Columns = Iterable[Sequence[str]]
Rows = Iterable[Mapping[str, Any]]

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_BLANKS = " \N{NO-BREAK SPACE}"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_NOT_IN_SHEET_TITLES = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_FILE_NAMES = re.compile(r"[^0-9A-Za-zÄÖÜäöüß_.()-]+")
_EXACT_IN_WORKBOOKS = 10**15
_WIDTHS = (10, 60)
_TEXT_WIDTH = 22
LONGEST_EXTENSION = 5


def csv_response_rows(columns: Columns, rows: Rows) -> bytes:
    """Return the CSV as German spreadsheets open it: UTF-8 with BOM, ';', CRLF, decimal comma."""
    wanted = [Column(*column) for column in columns]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_text(column.label) for column in wanted])
    writer.writerows([_csv_value(raw(row.get(column.key))) for column in wanted] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_rows(
    columns: Columns, rows: Rows, *, title: str = "Daten", notes: Iterable[tuple[str, str]] = ()
) -> bytes:
    """Return a workbook: heading row frozen, numbers as numbers, texts never as formulas.

    notes: label and value of what is said about the rows; they get a second sheet, „Angaben“.
    """
    wanted = [Column(*column) for column in columns]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"
    for place, column in enumerate(wanted, start=1):
        width = min(max(len(column.label) + 2, _WIDTHS[0]), _WIDTHS[1])
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_heading(sheet, column.label) for column in wanted])
    for row in rows:
        sheet.append([_xlsx_cell(sheet, raw(row.get(column.key))) for column in wanted])
    said = list(notes)
    if said:
        about = book.create_sheet("Angaben")
        for pair in said:
            about.append([_text_cell(about, text) for text in pair])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def text_workbook(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str]]]]) -> bytes:
    """Return sheets of (title, headings, rows) in which every cell is text: nothing becomes a date or a formula."""
    book = Workbook(write_only=True)
    for title, headings, rows in sheets:
        sheet = book.create_sheet(_sheet_title(title))
        sheet.freeze_panes = "A2"
        for place in range(1, len(headings) + 1):
            sheet.column_dimensions[get_column_letter(place)].width = _TEXT_WIDTH
        sheet.append([_heading(sheet, label) for label in headings])
        for row in rows:
            sheet.append([_plain_text(sheet, text) for text in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def csv_response(columns: Columns, rows: Rows, *, name: str) -> HttpResponse:
    """Return the CSV as a download; `name` without extension."""
    return attachment(csv_response_rows(columns, rows), name=f"{name}.csv", content_type=CSV_TYPE)


def xlsx_response(columns: Columns, rows: Rows, *, name: str, title: str = "Daten") -> HttpResponse:
    """Return the workbook as a download; `name` without extension."""
    return attachment(xlsx_rows(columns, rows, title=title), name=f"{name}.xlsx", content_type=XLSX_TYPE)


def attachment(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """Return bytes as a download with a file name after RFC 6266, umlauts kept."""
    header = content_disposition_header(as_attachment=True, filename=file_name(name))
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": header})


def file_name(text: str) -> str:
    """Return a file name that every system takes: letters, digits, '_', '-', '.', '()'; at most 120 signs."""
    composed = unicodedata.normalize("NFC", text)
    stem, dot, extension = composed.rpartition(".")
    if not dot or len(extension) > LONGEST_EXTENSION:
        stem, extension = composed, ""
    stem = _NOT_IN_FILE_NAMES.sub("_", stem).strip("._-")[:110] or "download"
    extension = re.sub(r"[^0-9A-Za-z]", "", extension)
    return f"{stem}.{extension}" if extension else stem


def safe_text(text: str) -> str:
    """Return the text without control characters, after an apostrophe where it could start a formula."""
    clean = without_control(text)
    start = clean.lstrip(_BLANKS)[:1]
    return f"'{clean}" if start in _DANGEROUS and start else clean


def without_control(text: str) -> str:
    """Return the text without control characters, lone surrogates and code points XML forbids."""
    return _CONTROL.sub("", text)


def _csv_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, (int, float, Decimal)):
        return _csv_number(Decimal(str(value)))
    if isinstance(value, datetime):
        return in_berlin(value).strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return safe_text(str(value))


def _csv_number(value: Decimal) -> str:
    return format(value, "f").replace(".", ",") if value.is_finite() else ""


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return in_berlin(value) if isinstance(value, datetime) else value
    if isinstance(value, bool):
        return _text_cell(sheet, "ja" if value else "nein")
    if isinstance(value, (int, float, Decimal)):
        return _xlsx_number(sheet, Decimal(str(value)))
    return _text_cell(sheet, str(value))


def _xlsx_number(sheet: Any, value: Decimal) -> Any:
    if not value.is_finite():
        return None
    if abs(value) >= _EXACT_IN_WORKBOOKS:
        return _text_cell(sheet, _csv_number(value))
    return int(value) if value == value.to_integral_value() else float(value)


def _text_cell(sheet: Any, text: str) -> WriteOnlyCell:
    """Return a cell of type text, whatever it looks like; editing it in the spreadsheet keeps it text."""
    lines = without_control(text).replace("\r\n", "\n").replace("\r", "\n")
    cell = WriteOnlyCell(sheet, value=lines)
    cell.data_type = "s"
    if text.lstrip(_BLANKS).startswith(_DANGEROUS):
        cell.quotePrefix = True
    return cell


def _plain_text(sheet: Any, text: str) -> WriteOnlyCell:
    """Return a cell that stays text when people edit it."""
    cell = _text_cell(sheet, text)
    cell.number_format = "@"
    cell.quotePrefix = True
    return cell


def _heading(sheet: Any, label: str) -> WriteOnlyCell:
    cell = _text_cell(sheet, label)
    cell.font = Font(bold=True)
    return cell


def _sheet_title(title: str) -> str:
    return _NOT_IN_SHEET_TITLES.sub(" ", without_control(title)).strip(" '")[:31] or "Daten"

"""The sheet as a workbook: one row a cell, with hidden keys, so that it can be uploaded again."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from dkbm.ui.downloads import without_control
from monitoring.services.own_findings import Place, Sheet, in_time

HEADS = ("Gebiet (Schlüssel)", "Reihe", "Stand", "Zeit (Schlüssel)")
SHOWN_HEADS = ("Merkmal", "Gliederung", "Gebiet", "Zeit", "Einheit", "Wert")
HIDDEN = "ABCD"
WIDTHS = {"E": 44, "F": 22, "G": 26, "H": 22, "I": 14, "J": 16}
LINE_SIGN = "R"


def workbook_of(sheet: Sheet) -> bytes:
    """All cells of the sheet. Locked periods are in it too; changes there are refused at upload."""
    book = Workbook(write_only=True)
    page = book.create_sheet("Datenblatt")
    page.freeze_panes = "A2"
    for letter in HIDDEN:
        page.column_dimensions[letter].hidden = True
    for letter, width in WIDTHS.items():
        page.column_dimensions[letter].width = width
    page.append([_text(page, head, bold=True) for head in (*HEADS, *SHOWN_HEADS)])
    for period in in_time(sheet.periods.values()):
        for region in sheet.regions.values():
            for line in sheet.lines.values():
                standing = sheet.standing(Place(line.pk, region.pk, period.pk))
                keys = (region.ags, f"{LINE_SIGN}{line.pk}", standing.token.replace(".", "-"), period.period)
                shown = (line.measure, line.member or "insgesamt", region.full_name, period.label, line.unit)
                page.append([*(_text(page, text) for text in (*keys, *shown)), _value(page, standing)])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _text(page: Any, text: str, *, bold: bool = False) -> WriteOnlyCell:
    """Text that never becomes a formula or a number."""
    cell = WriteOnlyCell(page, value=without_control(text))
    cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _value(page: Any, standing: Any) -> Any:
    if standing.sign:
        return _text(page, standing.sign)
    if standing.value is None:
        return None
    value = standing.value
    return int(value) if value == value.to_integral_value() else float(value)

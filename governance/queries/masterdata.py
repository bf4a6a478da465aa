"""Master data of a municipality as texts for a workbook: what it holds itself, nothing shared or public."""

from __future__ import annotations

from datetime import date
from typing import Any

from dkbm.models import Municipality
from governance.models.base import check_period_key, moment_label
from governance.sheets import SHEETS, Sheet

Rows = list[list[str]]


def sheets_of(
    municipality: Municipality, only: dict[type, list[int]] | None = None
) -> list[tuple[str, list[str], Rows]]:
    """[(title, headings, rows of text)]; `only` narrows to some records of some kinds, other kinds are left out."""
    chosen = [sheet for sheet in SHEETS if only is None or sheet.model in only]
    return [
        (str(sheet.title), [column.label for column in sheet.columns], _rows(sheet, municipality, only))
        for sheet in chosen
    ]


def _rows(sheet: Sheet, municipality: Municipality, only: dict[type, list[int]] | None) -> Rows:
    rows = sheet.model.objects.filter(**{sheet.model.tenant_path: municipality})
    if only is not None:
        rows = rows.filter(pk__in=only[sheet.model])
    links = [name for name in sheet.names if sheet.model._meta.get_field(name).is_relation]
    rows = rows.select_related(*links) if links else rows
    return [[text_of(row, name) for name in sheet.names] for row in rows.order_by("pk")]


def text_of(row: Any, name: str) -> str:
    """The value of a field as it is written in a sheet; the importer reads it back."""
    field = row._meta.get_field(name)
    value = getattr(row, name)
    if value is None or value == "":
        return ""
    if name == "components":
        return "; ".join(row.component_labels)
    if field.choices:
        return str(getattr(row, f"get_{name}_display")())
    return moment_label(value) if check_period_key in field.validators else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(getattr(value, "name", value))

"""The Schnellstart as a workbook: one sheet a section with the columns of the page, out and in again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from dkbm import registries
from dkbm.ui.downloads import text_workbook
from projects.quickstart_page import KEY_LABEL, Part, columns_of, texts_of
from projects.quickstart_rows import SECTIONS, Section

MOST_BYTES = 2_000_000


class NotReadable(ValueError):
    """The file is no Schnellstart; the message says in German what is expected."""


def workbook(parts: Sequence[Part]) -> bytes:
    """All sections as one workbook; every cell is text, so that nothing is turned into a date or a formula."""
    return text_workbook([_sheet(part) for part in parts])


def _sheet(part: Part) -> tuple[str, list[str], list[list[str]]]:
    columns = columns_of(part.section)
    rows = [[row.get(column.key, "") for column in columns] for row in texts_of(part)]
    return str(part.section.title), [column.label for column in columns], rows


def read(upload: Any) -> dict[str, list[dict[str, str]]]:
    """Rows by section from an uploaded workbook, or a CSV with the headings of one section. Raises NotReadable."""
    if upload is None:
        raise NotReadable(_("Bitte wählen Sie eine Datei."))
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise NotReadable(_("Die Datei ist zu groß. Ein Schnellstart hat höchstens 60 Zeilen je Blatt."))
    try:
        (reader,) = registries.sheet_readers
        sheets = reader(content, upload.name)
    except ValueError as fault:
        raise NotReadable(str(fault)) from fault
    found: dict[str, list[dict[str, str]]] = {}
    for _name, rows in sheets:
        section, columns = _recognised(rows)
        if section is not None:
            found[section.slug] = _rows(rows[1:], columns)
    if not found:
        raise NotReadable(
            _(
                "Kein Blatt hat die Überschriften des Schnellstarts. Laden Sie die Vorlage herunter und füllen Sie sie aus."
            )
        )
    return found


def _recognised(rows: list[tuple[int, list[str]]]) -> tuple[Section | None, dict[int, str]]:
    """The section whose required headings stand in the first row, and which column is which field."""
    if not rows:
        return None, {}
    headings = {" ".join(text.casefold().split()): place for place, text in enumerate(rows[0][1]) if text}
    best: tuple[int, Section | None, dict[int, str]] = (0, None, {})
    for section in SECTIONS:
        places = {
            headings[label]: column.key
            for column in columns_of(section)
            if (label := column.label.casefold()) in headings
        }
        needed = {name for name, field in section.form().fields.items() if field.required}
        score = len(places) - (KEY_LABEL.casefold() in headings)
        if needed <= set(places.values()) and score > best[0]:
            best = (score, section, places)
    return best[1], best[2]


def _rows(rows: list[tuple[int, list[str]]], columns: dict[int, str]) -> list[dict[str, str]]:
    return [
        {name: row[place] if place < len(row) else "" for place, name in columns.items()}
        for _number, row in rows
    ]

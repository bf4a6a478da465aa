"""A report as files: a document to edit, pictures with their data. All from the content of the edition."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from dkbm.ui.docx import Picture, WordDocument
from dkbm.ui.docx.writer import packed
from dkbm.ui.downloads import csv_response_rows, file_name, xlsx_rows
from dkbm.ui.drawings import png_of, size_of
from dkbm.ui.figures import table_cells
from monitoring.report_page import Chapter, ReportPage

Step = Callable[[], None]
LONG = [
    ("code", "Kennzahl", "text"),
    ("name", "Name", "text"),
    ("region", "Gebiet", "text"),
    ("period", "Zeit", "text"),
    ("value", "Wert", "number"),
    ("unit", "Einheit", "text"),
    ("note", "Hinweis", "text"),
    ("source", "Quelle", "text"),
    ("stand", "Stand", "text"),
]


def no_step() -> None:
    """Tell nobody how far the work is."""


def docx_of(page: ReportPage, step: Step = no_step) -> bytes:
    """The report for a word processor; `step` is called after every chapter."""
    said = page.content
    document = WordDocument(
        title=page.title, author=said["publisher"], made_on=date.fromisoformat(said["made_on"])
    )
    document.title(page.title, said["publisher"])
    document.paragraph(f"{said['municipality']}. Zahlen vom {page.made_on}.")
    document.contents()
    if page.introduction:
        document.heading(1, "Einleitung")
        for text in page.introduction:
            document.paragraph(text)
    if said["peers"]:
        document.paragraph(
            "Zum Vergleich steht in den Bildern eine Gruppe, ohne Namen und ohne Rangfolge: "
            f"{said['peers']['reason']}."
        )
    for theme in page.themes:
        document.heading(1, f"{theme.letter} {theme.name}")
        for chapter in theme.chapters:
            _chapter(document, chapter)
            step()
    return document.content()


def _chapter(document: WordDocument, chapter: Chapter) -> None:
    document.heading(2, chapter.content["name"])
    document.paragraph(chapter.content["lead"])
    for text in chapter.paragraphs:
        document.paragraph(text)
    svg = str(chapter.paper.svg)
    if svg:
        document.caption("Abbildung", chapter.long_caption)
        width, height = size_of(svg)
        document.picture(Picture(png_of(svg), chapter.paper_svg, width, height, chapter.alt))
    columns, rows = chapter.figure.columns, chapter.figure.rows
    if rows:
        document.caption("Tabelle", chapter.caption)
        document.table(
            [label for _key, label, _kind in columns],
            [[cell.text for cell in table_cells(columns, row)] for row in rows],
            right=[place for place, column in enumerate(columns) if column[2] == "number"],
        )
    if chapter.content["notes"]:
        document.heading(3, "Was Sie wissen sollten")
        document.bullets(chapter.content["notes"])
    document.paragraph(chapter.source_line, "Source")


def zip_of(page: ReportPage) -> bytes:
    """Every picture as SVG and its table as CSV, all values in one workbook, and who says so."""
    files: dict[str, bytes] = {"LIESMICH.txt": _about(page).encode()}
    for chapter in page.chapters:
        stem = file_name(f"{chapter.number:02d}-{chapter.content['code']}")
        if chapter.paper_svg:
            files[f"bilder/{stem}.svg"] = chapter.paper_svg.encode()
        if chapter.figure.rows:
            files[f"daten/{stem}.csv"] = csv_response_rows(chapter.figure.columns, chapter.figure.rows)
    files["daten/alle-werte.csv"] = csv_response_rows(LONG, long_rows(page))
    files["daten/alle-werte.xlsx"] = xlsx_rows(LONG, long_rows(page), title="Werte")
    return packed(files)


def long_rows(page: ReportPage) -> list[dict[str, Any]]:
    """A row per value of every chapter, the reason where there is none."""
    return [
        {
            "code": chapter.content["code"],
            "name": chapter.content["name"],
            "region": line.name,
            "period": label,
            "value": value,
            "unit": chapter.content["unit"],
            "note": note,
            "source": chapter.content["source"],
            "stand": chapter.content["stand"],
        }
        for chapter in page.chapters
        for line, label, value, note in chapter.values
    ]


def _about(page: ReportPage) -> str:
    said = page.content
    sources = dict.fromkeys(chapter.source_line for chapter in page.chapters)
    lines = [page.title, said["publisher"], f"Zahlen vom {page.made_on}", "", *sources, ""]
    return "\r\n".join(lines)

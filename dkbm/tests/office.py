"""Opens a document in a word processor: what stands in the file, and what LibreOffice shows of it."""

from __future__ import annotations

import io
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from xml.etree import ElementTree as ET

import pytest

from dkbm.ui.docx.parts import W

WORD = {"w": W, "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"}
SPACES = ("office", "style", "text", "table", "svg-compatible")
ODF = {name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in SPACES}
SECONDS = 120


@dataclass(frozen=True)
class Document:
    """headings: level and words. tables: how many rows of each are repeated as its head, and all of its cells.

    Blanks do not count: the one writes them as characters, the other as elements.
    """

    headings: list[tuple[int, str]]
    captions: list[str]
    tables: list[tuple[int, list[list[str]]]]
    alternatives: list[str]


def written(content: bytes) -> Document:
    """What stands in a DOCX file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = ET.fromstring(archive.read("word/document.xml"))
    key = f"{{{W}}}val"
    styled = [
        (style.get(key, ""), _words(paragraph, f"{{{W}}}t"))
        for paragraph in body.iterfind(".//w:p", WORD)
        if (style := paragraph.find("w:pPr/w:pStyle", WORD)) is not None
    ]
    tables = []
    for table in body.iterfind(".//w:tbl", WORD):
        rows = table.findall("w:tr", WORD)
        heads = sum(row.find("w:trPr/w:tblHeader", WORD) is not None for row in rows)
        cells = [[_words(cell, f"{{{W}}}t") for cell in row.findall("w:tc", WORD)] for row in rows]
        tables.append((heads, cells))
    return Document(
        [(int(style[-1]), words) for style, words in styled if style.startswith("Heading")],
        [words for style, words in styled if style == "Caption"],
        tables,
        ["".join(one.get("descr", "").split()) for one in body.iterfind(".//wp:docPr", WORD)],
    )


def opened(content: bytes, folder: Path) -> Document:
    """What LibreOffice has of the DOCX file after opening it, told in its own format; a skip where it is not."""
    office = which("soffice")
    if office is None:
        pytest.skip("soffice is missing (Debian package: libreoffice-writer-nogui)")
    (folder / "dokument.docx").write_bytes(content)
    own = f"-env:UserInstallation={(folder / 'einstellungen').as_uri()}"
    command = [
        office,
        own,
        "--headless",
        "--convert-to",
        "fodt",
        "--outdir",
        folder,
        folder / "dokument.docx",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    root = ET.parse(folder / "dokument.fodt").getroot()
    parents = {
        style.get(f"{{{ODF['style']}}}name"): style.get(f"{{{ODF['style']}}}parent-style-name")
        for style in root.iterfind(".//style:style", ODF)
    }
    name, level = f"{{{ODF['text']}}}style-name", f"{{{ODF['text']}}}outline-level"
    body = root.find("office:body", ODF)
    tables = []
    for table in body.iterfind(".//table:table", ODF):
        rows = table.findall(".//table:table-row", ODF)
        heads = len(table.findall(".//table:table-header-rows/table:table-row", ODF))
        tables.append(
            (heads, [[_words(cell) for cell in row.findall("table:table-cell", ODF)] for row in rows])
        )
    return Document(
        [(int(one.get(level, "0")), _words(one)) for one in body.iterfind(".//text:h", ODF)],
        [
            _words(one)
            for one in body.iterfind(".//text:p", ODF)
            if "caption" in (one.get(name), parents.get(one.get(name)))
        ],
        tables,
        ["".join((one.text or "").split()) for one in body.iterfind(".//svg-compatible:desc", ODF)],
    )


def _words(element: ET.Element, only: str | None = None) -> str:
    """The characters of an element without blanks; only: of the elements of this name in it."""
    parts = (one.text or "" for one in element.iter(only)) if only else element.itertext()
    return "".join("".join(parts).split())

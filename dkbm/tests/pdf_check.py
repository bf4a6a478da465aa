"""What a machine can check of PDF/UA-1 (ISO 14289-1): `faults(content)` names each rule that a PDF breaks.

Not a full validator: whether an alternative text is a good one, or the order of reading makes sense, is looked at by
people. What is checked is what readers of screens stumble over first: marks, language, title, headings in order,
texts for pictures, heads of tables, order of tabs, links that say where they lead, fonts that can be read out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from pypdf import PdfReader
from pypdf.generic import BooleanObject, ContentStream, DictionaryObject

HEADING = re.compile(r"/H([1-6])$")
STANDARD = {
    f"/{name}"
    for name in [
        "Document",
        "Part",
        "Art",
        "Sect",
        "Div",
        "BlockQuote",
        "Caption",
        "TOC",
        "TOCI",
        "Index",
        "NonStruct",
        "Private",
        "P",
        "H",
        "H1",
        "H2",
        "H3",
        "H4",
        "H5",
        "H6",
        "L",
        "LI",
        "Lbl",
        "LBody",
        "Table",
        "TR",
        "TH",
        "TD",
        "THead",
        "TBody",
        "TFoot",
        "Span",
        "Quote",
        "Note",
        "Reference",
        "BibEntry",
        "Code",
        "Link",
        "Annot",
        "Ruby",
        "RB",
        "RT",
        "RP",
        "Warichu",
        "WT",
        "WP",
        "Figure",
        "Formula",
        "Form",
    ]
}
SHOWS_TEXT = {b"Tj", b"TJ", b"'", b'"'}


class Element(NamedTuple):
    """A part of the structure with its own type and what stands in it."""

    kind: str
    node: Any
    children: tuple[Element, ...]  # noqa: F821

    def within(self) -> Iterator[Element]:
        """It and all below it, in the order of reading."""
        yield self
        for child in self.children:
            yield from child.within()


def faults(content: bytes) -> list[str]:
    """What is broken, in words; [] for a PDF that passes."""
    reader = PdfReader(io.BytesIO(content))
    return [fault for rule in RULES for fault in rule(reader)]


def structure(reader: PdfReader) -> list[Element]:
    """All parts of the structure in the order of reading."""
    root = reader.trailer["/Root"].get("/StructTreeRoot")
    if root is None:
        return []
    return [part for top in _children(root.get_object()) for part in top.within()]


def _children(node: Any) -> tuple[Element, ...]:
    below = node.get("/K", [])
    below = below.get_object() if hasattr(below, "get_object") else below
    found = []
    for child in below if isinstance(below, list) else [below]:
        entry = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(entry, dict) and "/S" in entry:
            found.append(Element(str(entry["/S"]), entry, _children(entry)))
    return tuple(found)


def outline_of(reader: PdfReader) -> list[int]:
    """The levels of the headings in the order of reading."""
    return [int(match[1]) for part in structure(reader) if (match := HEADING.match(part.kind))]


def marks(reader: PdfReader) -> Iterator[str]:
    """The file says that it is tagged, and has a structure."""
    root = reader.trailer["/Root"]
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "MarkInfo: not marked as tagged"
    if not structure(reader):
        yield "StructTreeRoot: no structure"


def names_itself(reader: PdfReader) -> Iterator[str]:
    """The metadata names the standard."""
    entry = reader.trailer["/Root"].get("/Metadata")
    text = entry.get_object().get_data().decode("utf-8", "replace") if entry else ""
    if not re.search(r"pdfuaid:part(=\"1\"|>1<)", text):
        yield "Metadata: does not call itself PDF/UA-1"


def language(reader: PdfReader) -> Iterator[str]:
    """German, for the voice that reads it out."""
    if not str(reader.trailer["/Root"].get("/Lang", "")).startswith("de"):
        yield "Lang: the document has no German as its language"


def title(reader: PdfReader) -> Iterator[str]:
    """A title, shown instead of the name of the file."""
    if not (reader.metadata and (reader.metadata.title or "").strip()):
        yield "Title: there is none"
    preferences = reader.trailer["/Root"].get("/ViewerPreferences", DictionaryObject()).get_object()
    if preferences.get("/DisplayDocTitle", BooleanObject(False)) != BooleanObject(True):
        yield "DisplayDocTitle: windows show the name of the file"


def roles(reader: PdfReader) -> Iterator[str]:
    """Only kinds of parts that programs know, or that are mapped to one."""
    root = reader.trailer["/Root"].get("/StructTreeRoot")
    mapped = set(root.get_object().get("/RoleMap", {})) if root else set()
    for kind in sorted({part.kind for part in structure(reader)} - STANDARD - mapped):
        yield f"RoleMap: {kind} is no known kind of part"


def headings(reader: PdfReader) -> Iterator[str]:
    """The first heading is of the first level, and none skips a level."""
    levels = outline_of(reader)
    if not levels:
        yield "Headings: there is none"
    elif levels[0] != 1:
        yield f"Headings: the first one is of level {levels[0]}"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"Headings: level {after} follows level {before}"


def pictures(reader: PdfReader) -> Iterator[str]:
    """Every picture has words."""
    for number, part in enumerate((p for p in structure(reader) if p.kind == "/Figure"), start=1):
        if not str(part.node.get("/Alt", part.node.get("/ActualText", ""))).strip():
            yield f"Figure {number}: no alternative text"


def tables(reader: PdfReader) -> Iterator[str]:
    """Every table has heads that say what they are the head of, and as many cells in each row."""
    for number, table in enumerate((p for p in structure(reader) if p.kind == "/Table"), start=1):
        heads = [part for part in table.within() if part.kind == "/TH"]
        if not heads:
            yield f"Table {number}: no head"
        scoped = all("/Scope" in _attributes(head.node) for head in heads)
        known = {str(head.node.get("/ID")) for head in heads}
        cells = [part for part in table.within() if part.kind == "/TD"]
        if not scoped and not all(
            known & set(map(str, _attributes(c.node).get("/Headers", ()))) for c in cells
        ):
            yield f"Table {number}: a cell without its heads"
        widths = {_width(row) for row in table.within() if row.kind == "/TR"}
        if len(widths) > 1:
            yield f"Table {number}: rows of {sorted(widths)} cells"


def _attributes(node: Any) -> dict[str, Any]:
    held = node.get("/A", {})
    held = held.get_object() if hasattr(held, "get_object") else held
    found: dict[str, Any] = {}
    for entry in held if isinstance(held, list) else [held]:
        found |= entry.get_object()
    return found


def _width(row: Element) -> int:
    cells = (cell for cell in row.children if cell.kind in ("/TH", "/TD"))
    return sum(int(_attributes(cell.node).get("/ColSpan", 1)) for cell in cells)


def tab_order(reader: PdfReader) -> Iterator[str]:
    """Tabs follow the structure on every page that has something to reach."""
    for number, page in enumerate(reader.pages, start=1):
        if page.get("/Annots") and page.get("/Tabs") != "/S":
            yield f"Page {number}: tabs do not follow the structure"


def links(reader: PdfReader) -> Iterator[str]:
    """Every link says where it leads and stands in the structure."""
    known = {id_of(child) for part in structure(reader) for child in _objects(part.node)}
    for number, page in enumerate(reader.pages, start=1):
        for reference in page.get("/Annots", []):
            link = reference.get_object()
            if link.get("/Subtype") != "/Link":
                continue
            if not str(link.get("/Contents", "")).strip():
                yield f"Page {number}: a link without words"
            if id_of(reference) not in known:
                yield f"Page {number}: a link outside the structure"


def id_of(reference: Any) -> int:
    """The number of an object in its file."""
    return getattr(reference, "idnum", id(reference))


def _objects(node: Any) -> Iterator[Any]:
    below = node.get("/K", [])
    below = below.get_object() if hasattr(below, "get_object") else below
    for child in below if isinstance(below, list) else [below]:
        entry = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(entry, dict) and entry.get("/Type") == "/OBJR":
            yield entry.raw_get("/Obj")


def texts(reader: PdfReader) -> Iterator[str]:
    """Every text belongs to a part of the structure, or is marked as decoration."""
    for number, page in enumerate(reader.pages, start=1):
        depth, loose = 0, 0
        contents = page.get_contents()
        for _operands, operator in ContentStream(contents, reader).operations if contents is not None else ():
            if operator in (b"BDC", b"BMC"):
                depth += 1
            elif operator == b"EMC":
                depth -= 1
            elif operator in SHOWS_TEXT and depth < 1:
                loose += 1
        if loose:
            yield f"Page {number}: {loose} texts outside the structure"


def fonts(reader: PdfReader) -> Iterator[str]:
    """Every font is in the file and says which letters its signs are."""
    for name, font in _fonts(reader).items():
        if "/ToUnicode" not in font:
            yield f"Font {name}: its signs cannot be read out"
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        held = inner.get("/FontDescriptor", {})
        held = held.get_object() if hasattr(held, "get_object") else held
        if font.get("/Subtype") != "/Type3" and not {"/FontFile", "/FontFile2", "/FontFile3"} & held.keys():
            yield f"Font {name}: not in the file"


def _fonts(reader: PdfReader) -> dict[str, Any]:
    found = {}
    for page in reader.pages:
        resources = page.get("/Resources")
        held = resources.get_object().get("/Font") if resources else None
        for name, reference in (held.get_object() if held else {}).items():
            found[str(name)] = reference.get_object()
    return found


RULES: tuple[Callable[[PdfReader], Iterator[str]], ...] = (
    marks, names_itself, language, title, roles, headings, pictures, tables, tab_order, links, texts, fonts,
)  # fmt: skip

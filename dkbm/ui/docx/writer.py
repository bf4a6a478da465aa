"""Writing a document: paragraphs, captions with real numbers, tables with header rows, pictures with their words.

The same calls give the same bytes: no clock, no random keys.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from dkbm.ui.docx import parts
from dkbm.ui.downloads import without_control

EMU_PER_CM = 360_000
TEXT_WIDTH_CM = 16.5
_NAMES = (
    f'xmlns:w="{parts.W}" xmlns:r="{parts.R}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main"'
)
_PAGE = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1247" w:bottom="1134" w:left="1304" w:header="567" w:footer="567" '
    'w:gutter="0"/></w:sectPr>'
)
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Picture:
    """A drawing: `png` for every program, `svg` for those that draw it sharp ('' for none), its size in pixels."""

    png: bytes
    svg: str
    width: int
    height: int
    alt: str


class WordDocument:
    """A document that grows from top to bottom; `content` gives its bytes."""

    def __init__(self, *, title: str, author: str, made_on: date) -> None:
        self._title, self._author, self._made_on = title, author, made_on
        self._body: list[str] = []
        self._media: dict[str, bytes] = {}
        self._relations: list[tuple[str, str, str]] = []
        self._numbers: dict[str, int] = {}
        self._marks = 0
        self._contents: int | None = None
        self._headings: list[tuple[int, str, str]] = []

    def title(self, text: str, subtitle: str = "") -> None:
        """The title of the document, and a line below it."""
        self._body.append(_paragraph(_run(text), "Title"))
        if subtitle:
            self._body.append(_paragraph(_run(subtitle), "Subtitle"))

    def contents(self) -> None:
        """The list of headings, here; a word processor fills in its pages when it is asked to update."""
        self._contents = len(self._body)

    def heading(self, level: int, text: str) -> None:
        """A heading, level 1 to 3."""
        self._marks += 1
        name = f"_Toc{self._marks:06d}"
        self._headings.append((level, text, name))
        mark = (
            f'<w:bookmarkStart w:id="{self._marks}" w:name="{name}"/>{_run(text)}'
            f'<w:bookmarkEnd w:id="{self._marks}"/>'
        )
        self._body.append(_paragraph(mark, f"Heading{level}"))

    def paragraph(self, text: str, style: str = "Normal") -> None:
        """A paragraph; style: „Normal“ or „Source“."""
        self._body.append(_paragraph(_run(text), style))

    def bullets(self, texts: Iterable[str]) -> None:
        """A list."""
        self._body += [_paragraph(_run(text), "ListBullet") for text in texts]

    def caption(self, label: str, text: str) -> None:
        """„Abbildung 3: …“, counted by a field, so that a list of figures can be made of it."""
        self._numbers[label] = self._numbers.get(label, 0) + 1
        number = _field(f" SEQ {label} \\* ARABIC ", str(self._numbers[label]))
        self._body.append(_paragraph(f"{_run(f'{label} ')}{number}{_run(f': {text}')}", "Caption"))

    def table(
        self, headings: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()
    ) -> None:
        """A table whose first row is repeated on every page; `right`: places of right-aligned columns."""
        aligned = set(right)
        width = round(TEXT_WIDTH_CM * 567 / max(len(headings), 1))
        grid = f'<w:gridCol w:w="{width}"/>' * len(headings)
        head = "".join(_cell(text, width, right=i in aligned, bold=True) for i, text in enumerate(headings))
        lines = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
        for row in rows:
            cells = "".join(_cell(text, width, right=i in aligned) for i, text in enumerate(row))
            lines.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
        self._body.append(
            '<w:tbl><w:tblPr><w:tblStyle w:val="PortalTable"/><w:tblW w:w="5000" w:type="pct"/>'
            '<w:tblLook w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
            f'w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(lines)}</w:tbl>'
        )
        # between a table and what follows there is always a paragraph
        self._body.append(_paragraph("", "TableText"))

    def picture(self, picture: Picture) -> None:
        """A drawing across the text, never larger than drawn."""
        number = len(self._media) + 1
        png = self._keep(f"bild{number}.png", picture.png)
        sharp = self._keep(f"bild{number}.svg", picture.svg.encode()) if picture.svg else ""
        wide = min(TEXT_WIDTH_CM, picture.width / 96 * 2.54)
        size = (round(wide * EMU_PER_CM), round(wide * EMU_PER_CM * picture.height / picture.width))
        self._body.append(
            _paragraph(_drawing(number, picture.alt, png, sharp, size), "Normal", keep_next=False)
        )

    def content(self) -> bytes:
        """The bytes of the file."""
        files = {
            "[Content_Types].xml": parts.CONTENT_TYPES.encode(),
            "_rels/.rels": parts.PACKAGE_RELATIONS.encode(),
            "docProps/core.xml": self._properties().encode(),
            "word/document.xml": self._document().encode(),
            "word/styles.xml": parts.STYLES.encode(),
            "word/settings.xml": parts.SETTINGS.encode(),
            "word/numbering.xml": parts.NUMBERING.encode(),
            "word/footer1.xml": parts.FOOTER.encode(),
            "word/_rels/document.xml.rels": parts.relations(self._relations).encode(),
            **{f"word/media/{name}": content for name, content in self._media.items()},
        }
        return packed(files)

    def _keep(self, name: str, content: bytes) -> str:
        self._media[name] = content
        key = f"rId{len(parts.FIXED_RELATIONS) + len(self._relations) + 1}"
        self._relations.append((key, "image", f"media/{name}"))
        return key

    def _document(self) -> str:
        body = list(self._body)
        if self._contents is not None:
            body[self._contents : self._contents] = [_list_of(self._headings)]
        return f"{parts.HEAD}<w:document {_NAMES}><w:body>{''.join(body)}{_PAGE}</w:body></w:document>"

    def _properties(self) -> str:
        moment = f"{self._made_on.isoformat()}T00:00:00Z"
        return (
            f"{parts.HEAD}<cp:coreProperties "
            'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<dc:title>{_safe(self._title)}</dc:title><dc:creator>{_safe(self._author)}</dc:creator>"
            f'<dc:language>de-DE</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
            "</cp:coreProperties>"
        )


def packed(files: dict[str, bytes]) -> bytes:
    """A zip of these files whose bytes depend on nothing else."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()


def _safe(text: str) -> str:
    return escape(without_control(text))


def _run(text: str, *, bold: bool = False) -> str:
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{weight}<w:t xml:space="preserve">{_safe(text)}</w:t></w:r>'


def _paragraph(inside: str, style: str, *, right: bool = False, keep_next: bool = False) -> str:
    more = ("<w:keepNext/>" if keep_next else "") + ('<w:jc w:val="right"/>' if right else "")
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{inside}</w:p>'


def _field(instruction: str, shown: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run(shown)}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _list_of(headings: Sequence[tuple[int, str, str]]) -> str:
    """The table of contents: a field that is filled already, each entry a link to its heading."""
    entries = [
        f'<w:hyperlink w:anchor="{name}">{_run(text)}</w:hyperlink>'
        for level, text, name in headings
        if level <= 2
    ]
    levels = [level for level, _text, _name in headings if level <= 2]
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    if not entries:
        return ""
    entries[0] = begin + entries[0]
    entries[-1] += end
    return "".join(_paragraph(entry, f"TOC{level}") for entry, level in zip(entries, levels, strict=True))


def _cell(text: str, width: int, *, right: bool, bold: bool = False) -> str:
    inside = _paragraph(_run(text, bold=bold), "TableText", right=right)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'


def _drawing(number: int, alt: str, png: str, sharp: str, size: tuple[int, int]) -> str:
    extent = f'cx="{size[0]}" cy="{size[1]}"'
    words = quoteattr(without_control(alt))
    vector = (
        '<a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}">'
        f'<asvg:svgBlip r:embed="{sharp}"/></a:ext></a:extLst>'
        if sharp
        else ""
    )
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:docPr id="{number}" name="Bild {number}" descr={words}/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="Bild {number}" descr={words}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{png}">{vector}</a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )

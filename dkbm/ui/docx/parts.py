"""The fixed parts of a document: styles, settings, the list of what is inside. Texts of a file format, no logic."""

from __future__ import annotations

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
INK, MUTED, BRAND, HAIRLINE = "1B2530", "566270", "0B4F6C", "D8DDE2"

CONTENT_TYPES = (
    f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="png" ContentType="image/png"/><Default Extension="svg" ContentType="image/svg+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_TYPES}.settings+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_TYPES}.numbering+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_TYPES}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
PACKAGE_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/></Relationships>'
)
FIXED_RELATIONS = (
    ("rId1", "styles", "styles.xml"),
    ("rId2", "settings", "settings.xml"),
    ("rId3", "numbering", "numbering.xml"),
    ("rId4", "footer", "footer1.xml"),
)
SETTINGS = (
    f'{HEAD}<w:settings xmlns:w="{W}"><w:defaultTabStop w:val="709"/><w:autoHyphenation w:val="true"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="de-DE"/></w:settings>'
)
NUMBERING = (
    f'{HEAD}<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="360" w:hanging="260"/></w:pPr></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
FOOTER = (
    f'{HEAD}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>'
)


def relations(further: list[tuple[str, str, str]]) -> str:
    """The relations of the document: fixed ones and (id, type, target) of pictures."""
    rows = "".join(
        f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{target}"/>'
        for key, kind, target in (*FIXED_RELATIONS, *further)
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _style(key: str, name: str, paragraph: str = "", run: str = "", *, after: str = "Normal") -> str:
    base = "" if key == "Normal" else f'<w:basedOn w:val="Normal"/><w:next w:val="{after}"/>'
    default = ' w:default="1"' if key == "Normal" else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"{default}><w:name w:val="{name}"/>{base}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _heading(level: int, size: int) -> str:
    spacing = f'<w:spacing w:before="{480 - 80 * level}" w:after="100"/>'
    return _style(
        f"Heading{level}",
        f"heading {level}",
        f'<w:keepNext/><w:keepLines/>{spacing}<w:outlineLvl w:val="{level - 1}"/>',
        f'<w:b/><w:color w:val="{INK}"/><w:sz w:val="{size}"/>',
    )


_SMALL = f'<w:color w:val="{MUTED}"/><w:sz w:val="18"/>'
_LINE = f'w:val="single" w:sz="4" w:space="0" w:color="{HAIRLINE}"'
STYLES = "".join(
    (
        f'{HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>',
        '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/>',
        f'<w:color w:val="{INK}"/><w:sz w:val="22"/><w:szCs w:val="22"/>',
        '<w:lang w:val="de-DE" w:eastAsia="de-DE" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>',
        '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault>',
        "</w:docDefaults>",
        _style("Normal", "Normal"),
        _style(
            "Title",
            "Title",
            '<w:spacing w:after="120"/>',
            f'<w:b/><w:color w:val="{BRAND}"/><w:sz w:val="52"/>',
        ),
        _style("Subtitle", "Subtitle", "", f'<w:color w:val="{MUTED}"/><w:sz w:val="26"/>'),
        *(_heading(level, size) for level, size in ((1, 34), (2, 28), (3, 24))),
        _style(
            "Caption", "caption", '<w:keepNext/><w:spacing w:before="120" w:after="80"/>', f"<w:b/>{_SMALL}"
        ),
        _style("Source", "Quelle", '<w:spacing w:after="240"/>', _SMALL),
        _style("TableText", "Tabellentext", '<w:spacing w:before="30" w:after="30"/>', '<w:sz w:val="19"/>'),
        _style("TOC1", "toc 1", '<w:spacing w:before="80" w:after="0"/>', "<w:b/>"),
        _style("TOC2", "toc 2", '<w:spacing w:after="0"/><w:ind w:left="260"/>'),
        _style(
            "ListBullet",
            "List Bullet",
            '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:spacing w:after="40"/>',
            after="ListBullet",
        ),
        _style("Footer", "footer", '<w:jc w:val="right"/>', _SMALL),
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>',
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>',
        '<w:left w:w="70" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>',
        "</w:tblCellMar></w:tblPr></w:style>",
        '<w:style w:type="table" w:styleId="PortalTable"><w:name w:val="Portaltabelle"/>',
        '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>',
        f"<w:top {_LINE}/><w:bottom {_LINE}/><w:insideH {_LINE}/></w:tblBorders></w:tblPr>",
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style></w:styles>',
    )
)

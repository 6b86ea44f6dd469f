"""DOCX files for tests, written as the markup itself: what python-docx cannot make, such as lists and tracked changes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOC_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)


def run(text: str, properties: str = "") -> str:
    """A run with `text`."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*content: str, style: str = "", properties: str = "", mark: str = "") -> str:
    """A paragraph of runs; content that is no markup becomes a run. `mark` are the properties of its own mark."""
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    runs = "".join(each if each.startswith("<") else run(each) for each in content)
    return f"<w:p><w:pPr>{style}{properties}<w:rPr>{mark}</w:rPr></w:pPr>{runs}</w:p>"


def item(text: str, level: int = 0, number: int = 1) -> str:
    """A paragraph of list `number`."""
    return para(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def cell(*content: str, properties: str = "") -> str:
    """A cell of paragraphs; content that is no markup becomes one."""
    inner = "".join(each if each.startswith("<") else para(each) for each in content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner or para('')}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A row of cells; content that is no markup becomes one."""
    inner = "".join(each if each.startswith("<") else cell(each) for each in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def table(*rows: str) -> str:
    """A table of rows, with as many columns in its grid as its first row has cells."""
    grid = '<w:gridCol w:w="3000"/>' * (rows[0].count("<w:tc>") if rows else 0)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def simple_field(code: str, result: str | None) -> str:
    """A field with its code and, unless None, its result."""
    shown = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}'
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>{shown}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def text_box(*paragraphs: str) -> str:
    """A run with a text box in its new and its old form, which say the same."""
    inner = "".join(paragraphs)
    return (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>{inner}"
        "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>"
        f"{inner}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def level(
    number: int, text: str, number_format: str = "decimal", more: str = "", start: int | None = 1
) -> str:  # fmt: skip
    """One level of a list definition."""
    begin = f'<w:start w:val="{start}"/>' if start is not None else ""
    return (
        f'<w:lvl w:ilvl="{number}">{begin}<w:numFmt w:val="{number_format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(definitions: Mapping[int, str], lists: Mapping[int, tuple[int, str]]) -> str:
    """A numbering part: definitions with their levels, lists with their definition and overrides."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{key}">{levels}</w:abstractNum>' for key, levels in definitions.items()
    )
    numbers = "".join(
        f'<w:num w:numId="{key}"><w:abstractNumId w:val="{definition}"/>{overrides}</w:num>'
        for key, (definition, overrides) in lists.items()
    )
    return f"<w:numbering {NAMESPACES}>{abstract}{numbers}</w:numbering>"


def style(style_id: str, name: str, content: str = "", based_on: str = "", kind: str = "paragraph") -> str:
    """One style."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="{kind}" w:styleId="{style_id}"><w:name w:val="{name}"/>{base}{content}</w:style>'


def styles(*each: str) -> str:
    """A styles part."""
    return f"<w:styles {NAMESPACES}>{''.join(each)}</w:styles>"


def notes(kind: str, texts: Mapping[int, str]) -> str:
    """A footnotes or endnotes part; kind is `footnote` or `endnote`."""
    inner = "".join(f'<w:{kind} w:id="{key}">{para(text)}</w:{kind}>' for key, text in texts.items())
    return f"<w:{kind}s {NAMESPACES}>{inner}</w:{kind}s>"


def package(
    *body: str, main: str = "word/document.xml", content_type: str = _MAIN, head: str = "", **parts: str | bytes
) -> bytes:
    """A DOCX with this body and `parts` (styles, numbering, footnotes ...), each related to it by its name."""
    folder = main.rpartition("/")[0]
    document = f"<?xml version='1.0' encoding='UTF-8'?>{head}<w:document {NAMESPACES}><w:body>{''.join(body)}</w:body></w:document>"
    related = "".join(
        f'<Relationship Id="r{at}" Type="{_DOC_RELS}/{name}" Target="{name}.xml"/>' for at, name in enumerate(parts)
    )
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Override PartName="/{main}" ContentType="{content_type}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" Type="{_DOC_RELS}/officeDocument" Target="{main}"/></Relationships>',
        main: document,
        f"{folder}/_rels/{main.rpartition('/')[2]}.rels": f'<Relationships xmlns="{_RELS}">{related}</Relationships>',
    }
    members |= {f"{folder}/{name}.xml": content for name, content in parts.items()}
    return zipped(members)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive with these members."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()

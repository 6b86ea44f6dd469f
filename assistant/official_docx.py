"""An official document as a Word file laid out to GB/T 9704-2012. The one home of python-docx in `assistant`.

python-docx packs the file and knows paragraphs and tables. Its template is made for American letters: styles,
settings and font table are replaced by ours, and the parts nobody needs are left out. It has no footnotes (1.2); their
part is written here.
"""

from __future__ import annotations

import io
import re
from itertools import zip_longest
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.section import Section, _Footer
from docx.shared import Mm, Twips
from docx.table import _Row
from docx.text.paragraph import Paragraph as Written

from assistant.official_document import Annex, Kind, OfficialDocument, Paragraph, Piece, Run, Sources, Table
from assistant.official_styles import (
    BODY,
    CHARACTER_SPACE,
    EM,
    FONT_TABLE_XML,
    FOOTER_MM,
    LINE_PITCH,
    MARGINS_MM,
    PAGE_MM,
    SETTINGS_XML,
    STYLES_XML,
    W,
    fonts_of,
    footnotes_xml,
)

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_STYLES = {
    Kind.HEADING_1: "Heading 1", Kind.HEADING_2: "Heading 2", Kind.HEADING_3: "Heading 3", Kind.HEADING_4: "Heading 4",
    Kind.BODY: "Body Text",
}  # fmt: skip
_KEPT_PARTS = frozenset({"styles", "settings", "fontTable", "theme"})
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0 has no such characters
_NAMESPACE = f'xmlns:w="{W}"'
_WIDEST_CELL = 24  # characters; a longer cell takes no more of the table's width


def to_docx(document: OfficialDocument) -> bytes:
    """`document` as the bytes of a DOCX file."""
    return _Writer().write(document)


class _Writer:
    """Writes one file; footnotes are numbered in the order of their calls."""

    def __init__(self) -> None:
        self.file: Document = docx.Document()
        self.notes: list[str] = []

    def write(self, document: OfficialDocument) -> bytes:
        self._prepare(document)
        self._add("Title", document.title)
        if document.addressees:
            self._add("主送机关", document.addressees.rstrip(":：") + "：")
        else:
            self._add("Normal", "")
        self._write_pieces(document.pieces)
        self._write_annex_note(document.annexes)
        self._write_signature(document)
        for number, annex in enumerate(document.annexes, 1):
            self._add("附件", f"附件{number}" if len(document.annexes) > 1 else "附件")
            self._add("附件标题", annex.title)
            self._add("Normal", "")
            self._write_pieces(annex.pieces)
        self._attach_footnotes()
        buffer = io.BytesIO()
        self.file.save(buffer)
        return buffer.getvalue()

    def _prepare(self, document: OfficialDocument) -> None:
        part = self.file.part
        for key, relation in list(part.rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] not in _KEPT_PARTS:
                del part.rels[key]
        for key, relation in list(part.package.rels.items()):
            if relation.reltype.endswith("/thumbnail"):
                del part.package.rels[key]
        part._styles_part._element = parse_xml(STYLES_XML.encode())
        part._settings_part._element = parse_xml(SETTINGS_XML.encode())
        part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)._blob = FONT_TABLE_XML.encode()
        properties = self.file.core_properties
        properties.title, properties.author = _legal(document.title.replace("\n", "")), ""
        properties.comments = properties.keywords = ""
        _set_page(self.file.sections[0])

    def _add(self, style: str, text: str) -> Written:
        written = self.file.add_paragraph(style=style)
        self._write_run(written, Run(text))
        return written

    def _write_run(self, written: Written, run: Run) -> None:
        if run.text:
            made = written.add_run(_legal(run.text))
            properties = made._r.get_or_add_rPr()
            font = fonts_of(BODY) if run.plain else '<w:rFonts w:hint="eastAsia"/>'
            properties.insert(0, parse_xml(font.replace("<w:rFonts", f"<w:rFonts {_NAMESPACE}")))
        if run.footnote:
            self.notes.append(escape(_legal(run.footnote).replace("\n", " ")))
            written._p.append(
                parse_xml(
                    f'<w:r {_NAMESPACE}><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
                    f'<w:footnoteReference w:id="{len(self.notes)}"/></w:r>'
                )
            )

    def _write_pieces(self, pieces: tuple[Piece, ...]) -> None:
        for piece in pieces:
            match piece:
                case Paragraph(kind, runs):
                    written = self.file.add_paragraph(style=_STYLES[kind])
                    for run in runs:
                        self._write_run(written, run)
                case Table():
                    self._write_table(piece)
                case Sources(entries, heading):
                    self._add("Heading 1", heading)
                    for entry in entries:
                        self._add("资料来源", entry)

    def _write_table(self, table: Table) -> None:
        if table.caption:
            self._add("caption", table.caption)
        columns = tuple(zip_longest(*table.rows, fillvalue=""))
        if not columns:
            return
        written = self.file.add_table(len(table.rows), len(columns), style="Table Grid")
        written.alignment = WD_TABLE_ALIGNMENT.CENTER
        written.autofit = False
        widths = _column_widths(columns)
        for column, width in zip(written.columns, widths, strict=True):
            column.width = Twips(width)
        for number, (row, texts) in enumerate(zip(written.rows, zip(*columns, strict=True), strict=True)):
            _mark_row(row, head=number == 0)
            for cell, text, width in zip(row.cells, texts, widths, strict=True):
                cell.width = Twips(width)
                cell.paragraphs[0].style = self.file.styles["表头" if number == 0 else "表格"]
                self._write_run(cell.paragraphs[0], Run(text))
        self._add("Normal", "")

    def _write_annex_note(self, annexes: tuple[Annex, ...]) -> None:
        """附件：1.… one line below the body, two characters in; what is longer goes on below its own beginning."""
        for number, annex in enumerate(annexes, 1):
            numbered = f"{number}." if len(annexes) > 1 else ""
            written = self._add("附件说明", f"{'附件：' if number == 1 else ''}{numbered}{annex.title}")
            hanging = _width(numbered) * EM
            written.paragraph_format.left_indent = Twips(round(5 * EM + hanging))
            written.paragraph_format.first_line_indent = Twips(-round((3 * EM if number == 1 else 0) + hanging))
            if number == 1:
                written.paragraph_format.space_before = Twips(LINE_PITCH)

    def _write_signature(self, document: OfficialDocument) -> None:
        """Section 7.3.5.3: two characters free at the right, the date's first character two right of the name's."""
        name, date = document.signature or "", document.date or ""
        date_gap = max(2.0, _width(name) - _width(date))
        if name:
            written = self._add("发文机关署名", name)
            written.paragraph_format.right_indent = Twips(
                round(EM * (date_gap + _width(date) + 2 - _width(name) if date else 2))
            )
        if date:
            written = self._add("成文日期", date)
            written.paragraph_format.right_indent = Twips(round(EM * date_gap))

    def _attach_footnotes(self) -> None:
        content = footnotes_xml(tuple(self.notes)).encode()
        package = self.file.part.package
        notes = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, content, package)
        self.file.part.relate_to(notes, RELATIONSHIP_TYPE.FOOTNOTES)


def _set_page(section: Section) -> None:
    section.page_width, section.page_height = (Mm(measure) for measure in PAGE_MM)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, MARGINS_MM)
    section.header_distance, section.footer_distance, section.gutter = Mm(15), Mm(FOOTER_MM), Mm(0)
    element = section._sectPr
    for old in element.findall(f"{{{W}}}docGrid"):
        element.remove(old)
    element.append(
        parse_xml(
            f'<w:docGrid {_NAMESPACE} w:type="linesAndChars" w:linePitch="{LINE_PITCH}" w:charSpace="{CHARACTER_SPACE}"/>'
        )
    )
    _write_page_number(section.footer, '<w:ind w:rightChars="100" w:right="280"/><w:jc w:val="right"/>')
    _write_page_number(section.even_page_footer, '<w:ind w:leftChars="100" w:left="280"/><w:jc w:val="left"/>')


def _write_page_number(footer: _Footer, place: str) -> None:
    """— 1 —, one 四号 character from the outer edge (section 7.5)."""
    footer.is_linked_to_previous = False
    old = footer.paragraphs[0]._p
    font = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
    field = "".join(f"<w:r>{font}{inner}</w:r>" for inner in (
        '<w:t xml:space="preserve">— </w:t>', '<w:fldChar w:fldCharType="begin"/>', "<w:instrText>PAGE</w:instrText>",
        '<w:fldChar w:fldCharType="separate"/>', "<w:t>1</w:t>", '<w:fldChar w:fldCharType="end"/>',
        '<w:t xml:space="preserve"> —</w:t>',
    ))  # fmt: skip
    old.addnext(parse_xml(f'<w:p {_NAMESPACE}><w:pPr><w:pStyle w:val="Footer"/>{place}</w:pPr>{field}</w:p>'))
    old.getparent().remove(old)


def _mark_row(row: _Row, *, head: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(parse_xml(f"<w:cantSplit {_NAMESPACE}/>"))
    if head:
        properties.append(parse_xml(f"<w:tblHeader {_NAMESPACE}/>"))


def _column_widths(columns: tuple[tuple[str, ...], ...]) -> list[int]:
    """The width of each column in twips: by its longest cell, all together the width of the page's text."""
    longest = [3 + min(_WIDEST_CELL, max(map(_width, column))) for column in columns]  # 3 for the cell's own margins
    whole = (PAGE_MM[0] - MARGINS_MM[1] - MARGINS_MM[3]) * 1440 / 25.4
    return [int(whole * width / sum(longest)) for width in longest]


def _width(text: str) -> float:
    """The width of `text` in characters of the body; half-width ones count half: 2024年 -> 3.0."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)

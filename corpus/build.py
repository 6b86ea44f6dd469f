"""Makes the DOCX and PDF files of `corpus/documents` again from the text files in `corpus/sources`.

Not needed at run time: the made files are in the repository. Needs python-docx, and for the PDF files reportlab,
fonttools and the Noto CJK fonts. The same sources, fonts and library versions give the same bytes.

    python corpus/build.py

A source is UTF-8 text, one paragraph a line: `# ` title, `^ ` centred line, `## ` and `### ` headings, `> `
right-aligned line, `| a | b |` table row (the first row of a table is its head); every other line is plain text.
"""

# mypy: disable-error-code="import-untyped, import-not-found"

import datetime
import io
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).resolve().parent
FONT_PATH = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FONT_NAME = "demo"
FONT_NUMBER = 2  # the simplified Chinese face of the collection
MAX_OUTLINE_ERROR = 1.0  # font units (of 1000) between a cubic outline and its quadratic copy
FIXED_TIME = datetime.datetime(2024, 1, 1)
MARKS = {"# ": "title", "^ ": "centre", "## ": "heading1", "### ": "heading2", "> ": "right", "| ": "row"}

PDF_STEMS = frozenset({"竹产业高质量发展行动计划", "林长制考核办法", "2024—2025年度森林防火工作方案"})


@dataclass(frozen=True)
class Block:
    """One paragraph or table row of a source; `cells` is empty but for rows."""

    kind: str
    text: str
    cells: tuple[str, ...] = ()


def read_blocks(path: Path) -> tuple[Block, ...]:
    """The blocks of a source file, in order."""
    return tuple(parse_line(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def parse_line(line: str) -> Block:
    """The block that `line` stands for: `## 一、目标` -> Block("heading1", "一、目标")."""
    for mark, kind in MARKS.items():
        if line.startswith(mark):
            text = line.removeprefix(mark).strip()
            cells = tuple(cell.strip() for cell in text.strip("|").split("|")) if kind == "row" else ()
            return Block(kind, text, cells)
    return Block("body", line.strip())


def runs(blocks: tuple[Block, ...]) -> Iterator[tuple[bool, tuple[Block, ...]]]:
    """Neighbouring blocks as (is it a table, its blocks)."""
    for is_table, group in groupby(blocks, key=lambda block: block.kind == "row"):
        yield is_table, tuple(group)


def write_docx(blocks: tuple[Block, ...], path: Path) -> None:
    """Writes `blocks` as a Word file with real headings and tables."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = docx.Document()
    document.core_properties.created = document.core_properties.modified = FIXED_TIME
    document.core_properties.title = next(block.text for block in blocks if block.kind == "title")
    document.core_properties.author = "演示"
    styles = {"title": "Title", "heading1": "Heading 1", "heading2": "Heading 2"}
    alignments = {"centre": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
    for is_table, group in runs(blocks):
        if is_table:
            table = document.add_table(rows=len(group), cols=len(group[0].cells), style="Table Grid")
            for row, block in zip(table.rows, group, strict=True):
                for cell, text in zip(row.cells, block.cells, strict=True):
                    cell.text = text
            continue
        for block in group:
            paragraph = document.add_paragraph(block.text, style=styles.get(block.kind, "Normal"))
            if block.kind in alignments:
                paragraph.alignment = alignments[block.kind]
    buffer = io.BytesIO()
    document.save(buffer)
    path.write_bytes(without_times(buffer.getvalue()))


def without_times(archive: bytes) -> bytes:
    """The same ZIP archive with one fixed time stamp for every member."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, FIXED_TIME.timetuple()[:6])
            target.writestr(member, source.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def truetype_font(characters: set[str]) -> io.BytesIO:
    """A TrueType font that holds `characters` (reportlab embeds no CFF outlines)."""
    from fontTools import subset, ttLib
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    font = ttLib.TTFont(FONT_PATH, fontNumber=FONT_NUMBER, recalcTimestamp=False)
    subsetter = subset.Subsetter(subset.Options(layout_features=[], notdef_outline=True, hinting=False))
    subsetter.populate(unicodes=sorted(ord(character) for character in characters))
    subsetter.subset(font)
    names, drawn, glyphs = font.getGlyphOrder(), font.getGlyphSet(), {}
    for name in names:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, MAX_OUTLINE_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = ttLib.newTable("loca"), ttLib.newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = names, glyphs
    font["maxp"].tableVersion = 0x00010000
    for field in ("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
                  "maxStackElements", "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours",
                  "maxCompositePoints", "maxCompositeContours", "maxComponentDepth"):  # fmt: skip
        setattr(font["maxp"], field, 1 if field == "maxZones" else 0)
    del font["CFF "]
    if "VORG" in font:
        del font["VORG"]
    font["post"].formatType, font["head"].glyphDataFormat, font.sfntVersion = 3.0, 0, "\x00\x01\x00\x00"
    buffer = io.BytesIO()
    font.save(buffer)
    buffer.seek(0)
    return buffer


def register_font(documents: list[tuple[Block, ...]]) -> None:
    """Makes one font for all `documents` known to reportlab (it mixes up two subsets of one font)."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    characters = {character for blocks in documents for block in blocks for character in block.text}
    pdfmetrics.registerFont(TTFont(FONT_NAME, truetype_font(characters | {" "})))


def write_pdf(blocks: tuple[Block, ...], path: Path) -> None:
    """Writes `blocks` as a text PDF, A4, in the registered font; tables are not supported."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    body = ParagraphStyle("body", fontName=FONT_NAME, fontSize=12, leading=21, firstLineIndent=24, wordWrap="CJK")
    flat = ParagraphStyle("flat", body, firstLineIndent=0)
    styles = {
        "title": ParagraphStyle("title", flat, fontSize=18, leading=30, alignment=1),
        "centre": ParagraphStyle("centre", flat, alignment=1),
        "right": ParagraphStyle("right", flat, alignment=2),
        "heading1": ParagraphStyle("heading1", body, fontSize=14, spaceBefore=6),
        "body": body,
    }
    title = next(block.text for block in blocks if block.kind == "title")
    template = SimpleDocTemplate(str(path), pagesize=A4, title=title, author="演示", invariant=1)
    template.build([Paragraph(escape(block.text), styles.get(block.kind, body)) for block in blocks])


def main() -> int:
    """Makes every file again; exit status 0."""
    sources = {source.stem: read_blocks(source) for source in sorted((HERE / "sources").glob("*.src"))}
    register_font([blocks for stem, blocks in sources.items() if stem in PDF_STEMS])
    for stem, blocks in sources.items():
        if stem in PDF_STEMS:
            write_pdf(blocks, HERE / "documents" / f"{stem}.pdf")
        else:
            write_docx(blocks, HERE / "documents" / f"{stem}.docx")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""DOCX as its reader sees it: numbered paragraphs with their outline level, tables as rows, in document order.

Text boxes stand behind the paragraph that holds them (role TEXT_BOX). Footnotes stand at the end, in the order in which
the text refers to them, each behind `注1：` (endnotes `尾注1：`); the text itself keeps no mark of them, as a mark in the
middle of a sentence would read as one of its numbers. Headers, footers, comments and tables of contents are left out.
Pages are those of the last rendering, where the file keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.progress import tell
from ingest.readers.cells import one_line
from ingest.readers.docx_numbering import Numbering, labelled, read_numbering
from ingest.readers.docx_styles import Styles, hides, is_contents, outline_level, read_styles
from ingest.readers.docx_text import (
    PAGE_BREAK,
    Inline,
    TextReader,
    is_removed,
    paged_lines,
    whole_fields,
)
from ingest.readers.ooxml import DAMAGE, MC, Package, W, number_of, open_package, value_of
from kb.document import Block, BlockRole, Pages
from kb.errors import UnreadableFile

_P, _TBL, _SDT = f"{W}p", f"{W}tbl", f"{W}sdt"
_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdtContent", "customXml", "ins", "moveTo", "smartTag", "dir", "bdo"))
_TURN = f"{W}lastRenderedPageBreak"
_MAX_COLUMNS = 200  # of a table; Word itself has 63
_TOLD = 2000  # paragraphs from one sign of life to the next, less than a second apart
_CAPTION_ROWS = 3  # rows over all columns within the first ones are the table's title, unit and the like
_BLANK_START = re.compile(rf"[\s\ufeff{PAGE_BREAK}]*")


def read_docx(data: bytes, name: str) -> Pages:
    """The pages of a DOCX file (also DOCM, DOTX, ISO strict). Raises UnreadableFile: corrupt, or too_large."""
    try:
        package = open_package(data)
        return _read(package, name)
    except DAMAGE as exc:
        raise UnreadableFile("corrupt", "DOCX 文件损坏，无法打开", "请在 WPS 或 Word 中打开并另存一份后再导入") from exc


def _read(package: Package, name: str) -> Pages:
    main = package.main_part()
    body = package.root(main).find(f"{W}body")
    if body is None:
        raise ValueError("no body")
    parts = package.related(main)
    styles = read_styles(package.optional_root(parts.get("styles")))
    numbering = read_numbering(package.optional_root(parts.get("numbering")), styles)
    has_pages = next(body.iter(_TURN), None) is not None
    reader = _Reader(styles, numbering, TextReader(styles, whole_fields(body)), page=1 if has_pages else None)
    blocks = reader.blocks(body)
    for kind, mark in (("footnote", "注"), ("endnote", "尾注")):
        blocks += _notes(reader, package.optional_root(parts.get(f"{kind}s")), kind, mark)
    notes = [f"DOCX 内的 {part} 损坏，未读取" for part in package.damaged]
    if reader.chunks:
        notes.append(f"DOCX 嵌入了 {reader.chunks} 段外部内容，未读取；请在 WPS 或 Word 中打开并另存一份后再导入")
    return Pages(name, "docx", tuple(blocks), page_count=reader.page, notes=tuple(notes), partial=bool(notes))


def _notes(reader: _Reader, root: Any | None, kind: str, mark: str) -> list[Block]:
    """The notes of `kind` that the text refers to, one block each."""
    written = {each.get(f"{W}id"): each for each in root.iter(f"{W}{kind}")} if root is not None else {}
    blocks: list[Block] = []
    wanted = [(note_id, page) for one, note_id, page in reader.references if one == kind and note_id in written]
    text = TextReader(reader.styles, whole_fields(root) if root is not None else frozenset())
    for number, (note_id, page) in enumerate(wanted, 1):
        inner = _Reader(reader.styles, reader.numbering, text, page=None)
        lines = [block.text for block in inner.blocks(written[note_id])]
        if lines:
            blocks.append(Block(f"{mark}{number}：{one_line(lines)}", page=page, role=BlockRole.FOOTNOTE))
    return blocks


@dataclass(slots=True)
class _Reader:
    """What is carried from block to block: counts of lists, the page, the table's number, notes referred to."""

    styles: Styles
    numbering: Numbering
    text: TextReader
    page: int | None
    table: int = -1
    chunks: int = 0
    paragraphs: int = 0
    references: list[tuple[str, str, int | None]] = field(default_factory=list)

    def blocks(self, parent: Any, in_cell: bool = False) -> list[Block]:
        """The blocks of `parent`, a body, a cell, a note or a text box, in order."""
        blocks: list[Block] = []
        begun: _Begun | None = None
        for each in self._content(parent):
            if each.tag == _P:
                found = self._paragraph(each, begun)
                begun = found if found.runs_on else None
                if begun is None:
                    blocks += self._lines(found, in_cell)
                continue
            if begun is not None:
                blocks += self._lines(begun, in_cell)
            begun = None
            blocks += self._table(each)
        return blocks + (self._lines(begun, in_cell) if begun is not None else [])

    def _content(self, parent: Any) -> Iterator[Any]:
        """The paragraphs and tables of `parent`, those in content controls and other wrappers among them."""
        for each in parent:
            if each.tag in (_P, _TBL):
                yield each
            elif each.tag in _WRAPPERS:
                yield from self._content(each)
            elif each.tag == _SDT:
                gallery = value_of(each.find(f"{W}sdtPr"), "docPartObj", "docPartGallery")
                if gallery != "Table of Contents":
                    yield from self._content(each)
                elif self.page is not None:
                    self.page += sum(1 for _ in each.iter(_TURN))
            elif each.tag == f"{MC}AlternateContent":
                yield from self._content(next(iter(each), ()))
            elif each.tag == f"{W}altChunk":
                self.chunks += 1

    def _paragraph(self, paragraph: Any, begun: _Begun | None) -> _Begun:
        """`paragraph` behind what ran on into it."""
        self.paragraphs += 1
        if self.paragraphs % _TOLD == 0:
            tell(0, 0)
        properties = paragraph.find(f"{W}pPr")
        chain = self.styles.chain(value_of(properties, "pStyle")) or self.styles.chain(self.styles.default)
        inline = self.text.read(paragraph, chain)
        if is_contents(chain):
            inline = Inline(PAGE_BREAK * inline.text.count(PAGE_BREAK), inline.boxes)
        mark = None if properties is None else properties.find(f"{W}rPr")
        removed = is_removed(mark)
        unseen = not removed and hides(mark, self.styles, chain)
        if begun is not None and begun.keeps:
            label, level = begun.label, begun.level
        elif removed or (unseen and not inline.text.strip()):
            label, level = "", None
        else:
            place = self.numbering.place(properties, chain)
            label = self.numbering.next_label(*place) if place is not None and not is_contents(chain) else ""
            level = outline_level(properties, chain)
        whole = inline if begun is None else begun.inline + inline
        return _Begun(whole, label, level, runs_on=removed or unseen, keeps=unseen and bool(whole.text.strip()))

    def _lines(self, found: _Begun, in_cell: bool) -> list[Block]:
        text = found.inline.text
        start = _BLANK_START.match(text)
        at = start.end() if start is not None else 0
        if found.label and (at < len(text) or in_cell):
            text = text[:at] + labelled(found.label, text[at:])
        lines, self.page = paged_lines(text, self.page)
        blocks = [Block(line, page, breaks, found.level) for line, page, breaks in lines]
        self.references += [(kind, note_id, self.page) for kind, note_id in found.inline.notes]
        for box in found.inline.boxes:
            inside = [Block(box)] if isinstance(box, str) else self._apart(box)
            blocks += [replace(block, role=BlockRole.TEXT_BOX, page=self.page) for block in inside]
        return blocks

    def _apart(self, box: Any) -> list[Block]:
        """The blocks of a text box, whose fields and pages are its own."""
        outer, page = self.text, self.page
        self.text, self.page = TextReader(self.styles, outer.whole_fields), None
        blocks = self.blocks(box)
        self.text, self.page = outer, page
        return blocks

    def _table(self, table: Any) -> list[Block]:
        """The rows of a table; a table of one column is its paragraphs, as are first rows of one cell over all columns."""
        running: dict[int, str] = {}  # grid column -> the text of the cell that goes on into the next rows
        kept = (row for row in self._parts(table, f"{W}tr") if row.find(f"{W}trPr/{W}del") is None)
        rows = [self._row(row, running) for row in kept]
        width = max((len(row) for row in rows), default=0)
        if width < 2:
            return [block for row in rows for cell in row for block in cell.blocks]
        self.table += 1
        blocks: list[Block] = []
        for at, row in enumerate(rows):
            texts = tuple(cell.text for cell in row)
            caption = len(row) == width and row[0].span == width and at < _CAPTION_ROWS
            if caption and all(block.cells is None for block in blocks):
                blocks += row[0].blocks
                continue
            inside = [block for cell in row for block in cell.blocks]
            if any(texts):
                page = next((block.page for block in inside if block.text), self.page)
                blocks.append(Block("\t".join(texts), page=page, table=self.table, cells=texts))
            blocks += [block for block in inside if block.role is BlockRole.TEXT_BOX]
        return blocks

    def _row(self, row: Any, running: dict[int, str]) -> list[_Cell]:
        page = latest = self.page
        skipped = number_of(value_of(row.find(f"{W}trPr"), "gridBefore")) or 0
        cells = [_Cell() for _ in range(min(skipped, _MAX_COLUMNS))]
        for each in self._parts(row, f"{W}tc"):
            properties = each.find(f"{W}tcPr")
            span = max(min(number_of(value_of(properties, "gridSpan")) or 1, _MAX_COLUMNS - len(cells)), 1)
            continues = _continues(properties, "vMerge")
            self.page = page
            if _continues(properties, "hMerge"):
                cell = _Cell()
            elif continues and len(cells) in running:
                cell = _Cell(running[len(cells)], span)
            else:
                inside = self.blocks(each, in_cell=True)
                lines = [block.text for block in inside if block.role is BlockRole.BODY]
                cell = _Cell(one_line(lines), span, tuple(inside))
            if properties is not None and properties.find(f"{W}vMerge") is not None:
                running[len(cells)] = cell.text
            else:
                running.pop(len(cells), None)
            cells += [cell, *(_Cell() for _ in range(span - 1))]
            latest = max(latest, self.page) if latest is not None and self.page is not None else None
        self.page = latest
        return cells

    def _parts(self, parent: Any, tag: str) -> Iterator[Any]:
        """The children of `parent` with `tag`, those in wrappers among them."""
        for each in parent:
            if each.tag == tag:
                yield each
            elif each.tag in _WRAPPERS or each.tag == _SDT:
                yield from self._parts(each, tag)


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str = ""
    span: int = 1
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class _Begun:
    """A paragraph with what ran on into it; `runs_on`: its end is not seen, `keeps`: the next is numbered as it is."""

    inline: Inline
    label: str
    level: int | None
    runs_on: bool
    keeps: bool


def _continues(properties: Any | None, merge: str) -> bool:
    found = None if properties is None else properties.find(f"{W}{merge}")
    return found is not None and found.get(f"{W}val") in (None, "continue")

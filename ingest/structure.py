"""Pages to a document: the text, its clause tree, its page and table spans."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from ingest.boilerplate import without_boilerplate
from ingest.headings import Heading, heading_of, heading_text
from ingest.metadata import Metadata, is_date_line, is_organ_line, is_print_date_line, read_metadata
from kb.document import Block, Clause, ClauseKind, Document, Pages, PageSpan, Region, TableRow

_ANNEX = re.compile(r"^附\s*[件表录](?:\s*[0-9０-９一二三四五六七八九十]{1,3})?\s*[:：]?\s*$")
_SMALL_DATE = 25  # characters of a line that is only a date
_BODY_CHARS = 60  # a date line nearer to the start than this, before any clause, belongs to the head


def parse(pages: Pages) -> Document:
    """The document that `pages` hold; its clauses' own spans tile its text.

    >>> document = parse(Pages("a.txt", "txt", (Block("工作方案"), Block("一、目标"), Block("种树。"))))
    >>> [(clause.heading, clause.start, clause.own_end) for clause in document.clauses]
    [('', 0, 5), ('一、目标', 5, 13)]
    """
    cleaned = without_boilerplate(pages)
    text, starts = _assemble(cleaned.blocks)
    metadata = read_metadata(cleaned.blocks, PurePath(pages.source).stem)
    clauses = _clauses(cleaned.blocks, starts, len(text), metadata)
    return Document(
        title=metadata.title,
        text=text,
        clauses=clauses,
        source=pages.source,
        format=pages.format,
        doc_number=metadata.doc_number,
        issuer=metadata.issuer,
        addressees=metadata.addressees,
        signed_on=metadata.signed_on,
        effective_on=metadata.effective_on,
        status=metadata.status,
        demonstration=metadata.demonstration,
        page_count=pages.page_count,
        page_spans=_page_spans(cleaned.blocks, starts, len(text)),
        regions=_regions(cleaned.blocks, starts),
        rows=_rows(cleaned.blocks, starts),
        supersedes=metadata.supersedes,
        notes=cleaned.notes,
        partial=pages.partial,
    )


def _assemble(blocks: tuple[Block, ...]) -> tuple[str, tuple[int, ...]]:
    starts: list[int] = []
    at = 0
    for block in blocks:
        starts.append(at)
        at += len(block.text) + 1
    return "\n".join(block.text for block in blocks), tuple(starts)


@dataclass(slots=True)
class _Open:
    """A clause under construction; `rank` orders it against the others on the stack, `key` names its style."""

    index: int
    key: str
    rank: int


@dataclass(slots=True)
class _Tree:
    clauses: list[Clause] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def open(self, key: str, rank: int, kind: ClauseKind, label: str, heading: str, start: int) -> None:
        """Begins a clause at `start` below the nearest open clause that stands higher than it."""
        keys = [entry.key for entry in self.stack]
        if key in keys:
            del self.stack[keys.index(key) :]
        else:
            while len(self.stack) > 1 and self.stack[-1].rank >= rank:
                self.stack.pop()
        parent = self.stack[-1].index if self.stack else None
        index = len(self.clauses)
        self.clauses.append(Clause(index, parent, len(self.stack), kind, label, heading, start, start, start))
        self.stack.append(_Open(index, key, rank))


def _clauses(blocks: tuple[Block, ...], starts: tuple[int, ...], length: int, metadata: Metadata) -> tuple[Clause, ...]:
    tree = _Tree()
    tree.open("root", -100, ClauseKind.ROOT, "", "", 0)
    for number in range(len(blocks)):
        _place(tree, blocks, number, starts[number], metadata)
    return _with_ends(tree.clauses, length)


def _place(tree: _Tree, blocks: tuple[Block, ...], number: int, start: int, metadata: Metadata) -> None:
    block = blocks[number]
    if block.cells is not None or number in metadata.head_lines:
        return
    if _ANNEX.match(block.text):
        del tree.stack[1:]
        tree.open("annex", -50, ClauseKind.ANNEX, block.text.strip(), block.text.strip(), start)
    elif (start > _BODY_CHARS or len(tree.clauses) > 1) and _is_signature(tree, blocks, number):
        in_annex = [entry for entry in tree.stack if entry.key == "annex"]
        del tree.stack[2 if in_annex else 1 :]
        tree.open("signature", -10, ClauseKind.SIGNATURE, "", "落款", start)
    elif heading := heading_of(block.text):
        _open_numbered(tree, heading, block, start)
    elif block.heading is not None and len(block.text) <= _SMALL_DATE * 3:
        key = f"style{block.heading}"
        tree.open(key, block.heading - 20, ClauseKind.ITEM, "", heading_text(block.text, None), start)


def _open_numbered(tree: _Tree, heading: Heading, block: Block, start: int) -> None:
    # An article's own items are numbered below it whatever their style: 第三条 holds （一） and 一、 alike.
    style = heading.style
    title = heading_text(block.text, heading)
    tree.open(style.name, style.rank, style.kind, heading.label, title, start)


def _is_signature(tree: _Tree, blocks: tuple[Block, ...], number: int) -> bool:
    """A date line of its own behind the body, or the issuer's line before it."""
    if any(entry.key == "signature" for entry in tree.stack) or (len(tree.clauses) < 2 and number < len(blocks) - 3):
        return False
    line = blocks[number].text
    if is_date_line(line):
        return True
    following = blocks[number + 1].text if number + 1 < len(blocks) else ""
    return is_organ_line(line) and (is_date_line(following) or is_print_date_line(following))


def _with_ends(clauses: list[Clause], length: int) -> tuple[Clause, ...]:
    """`clauses` with `own_end` (start of the next in preorder) and `end` (start of the next that is no descendant)."""
    ended: list[Clause] = []
    for at, clause in enumerate(clauses):
        following = clauses[at + 1 :]
        own_end = following[0].start if following else length
        end = next((other.start for other in following if other.depth <= clause.depth), length)
        ended.append(replace(clause, own_end=own_end, end=end))
    return tuple(ended)


def _page_spans(blocks: tuple[Block, ...], starts: tuple[int, ...], length: int) -> tuple[PageSpan, ...]:
    entries: list[tuple[int, int]] = []
    for block, start in zip(blocks, starts, strict=True):
        if block.page is not None:
            entries += [(start, block.page), *((start + offset, page) for offset, page in block.page_breaks)]
    begins: list[tuple[int, int]] = []
    for start, page in entries:
        if not begins or begins[-1][1] != page:
            begins.append((start, page))
    ends = [start for start, _ in begins[1:]] + [length]
    return tuple(PageSpan(page, start, end) for (start, page), end in zip(begins, ends, strict=False))


def _regions(blocks: tuple[Block, ...], starts: tuple[int, ...]) -> tuple[Region, ...]:
    return tuple(
        replace(region, start=start + region.start, end=start + region.end)
        for block, start in zip(blocks, starts, strict=True)
        for region in block.regions
    )


def _rows(blocks: tuple[Block, ...], starts: tuple[int, ...]) -> tuple[TableRow, ...]:
    rows: list[TableRow] = []
    for block, start in zip(blocks, starts, strict=True):
        if block.cells is None or block.table is None:
            continue
        at, cells = start, []
        for cell in block.cells:
            cells.append((at, at + len(cell)))
            at += len(cell) + 1
        rows.append(TableRow(block.table, start, start + len(block.text), tuple(cells), block.cell_range))
    return tuple(rows)

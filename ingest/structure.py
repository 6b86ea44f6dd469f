"""Pages to a document: the text, its clause tree, its page and table spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from ingest.boilerplate import without_boilerplate
from ingest.flattened import unflattened
from ingest.headings import Numbered, heading_text
from ingest.metadata import Metadata, read_metadata
from ingest.numbering import numbered_lines
from ingest.outline import Mark, outline
from ingest.unnumbered import unnumbered_headings
from kb.document import Block, ClauseKind, Document, Pages, PageSpan, Region, TableRow

_STYLED_CHARS = 75  # a line that the source styles as a heading and that is longer is a paragraph
_BODY_CHARS = 60  # a date line nearer to the start than this, before any clause, belongs to the head


def parse(pages: Pages) -> Document:
    """The document that `pages` hold; its clauses' own spans tile its text.

    >>> document = parse(Pages("a.txt", "txt", (Block("工作方案"), Block("一、目标"), Block("种树。"))))
    >>> [(clause.heading, clause.start, clause.own_end) for clause in document.clauses]
    [('', 0, 5), ('一、目标', 5, 13)]
    """
    cleaned = without_boilerplate(pages)
    text, starts = _assemble(cleaned.blocks)
    lines, begins = unflattened(cleaned.blocks, starts)
    metadata = read_metadata(lines, PurePath(pages.source).stem, pages.facts)
    return Document(
        title=metadata.title,
        text=text,
        clauses=outline(_marks(lines, begins, metadata), len(text)),
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
        inner_titles=metadata.inner_titles,
        annexes=metadata.annexes,
        amends=metadata.amends,
        copy_to=metadata.foot.copy_to,
        published_on=metadata.published_on,
        expires_on=metadata.expires_on,
        publication=metadata.foot.publication,
        printed_by=metadata.foot.printed_by,
        printed_on=metadata.foot.printed_on,
    )


def _assemble(blocks: tuple[Block, ...]) -> tuple[str, tuple[int, ...]]:
    starts: list[int] = []
    at = 0
    for block in blocks:
        starts.append(at)
        at += len(block.text) + 1
    return "\n".join(block.text for block in blocks), tuple(starts)


def _marks(blocks: Sequence[Block], starts: Sequence[int], metadata: Metadata) -> list[Mark]:
    """Where clauses begin, in text order."""
    layout = metadata.layout
    lines = [block.text if block.cells is None else "" for block in blocks]
    numbered: dict[int, list[Numbered]] = {}
    for each in numbered_lines(lines, layout.skipped | set(layout.annexes)):
        numbered.setdefault(each.block, []).append(each)
    signatures = {each.first for each in metadata.signatures}
    documents = _documents(metadata, min(numbered, default=len(blocks)))
    headings = unnumbered_headings(lines, numbered, _taken(metadata, documents, lines))
    marks: list[Mark] = []
    boxed = False
    for at, block in enumerate(blocks):
        start, line = starts[at], lines[at].strip()
        boxed = boxed or at in layout.boxes
        if at in layout.annexes:
            marks.append(Mark(start, ClauseKind.ANNEX, layout.annexes[at], line))
        elif at in documents:
            marks.append(Mark(start, ClauseKind.DOCUMENT, "", documents[at]))
        elif at in numbered:
            marks += [_numbered_mark(each, start, block.heading, boxed) for each in numbered[at]]
        elif at in signatures and _may_sign(at, start, marks, len(blocks), layout.skipped):
            marks.append(Mark(start, ClauseKind.SIGNATURE, "", "落款"))
        elif block.heading is not None and 0 < len(line) <= _STYLED_CHARS and at not in layout.skipped:
            marks.append(Mark(start, ClauseKind.ITEM, "", heading_text(line, None), level=block.heading))
        elif at in headings:
            marks.append(Mark(start, ClauseKind.ITEM, "", line))
        else:
            continue
        boxed = boxed and at in numbered
    return marks


def _taken(metadata: Metadata, documents: dict[int, str], lines: Sequence[str]) -> frozenset[int]:
    """The blocks that are no headings whatever they look like: parts of the layout, the title below an annex's mark."""
    layout = metadata.layout
    signed = {at for each in metadata.signatures for at in range(each.first, each.last + 1)}
    named = {at + 1 for at in layout.annexes if at + 1 < len(lines)}
    return layout.skipped | layout.annexes.keys() | layout.boxes | documents.keys() | signed | named


def _numbered_mark(each: Numbered, start: int, level: int | None, boxed: bool) -> Mark:
    heading = each.heading
    title = heading_text(each.line, heading)
    return Mark(start + each.offset, heading.style.kind, heading.label, title, heading, level, boxed)


def _documents(metadata: Metadata, first_numbered: int) -> dict[int, str]:
    """The titles of inner documents that open a clause, by block: if several, or behind clauses of the notice.

    A title right below the mark of an annex opens none, that is the annex's own.
    """
    inner, annexes = metadata.layout.inner, metadata.layout.annexes
    own = [title for title in inner if not annexes.keys() & {title.first - 1, title.first - 2}]
    if len(own) < 2 and not any(first_numbered < title.first for title in own):
        return {}
    return {title.first: title.text for title in own}


def _may_sign(at: int, start: int, marks: Sequence[Mark], count: int, skipped: frozenset[int]) -> bool:
    """Whether a signature can stand there: behind the body, of a text without clauses only at its end."""
    if at in skipped or not (start > _BODY_CHARS or marks):
        return False
    return bool(marks) or at >= count - 4


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

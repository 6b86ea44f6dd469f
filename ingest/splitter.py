"""A document's clause tree to chunks: small siblings together, long clauses in parts, table rows under their header."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from ingest.cutting import ChineseTextSplitter
from ingest.titles import title_of_stem
from kb.document import Clause, ClauseKind, Document
from kb.normal_form import fold
from kb.passage import Chunk, Piece
from kb.table_header import header_rows, label_words

MAX_CHARS, MAX_PIECE = 500, 150  # measured on questions about policies: docs/retrieval.md
_LEAD_SHARE = 0.4  # of the size: headings and lead sentences up to this long stay with what follows
_MAX_CAPTION = 40
_TITLE_CHARS, _HEAD_CHARS = 40, 400
# What begins a chunk of its own: chapters and annexes never run into each other, an article is a rule by itself.
_BORDERS = frozenset(
    {ClauseKind.PART, ClauseKind.CHAPTER, ClauseKind.SECTION, ClauseKind.ARTICLE, ClauseKind.ANNEX, ClauseKind.DOCUMENT}
)


@dataclass(frozen=True, slots=True)
class _Part:
    """A run of one clause's own text; `leads` when it is only a heading, a caption or the lead sentence of a list."""

    clause: int
    start: int
    end: int
    leads: bool
    row: int | None  # the place in Document.rows


def chunk(
    document: Document,
    cut_words: Callable[[str], list[str]],
    max_chars: int = MAX_CHARS,
    max_piece: int = MAX_PIECE,
) -> tuple[Chunk, ...]:
    """The chunks of `document` in text order, each with its pieces; all but white space is in one chunk and one piece.

    A chunk is at most `max_chars` long (of table rows: `max_piece`), a piece `max_piece`, besides the headings and lead
    sentences at its beginning (up to two fifths of the size) and runs that cannot be cut.
    """
    found: list[Chunk] = []
    splitting = _Splitting(document, cut_words)
    for group in splitting.groups(range(len(document.clauses)), 0, len(document.text), max_chars, max_piece):
        start, end = group[0].start, group[-1].end
        pieces = tuple(
            Piece(splitting.covering(part), splitting.context(part), part[0].start, part[-1].end)
            for part in splitting.groups(range(group[0].clause, group[-1].clause + 1), start, end, max_piece, max_piece)
        )
        clause = splitting.covering(group)
        found.append(
            Chunk(
                len(found), clause, document.path_of(clause), splitting.context(group), document.text[start:end],
                start, end, splitting.labels_over(group), pieces,
            )
        )  # fmt: skip
    return tuple(found)


def title_or_beginning(document: Document) -> str:
    """The document's own title, or the beginning of its text where only a file's name stands for the title."""
    stem, head = PurePath(document.source).stem, document.text[:_HEAD_CHARS]
    if document.title not in (stem, title_of_stem(stem)) or fold(document.title) in fold(head):
        return document.title
    first = re.split(r"[。！？；\n]", head.strip(), maxsplit=1)[0]
    return re.sub(r"\s+", " ", first)[:_TITLE_CHARS].strip()


class _Splitting:
    """One document being split."""

    def __init__(self, document: Document, cut_words: Callable[[str], list[str]]) -> None:
        self._document = document
        self._cut_words = cut_words
        self._title = title_or_beginning(document)
        self._headers = header_rows(document)
        self._row_starts = [row.start for row in document.rows]

    def groups(self, clauses: range, start: int, end: int, size: int, row_size: int) -> Iterator[list[_Part]]:
        """The text from `start` to `end`, which `clauses` own, in groups of parts of at most `size` characters."""
        splitter = ChineseTextSplitter(self._cut_words, chunk_size=size)
        group: list[_Part] = []
        for unit in self._units(splitter, clauses, start, end, size):
            if group and not self._joins(group, unit, size if unit[-1].row is None else row_size):
                yield group
                group = []
            group += unit
        if group:
            yield group

    def _units(
        self, splitter: ChineseTextSplitter, clauses: range, start: int, end: int, size: int
    ) -> Iterator[list[_Part]]:
        """Parts with the headings and lead sentences over them."""
        unit: list[_Part] = []
        for index in clauses:
            for part in self._parts(splitter, self._document.clauses[index], start, end):
                unit.append(part)
                if not part.leads or part.end - unit[0].start > _LEAD_SHARE * size:
                    yield unit
                    unit = []
        if unit:
            yield unit

    def _parts(self, splitter: ChineseTextSplitter, clause: Clause, start: int, end: int) -> Iterator[_Part]:
        text = self._document.text
        runs = list(self._runs(max(clause.start, start), min(clause.own_end, end)))
        for number, (begin, stop, row) in enumerate(runs):
            over_rows = number + 1 < len(runs)
            spans = [_trimmed(text, begin + a, begin + b) for a, b in splitter.split_spans(text[begin:stop])]
            spans = [(a, b) for a, b in spans if a < b]
            for a, b in spans:
                leads = row is None and (a, b) == spans[-1] and self._leads(clause, a, b, over_rows)
                yield _Part(clause.index, a, b, leads, row)

    def _runs(self, start: int, end: int) -> list[tuple[int, int, int | None]]:
        """`start:end` as rows of tables, each with its place in `Document.rows`, and what is between them."""
        runs: list[tuple[int, int, int | None]] = []
        at = start
        for number in range(max(0, bisect_right(self._row_starts, start) - 1), bisect_left(self._row_starts, end)):
            row = self._document.rows[number]
            if row.end > at:
                runs += [(at, row.start, None), (max(at, row.start), min(row.end, end), number)]
                at = min(row.end, end)
        runs.append((at, end, None))
        return [run for run in runs if self._document.text[run[0] : run[1]].strip()]

    def _leads(self, clause: Clause, start: int, end: int, over_rows: bool) -> bool:
        """Whether text at the end of a clause's own, or over rows of a table, is about what follows only."""
        if not over_rows and clause.end == clause.own_end:
            return False
        written = fold(self._document.text[start:end])
        captions = over_rows or clause.kind is ClauseKind.ROOT  # of the table; the title of the document
        heading = _MAX_CAPTION if captions else len(fold(clause.heading)) + 1
        return written.endswith(":") or len(written) <= heading

    def _joins(self, group: list[_Part], unit: list[_Part], size: int) -> bool:
        """Whether `unit` goes into one chunk with `group`."""
        clauses, first, last = self._document.clauses, unit[0], group[-1]
        if unit[-1].end - group[0].start > size:
            return False
        if unit[-1].row is not None or last.row is not None:
            return last.row is not None and first.row is not None and self._headers_alike(last.row, first.row)
        kind = clauses[first.clause].kind
        if first.clause == last.clause or kind is ClauseKind.SIGNATURE:
            return True
        return kind not in _BORDERS and self._within(first.clause, clauses[group[0].clause].parent or 0)

    def _headers_alike(self, one: int, other: int) -> bool:
        rows, header = self._document.rows, self._headers[other]
        return rows[one].table == rows[other].table and (self._headers[one] == header or rows[one] in header)

    def _within(self, clause: int | None, ancestor: int) -> bool:
        while clause is not None and clause > ancestor:
            clause = self._document.clauses[clause].parent
        return clause == ancestor

    def covering(self, group: Sequence[_Part]) -> int:
        """The lowest clause that covers the group; a signature behind the text does not count."""
        indexes = [part.clause for part in group]
        body = [index for index in indexes if self._document.clauses[index].kind is not ClauseKind.SIGNATURE]
        clause = min(body or indexes)
        while not all(self._within(index, clause) for index in body or indexes):
            clause = self._document.clauses[clause].parent or 0
        return clause

    def context(self, group: Sequence[_Part]) -> str:
        """The title, the headings that are not in the group itself, and the labels over its rows."""
        clause = self.covering(group)
        path = self._document.path_of(clause)
        begins = (
            group[0].clause == clause
            and not self._document.text[self._document.clauses[clause].start : group[0].start].strip()
        )
        above = (
            "" if self._begins_a_line(group[0].start) else self._title,
            *(path[:-1] if begins else path),
            self.labels_over(group),
        )
        return "　".join(filter(None, above))

    def _begins_a_line(self, start: int) -> bool:
        """Whether what stands for the title is just how the text at `start` begins: said twice, it misleads the reranker."""
        behind = start + len(self._title)
        return self._document.text.startswith(self._title, start) and not self._document.text.startswith("\n", behind)

    def labels_over(self, group: Sequence[_Part]) -> str:
        """The labels of the columns, if the group is of rows without their header; else empty."""
        if group[-1].row is None:
            return ""
        header = self._headers[group[-1].row]
        return "" if header and header[0].start >= group[0].start else label_words(self._document, header)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end

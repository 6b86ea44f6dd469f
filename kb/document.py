"""The pipeline's document types, from pages to clauses. All are frozen; derive with `dataclasses.replace`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Whether a document holds today."""

    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    REPEALED = "repealed"
    DRAFT = "draft"


class ClauseKind(StrEnum):
    """What a clause is in its document."""

    ROOT = "root"
    PART = "part"  # 第X编
    CHAPTER = "chapter"  # 第X章
    SECTION = "section"  # 第X节
    ARTICLE = "article"  # 第X条
    ITEM = "item"  # 一、（一）1.（1）
    SIGNATURE = "signature"  # issuer and date behind the body
    ANNEX = "annex"  # 附件


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or one table row of a source, in reading order.

    `page` is 1-based, or None where the format has none. `heading` is the outline level (1-9) that the source
    itself gives, as DOCX styles and Markdown do. `cells` is None for a paragraph, the cell texts for a row;
    `table` numbers the tables of a file from 0. A row's `text` is its cells joined by tabs.
    `page_breaks` are `(offset, page)`: a paragraph that runs on enters that page at that offset of its text.
    """

    text: str
    page: int | None = None
    page_breaks: tuple[tuple[int, int], ...] = ()
    heading: int | None = None
    table: int | None = None
    cells: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Pages:
    """What a reader takes out of one file.

    `notes` are remarks in Chinese for the report; `partial` is true when something of the file was not read.
    """

    source: str
    format: str
    blocks: tuple[Block, ...]
    page_count: int | None = None
    notes: tuple[str, ...] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True)
class PageSpan:
    """Page `page` (1-based) holds `Document.text[start:end]`."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table; `cells` are spans over `Document.text`, `table` counts tables from 0."""

    table: int
    start: int
    end: int
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One node of the clause tree; spans are 0-based half-open over `Document.text`.

    `index` is the place in `Document.clauses` (preorder, 0 is the root), `parent` that of the parent (None
    for the root), `depth` 0 for the root. `label` is the number as written (`（一）`), `heading` the label
    with its title or lead sentence. `start:end` covers the clause with its children, `start:own_end` what
    comes before the first child: the own spans of all clauses tile the text.
    """

    index: int
    parent: int | None
    depth: int
    kind: ClauseKind
    label: str
    heading: str
    start: int
    end: int
    own_end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document. `text` keeps the source's own characters; all spans refer to it.

    Dates are ISO (`2022-03-01`) or None. `supersedes` are titles or document numbers that the text repeals or
    replaces. `notes` is what was set aside, such as web boilerplate.
    """

    title: str
    text: str
    clauses: tuple[Clause, ...]
    source: str
    format: str
    doc_number: str | None = None
    issuer: str | None = None
    addressees: tuple[str, ...] = ()
    signed_on: str | None = None
    effective_on: str | None = None
    status: Status = Status.IN_FORCE
    demonstration: bool = False
    page_count: int | None = None
    page_spans: tuple[PageSpan, ...] = ()
    rows: tuple[TableRow, ...] = ()
    supersedes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    partial: bool = False

    def path_of(self, index: int) -> tuple[str, ...]:
        """The headings from the top level down to clause `index`; empty for the root."""
        headings: list[str] = []
        at: int | None = index
        while at is not None and at != 0:
            headings.append(self.clauses[at].heading)
            at = self.clauses[at].parent
        return tuple(reversed(headings))

    def clause_at(self, offset: int) -> Clause:
        """The clause whose own span holds `offset` (0 <= offset < len(text))."""
        low, high = 0, len(self.clauses) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.clauses[middle].start <= offset:
                low = middle
            else:
                high = middle - 1
        return self.clauses[low]

    def children(self, index: int) -> tuple[Clause, ...]:
        """The direct children of clause `index`, in order."""
        return tuple(clause for clause in self.clauses if clause.parent == index)

    def page_at(self, offset: int) -> int | None:
        """The 1-based page that holds `offset`, None where the format has no pages."""
        for span in self.page_spans:
            if span.start <= offset < span.end:
                return span.page
        return None

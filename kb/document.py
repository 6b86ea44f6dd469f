"""The pipeline's document types, from pages to clauses. All are frozen; derive with `dataclasses.replace`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Whether a document holds today."""

    IN_FORCE = "in_force"  # 现行
    AMENDED = "amended"  # 已修改: in force, with changes that another document made
    SUPERSEDED = "superseded"  # a later version is in the library
    REPEALED = "repealed"  # 废止
    EXPIRED = "expired"  # 失效: its own term has run out
    DRAFT = "draft"  # 征求意见稿

    @property
    def holds(self) -> bool:
        """Whether a document of this status is in force, as it was or as amended."""
        return self in (Status.IN_FORCE, Status.AMENDED)


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
    DOCUMENT = "document"  # the title of a text that a notice with clauses of its own carries


@dataclass(frozen=True, slots=True)
class Region:
    """Where a printed line stands: `text[start:end]` is on `page` (1-based) within `box`.

    `box` is (left, top, right, bottom) in 0-1 of the page's width and height, origin top left. `confidence` is
    the recogniser's, 0-1, None where nothing was recognised. Offsets count from the start of a block's text in a
    `Block`, of the document's text in a `Document`.
    """

    start: int
    end: int
    page: int
    box: tuple[float, float, float, float]
    confidence: float | None = None


class BlockRole(StrEnum):
    """What a block is to the body of its source."""

    BODY = "body"
    FOOTNOTE = "footnote"  # also endnotes
    TEXT_BOX = "text_box"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or one table row of a source, in reading order.

    `page` is 1-based, or None where the format has none. `heading` is the outline level (1-9) that the source
    itself gives, as DOCX styles and Markdown do. `cells` is None for a paragraph, the cell texts for a row;
    `table` numbers the tables of a file from 0. A row's `text` is its cells joined by tabs.
    `page_breaks` are `(offset, page)`: a paragraph that runs on enters that page at that offset of its text.
    `regions` are its printed lines where the format has positions. `cell_range` is where a row stands in its
    workbook (`任务表!A3:F3`).
    """

    text: str
    page: int | None = None
    page_breaks: tuple[tuple[int, int], ...] = ()
    heading: int | None = None
    table: int | None = None
    cells: tuple[str, ...] | None = None
    regions: tuple[Region, ...] = ()
    role: BlockRole = BlockRole.BODY
    cell_range: str | None = None


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What a source says of itself outside of its text, as the metadata block of a web page does; None: not said.

    Dates are ISO. `status` is as written (有效, 废止).
    """

    title: str | None = None
    doc_number: str | None = None
    issuer: str | None = None
    signed_on: str | None = None
    published_on: str | None = None
    effective_on: str | None = None
    expires_on: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Pages:
    """What a reader takes out of one file.

    `facts` is what the file says of itself outside of the blocks. `notes` are remarks in Chinese for the report;
    `partial` is true when something of the file was not read.
    """

    source: str
    format: str
    blocks: tuple[Block, ...]
    page_count: int | None = None
    facts: SourceFacts = SourceFacts()
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
    """One row of a table; `cells` are spans over `Document.text`, `table` counts tables from 0.

    `cell_range` is where the row stands in its workbook (`任务表!A3:F3`), None outside of workbooks.
    """

    table: int
    start: int
    end: int
    cells: tuple[tuple[int, int], ...]
    cell_range: str | None = None


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

    Dates are ISO (`2022-03-01`) or None; `expires_on` is the last day on which it holds. `inner_titles` are those
    of documents inside, as of the plan that a notice forwards. `supersedes` are titles or document numbers that the
    text repeals or replaces, `amends` such that it changes. `notes` is what was set aside, such as web boilerplate.
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
    published_on: str | None = None
    effective_on: str | None = None
    expires_on: str | None = None
    status: Status = Status.IN_FORCE
    demonstration: bool = False
    page_count: int | None = None
    page_spans: tuple[PageSpan, ...] = ()
    regions: tuple[Region, ...] = ()
    rows: tuple[TableRow, ...] = ()
    inner_titles: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    partial: bool = False
    annexes: tuple[str, ...] = ()
    copy_to: tuple[str, ...] = ()
    publication: str | None = None
    printed_by: str | None = None
    printed_on: str | None = None

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

    def clauses_between(self, start: int, end: int) -> tuple[int, ...]:
        """The clauses that own text of `text[start:end]`, white space aside, in order (0 <= start < end)."""
        return tuple(
            clause.index
            for clause in self.clauses[self.clause_at(start).index : self.clause_at(end - 1).index + 1]
            if self.text[max(start, clause.start) : min(end, clause.own_end)].strip()
        )

    def children(self, index: int) -> tuple[Clause, ...]:
        """The direct children of clause `index`, in order."""
        return tuple(clause for clause in self.clauses if clause.parent == index)

    def page_at(self, offset: int) -> int | None:
        """The 1-based page that holds `offset`, None where the format has no pages."""
        for span in self.page_spans:
            if span.start <= offset < span.end:
                return span.page
        return None

    def regions_of(self, start: int, end: int) -> tuple[Region, ...]:
        """The printed lines that hold characters of `text[start:end]`, in text order; empty without positions."""
        return tuple(region for region in self.regions if region.start < end and start < region.end)

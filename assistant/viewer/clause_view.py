"""A stretch of a document's text as HTML: set like a printed one, its tables with their headers, quotes highlighted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.viewer.window import Stretch
from assistant.web.rendering import cut, escape, marked, pieces
from kb.document import Clause, ClauseKind, Document, TableRow
from kb.normal_form import fold
from kb.table_header import header_rows

_HEADED = frozenset({ClauseKind.PART, ClauseKind.CHAPTER, ClauseKind.SECTION, ClauseKind.DOCUMENT, ClauseKind.ANNEX})
_MAX_HEADING = 50  # characters of a line that is set as a heading
_MAX_OUTLINE = 600  # lines; the deeper levels of a longer outline are left out
_CLIPPED = 60  # characters of a heading in the outline


@dataclass(frozen=True)
class Setting:
    """How a document is set: `quotes` are the spans to highlight."""

    document: Document
    quotes: Sequence[Stretch] = ()
    _seen: set[int] = field(default_factory=set, init=False, repr=False)

    @cached_property
    def headers(self) -> dict[int, tuple[TableRow, ...]]:
        """The header rows of each row, by where it begins."""
        return {
            row.start: over for row, over in zip(self.document.rows, header_rows(self.document), strict=True) if over
        }

    @cached_property
    def page_starts(self) -> list[int]:
        """Where each page begins in the text."""
        return [span.start for span in self.document.page_spans]


def stretch_html(setting: Setting, start: int, end: int) -> str:
    """`document.text[start:end]` as HTML; the first highlighted place has the id `quote`."""
    parts: list[str] = []
    rows: list[TableRow] = []
    page = _page_of(setting, max(start - 1, 0))
    for left, right, row in pieces(setting.document, start, end):
        if rows and (row is None or row.table != rows[0].table):
            parts.append(_table(setting, rows))
            rows = []
        now = _page_of(setting, left)
        if now is not None and now != page:
            if rows:
                parts.append(_table(setting, rows))
                rows = []
            parts.append(f'<a class="mv-pagemark" href="#p{now}" data-page="{now}">第 {now} 页</a>')
            page = now
        if row is None:
            parts.append(_line(setting, left, right))
        else:
            rows.append(row)
    if rows:
        parts.append(_table(setting, rows))
    return "".join(parts).replace("<mark>", '<mark id="quote">', 1)


def outline_html(document: Document) -> str:
    """The headings as links into the text; empty where there are none."""
    headed = [each for each in document.clauses[1:] if each.heading.strip()]
    deepest = max((each.depth for each in headed), default=0)
    while deepest > 1 and sum(each.depth <= deepest for each in headed) > _MAX_OUTLINE:
        deepest -= 1
    shown = [each for each in headed if each.depth <= deepest][: 2 * _MAX_OUTLINE]
    items = (
        f'<li style="--depth:{each.depth - 1}"><a href="?at={each.start}#c{each.index}" data-at="{each.start}" '
        f'data-clause="{each.index}">{escape(cut(each.heading, _CLIPPED))}</a></li>'
        for each in shown
    )
    return f'<ol class="mv-outline">{"".join(items)}</ol>' if shown else ""


def _page_of(setting: Setting, offset: int) -> int | None:
    at = bisect_right(setting.page_starts, offset) - 1
    return setting.document.page_spans[at].page if at >= 0 else None


def _line(setting: Setting, left: int, right: int) -> str:
    document = setting.document
    while left < right and document.text[left].isspace():
        left += 1
    clause = document.clause_at(left)
    classes = " ".join(_classes(document, clause, left, right))
    heads = any(f"mv-line--{name}" in classes for name in ("title", "heading", *(kind.value for kind in _HEADED)))
    role = f' role="heading" aria-level="{min(clause.depth + 2, 6)}"' if heads else ""
    label = clause.label if clause.index and document.text.startswith(clause.label, left, right) else ""
    middle = left + len(label)
    body = f"<b>{marked(document.text, left, middle, setting.quotes)}</b>" if label else ""
    body += marked(document.text, middle, right, setting.quotes)
    return f'<p{_anchor(setting, clause)} class="{classes}"{role}>{body}</p>'


def _classes(document: Document, clause: Clause, left: int, right: int) -> Iterator[str]:
    text = document.text[left:right].strip()
    yield "mv-line"
    if clause.kind is ClauseKind.ROOT:
        folded = fold(text)
        number = fold(document.doc_number or "")
        if len(folded) > 1 and (folded in fold(document.title) or folded == number):
            yield "mv-line--number" if folded == number else "mv-line--title"
        elif text.endswith(("：", ":")) or (text.startswith("（") and text.endswith("）")):
            yield "mv-line--flush"
    elif clause.kind is ClauseKind.SIGNATURE:
        yield "mv-line--note" if text.startswith("（") else "mv-line--signature"
    elif _first_line(document, clause, left) and len(text) <= _MAX_HEADING:
        if clause.kind in _HEADED:
            yield f"mv-line--{clause.kind.value}"
        elif clause.kind is ClauseKind.ITEM and _is_heading(clause, text):
            yield f"mv-line--heading mv-line--h{min(clause.depth, 3)}"


def _is_heading(clause: Clause, text: str) -> bool:
    """Whether a line is the heading of its item; a whole sentence is one only where items follow below it."""
    whole = fold(text).rstrip("。") == fold(clause.heading).rstrip("。")
    return whole and (not text.endswith("。") or clause.end > clause.own_end)


def _first_line(document: Document, clause: Clause, left: int) -> bool:
    return not document.text[clause.start : left].strip()


def _anchor(setting: Setting, clause: Clause) -> str:
    """The id of a clause, for the first line of it that is shown."""
    if clause.index in setting._seen:
        return ""
    setting._seen.add(clause.index)
    return f' id="c{clause.index}"'


def _table(setting: Setting, rows: Sequence[TableRow]) -> str:
    """Rows of one table; one that begins in its middle gets the table's header again."""
    header = setting.headers.get(rows[-1].start, ())
    heads = [row for row in rows if row in header]
    over = heads or list(header)
    ranged = any(row.cell_range for row in rows)
    head = "".join(_row(setting, row, "th", ranged) for row in over)
    body = "".join(_row(setting, row, "td", ranged) for row in rows if row not in heads)
    sheet = (rows[0].cell_range or "").rpartition("!")[0]
    caption = f"<caption>工作表：{escape(sheet)}</caption>" if sheet else ""
    above = f"<thead>{head}</thead>" if head else ""
    return (
        '<div class="mv-scroll" tabindex="0" role="region" aria-label="表格">'
        f'<table class="mv-table">{caption}{above}<tbody>{body}</tbody></table></div>'
    )


def _row(setting: Setting, row: TableRow, tag: str, ranged: bool) -> str:
    cited = any(start < row.end and row.start < end for start, end in setting.quotes)
    cells = "".join(_cell(setting, cell, tag) for cell in row.cells)
    place = f'<td class="mv-place">{escape((row.cell_range or "").rpartition("!")[2])}</td>' if ranged else ""
    anchor = _anchor(setting, setting.document.clause_at(row.start))
    return f"<tr{anchor}{' class=' + chr(34) + 'is-cited' + chr(34) if cited else ''}>{place}{cells}</tr>"


def _cell(setting: Setting, cell: Stretch, tag: str) -> str:
    lines = marked(setting.document.text, *cell, setting.quotes).replace("\n", "<br>")
    return f'<{tag} scope="col">{lines}</{tag}>' if tag == "th" else f"<td>{lines}</td>"

"""One clause of a document, found by its number, its label or a place in the text, as a row."""

from __future__ import annotations

from typing import Any

from kb.document import Clause, Document
from kb.errors import ClauseNotFound
from kb.normal_form import fold
from kb.snapshot import Snapshot

MAX_CHARS = 20_000  # of a clause's text; the rest is read clause by clause
_SHOWN = 8  # clauses that a message lists


def clause_row(snapshot: Snapshot, doc_id: str, clause: str | None = None, at: int | None = None) -> dict[str, Any]:
    """A clause with its place and text: `document.text[start:end] == text`; `complete` says whether that is all of it.

    `clause` is its number in the document (0 is all of it), its label (第五条, （二）) or how its heading begins; `at`
    is an offset of the document's text. Raises DocumentNotFound, and ClauseNotFound for none or for several.
    """
    document = snapshot.entry(doc_id).document
    found = _at(document, at) if clause is None else _named(document, clause)
    end = min(found.end, found.start + MAX_CHARS)
    return {
        "doc_id": doc_id,
        "title": document.title,
        "doc_number": document.doc_number,
        "status": snapshot.status_on(doc_id).value,
        "clause": found.index,
        "path": list(document.path_of(found.index)),
        "page": document.page_at(found.start),
        "start": found.start,
        "end": end,
        "text": document.text[found.start : end],
        "complete": end == found.end,
        "children": [{"clause": child.index, "heading": child.heading} for child in document.children(found.index)],
    }


def _at(document: Document, offset: int | None) -> Clause:
    if offset is None:
        return document.clauses[0]
    if not 0 <= offset < len(document.text):
        raise ClauseNotFound(
            f"位置 {offset} 不在《{document.title}》的原文之内", f"原文共 {len(document.text)} 个字符，从 0 数起"
        )
    return document.clause_at(offset)


def _named(document: Document, asked: str) -> Clause:
    if asked.isascii() and asked.isdecimal():
        if int(asked) < len(document.clauses):
            return document.clauses[int(asked)]
        raise ClauseNotFound(
            f"《{document.title}》没有第 {asked} 号条款", f"条款编号从 0 到 {len(document.clauses) - 1}"
        )
    folded = fold(asked.strip())
    named = [each for each in document.clauses if each.index and folded]
    for matches in (
        [each for each in named if folded in (fold(each.label), fold(each.heading))],
        [each for each in named if fold(each.heading).startswith(folded)],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise ClauseNotFound(f"《{document.title}》有 {len(matches)} 处“{asked}”", _choice(matches))
    raise ClauseNotFound(f"《{document.title}》没有“{asked}”", _choice(document.children(0)))


def _choice(clauses: list[Clause] | tuple[Clause, ...]) -> str:
    """Which clauses there are, by number.

    >>> from kb.document import ClauseKind
    >>> _choice([Clause(3, 0, 1, ClauseKind.ITEM, "一、", "一、目标", 0, 5, 5)])
    '请用编号指明：3（一、目标）'
    """
    if not clauses:
        return "这份文件没有分条款，请读编号 0（全文）"
    listed = "、".join(f"{each.index}（{each.heading[:20]}）" for each in clauses[:_SHOWN])
    return f"请用编号指明：{listed}{' 等' if len(clauses) > _SHOWN else ''}"

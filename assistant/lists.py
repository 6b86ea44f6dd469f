"""The lists that a document has: a clause and its items, whatever they are written as.

children           numbered clauses below it: （一）…（二）…
running numbers    一是…二是… in its own text
paragraphs         lines that are built alike: each behind a dash, each opening alike (坚持…), each with a short title
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.document import Clause, ClauseKind, Document
from kb.normal_form import fold
from kb.sentences import sentence_spans
from kb.snapshot import Snapshot

LEAD_CHARS = 220
_IN_TEXT = re.compile(r"(?:(?<=[。；：:;\s])|(?<=^))[一二三四五六七八九十]是(?=[\u4e00-\u9fff])")
_BULLET = re.compile(r"(?:[—─–-]{1,3}|[•·●◆■○▪])\s*(?=\S)")
_TITLED_ARTICLE = re.compile(r"第[零一二三四五六七八九十百\d]+条[\s\u3000]*[\u4e00-\u9fff]{2,10}。")
_DEFINES = re.compile(r"本[\u4e00-\u9fff]{1,4}所称|前款")  # what a rule calls so, each in a paragraph
_ALIKE_CHARS, _TITLE_CHARS, _FEWEST_TITLED = 2, 24, 3
_NARROWEST, _WIDEST, _FULL = (
    15,
    50,
    0.85,
)  # characters a line of a text set to one width, and how full one is that goes on
_MAX_INDENT, _MAX_ITEM, _MAX_SENTENCE = 16, 70, 160


@dataclass(frozen=True, slots=True)
class ItemList:
    """A clause with items: their spans, the folded lead, what stands above it, the index behind its last descendant."""

    clause: Clause
    items: tuple[tuple[int, int], ...]
    lead: str
    above: str
    last: int


def lists_of(snapshot: Snapshot, doc_id: str) -> Sequence[ItemList]:
    """The clauses of a document that have at least two items; its root is the first if it has."""
    lists: dict[str, Sequence[ItemList]] = snapshot.derived("lists", dict)
    if doc_id not in lists:
        lists[doc_id] = _lists(snapshot.entries[doc_id].document)
    return lists[doc_id]


def _lists(document: Document) -> list[ItemList]:
    titles = (document.title, *document.inner_titles)
    found = []
    for clause in document.clauses:
        if clause.kind is ClauseKind.SIGNATURE or len(items := items_of(document, clause)) < 2:
            continue
        lead = _own_lead(document, clause) if clause.index else fold("|".join(titles))
        above = fold("|".join((*titles, *document.path_of(clause.index)[:-1])))
        found.append(ItemList(clause, tuple(items), lead, above, _last(document, clause)))
    return found


def _own_lead(document: Document, clause: Clause) -> str:
    """The folded heading of a clause, with its lead sentence if that announces the items."""
    own = document.text[clause.start : min(clause.own_end, clause.start + LEAD_CHARS)].strip()
    return fold(own if own.endswith(("：", ":")) or clause.kind is ClauseKind.ARTICLE else clause.heading)


def items_of(document: Document, clause: Clause) -> list[tuple[int, int]]:
    """The spans of a clause's items; empty where it has none.

    The articles of a chapter are a list only where each begins with a title: 第九条 县区自评。
    """
    children = [child for child in document.children(clause.index) if child.kind is not ClauseKind.SIGNATURE]
    if children and children[0].kind is not ClauseKind.ARTICLE:
        return [_item_span(document, child) for child in children]
    if children:
        titles = [_title_span(document, child) for child in children]
        return [title for title in titles if title is not None] if all(titles) else []
    begins = [match.start() for match in _IN_TEXT.finditer(document.text, clause.start, clause.own_end)]
    lines = document.text.count("\n", clause.start, clause.own_end)
    if not begins and clause.index and lines >= 2:
        return _paragraphs(document, clause)
    ends = [*begins[1:], clause.own_end]
    return [(begin, _sentence_end(document.text, begin, end)) for begin, end in zip(begins, ends, strict=False)]


def _title_span(document: Document, article: Clause) -> tuple[int, int] | None:
    """An article's label and title; None where it has no title."""
    match = _TITLED_ARTICLE.match(document.text, article.start, article.own_end)
    return match.span() if match else None


def _paragraphs(document: Document, clause: Clause) -> list[tuple[int, int]]:
    """The first sentences of the longest run of paragraphs below a heading that are built alike.

    An article's paragraphs often begin with the same body's name by chance: they must be announced, or have bullets.
    """
    opened = [
        span
        for span in sentence_spans(document.text, clause.start, clause.own_end)
        if "\n" in _white_before(document.text, span[0])
    ]
    shapes = [_shape(document.text[start:end]) for start, end in opened]
    if clause.kind is ClauseKind.ARTICLE and not document.text[clause.start : clause.own_end].split("\n")[0].endswith(
        "："
    ):
        shapes = [each & {"bullet"} for each in shapes]
    best: list[tuple[int, int]] = []
    for shape in dict.fromkeys(one for each in shapes for one in sorted(each)):
        run: list[tuple[int, int]] = []
        for span, each in zip([*opened, (0, 0)], [*shapes, frozenset()], strict=True):
            if shape in each:
                run.append(span)
                continue
            fewest = _FEWEST_TITLED if shape == "titled" else 2
            best, run = (run if len(run) >= fewest and len(run) > len(best) else best), []
    return best


def _white_before(text: str, at: int) -> str:
    before = text[max(0, at - _MAX_INDENT) : at]
    return before[len(before.rstrip()) :]


def _shape(sentence: str) -> frozenset[str]:
    """How a paragraph's first sentence is built."""
    bullet = _BULLET.match(sentence)
    body = sentence[bullet.end() :] if bullet else sentence
    titled = len(body) <= _TITLE_CHARS and body.endswith(("。", "：", ":"))
    if _DEFINES.match(body):
        return frozenset()
    return frozenset([*(["bullet"] if bullet else []), *(["titled"] if titled else []), body[:_ALIKE_CHARS]])


def _sentence_end(text: str, start: int, end: int) -> int:
    """Where the item ends: behind its last full stop before `end`, so that what follows the list is left out."""
    spans = sentence_spans(text, start, end)
    return spans[0][1] if spans else end


def _item_span(document: Document, item: Clause) -> tuple[int, int]:
    """An item's heading, all of its wording where that is short, or the whole sentence that the heading is cut out of."""
    own = document.text[item.start : item.own_end]
    line = own.split("\n")[0].rstrip()
    if (
        _is_wrapped(document.text, line)
        and (stop := re.search(r"[。；;](?=\s|$)", own))
        and stop.end() <= _MAX_SENTENCE
    ):
        return item.start, item.start + stop.end()
    if len(line) <= _MAX_ITEM:
        return item.start, item.start + len(line)
    end = len(item.heading)
    if (
        line[end : end + 1] in ("，", ",", "、")
        and (stop := re.search(r"[。；;]", line))
        and stop.end() <= _MAX_SENTENCE
    ):
        return item.start, item.start + stop.end()
    return item.start, item.start + (end + 1 if line[end : end + 1] in "。；;" else end)


def _is_wrapped(text: str, line: str) -> bool:
    """Whether a line of a text whose lines are all cut to one width goes on in the next: as long, and with no stop at its end."""
    width = _line_width(text)
    return _NARROWEST <= width <= _WIDEST and len(line) >= _FULL * width and line[-1:] not in "。；;：:！？"


@lru_cache(maxsize=64)
def _line_width(text: str) -> int:
    """The characters that nine of ten lines of text stay within; those of a few characters are left out."""
    lengths = sorted(length for line in text.split("\n") if (length := len(line.strip())) >= _NARROWEST)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _last(document: Document, clause: Clause) -> int:
    return next(
        (other.index for other in document.clauses[clause.index + 1 :] if other.depth <= clause.depth),
        len(document.clauses),
    )

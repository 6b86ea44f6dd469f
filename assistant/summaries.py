"""Summaries in a document's own words: its parts, and of each its items or the sentence that says most."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import sqrt

from assistant.citing import Citer
from assistant.composing import sentence
from assistant.documents_asked import cite_value, written_date
from assistant.lists import items_of
from kb.document import Clause, ClauseKind, Document, Status
from kb.normal_form import fold, letters
from kb.records import Records
from kb.sentences import sentence_spans
from kb.snapshot import Snapshot
from kb.words import STOP_WORDS, Words

_STATES = {
    Status.REPEALED: "已废止",
    Status.SUPERSEDED: "已有新版，不再有效",
    Status.EXPIRED: "已失效，不再有效",
    Status.AMENDED: "部分内容已修改",
    Status.DRAFT: "征求意见稿",
}
_UNIT = {ClauseKind.ARTICLE: "条", ClauseKind.CHAPTER: "章", ClauseKind.SECTION: "节", ClauseKind.PART: "编"}
_PURPOSE = re.compile(r"制定本|制订本|现(?:就|将|提出|印发)|(?:如下|以下)[：:]?$|^为")
# What is said anywhere: the creed, and how a document ends.
_FORMULA = re.compile(r"指导思想|为指导|全面贯彻|深入贯彻|以习近平|^本[\u4e00-\u9fff]{2,6}自|同时废止|负责解释")
_FIGURE = re.compile(r"\d")
_LONGEST_ITEM = 60  # an item's wording up to this long is told whole, of a longer one its heading
_FIGURES_COUNT = 1.15  # a sentence with figures says a little more than one without
_FEWEST_CHARS = 8


def introduced(snapshot: Snapshot, citer: Citer, doc_id: str, as_of: str | None) -> str:
    """A document's title with its number, date and state, each cited where the text has it."""
    entry = snapshot.entries[doc_id]
    document = entry.document
    marks, told = citer.cite_opening(doc_id), []
    if document.doc_number and (mark := cite_value(citer, entry, "文号", document.doc_number)):
        told.append(document.doc_number)
        marks += mark
    if document.signed_on and (mark := cite_value(citer, entry, "成文日期", document.signed_on)):
        told.append(written_date(document.signed_on))
        marks += mark
    status = snapshot.status_on(doc_id, as_of)
    told += [_STATES[status]] if status in _STATES else []
    facts = f"（{'，'.join(told)}）" if told else ""
    return f"《{document.title}》{facts}{marks}"


def parts_of(document: Document) -> tuple[Clause, ...]:
    """The parts of a document: what stands below its root, or below the one clause that holds everything."""
    parts = body_children(document, 0)
    while len(parts) == 1 and (below := body_children(document, parts[0].index)):
        parts = below
    return parts


def body_children(document: Document, index: int) -> tuple[Clause, ...]:
    """The children of a clause, without the signature."""
    return tuple(child for child in document.children(index) if child.kind is not ClauseKind.SIGNATURE)


def unit_of(clauses: tuple[Clause, ...]) -> str:
    """What `clauses` are counted in: 条, 章, or 项."""
    return _UNIT.get(clauses[0].kind, "项") if clauses else "项"


def purpose_span(document: Document) -> tuple[int, int] | None:
    """The sentence before the first part that says why the document was made, None without one."""
    parts = parts_of(document)
    end = parts[0].start if parts else 0
    spans = [span for span in sentence_spans(document.text, 0, end) if span[1] - span[0] >= 2 * _FEWEST_CHARS]
    return next((span for span in reversed(spans) if _PURPOSE.search(document.text[slice(*span)])), None)


def told_clause(citer: Citer, doc_id: str, document: Document, records: Records, clause: Clause, words: Words) -> str:
    """One line of a clause: its heading with its items, all of them, or with the sentence that says most."""
    children = body_children(document, clause.index)
    items = [item_span(document, child) for child in children] or items_of(document, clause)
    best = key_sentences(document, clause, records, words, 1)
    if not items and best and best[0][0] == clause.start:
        return sentence(document.text[slice(*best[0])]) + citer.cite(doc_id, *best[0])
    named = name_span(document, clause)
    heading = citer.cite(doc_id, *named)
    if items:
        name = sentence(document.text[slice(*named)]).rstrip("。：:")
        return f"“{name}”（{len(items)}{unit_of(children)}）：{heading}{told_spans(citer, doc_id, document, items)}"
    said = "".join(sentence(document.text[slice(*span)]) + citer.cite(doc_id, *span) for span in best)
    return f"“{clause.heading}”：{heading}{said}" if best else sentence(clause.heading) + heading


def told_spans(citer: Citer, doc_id: str, document: Document, spans: Sequence[tuple[int, int]]) -> str:
    """The spans one behind the other, each with its marker."""
    return "；".join(
        sentence(document.text[start:end]).rstrip("。：:") + citer.cite(doc_id, start, end) for start, end in spans
    )


def item_span(document: Document, item: Clause) -> tuple[int, int]:
    """An item's first sentence where that is short or its heading says nothing (2024年), else its heading.

    Of an article, which has a number only, the first sentence.
    """
    first = own_sentences(document, item)[:1]
    end = item.start + len(item.heading)
    if first and (_says_nothing(item) or (item.start == first[0][0] and first[0][1] <= item.start + _LONGEST_ITEM)):
        return first[0]
    return item.start, end


def own_sentences(document: Document, clause: Clause) -> list[tuple[int, int]]:
    """The sentences of a clause's own text; a heading on a line of its own is none."""
    end = clause.start + len(clause.heading)
    begins = end if document.text[end : end + 1] == "\n" else clause.start
    return sentence_spans(document.text, begins, clause.own_end)


def name_span(document: Document, clause: Clause) -> tuple[int, int]:
    """What a clause is called: its heading, of one with a number only the sentence that leads in its items."""
    first = own_sentences(document, clause)[:1]
    return first[0] if first and _says_nothing(clause) else (clause.start, clause.start + len(clause.heading))


def _says_nothing(clause: Clause) -> bool:
    """Whether a heading is a number or a year only."""
    return not re.sub(r"\d{4}年?|[\W\d]", "", clause.heading.removeprefix(clause.label))


def key_sentences(
    document: Document, clause: Clause, records: Records, words: Words, most: int
) -> list[tuple[int, int]]:
    """The at most `most` sentences of a clause's own text that have most of its words, in text order.

    Responsibility notes, bare headings and formulas (以……为指导, 同时废止) say nothing of their own. A short clause is told whole.
    """
    notes = [(task.responsibility_start, task.responsibility_end) for task in records.tasks]
    spans = [
        span
        for span in own_sentences(document, clause)
        if not any(start <= span[0] < end for start, end in notes)
        and letters(document.text[slice(*span)]) not in (letters(clause.heading), "")
    ]
    telling = [span for span in spans if not _FORMULA.search(document.text[slice(*span)])] or spans
    counts = {span: content_words(document.text[slice(*span)], words) for span in telling}
    total: Counter[str] = Counter()
    for each in counts.values():
        total.update(each)
    title = content_words(document.title + clause.heading, words)
    total.update(title)

    def says(span: tuple[int, int]) -> float:
        said = sum(total[word] for word in counts[span]) / sqrt(max(len(counts[span]), 1))
        return said * (_FIGURES_COUNT if _FIGURE.search(document.text[slice(*span)]) else 1.0)

    return sorted(sorted(telling, key=lambda span: -says(span))[:most])


def content_words(text: str, words: Words) -> frozenset[str]:
    """The words of a text that say something, folded."""
    return frozenset(
        token
        for token in words.cut(fold(text))
        if len(token) > 1 and token not in STOP_WORDS and any(char.isalnum() for char in token)
    )

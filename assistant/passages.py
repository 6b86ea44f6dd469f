"""What the documents say about a thing: the sentences that say it, or a refusal by the caller."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Answer
from assistant.citing import Citer
from assistant.composing import Context, repealed_note, sentence
from assistant.conflicts import differing, told_differing
from assistant.coverage import names_unknown
from assistant.evidence import ASKS, Evidence
from assistant.giving import asks_what_is_given, gives, withholds
from assistant.kinds import asks_several
from assistant.query import Expected, Kind
from assistant.running_lists import ITEM_NUMBER, chain_opening, listed_at, parts_in
from assistant.stance import asks_yes_or_no, opening, stance_of
from assistant.task_rows import as_json, row_at, told_roles
from assistant.told_before import not_told_before
from assistant.understanding import asks_anything
from assistant.wording import number_asked
from kb.document import Document, TableRow
from kb.expansion import headers_over
from kb.normal_form import fold
from kb.sentences import sentence_spans

# Below this relevance a sentence does not answer: with a reranker, and by words alone. The share of unanswerable questions
# that are refused against the share of answerable ones that are not: `mingce eval answers` draws the curve.
MIN_RELEVANCE, MIN_BY_WORDS = 0.12, 0.45
MIN_FOLLOWING = 0.05  # in the documents that answered the turn before
_FEW_WORDS = 2
_SURE = 0.5  # from here on reading outweighs the rule about unknown things
# Sentences as likely as this share of the best are told too, and how many of them.
_NEARLY, _ALSO_LIKELY, _ALSO_GIVEN = 0.75, 0.6, 0.5
_MOST_LIKELY, _MOST_GIVEN = 2, 4
_MISSING = 0.7  # a definite question is not answered by a sentence that lacks most of its nouns
_MIN_REDACTED = 0.2  # the rule that finds the blacked-out thing is strict by itself
_CLEARLY_BETTER = 0.4
_WITH_NEIGHBOURS = 240  # a clause up to this long is told whole where the question is open
_MAX_SENTENCES = 4
_FIGURES = (Expected.MONEY, Expected.COUNT, Expected.PERCENT)
_LIST_NEAR, _FEWEST_ITEMS = 0.4, 2  # how near the best a sentence with a list must be, and how many items make one
_WITH_BEST = 0.3
_OF_THESE = re.compile(r"(?:下列|以下|如下)[^：:]{0,12}(?:行为|情形|情况|之一)")


def answer_passage(context: Context) -> Answer | None:
    """The best sentence, with its neighbours where the question is open; None if none is near enough."""
    definite = context.query.expected is not Expected.ANY
    given = asks_what_is_given(context.query)
    fitting = [
        each
        for each in context.evidence
        if each.fits
        and not (context.query.kind is Kind.TARGETS and each.missing > 0)
        and not (definite and each.read is None and each.missing >= _MISSING)
        and not (given and withholds(fold(each.text)))
        and not _is_note(context, each)
    ]
    best = fitting[0] if fitting else None
    if definite and (best is None or best.relevance < _SURE) and names_unknown(context.library, context.query):
        return None
    blacked = next((evidence for evidence in context.evidence if evidence.redacted), None)
    if blacked and blacked.relevance >= _MIN_REDACTED and (best is None or blacked.relevance + 0.1 >= best.relevance):
        return _redacted(context, blacked)
    least = MIN_BY_WORDS if best is None or best.read is None else MIN_RELEVANCE
    if context.told_before:
        least = min(least, MIN_FOLLOWING)
    said = [token for token, _ in context.query.tokens if not token.isascii()]
    if not asks_anything(context.query.text) and len(said) <= _FEW_WORDS:
        least = max(least, _SURE)  # words without a question: what is meant is a guess
    if best is None or best.relevance < least:
        return None
    about = next((evidence for evidence in context.evidence if _says_something(context, evidence)), best)
    if best.read is None and about.relevance >= best.relevance + _CLEARLY_BETTER:
        return None  # the sentence about this is known, and it does not say what is asked
    first = _enumerating(context, fitting) or not_told_before(context.query, context.told_before, fitting) or best
    if first is best and (others := differing(context, best, fitting)):
        return replace(told_differing(context, best, others), confidence=best.relevance)
    return replace(_told(context, first, _beside(context, first, fitting)), confidence=first.relevance)


def _beside(context: Context, first: Evidence, fitting: Sequence[Evidence]) -> list[Evidence]:
    """The sentences told beside the first: those about as likely; where the question is open, more of those that are likely.

    What somebody is given is seldom one thing: of such a question all that gives something counts.
    """
    share, most, given = _NEARLY, 1, asks_what_is_given(context.query)
    if context.query.expected is Expected.ANY:
        share, most = (_ALSO_GIVEN, _MOST_GIVEN) if given else (_ALSO_LIKELY, _MOST_LIKELY)
    others = [each for each in fitting if each is not first and each.relevance >= share * fitting[0].relevance]
    return [each for each in others if not given or gives(fold(each.text))][:most]


def _enumerating(context: Context, fitting: Sequence[Evidence]) -> Evidence | None:
    """Where a question asks for several things, the sentence that announces or enumerates them, if one is near the best.

    That is one that a list follows, or one with as many parts as the question says there are.
    """
    folded = fold(context.query.text)
    if not fitting or not asks_several(folded):
        return None
    number = number_asked(folded)
    near = [each for each in fitting if each.relevance >= _LIST_NEAR * fitting[0].relevance]
    if number is not None and number > 2:
        exact = next((each for each in near if parts_in(each.text) == number), None)
        if enough := exact or next((each for each in near if parts_in(each.text) > number), None):
            return enough
    for each in near:
        document = context.snapshot.entries[each.doc_id].document
        if len(listed_at(document, each.clause, each.start)) > _FEWEST_ITEMS:
            return each
    return None


def _is_note(context: Context, evidence: Evidence) -> bool:
    """Whether a sentence is a responsibility note outside of a table: it names bodies, and says nothing else."""
    tasks = context.snapshot.records[evidence.doc_id].tasks
    rows = context.snapshot.entries[evidence.doc_id].document.rows
    in_row = any(row.start <= evidence.start < row.end for row in rows)
    half = (evidence.start + evidence.end) / 2  # one that only begins with the note of the item before says more
    return not in_row and any(
        task.responsibility_start <= evidence.start and half < task.responsibility_end for task in tasks
    )


def _says_something(context: Context, evidence: Evidence) -> bool:
    """Whether a sentence is more than a title, a heading or the announcement of a list."""
    clause = context.snapshot.entries[evidence.doc_id].document.clauses[evidence.clause]
    return clause.index > 0 and len(evidence.text) > len(clause.heading) + 2 and not evidence.text.endswith(("：", ":"))


def _redacted(context: Context, evidence: Evidence) -> Answer:
    citer = context.citer()
    mark = citer.cite(evidence.doc_id, evidence.start, evidence.end)
    text = f"原文此处已隐去，文件库没有给出具体内容：{sentence(evidence.text)}{mark}"
    return Answer("refused", text, reason="redacted_in_source", citations=citer.citations)


def _told(context: Context, best: Evidence, others: Sequence[Evidence]) -> Answer:
    citer = context.citer()
    document = context.snapshot.entries[best.doc_id].document
    row = next((row for row in document.rows if row.start <= best.start < row.end), None)
    task = row_at(context.snapshot, best.doc_id, best.start) if row else None
    if row is not None and task is not None and context.query.expected in _FIGURES:
        text = _row_told(document, best.doc_id, row, citer)
        return Answer("answered", repealed_note(context, [best.doc_id]) + text, citations=citer.citations)
    if row is not None and task is not None:
        deadline = f"；完成时限：{task.deadline}" if task.deadline else ""
        text = (
            f"“{task.text.rstrip('。')}”，{told_roles(task)}{deadline}。{citer.cite(best.doc_id, row.start, row.end)}"
        )
        return Answer(
            "answered", repealed_note(context, [best.doc_id]) + text, citations=citer.citations,
            records=(as_json((best.doc_id, task)),),
        )  # fmt: skip
    yes_or_no = asks_yes_or_no(context.query.text)
    stance = _stance(context, document, best) if yes_or_no and not ASKS.search(best.text) else None
    spans = [(best.start, best.end)] if stance else _spans(context, document, best)
    announced = _announced_by(document, best, spans)
    if yes_or_no or any(_OF_THESE.search(document.text[slice(*span)]) for span in announced):
        spans = [*announced, *spans]  # an act alone is no answer: what follows from it stands above the list
    parts = [
        f"{_break_before(document.text, start)}{sentence(document.text[start:end])}{citer.cite(best.doc_id, start, end)}"
        for start, end in spans
    ]
    told_of = [best.doc_id]
    for other in others:
        if other.doc_id != best.doc_id or (other.start, other.end) not in spans:
            told_of.append(other.doc_id)
            parts += ["\n", *_told_beside(context, other, citer)]
    head = repealed_note(context, told_of) + (opening(stance) if yes_or_no else "")
    return Answer("answered", head + "".join(parts).lstrip("\n"), citations=citer.citations)


def _row_told(document: Document, doc_id: str, row: TableRow, citer: Citer) -> str:
    """A row of a table, each cell behind what its column is called; the row as it stands where they do not match."""
    cells = [cell.strip().rstrip("。；;") for cell in document.text[row.start : row.end].split("\t")]
    heads = headers_over(document, row.start, row.end)
    names = [name.strip() for name in document.text[heads[-1].start : heads[-1].end].split("\t")] if heads else []
    mark = citer.cite(doc_id, row.start, row.end)
    if len(names) != len(cells):
        return sentence("　".join(filter(None, cells))) + mark
    told = "；".join(f"{name}：{cell}" for name, cell in zip(names, cells, strict=True) if name and cell)
    return f"{sentence(told)}{citer.cite(doc_id, heads[-1].start, heads[-1].end)}{mark}"


def _break_before(text: str, start: int) -> str:
    """A line of its own for an item of a list that has one in the document."""
    return "\n" if ITEM_NUMBER.match(text, start) and text[:start].rstrip(" \t\u3000").endswith("\n") else ""


def _told_beside(context: Context, other: Evidence, citer: Citer) -> list[str]:
    """A sentence told beside the best; a heading, which says nothing by itself, with what stands behind it."""
    document = context.snapshot.entries[other.doc_id].document
    heading = document.clauses[other.clause].heading
    bare = fold(other.text).rstrip("。") == fold(heading).rstrip("。")
    spans = _spans(context, document, other) if bare else [(other.start, other.end)]
    return [f"{sentence(document.text[start:end])}{citer.cite(other.doc_id, start, end)}" for start, end in spans]


def _stance(context: Context, document: Document, best: Evidence) -> str | None:
    """Yes or no, where the best sentence says it outright; of an item of a list nothing is known without what announces it."""
    if _announced_by(document, best, []):
        return None
    tokens = [token for token, _ in context.query.tokens]
    around = fold("|".join((document.title, *document.path_of(best.clause))))
    return stance_of(context.query.text, tokens, best.text, around, context.library.words)


def _announced_by(document: Document, best: Evidence, told: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentence that announces the list which `best` is an item of, as 禁止下列行为: says yes or no; empty if it is told."""
    parent = document.clauses[best.clause].parent
    if not parent:
        return []
    above = document.clauses[parent]
    spans = sentence_spans(document.text, above.start, above.own_end)
    announces = [span for span in spans[-1:] if document.text[slice(*span)].rstrip().endswith(("：", ":"))]
    return [span for span in announces if span not in told]


def _spans(context: Context, document: Document, best: Evidence) -> list[tuple[int, int]]:
    """The spans to tell: the sentence alone for a definite question, more of its clause for an open one.

    A sentence that announces a list is told with the list.
    """
    clause = document.clauses[best.clause]
    here = (best.start, best.end)
    heading_only = re.sub(r"\s", "", best.text).rstrip("。") == re.sub(r"\s", "", clause.heading)
    spans = sentence_spans(document.text, clause.start, clause.own_end)
    at = spans.index(here) if here in spans else None
    if at is not None:
        opening = chain_opening(document.text, spans, at) if asks_several(fold(context.query.text)) else at
        if listed := listed_at(document, best.clause, spans[opening][0]):
            return listed
        if ASKS.search(best.text) and (replies := _replies(document, best, spans)):
            return replies
    if context.query.expected is not Expected.ANY and not heading_only:
        return [here, *([best.also] if best.also else [])]
    notes = [
        (task.responsibility_start, task.responsibility_end) for task in context.snapshot.records[best.doc_id].tasks
    ]
    spans = [span for span in spans if span == here or not any(start <= span[0] < end for start, end in notes)]
    if clause.own_end - clause.start > _WITH_NEIGHBOURS or len(spans) > _MAX_SENTENCES:
        good = _good(context, best)
        at = spans.index(here) if here in spans else 0
        following = set(range(at, at + 1 + heading_only))
        likely = sorted(
            (number for number, span in enumerate(spans) if span[0] in good), key=lambda number: -good[spans[number][0]]
        )
        kept = sorted(following | set(likely[: _MAX_SENTENCES - len(following)]))
        spans = [spans[number] for number in kept if number < len(spans)]
    return spans[:_MAX_SENTENCES]


def _replies(document: Document, asking: Evidence, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What stands behind a heading that asks, as in 解读 and 问答: the sentences of its clause, or of its first item."""
    behind = spans[spans.index((asking.start, asking.end)) + 1 :]
    if not behind and (items := document.children(asking.clause)):
        behind = sentence_spans(document.text, items[0].start, items[0].own_end)
    return behind[:_MAX_SENTENCES]


def _good(context: Context, best: Evidence) -> dict[int, float]:
    """Where the sentences of the same clause start that are nearly as relevant as the best, and how relevant they are."""
    least = _WITH_BEST * best.relevance
    return {
        each.start: each.relevance
        for each in context.evidence
        if each.doc_id == best.doc_id
        and each.clause == best.clause
        and (each.relevance >= least if each.read is not None else each.direct >= 0.6 * best.direct)
    }

"""Two documents side by side about one topic: the part that is called so, or the sentences that say most about it."""

from __future__ import annotations

import re

from assistant.answer import Answer
from assistant.citing import Citer
from assistant.comparing import heads, labels_of
from assistant.composing import Context, sentence
from assistant.coverage import stands
from assistant.evidence import gather
from assistant.passages import MIN_BY_WORDS, MIN_RELEVANCE
from assistant.refusing import refuse
from assistant.summaries import body_children, told_clause
from assistant.summary_asked import called
from assistant.two_documents import Sides
from assistant.understanding import understand
from kb.normal_form import fold
from kb.records import Measure, Target

_GRANTS, _TARGETS = re.compile(r"补助|补贴|奖励|奖补|扶持|支持|贴息|优惠"), re.compile(r"目标|指标")
_KIND = re.compile(r"标准|政策|措施|金额|额度|力度|方式|情况|要求|范围|内容|目标|指标|扶持|支持|优惠|[总年]?目标")
_NEAR_BEST = 0.5  # of the best sentence's relevance, for the others that are told
_MOST = 4


def told_topic(context: Context, sides: Sides, topic: list[str]) -> Answer:
    """What each document says of the topic; that it says nothing. A refusal where neither says anything."""
    citer, labels = context.citer(), labels_of(sides)
    lines = heads(context, citer, sides)
    found = False
    for label, doc_id in ((labels.one, sides.one), (labels.other, sides.other)):
        said = _part(context, citer, doc_id, topic) or _records(context, citer, doc_id, topic)
        said = said or _sentences(context, citer, doc_id, topic)
        found |= bool(said)
        lines.append(f"{label}关于“{''.join(topic)}”：{citer.cite_opening(doc_id)}" if said else "")
        lines += said or [f"{label}中没有找到关于“{''.join(topic)}”的内容。{citer.cite_opening(doc_id)}"]
    if not found:
        return refuse(context)
    text = "\n".join(line for line in lines if line)
    return Answer("answered", text, citations=citer.citations, sides=(sides.one, sides.other))


def _part(context: Context, citer: Citer, doc_id: str, topic: list[str]) -> list[str]:
    """A line for each item of the part that is called as the topic is."""
    document, records = context.snapshot.entries[doc_id].document, context.snapshot.records[doc_id]
    part = called(document, topic)
    if part is None:
        return []
    clauses = body_children(document, part.index) or (part,)
    words = context.library.words
    return [f"　　{told_clause(citer, doc_id, document, records, clause, words)}" for clause in clauses]


def _records(context: Context, citer: Citer, doc_id: str, topic: list[str]) -> list[str]:
    """The document's grants or targets, where the topic is of that kind: all that have its other words."""
    records, asked = context.snapshot.records[doc_id], "".join(topic)
    rows: list[Measure | Target] = []
    if _GRANTS.search(asked):
        rows += [measure for measure in records.measures if measure.kind == "support"]
    if _TARGETS.search(asked):
        rows += records.targets
    words = [word for word in topic if not _KIND.fullmatch(word)]
    fitting = [row for row in rows if all(stands(word, fold("|".join((row.text, *row.path)))) for word in words)]
    spans = dict.fromkeys((row.start, row.end) for row in fitting)
    text = context.snapshot.entries[doc_id].document.text
    return [f"　　{sentence(text[start:end])}{citer.cite(doc_id, start, end)}" for start, end in spans]


def _sentences(context: Context, citer: Citer, doc_id: str, topic: list[str]) -> list[str]:
    """The sentences of the document that answer what it says of the topic, in text order."""
    words = [word for word in topic if not _KIND.fullmatch(word)] or topic
    query = understand("".join(words), (), context.library, doc_id)
    fitting = [each for each in gather(context.library, query, (doc_id,)) if each.fits]
    if not fitting:
        return []
    least = MIN_BY_WORDS if fitting[0].read is None else MIN_RELEVANCE
    best = [each for each in fitting if each.relevance >= max(least, _NEAR_BEST * fitting[0].relevance)][:_MOST]
    told = sorted(best, key=lambda each: each.start)
    return [f"　　{sentence(each.text)}{citer.cite(doc_id, each.start, each.end)}" for each in told]

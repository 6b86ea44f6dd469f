"""Measures: the safeguards of a plan (保障措施) and the sentences that grant support (补助, 奖励, 资金, 信贷)."""

from __future__ import annotations

import re

from ingest.tasks import bare_title
from kb.document import Clause, ClauseKind, Document
from kb.records import Measure
from kb.sentences import sentence_spans

SAFEGUARD_HEADING = re.compile(
    r"(?:^|主要|具体|有关|相关|强化|实施|组织|工作|制度|政策|服务|监督|落实)保障(?:措施|机制|体系)?$|保障措施$|组织(?:实施|领导)$|(?:工作|有关|相关)要求$"
)
_GRANT = re.compile(
    r"补助|补贴|奖补|奖励|贴息|贷款|信贷|授信|专项资金|扶持资金|资金支持|政策支持|给予.{0,12}支持|优先(?:安排|支持|保障)|"
    r"争取.{0,30}(?:资金|补助|项目)|安排.{0,16}(?:资金|经费)|保险|担保|减免|免费"
)
_PURPOSE = re.compile(r"^第[一二三四五六七八九十百]+条[\s　]*为(?:了)?|解释|施行|废止")


def find_measures(document: Document) -> tuple[Measure, ...]:
    """The safeguards and support measures of `document`, in text order."""
    measures = _safeguards(document)
    taken = [(measure.start, measure.end) for measure in measures]
    for clause in document.clauses:
        if clause.kind in (ClauseKind.ROOT, ClauseKind.SIGNATURE):
            continue
        for start, end in sentence_spans(document.text, clause.start, clause.own_end):
            body = document.text[start:end]
            inside = any(a <= start < b for a, b in taken)
            title_only = start == clause.start and len(body) <= len(clause.heading) + 2
            if title_only and (body[-1] not in "。；;" or document.text[end : clause.own_end].strip()):
                continue  # （一）道路建设补助。新建的每公里补助5万元: only the second sentence grants something
            if not inside and _GRANT.search(body) and not _PURPOSE.search(body):
                measures.append(_measure(document, clause, "support", start, end))
    return tuple(sorted(measures, key=lambda measure: measure.start))


def _safeguards(document: Document) -> list[Measure]:
    found: list[Measure] = []
    for parent in document.clauses:
        if parent.depth != 1 or not SAFEGUARD_HEADING.search(bare_title(parent.heading)):
            continue
        children = document.children(parent.index)
        clauses = children or (parent,)
        found += [_measure(document, clause, "safeguard", clause.start, clause.end) for clause in clauses]
    return found


def _measure(document: Document, clause: Clause, kind: str, start: int, end: int) -> Measure:
    while end > start and document.text[end - 1].isspace():
        end -= 1
    return Measure(
        clause=clause.index,
        path=document.path_of(clause.index),
        kind="safeguard" if kind == "safeguard" else "support",
        title=bare_title(clause.heading),
        text=document.text[start:end],
        start=start,
        end=end,
    )

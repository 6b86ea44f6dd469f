"""What is to be reached by a year: from the target records, all that fit the question."""

from __future__ import annotations

import re
from dataclasses import asdict
from itertools import groupby

from assistant.answer import Answer, Coverage
from assistant.composing import Context, repealed_note, sentence
from assistant.conflicts import differing_targets
from assistant.coverage import cover, token_weights
from kb.normal_form import fold
from kb.records import Target

# A topic in the question must be covered to this share by the target's sentence and its headings.
_MIN_COVERAGE = 0.5
_ASKING = re.compile(
    r"^(?:目标|任务|要求|达到|实现|做到|完成|建成|指标|总体|主要|具体|规划|全市|全省|年度|阶段|中期|远期|工作)$"
)


def answer_targets(context: Context) -> Answer | None:
    """Every target of the years that the question names, about its topic if it has one; None if there is none."""
    years = {int(slot.value) for slot in context.query.slots if slot.kind == "year"}
    weights, telling = token_weights(context.library, context.query)
    topic = {token: weight for token, weight in weights.items() if not _ASKING.match(token)}
    compounds = [
        one for one in telling if one not in topic and not any(_ASKING.match(part) for part in (one[:2], one[-2:]))
    ]
    found: list[tuple[str, Target]] = []
    for doc_id in context.scope:
        title = context.snapshot.entries[doc_id].document.title
        for target in context.snapshot.records[doc_id].targets:
            around = fold("|".join((title, *target.path)))
            fits = not topic or cover(fold(target.text), around, around, topic)[0] >= _MIN_COVERAGE
            said = fold(target.text)
            if target.year in years and fits and all(compound in said for compound in compounds):
                found.append((doc_id, target))
    return _told(context, found) if found else None


def _told(context: Context, found: list[tuple[str, Target]]) -> Answer:
    citer = context.citer()
    lines = []
    for doc_id, group in groupby(found, key=lambda pair: pair[0]):
        lines.append(f"《{context.snapshot.entries[doc_id].document.title}》{citer.cite_title(doc_id)}")
        for _, target in group:
            lines.append(f"{sentence(target.text)}{citer.cite(doc_id, target.start, target.end)}")
    differ = differing_targets(context, found)
    for one, other in differ:
        marks = citer.cite(one[0], one[1].start, one[1].end) + citer.cite(other[0], other[1].start, other[1].end)
        lines.append(f"对“{one[1].indicator}”，现行文件的写法不一致，请核对后使用。{marks}")
    documents = [doc_id for doc_id, _ in groupby(found, key=lambda pair: pair[0])]
    text = repealed_note(context, documents) + "\n".join(dict.fromkeys(lines))
    records = tuple({"doc_id": doc_id, **asdict(target)} for doc_id, target in found)
    return Answer(
        "answered",
        text,
        citations=citer.citations,
        records=records,
        coverage=Coverage(len(found), len(documents), complete=False),
        sides=tuple(dict.fromkeys(doc_id for pair in differ for doc_id, _ in pair)),
    )

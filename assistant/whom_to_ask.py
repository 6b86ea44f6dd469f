"""Whose task it is that a question is about which the library does not answer."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from assistant.agreement import agrees_with_slots
from assistant.composing import Context
from assistant.content_words import NOUN
from assistant.coverage import context_of, stands, token_weights
from assistant.parts import subject_of
from assistant.query import Query
from assistant.task_rows import TaskRow
from assistant.task_search import TaskFound, tasks_in, topic_of, weigh_tasks, wording_of
from kb.normal_form import fold
from kb.search import first_stage

_PASSAGES, _READ = 12, 4  # in how many of the nearest passages tasks are looked for, and how many are read
MIN_RELEVANCE = 0.5
_BEHIND = 0.7  # another task this near, as a share, leaves open whose matter it is
# Nouns that say what is asked of a thing, and which its task need not have.
_OF_A_THING = re.compile(
    r"钱|元|费|价|金额|标准|比例|面积|数量|人数|总|名额|时间|日期|电话|号码|地址|网址|名字|姓名|地点|原因|情况|结果|手续|材料|条件|程序"
)


def responsible_task(context: Context) -> TaskFound | None:
    """The task that a question is clearly about, which the library does not answer; mostly None.

    It has all nouns of the question, and one that few passages have in its own wording; its place is the one asked about;
    its document is in force; and no other task is as near that others answer for.
    """
    about = _about(context.query)
    _, telling = token_weights(context.library, about)
    places = {slot.value for slot in about.slots}
    terms = telling - places | {token for token, share in about.tokens if share >= NOUN and len(token) > 1} - places
    if not telling - places:
        return None
    scope = [doc_id for doc_id in context.scope if context.snapshot.status_on(doc_id, context.as_of).holds]
    passages = first_stage(context.library, about.text, _PASSAGES, scope)
    near = [each for each in tasks_in(context.library, passages) if _is_about(context, about, terms, telling, each[0])]
    found = weigh_tasks(context.library, about, near[:_READ])
    if not found or found[0].relevance < MIN_RELEVANCE:
        return None
    best = found[0]
    rival = next((each for each in found if _bodies(each) != _bodies(best)), None)
    return best if rival is None or rival.relevance < _BEHIND * best.relevance else None


def _about(query: Query) -> Query:
    """What the question is about, without what it asks of it, its years and its document."""
    query = topic_of(query)
    subject = subject_of(query.text) or query.text
    folded = fold(subject)
    kept = tuple((token, share) for token, share in query.tokens if token in folded and not _OF_A_THING.search(token))
    return replace(query, text=subject, tokens=kept, slots=tuple(slot for slot in query.slots if slot.kind == "place"))


def _is_about(context: Context, about: Query, terms: Collection[str], telling: Collection[str], row: TaskRow) -> bool:
    """Whether a task has all of `terms`, and one of `telling` in its own wording."""
    doc_id, task = row
    document = context.snapshot.entries[doc_id].document
    wording, above = fold(wording_of(document, task)), context_of(document, task.clause)
    return (
        all(stands(term, wording) or stands(term, above) for term in terms)
        and any(stands(term, wording) for term in telling)
        and agrees_with_slots(wording, above, document, about)
    )


def _bodies(found: TaskFound) -> frozenset[str]:
    return frozenset((*found.task.sections, *found.task.units))

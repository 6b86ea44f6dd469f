"""Refusals: what was looked for, whom the library names for it, and what comes nearest, as such."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Answer
from assistant.composing import Context
from assistant.task_rows import as_json, told_roles, told_title
from assistant.whom_to_ask import responsible_task
from kb.search import search

_NEAREST = 3
_IN_CHINESE = "请用中文提问：问题里没有汉字，文件库的文件都按中文检索。"
_HAN = re.compile("[\u4e00-\u9fff]")
_SHOWN = 60  # how much of the question a refusal repeats


def refuse(context: Context, reason: str = "no_evidence", told: str = "") -> Answer:
    """A refusal that says what was looked for and who is responsible for the matter, and offers the nearest passages."""
    citer = context.citer()
    nearest = tuple(
        citer.show(passage.doc_id, passage.start, passage.end)
        for passage in search(context.library, context.query.text, _NEAREST, context.scope)
    )
    asked = context.query.text.strip("?？。 ")
    text = told or (not_written(asked) if any(char.isalnum() for char in asked) else "没有看懂这个问题，请换一种说法。")
    found = responsible_task(context)
    if found is not None:
        mark = citer.cite_task(found.doc_id, found.task)
        text += f"与此有关的任务“{told_title(found.task)}”，{told_roles(found.task)}，可向其核实。{mark}"
    if nearest:
        text += "下面是内容最接近的原文，供核对，不作为回答。"
    likely = max((each.relevance for each in context.evidence if each.fits), default=0.0)
    return Answer(
        "refused",
        text,
        reason=reason,
        citations=citer.citations,
        records=() if found is None else (as_json((found.doc_id, found.task)),),
        nearest=nearest,
        confidence=likely,
    )


def with_hint(question: str, answer: Answer) -> Answer:
    """A refusal with the hint that questions are asked in Chinese, where this one is in another language."""
    foreign = not _HAN.search(question) and any(char.isalpha() for char in question)
    if not foreign or answer.status != "refused":
        return answer
    return replace(answer, answer=_IN_CHINESE + answer.answer)


def not_written(asked: str) -> str:
    """The sentence that the library does not say what is asked.

    >>> not_written("“一周一技”每次多长")
    '文件库没有写明“‘一周一技’每次多长”。'
    """
    shown = asked if len(asked) <= _SHOWN else asked[:_SHOWN] + "……"
    return f"文件库没有写明“{shown.replace('“', '‘').replace('”', '’')}”。"

"""What two documents say differently: item by item, or side by side about the topic that the question names."""

from __future__ import annotations

import re

from assistant.answer import Answer
from assistant.comparing import told_differences
from assistant.composing import Context
from assistant.content_words import content_tokens
from assistant.side_by_side import told_topic
from assistant.two_documents import Lacking, Unclear, find_sides, leaves_out_one
from assistant.typos import library_text
from kb.normal_form import fold

COMPARES = re.compile(
    r"区别|不同(?!意)|不一样|差别|差异|异同|相比|对比|对照|比一比|比较一下|变了|多了|少了|去掉了|"
    r"(?:有|做了|作了)?(?:什么|啥|哪些|何)(?:新的?|大的?)?(?:变化|变动|改动|调整|修改)|"
    r"(?:改|变|变化|调整|修改|修订|新增|增加|减少|取消|删|删除|删掉|删去)了?(?:哪些|什么|啥|哪里|哪儿|哪几)"
)
_ASKING = re.compile(
    r"请问|帮我|告诉我|一下|有没有|有(?:什么|啥|哪些|何)|什么|哪些|哪里|哪儿|哪几[个项条]|啥|主要|具体|分别|都|各自?|之间|两者|两份|这|那|"
    r"新旧|新老|前后|旧版|新版|老版|原版|上一版|修订[前后]?|修改[前后]?|版本?|文件|内容|地方|方面|规定|[在从]|上(?=[,有的]|$)|里面?|中(?=[,有的]|$)|了|的|是|有|吗|呢|比|把|看看|说说|列出来?"
)
_TASKS = re.compile(r"任务|工作|事项|职责")
_GENERIC = re.compile(
    r"^(?:方案|办法|计划|规划|通知|意见|规定|细则|条例|制度|预案|任务|工作|事项|职责|项目|异同|重点|多|少|新增|增加|减少|取消|删除|调整|变化)$"
)
_ADDED, _DROPPED = re.compile(r"多了|新增|增加"), re.compile(r"少了|取消|删|减少|去掉")


def answer_comparison(context: Context) -> Answer | None:
    """What is new, gone or changed between the two documents that the question sets against each other; None if none."""
    folded = fold(context.query.text)
    if context.doc is not None or not (COMPARES.search(folded) or leaves_out_one(folded)):
        return None
    ids = context.query.doc_ids
    named: tuple[str, ...] = ids if ids is not None and len(ids) == 1 else ()
    if ids is None and context.told_before:
        named = tuple(sorted({doc_id for doc_id, _ in context.told_before}))  # what answered the turn before
    sides = find_sides(folded, context.snapshot, context.library.words, named)
    if sides is None:
        return None
    if isinstance(sides, Unclear):
        titles = tuple(dict.fromkeys(context.snapshot.entries[doc_id].document.title for doc_id in sides.doc_ids))
        return Answer("clarify", "您要对照的是哪两份文件？", reason="ambiguous", choices=titles, confidence=0.0)
    if isinstance(sides, Lacking):
        return _lacking(context, sides)
    rest = _ASKING.sub(",", COMPARES.sub(",", sides.topic))
    topic = content_tokens(rest, context.library.words, library_text(context.snapshot))
    topic = [word for word in topic if not _GENERIC.match(word)]
    if topic:
        return told_topic(context, sides, topic)
    wanted = "added" if _ADDED.search(folded) else "dropped" if _DROPPED.search(folded) else None
    return told_differences(context, sides, bool(_TASKS.search(sides.topic)), wanted)


def _lacking(context: Context, sides: Lacking) -> Answer:
    """A refusal: the library has one of the two only."""
    document = context.snapshot.entries[sides.doc_id].document
    missing = f"没有“{sides.name}”" if sides.name else "没有它的其他版本"
    at = document.text.find(document.title)
    nearest = (context.citer().show(sides.doc_id, at, at + len(document.title)),) if at >= 0 else ()
    text = f"文件库里有《{document.title}》，{missing}，无法对照。"
    return Answer("refused", text, reason="not_in_library", nearest=nearest)

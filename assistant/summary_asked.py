"""Questions for a summary: of a document, or of one of its parts (第三部分, 保障措施), all parts or items told."""

from __future__ import annotations

import re

from assistant.answer import Answer, Coverage
from assistant.citing import Citer
from assistant.composing import Context, repealed_note, sentence
from assistant.content_words import content_tokens
from assistant.coverage import stands
from assistant.documents import find_mention
from assistant.lists import items_of
from assistant.query import Expected
from assistant.summaries import (
    body_children,
    introduced,
    key_sentences,
    parts_of,
    purpose_span,
    told_clause,
    told_spans,
    unit_of,
)
from assistant.typos import library_text
from kb.document import Clause, ClauseKind, Document
from kb.normal_form import fold
from kb.numerals import value_of

_SUMMARISES = re.compile(
    r"概括|归纳|概述|简述|总结(?:一下|下|出)|^(?:请|帮我|麻烦|给我|你|来|先)*总结(?![里中自最报说是怎什哪多])|"
    r"主要(?:都|是)?(?:讲|说|写|规定)(?:的|了)?(?:些|是)?(?:什么|啥|哪些)|(?:主要|大概|大致|核心)内容(?:(?:是|有)?(?:什么|啥|哪些)|介绍|[?。]?$)|"
    r"(?:讲|说|写)(?:的|了)?(?:些|是)?(?:什么|啥)(?:内容)?[?。]?$|大意|大概(?:讲|说)|(?:简要|简单)?介绍一下"
)
_ASKING = re.compile(
    r"请|帮我|麻烦|给我|用几句话|几句话|简要|简单|主要|大概|大致|核心|全部|整个|整份|内容|意思|大意|一下|什么|哪些|啥|[?。,!]"
)
_NUMBERED = re.compile(
    r"第([一二三四五六七八九十百零\d]{1,4})个?(大?部分|大点|点|编|章|节|条)|(?<![一二三四五六七八九十])([一二三四五六七八九十]{1,3})、"
)
_PLACED = re.compile(r"最后一?个?(?:大?部分|点|章)")
_KINDS = {"编": ClauseKind.PART, "章": ClauseKind.CHAPTER, "节": ClauseKind.SECTION, "条": ClauseKind.ARTICLE}
_GENERIC = re.compile(
    r"^(?:文件|方案|办法|通知|计划|纪要|会议|意见|规定|条例|细则|规划|报告|公告|总结|概括|归纳|概述|简述|介绍|部分|内容|主要|精神|规定|要点|文章|重点|下面|里面)$"
)
_CORE, _LONGEST_CONCEPT = re.compile(r"保障|原则|目标|任务"), 4
_MOST_OF = 0.4  # of a heading, so that a word in it does not stand for all of it
_MOST_SENTENCES = 3  # of a part without items
_MOST_CHOICES = 8


def answer_summary(context: Context) -> Answer | None:
    """A summary of the document or the part that the question names; None where it asks for none, or names neither."""
    folded = fold(context.query.text)
    if context.query.expected is not Expected.ANY or not _SUMMARISES.search(folded):
        return None
    rest = _SUMMARISES.sub(",", _without_document(context, folded))
    numbered, rest = _NUMBERED.search(rest) or _PLACED.search(rest), _NUMBERED.sub(",", _PLACED.sub(",", rest))
    tokens = content_tokens(_ASKING.sub(",", rest), context.library.words, library_text(context.snapshot))
    topic = [word for word in tokens if not _GENERIC.match(word)]
    named = context.query.doc_ids is not None or len(context.scope) == 1
    if topic and (numbered is not None or not _found(context, topic)):
        return None  # about a thing that is no part
    if not named and not topic and numbered is None:
        return _which(context, context.scope)
    found = {
        doc_id: part
        for doc_id in context.scope
        if (part := _part(context.snapshot.entries[doc_id].document, numbered, topic)) is not None
    }
    if not found and numbered is not None and len(context.scope) == 1:
        title = context.snapshot.entries[context.scope[0]].document.title
        return Answer("refused", f"《{title}》没有{numbered[0].strip('、')}。", reason="no_evidence")
    if not found:
        return None
    if len(found) > 1:
        return _which(context, tuple(found))
    ((doc_id, part),) = found.items()
    return _told_part(context, doc_id, part) if part.index else _told_document(context, doc_id)


def _without_document(context: Context, folded: str) -> str:
    """The folded question without what names its document."""
    mention = find_mention(folded, context.snapshot, context.library.words) if context.query.doc_ids else None
    return folded if mention is None else f"{folded[: mention.start]},{folded[mention.end :]}"


def _found(context: Context, topic: list[str]) -> bool:
    return any(called(context.snapshot.entries[doc_id].document, topic) is not None for doc_id in context.scope)


def _part(document: Document, numbered: re.Match[str] | None, topic: list[str]) -> Clause | None:
    """The part that is meant: by its number, by its heading, else the whole document; None without it."""
    if topic:
        return called(document, topic)
    if numbered is None:
        return document.clauses[0]
    parts = parts_of(document)
    if numbered.re is _PLACED:
        return parts[-1] if parts else None
    number, kind = value_of(numbered[1] or numbered[3]), _KINDS.get(numbered[2] or "")
    if kind is not None:
        parts = tuple(each for each in document.clauses if each.kind is kind)
        labelled = [each for each in parts if fold(each.label) == numbered[0]]
        if labelled:
            return labelled[0]
    return next((part for at, part in enumerate(parts, 1) if at == number), None)


def called(document: Document, topic: list[str]) -> Clause | None:
    """The highest clause whose heading has all the words of `topic`, of those with most of the words as they are.

    Without one, the clause that is called so in the main: 组织保障 for 保障措施.
    """
    for words in (topic, _CORE.findall("".join(topic))[:1] if len("".join(topic)) <= _LONGEST_CONCEPT else []):
        found = [
            (sum(word not in fold(clause.heading) for word in words), clause.depth, clause.index)
            for clause in document.clauses
            if words
            and clause.kind not in (ClauseKind.ROOT, ClauseKind.SIGNATURE)
            and all(stands(word, fold(clause.heading)) for word in words)
            and len("".join(words)) >= _MOST_OF * len(fold(clause.heading.removeprefix(clause.label)))
        ]
        if found:
            return document.clauses[min(found)[2]]
    return None


def _which(context: Context, doc_ids: tuple[str, ...]) -> Answer:
    """A question back; with confidence 0, so that what was spoken of before comes first."""
    titles = tuple(dict.fromkeys(context.snapshot.entries[doc_id].document.title for doc_id in doc_ids))
    return Answer(
        "clarify", "您要概括的是哪一份文件？", reason="ambiguous", choices=titles[:_MOST_CHOICES], confidence=0.0
    )


def _told_document(context: Context, doc_id: str) -> Answer:
    """Title, number and date, why it was made, and a line for each of its parts."""
    document = context.snapshot.entries[doc_id].document
    citer = context.citer()
    lines = [introduced(context.snapshot, citer, doc_id, context.as_of)]
    if purpose := purpose_span(document):
        lines.append(sentence(document.text[slice(*purpose)].rstrip("：:")) + citer.cite(doc_id, *purpose))
    parts = parts_of(document)
    tasks = [task for task in context.snapshot.records[doc_id].tasks if parts and task.start < parts[0].start]
    if tasks:
        spans = [(task.start, task.end) for task in tasks]
        lines.append(f"表中任务（{len(tasks)}项）：{told_spans(citer, doc_id, document, spans)}")
    if parts:
        unit = "个部分" if unit_of(parts) == "项" else unit_of(parts)
        lines.append(f"全文（{len(parts)}{unit}）：{citer.cite_opening(doc_id)}")
    return _told(context, citer, doc_id, lines, parts, document.clauses[0])


def _told_part(context: Context, doc_id: str, part: Clause) -> Answer:
    """A line for each item of a part, or its most telling sentences."""
    document = context.snapshot.entries[doc_id].document
    citer = context.citer()
    children = body_children(document, part.index)
    title = f"《{document.title}》{citer.cite_opening(doc_id)}"
    heading = citer.cite(doc_id, part.start, part.start + len(part.heading))
    count = f"（{len(children)}{unit_of(children)}）" if children else "的要点"
    return _told(context, citer, doc_id, [f"{title}“{part.heading}”{count}：{heading}"], children, part)


def _told(
    context: Context, citer: Citer, doc_id: str, lines: list[str], parts: tuple[Clause, ...], whole: Clause
) -> Answer:
    """`lines` with one for each of `parts`; without parts, with the items or the most telling sentences of `whole`."""
    document, records = context.snapshot.entries[doc_id].document, context.snapshot.records[doc_id]
    words = context.library.words
    lines = lines + [
        f"{number}. {told_clause(citer, doc_id, document, records, part, words)}"
        for number, part in enumerate(parts, 1)
    ]
    if not parts:
        spans = items_of(document, whole) or key_sentences(document, whole, records, words, _MOST_SENTENCES)
        lines += [sentence(document.text[start:end]) + citer.cite(doc_id, start, end) for start, end in spans]
    text = repealed_note(context, [doc_id]) + "\n".join(lines)
    coverage = Coverage(len(parts), 1, complete=True) if parts else None
    return Answer("answered", text, citations=citer.citations, coverage=coverage)

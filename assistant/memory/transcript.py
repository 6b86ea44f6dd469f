"""A conversation, or one answer, as text to take along, with its sources."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Answer, Citation
from assistant.document_rows import DEMONSTRATION, STATES
from assistant.web.conversation import Exchange


def copyable(answer: Answer) -> str:
    """The answer as plain text with its sources below it."""
    sources = [source_line(each) for each in answer.citations]
    head = "出处：" if answer.nearest else "依据："
    return "\n".join([answer.answer, "", head, *sources]) if sources else answer.answer


def source_line(citation: Citation) -> str:
    """A citation on one line: document, number, state, place, quote.

    >>> source_line(Citation(1, "d", "甲办法", "甲〔2024〕1号", ("第一章", "第一条"), "引文", 0, 2, 3, "repealed"))
    '[1] 《甲办法》（甲〔2024〕1号）（已废止）第一章 / 第一条，第3页：引文'
    """
    number = f"（{citation.doc_number}）" if citation.doc_number else ""
    state = "" if citation.status == "in_force" else f"（{STATES.get(citation.status, citation.status)}）"
    demonstration = DEMONSTRATION if citation.demonstration else ""
    page = f"第{citation.page}页" if citation.page else ""
    steps = (step.strip().split("\n", 1)[0][:40] for step in citation.path)
    where = "，".join(part for part in (" / ".join(steps), page) if part)
    return f"[{citation.marker}] 《{citation.title}》{number}{demonstration}{state}{where}：{citation.quote}"


def transcript(exchanges: Sequence[Exchange], day: str) -> str:
    """A conversation as Markdown: each question with its answer and sources. `day` is that of the export, ISO."""
    title = exchanges[0].question.split("\n", 1)[0] if exchanges else "对话"
    parts = [f"# {title}", f"明策导出，{day}。引文与文件库中的原文逐字一致，正式使用前请核对原件。"]
    for number, exchange in enumerate(exchanges, 1):
        parts.append(f"## {number}. {exchange.question}")
        if exchange.scope:
            parts.append(f"范围：{exchange.scope}")
        if exchange.answer is not None:
            parts.append(copyable(exchange.answer))
        else:
            parts.append(exchange.failure or "（没有回答）")
    return "\n\n".join(parts) + "\n"

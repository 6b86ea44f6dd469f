"""A conversation, or one answer, to take along, with its sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from assistant.answer import Answer, Citation
from assistant.document_rows import DEMONSTRATION, STATES
from assistant.markers import MARKER, markers_in
from assistant.official_document import Kind, OfficialDocument, Paragraph, Piece, Run, paragraph
from assistant.web.conversation import Exchange

_FIRST = "本记录由明策从文件库作答。引文与文件库中的原文逐字一致，正式使用前请核对原件。"


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


def transcript(exchanges: Sequence[Exchange], day: date) -> OfficialDocument:
    """A conversation as a document: each question with its answer, the sources as footnotes. `day` is that of the export."""
    pieces: list[Piece] = [paragraph(_FIRST)]
    for number, exchange in enumerate(exchanges, 1):
        pieces.append(paragraph(f"问题{number}：{' '.join(exchange.question.split())}", Kind.HEADING_1))
        if exchange.scope:
            pieces.append(paragraph(f"提问范围：{exchange.scope}"))
        if exchange.answer is None:
            pieces.append(paragraph(exchange.failure or "没有等到回答。"))
        else:
            cited = {each.marker: each for each in exchange.answer.citations}
            lines = (line for line in exchange.answer.answer.split("\n") if line.strip())
            pieces += [Paragraph(Kind.BODY, tuple(_runs(line, cited))) for line in lines]
    return OfficialDocument("政策问答记录", tuple(pieces), date=f"{day.year}年{day.month}月{day.day}日")


def _runs(line: str, cited: Mapping[int, Citation]) -> Iterator[Run]:
    """A line of an answer; what its markers stand for becomes footnotes."""
    at = 0
    for match in markers_in(line, cited.values()):
        citation = cited.get(int(match[1]))
        if citation is not None:
            yield Run(line[at : match.start()], MARKER.sub("", source_line(citation), count=1).strip())
            at = match.end()
    if line[at:]:
        yield Run(line[at:])

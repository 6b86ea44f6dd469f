"""The conversation as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Answer, Citation
from assistant.llm.note import model_note
from assistant.markers import markers_in
from assistant.memory.transcript import copyable
from assistant.viewer.trail import trail_of
from assistant.web.conversation import Exchange, Stage
from assistant.web.rating_view import fault_form, thumbs
from assistant.web.rendering import cut, escape, notice

_HEADS = {"refused": ("mc-answer--refused", "未找到依据"), "clarify": ("mc-answer--clarify", "需要确认")}
_AGAIN = '<button type="button" class="mc-link" data-event="again">重新回答</button>'
_REASONS = {"redacted_in_source": "原文已隐去", "not_in_library": "库内没有这份文件"}


def thread_view(stage: Stage, suggestions: Sequence[str] = (), talk: str = "") -> str:
    """The whole conversation, or a welcome with suggestions while it is empty. `talk` is the conversation's id."""
    if not stage.exchanges:
        return welcome(suggestions)
    last = len(stage.exchanges) - 1
    turns = (_turn(n, each, stage.shown if n == last else None, n == last) for n, each in enumerate(stage.exchanges))
    return (
        f'<div class="mc-thread" role="log" aria-live="polite" aria-label="对话" data-talk-id="{escape(talk)}">'
        f"{''.join(turns)}</div>"
    )


def welcome(suggestions: Sequence[str]) -> str:
    """What an empty conversation shows; without documents it points to the library page."""
    if suggestions:
        body = f'<p class="mc-welcome__hint">可以这样问：</p>{chips(suggestions)}'
    else:
        body = (
            '<p class="mc-welcome__hint">文件库还没有文件。请先导入政策文件，再来提问。</p>'
            '<button type="button" class="mc-button" data-tab="文件库">去导入文件</button>'
        )
    return (
        '<div class="mc-welcome"><div class="mc-seal" aria-hidden="true">策</div>'
        "<h2>有什么政策问题？</h2>"
        "<p>只依据库内文件作答，每句话都标出原文出处；库里没有的，会直接说没有。</p>"
        f"{body}</div>"
    )


def chips(questions: Sequence[str]) -> str:
    """Questions as buttons that ask them."""
    buttons = (
        f'<button type="button" class="mc-chip" data-event="ask" data-question="{escape(each)}">{escape(each)}</button>'
        for each in questions
    )
    return f'<div class="mc-chips">{"".join(buttons)}</div>'


def answer_text(text: str, citations: Sequence[Citation], turn: int) -> str:
    """An answer's text; each `[n]` that has a citation becomes a button showing its source, others stay text."""
    cited = {citation.marker: citation for citation in citations}
    parts: list[str] = []
    at = 0
    for match in markers_in(text, citations):
        citation = cited.get(int(match[1]))
        parts.append(escape(text[at : match.start()]))
        parts.append(_reference(citation, turn) if citation else escape(match[0]))
        at = match.end()
    parts.append(escape(text[at:]))
    return "".join(parts)


def cites_attribute(answer: Answer) -> str:
    """The attribute by which the page's script leads from a marker to the viewer, and there to the other citations."""
    return f' data-cites="{escape(trail_of(answer.citations))}"' if answer.citations else ""


def coverage_line(answer: Answer) -> str:
    """How complete a list answer is, in words; empty for other answers."""
    if answer.coverage is None:
        return ""
    found, documents = answer.coverage.found, answer.coverage.documents
    whole = "已列全" if answer.coverage.complete else "可能未列全，请核对原文"
    return f"共{found}项，来自{documents}份文件，{whole}"


def _reference(citation: Citation, turn: int) -> str:
    tip = f"《{cut(citation.title, 40)}》\n{cut(citation.quote, 90)}"
    return (
        f'<button type="button" class="mc-ref" data-event="cite" data-turn="{turn}" data-marker="{citation.marker}" '
        f'data-tip="{escape(tip)}" aria-label="查看第{citation.marker}条依据">{citation.marker}</button>'
    )


def _turn(number: int, exchange: Exchange, shown: int | None, last: bool) -> str:
    scope = f'<div class="mc-scope-told">范围：{escape(exchange.scope)}</div>' if exchange.scope else ""
    question = f'<div class="mc-question"><div class="mc-bubble">{escape(exchange.question)}</div>{scope}</div>'
    again = _AGAIN if last else ""
    if exchange.failure:
        reply = f'<div class="mc-notice mc-notice--bad" role="alert">{escape(exchange.failure)}</div>{again}'
    elif exchange.stopped:
        reply = _stopped(number, exchange) + again
    elif exchange.answer is None:
        reply = _draft(number, exchange) if exchange.written else _waiting("正在查阅文件…")
    else:
        reply = _reply(number, exchange, exchange.answer, shown, again)
    return f'<section class="mc-turn">{question}<div class="mc-reply">{reply}</div></section>'


def _waiting(told: str) -> str:
    return f'<div class="mc-waiting" role="status"><i></i><i></i><i></i><span>{escape(told)}</span></div>'


def _draft(number: int, exchange: Exchange) -> str:
    """What a language model has written so far; its markers get their sources when the answer stands."""
    text = answer_text(exchange.draft, (), number)
    return f'<div class="mc-answer"><div class="mc-answer__text">{text}</div>{_waiting("正在逐句核对…")}</div>'


def _stopped(number: int, exchange: Exchange) -> str:
    """What there was when the person stopped it."""
    text = answer_text(exchange.draft, (), number)
    written = f'<div class="mc-answer"><div class="mc-answer__text">{text}</div></div>' if text else ""
    return f"{written}{notice('已停止。')}"


def _reply(number: int, exchange: Exchange, answer: Answer, shown: int | None, again: str) -> str:
    style, head = _HEADS.get(answer.status, ("", ""))
    head = _REASONS.get(answer.reason or "", head)
    text = answer.answer if shown is None else answer.answer[:shown]
    parts = [f'<div class="mc-answer__head">{escape(head)}</div>' if head else ""]
    parts.append(f'<div class="mc-answer__text">{answer_text(text, answer.citations, number)}</div>')
    if shown is None:
        if answer.choices:
            parts.append(chips(answer.choices))
        parts.append(_foot(number, exchange, answer, again))
    return f'<div class="mc-answer {style}"{cites_attribute(answer)}>{"".join(parts)}</div>'


def _foot(number: int, exchange: Exchange, answer: Answer, again: str) -> str:
    coverage = coverage_line(answer)
    count, label = (len(answer.nearest), "相近内容") if answer.nearest else (len(answer.citations), "依据")
    parts = [f'<span class="mc-coverage">{escape(coverage)}</span>' if coverage else ""]
    if count:
        parts.append(
            f'<button type="button" class="mc-link" data-event="cite" data-turn="{number}" data-marker="0" '
            f'data-reveal="#evidence">{label} {count} 条</button>'
        )
    copied = "复制（含出处）" if answer.citations else "复制"
    parts.append(f'<button type="button" class="mc-link" data-copy="{escape(copyable(answer))}">{copied}</button>')
    parts.append(again)
    parts.append(thumbs(number, exchange))
    if answer.llm is not None:
        style = "mc-model" if answer.mode == "llm" else "mc-model mc-model--unused"
        parts.append(f'<span class="{style}">{escape(model_note(answer.llm))}</span>')
    return f'<div class="mc-answer__foot">{"".join(parts)}</div>{fault_form(number, exchange)}'

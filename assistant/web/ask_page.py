"""问政策: a conversation, and beside it what the answer rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import gradio as gr

from assistant.web.conversation import MAX_QUESTION_CHARS, Ask, Exchange, Stage, converse
from assistant.web.events import QUIET, clicks, number_of, text_of
from assistant.web.evidence import evidence_view
from assistant.web.suggestions import suggestions
from assistant.web.thread import thread_view
from kb.library import Library

Exchanges = tuple[Exchange, ...]
_CONCURRENT = 8


@dataclass(frozen=True, slots=True)
class AskDesk:
    """What the page's controls do."""

    library: Library
    ask: Ask

    def open(self, exchanges: Exchanges) -> tuple[str, str]:
        """The thread and the evidence as they stand."""
        snapshot = self.library.snapshot
        answer = exchanges[-1].answer if exchanges else None
        view = evidence_view(answer, snapshot, max(0, len(exchanges) - 1))
        return thread_view(Stage(exchanges), suggestions(snapshot)), view

    def send(self, question: str, exchanges: Exchanges) -> Iterator[tuple[object, ...]]:
        """Thread, evidence, state and input field, as the answer comes in."""
        if not question.strip():
            yield gr.skip(), gr.skip(), exchanges, gr.skip()
            return
        cleared: object = ""
        for stage in converse(self.ask, question, exchanges):
            evidence = self._evidence(stage)
            yield thread_view(stage), evidence, stage.exchanges, cleared
            cleared = gr.skip()

    def send_chip(self, event: gr.EventData, exchanges: Exchanges) -> Iterator[tuple[object, ...]]:
        """As `send`, for a suggested question."""
        yield from self.send(text_of(event, "question"), exchanges)

    def cite(self, event: gr.EventData, exchanges: Exchanges) -> str:
        """The evidence of the turn whose marker was chosen."""
        turn, marker = number_of(event, "turn"), number_of(event, "marker")
        answer = exchanges[turn].answer if 0 <= turn < len(exchanges) else None
        return evidence_view(answer, self.library.snapshot, max(turn, 0), marker)

    def restart(self) -> tuple[str, str, Exchanges, str]:
        """An empty conversation."""
        return (*self.open(()), (), "")

    def _evidence(self, stage: Stage) -> object:
        """The evidence of a new answer once, when it begins to show; nothing to do before and after."""
        exchange = stage.exchanges[-1]
        if exchange.answer is None and not exchange.failure:
            return gr.skip()
        return evidence_view(exchange.answer, self.library.snapshot, len(stage.exchanges) - 1)


def ask_page(library: Library, ask: Ask) -> tuple[gr.HTML, gr.HTML, gr.State, AskDesk]:
    """Lays the page out. Returns what the app refreshes when the page is opened."""
    desk = AskDesk(library, ask)
    state = gr.State(())
    with gr.Row(elem_classes="mc-split", equal_height=False):
        with gr.Column(elem_classes="mc-main mc-chat", min_width=0):
            thread = gr.HTML(elem_id="thread", js_on_load=clicks("ask", "cite"), apply_default_css=False)
            with gr.Row(elem_classes="mc-composer", equal_height=False):
                question = gr.Textbox(
                    show_label=False, label="问题", placeholder="输入问题，按回车发送；可以接着上一问追问", lines=1, max_lines=5,
                    max_length=MAX_QUESTION_CHARS, container=False, elem_id="question", autofocus=True,
                )  # fmt: skip
                send = gr.Button("发送", variant="primary", elem_id="send", min_width=76, scale=0)
                restart = gr.Button("新对话", elem_id="restart", min_width=76, scale=0)
        with gr.Column(elem_classes="mc-side", min_width=0):
            evidence = gr.HTML(elem_id="evidence", apply_default_css=False)
    outputs = [thread, evidence, state, question]
    busy = {**QUIET, "concurrency_limit": _CONCURRENT, "concurrency_id": "ask"}
    gr.on([question.submit, send.click], desk.send, [question, state], outputs, **busy)
    thread.ask(desk.send_chip, [state], outputs, **busy)
    thread.cite(desk.cite, [state], [evidence], **QUIET)
    restart.click(desk.restart, None, [thread, evidence, state, question], **QUIET)
    return thread, evidence, state, desk

"""问政策: a conversation, and beside it what the answer rests on."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import gradio as gr
from gradio.utils import get_upload_folder

from assistant.memory import Memory
from assistant.memory.transcript import transcript
from assistant.official_docx import to_docx
from assistant.web.conversation import MAX_QUESTION_CHARS, Stage
from assistant.web.events import QUIET, clicks, number_of, text_of
from assistant.web.evidence import evidence_view
from assistant.web.failures import readable
from assistant.web.history_view import history_view
from assistant.web.scope import ALL_STATES, HOLDING, STATE_CHOICES, Scope, document_choices, section_menu
from assistant.web.scope_view import scope_told
from assistant.web.suggestions import suggestions
from assistant.web.talking import Ask, Talk, Talking, before_last, stopped
from assistant.web.task_list import ANY
from assistant.web.thread import thread_view
from assistant.web.visitor import visitor_of
from kb.errors import MingceError
from kb.library import Library

EXPORT_NAME = "政策问答记录.docx"
_CONCURRENT = 8
KEPT_TALK = "(...given) => [...given.slice(0, -1), sessionStorage.getItem('mingce-talk') ?? '']"
Fields = list[gr.Dropdown | gr.Textbox]


@dataclass(frozen=True, slots=True)
class AskDesk:
    """What the page's controls do. The filters come as document, section, day, states."""

    library: Library
    talking: Talking

    def open(self, talk: Talk) -> tuple[str, str]:
        """The thread and the evidence as they stand."""
        snapshot = self.library.snapshot
        answer = talk.exchanges[-1].answer if talk.exchanges else None
        view = evidence_view(answer, snapshot, max(0, len(talk.exchanges) - 1))
        return thread_view(Stage(talk.exchanges), suggestions(snapshot), talk.id), view

    def resume(self, talk: Talk, kept: str, request: gr.Request) -> tuple[str, str, Talk]:
        """As `open`, for a page that was loaded again: with the conversation that it had."""
        if not talk.exchanges and kept:
            talk = self._kept(kept, request)
        return (*self.open(talk), talk)

    def menus(self, document: str, section: str) -> tuple[object, object]:
        """The choices of the filters, from the library."""
        snapshot = self.library.snapshot
        updates = []
        for value, menu in ((document, document_choices(snapshot)), (section, section_menu(snapshot))):
            known = value in {key for _label, key in menu}
            updates.append(gr.update(choices=menu, value=value if known else ANY))
        return updates[0], updates[1]

    def narrow(self, document: str, section: str, day: str, states: str) -> str:
        """The filters in words."""
        scope = _scope(document, section, day, states)
        try:
            return scope_told(scope.told(self.library.snapshot))
        except MingceError as exc:
            return scope_told("", readable(exc))

    def send(
        self, question: str, talk: Talk, document: str, section: str, day: str, states: str, request: gr.Request
    ) -> Iterator[tuple[object, ...]]:
        """Thread, evidence, state and input field, as the answer comes in."""
        if not question.strip():
            yield gr.skip(), gr.skip(), talk, gr.skip()
            return
        scope = _scope(document, section, day, states)
        cleared: object = ""
        for said, stage in self.talking.say(_owner(request), talk, question, scope, self.library.snapshot):
            yield thread_view(stage, talk=said.id), self._evidence(stage), said, cleared
            cleared = gr.skip()

    def send_chip(
        self, event: gr.EventData, talk: Talk, document: str, section: str, day: str, states: str, request: gr.Request
    ) -> Iterator[tuple[object, ...]]:
        """As `send`, for a suggested question."""
        yield from self.send(text_of(event, "question"), talk, document, section, day, states, request)

    def again(
        self, talk: Talk, document: str, section: str, day: str, states: str, request: gr.Request
    ) -> Iterator[tuple[object, ...]]:
        """As `send`, for the last question once more, in place of its answer."""
        before, question = before_last(talk)
        yield from self.send(question, before, document, section, day, states, request)

    def stop(self, talk: Talk) -> tuple[object, object, Talk]:
        """The conversation without waiting any longer."""
        talk = stopped(talk)
        return (*self.open(talk), talk)

    def rate(self, event: gr.EventData, talk: Talk, request: gr.Request) -> tuple[str, Talk]:
        """The thread with a verdict on one of its answers."""
        verdict, fault, remark = (text_of(event, name, 300) for name in ("verdict", "fault", "remark"))
        talk = self.talking.rated(_owner(request), talk, number_of(event, "turn"), verdict, fault, remark)
        return thread_view(Stage(talk.exchanges), talk=talk.id), talk

    def cite(self, event: gr.EventData, talk: Talk) -> str:
        """The evidence of the turn whose marker was chosen."""
        turn, marker = number_of(event, "turn"), number_of(event, "marker")
        answer = talk.exchanges[turn].answer if 0 <= turn < len(talk.exchanges) else None
        return evidence_view(answer, self.library.snapshot, max(turn, 0), marker)

    def restart(self) -> tuple[str, str, Talk, str]:
        """An empty conversation."""
        return (*self.open(Talk()), Talk(), "")

    def history(self, talk: Talk, request: gr.Request) -> str:
        """The kept conversations."""
        today = datetime.now(UTC).astimezone().date()
        try:
            return history_view(self.talking.memory.conversations.all_of(_owner(request)), talk.id, today)
        except MingceError as exc:
            return history_view((), talk.id, today, readable(exc))

    def reopen(self, event: gr.EventData, request: gr.Request) -> tuple[str, str, Talk, str]:
        """A kept conversation."""
        talk = self._kept(text_of(event, "talk", 64), request)
        return (*self.open(talk), talk, self.history(talk, request))

    def forget(self, event: gr.EventData, talk: Talk, request: gr.Request) -> tuple[str, str, Talk, str]:
        """The list without a conversation; what is open is closed if that is the one."""
        gone = text_of(event, "talk", 64)
        try:
            self.talking.memory.conversations.forget(_owner(request), gone)
        except MingceError as exc:
            today = datetime.now(UTC).astimezone().date()
            return (*self.open(talk), talk, history_view((), talk.id, today, readable(exc)))
        talk = Talk() if talk.id == gone else talk
        return (*self.open(talk), talk, self.history(talk, request))

    def export(self, talk: Talk) -> object:
        """The path of the conversation as a file; nothing while it is empty."""
        if not talk.exchanges:
            return gr.skip()
        folder = Path(get_upload_folder()) / "exports" / uuid.uuid4().hex
        folder.mkdir(parents=True)
        made = transcript(talk.exchanges, datetime.now(UTC).astimezone().date())
        (folder / EXPORT_NAME).write_bytes(to_docx(made))
        return str(folder / EXPORT_NAME)

    def _kept(self, talk: str, request: gr.Request) -> Talk:
        try:
            exchanges = self.talking.memory.conversations.exchanges(_owner(request), talk)
        except MingceError:
            return Talk()
        return Talk(talk, exchanges) if exchanges else Talk()

    def _evidence(self, stage: Stage) -> object:
        """The evidence of a new answer once, when it begins to show; nothing to do before and after."""
        exchange = stage.exchanges[-1]
        if exchange.answer is None and not exchange.failure:
            return gr.skip()
        return evidence_view(exchange.answer, self.library.snapshot, len(stage.exchanges) - 1)


@dataclass(frozen=True, slots=True)
class AskPage:
    """What the app refreshes when the page is opened."""

    desk: AskDesk
    thread: gr.HTML
    evidence: gr.HTML
    talk: gr.State
    menus: Fields
    kept: gr.Textbox


def ask_page(library: Library, ask: Ask, memory: Memory) -> AskPage:
    """Lays the page out."""
    desk = AskDesk(library, Talking(ask, memory))
    talk = gr.State(Talk())
    kept = gr.Textbox(label="对话", visible="hidden", elem_id="kept-talk")
    with gr.Row(elem_classes="mc-split", equal_height=False):
        with gr.Column(elem_classes="mc-main mc-chat", min_width=0):
            with gr.Row(elem_classes="mc-talkbar", equal_height=False):
                past = gr.Button("历史对话", elem_id="history-toggle", min_width=84, scale=0)
                gr.Button("提问范围", elem_id="scope-toggle", min_width=84, scale=0)
                told = gr.HTML(scope_told(""), elem_id="scope-told", apply_default_css=False)
                export = gr.Button("导出", elem_id="talk-export", min_width=60, scale=0)
                restart = gr.Button("新对话", elem_id="restart", min_width=76, scale=0)
                download = gr.DownloadButton("下载", elem_id="talk-file", visible="hidden")
            fields = _filters()
            thread = gr.HTML(
                elem_id="thread", js_on_load=clicks("ask", "cite", "again", "rate"), apply_default_css=False
            )
            with gr.Row(elem_classes="mc-composer", equal_height=False):
                question = gr.Textbox(
                    show_label=False, label="问题", placeholder="输入问题，回车发送，可接着追问", lines=1, max_lines=5,
                    max_length=MAX_QUESTION_CHARS, container=False, elem_id="question", autofocus=True,
                )  # fmt: skip
                send = gr.Button("发送", variant="primary", elem_id="send", min_width=76, scale=0)
                stop = gr.Button("停止", elem_id="stop", min_width=76, scale=0)
            history = gr.HTML(elem_id="history", js_on_load=clicks("reopen", "forget"), apply_default_css=False)
        with gr.Column(elem_classes="mc-side", min_width=0):
            evidence = gr.HTML(elem_id="evidence", apply_default_css=False)
    outputs = [thread, evidence, talk, question]
    busy = {**QUIET, "concurrency_limit": _CONCURRENT, "concurrency_id": "ask"}
    asked = [
        # What is sent while an answer is still coming to its end is asked then, not lost.
        gr.on(
            [question.submit, send.click],
            desk.send,
            [question, talk, *fields],
            outputs,
            trigger_mode="always_last",
            **busy,
        ),
        thread.ask(desk.send_chip, [talk, *fields], outputs, **busy),
        thread.again(desk.again, [talk, *fields], outputs, **busy),
    ]
    stop.click(desk.stop, [talk], [thread, evidence, talk], cancels=asked, **QUIET)
    thread.cite(desk.cite, [talk], [evidence], **QUIET)
    thread.rate(desk.rate, [talk], [thread, talk], **QUIET)
    restart.click(desk.restart, None, [thread, evidence, talk, question], cancels=asked, **QUIET)
    past.click(desk.history, [talk], [history], **QUIET)
    history.reopen(desk.reopen, [], [thread, evidence, talk, history], cancels=asked, **QUIET)
    history.forget(desk.forget, [talk], [thread, evidence, talk, history], **QUIET)
    gr.on([each.change for each in fields], desk.narrow, fields, [told], trigger_mode="always_last", **QUIET)
    written = export.click(desk.export, [talk], [download], **QUIET)
    written.success(
        None,
        None,
        None,
        js="() => document.querySelector('.mc-turn') && document.querySelector('#talk-file')?.click()",
        **QUIET,
    )
    return AskPage(desk, thread, evidence, talk, fields[:2], kept)


def _filters() -> Fields:
    with gr.Row(elem_classes="mc-filters mc-scope", elem_id="scope", equal_height=False):
        document = gr.Dropdown([("全部文件", ANY)], value=ANY, label="文件", elem_id="scope-document", min_width=120)
        section = gr.Dropdown([("全部科室", ANY)], value=ANY, label="科室", elem_id="scope-section", min_width=120)
        day = gr.Textbox(
            label="按哪一天的有效文件", placeholder="今天；或 2024-05-20", elem_id="scope-day", max_lines=1, max_length=20,
            min_width=120,
        )  # fmt: skip
        states = gr.Dropdown(STATE_CHOICES, value=HOLDING, label="效力", elem_id="scope-states", min_width=120)
    return [document, section, day, states]


def _scope(document: str, section: str, day: str, states: str) -> Scope:
    return Scope(document or ANY, section or ANY, day or "", ALL_STATES if states == ALL_STATES else HOLDING)


def _owner(request: gr.Request) -> str:
    return visitor_of(request.headers.get("cookie", ""))

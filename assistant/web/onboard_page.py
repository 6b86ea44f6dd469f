"""新人导引: the guide for a section, unit or post; beside it the reading path, the quiz and the sources."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import gradio as gr
from gradio.utils import get_upload_folder

from assistant.onboarding.guide import Guide, make_guide
from assistant.onboarding.guide_docx import guide_docx
from assistant.onboarding.guide_text import as_markdown, title_of
from assistant.onboarding.progress import Kept, Progress
from assistant.onboarding.question import Question
from assistant.onboarding.quiz import SEED, subject_quiz
from assistant.onboarding.subject import KINDS, find_subject, subjects
from assistant.web.coach_view import nothing_to_coach, path_view, quiz_view, source_view, step_view
from assistant.web.events import QUIET, clicks, number_of, numbers_of, text_of
from assistant.web.guide_view import guide_view, nothing_to_guide
from assistant.web.rendering import notice
from assistant.web.visitor import visitor_of
from kb.errors import MingceError, NameNotFound
from kb.library import Library

_MAX_NAME = 60
Keeping = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class OnboardDesk:
    """What the page's controls do. `name` is the subject chosen, `seed` the set of questions."""

    library: Library
    progress: Progress

    def open(self, name: str, request: gr.Request) -> tuple[object, str, str]:
        """The subjects to choose from, the guide, and the reading path."""
        known = [(f"{each.name}（{KINDS[each.kind]}）", each.name) for each in subjects(self.library.snapshot)]
        chosen = name or self._kept(request)[0].subject or (known[0][1] if known else "")
        return gr.update(choices=known, value=chosen), *self.show(chosen, request)

    def choose(self, name: str, request: gr.Request) -> tuple[str, str]:
        """The guide and the reading path of another subject, which is kept for the next visit."""
        try:
            subject = find_subject(self.library.snapshot, _clean(name))
        except NameNotFound:
            return self.show(name, request)
        said = self._keep(request, lambda person: self.progress.follow(person, subject.name))
        guide, coach = self.show(name, request)
        return guide, said + coach

    def show(self, name: str, request: gr.Request) -> tuple[str, str]:
        """The guide and the reading path."""
        if not self.library.snapshot.entries:
            return nothing_to_guide(
                "还没有文件", "导入带有责任标注的文件后，这里按科室列出该知道的。"
            ), nothing_to_coach()
        try:
            guide = self._guide(name)
        except NameNotFound as exc:
            near = f"名称相近的有：{'、'.join(exc.nearest)}。" if exc.nearest else exc.remedy
            return nothing_to_guide(exc.message, near), nothing_to_coach()
        kept, said = self._kept(request)
        return guide_view(guide), said + path_view(guide, kept)

    def path(self, name: str, request: gr.Request) -> str:
        """The reading path."""
        return self.show(name, request)[1]

    def step(self, event: gr.EventData, name: str, request: gr.Request) -> str:
        """The clause that was chosen."""
        return self._step(name, text_of(event, "step"), request)

    def read(self, event: gr.EventData, name: str, request: gr.Request) -> str:
        """Keeps that a clause was read and shows the next one, or the path behind the last; or that it was not."""
        key, read = text_of(event, "step"), text_of(event, "state") == "read"
        steps = self._guide(name).steps
        at = next((at for at, step in enumerate(steps) if step.key == key), None)
        if at is None:
            return self.path(name, request)
        said = self._keep(request, lambda person: self.progress.mark_read(person, key, read))
        if not read:
            return said + self._step(name, key, request)
        return said + (
            self._step(name, steps[at + 1].key, request) if at + 1 < len(steps) else self.path(name, request)
        )

    def quiz(self, event: gr.EventData, name: str, seed: int, request: gr.Request) -> str:
        """A question."""
        quiz = self._quiz(name, seed)
        kept, said = self._kept(request)
        return said + quiz_view(quiz, number_of(event, "number"), kept, self.library.snapshot)

    def another(self, name: str, seed: int, request: gr.Request) -> tuple[int, str]:
        """Another set of questions, and its first."""
        kept, said = self._kept(request)
        return seed + 1, said + quiz_view(self._quiz(name, seed + 1), 0, kept, self.library.snapshot)

    def answer(self, event: gr.EventData, name: str, seed: int, request: gr.Request) -> str:
        """Keeps what was chosen and shows its mark."""
        quiz, at = self._quiz(name, seed), number_of(event, "number")
        if not 0 <= at < len(quiz):
            return quiz_view(quiz, 0, self._kept(request)[0], self.library.snapshot)
        chosen, question = numbers_of(event, "chosen"), quiz[at]
        if not chosen or (question.kind == "matching" and -1 in chosen):
            kept, said = self._kept(request)
            hint = notice("请先选好再提交", "warn")
            return said + hint + quiz_view(quiz, at, kept, self.library.snapshot)
        said = self._keep(request, lambda person: self.progress.answer(person, question.id, chosen))
        kept, _ = self._kept(request)
        shown = Kept(kept.read, (*(each for each in kept.answered if each[0] != question.id), (question.id, chosen)))
        return said + quiz_view(quiz, at, shown, self.library.snapshot)

    def source(self, event: gr.EventData, name: str) -> str:
        """The clause that a marker of the guide cites."""
        marker = number_of(event, "marker")
        cited = next((each for each in self._guide(name).citations if each.marker == marker), None)
        return source_view(cited, self.library.snapshot) if cited else nothing_to_coach()

    def word(self, name: str, seed: int) -> str:
        """The path of the guide as a Word file."""
        guide = self._exportable(name)
        return self._exported(f"{title_of(guide)}.docx", guide_docx(guide, self._quiz(name, seed)))

    def markdown(self, name: str, seed: int) -> str:
        """The path of the guide as a Markdown file."""
        guide = self._exportable(name)
        return self._exported(f"{title_of(guide)}.md", as_markdown(guide, self._quiz(name, seed)).encode())

    def _guide(self, name: str) -> Guide:
        return make_guide(self.library.snapshot, _clean(name))

    def _exportable(self, name: str) -> Guide:
        try:
            return self._guide(name)
        except NameNotFound as exc:
            raise gr.Error(f"没有可导出的内容：{exc.message}", print_exception=False) from exc

    def _quiz(self, name: str, seed: int) -> tuple[Question, ...]:
        return subject_quiz(self.library.snapshot, self._guide(name), seed=seed)

    def _step(self, name: str, key: str, request: gr.Request) -> str:
        guide = self._guide(name)
        step = next((each for each in guide.steps if each.key == key), None)
        if step is None:
            return self.path(name, request)
        kept, said = self._kept(request)
        return said + step_view(guide, step, kept, self.library.snapshot)

    def _kept(self, request: gr.Request) -> tuple[Kept, str]:
        """What is kept of the person, and what is wrong where it cannot be read."""
        try:
            return self.progress.of(_person(request)), ""
        except MingceError as exc:
            return Kept(), notice(str(exc), "warn")

    def _keep(self, request: gr.Request, keep: Keeping) -> str:
        person = _person(request)
        if not person:
            return notice("浏览器不接受 Cookie，进度不会保留", "warn")
        try:
            keep(person)
        except MingceError as exc:
            return notice(str(exc), "warn")
        return ""

    def _exported(self, name: str, content: bytes) -> str:
        folder = Path(get_upload_folder()) / "exports" / uuid.uuid4().hex
        folder.mkdir(parents=True)
        (folder / name).write_bytes(content)
        return str(folder / name)


@dataclass(frozen=True, slots=True)
class OnboardPage:
    """What the app refreshes when the page is opened."""

    desk: OnboardDesk
    inputs: list[gr.components.Component]
    outputs: list[gr.components.Component]


def onboard_page(library: Library) -> OnboardPage:
    """Lays the page out."""
    desk = OnboardDesk(library, Progress(library.home))
    seed = gr.State(SEED)
    with gr.Row(elem_classes="mc-split", equal_height=False):
        with gr.Column(elem_classes="mc-main", min_width=0):
            with gr.Row(elem_classes="mc-filters mc-filters--guide", equal_height=False):
                who = gr.Dropdown(
                    [],
                    label="科室、单位或岗位（可直接输入）",
                    elem_id="onboard-who",
                    allow_custom_value=True,
                    min_width=200,
                )
            with gr.Row(elem_classes="mc-bar", equal_height=False):
                word = gr.Button("导出 Word", elem_id="onboard-word", min_width=96, scale=0)
                markdown = gr.Button("导出 Markdown", elem_id="onboard-markdown", min_width=96, scale=0)
                download = gr.DownloadButton("下载", elem_id="onboard-file", visible="hidden")
            guide = gr.HTML(elem_id="guide", js_on_load=clicks("source"), apply_default_css=False)
        with gr.Column(elem_classes="mc-side", min_width=0):
            events = clicks("path", "step", "read", "quiz", "answer", "another")
            coach = gr.HTML(nothing_to_coach(), elem_id="coach", js_on_load=events, apply_default_css=False)
    who.change(desk.choose, [who], [guide, coach], trigger_mode="always_last", **QUIET)
    guide.source(desk.source, [who], [coach], **QUIET)
    coach.path(desk.path, [who], [coach], **QUIET)
    coach.step(desk.step, [who], [coach], **QUIET)
    coach.read(desk.read, [who], [coach], **QUIET)
    coach.quiz(desk.quiz, [who, seed], [coach], **QUIET)
    coach.answer(desk.answer, [who, seed], [coach], **QUIET)
    coach.another(desk.another, [who, seed], [seed, coach], **QUIET)
    for button, make in ((word, desk.word), (markdown, desk.markdown)):
        written = button.click(make, [who, seed], download, **QUIET)
        written.success(None, None, None, js="() => document.querySelector('#onboard-file')?.click()", **QUIET)
    return OnboardPage(desk, [who], [who, guide, coach])


def _clean(name: object) -> str:
    """A name as it may have come from the browser."""
    return name.strip()[:_MAX_NAME] if isinstance(name, str) else ""


def _person(request: gr.Request) -> str:
    return visitor_of(request.headers.get("cookie", ""))

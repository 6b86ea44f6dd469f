"""起草: notes as text or files, a draft with its sources beside it, the policy basis chosen, the DOCX taken along."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import gradio as gr
from gradio.utils import get_upload_folder

from assistant.drafting.basis import NONE
from assistant.drafting.draft import Draft
from assistant.drafting.draft_document import write_draft
from assistant.drafting.drafts import draft_of
from assistant.drafting.genres import GENRES, genre_of
from assistant.drafting.notes import Note, typed
from assistant.llm.chat_model import Chat
from assistant.web.draft_view import basis_choices, draft_view, failure_view, files_view, nothing_drafted
from assistant.web.events import QUIET, items_of
from assistant.web.failures import readable
from assistant.web.intake_view import dropzone, dropzone_script
from assistant.web.uploads import UploadLimits, safe_name, stage
from kb.library import Library

ReadNotes = Callable[[Sequence[Path]], Sequence[Note]]  # raises MingceError for a file that cannot be read
MAX_CHARS = 200_000
_MAX_FILES = 10


@dataclass(frozen=True, slots=True)
class DraftDesk:
    """What the page's controls do. `read` reads files of notes; `chat` words the drafts, where there is one."""

    library: Library
    read: ReadNotes | None
    limits: UploadLimits
    chat: Chat | None = None

    def take(self, event: gr.EventData, notes: tuple[Note, ...]) -> tuple[tuple[Note, ...], str]:
        """The notes with those of the files that the browser sent, and what became of each."""
        paths, rows = stage(items_of(event, "items"), Path(get_upload_folder()), self.limits)
        refused = [f"{row.source}：{row.message}" for row in rows]
        held = {note.name: note for note in notes}
        for path in paths:
            try:
                held |= {note.name: note for note in self.read([path])} if self.read else {}
            except Exception as exc:  # noqa: BLE001 - the page shows whatever went wrong
                refused.append(readable(exc))
            finally:
                shutil.rmtree(path.parent.parent, ignore_errors=True)
        return tuple(held.values()), files_view(tuple(held.values()), refused)

    def clear(self) -> tuple[tuple[Note, ...], str]:
        """No files."""
        return (), ""

    def write(self, kind: str, topic: str, text: str, notes: tuple[Note, ...]) -> tuple[object, ...]:
        """View, draft, the offered bases, and whether it can be downloaded; with the best basis chosen."""
        return self._write(kind, topic, text, notes, ())

    def rebase(
        self, kind: str, topic: str, text: str, notes: tuple[Note, ...], chosen: Sequence[str] | None
    ) -> tuple[object, ...]:
        """As `write`, with the bases that the person chose, none if none is left."""
        return self._write(kind, topic, text, notes, tuple(chosen or ()) or (NONE,))

    def download(self, draft: Draft | None, annex: bool) -> object:
        """The path of the draft as DOCX."""
        if draft is None:
            return gr.skip()
        folder = Path(get_upload_folder()) / "exports" / uuid.uuid4().hex
        folder.mkdir(parents=True)
        path = folder / safe_name(f"{draft.genre.name}.docx")
        write_draft(draft, path, annex)
        return str(path)

    def _write(
        self, kind: str, topic: str, text: str, notes: tuple[Note, ...], basis: Sequence[str]
    ) -> tuple[object, ...]:
        given = [*([typed(text[:MAX_CHARS])] if text.strip() else []), *notes]
        try:
            draft, items = draft_of(self.library, genre_of(kind), given, topic.strip(), basis, self.chat)
        except Exception as exc:  # noqa: BLE001 - the page shows whatever went wrong
            return failure_view(readable(exc)), None, gr.update(visible=False), gr.update(interactive=False)
        chosen = [each.id for each in draft.offered if each.chosen]
        menu = gr.update(choices=basis_choices(draft.offered), value=chosen, visible=bool(draft.offered))
        return draft_view(draft, items), draft, menu, gr.update(interactive=True)


def draft_page(library: Library, limits: UploadLimits, read: ReadNotes | None, chat: Chat | None = None) -> None:
    """Lays the page out. Without `read` notes are typed only."""
    suffixes = tuple(suffix for suffix in limits.suffixes if suffix != ".zip")
    formats = tuple(name for name in limits.formats if name != "ZIP")
    own = replace(limits, suffixes=suffixes, formats=formats, max_files=_MAX_FILES)
    desk = DraftDesk(library, read, own, chat)
    notes, draft = gr.State(()), gr.State(None)
    with gr.Row(elem_classes="mc-split", equal_height=False):
        with gr.Column(elem_classes="mc-main mc-draft-form", min_width=0):
            with gr.Row(elem_classes="mc-filters", equal_height=False):
                names = [genre.name for genre in GENRES]
                kind = gr.Dropdown(names, value=names[0], label="文种", elem_id="draft-kind", min_width=120)
                topic = gr.Textbox(
                    label="主题（可不填，用来找政策依据）",
                    elem_id="draft-topic",
                    max_lines=1,
                    max_length=200,
                    min_width=120,
                )
            text = gr.Textbox(
                label="素材", elem_id="draft-notes", lines=9, max_lines=24, max_length=MAX_CHARS,
                placeholder="时间：\n地点：\n单位：\n背景：\n做法：\n成效：\n\n也可以直接粘贴随手记的文字、访谈记录",
            )  # fmt: skip
            if read is not None:
                drop = gr.HTML(
                    dropzone(own), elem_id="draft-files", js_on_load=dropzone_script(own), apply_default_css=False
                )
                listed = gr.HTML("", elem_id="draft-read", apply_default_css=False)
                drop.take(desk.take, [notes], [notes, listed], concurrency_limit=2, **QUIET)
            with gr.Row(elem_classes="mc-bar mc-draft-bar", equal_height=False):
                write = gr.Button("起草", variant="primary", elem_id="draft-write", min_width=96, scale=0)
                if read is not None:
                    clear = gr.Button("移去文件", elem_id="draft-clear", min_width=96, scale=0)
                    clear.click(desk.clear, None, [notes, listed], **QUIET)
                annex = gr.Checkbox(True, label="附素材台账", elem_id="draft-annex", container=False, min_width=110)
                take = gr.Button("下载 DOCX", elem_id="draft-take", min_width=110, scale=0, interactive=False)
                file = gr.DownloadButton("下载", elem_id="draft-file", visible="hidden")
            basis = gr.CheckboxGroup([], label="政策依据（可改选）", elem_id="draft-basis", visible=False)
        with gr.Column(elem_classes="mc-side", min_width=0):
            view = gr.HTML(nothing_drafted(), elem_id="draft-view", apply_default_css=False)
    inputs, outputs = [kind, topic, text, notes], [view, draft, basis, take]
    write.click(desk.write, inputs, outputs, concurrency_limit=2, concurrency_id="draft", **QUIET)
    basis.input(
        desk.rebase, [*inputs, basis], outputs, concurrency_limit=2, concurrency_id="draft", trigger_mode="always_last", **QUIET
    )  # fmt: skip
    written = take.click(desk.download, [draft, annex], file, **QUIET)
    written.success(None, None, None, js="() => document.querySelector('#draft-file')?.click()", **QUIET)

"""核稿: a draft that someone wrote, pasted or uploaded; what is wrong in it, why, and how to mend it."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from assistant.proofreading.checking import check
from assistant.proofreading.report import check_row
from assistant.proofreading.report_document import write_report
from assistant.web.check_view import check_view, failed_check, nothing_checked
from assistant.web.events import QUIET, clicks, items_of, text_of
from assistant.web.failures import readable
from assistant.web.intake_view import dropzone, dropzone_script
from assistant.web.uploads import UploadLimits, safe_name, stage
from kb.document import Document
from kb.library import Library

ReadDraft = Callable[[Path], Document]  # raises MingceError for a file that cannot be read
MAX_CHARS = 200_000
_TOO_LONG = f"粘贴的文字超过 {MAX_CHARS // 10_000} 万字，没有核对：请分成几份，或存成文件再上传"
_PASTED = "粘贴的稿件.txt"

Checked = dict[str, Any] | None  # what `check_row` gave


@dataclass(frozen=True, slots=True)
class CheckDesk:
    """What the page's controls do. `read` reads a draft; nothing of it is kept in the library."""

    library: Library
    read: ReadDraft
    limits: UploadLimits

    def upload(self, event: gr.EventData) -> tuple[str, Checked, object]:
        """View, findings and whether they can be downloaded, of the file that the browser sent."""
        paths, rows = stage(items_of(event, "items"), Path(get_upload_folder()), self.limits)
        try:
            if not paths:
                told = rows[0].message if rows else "请选择一个文件"
                return failed_check(f"{rows[0].source}：{told}" if rows else told), None, gr.update(interactive=False)
            return self._check(paths[0])
        finally:
            for path in paths:
                shutil.rmtree(path.parent.parent, ignore_errors=True)

    def paste(self, text: str) -> tuple[str, Checked, object]:
        """As `upload`, of a text."""
        if not text.strip():
            return failed_check("还没有稿件：请粘贴文字，或把文件拖到左边"), None, gr.update(interactive=False)
        if len(text) > MAX_CHARS:
            return failed_check(_TOO_LONG), None, gr.update(interactive=False)
        folder = Path(get_upload_folder()) / uuid.uuid4().hex
        folder.mkdir(parents=True)
        try:
            path = folder / _PASTED
            path.write_text(text, "utf-8")
            return self._check(path)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _check(self, path: Path) -> tuple[str, Checked, object]:
        try:
            document = self.read(path)
            with self.library.reading() as snapshot:
                row = check_row(check(document, self.library), snapshot)
        except Exception as exc:  # noqa: BLE001 - the page shows whatever went wrong
            return failed_check(readable(exc)), None, gr.update(interactive=False)
        return check_view(row), row, gr.update(interactive=True)

    def only(self, event: gr.EventData, row: Checked) -> object:
        """The view of the findings of one rule, of all for an empty one."""
        return gr.skip() if row is None else check_view(row, text_of(event, "rule", 40))

    def download(self, row: Checked) -> object:
        """The path of the report as DOCX."""
        if row is None:
            return gr.skip()
        folder = Path(get_upload_folder()) / "exports" / uuid.uuid4().hex
        folder.mkdir(parents=True)
        path = folder / safe_name(f"核稿报告-{Path(row['source']).stem}.docx")
        write_report(row, path)
        return str(path)


def check_page(library: Library, limits: UploadLimits, read: ReadDraft) -> None:
    """Lays the page out."""
    own = replace(
        limits,
        suffixes=tuple(suffix for suffix in limits.suffixes if suffix != ".zip"),
        formats=tuple(name for name in limits.formats if name != "ZIP"),
        max_files=1,
    )
    desk = CheckDesk(library, read, own)
    row = gr.State(None)
    with gr.Row(elem_classes="mc-split", equal_height=False):
        with gr.Column(elem_classes="mc-main mc-draft-form", min_width=0):
            drop = gr.HTML(
                dropzone(own), elem_id="check-file", js_on_load=dropzone_script(own), apply_default_css=False
            )
            text = gr.Textbox(
                label="或者粘贴稿件", elem_id="check-text", lines=14, max_lines=24, max_length=MAX_CHARS + 1,
                placeholder="把稿件全文粘贴到这里",
            )  # fmt: skip
            with gr.Row(elem_classes="mc-bar mc-draft-bar", equal_height=False):
                run = gr.Button("核对", variant="primary", elem_id="check-run", min_width=96, scale=0)
                take = gr.Button("下载报告", elem_id="check-take", min_width=110, scale=0, interactive=False)
                file = gr.DownloadButton("下载", elem_id="check-download", visible="hidden")
        with gr.Column(elem_classes="mc-side", min_width=0):
            view = gr.HTML(nothing_checked(), elem_id="check-view", js_on_load=clicks("only"), apply_default_css=False)
    outputs = [view, row, take]
    drop.take(desk.upload, None, outputs, concurrency_limit=2, concurrency_id="check", **QUIET)
    run.click(desk.paste, [text], outputs, concurrency_limit=2, concurrency_id="check", **QUIET)
    view.only(desk.only, [row], [view], **QUIET)
    written = take.click(desk.download, [row], file, **QUIET)
    written.success(None, None, None, js="() => document.querySelector('#check-download')?.click()", **QUIET)

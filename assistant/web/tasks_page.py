"""任务清单: all tasks of the library, filtered, as a list, a matrix or a timeline, each with its clause; XLSX and DOCX."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import gradio as gr
from gradio.utils import get_upload_folder

from assistant.official_docx import to_docx
from assistant.spreadsheet import TaskLine, export_tasks, task_lines
from assistant.task_document import as_document
from assistant.web.correction_view import corrections_of, task_correction
from assistant.web.events import QUIET, clicks, number_of, text_of
from assistant.web.failures import readable
from assistant.web.matrix_view import matrix_view
from assistant.web.rendering import notice
from assistant.web.task_list import (
    ANY,
    DUE_CHOICES,
    ROLE_CHOICES,
    STATUS_CHOICES,
    TaskFilter,
    document_choices,
    kept,
    section_choices,
    unit_choices,
)  # fmt: skip
from assistant.web.task_view import key_of, list_view, summary, task_view, told
from assistant.web.timeline_view import dues_of, timeline_view
from kb.correcting import correct_task, withdraw
from kb.corrections import PARTY_FIELDS
from kb.errors import MingceError
from kb.library import Library

EXPORT_NAME, DOCUMENT_NAME = "任务清单.xlsx", "任务清单.docx"
LIST, BY_SECTION, BY_UNIT, DUES = "list", "sections", "units", "dues"
VIEWS = [("清单", LIST), ("科室矩阵", BY_SECTION), ("单位矩阵", BY_UNIT), ("时间线", DUES)]
Control = gr.Dropdown | gr.Textbox | gr.Radio


@dataclass(frozen=True, slots=True)
class TaskDesk:
    """What the page's controls do. Their values come as those of `TaskFilter` in its order, behind them the view."""

    library: Library

    def open(self, *values: str) -> tuple[object, ...]:
        """The choices of the first three filters from the library, the summary and the view."""
        rows = task_lines(self.library.snapshot)
        menus = (section_choices(rows), unit_choices(rows), document_choices(rows))
        picked = [
            value if value in {key for _label, key in menu} else ANY for value, menu in zip(values, menus, strict=False)
        ]
        updates = (gr.update(choices=menu, value=value) for menu, value in zip(menus, picked, strict=True))
        return (*updates, *self.show(*picked, *values[len(menus) :]))

    def show(self, *values: str) -> tuple[str, str]:
        """The summary and the view."""
        wanted, view = _read(values)
        rows, total = self._kept(wanted)
        return summary(rows, total, wanted), self._view(rows, total, wanted, view)

    def pick(self, event: gr.EventData, *values: str) -> tuple[object, str]:
        """The list with the chosen row marked, and its task."""
        wanted, view = _read(values)
        rows, total = self._kept(wanted)
        key = text_of(event, "key")
        row = next((each for each in rows if key_of(each) == key), None)
        return (list_view(rows, total, key) if view == LIST else gr.skip()), self._detail(row)

    def correct(self, event: gr.EventData, *values: str) -> tuple[str, str, str]:
        """The summary and the view, and the task as corrected with what happened."""
        doc_id, start = text_of(event, "doc", 40), number_of(event, "task")
        parties = {name: text_of(event, name) for name in PARTY_FIELDS}
        try:
            changed = correct_task(self.library, doc_id, start, parties, text_of(event, "reason"))
            said = notice(f"已更正 {changed} 处" if changed else "没有改动", "good" if changed else "plain")
        except MingceError as exc:
            said = notice(readable(exc), "bad")
        return (*self.show(*values), self._detail(self._row_at(doc_id, start), said))

    def withdraw(self, event: gr.EventData, *values: str) -> tuple[str, str, str]:
        """As `correct`, without a correction."""
        key, snapshot = text_of(event, "correction", 40), self.library.snapshot
        row = next(
            (
                line
                for line in task_lines(snapshot)
                if any(each.id == key for each in corrections_of(snapshot, line.entry.doc_id, line.task))
            ),
            None,
        )
        try:
            back = withdraw(self.library, key)
            said = notice("已撤回更正" if back else "这处更正已经撤回过", "good" if back else "warn")
        except MingceError as exc:
            said = notice(readable(exc), "bad")
        shown = self._row_at(row.entry.doc_id, row.task.start) if row else None
        return (*self.show(*values), self._detail(shown, said))

    def _row_at(self, doc_id: str, start: int | None) -> TaskLine | None:
        rows = task_lines(self.library.snapshot)
        return next((row for row in rows if (row.entry.doc_id, row.task.start) == (doc_id, start)), None)

    def _detail(self, row: TaskLine | None, said: str = "") -> str:
        form = task_correction(self.library.snapshot, row.entry.doc_id, row.task) if row else ""
        return task_view(row, form, said)

    def export(self, *values: str) -> str:
        """The path of a workbook with the filtered rows."""
        rows, _total = self._kept(_read(values)[0])
        path = _export_path(EXPORT_NAME)
        export_tasks(rows, path)
        return str(path)

    def export_document(self, *values: str) -> str:
        """The path of a Word file with the filtered rows."""
        wanted, _view = _read(values)
        rows, total = self._kept(wanted)
        path = _export_path(DOCUMENT_NAME)
        path.write_bytes(to_docx(as_document(rows, told(rows, total), self.library.snapshot.today())))
        return str(path)

    def _kept(self, wanted: TaskFilter) -> tuple[tuple[TaskLine, ...], int]:
        rows = task_lines(self.library.snapshot)
        return kept(rows, wanted), len(rows)

    def _view(self, rows: tuple[TaskLine, ...], total: int, wanted: TaskFilter, view: str) -> str:
        if not rows or view == LIST:
            return list_view(rows, total)
        if view == DUES:
            everything = wanted in (TaskFilter(), TaskFilter(doc_id=wanted.doc_id))
            snapshot = self.library.snapshot
            return timeline_view(dues_of(snapshot, rows, everything), snapshot.today())
        return matrix_view(rows, "units" if view == BY_UNIT else "sections")


def _read(values: Sequence[str]) -> tuple[TaskFilter, str]:
    *fields, view = values
    return TaskFilter(*(value or ANY for value in fields)), view


def _export_path(name: str) -> Path:
    folder = Path(get_upload_folder()) / "exports" / uuid.uuid4().hex
    folder.mkdir(parents=True)
    return folder / name


@dataclass(frozen=True, slots=True)
class TasksPage:
    """What the app refreshes when the page is opened."""

    desk: TaskDesk
    inputs: list[Control]
    outputs: list[gr.components.Component]


def tasks_page(library: Library) -> TasksPage:
    """Lays the page out."""
    desk = TaskDesk(library)
    with gr.Row(elem_classes="mc-split", equal_height=False):
        with gr.Column(elem_classes="mc-main", min_width=0):
            filters = _filters()
            with gr.Row(elem_classes="mc-bar mc-task-bar", equal_height=False):
                view = gr.Radio(
                    VIEWS,
                    value=LIST,
                    label="看法",
                    show_label=False,
                    container=False,
                    elem_id="task-view",
                    min_width=240,
                )
                counted = gr.HTML(elem_id="task-summary", apply_default_css=False)
                export = gr.Button("导出表格", elem_id="export", min_width=88, scale=0)
                document = gr.Button("导出 Word", elem_id="export-document", min_width=88, scale=0)
                download = gr.DownloadButton("下载", elem_id="export-file", visible="hidden")
            table = gr.HTML(elem_id="task-list", js_on_load=clicks("pick"), apply_default_css=False)
        with gr.Column(elem_classes="mc-side", min_width=0):
            detail = gr.HTML(
                task_view(None),
                elem_id="task-detail",
                js_on_load=clicks("correct", "withdraw"),
                apply_default_css=False,
            )
    controls: list[Control] = [*filters, view]
    gr.on(
        [each.change for each in controls], desk.show, controls, [counted, table], trigger_mode="always_last", **QUIET
    )
    table.pick(desk.pick, controls, [table, detail], **QUIET)
    detail.correct(desk.correct, controls, [counted, table, detail], **QUIET)
    detail.withdraw(desk.withdraw, controls, [counted, table, detail], **QUIET)
    for button, writes in ((export, desk.export), (document, desk.export_document)):
        written = button.click(writes, controls, download, **QUIET)
        written.success(None, None, None, js="() => document.querySelector('#export-file')?.click()", **QUIET)
    return TasksPage(desk, controls, [*filters[:3], counted, table])


def _filters() -> list[Control]:
    """The controls of `TaskFilter`, in its order."""
    with gr.Row(elem_classes="mc-filters mc-filters--tasks", equal_height=False):
        section = gr.Dropdown([("全部科室", ANY)], value=ANY, label="科室", elem_id="filter-section", min_width=100)
        unit = gr.Dropdown([("全部单位", ANY)], value=ANY, label="单位", elem_id="filter-unit", min_width=100)
        document = gr.Dropdown([("全部文件", ANY)], value=ANY, label="文件", elem_id="filter-document", min_width=100)
        words = gr.Textbox(
            label="关键词",
            placeholder="例如：油茶 12月",
            elem_id="filter-words",
            max_lines=1,
            max_length=200,
            min_width=100,
        )
        role = gr.Dropdown(ROLE_CHOICES, value=ANY, label="角色", elem_id="filter-role", min_width=100)
        due = gr.Dropdown(DUE_CHOICES, value=ANY, label="时限", elem_id="filter-due", min_width=100)
        status = gr.Dropdown(STATUS_CHOICES, value=ANY, label="效力", elem_id="filter-status", min_width=100)
    return [section, unit, document, words, role, due, status]

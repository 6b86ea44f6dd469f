"""任务清单: all tasks of the library, filtered, each with its clause; export to XLSX."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

import gradio as gr
from gradio.utils import get_upload_folder

from assistant.spreadsheet import TaskLine, export_tasks, task_lines
from assistant.web.events import QUIET, clicks, text_of
from assistant.web.task_list import (
    ANY,
    TaskFilter,
    document_choices,
    kept,
    section_choices,
    unit_choices,
)  # fmt: skip
from assistant.web.task_view import key_of, list_view, summary, task_view
from kb.library import Library

EXPORT_NAME = "任务清单.xlsx"
Filter = gr.Dropdown | gr.Textbox


@dataclass(frozen=True, slots=True)
class TaskDesk:
    """What the page's controls do. All take the four filters first."""

    library: Library

    def open(self, section: str, unit: str, doc_id: str, words: str) -> tuple[object, ...]:
        """The filters' choices from the library, and the table."""
        rows = task_lines(self.library.snapshot)
        menus = (section_choices(rows), unit_choices(rows), document_choices(rows))
        picked = [
            value if value in {key for _label, key in menu} else ANY
            for value, menu in zip((section, unit, doc_id), menus, strict=True)
        ]
        updates = (gr.update(choices=menu, value=value) for menu, value in zip(menus, picked, strict=True))
        return (*updates, *self.show(picked[0], picked[1], picked[2], words))

    def show(self, section: str, unit: str, doc_id: str, words: str) -> tuple[str, str]:
        """The summary and the table."""
        rows, total = self._kept(section, unit, doc_id, words)
        return summary(rows, total), list_view(rows, total)

    def pick(self, event: gr.EventData, section: str, unit: str, doc_id: str, words: str) -> tuple[str, str]:
        """The table with the chosen row marked, and its task."""
        rows, total = self._kept(section, unit, doc_id, words)
        key = text_of(event, "key")
        row = next((each for each in rows if key_of(each) == key), None)
        return list_view(rows, total, key), task_view(row)

    def export(self, section: str, unit: str, doc_id: str, words: str) -> str:
        """The path of a workbook with the filtered rows."""
        rows, _total = self._kept(section, unit, doc_id, words)
        folder = Path(get_upload_folder()) / "exports" / uuid.uuid4().hex
        folder.mkdir(parents=True)
        export_tasks(rows, folder / EXPORT_NAME)
        return str(folder / EXPORT_NAME)

    def _kept(self, section: str, unit: str, doc_id: str, words: str) -> tuple[tuple[TaskLine, ...], int]:
        rows = task_lines(self.library.snapshot)
        return kept(rows, TaskFilter(section or ANY, unit or ANY, doc_id or ANY, words or "")), len(rows)


@dataclass(frozen=True, slots=True)
class TasksPage:
    """What the app refreshes when the page is opened."""

    desk: TaskDesk
    inputs: list[Filter]
    outputs: list[gr.components.Component]


def tasks_page(library: Library) -> TasksPage:
    """Lays the page out."""
    desk = TaskDesk(library)
    with gr.Row(elem_classes="mc-split", equal_height=False):
        with gr.Column(elem_classes="mc-main", min_width=0):
            filters = _filters()
            with gr.Row(elem_classes="mc-bar", equal_height=False):
                counted = gr.HTML(elem_id="task-summary", apply_default_css=False)
                export = gr.Button("导出表格", elem_id="export", min_width=96, scale=0)
                download = gr.DownloadButton("下载", elem_id="export-file", visible="hidden")
            table = gr.HTML(elem_id="task-list", js_on_load=clicks("pick"), apply_default_css=False)
        with gr.Column(elem_classes="mc-side", min_width=0):
            detail = gr.HTML(task_view(None), elem_id="task-detail", apply_default_css=False)
    changes = [each.change for each in filters]
    gr.on(changes, desk.show, filters, [counted, table], trigger_mode="always_last", **QUIET)
    table.pick(desk.pick, filters, [table, detail], **QUIET)
    written = export.click(desk.export, filters, download, **QUIET)
    written.success(None, None, None, js="() => document.querySelector('#export-file')?.click()", **QUIET)
    return TasksPage(desk, filters, [*filters[:3], counted, table])


def _filters() -> list[Filter]:
    with gr.Row(elem_classes="mc-filters", equal_height=False):
        section = gr.Dropdown([("全部科室", ANY)], value=ANY, label="科室", elem_id="filter-section", min_width=120)
        unit = gr.Dropdown([("全部单位", ANY)], value=ANY, label="单位", elem_id="filter-unit", min_width=120)
        document = gr.Dropdown([("全部文件", ANY)], value=ANY, label="文件", elem_id="filter-document", min_width=120)
        words = gr.Textbox(
            label="关键词",
            placeholder="例如：油茶 12月",
            elem_id="filter-words",
            max_lines=1,
            max_length=200,
            min_width=120,
        )
    return [section, unit, document, words]

"""文件库: files go in, are listed, read and removed; an intake can be stopped, a removal undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import gradio as gr
from gradio.utils import get_upload_folder

from assistant.web.alias_view import MAX_CHARS, alias_view
from assistant.web.events import QUIET, clicks, items_of, number_of, text_of
from assistant.web.failures import readable
from assistant.web.intake_view import dropzone, dropzone_script, intake_view, removed_view
from assistant.web.library_view import document_view, list_view, nothing_chosen
from assistant.web.removed import Removed
from assistant.web.rendering import notice
from assistant.web.uploads import Batches, TakeIn, UploadLimits, stage, take_in_steps
from kb.aliases import alias_text, save_aliases
from kb.correcting import correct_document, withdraw
from kb.corrections import HEADER_FIELDS
from kb.errors import DocumentNotFound, MingceError
from kb.library import Library


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the page's controls do."""

    library: Library
    take_in: TakeIn
    limits: UploadLimits
    removed: Removed
    batches: Batches = field(default_factory=Batches)

    def open(self) -> str:
        """The list of documents."""
        return list_view(self.library.snapshot)

    def take(self, event: gr.EventData) -> Iterator[tuple[object, object]]:
        """Progress and report, and the list whenever a file has come in."""
        items = items_of(event, "items")
        paths, refused = stage(items, Path(get_upload_folder()), self.limits)
        rows = -1
        for intake in take_in_steps(self.take_in, paths, refused, self.batches):
            grown = len(intake.rows) != rows or intake.finished
            rows = len(intake.rows)
            yield intake_view(intake), list_view(self.library.snapshot) if grown else gr.skip()

    def view(self, event: gr.EventData) -> tuple[str, str, str]:
        """The list with the chosen document marked, the document, and its id."""
        snapshot, doc_id = self.library.snapshot, text_of(event, "doc")
        return list_view(snapshot, doc_id), document_view(snapshot, doc_id), doc_id

    def clause(self, event: gr.EventData, doc_id: str) -> str:
        """The part of the open document that was chosen in its outline."""
        snapshot = self.library.snapshot
        clause = number_of(event, "clause")
        return document_view(snapshot, doc_id, clause)

    def remove(self, event: gr.EventData, opened: str) -> tuple[str, str, object, str]:
        """What happened, the list, the open document (closed if it is the one that went), and its id."""
        doc_id = text_of(event, "doc")
        try:
            entry, key = self.removed.remove(doc_id)
            said = removed_view(entry.header.title, key)
        except DocumentNotFound:
            said = notice("这份文件已经不在文件库里了", "warn")
        except Exception as exc:  # noqa: BLE001 - the page shows whatever went wrong
            said = notice(readable(exc), "bad")
        gone = opened not in self.library.snapshot.entries
        rest: object = nothing_chosen() if gone else gr.skip()
        return said, list_view(self.library.snapshot, "" if gone else opened), rest, "" if gone else opened

    def correct(self, event: gr.EventData) -> tuple[str, str]:
        """The document as corrected with what happened, and the list."""
        doc_id = text_of(event, "doc", 40)
        values = {name: text_of(event, name) for name in HEADER_FIELDS}
        try:
            changed = correct_document(self.library, doc_id, values, text_of(event, "reason"))
            said = notice(f"已更正 {changed} 处" if changed else "没有改动", "good" if changed else "plain")
        except MingceError as exc:
            said = notice(readable(exc), "bad")
        return document_view(self.library.snapshot, doc_id, said=said), list_view(self.library.snapshot, doc_id)

    def withdraw(self, event: gr.EventData, doc_id: str) -> tuple[str, str]:
        """The open document without a correction, and the list."""
        try:
            back = withdraw(self.library, text_of(event, "correction", 40))
            said = notice("已撤回更正" if back else "这处更正已经撤回过", "good" if back else "warn")
        except MingceError as exc:
            said = notice(readable(exc), "bad")
        return document_view(self.library.snapshot, doc_id, said=said), list_view(self.library.snapshot, doc_id)

    def aliases(self) -> str:
        """The table of names as it is stored."""
        try:
            stored = alias_text(self.library.home)
        except MingceError as exc:
            return notice(readable(exc), "bad")
        return alias_view(stored, stored)

    def names(self, event: gr.EventData) -> str:
        """The table as saved, or as it was typed with what is wrong in it."""
        typed, was = text_of(event, "aliases", MAX_CHARS), text_of(event, "was", MAX_CHARS)
        try:
            groups = len(set(save_aliases(self.library.home, typed, was).first_of.values()))
            stored = alias_text(self.library.home)
        except MingceError as exc:
            return alias_view(typed, was, notice(readable(exc), "bad"))
        return alias_view(stored, stored, notice(f"已保存，共 {groups} 组", "good"))

    def undo(self, event: gr.EventData) -> tuple[str, str]:
        """What happened, and the list with the document that was removed."""
        key = text_of(event, "removed", 40)
        path = self.removed.kept(key)
        if path is None:
            return notice("这次移除已不能撤销，请重新导入原件", "warn"), self.open()
        try:
            rows = list(self.take_in([path], None))
        except Exception as exc:  # noqa: BLE001 - the page shows whatever went wrong
            return notice(readable(exc), "bad"), self.open()
        if all(row.outcome == "failed" for row in rows):
            return notice("没有恢复：" + "；".join(row.message for row in rows), "bad"), self.open()
        self.removed.forget(key)
        return notice("已恢复：" + "、".join(f"《{row.title}》" for row in rows), "good"), self.open()

    def halt(self, event: gr.EventData) -> None:
        """Stops a batch behind the file at hand."""
        self.batches.stop(text_of(event, "batch", 40))


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """What the app refreshes when the page is opened, and the events that change the library."""

    shelf: Shelf
    listing: gr.HTML
    names: gr.HTML
    changes: tuple[gr.events.Dependency, ...]

    def changed(self, refresh: Callable[[], object], output: gr.HTML) -> None:
        """Refreshes `output` whenever the library has changed."""
        for change in self.changes:
            change.then(refresh, None, output, **QUIET)


def library_page(library: Library, take_in: TakeIn, limits: UploadLimits) -> LibraryPage:
    """Lays the page out."""
    shelf = Shelf(library, take_in, limits, Removed(library))
    opened = gr.State("")
    with gr.Row(elem_classes="mc-split", equal_height=False):
        with gr.Column(elem_classes="mc-main", min_width=0):
            drop = gr.HTML(
                dropzone(limits), elem_id="dropzone", js_on_load=dropzone_script(limits), apply_default_css=False
            )
            report = gr.HTML(
                intake_view(None), elem_id="report", js_on_load=clicks("halt", "undo"), apply_default_css=False
            )
            listing = gr.HTML(elem_id="documents", js_on_load=clicks("view", "remove"), apply_default_css=False)
            names = gr.HTML(elem_id="aliases", js_on_load=clicks("names"), apply_default_css=False)
        with gr.Column(elem_classes="mc-side", min_width=0):
            document = gr.HTML(
                nothing_chosen(),
                elem_id="document",
                js_on_load=clicks("clause", "correct", "withdraw"),
                apply_default_css=False,
            )
    taken = drop.take(shelf.take, None, [report, listing], concurrency_limit=2, **QUIET)
    listing.view(shelf.view, None, [listing, document, opened], **QUIET)
    document.clause(shelf.clause, [opened], [document], **QUIET)
    removed = listing.remove(shelf.remove, [opened], [report, listing, document, opened], **QUIET)
    corrected = document.correct(shelf.correct, None, [document, listing], **QUIET)
    document.withdraw(shelf.withdraw, [opened], [document, listing], **QUIET)
    restored = report.undo(shelf.undo, None, [report, listing], **QUIET)
    named = names.names(shelf.names, None, [names], **QUIET)
    report.halt(shelf.halt, None, None, **QUIET)
    return LibraryPage(shelf, listing, names, (taken, removed, restored, corrected, named))

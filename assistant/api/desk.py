"""What the interfaces give for each form, as JSON values. HTTP and MCP ask here and differ in nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.answer import Answer
from assistant.answering import Answering
from assistant.api.forms import AskForm, ClauseForm, DocumentsForm, SearchForm, TasksForm
from assistant.clauses import clause_row
from assistant.document_rows import document_row, whole_row
from assistant.search_rows import STATUSES, hit_row
from assistant.task_rows import answered_by, as_json, rows
from kb.errors import SettingsError
from kb.filters import Filters, check
from kb.library import Library
from kb.search import search


class Desk:
    """Answers forms from a library. Its errors are those of `kb.errors`."""

    def __init__(self, library: Library, answering: Answering) -> None:
        self._library = library
        self._answering = answering

    def ask(self, form: AskForm) -> Answer:
        """The answer."""
        return self._answering.whole(form.question, form.turns, form.as_of, form.doc)

    def ask_in_pieces(self, form: AskForm) -> Iterator[str | Answer]:
        """Pieces of the answer's text, then the answer."""
        return self._answering.pieces(form.question, form.turns, form.as_of, form.doc)

    def search(self, form: SearchForm) -> dict[str, Any]:
        """The rows of `mingce search --json` under `hits`."""
        if not form.query.strip():
            raise SettingsError("检索词是空的", "请输入要找的内容")
        filters = Filters(
            (form.doc,) if form.doc else None, form.kind, form.issuer, STATUSES[form.status] if form.status else None,
            form.as_of, form.section, form.from_year, form.to_year,
        )  # fmt: skip
        with self._library.reading() as snapshot:
            check(filters, snapshot)
            reranker = self._library.reranker if form.rerank and snapshot.entries else None
            hits = search(self._library, form.query, form.k, filters, reranker=reranker)
        return {"hits": [hit_row(snapshot, hit, rank, form.as_of) for rank, hit in enumerate(hits, 1)]}

    def tasks(self, form: TasksForm) -> dict[str, Any]:
        """The task records asked for under `tasks`, and how many there are in `total`."""
        snapshot = self._library.snapshot
        if form.doc:
            snapshot.entry(form.doc)
        chosen = (form.doc,) if form.doc else tuple(snapshot.entries) if form.all else snapshot.in_force()
        found = rows(snapshot, chosen)
        if form.section:
            found = answered_by(snapshot, found, form.section, "sections")
        if form.unit:
            found = answered_by(snapshot, found, form.unit, "units")
        shown = found[form.offset : form.offset + form.limit]
        return {"total": len(found), "tasks": [as_json(row) for row in shown]}

    def documents(self, form: DocumentsForm) -> dict[str, Any]:
        """The rows of `mingce docs --json` under `documents`, and how many there are in `total`."""
        snapshot = self._library.snapshot
        shown = tuple(snapshot.entries)[form.offset : form.offset + form.limit]
        return {"total": len(snapshot.entries), "documents": [document_row(snapshot, doc_id) for doc_id in shown]}

    def document(self, doc_id: str) -> dict[str, Any]:
        """A document whole, as `mingce show --json` gives it."""
        return whole_row(self._library.snapshot, doc_id)

    def clause(self, form: ClauseForm) -> dict[str, Any]:
        """One clause of a document."""
        return clause_row(self._library.snapshot, form.doc, form.clause, form.at)

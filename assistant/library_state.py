"""How the library and its models stand, in figures for a person who looks after them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from assistant.document_rows import STATES
from kb.library import Library


@dataclass(frozen=True, slots=True)
class LibraryState:
    """`states` counts the documents by their state in words; `remarks` are (title, remark) from their intake."""

    documents: int
    tasks: int
    chunks: int
    states: tuple[tuple[str, int], ...]
    remarks: tuple[tuple[str, str], ...]
    undated: tuple[str, ...]
    latest: str | None
    models: tuple[tuple[str, str], ...]


def library_state(library: Library, chat_model: str | None) -> LibraryState:
    """The state now; `chat_model` is the language model's name. Raises LibraryError, ModelNotReady and ModelUnusable."""
    snapshot = library.snapshot
    headers = [entry.header for entry in snapshot.entries.values()]
    with library.catalog.transaction() as connection:
        chunks = library.catalog.chunk_count(connection)
    reranker = library.reranker
    return LibraryState(
        documents=len(headers),
        tasks=sum(len(records.tasks) for records in snapshot.records.values()),
        chunks=chunks,
        states=tuple(Counter(STATES[snapshot.status_on(doc_id).value] for doc_id in snapshot.entries).most_common()),
        remarks=tuple((header.title, note) for header in headers for note in header.notes),
        undated=tuple(header.title for header in headers if not (header.signed_on or header.effective_on)),
        latest=max((entry.added_at for entry in snapshot.entries.values()), default=None),
        models=(
            ("向量模型", library.encoder.identity),
            ("精排模型", reranker.identity if reranker else "没有使用"),
            ("语言模型", chat_model or "没有使用，回答直接摘自原文"),
        ),
    )

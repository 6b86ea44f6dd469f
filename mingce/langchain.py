"""The library for LangChain: a retriever over its passages and a loader of its documents.

    from mingce.langchain import MingceRetriever

    retriever = MingceRetriever(k=5)
    passages = retriever.invoke("竹产业总产值的目标是多少")

Both read the library in `MINGCE_HOME` unless one is given, and change nothing in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field

from kb.catalog import Entry
from kb.filters import Filters
from kb.library import Library
from kb.search import search
from kb.snapshot import Snapshot
from mingce.opening import open_library


class MingceRetriever(BaseRetriever):
    """The best passages for a question, from the documents in force.

    A passage's `page_content` is verbatim `text[start:end]` of its document; its metadata say where it stands
    (`doc_id`, `title`, `doc_number`, `path`, `start`, `end`, `page`, `status`) and how probable it is that it answers
    (`relevance`, 0-1). Passages less relevant than `floor` are left out. Raises ModelNotReady and ModelMismatch.
    """

    library: Any = Field(default_factory=open_library, exclude=True)  # kb.library.Library
    k: int = Field(default=5, ge=1, le=100)
    floor: float = Field(default=0.0, ge=0.0, le=1.0)
    filters: Filters | None = None
    rerank: bool = True

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:  # noqa: ARG002
        with self.library.reading() as snapshot:
            chosen = self.filters or Filters(doc_ids=snapshot.in_force())
            reranker = self.library.reranker if self.rerank and snapshot.entries else None
            found = search(self.library, query, self.k, chosen, reranker=reranker)
        return [
            Document(
                page_content=hit.text,
                metadata={
                    **_described(snapshot, snapshot.entry(hit.doc_id)),
                    "path": list(hit.path),
                    "start": hit.start,
                    "end": hit.end,
                    "page": snapshot.entry(hit.doc_id).document.page_at(hit.start),
                    "relevance": hit.relevance,
                },
                id=f"{hit.doc_id}:{hit.start}:{hit.end}",
            )
            for hit in found
            if hit.relevance >= self.floor
        ]


class MingceLoader(BaseLoader):
    """The documents of the library, each whole, with its metadata; `clauses=True` gives a document a clause."""

    def __init__(self, library: Library | None = None, clauses: bool = False) -> None:
        self._library = library or open_library()
        self._clauses = clauses

    def lazy_load(self) -> Iterator[Document]:
        """The documents in the order in which they came."""
        snapshot = self._library.snapshot
        for entry in snapshot.entries.values():
            described = _described(snapshot, entry)
            if not self._clauses:
                yield Document(page_content=entry.document.text, metadata=described, id=entry.doc_id)
                continue
            for clause in entry.document.clauses:
                text = entry.document.text[clause.start : clause.own_end]
                if text.strip():
                    place = {"path": list(entry.document.path_of(clause.index)), "start": clause.start}
                    place["end"] = clause.own_end
                    key = f"{entry.doc_id}:{clause.start}:{clause.own_end}"
                    yield Document(page_content=text, metadata={**described, **place}, id=key)


def _described(snapshot: Snapshot, entry: Entry) -> dict[str, Any]:
    document = entry.document
    return {
        "doc_id": entry.doc_id,
        "title": document.title,
        "doc_number": document.doc_number,
        "issuer": document.issuer,
        "status": snapshot.status_on(entry.doc_id).value,
        "source": entry.source,
    }

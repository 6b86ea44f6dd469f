"""Small documents for the library's tests, and what a library holds, in comparable form."""

from __future__ import annotations

from functools import partial

from ingest.extraction import extract
from ingest.readers import read
from ingest.splitter import chunk
from ingest.structure import parse
from kb.library import Library, NewDocument, vector_keys


def plan(name: str, body: str = "护林", repeals: str = "", number: str = "") -> str:
    """A plan of four clauses and one task, about `body`; `name` tells its title from others."""
    return "\n".join(
        line
        for line in (
            f"栖云市{name}工作方案",
            number,
            f"一、{body}目标",
            f"到2025年，{body}面积达到30万亩。",
            "二、重点任务",
            f"（一）抓好{body}。按月巡查，及时报告。（责任科室：局{name}科；责任单位：各县区林业局）",
            f"《{repeals}》同时废止。" if repeals else "",
            "栖云市林业局",
            "2024年3月1日",
        )
        if line
    )


def new_document(text: str, source: str = "方案.txt", origin: str | None = None) -> NewDocument:
    document = parse(read(text.encode(), source))
    return NewDocument(document, extract(document), partial(chunk, document), text.encode(), origin)


def add(library: Library, text: str, source: str = "方案.txt", origin: str | None = None) -> tuple[str, str]:
    outcome, doc_id = library.add(new_document(text, source, origin))
    return outcome, doc_id


State = dict[str, object]


def state_of(library: Library) -> State:
    """All that the library's files hold, except when and in which order it came; checks that the parts agree."""
    snapshot = library.snapshot
    with library.catalog.transaction() as connection:
        assert library.catalog.pending(connection) == []
        chunks = {doc_id: library.catalog.chunks_of(connection, doc_id) for doc_id in snapshot.entries}
        assert library.catalog.chunk_count(connection) == sum(map(len, chunks.values()))
        assert library.catalog.lexical_count(connection) == library.catalog.chunk_count(connection)
        hits = {
            (doc_id, ordinal)
            for doc_id in snapshot.entries
            for doc_id, ordinal, _ in library.catalog.lexical_search(
                connection, ["栖", "云", "市", "工作"], 500, [doc_id]
            )
        }
    vectors = set(library.vectors.ids()) if snapshot.entries or (library.home / "chroma").exists() else set()
    assert vectors == vector_keys(list(snapshot.entries.values()), chunks)
    folder = library.home / "originals"
    originals = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}
    assert set(originals) == {library.original(doc_id).name for doc_id in snapshot.entries}
    entries = {
        doc_id: (entry.source, entry.sha256, entry.revision, snapshot.standing(doc_id), entry.document)
        for doc_id, entry in snapshot.entries.items()
    }
    return {
        "entries": entries, "records": dict(snapshot.records), "chunks": chunks, "hits": hits, "vectors": vectors,
        "originals": originals,
    }  # fmt: skip

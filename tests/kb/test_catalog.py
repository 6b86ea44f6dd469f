"""The catalog's own rules: transactions, what is stored comes back, lexical search."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.catalog import Catalog, Pending
from kb.errors import LibraryError
from kb.library import Library
from tests.conftest import DOCUMENTS, LIMITS
from tests.kb.documents import add, plan


def test_documents_and_records_come_back_as_they_were(library: Library, tmp_path: Path) -> None:
    from ingest.extraction import extract
    from ingest.intake import ingest_file
    from ingest.readers import read
    from ingest.structure import parse

    for name in ("林长制考核办法.pdf", "2024年林业重点工作责任分工表.docx"):
        doc_id = str(ingest_file(library, DOCUMENTS / name, LIMITS).doc_id)
        document = parse(read((DOCUMENTS / name).read_bytes(), name))
        with library.catalog.transaction() as connection:
            stored = {entry.doc_id: entry for entry in library.catalog.entries(connection)}[doc_id]
            assert stored.document == document
            assert library.catalog.records(connection, [doc_id]) == {doc_id: extract(document)}


def test_a_failed_transaction_leaves_no_trace(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "catalog.sqlite")

    def fail() -> None:
        with catalog.transaction(writes=True) as connection:
            catalog.set_meta(connection, "key", "value")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with catalog.transaction() as connection:
        assert catalog.meta(connection, "key") is None
    catalog.close()


def test_a_reading_transaction_sees_one_state(tmp_path: Path) -> None:
    one, other = Catalog(tmp_path / "catalog.sqlite"), Catalog(tmp_path / "catalog.sqlite")
    with one.transaction() as reading:
        assert one.meta(reading, "key") is None
        with other.transaction(writes=True) as writing:
            other.set_meta(writing, "key", "value")
        assert one.meta(reading, "key") is None
    with one.transaction() as reading:
        assert one.meta(reading, "key") == "value"
    one.close()
    other.close()


def test_pending_changes(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "catalog.sqlite")
    change = Pending("a1", 2, "a1-2.txt")
    with catalog.transaction(writes=True) as connection:
        catalog.begin_change(connection, [change])
        assert catalog.pending(connection) == [change]
        catalog.end_change(connection, [change])
        assert catalog.pending(connection) == []
    catalog.close()


def test_every_change_counts(library: Library) -> None:
    before = library.snapshot.generation
    _, doc_id = add(library, plan("护林"), "甲.txt")
    added = library.snapshot.generation
    library.remove(doc_id)
    assert before < added < library.snapshot.generation


def test_lexical_search(library: Library) -> None:
    _, first = add(library, plan("护林"), "甲.txt")
    _, second = add(library, plan("造林"), "乙.txt")
    catalog = library.catalog
    with catalog.transaction() as connection:
        hits = catalog.lexical_search(connection, ["造林"], 10, None)
        assert {doc_id for doc_id, _, _ in hits} == {second}
        assert [bm25 for *_, bm25 in hits] == sorted((bm25 for *_, bm25 in hits), reverse=True)
        assert len(catalog.lexical_search(connection, ["方案"], 2, None)) == 2
        assert {hit[0] for hit in catalog.lexical_search(connection, ["方案"], 50, [first])} == {first}
        assert catalog.lexical_search(connection, ['"', "(", ""], 10, None) == []
        assert catalog.chunks(connection, [(first, 0), (first, 999)]).keys() == {(first, 0)}


def test_a_damaged_file_is_a_library_error(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    with pytest.raises(LibraryError) as caught:
        Catalog(path)
    assert "mingce doctor" in caught.value.remedy

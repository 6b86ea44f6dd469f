"""A removal that can be undone: the original is kept, the last ones only."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.web import removed as module
from assistant.web.removed import Removed
from ingest.intake import Limits, ingest
from kb.errors import DocumentNotFound
from kb.library import Library
from tests.kb.documents import plan

LIMITS = Limits(2**20, 1_000_000)


def put(library: Library, folder: Path, name: str) -> str:
    path = folder / f"{name}.txt"
    path.write_text(plan(name), "utf-8")
    (report,) = ingest(library, [path], LIMITS, keep_origin=False)
    assert report.doc_id is not None
    return report.doc_id


def test_what_was_removed_comes_back_as_it_was(library: Library, tmp_path: Path) -> None:
    doc_id = put(library, tmp_path, "护林")
    text, tasks = library.snapshot.entry(doc_id).document.text, library.snapshot.records[doc_id].tasks
    removed = Removed(library)
    entry, key = removed.remove(doc_id)
    assert (entry.source, library.snapshot.entries) == ("护林.txt", {})
    path = removed.kept(key)
    assert path is not None
    (report,) = ingest(library, [path], LIMITS, keep_origin=False)
    assert report.doc_id is not None
    back = library.snapshot.entry(report.doc_id)
    assert (back.source, back.document.text) == ("护林.txt", text)
    assert library.snapshot.records[report.doc_id].tasks == tasks
    removed.forget(key)
    assert removed.kept(key) is None


def test_only_the_last_are_kept(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    removed = Removed(library)
    keys = [removed.remove(put(library, tmp_path, name))[1] for name in ("护林", "造林", "防火")]
    assert [removed.kept(key) is not None for key in keys] == [False, True, True]


def test_nothing_is_kept_of_what_is_not_there(library: Library) -> None:
    removed = Removed(library)
    with pytest.raises(DocumentNotFound):
        removed.remove("没有")
    assert not removed.folder.exists()
    assert removed.kept("../../etc") is None
    assert removed.kept("没有") is None

"""The library: adding, replacing, removing, all or nothing; statuses; models."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.document import Status
from kb.embedding import Encoder, Vectors
from kb.errors import DocumentNotFound, LibraryError, ModelMismatch
from kb.library import Library
from kb.search import search
from kb.validity import Change
from tests.conftest import MakeLibrary
from tests.kb.documents import add, new_document, plan, state_of


@dataclass
class OtherModel:
    """The real model under another name, and failing where a test wants it to."""

    encoder: Encoder
    identity: str = "另一个模型:1"
    fails_after: int | None = None

    @property
    def dim(self) -> int:
        return self.encoder.dim

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> Vectors:
        if self.fails_after is not None:
            self.fails_after -= 1
            if self.fails_after < 0:
                raise RuntimeError("模型出错")
        return self.encoder.encode_passages(texts, progress)


def test_added_unchanged_updated(library: Library) -> None:
    assert add(library, plan("护林"), "甲.txt") == ("added", next(iter(library.snapshot.entries)))
    before = state_of(library)
    outcome, doc_id = add(library, plan("护林"), "换个名字.txt")
    assert outcome == "unchanged"
    assert state_of(library) == before
    assert add(library, plan("护林", "造林"), "甲.txt") == ("updated", doc_id)
    after = state_of(library)
    assert library.snapshot.entry(doc_id).revision == 2
    assert after["vectors"]
    assert not after["vectors"] & before["vectors"]  # type: ignore[operator]
    assert library.original(doc_id).read_text("utf-8") == plan("护林", "造林")
    assert {hit.doc_id for hit in search(library, "造林面积", 3)} == {doc_id}
    assert not any("护林面积" in hit.text for hit in search(library, "护林面积", 10))


def test_the_same_origin_is_replaced_whatever_its_title(library: Library) -> None:
    _, doc_id = add(library, plan("护林"), "甲.txt", "/来处/甲.txt")
    assert add(library, plan("防火"), "甲.txt", "/来处/甲.txt") == ("updated", doc_id)
    assert add(library, plan("造林"), "甲.txt", "/别处/甲.txt")[0] == "added"
    state_of(library)


def test_a_replaced_document_keeps_its_place(library: Library) -> None:
    _, first = add(library, plan("护林"), "甲.txt")
    _, second = add(library, plan("造林"), "乙.txt")
    add(library, plan("护林", "巡山"), "甲.txt")
    assert list(library.snapshot.entries) == [first, second]


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["护林", "造林", "防火"]), unique=True, max_size=3), st.sampled_from(["竹业", "湿地"]))
def test_remove_undoes_add(make_library: MakeLibrary, tmp_path: Path, before: list[str], name: str) -> None:
    shutil.rmtree(tmp_path / "home", ignore_errors=True)
    library = make_library(tmp_path / "home")
    for each in before:
        add(library, plan(each), f"{each}.txt")
    state = state_of(library)
    _, doc_id = add(library, plan(name, repeals="栖云市护林工作方案"), f"{name}.txt")
    assert state_of(library) != state
    removed = library.remove(doc_id)
    assert removed.doc_id == doc_id
    assert state_of(library) == state
    with pytest.raises(DocumentNotFound):
        library.remove(doc_id)


def test_pieces_of_few_documents_are_searched_one_by_one(library: Library) -> None:
    ids = [add(library, plan(name), f"{name}.txt")[1] for name in ("护林", "造林", "防火")]
    (vector,) = library.encoder.encode_queries(["造林面积"])
    for wanted in (ids[:1], ids[:2], ids, []):
        one_by_one = library.nearest(vector, 50, wanted)
        indexed = library.vectors.query(vector, 50, wanted)
        assert [key for key, _ in one_by_one] == [key for key, _ in indexed]
        assert [cosine for _, cosine in one_by_one] == pytest.approx([cosine for _, cosine in indexed], abs=1e-5)
    assert library.nearest(vector, 3) == library.vectors.query(vector, 3)


def test_documents_are_unpacked_when_they_are_looked_at(make_library: MakeLibrary, tmp_path: Path) -> None:
    _, doc_id = add(make_library(tmp_path / "home"), plan("护林"), "甲.txt")
    entry = make_library(tmp_path / "home").snapshot.entry(doc_id)
    assert entry.header.title == "栖云市护林工作方案"
    assert "document" not in vars(entry)
    assert entry.document == new_document(plan("护林"), "甲.txt").document
    assert entry.document is entry.document


def test_what_is_removed_can_come_back(library: Library) -> None:
    _, doc_id = add(library, plan("护林"), "甲.txt")
    before = state_of(library)
    library.remove(doc_id)
    assert add(library, plan("护林"), "甲.txt") == ("added", doc_id)
    assert state_of(library) == before


def test_an_open_library_sees_what_another_wrote(make_library: MakeLibrary, tmp_path: Path) -> None:
    one, other = make_library(tmp_path / "home"), make_library(tmp_path / "home")
    assert not one.snapshot.entries
    _, doc_id = add(other, plan("护林"), "甲.txt")
    assert doc_id in one.snapshot.entries
    assert search(one, "护林面积", 1)[0].doc_id == doc_id
    add(one, plan("造林"), "乙.txt")
    assert state_of(one) == state_of(other)
    other.remove(doc_id)
    assert doc_id not in one.snapshot.entries
    assert state_of(one) == state_of(other)


def test_a_snapshot_read_piece_by_piece_is_the_one_read_at_once(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "home")
    _, doc_id = add(library, plan("护林"), "甲.txt")
    add(library, plan("造林", repeals="栖云市护林工作方案"), "乙.txt")
    add(library, plan("护林", "巡山"), "甲.txt")
    add(library, plan("防火"), "丙.txt")
    library.remove(doc_id)
    fresh = make_library(tmp_path / "home")
    assert library.snapshot == fresh.snapshot


# --- failures ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("replacing", [False, True])
def test_a_model_that_fails_leaves_all_as_before(library: Library, encoder: Encoder, replacing: bool) -> None:
    add(library, plan("护林"), "甲.txt")
    before = state_of(library)
    failing = Library(library.home, lambda: OtherModel(encoder, encoder.identity, fails_after=0))
    text, source = (plan("护林", "造林"), "甲.txt") if replacing else (plan("造林"), "乙.txt")
    with pytest.raises(RuntimeError, match="模型出错"):
        add(failing, text, source)
    failing.close()
    assert state_of(library) == before
    assert add(library, text, source)[0] == ("updated" if replacing else "added")
    state_of(library)


@pytest.mark.parametrize("replacing", [False, True])
def test_originals_that_cannot_be_kept_leave_all_as_before(library: Library, replacing: bool) -> None:
    _, doc_id = add(library, plan("护林"), "甲.txt")
    before = state_of(library)
    text, source = (plan("护林", "造林"), "甲.txt") if replacing else (plan("造林"), "乙.txt")
    folder = library.home / "originals"
    folder.rename(library.home / "aside")
    folder.write_text("not a folder")
    with pytest.raises(LibraryError, match="原件"):
        add(library, text, source)
    folder.unlink()
    (library.home / "aside").rename(folder)
    assert state_of(library) == before
    assert doc_id in library.snapshot.entries


def test_chunks_that_cannot_be_made_leave_all_as_before(library: Library) -> None:
    add(library, plan("护林"), "甲.txt")
    before = state_of(library)
    new = new_document(plan("造林"), "乙.txt")
    chunks = new.make_chunks(library.words.cut)

    def doubled(_: Callable[[str], list[str]]) -> tuple[object, ...]:
        return (*chunks, *chunks)  # ordinals twice: the catalog refuses them, with vectors written already

    with pytest.raises(LibraryError):
        library.add(type(new)(new.document, new.records, doubled, new.data))  # type: ignore[arg-type]
    assert state_of(library) == before


def test_a_damaged_catalog_is_a_library_error(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "catalog.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(LibraryError, match="mingce doctor"):
        Library(tmp_path, lambda: encoder)


def test_a_catalog_of_another_version_is_a_library_error(library: Library, encoder: Encoder) -> None:
    with library.catalog.transaction(writes=True) as connection:
        library.catalog.set_meta(connection, "schema", "99")
    with pytest.raises(LibraryError, match="99"):
        Library(library.home, lambda: encoder)


def test_a_home_that_cannot_be_made_is_a_library_error(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="MINGCE_HOME"):
        Library(tmp_path / "file" / "home", lambda: encoder)


# --- models --------------------------------------------------------------------------------------------------


def test_another_model_is_refused_and_reindex_mends_it(library: Library, encoder: Encoder) -> None:
    _, doc_id = add(library, plan("护林"), "甲.txt")
    before = state_of(library)
    other = Library(library.home, lambda: OtherModel(encoder))
    for act in (lambda: search(other, "护林"), lambda: add(other, plan("造林"), "乙.txt")):
        with pytest.raises(ModelMismatch, match="mingce reindex"):
            act()
    assert state_of(library) == before
    steps: list[tuple[str, int, int]] = []
    assert other.reindex(lambda *step: steps.append(step)) == len(before["vectors"])  # type: ignore[arg-type]
    assert steps == [("reindex", 1, 1)]
    assert search(other, "护林面积", 1)[0].doc_id == doc_id
    assert state_of(other) == before
    with pytest.raises(ModelMismatch):
        search(library, "护林")  # open since before: it must not mix the models
    assert library.reindex() == len(before["vectors"])  # type: ignore[arg-type]
    assert state_of(library) == before
    other.close()


def test_an_empty_library_takes_any_model(library: Library, encoder: Encoder) -> None:
    _, doc_id = add(library, plan("护林"), "甲.txt")
    library.remove(doc_id)
    other = Library(library.home, lambda: OtherModel(encoder))
    add(other, plan("造林"), "乙.txt")
    assert search(other, "造林面积", 1)
    state_of(other)
    other.close()


def test_a_reindex_that_fails_leaves_the_index_as_it_was(library: Library, encoder: Encoder) -> None:
    for name in ("护林", "造林", "防火"):
        add(library, plan(name), f"{name}.txt")
    before, hits = state_of(library), search(library, "造林面积", 5)
    failing = Library(library.home, lambda: OtherModel(encoder, encoder.identity, fails_after=1))
    with pytest.raises(RuntimeError):
        failing.reindex()
    failing.close()
    assert state_of(library) == before
    assert search(library, "造林面积", 5) == hits
    assert library.reindex() == len(before["vectors"])  # type: ignore[arg-type]
    assert state_of(library) == before


# --- statuses ------------------------------------------------------------------------------------------------


def test_what_is_superseded_is_repealed_until_the_other_goes(library: Library) -> None:
    _, old = add(library, plan("护林", number="栖林发〔2020〕3号"), "旧.txt")
    _, new = add(library, plan("管护", repeals="栖云市护林工作方案"), "新.txt")
    snapshot = library.snapshot
    assert snapshot.standing(old).changes == (Change(Status.REPEALED, new, "2024-03-01"),)
    assert (snapshot.status_on(old), snapshot.changed_by(old)) == (Status.REPEALED, new)
    assert snapshot.in_force() == (new,)
    assert snapshot.in_force("2024-02-29") == ()
    assert snapshot.status_on(old, "2024-02-29") is Status.IN_FORCE
    assert snapshot.status_on(old, "2024-03-01") is Status.REPEALED
    library.remove(new)
    assert library.snapshot.status_on(old) is Status.IN_FORCE
    assert library.snapshot.in_force("2024-03-01") == (old,)
    with pytest.raises(DocumentNotFound):
        library.snapshot.status_on("unknown", None)


def test_the_order_of_coming_does_not_matter_and_replacing_takes_the_repeal_back(library: Library) -> None:
    _, new = add(library, plan("管护", repeals="栖云市护林工作方案"), "新.txt")
    _, old = add(library, plan("护林"), "旧.txt")
    assert library.snapshot.changed_by(old) == new
    add(library, plan("管护", "巡山"), "新.txt")
    assert library.snapshot.status_on(old) is Status.IN_FORCE


def test_a_document_is_repealed_by_its_number(library: Library) -> None:
    _, old = add(library, plan("护林", number="栖林发〔2020〕3号"), "旧.txt")
    add(library, plan("管护", repeals="护林方案》（栖林发［2020］3号）和《别的方案"), "新.txt")
    assert library.snapshot.status_on(old) is Status.REPEALED


def test_a_draft_repeals_nothing(library: Library) -> None:
    _, old = add(library, plan("护林"), "旧.txt")
    draft = plan("管护", repeals="栖云市护林工作方案").replace("管护工作方案", "管护工作方案（征求意见稿）", 1)
    _, new = add(library, draft, "新.txt")
    assert library.snapshot.status_on(new) is Status.DRAFT
    assert library.snapshot.status_on(old) is Status.IN_FORCE
    assert library.snapshot.in_force() == (old,)


def test_the_demonstration_corpus_has_one_repealed_plan(demo_library: Library) -> None:
    snapshot = demo_library.snapshot
    (old,) = (doc_id for doc_id in snapshot.entries if not snapshot.status_on(doc_id).holds)
    assert snapshot.status_on(old) is Status.REPEALED
    assert snapshot.entry(old).source == "巩固生态扶贫成果三年实施方案.docx"
    assert all(snapshot.standing(doc_id).copy_of is None for doc_id in snapshot.entries)
    assert old in demo_library.snapshot.in_force("2022-01-01")
    assert len(demo_library.snapshot.in_force("2022-01-01")) == 1
    assert len(demo_library.snapshot.in_force()) == 14
    state_of(demo_library)

"""Many small documents at once: the same as one by one, batch by batch all or nothing, and going on after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import kb.filing
from kb.errors import LibraryError
from kb.library import Library
from kb.search import search
from tests.conftest import REPO, MakeLibrary
from tests.kb.documents import add, new_document, plan, state_of

NAMES = ("护林", "造林", "防火", "竹业", "巡山", "苗圃", "湿地")
# Adds seven documents, two at a time, and dies at the second call of a step, before or after it is done.
MANY = """
import os, signal, sys
from pathlib import Path
import kb.filing, kb.library, kb.catalog, kb.originals, kb.vectors
from kb.embedding import load_encoder
from tests.kb.test_add_many import many

home, models, step, when = Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:5]
owner = {"begin_change": kb.catalog.Catalog, "store": kb.originals, "add": kb.vectors.VectorIndex,
         "put": kb.catalog.Catalog, "end_change": kb.catalog.Catalog}[step]
true, calls = getattr(owner, step), []

def deadly(*args, **kwargs):
    calls.append(step)
    if len(calls) == 2 and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = true(*args, **kwargs)
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(owner, step, deadly)
kb.filing.BATCH = 2
encoder = load_encoder("bundled", models)
list(kb.library.Library(home, lambda: encoder).add_many(many()))
"""
KILLS = [("store", "after"), ("add", "before"), ("add", "after"), ("put", "before"), ("put", "after")]


def many() -> list[kb.filing.NewDocument]:
    return [new_document(plan(name, name), f"{name}.txt") for name in NAMES]


def without_ids(library: Library) -> dict[str, object]:
    state = state_of(library)
    return {key: state[key] for key in ("entries", "records", "chunks", "hits", "vectors", "originals")}


def test_many_are_what_they_are_one_by_one(make_library: MakeLibrary, tmp_path: Path) -> None:
    one, other = make_library(tmp_path / "one"), make_library(tmp_path / "other")
    single = [one.add(new) for new in many()]
    told: list[tuple[str, int, int]] = []
    assert list(other.add_many(many(), lambda *step: told.append(step))) == single
    assert without_ids(one) == without_ids(other)
    assert told[-1][1] == told[-1][2]
    questions = ("护林面积", "苗圃目标")
    assert [search(one, each, 5) for each in questions] == [search(other, each, 5) for each in questions]


def test_the_same_again_is_unchanged_and_one_may_replace_another(library: Library) -> None:
    _, old = add(library, plan("护林"), "甲.txt")
    news = [
        new_document(plan("护林", "巡山"), "甲.txt"),  # replaces what is there
        new_document(plan("造林"), "乙.txt"),
        new_document(plan("造林"), "丙.txt"),  # the same content
        new_document(plan("造林", "防火"), "乙.txt"),  # replaces the second
        new_document(plan("竹业"), "丁.txt", "一处"),
        new_document(plan("竹业", "湿地"), "戊.txt", "一处"),  # replaces by origin
    ]
    outcomes = list(library.add_many(news))
    assert [outcome for outcome, _ in outcomes] == ["updated", "added", "unchanged", "updated", "added", "updated"]
    ids = [doc_id for _, doc_id in outcomes]
    assert ids[0] == old
    assert ids[1] == ids[2] == ids[3]
    assert ids[4] == ids[5]
    assert {entry.revision for entry in library.snapshot.entries.values()} == {2}
    before = state_of(library)
    assert list(library.add_many([news[0], news[3], news[5]])) == [
        ("unchanged", each) for each in (old, ids[1], ids[4])
    ]
    assert state_of(library) == before


def test_a_batch_that_fails_leaves_the_ones_before(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kb.filing, "BATCH", 3)
    news = many()
    chunks = news[4].make_chunks(library.words.cut)
    broken = type(news[4])(news[4].document, news[4].records, lambda _: (*chunks, *chunks), news[4].data)
    with pytest.raises(LibraryError):
        list(library.add_many([*news[:4], broken, *news[5:]]))
    state_of(library)
    assert {entry.source for entry in library.snapshot.entries.values()} == {f"{name}.txt" for name in NAMES[:3]}
    assert [outcome for outcome, _ in library.add_many(news)] == ["unchanged"] * 3 + ["added"] * 4
    state_of(library)


@pytest.mark.parametrize(("step", "when"), KILLS if os.environ.get("MINGCE_ALL_KILLS") else KILLS[2:4])
def test_killed_in_the_second_batch(
    make_library: MakeLibrary, tmp_path: Path, models_dir: Path, step: str, when: str
) -> None:
    home = tmp_path / "home"
    library = make_library(home)
    library.words.cut("")
    command = [sys.executable, "-c", MANY, str(home), str(models_dir), step, when]
    assert subprocess.run(command, cwd=REPO, timeout=120, check=False).returncode == -signal.SIGKILL
    complete = 4 if (step, when) == ("put", "after") else 2
    reopened = make_library(home)
    state_of(reopened)
    assert len(reopened.snapshot.entries) == complete
    outcomes = [outcome for outcome, _ in reopened.add_many(many())]
    assert outcomes == ["unchanged"] * complete + ["added"] * (len(NAMES) - complete)
    state_of(reopened)


def test_single_large_documents_make_batches_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kb.filing, "BATCH_CHARS", 150)
    news = [
        new_document(plan(name, name * times), f"{name}.txt")
        for name, times in zip("甲乙丙丁", (1, 1, 60, 1), strict=True)
    ]
    assert [len(batch) for batch in kb.filing.batches(news)] == [1, 1, 1, 1]
    monkeypatch.setattr(kb.filing, "BATCH_CHARS", 10_000)
    assert [len(batch) for batch in kb.filing.batches(news)] == [4]

"""Killed in the middle (kill -9), or in each other's way: what is left agrees, and the next try completes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kb.library import Library
from kb.search import search
from tests.conftest import REPO, MakeLibrary
from tests.kb.documents import add, plan, state_of

# Runs one change and dies at a step of it: each step is a call that the change makes, before or after it is done.
CHANGE = """
import os, signal, sys
from pathlib import Path
import kb.library, kb.catalog, kb.originals, kb.vectors
from kb.embedding import load_encoder
from tests.kb.documents import add, plan

home, models, act, step, when = Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:6]

def deadly(owner, name):
    true = getattr(owner, name)
    def call(*args, **kwargs):
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = true(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(owner, name, call)

encoder = load_encoder("bundled", models)
library = kb.library.Library(home, lambda: encoder)
library.words
owners = {"put": kb.catalog.Catalog, "begin_change": kb.catalog.Catalog,
          "end_change": kb.catalog.Catalog, "delete": kb.catalog.Catalog, "add": kb.vectors.VectorIndex,
          "delete_vectors": kb.vectors.VectorIndex, "store": kb.originals, "_clear_unfinished": kb.library.Library,
          "drop_others": kb.vectors.VectorIndex}
if step != "none":
    if step == "_clear_unfinished":
        library.writing().__enter__()  # the clearing that begins a change is not the one meant
    deadly(owners[step], step.removesuffix("_vectors"))
if act == "add":
    add(library, plan("造林", repeals="栖云市护林工作方案"), "乙.txt")
elif act == "replace":
    add(library, plan("护林", "巡山"), "甲.txt")
elif act == "remove":
    library.remove(next(iter(library.snapshot.entries)))
else:
    library.reindex()
"""
STEPS = {
    "add": ["begin_change", "store", "add", "put", "_clear_unfinished", "end_change"],
    "replace": ["begin_change", "store", "add", "put", "delete_vectors", "end_change"],
    "remove": ["begin_change", "delete", "_clear_unfinished", "delete_vectors"],
    "reindex": ["add", "drop_others"],
}
CASES = [(act, step, when) for act, steps in STEPS.items() for step in steps for when in ("before", "after")]
_QUICK = {("add", "add", "after"), ("add", "put", "before"), ("add", "_clear_unfinished", "before"), ("replace", "put", "after"),
          ("replace", "delete_vectors", "before"), ("remove", "_clear_unfinished", "before"), ("reindex", "add", "after")}  # fmt: skip
KILLS = CASES if os.environ.get("MINGCE_ALL_KILLS") else [case for case in CASES if case in _QUICK]


def change(home: Path, models: Path, act: str, step: str, when: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", CHANGE, str(home), str(models), act, step, when]
    return subprocess.Popen(command, cwd=REPO)


def check_found_by_meaning(library: Library) -> None:
    """Every piece comes back as nearest to itself."""
    for doc_id, entry in library.snapshot.entries.items():
        with library.catalog.transaction() as connection:
            chunks = library.catalog.chunks_of(connection, doc_id)
        pieces = [(f"{chunk.ordinal}.{at}", piece) for chunk in chunks for at, piece in enumerate(chunk.pieces)]
        texts = [f"{piece.context}\n{entry.document.text[piece.start : piece.end]}" for _, piece in pieces]
        nearest = [library.vectors.query(vector, 1)[0][0] for vector in library.encoder.encode_passages(texts)]
        assert nearest == [f"{doc_id}:{entry.revision}:{place}" for place, _ in pieces]


@pytest.mark.parametrize(("act", "step", "when"), KILLS, ids=["-".join(case) for case in KILLS])
def test_killed_in_a_change(
    make_library: MakeLibrary, tmp_path: Path, models_dir: Path, act: str, step: str, when: str
) -> None:
    """`MINGCE_ALL_KILLS=1` runs every step; a few stand for them in the ordinary run."""
    library = make_library(tmp_path / "home")
    _, doc_id = add(library, plan("护林"), "甲.txt")
    before = state_of(library)
    search(library, "护林", 3)
    killed = change(library.home, models_dir, act, step, when)
    assert killed.wait(60) == -signal.SIGKILL
    assert {hit.doc_id for hit in search(library, "护林面积目标", 10)} <= set(library.snapshot.entries)
    reopened = make_library(tmp_path / "home")
    after = state_of(reopened)  # checks that catalog, lexical index, vectors and originals agree
    done = act != "reindex" and after != before
    if not done:
        assert after == before
    if act == "add":
        assert add(reopened, plan("造林", repeals="栖云市护林工作方案"), "乙.txt")[0] == (
            "unchanged" if done else "added"
        )
        assert reopened.snapshot.changed_by(doc_id) is not None
    elif act == "replace":
        assert add(reopened, plan("护林", "巡山"), "甲.txt") == ("unchanged" if done else "updated", doc_id)
    elif act == "remove" and not done:
        reopened.remove(doc_id)
    elif act == "reindex":
        reopened.reindex()
    state_of(reopened)
    check_found_by_meaning(reopened)


def test_a_library_that_stays_open_goes_on_after_another_was_killed(library: Library, models_dir: Path) -> None:
    add(library, plan("护林"), "甲.txt")
    assert change(library.home, models_dir, "add", "add", "after").wait(60) == -signal.SIGKILL
    assert add(library, plan("造林", repeals="栖云市护林工作方案"), "乙.txt")[0] == "added"
    state_of(library)


def test_killed_at_any_time(make_library: MakeLibrary, tmp_path: Path, models_dir: Path) -> None:
    library = make_library(tmp_path / "home")
    add(library, plan("护林"), "甲.txt")
    add(library, plan("防火"), "丙.txt")
    for number in range(4):
        process = change(library.home, models_dir, ("replace", "add")[number % 2], "none", "before")
        try:
            process.wait(1.2 + 0.4 * number)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        state_of(make_library(tmp_path / "home"))


def test_two_processes_writing_at_once(library: Library, models_dir: Path) -> None:
    add(library, plan("护林"), "甲.txt")
    others = [change(library.home, models_dir, act, "none", "before") for act in ("add", "replace")]
    for name in ("防火", "竹业"):
        add(library, plan(name), f"{name}.txt")
    assert [other.wait(60) for other in others] == [0, 0]
    state_of(library)
    titles = {entry.document.title for entry in library.snapshot.entries.values()}
    assert titles == {f"栖云市{name}工作方案" for name in ("护林", "造林", "防火", "竹业")}
    check_found_by_meaning(library)

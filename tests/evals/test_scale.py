"""The scale evaluations: on a handful of laws they run through, and their figures agree with the library."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals import scale_engines, scale_lexical, scale_run, scale_search
from evals.scale_corpus import LAWS, PartlyEncoding, twenty_pages
from kb.embedding import Encoder
from kb.lexical import FieldTokens
from tests.conftest import MakeLibrary
from tests.kb.test_add_many import many

CHUNKS: list[tuple[int, FieldTokens]] = [
    (1, (["护林", "方案"], ["目标"], ["护林", "面积", "三十", "万亩"])),
    (2, (["造林", "方案"], ["目标"], ["造林", "面积", "二十", "万亩"])),
    (3, (["防火", "方案"], ["任务"], ["按月", "巡查"])),
]


@pytest.mark.parametrize("name", ["fts5", "fts5_pruned", "fts5_column", "fts5_none", "postings"])
def test_every_engine_finds_the_chunk_that_has_the_words(tmp_path: Path, name: str) -> None:
    engine = scale_engines.ENGINES[name](tmp_path)
    others: list[tuple[int, FieldTokens]] = [(number, (["通知"], [], [f"事项{number}"])) for number in range(10, 30)]
    engine.add([*CHUNKS[:2], *others])
    assert engine.search(["造林", "面积"], 2) == [2, 1]
    engine.add(CHUNKS[2:])
    assert engine.search(["巡查"], 5) == [3]
    assert engine.search(["没有"], 5) == []
    engine.close()


def test_a_plan_of_twenty_pages_has_so_many_characters() -> None:
    assert 11_000 < len(twenty_pages()) < 14_000
    assert twenty_pages(1) != twenty_pages(2)


def test_made_vectors_are_near_encoded_ones(encoder: Encoder) -> None:
    partly = PartlyEncoding(encoder, 3)
    texts = [f"第{number}条 护林面积达到{number}万亩。" for number in range(8)]
    vectors = np.concatenate([partly.encode_passages(texts[:5]), partly.encode_passages(texts[5:])])
    np.testing.assert_array_equal(vectors[:3], encoder.encode_passages(texts[:3]))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert (vectors[3:] @ vectors[:3].T).max(axis=1).min() > 0.95
    assert partly.encoded == 3


def test_a_small_library_is_measured_and_its_index_is_exact(
    make_library: MakeLibrary, tmp_path: Path, encoder: Encoder, models_dir: Path
) -> None:
    library = make_library(tmp_path / "home")
    list(library.add_many(many()))
    entries = set(library.snapshot.entries)
    asked = [f"{name}面积目标是多少" for name in ("护林", "造林", "防火", "竹业", "巡山")]
    figures = scale_search.measure(library.home, models_dir, asked)
    assert set(library.snapshot.entries) == entries
    assert 0 < figures["search"]["p50"] <= figures["search"]["p95"]
    assert len(figures["add_s"]) == 3
    recall = scale_run.recall_of_index(library.home, encoder.encode_queries(asked))
    assert recall == {"at": 10, "n": 5, "mean": 1.0, "worst": 1.0}


def test_bars_that_are_missed_are_named() -> None:
    good = {"search": {"p50": 30.0}, "resident_mb": {"most": 900.0}, "add_s": [1.0, 2.0], "recall": {"mean": 0.99}}
    assert scale_run.missed(good) == []
    assert scale_run.missed(good | {"add_s": [1.0, 9.0], "recall": {"mean": 0.9}}) == ["add_s", "recall"]


def test_some_laws_through_both(shared_dir: Path, tmp_path: Path, encoder: Encoder) -> None:
    if not (shared_dir / LAWS).is_file():
        pytest.skip("the laws are not in the shared data")
    built = scale_run.build(tmp_path / "home", PartlyEncoding(encoder, 20), shared_dir, every=800)
    assert built["documents"] == 5
    assert built["vectors"] >= built["chunks"] > 50
    assert built["vectors_encoded"] == 20
    corpus = scale_lexical.corpus_of(shared_dir, every=800)
    assert len(corpus.chunks) == built["chunks"]

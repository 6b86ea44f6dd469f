"""The legs of the retrieval evaluation, by examples worked by hand."""

from __future__ import annotations

from math import log
from pathlib import Path

import numpy as np
import pytest

from evals.retrieval_legs import best, fused, lexical_index, tokenizer, vectors_of
from evals.retrieval_sets import Unit
from kb.embedding import Encoder
from kb.words import Words


def unit(text: str, title: str = "", path: str = "") -> Unit:
    return Unit("d", title, path, text, 0, len(text))


def test_the_ways_to_make_tokens(words_cache: Path) -> None:
    words = Words(words_cache)
    text = "护林员巡山，每月2次。"
    assert tokenizer("unsegmented", words)(text) == ["护林员巡山", "每月2次"]
    assert tokenizer("bigrams", words)(text) == ["护林", "林员", "员巡", "巡山", "每月2次"]
    both = tokenizer("words+bigrams", words)(text)
    assert both[: len(words.index_tokens(text))] == words.index_tokens(text)
    assert both[-2:] == ["#巡山", "#每月2次"]


def test_bm25_is_as_worked_by_hand() -> None:
    index = lexical_index([unit("a a b"), unit("a c"), unit("c")], str.split)
    scores = index.scores(["a", "a", "z"], (0, 0, 1), k1=1.2, b=0.75)  # a token of the query counts once
    rarity, unknown = log(1 + (3 - 2 + 0.5) / (2 + 0.5)), log(1 + 3.5 / 0.5)
    most = 2.2 * (rarity + unknown)  # z stands nowhere, and would say the more
    expected = [
        rarity * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2)) / most,
        rarity * 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 2)) / most,
        0,
    ]
    assert scores.tolist() == pytest.approx(expected, rel=1e-5)
    assert index.bytes > 0


def test_pairs_count_as_they_are_told() -> None:
    index = lexical_index([unit("a"), unit("#护林")], str.split)
    assert best(index.scores(["a", "#护林"], (1, 1, 1), 1.2, 0.75, pairs=0.5), 2).tolist() == [0, 1]
    assert best(index.scores(["a", "#护林"], (1, 1, 1), 1.2, 0.75, pairs=2.0), 2).tolist() == [1, 0]


def test_fields_weigh_as_they_are_told_and_lengths_count_all() -> None:
    index = lexical_index([unit("x", title="a"), unit("a", title="x"), unit("y", path="a")], str.split)
    assert best(index.scores(["a"], (2, 1, 1), 1.2, 0.75), 3)[0] == 0
    assert best(index.scores(["a"], (0, 0, 1), 1.2, 0.75), 3).tolist() == [1]
    assert best(index.scores(["a"], (1, 3, 1), 1.2, 0.75), 3)[0] == 2
    assert index.lengths.tolist() == [2, 2, 2]


def test_legs_are_fused() -> None:
    lexical = np.array([3, 2, 0, 0], np.float32)
    dense = np.array([0.1, 0.8, 0.9, 0.2], np.float32)
    assert fused(lexical, dense, "lexical", 10).tolist() == [0, 1]
    assert fused(lexical, dense, "dense", 2).tolist() == [2, 1]
    assert fused(lexical, dense, "rrf-60", 10)[0] == 1  # second in both
    assert fused(lexical, dense, "rrf-60-0.99", 10)[0] == 2
    assert fused(lexical, dense, "rrf-60-0.01", 10)[0] == 0
    # Brought to 0-1: 0 -> 1 and 0, 1 -> 2/3 or 0 and 0.875, 2 -> 0 and 1.
    assert fused(lexical, dense, "theory-0.5", 10).tolist() == [1, 0, 2, 3]
    assert fused(lexical, dense, "convex-1.0", 10)[:2].tolist() == [2, 1]
    assert fused(lexical, dense, "plain-0.5", 10).tolist() == [0, 1, 2, 3]
    assert fused(lexical / np.float32(100), dense, "plain-0.5", 10).tolist() == [2, 1, 3, 0]
    assert set(fused(lexical, dense, "convex-0.5", 10).tolist()) == {0, 1, 2, 3}


def test_vectors_are_made_once(encoder: Encoder, tmp_path: Path) -> None:
    made, seconds = vectors_of(encoder, ["护林", "造林"], tmp_path / "kept")
    again, same = vectors_of(encoder, ["护林", "造林"], tmp_path / "kept")
    assert np.array_equal(made, again)
    assert seconds == same > 0
    assert np.array_equal(made, encoder.encode_passages(["护林", "造林"]))
    asked, _ = vectors_of(encoder, ["护林", "造林"], tmp_path / "kept", queries=True)
    assert not np.array_equal(made, asked)
    assert len(list((tmp_path / "kept").iterdir())) == 2

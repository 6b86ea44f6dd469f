"""The legs of the retrieval evaluation, by examples worked by hand."""

from __future__ import annotations

from math import log
from pathlib import Path

import numpy as np
import pytest

from evals.retrieval_legs import Scores, asking, best, fused, indexing, lexical_index, vectors_of
from evals.retrieval_sets import Unit
from kb.embedding import Encoder
from kb.words import Words


def unit(text: str, title: str = "", path: str = "") -> Unit:
    return Unit("d", title, path, text, 0, len(text))


def test_the_ways_to_make_tokens(words_cache: Path) -> None:
    words = Words(words_cache)
    text = "护林员巡山，每月2次。"
    assert indexing("unsegmented", words)(text) == ["护林员巡山", "每月2次"]
    assert asking("words", words)(text) == indexing("words", words)(text) == words.index_tokens(text)
    assert indexing("pairs", words)(text) == words.lexical_tokens(text) == asking("words+pairs", words)(text)
    assert asking("pairs", words)(text) == ["2", "#护林", "#林员", "#员巡", "#巡山", "#每月"]


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


def test_fields_weigh_as_they_are_told_and_lengths_count_all() -> None:
    index = lexical_index([unit("x", title="a"), unit("a", title="x"), unit("y", path="a")], str.split)
    assert best(index.scores(["a"], (2, 1, 1), 1.2, 0.75), 3)[0] == 0
    assert best(index.scores(["a"], (0, 0, 1), 1.2, 0.75), 3).tolist() == [1]
    assert best(index.scores(["a"], (1, 3, 1), 1.2, 0.75), 3)[0] == 2
    assert index.lengths.tolist() == [2, 2, 2]


def test_legs_are_fused() -> None:
    lexical = np.array([0.3, 0.2, 0, 0], np.float32)
    dense = np.array([0.1, 0.8, 0.9, 0.2], np.float32)

    def order(how: str, by_words: Scores = lexical) -> list[int]:
        found: list[int] = best(fused(by_words, dense, how, 10), 10).tolist()
        return found

    assert order("lexical") == [0, 1]
    assert order("dense") == [2, 1, 3, 0]
    assert order("rrf-60")[0] == 1  # second in both
    assert order("rrf-60-0.99")[0] == 2
    assert order("rrf-60-0.01")[0] == 0
    assert order("convex-1.0")[:2] == [2, 1]
    assert order("convex-0.3")[0] == 0  # 0 has the most of words, though few
    assert order("plain-0.5") == [1, 2, 0, 3]
    assert order("plain-0.1") == [0, 1, 2, 3]
    assert order("plain-0.1", lexical / np.float32(100)) == [2, 1, 3, 0]
    with pytest.raises(ValueError, match=r"sum-0\.5"):
        order("sum-0.5")
    assert best(fused(lexical, dense, "plain-0.5", 1), 10).tolist() == [2, 0]


def test_vectors_are_made_once(encoder: Encoder, tmp_path: Path) -> None:
    made, seconds = vectors_of(encoder, ["护林", "造林"], tmp_path / "kept")
    again, same = vectors_of(encoder, ["护林", "造林"], tmp_path / "kept")
    assert np.array_equal(made, again)
    assert seconds == same > 0
    assert np.array_equal(made, encoder.encode_passages(["护林", "造林"]))
    asked, _ = vectors_of(encoder, ["护林", "造林"], tmp_path / "kept", queries=True)
    assert not np.array_equal(made, asked)
    assert len(list((tmp_path / "kept").iterdir())) == 2

"""Metrics by examples worked by hand, and by trec_eval's definitions where they are known to differ from others."""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.retrieval_metrics import interval_of_difference, means, ndcg, recall, reciprocal_rank

RANKING = ["x", "a", "y", "b", "z"]
JUDGED = {"a": 1, "b": 3, "c": 1}  # c is not found


def test_recall_divides_by_all_that_is_judged() -> None:
    assert [recall(RANKING, JUDGED, k) for k in (1, 2, 4, 100)] == [0, 1 / 3, 2 / 3, 2 / 3]


def test_the_reciprocal_rank_is_of_the_first_found() -> None:
    assert reciprocal_rank(RANKING, JUDGED, 10) == 0.5
    assert reciprocal_rank(["x"] * 10 + ["a"], JUDGED, 10) == 0
    assert reciprocal_rank([], JUDGED, 10) == 0


def test_ndcg_takes_the_score_itself_as_gain() -> None:
    found = 1 / log2(3) + 3 / log2(5)
    ideal = 3 / log2(2) + 1 / log2(3) + 1 / log2(4)
    assert ndcg(RANKING, JUDGED, 10) == pytest.approx(found / ideal)
    assert ndcg(["b", "a", "c"], JUDGED, 10) == 1
    assert ndcg(["b"], JUDGED, 1) == 1  # the ideal is cut at k too


def test_means_are_over_queries() -> None:
    assert means([{"mrr": 1.0}, {"mrr": 0.0}, {"mrr": 0.5}]) == {"mrr": 0.5}
    assert means([]) == {}


def test_an_interval_holds_its_difference() -> None:
    before, after = [0.0, 1.0] * 100, [1.0, 1.0] * 50 + [0.0, 1.0] * 50
    gain, low, high = interval_of_difference(after, before)
    assert gain == 0.25
    assert 0.17 < low < gain < high < 0.33
    assert interval_of_difference(after, after) == (0, 0, 0)
    assert interval_of_difference([], []) == (0, 0, 0)


@given(st.permutations(list("abcdef")), st.sets(st.sampled_from("abcdef"), min_size=1), st.integers(1, 6))
def test_metrics_stay_in_0_to_1_and_grow_with_k(ranking: list[str], relevant: set[str], k: int) -> None:
    judged = dict.fromkeys(relevant, 1)
    for metric in (recall, reciprocal_rank, ndcg):
        assert 0 <= metric(ranking, judged, k) <= 1 + 1e-9
    assert recall(ranking, judged, k) <= recall(ranking, judged, k + 1)
    assert recall(ranking, judged, 6) == 1

"""How relevant a hit is, and why."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from kb.library import Library
from kb.passage import Signs
from kb.query_form import QueryForm
from kb.relevance import CALIBRATIONS, FLOOR, OTHERS, calibration_of, shares, words_in
from kb.search import RERANKED, search


class Lengths:
    """A reranker that puts long passages first."""

    identity = "lengths:1"

    def __init__(self) -> None:
        self.seen = 0

    def relevance(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        self.seen += len(texts)
        return np.array([min(1.0, len(text) / 500) for text in texts], np.float32)


def test_what_answers_is_more_relevant_than_what_does_not(demo_library: Library) -> None:
    good = search(demo_library, "新造油茶林每亩补助多少", 10)
    bad = search(demo_library, "护照到期了在哪里换", 10)
    assert good[0].relevance > max(hit.relevance for hit in bad)
    assert good[0].relevance > 0.5
    assert bad[0].relevance < 0.3
    assert min(hit.relevance for hit in bad) < FLOOR


def test_relevance_is_a_probability_and_explained(demo_library: Library) -> None:
    for hit in search(demo_library, "规划财务科15项任务的资金", 20):
        assert 0 <= hit.relevance <= 1
        assert 0 <= hit.signs.within <= hit.signs.covered <= 1.000001
        assert all(word in hit.text for word in hit.words)
        if hit.cosine is not None:
            assert hit.signs.cosine == hit.cosine


def test_more_of_everything_is_more_relevant() -> None:
    for calibration in (*CALIBRATIONS.values(), OTHERS):
        low = calibration.probability(Signs(0.3, 0.05, 0.1, 0.0, 0.2))
        high = calibration.probability(Signs(0.95, 0.9, 1.0, 1.0, 1.0))
        assert low < 0.3
        assert high > 0.5


def test_the_bundled_encoder_is_calibrated(demo_library: Library) -> None:
    assert calibration_of(demo_library.encoder.identity) is not OTHERS
    assert calibration_of("another:123") is OTHERS


def test_words_as_the_passage_writes_them() -> None:
    form = QueryForm("", ("护林员", "护林", "30亩", "补助"), ("人力资源和社会保障局",))
    assert words_in(form, "護 林 員管护2公顷林地，由人力资源和社会保障局发放") == (
        "護 林 員",
        "2公顷",
        "人力资源和社会保障局",
    )
    assert words_in(form, "") == ()


def test_another_name_makes_up_for_the_word_it_stands_for() -> None:
    weights = {"人社局": 0.6, "培训": 0.4}
    added = ("人力资源和社会保障局",)
    assert shares(weights, added, "", "培训由人力资源和社会保障局组织") == pytest.approx((1.0, 0.4))
    assert shares(weights, added, "培训计划", "由教育局组织") == pytest.approx((0.4, 0.0))
    assert shares({}, (), "", "") == (0.0, 0.0)


def test_records_are_named(demo_library: Library) -> None:
    hits = search(demo_library, "局森林防火科 野外火源", 5)
    found = [hit.record for hit in hits if hit.record is not None and hit.record.kind == "task"]
    assert any("局森林防火科" in record.sections for record in found)


def test_a_reranker_gives_order_and_relevance(demo_library: Library) -> None:
    reranker = Lengths()
    hits = search(demo_library, "护林员管理", 30, reranker=reranker)
    assert RERANKED <= reranker.seen <= 2 * RERANKED  # one or two pieces of each
    assert all(hit.reranked == hit.relevance for hit in hits[:RERANKED])
    assert all(hit.reranked is None for hit in hits[RERANKED:])
    plain = search(demo_library, "护林员管理", 30)
    assert {(hit.doc_id, hit.ordinal) for hit in hits} == {(hit.doc_id, hit.ordinal) for hit in plain}
    assert [hit.relevance for hit in hits[:3]] != [hit.relevance for hit in plain[:3]]


def test_a_reranker_is_not_asked_about_nothing(library: Library) -> None:
    reranker = Lengths()
    assert search(library, "护林", 5, reranker=reranker) == ()
    assert reranker.seen == 0

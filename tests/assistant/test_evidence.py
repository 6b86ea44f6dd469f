from __future__ import annotations

import pytest

from assistant.coverage import cover, token_weights
from assistant.evidence import gather
from assistant.understanding import understand
from kb.library import Library

QUESTIONS = ["一级古树一年养护费补多少", "伐桩最高能留多高", "竹林道路27年要修到多少公里", "明天会不会下雨"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_evidence_is_verbatim_ordered_and_within_bounds(demo_library: Library, question: str) -> None:
    found = gather(demo_library, understand(question, (), demo_library), None)
    assert found
    for evidence in found:
        document = demo_library.snapshot.entries[evidence.doc_id].document
        clause = document.clauses[evidence.clause]
        assert document.text[evidence.start : evidence.end] == evidence.text
        assert clause.start <= evidence.start < evidence.end <= clause.own_end
        for share in (evidence.coverage, evidence.direct, evidence.dense, evidence.relevance):
            assert 0.0 <= share <= 1.0
    assert [each.relevance for each in found] == sorted((each.relevance for each in found), reverse=True)
    assert len({(each.doc_id, each.start) for each in found}) == len(found)


def test_the_scope_is_kept(demo_library: Library) -> None:
    only = next(iter(demo_library.snapshot.entries))
    query = understand("护林员每月要巡够几天", (), demo_library)
    assert {evidence.doc_id for evidence in gather(demo_library, query, [only])} <= {only}
    assert gather(demo_library, query, []) == ()


def test_the_best_evidence_says_it(demo_library: Library) -> None:
    found = gather(demo_library, understand("伐桩最高能留多高", (), demo_library), None)
    assert "伐桩高度不超过5厘米" in found[0].text
    assert found[0].fits


def test_rare_words_weigh_more(demo_library: Library) -> None:
    weights, telling = token_weights(demo_library, understand("林业碳汇交易归谁", (), demo_library))
    assert weights["碳汇"] > weights["林业"]
    assert "碳汇" in telling
    assert "林业" not in telling


def test_coverage_counts_own_words_before_context() -> None:
    weights = {"油茶": 2.0, "补助": 1.0}
    assert cover("油茶每亩补助800元", "", "", weights) == (1.0, 1.0)
    coverage, direct = cover("每亩补助800元", "油茶扶持", "", weights)
    assert 0 < direct < coverage < 1
    assert cover("种竹子", "", "", weights) == (0.0, 0.0)
    assert cover("随便什么", "", "", {}) == (0.0, 0.0)


def test_an_everyday_word_is_covered_by_the_official_one() -> None:
    coverage, _ = cover("按规定给予补助", "", "", {"补贴": 1.0})
    assert 0.5 < coverage < 1

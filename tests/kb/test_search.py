"""Search by words and by meaning."""

from __future__ import annotations

import pytest

from kb.library import Library
from kb.relevance import RRF_K
from kb.search import search
from tests.kb.documents import add, plan


def source_of(library: Library, doc_id: str) -> str:
    return library.snapshot.entry(doc_id).source


@pytest.mark.parametrize(
    ("query", "source", "part"),
    [
        ("新造油茶林每亩补助多少", "林业产业发展补助资金管理办法.docx", "每亩补助800元"),
        ("五绿兴林贷", "乡村振兴有效衔接实施方案.txt", "五绿兴林贷"),
        ("古树砍伐怎么罚 禁止哪些行为", "古树名木保护管理办法.txt", "砍伐"),
        ("护林员工资一年多少钱", "生态护林员管理办法.txt", "劳务报酬"),  # 工资 stands nowhere near: by meaning
        ("局人事法规科负责什么", "乡村振兴有效衔接实施方案.txt", "局人事法规科"),
    ],
)
def test_finds_the_passage(demo_library: Library, query: str, source: str, part: str) -> None:
    hits = search(demo_library, query, 10)
    assert any(source_of(demo_library, hit.doc_id) == source and part in hit.text for hit in hits)


def test_hits_are_verbatim_ranked_and_complete(demo_library: Library) -> None:
    hits = search(demo_library, "林长制考核优秀等次的奖励", 20)
    assert len(hits) == 20
    assert [hit.fused for hit in hits] == sorted((hit.fused for hit in hits), reverse=True)
    for hit in hits:
        document = demo_library.snapshot.entry(hit.doc_id).document
        assert document.text[hit.start : hit.end] == hit.text
        assert hit.path == document.path_of(hit.clause)
        ranks = [rank for rank in (hit.lexical_rank, hit.dense_rank) if rank is not None]
        assert hit.rrf == pytest.approx(sum(1 / (RRF_K + rank) for rank in ranks))
        assert (hit.cosine is None) == (hit.dense_rank is None)
    assert {hit.dense_rank for hit in hits} >= {1, 2, 3}
    assert {hit.lexical_rank for hit in hits} >= {1, 2, 3}


def test_only_from_the_documents_asked_for(demo_library: Library) -> None:
    wanted = list(demo_library.snapshot.entries)[:2]
    assert {hit.doc_id for hit in search(demo_library, "补助标准", 30, wanted)} == set(wanted)
    assert search(demo_library, "补助标准", 5, []) == ()
    assert search(demo_library, "补助标准", 5, ["unknown"]) == ()


@pytest.mark.parametrize("query", ["", "？", '"', "OR AND NOT", "a* (b", "“", "的", "\x00", "补助" * 2000])
def test_odd_queries_do_no_harm(demo_library: Library, query: str) -> None:
    assert isinstance(search(demo_library, query, 3), tuple)


def test_an_empty_library_finds_nothing(library: Library) -> None:
    assert search(library, "护林") == ()


def test_vectors_of_no_current_revision_are_passed_over(library: Library) -> None:
    _, doc_id = add(library, plan("护林"), "甲.txt")
    before = search(library, "护林面积", 10)
    stale = library.encoder.encode_passages(["到2025年，护林面积达到30万亩。"] * 2)
    library.vectors.add([f"{doc_id}:9:0.0", "gone:1:0.0"], stale, doc_id)
    after = search(library, "护林面积", 10)
    assert [(hit.doc_id, hit.ordinal, hit.dense_rank) for hit in after] == [
        (hit.doc_id, hit.ordinal, hit.dense_rank) for hit in before
    ]

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.mingce.conftest import Run

Mingce = Callable[..., Run]
HIT = {
    "rank", "title", "doc_number", "issuer", "status", "page", "doc_id", "ordinal", "clause", "path", "text", "start", "end",
    "rrf", "lexical_rank", "dense_rank", "cosine", "relevance", "also_in", "expanded", "why",
}  # fmt: skip
WHY = {"words", "covered", "meaning", "record", "lexical_rank", "dense_rank", "reranked"}


def test_json(mingce: Mingce, doc_of: Callable[[str], str]) -> None:
    done = mingce("search", "松材线虫 疫木", "-k", "3", "--json", "--no-rerank")
    assert (done.status, done.err) == (0, "")
    hits = done.value
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert hits[0]["doc_id"] == doc_of("松材线虫病防控方案.md")
    shown = mingce("show", hits[0]["doc_id"], "--text").out
    assert shown[hits[0]["start"] : hits[0]["end"]] == hits[0]["text"]
    for hit in hits:
        assert hit.keys() >= HIT
        assert hit["why"].keys() == WHY
        assert 0 <= hit["relevance"] <= 1
        assert hit["why"]["words"]
        assert hit["expanded"]["start"] <= hit["start"] + 2
        assert len(hit["expanded"]["text"]) == hit["expanded"]["end"] - hit["expanded"]["start"]
    assert any(hit["why"]["record"] for hit in hits)


def test_for_people(mingce: Mingce) -> None:
    done = mingce("search", "松材线虫 疫木", "-k", "1", "--no-rerank")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("1. 《栖云市松材线虫病防控方案")
    assert "相关度 " in done.out
    assert "命中：" in done.out


def test_the_floor(mingce: Mingce) -> None:
    hidden = mingce("search", "护照到期了在哪里换", "--no-rerank")
    shown = mingce("search", "护照到期了在哪里换", "--all", "--no-rerank")
    assert hidden.status == shown.status == 0
    assert "加 --all 可以查看" in hidden.out
    assert shown.out.count("相关度") == 10 > hidden.out.count("相关度 ")


def test_filters(mingce: Mingce, doc_of: Callable[[str], str]) -> None:
    only = mingce(
        "search", "补助", "--kind", "办法", "--issuer", "市林业局", "--status", "现行", "--json", "--no-rerank"
    ).value
    assert only
    assert all("办法" in hit["title"] and hit["status"] in ("in_force", "amended") for hit in only)
    section = mingce("search", "培训", "--section", "森林防火科", "--json", "--no-rerank").value
    assert section
    assert all(hit["why"]["record"]["kind"] == "task" for hit in section)
    doc = doc_of("林长制考核办法.pdf")
    assert {hit["doc_id"] for hit in mingce("search", "考核", "--doc", doc, "--json", "--no-rerank").value} == {doc}
    assert mingce("search", "考核", "--year", "1999", "--json", "--no-rerank").value == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["  "], "检索词是空的"),
        (["补助", "--kind", "章程"], "库里有的文种"),
        (["补助", "--issuer", "火星局"], "库里的发文机关"),
        (["补助", "--section", "航天科"], "库里的科室和单位"),
        (["补助", "--status", "有效"], "可用：现行"),
        (["补助", "--as-of", "昨天"], "日期应写作"),
        (["补助", "--year", "20"], "年份应写作"),
        (["补助", "-k", "0"], "应是正整数"),
        (["补助", "--doc", "无"], "没有编号"),
    ],
)
def test_wrong_use_says_what_to_do(mingce: Mingce, arguments: list[str], told: str) -> None:
    done = mingce("search", *arguments)
    assert (done.status, done.out) == (2, "")
    assert told in done.err
    assert "Traceback" not in done.err


def test_help_is_chinese(mingce: Mingce) -> None:
    done = mingce("search", "--help")
    assert done.status == 0
    assert "只在这种文件里找" in done.out
    assert "%%" not in done.out

from __future__ import annotations

import pytest

from assistant.giving import asks_what_is_given, gives, withholds
from assistant.query import Expected, Kind, Query


@pytest.mark.parametrize(
    "question",
    ["对合作社怎么支持", "有啥优惠", "评上了给什么奖励", "小微企业有没有补贴", "有哪些扶持政策", "干得好有什么说法"],
)
def test_asks_what_is_given(question: str) -> None:
    assert asks_what_is_given(Query(question, Kind.PASSAGE, Expected.ANY, ()))


@pytest.mark.parametrize(
    "question",
    [
        "专家要什么条件",
        "怎么申报",
        "归谁管",
        "有哪些任务",
        "什么时候补植",
        "补贴的材料报给什么单位",
        "怎么减少火灾",
        "如何避免返贫",
    ],
)
def test_asks_for_something_else(question: str) -> None:
    assert not asks_what_is_given(Query(question, Kind.PASSAGE, Expected.ANY, ()))


def test_a_sentence_that_gives() -> None:
    assert gives("对成效突出的通报表扬")
    assert gives("五年内免征企业所得税")
    assert not gives("各单位要精心组织")
    assert not gives("不得骗取、挪用补助资金。")
    assert gives("每人每年补助1万元,不得重复享受。")


def test_a_sentence_that_only_takes_away() -> None:
    assert withholds("有下列情形的,取消补助资格。")
    assert not withholds("每人每年补助1万元,不得重复享受。")
    assert not withholds("各单位要精心组织")


@pytest.mark.parametrize("question", ["哪些不给补助", "什么情况取消补贴"])
def test_asks_what_is_denied(question: str) -> None:
    assert not asks_what_is_given(Query(question, Kind.PASSAGE, Expected.ANY, ()))

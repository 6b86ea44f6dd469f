"""Yes and no are said only where a sentence entails them."""

from __future__ import annotations

import pytest

from assistant.stance import asks_yes_or_no, opening, stance_of
from kb.library import Library


@pytest.mark.parametrize(
    ("question", "tokens", "sentence", "stance"),
    [
        ("保护范围内能不能建房", "保护 范围 建房", "保护范围内不得建房。", "不可以"),
        ("保护范围内能铺设管线吗", "保护 范围 铺设 管线", "保护范围内禁止新建建筑物、铺设管线和倾倒废物。", "不可以"),
        ("公务员可以申报课题吗", "公务员 申报 课题", "公务员不得申报课题。", "不可以"),
        ("专家可以申报课题不", "专家 申报 课题", "专家可以申报课题。", "可以"),
        ("资金要公示吗", "资金 公示", "资金应当在网站公示。", "需要"),
        ("资金是否需要公示", "资金 公示", "资金无需公示。", "不需要"),
        # another body, another deed, the reverse of what is asked
        ("专家可以申报课题吗", "专家 申报 课题", "企业专家可以申报课题。", None),
        ("单位能不能检查", "单位 检查", "单位不得拒绝检查。", None),
        ("专家能不能评审", "专家 评审", "专家可以申报课题。", None),
        ("资金要公示吗", "资金 公示", "资金可以公示。", None),
        ("资金能公示吗", "资金 公示", "资金应当公示。", None),
        ("能不能不得公示资金", "资金 公示", "资金不得公示。", None),
        ("资金能不能公示", "资金 公示", "资金不得不公示。", None),
        # a condition, an exception, a number
        ("保护范围内能不能建房", "保护 范围 建房", "保护范围内未经批准不得建房。", None),
        ("专家可以申报课题吗", "专家 申报 课题", "符合条件的专家可以申报课题。", None),
        ("资金要公示吗", "资金 公示", "资金原则上应当公示。", None),
        ("古树可以砍伐吗", "古树 砍伐", "不得擅自砍伐古树。", None),
        ("一人可以申报3个课题吗", "申报 课题", "一人可以申报课题。", None),
        # no rule, no question
        ("资金要公示吗", "资金 公示", "资金分配结果公示7日。", None),
        ("资金怎么公示", "资金 公示", "资金应当公示。", None),
        ("资金是不是公示了", "资金 公示", "资金应当公示。", None),
    ],
)  # fmt: skip
def test_what_a_sentence_says(
    demo_library: Library, question: str, tokens: str, sentence: str, stance: str | None
) -> None:
    assert stance_of(question, tokens.split(), sentence, "", demo_library.words) == stance


def test_the_title_may_say_what_it_is_about_but_not_what_is_done(demo_library: Library) -> None:
    asked = ("古树保护范围内能不能建房", ["古树", "范围", "建房"])
    assert stance_of(*asked, "范围内不得建房。", "古树保护办法", demo_library.words) == "不可以"
    assert stance_of(*asked, "范围内不得倾倒废物。", "古树旁建房管理办法", demo_library.words) is None


@pytest.mark.parametrize(
    "text", ["能建房吗", "可不可以移栽？", "要不要公示", "算不算疫木", "公务员能报课题不", "是否废止"]
)
def test_yes_or_no_is_asked_for(text: str) -> None:
    assert asks_yes_or_no(text)


@pytest.mark.parametrize("text", ["补多少钱", "能领多少吗", "要怎么申请", "由谁负责", "可以享受哪些权利", "目标是多少"])
def test_something_else_is_asked_for(text: str) -> None:
    assert not asks_yes_or_no(text)


def test_the_opening() -> None:
    assert opening("不可以") == "不可以，文件的规定是："
    assert opening(None) == "文件的规定是："

from __future__ import annotations

import pytest

from assistant.followup import item_asked, leans_on_history, stand_alone, without_this_document


def turns(*asked: str) -> list[dict[str, str]]:
    """These questions, each with an answer behind it that must not count as a question."""
    return [
        turn
        for text in asked
        for turn in ({"role": "user", "content": text}, {"role": "assistant", "content": "2019年，甲县9999元。[1]"})
    ]


@pytest.mark.parametrize(
    ("question", "earlier", "standalone"),
    [
        ("2027年呢？", "2024年竹产业总产值目标是多少", "2027年竹产业总产值目标是多少"),
        ("那第二年的目标", "松材线虫病2024年发生面积控制在多少", "松材线虫病2025年发生面积控制在多少"),
        ("上一年呢", "2025年竹产业总产值目标是多少", "2024年竹产业总产值目标是多少"),
        ("那云川区分了多少", "送苗下乡砚溪县有多少株指标", "送苗下乡云川区有多少株指标"),
        ("那二级的呢", "一级古树每年补助多少", "二级古树每年补助多少"),
        ("要是国家级的呢", "评上省级示范社奖多少钱", "评上国家级示范社奖多少钱"),
        ("社零呢", "蓝溪市24年GDP目标定多少", "蓝溪市24年社零目标定多少"),
        ("那民宿没备案呢", "宾馆没办许可罚多少", "民宿没备案罚多少"),
        ("那市里评的呢", "省级示范社奖多少钱", "市级示范社奖多少钱"),
        ("栽花的那个园区呢", "青山县2024年种茶园区产值目标多少", "青山县2024年栽花园区产值目标多少"),
        ("那农村幼儿园呢", "小区幼儿园几时完成摸底", "农村幼儿园几时完成摸底"),
    ],
)
def test_one_slot_replaced(question: str, earlier: str, standalone: str) -> None:
    assert stand_alone(question, turns(earlier)) == standalone


@pytest.mark.parametrize(
    ("question", "earlier", "kept", "dropped"),
    [
        (
            "什么时候完成？",
            "2024年分工表里云湖湿地修复谁负责",
            ("2024年分工表", "云湖湿地修复", "什么时候完成"),
            ("谁负责",),
        ),
        (
            "它的责任单位是谁",
            "竹产业行动计划里壮大竹材加工归哪个科室",
            ("壮大竹材加工", "责任单位是谁"),
            ("它", "归哪个科室"),
        ),
        ("那维修加固的怎么补", "新建竹林道路一公里补多少", ("竹林道路", "维修加固的怎么补"), ("那",)),
    ],
)
def test_the_new_question_about_the_old_subject(
    question: str, earlier: str, kept: tuple[str, ...], dropped: tuple[str, ...]
) -> None:
    standalone = stand_alone(question, turns(earlier))
    assert [part for part in kept if part not in standalone] == []
    assert [part for part in dropped if part in standalone] == []


def test_a_chain_of_follow_ups() -> None:
    asked = turns("2024年竹产业总产值目标是多少", "2025年呢", "那2026年呢")
    assert stand_alone("2027年呢", asked) == "2027年竹产业总产值目标是多少"


def test_assistant_turns_may_be_missing() -> None:
    only_users = [{"role": "user", "content": "2024年竹产业总产值目标是多少"}]
    assert stand_alone("2027年呢", only_users) == stand_alone("2027年呢", turns("2024年竹产业总产值目标是多少"))


@pytest.mark.parametrize(
    "question",
    ["砚溪县林业局有哪些任务", "林业产业补助每年什么时候申报？", "谢谢", "竹产业行动计划里2028年的产值目标是多少"],
)
def test_a_question_of_its_own_is_left_alone(question: str) -> None:
    assert stand_alone(question, turns("森林防火科有哪些任务")) == question


@pytest.mark.parametrize(
    "history", [[], [{"role": "assistant", "content": "您好"}], [{"role": "user", "content": "  "}]]
)
def test_nothing_to_lean_on(history: list[dict[str, str]]) -> None:
    assert stand_alone("那2027年呢", history) == "那2027年呢"


@pytest.mark.parametrize(
    "question", ["那竹产业呢", "它归谁管", "什么时候完成？", "其中牵头的有哪些", "2027年呢", "多少钱"]
)
def test_leaning(question: str) -> None:
    assert leans_on_history(question)


@pytest.mark.parametrize("question", ["疫木怎么处理", "森林防火科有哪些任务", "那" + "很长的问题" * 20 + "呢"])
def test_not_leaning(question: str) -> None:
    assert not leans_on_history(question)


def test_this_month_is_no_pronoun() -> None:
    assert not leans_on_history("这个月的巡护要求")


def test_a_new_section_takes_the_place_of_the_old_one() -> None:
    standalone = stand_alone("那局规划财务科呢？", turns("局森林防火科有哪些任务"))
    assert "规划财务科" in standalone
    assert "森林防火科" not in standalone


def test_a_new_subject_takes_the_place_of_the_old_one() -> None:
    standalone = stand_alone("那竹产业呢?", turns("油茶产业由谁负责"))
    assert "竹产业" in standalone
    assert "油茶" not in standalone


@pytest.mark.parametrize(
    ("question", "number"),
    [("第三项呢", 3), ("那第二条是什么", 2), ("最后一项呢", -1), ("第十一个措施怎么说的", 11), ("第三项谁负责", None), ("三项都是啥", None)],
)  # fmt: skip
def test_an_item_of_the_list_before(question: str, number: int | None) -> None:
    assert item_asked(question) == number


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("这份文件从哪天起施行", "从哪天起施行"),
        ("该办法谁解释", "谁解释"),
        ("防火方案谁解释", None),
        ("这份文件", None),
        ("应该报告哪些情况", None),
        ("不同意见怎么处理", None),
        ("根本办法是什么", None),
    ],
)
def test_the_document_of_the_turn_before(question: str, rest: str | None) -> None:
    assert without_this_document(question) == rest


@pytest.mark.parametrize("question", ["这事谁负责", "责任单位分别是谁", "这些任务哪个部门管"])
def test_a_matter_that_was_spoken_of(question: str) -> None:
    assert leans_on_history(question)


def test_what_the_document_before_is_set_against_is_no_new_subject() -> None:
    assert stand_alone("和旧方案比呢", turns("食堂方案的主要任务有哪些")) == "和旧方案比呢"


def test_another_part_of_the_old_subject() -> None:
    earlier = turns("食堂方案的保障措施有哪些")
    assert stand_alone("那重点任务呢", earlier) == "食堂方案重点任务有哪些"
    assert stand_alone("那保障措施呢", turns("食堂方案重点任务有哪些")) == "食堂方案保障措施有哪些"
    assert stand_alone("它的基本原则有哪些", earlier) == "食堂方案基本原则有哪些"


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("它什么时候开始施行", "什么时候开始施行"),
        ("那它的文号是多少", "文号是多少"),
        ("它还有效吗", "还有效吗"),
        ("它的责任单位是谁", None),  # of the matter
        ("它每年补多少", None),
    ],
)
def test_it_is_the_document_where_only_a_document_has_what_is_asked(question: str, rest: str | None) -> None:
    assert without_this_document(question) == rest


@pytest.mark.parametrize("question", ["那些措施谁负责", "那几项任务什么时候完成"])
def test_a_list_that_was_told(question: str) -> None:
    assert leans_on_history(question)
    assert not stand_alone(question, turns("食堂方案的保障措施有哪些")).startswith("那")


@pytest.mark.parametrize(
    ("question", "earlier", "standalone"),
    [
        ("那什么时候报", "食堂补贴的申报条件是什么", "食堂补贴,什么时候报"),
        ("那些措施谁负责", "食堂方案的保障措施有哪些", "食堂方案的保障措施,谁负责"),
        ("驾驶人呢", "测试主体应符合什么条件", "驾驶人应符合什么条件"),
        ("那供货商呢", "食堂要交哪些材料", "供货商要交哪些材料"),
    ],
)
def test_what_was_asked_of_the_old_subject_is_dropped(question: str, earlier: str, standalone: str) -> None:
    assert stand_alone(question, turns(earlier)) == standalone

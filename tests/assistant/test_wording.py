from __future__ import annotations

import pytest

from assistant.query import Expected
from assistant.wording import number_asked, places_in, read_wording, slots_in, unit_group
from kb.normal_form import fold

EXPECTED = [
    ("一亩补多少钱", Expected.MONEY),
    ("奖励几万元", Expected.MONEY),
    ("养护费标准是多少", Expected.MONEY),
    ("罚多少", Expected.MONEY),
    ("有多少家企业", Expected.COUNT),
    ("修到几公里", Expected.COUNT),
    ("送苗多少万株", Expected.COUNT),
    ("占比是多少", Expected.PERCENT),
    ("贷款利率多少", Expected.PERCENT),
    ("森林覆盖率要到多少", Expected.PERCENT),
    ("最晚哪天交", Expected.DATE),
    ("什么时候完成", Expected.DATE),
    ("截止到几号", Expected.DATE),
    ("有效期多长时间", Expected.DURATION),
    ("补几年", Expected.DURATION),
    ("多久巡一次林", Expected.FREQUENCY),
    ("一年开几次会", Expected.FREQUENCY),
    ("由谁负责", Expected.BODY),
    ("归哪个科", Expected.BODY),
    ("哪几家承担", Expected.BODY),
    ("找哪个部门", Expected.BODY),
    ("热线升级哪两家牵头", Expected.BODY),  # the hotline is what it is about
    ("热线电话是多少，谁负责", Expected.PHONE),
    ("办公室设在哪个局", Expected.BODY),
    ("是哪个部在管", Expected.BODY),
    ("在哪里办", Expected.PLACE),
    ("落在哪两个县", Expected.PLACE),
    ("联系人是谁", Expected.PERSON),
    ("局长叫什么", Expected.PERSON),
    ("咨询电话是多少", Expected.PHONE),
    ("报名网址是什么", Expected.ADDRESS),
    ("那个函是多少号", Expected.DOC_NUMBER),
    ("申请表最晚多少号交", Expected.DATE),
    ("报名截止多少号", Expected.DATE),
    ("装视频系统的经费打哪来", Expected.ANY),
    ("为什么定成25分", Expected.REASON),
    ("油茶怎么发展", Expected.ANY),
    ("讲一讲总体要求", Expected.ANY),
]


@pytest.mark.parametrize(("question", "expected"), EXPECTED)
def test_the_kind_of_thing_asked_for(question: str, expected: Expected) -> None:
    assert read_wording(fold(question)).expected is expected


def test_hundreds_are_a_number_asked_for() -> None:
    assert read_wording(fold("给几百亩林地")).expected is Expected.COUNT


def test_the_examples_name_every_kind_of_thing() -> None:
    assert {expected for _, expected in EXPECTED} == set(Expected)


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("要修到多少公里", "公里"),
        ("几万株", "株"),
        ("扶持多少家企业", "家"),
        ("几个工作日", "个工作日"),
        ("多少个月", "个月"),
        ("一共多少", None),
        ("哪几项任务", None),
        ("几级保护", "级"),
    ],
)
def test_the_measure_word_asked_for(question: str, unit: str | None) -> None:
    assert read_wording(fold(question)).unit == unit


@pytest.mark.parametrize(
    ("question", "piece"),
    [
        ("一座界碑补多少钱", "座"),
        ("每亩补助多少钱", "亩"),
        ("一般补多少钱", None),
        ("每亩怎么种", None),
        ("统一补多少钱", None),
    ],
)
def test_the_price_of_one_piece(question: str, piece: str | None) -> None:
    # 统一补 has a 一 that is no number, and no measure word behind it.
    assert read_wording(fold(question)).per_unit == piece


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("防火科牵头哪些任务", "lead"),
        ("防火科配合哪些任务", "support"),
        ("谁牵头谁配合", None),
        ("有哪些任务，牵头的也算", None),
        ("有哪些任务，配合的也算上", None),
        ("有哪些任务，包括配合的", None),
        ("有哪些任务", None),
    ],
)
def test_the_role_asked_for(question: str, role: str | None) -> None:
    assert read_wording(fold(question)).role == role


@pytest.mark.parametrize(
    "question", ["什么是疫木", "疫木是什么意思", "怎样算古树", "四旁指的是什么", "如何理解以竹代塑"]
)
def test_asks_for_a_definition(question: str) -> None:
    assert read_wording(fold(question)).asks_definition


@pytest.mark.parametrize("question", ["疫木怎么处理", "古树由谁养护", "有哪些任务"])
def test_asks_for_no_definition(question: str) -> None:
    assert not read_wording(fold(question)).asks_definition


@pytest.mark.parametrize("question", ["这个办法还有效吗", "方案废止了吗", "现在还作不作数", "通知是否有效"])
def test_asks_whether_it_holds(question: str) -> None:
    assert read_wording(fold(question)).asks_in_force


@pytest.mark.parametrize("question", ["有效的办法有哪些", "有效期几年", "这个办法讲什么"])
def test_does_not_ask_whether_it_holds(question: str) -> None:
    assert not read_wording(fold(question)).asks_in_force


@pytest.mark.parametrize("question", ["你好", "您好！", "谢谢", "你是谁？", "Hello"])
def test_greetings(question: str) -> None:
    assert read_wording(fold(question)).greeting


@pytest.mark.parametrize("question", ["你好，防火科有哪些任务", "谢谢，那竹产业呢", "好"])
def test_a_greeting_with_a_question_is_a_question(question: str) -> None:
    assert not read_wording(fold(question)).greeting


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("24年砚溪县分到几万株", [("year", "2024"), ("place", "砚溪县")]),
        ("2025年和2027年的目标", [("year", "2025"), ("year", "2027")]),
        ("省级示范社奖多少", [("level", "省级")]),
        ("二级古树和三级古树", [("level", "二级"), ("level", "三级")]),
        ("考核不合格的怎么办", []),
        ("补助20年以上的", []),
        ("第24年", []),
        ("各县区林业局的任务", []),
        ("哪个县拿了第一", []),
        ("2024年5月20日", [("year", "2024")]),
    ],
)
def test_slots(text: str, slots: list[tuple[str, str]]) -> None:
    assert [(slot.kind, slot.value) for slot in slots_in(fold(text))] == slots


def test_places_are_names_and_no_common_words() -> None:
    assert places_in("砚溪县、云川区") == ["砚溪县", "云川区"]
    assert places_in("各县区、林区、保护区、美丽乡村、全市、本县") == []


@pytest.mark.parametrize(
    ("unit", "other", "alike"),
    [
        ("场", "起", True),
        ("棵", "株", True),
        ("人", "名", True),
        ("几乎", "几乎", True),
        ("公里", "亩", False),
        ("元", "人", False),
    ],
)
def test_measure_words_that_count_the_same(unit: str, other: str, alike: bool) -> None:
    assert (other in unit_group(unit)) is alike


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("哪三个统一", 3), ("分哪七块", 7), ("那十条措施是什么", 10), ("四项基本原则", 4), ("哪五级", 5), ("2类企业是哪些", 2),
        ("哪几项", None), ("第三条", None), ("哪一个", None), ("24年有哪些任务", None), ("十四五有哪些任务", None),
    ],
)  # fmt: skip
def test_how_many_things_there_are(question: str, number: int | None) -> None:
    assert number_asked(fold(question)) == number

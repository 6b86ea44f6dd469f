from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.query import Expected, Kind
from assistant.understanding import understand
from kb.library import Library

KINDS = [
    ("以工代赈由哪些科室负责", Kind.WHO),
    ("科技小院谁来建", Kind.WHO),
    ("防火方案里隐患排查谁牵头谁配合", Kind.WHO),
    ("疫木除治落在哪两个县", Kind.WHO),
    ("市林业局哪几个科室负责造林", Kind.WHO),  # which of its sections, not which tasks
    ("科技小院归那些部门负责", Kind.WHO),  # 那 typed for 哪
    ("那些部门有什么奖励", Kind.PASSAGE),
    ("森林防火科有哪些任务", Kind.TASKS),
    ("森林资源管理科手上都有哪些活，配合的也算上", Kind.TASKS),
    ("砚溪县林业局承担什么工作", Kind.TASKS),
    ("外事科有哪些任务", Kind.TASKS),  # unknown, to be told so
    ("松材线虫病防控方案有哪些主要任务", Kind.ITEMS),
    ("三条原则是啥", Kind.ITEMS),
    ("申请补助要交啥材料", Kind.ITEMS),
    ("生态护林员哪些情况要解聘", Kind.ITEMS),
    ("2027年竹产业要达到什么目标", Kind.TARGETS),
    ("到2035年的目标", Kind.TARGETS),
    ("什么是疫木", Kind.DEFINITION),
    ("四旁是什么意思", Kind.DEFINITION),
    ("21年那个生态扶贫三年方案现在还作不作数", Kind.IN_FORCE),
    ("古树名木保护管理办法还有效吗", Kind.IN_FORCE),
    ("新栽油茶一亩补多少", Kind.PASSAGE),
    ("油茶产业怎么发展", Kind.PASSAGE),
    ("2025年全市竹产业总产值目标是多少", Kind.PASSAGE),  # one figure, not all targets
    ("你好", Kind.GREETING),
]


@pytest.mark.parametrize(("question", "kind"), KINDS)
def test_kinds(demo_library: Library, question: str, kind: Kind) -> None:
    assert understand(question, (), demo_library).kind is kind


def test_the_examples_have_every_kind() -> None:
    assert {kind for _, kind in KINDS} == set(Kind)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("局森林防火科有哪些任务", ("森林防火科",)),
        ("森林防火科有哪些任务", ("森林防火科",)),
        ("林检中心有哪些任务", ("市林检中心",)),
        ("森林防火科和规划财务科有哪些任务", ("森林防火科", "规划财务科")),
        ("砚溪县林业局有哪些任务", ("砚溪县林业局",)),
        ("各科室有哪些任务", ()),
        ("外事科有哪些任务", ()),
    ],
)
def test_names(demo_library: Library, question: str, names: tuple[str, ...]) -> None:
    assert understand(question, (), demo_library).names == names


@pytest.mark.parametrize(
    ("question", "heads"),
    [
        ("竹链贷是哪家银行放的", ("银行",)),
        ("是什么牌子的", ("牌子",)),
        ("归哪个科室", ()),
        ("有什么要求", ()),
    ],
)
def test_nouns_that_the_answer_must_have(demo_library: Library, question: str, heads: tuple[str, ...]) -> None:
    assert understand(question, (), demo_library).heads == heads


def test_a_given_document_wins_over_a_named_one(demo_library: Library, doc_of: Callable[[str], str]) -> None:
    doc = doc_of("林长制考核办法.pdf")
    assert understand("防火方案里隐患排查谁牵头", (), demo_library, doc).doc_ids == (doc,)


@pytest.mark.parametrize(
    ("question", "includes"),
    [
        ("旧的扶贫方案讲什么", True),
        ("已废止的方案里护林员保额多少", True),
        ("规划财务科的任务全列出来，作废文件不算", False),
        ("护林员保额多少", False),
    ],
)
def test_repealed_documents_only_on_demand(demo_library: Library, question: str, includes: bool) -> None:
    assert understand(question, (), demo_library).includes_repealed is includes


def test_what_names_the_document_counts_less(demo_library: Library) -> None:
    weights = dict(understand("防火方案里隐患排查多久一次", (), demo_library).tokens)
    assert max(weights["防火"], weights["方案"]) < min(weights["隐患"], weights["排查"])


def test_question_words_are_no_content(demo_library: Library) -> None:
    tokens = {token for token, _ in understand("请问油茶一亩到底补多少钱呢？", (), demo_library).tokens}
    assert "油茶" in tokens
    assert not tokens & {"请问", "多少", "多少钱", "呢", "？", "?"}


def test_a_year_that_only_names_the_document_is_no_slot(demo_library: Library) -> None:
    query = understand("2024年分工表里云湖湿地修复谁负责", (), demo_library)
    assert query.doc_ids is not None
    assert [slot for slot in query.slots if slot.kind == "year"] == []


def test_follow_ups_are_understood_whole(demo_library: Library) -> None:
    query = understand("2027年呢？", [{"role": "user", "content": "2024年竹产业总产值目标是多少"}], demo_library)
    assert query.text == "2027年竹产业总产值目标是多少"
    assert [slot.value for slot in query.slots] == ["2027"]
    assert query.expected is not Expected.ANY


def test_typos_are_mended_and_told(demo_library: Library) -> None:
    query = understand("森林防货科有哪些任务", (), demo_library)
    assert query.names == ("森林防火科",)
    assert query.corrections == (("森林防货", "森林防火"),)

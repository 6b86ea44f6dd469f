"""Checks on sentences alone: pairs of what a document says and what a model makes of it, and which of these stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answer import Citation
from assistant.llm.checking import Checker, Claim, claims_of
from assistant.llm.material import Line, Material, Passage, folded_lines
from kb.normal_form import fold
from kb.words import Words

NAMES = ("森林防火科", "规划财务科", "生态修复科", "云岭县林业局")


@pytest.fixture(scope="module")
def words(words_cache: Path) -> Words:
    made = Words(words_cache)
    made.add(NAMES)
    return made


def material(*quotes: str, lines: tuple[Line, ...] = ()) -> Material:
    """Passages of one made-up document, numbered from 1."""
    passages = tuple(
        Passage(number, Citation(number, "d", "云岭县护林办法", None, ("第三条",), quote, number, 0, None, "in_force"),
                folded_lines(quote), fold("云岭县护林办法|第三条"))
        for number, quote in enumerate(quotes, 1)
    )  # fmt: skip
    return Material(passages, (), "", lines)


@pytest.fixture
def stands(words: Words) -> Callable[[str, str], bool]:
    """Whether a sentence is kept that cites the one passage that there is."""

    def check(quote: str, sentence: str) -> bool:
        claims, _ = claims_of(sentence + "[1]")
        return Checker(material(quote), words, NAMES).check(claims) is not None

    return check


ENTAILED = [
    ("护林员每人每月补助900元，由县财政承担。", "护林员每月补助900元，由县财政承担。"),
    ("护林员每人每月补助900元，由县财政承担。", "护林员的补助标准为每人每月900元。"),
    ("年龄在18周岁以上、60周岁以下。", "护林员年龄须在18周岁以上、60周岁以下。"),
    ("任务书于2025年6月底前完成。", "任务书应于2025年6月底前完成。"),
    ("到2025年，产值达到20亿元；到2027年，产值达到30亿元。", "2027年产值达到30亿元。"),
    ("到2025年，产值达到20亿元；到2027年，产值达到30亿元。", "2025年产值达到20亿元，2027年达到30亿元。"),
    ("防火期内严禁携带火种进山。", "防火期内禁止携带火种进山。"),
    ("保险金额每人不低于30万元。", "每人保额不低于30万元。"),
    ("（责任科室：森林防火科、规划财务科）巡护道路建设。", "巡护道路建设由森林防火科和规划财务科负责。"),
    ("奖励前三名，分别为五万元、三万元、一万元。", "前三名分别奖励五万元、三万元、一万元。"),
    ("面积15亩以上的，可以申请。", "面积十五亩以上的可以申请。"),
    ("1\t新建道路\t12公里\n2\t改建道路\t30公里", "改建道路30公里。"),
    ("逾期未报的，取消当年评优资格。", "逾期未报的取消当年评优资格。"),
    ("原《护林办法》同时废止。", "原《护林办法》同时废止。"),
]  # fmt: skip
NOT_ENTAILED = [
    ("护林员每人每月补助900元。", "护林员每人每月补助9000元。"),
    ("护林员每人每月补助900元。", "护林员每人每月补助90元。"),
    ("护林员每人每月补助900元。", "护林员每人每月补助九百五十元。"),
    ("护林员每人每月补助900元。", "护林员每人每月补助900万元。"),
    ("护林员每人每月补助900元。", "护林员每天补助900元，可以兼任网格员和乡村医生。"),
    ("任务书于2025年6月底前完成。", "任务书于2025年8月底前完成。"),
    ("6月1日起施行，2025年3月完成普查，10月前公布。", "2025年6月完成普查。"),
    ("到2025年，产值达到20亿元；到2027年，产值达到30亿元。", "2027年产值达到20亿元。"),
    ("到2025年，产值达到20亿元；到2027年，产值达到30亿元。", "2025年产值达到30亿元。"),
    ("一等奖奖励5万元，二等奖奖励3万元。", "一等奖奖励3万元。"),
    ("新建道路12公里，改建道路30公里。", "新建道路30公里。"),
    ("防火期内严禁携带火种进山。", "防火期内可以携带火种进山。"),
    ("经批准可以采伐枯死木。", "不得采伐枯死木。"),
    ("原《护林办法》同时废止。", "原《护林办法》没有废止。"),
    ("逾期未报的，取消当年评优资格。", "逾期未报的，保留当年评优资格。"),
    ("保险金额每人不低于30万元。", "每人保额不超过30万元。"),
    ("补助最高3万元。", "补助3万元。"),
    ("巡护道路建设由森林防火科负责。", "巡护道路建设由规划财务科负责。"),
    ("巡护道路建设由森林防火科负责。", "巡护道路建设由森林防火科和宣传科负责。"),
    ("巡护道路建设由森林防火科负责。", "云岭县林业局负责巡护道路建设。"),
    ("护林员由县财政发放补助。", "护林员由县财政发放补助，联系人张伟华。"),
    ("护林员由县财政发放补助。", "补助通过www.example.cn申请。"),
    ("护林员由县财政发放补助。", "根据《护林员条例》，护林员由县财政发放补助。"),
    ("护林员由县财政发放补助。", "云财农〔2024〕12号规定，护林员由县财政发放补助。"),
    ("护林员由县财政发放补助。", "临江县护林员由县财政发放补助。"),
    ("护林员由县财政发放补助。", "第九条规定，护林员由县财政发放补助。"),
]  # fmt: skip


@pytest.mark.parametrize(("quote", "sentence"), ENTAILED)
def test_what_the_passage_says_stands(stands: Callable[[str, str], bool], quote: str, sentence: str) -> None:
    assert stands(quote, sentence)


@pytest.mark.parametrize(("quote", "sentence"), NOT_ENTAILED)
def test_what_it_does_not_say_falls(stands: Callable[[str, str], bool], quote: str, sentence: str) -> None:
    assert not stands(quote, sentence)


def test_every_passage_says_itself(stands: Callable[[str, str], bool]) -> None:
    assert [
        quote
        for quote, _ in (*ENTAILED, *NOT_ENTAILED)
        if not stands(quote, quote.replace("\t", "，").replace("\n", "；"))
    ] == []


def test_passages_of_different_lines_do_not_join(words: Words) -> None:
    """Of two tasks the first one's section does not answer for the second."""
    two = material("修建道路。", "责任科室：森林防火科", "栽植油茶。", "责任科室：规划财务科",
                   lines=(Line("修建道路，责任科室：森林防火科。", frozenset({1, 2})),
                          Line("栽植油茶，责任科室：规划财务科。", frozenset({3, 4}))))  # fmt: skip
    checker = Checker(two, words, NAMES)

    def numbers(sentence: str) -> tuple[int, ...] | None:
        checked = checker.check(claims_of(sentence)[0])
        return checked.claims[0].numbers if checked else None

    assert numbers("修建道路由森林防火科负责。[1][2]") == (1, 2)
    assert numbers("修建道路由规划财务科负责。[1][4]") is None
    assert numbers("修建道路由规划财务科负责。[1][2][3][4]") is None
    assert numbers("修建道路由森林防火科负责，栽植油茶由规划财务科负责。[1][2][3][4]") == (1, 2, 3, 4)
    assert numbers("栽植油茶由规划财务科负责。[1]") == (3, 4)


def test_claims_end_at_their_markers() -> None:
    claims, ordinal = claims_of("2. 甲科负责修路[1]，乙科负责种树【2，3】；[4-6]")
    assert ordinal
    assert claims == (Claim("甲科负责修路", (1,)), Claim("，乙科负责种树；", (2, 3, 4, 5, 6)))
    assert claims_of("根据栖林规[2022]3号执行")[0] == (Claim("根据栖林规[2022]3号执行", ()),)
    assert claims_of("2024年完成。[1]") == ((Claim("2024年完成。", (1,)),), False)
    assert claims_of("[1]")[0] == (Claim("", (1,)),)

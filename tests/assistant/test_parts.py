"""Which questions ask several things, and what each of them is."""

from __future__ import annotations

import pytest

from assistant.parts import distinct, parts_of, subject_of
from assistant.understanding import understand
from kb.library import Library


def asked_by(library: Library, question: str) -> list[str]:
    """The likeliest reading of each part of a question."""
    parts = parts_of(question, library.words)
    queries = tuple(understand(part.asked[0], (), library) for part in parts)
    return [part.asked[0] for part in distinct(parts, queries)]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (
            "湿地修复的目标和补助标准分别是多少，由谁负责？",
            ["湿地修复的目标是多少", "湿地修复的补助标准是多少", "湿地修复由谁负责"],
        ),
        (
            "森林抚育补助标准、申报时间和责任单位各是什么",
            ["森林抚育补助标准是什么", "森林抚育申报时间是什么", "森林抚育责任单位是什么"],
        ),
        ("护林员的选聘条件和解聘情形有哪些", ["护林员的选聘条件有哪些", "护林员的解聘情形有哪些"]),
        ("护林员选聘条件和解聘情形分别是什么", ["护林员选聘条件是什么", "护林员解聘情形是什么"]),
        (
            "摊位申领材料、退出情形和考核标准各是什么",
            ["摊位申领材料是什么", "摊位退出情形是什么", "摊位考核标准是什么"],
        ),
        ("苗木每亩补多少钱？什么时候完成？", ["苗木每亩补多少钱", "苗木什么时候完成"]),
        ("防火物资由哪个科室采购以及什么时候到货", ["防火物资由哪个科室采购", "防火物资什么时候到货"]),
        ("送苗活动什么时候开始、联系电话是多少", ["送苗活动什么时候开始", "送苗活动联系电话是多少"]),
        ("说说林道建设。补多少钱？由谁负责？", ["说说林道建设。补多少钱", "说说林道建设由谁负责"]),
        ("林道修多少公里？古树怎么认养？", ["林道修多少公里", "古树怎么认养"]),
        ("衔接方案里，林道要修多少公里，谁牵头", ["衔接方案里，林道要修多少公里", "衔接方案里，林道谁牵头"]),
        ("2024年造林多少亩，2027年造林多少亩", ["2024年造林多少亩", "造林2027年造林多少亩"]),
    ],
)
def test_what_is_asked_together(demo_library: Library, question: str, asked: list[str]) -> None:
    assert asked_by(demo_library, question) == asked


@pytest.mark.parametrize(
    "question",
    [
        "造林和抚育两项任务由谁负责",
        "林业局和财政局职责分别是什么",
        "发展和改革局有哪些任务",
        "森林防火科和规划财务科有哪些任务",
        "牵头和配合的科室分别是谁",
        "林道建设由哪个科室牵头、哪个科室配合？",
        "联席会议谁牵头，哪些部门参与",
        "国有林场被列为责任单位的任务有几项，分别是啥",
        "林长多久巡一次林，考核办法怎么规定",
        "“谁主管、谁负责”的原则是什么意思",
        "《关于是否、如何补助的办法》由谁解释",
        "区外的维修搞保税监管，谁负责",
        "十几个乡镇和近几年的项目由谁负责",
        "古树保护范围是多少米",
        "目标和任务",
        "",
    ],
)
def test_what_asks_one_thing(demo_library: Library, question: str) -> None:
    assert len(asked_by(demo_library, question)) <= 1


def test_a_part_may_be_meant_with_the_subject_before_it_and_without(demo_library: Library) -> None:
    _, second = parts_of("2024年林道补多少钱，古树怎么认养", demo_library.words)
    assert second.asked == ("2024年林道古树怎么认养", "林道古树怎么认养", "古树怎么认养")
    assert (second.leans, second.apart) == (True, True)


@pytest.mark.parametrize(
    ("clause", "subject"),
    [
        ("林道一公里补多少钱", "林道"),
        ("林道建设的补助标准是多少", "林道建设"),
        ("谁负责林道的养护工作", "负责林道的养护工作"),
        ("怎么申请", ""),
        ("护林员能不能领津贴", "护林员领津贴"),
        ("古树可以移栽吗", "古树可以移栽"),
    ],
)
def test_the_subject(clause: str, subject: str) -> None:
    assert subject_of(clause) == subject

"""What holds for every answer, over every question of the development gold set and more of each kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from assistant.answer import Answer, Coverage
from assistant.asking import ask
from kb.library import Library
from kb.names import canonical
from kb.snapshot import Snapshot
from tests.assistant import invariants

Check = Callable[[Answer], list[str]]
MORE = (
    [f"{year}年的目标是什么" for year in range(2021, 2037)]
    + [f"到{year}年竹产业要达到什么目标" for year in range(2024, 2028)]
    + [
        "旧方案里规划财务科有哪些任务",
        "旧的扶贫方案有哪些主要任务",
        "旧方案里护林员保额多少",
        "古树名木保护管理办法还有效吗",
        "栖林发〔2023〕9号还执行吗",
        "油茶产业怎么发展",
        "竹产业扶持措施有哪些",
        "2024年分工表有哪些任务",
        "森林防火科和规划财务科有哪些任务",
        "疫木怎么处理",
        "古树名木怎么保护",
        "护林员有什么要求",
        "信息报告有什么要求",
        "林下经济怎么搞",
        "竹林道路建设的目标和补助标准分别是多少，由谁负责？",
        "护林员的选聘条件和解聘情形分别是什么，意外险保额不低于多少",
        "森林防火科牵头哪些任务？竹林道路补多少钱？",
        "以工代赈由谁负责，补助标准是多少",
        "古树保护范围划到树冠外几米？明天会不会下雨？",
        "送苗下乡什么时候截止、联系电话是多少",
        "古树名木保护范围内可以倾倒有害物质吗",
        "古树可以砍吗",
        "云湖湿地有多少种鸟",
        "高压水泵中标的是哪家公司",
        "新方案和旧方案有什么不同",
        "2023年的方案比2021年的多了哪些任务",
        "生态护林员管理办法和古树名木保护管理办法有什么区别",
        "竹产业行动计划和林业产业补助资金办法在补助标准上有什么区别",
        "衔接乡村振兴方案主要讲了什么",
        "林长制考核办法说了些什么",
        "2024年分工表主要讲了什么",
        "旧的生态扶贫方案讲了什么",
        "概括一下林业产业补助资金办法的第二章",
        "总结一下2023年林业工作总结的存在问题",
    ]
)
METADATA = ["生态护林员管理办法的文号是多少", "竹产业行动计划是什么时候印发的", "林长制考核办法是谁印发的"]


@pytest.fixture(scope="module")
def answers(demo_library: Library, dev_answers: dict[str, Answer]) -> dict[str, Answer]:
    """The answers of the gold set by id, and those to the questions above and on every name, by question."""
    names = {canonical(name) for name in invariants.names_of(demo_library.snapshot)}
    asked = [f"{name}{what}" for name in sorted(names) for what in ("有哪些任务", "牵头哪些任务", "配合哪些任务")]
    return {**dev_answers, **{question: ask(demo_library, question) for question in (*MORE, *asked)}}


def checks(snapshot: Snapshot) -> dict[str, Check]:
    names = invariants.names_of(snapshot)
    return {
        "markers": invariants.wrong_markers,
        "verbatim": partial(invariants.unverbatim, snapshot=snapshot),
        "every line marked": invariants.unmarked,
        "figures": invariants.unsupported_figures,
        "counts": invariants.wrong_counts,
        "names": partial(invariants.unsupported_names, names=names),
    }


@pytest.mark.parametrize("check", ["markers", "verbatim"])
def test_every_answer(answers: dict[str, Answer], demo_library: Library, check: str) -> None:
    failing = {key: wrong for key, answer in answers.items() if (wrong := checks(demo_library.snapshot)[check](answer))}
    assert failing == {}


@pytest.mark.parametrize("check", ["every line marked", "figures", "counts", "names"])
def test_every_answered_answer(answers: dict[str, Answer], demo_library: Library, check: str) -> None:
    answered = {key: answer for key, answer in answers.items() if answer.status == "answered"}
    assert len(answered) > 100
    failing = {
        key: wrong for key, answer in answered.items() if (wrong := checks(demo_library.snapshot)[check](answer))
    }
    assert failing == {}


def test_answered_means_cited_and_refused_means_not(answers: dict[str, Answer]) -> None:
    """A refusal cites what is blacked out, or the record of the task that it names somebody for."""
    wrong = {
        key: (answer.status, answer.reason, len(answer.citations))
        for key, answer in answers.items()
        if bool(answer.citations)
        != (answer.status == "answered" or answer.reason == "redacted_in_source" or names_somebody(answer))
        or (answer.status == "answered") != (answer.reason is None)
    }
    assert wrong == {}


def names_somebody(answer: Answer) -> bool:
    return answer.status == "refused" and len(answer.records) == 1 and "可向其核实" in answer.answer


def test_what_a_refusal_says_of_who_is_responsible_is_cited(answers: dict[str, Answer], demo_library: Library) -> None:
    """The sentence that names somebody passes all checks of an answer; nothing else in a refusal states anything."""
    naming = [answer for answer in answers.values() if names_somebody(answer)]
    assert naming
    for answer in naming:
        told = answer.answer.partition("。")[2].removesuffix("下面是内容最接近的原文，供核对，不作为回答。")
        for name, check in checks(demo_library.snapshot).items():
            assert check(replace(answer, answer=told)) == [], (name, answer.answer)


def test_what_is_missing_is_told(answers: dict[str, Answer]) -> None:
    partly = [answer for answer in answers.values() if answer.missing]
    assert partly
    assert [wrong for answer in partly for wrong in invariants.untold_parts(answer)] == []
    assert all(answer.status == "answered" or answer.reason == "redacted_in_source" for answer in partly)


def test_what_rests_on_a_repealed_document_says_so(answers: dict[str, Answer]) -> None:
    wrong = [
        key
        for key, answer in answers.items()
        if answer.status == "answered"
        and any(citation.status != "in_force" for citation in answer.citations)
        and not any(word in answer.answer for word in ("不再有效", "废止"))
    ]
    assert wrong == []


def test_metadata_answers_too(demo_library: Library) -> None:
    for question in METADATA:
        answer = ask(demo_library, question)
        assert answer.status == "answered"
        for name, check in checks(demo_library.snapshot).items():
            if name != "markers":
                assert check(answer) == [], (question, name)


def test_metadata_answers_number_their_markers_as_they_are_used(demo_library: Library) -> None:
    assert [wrong for question in METADATA for wrong in invariants.wrong_markers(ask(demo_library, question))] == []


# --- the checks can fail -------------------------------------------------------------------------------------


def test_a_spoilt_count_of_what_follows_is_noticed(demo_library: Library) -> None:
    for question in ("新方案和旧方案有什么不同", "林长制考核办法说了些什么"):
        good = ask(demo_library, question)
        assert invariants.wrong_counts(good) == []
        for stated in set(re.findall(r"（(?:\d+)(?:项|条|章)）：", good.answer)):
            assert invariants.wrong_counts(replace(good, answer=good.answer.replace(stated, "（77项）：", 1))) != []


@pytest.mark.parametrize(
    ("check", "spoil"),
    [
        ("markers", lambda answer: replace(answer, answer=answer.answer.replace("[2]", "[9]"))),
        ("markers", lambda answer: replace(answer, citations=answer.citations[:-1])),
        ("verbatim", lambda answer: replace(answer, citations=(replace(answer.citations[0], start=answer.citations[0].start + 1), *answer.citations[1:]))),
        ("every line marked", lambda answer: replace(answer, answer=answer.answer + "\n另有一项。")),
        ("every line marked", lambda answer: replace(answer, answer=answer.answer + "此外还要种树。")),
        ("figures", lambda answer: replace(answer, answer=answer.answer.replace("。[2]", "，投入7654万元。[2]"))),
        ("figures", lambda answer: replace(answer, answer=answer.answer.replace("。[2]", "，3月9日前完成。[2]"))),
        ("figures", lambda answer: replace(answer, answer=answer.answer.replace("。[2]", "（栖林发〔2020〕99号）。[2]"))),
        ("counts", lambda answer: replace(answer, coverage=Coverage(99, 1, complete=True))),
        ("counts", lambda answer: replace(answer, records=answer.records[1:])),
        ("names", lambda answer: replace(answer, answer=answer.answer.replace("。[2]", "，由砚溪县林业局办。[2]"))),
    ],
)  # fmt: skip
def test_a_spoilt_answer_is_noticed(demo_library: Library, check: str, spoil: Callable[[Answer], Answer]) -> None:
    good = ask(demo_library, "森林防火科牵头哪些任务")
    assert checks(demo_library.snapshot)[check](good) == []
    assert checks(demo_library.snapshot)[check](spoil(good)) != []

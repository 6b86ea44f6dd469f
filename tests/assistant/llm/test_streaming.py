"""Answers of the demonstration library in the words of a model that behaves well, and of all kinds that do not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from assistant.answer import Answer
from assistant.asking import ask
from assistant.llm.chat_model import ChatModel
from assistant.llm.streaming import Event, Sentence, answer_with, answers, folded_names
from kb.library import Library
from tests.assistant import invariants
from tests.assistant.llm.endpoint import Endpoint, Handler, Reply, Request, cuts, drips, fails, says, sends, stalls

Events = Callable[..., list[Event]]
Final = Callable[..., Answer]
TREE = "一级古树每株每年补助多少钱"
GOOD = "一级古树和名木每株每年补助1200元。[1]"


def extractive(library: Library, question: str) -> Answer:
    """The answer without a model."""
    return ask(library, question)


def assert_falls_back(answer: Answer, library: Library, question: str, outcome: str) -> None:
    """The extractive answer, word for word, with the reason."""
    plain = extractive(library, question)
    assert answer.llm is not None
    assert (answer.llm.outcome, answer.mode) == (outcome, "extractive")
    assert answer.llm.told
    assert (answer.answer, answer.citations, answer.status) == (plain.answer, plain.citations, plain.status)


def test_a_good_reply_is_the_answer(final: Final, demo_library: Library, endpoint: Endpoint) -> None:
    answer = final(TREE, GOOD)
    assert (answer.status, answer.mode, answer.answer) == ("answered", "llm", GOOD)
    assert answer.llm is not None
    assert (answer.llm.model, answer.llm.outcome, answer.llm.dropped) == ("试验模型", "worded", 0)
    assert invariants.unverbatim(answer, demo_library.snapshot) == []
    assert answer.timings_ms["total"] >= answer.timings_ms["llm"] > 0
    assert "1200元" in endpoint.prompt


def test_sentences_come_as_they_are_checked(worded: Events, endpoint: Endpoint) -> None:
    events = worded(TREE, says(["一级古树每株每年", "补助1200元[1", "]。", "二级古树每株每年800元。[1]"], pause_s=0.05))
    *sentences, answer = events
    assert isinstance(answer, Answer)
    assert [each.text for each in sentences if isinstance(each, Sentence)] == [
        "一级古树每株每年补助1200元。[1]", "二级古树每株每年800元。[1]",
    ]  # fmt: skip
    assert "".join(each.text for each in sentences if isinstance(each, Sentence)) == answer.answer
    assert sentences[0].citations == answer.citations


def test_without_a_model_nothing_changes(demo_library: Library) -> None:
    [answer] = answers(demo_library, TREE)
    assert isinstance(answer, Answer)
    assert (answer.mode, answer.llm) == ("extractive", None)
    assert answer_with(None, demo_library, TREE).answer == answer.answer


LIES = [
    "一级古树每株每年补助1300元。[1]",  # a figure that stands nowhere
    "一级古树每株每年补助800元。[1]",  # the figure of the second grade
    "一级古树每株每年补助12元。[1]",  # a part of the figure
    "一级古树每株每年补助1200万元。[1]",  # another scale
    "一级古树每株每月补助1200元，由宣传教育科发放。[1]",  # a body that does not exist
    "一级古树每株每年补助1200元，2026年起执行。[1]",  # a date
    "根据栖林规〔2022〕8号，一级古树每株每年补助1200元。[1]",  # a document number
    "根据《古树养护资金细则》，一级古树每株每年补助1200元。[1]",  # a title
    "一级古树不予补助。[1]",  # the reverse
    "一级古树每株每年补助不低于1200元。[1]",  # a bound
    "市民可拨打热线12345咨询古树保护。[1]",  # something else
    "申请人须提交身份证复印件和银行账户证明。[1]",  # words from elsewhere, with a marker
]


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_not_shown(final: Final, demo_library: Library, lie: str) -> None:
    assert_falls_back(final(TREE, lie), demo_library, TREE, "unsupported")


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_beside_the_truth_is_dropped_and_that_is_said(final: Final, demo_library: Library, lie: str) -> None:
    answer = final(TREE, GOOD + lie)
    assert (answer.mode, answer.answer) == ("llm", GOOD)
    assert answer.llm is not None
    assert answer.llm.dropped == 1
    assert "1句话" in answer.llm.told
    assert invariants.unsupported_figures(answer) == []


def test_a_figure_between_two_grades_is_bound_to_the_right_one(final: Final) -> None:
    assert final(TREE, "二级古树每株每年800元。[1]").mode == "llm"
    assert final(TREE, "三级古树每株每年800元。[1]").mode == "extractive"


@pytest.mark.parametrize(
    "said",
    [
        "一级古树和名木每株每年补助1200元",  # no marker at all
        "一级古树和名木每株每年补助1200元。[9]",  # one that does not exist
        "一级古树和名木每株每年补助1200元。【1】",
        "一级古树和名木每株每年补助1200元[资料1]。",
        "一级古树和名木每株每年补助1200元[1][4]。",
        "<think>用户问补助，应为9999元。[1]</think>\n\n一级古树和名木每株每年补助1200元。[1]",
        "**一级古树和名木每株每年补助1200元**。[^1]",
    ],
)
def test_markers_are_mended_and_dress_is_taken_off(final: Final, said: str) -> None:
    assert final(TREE, said).answer == GOOD


def test_a_wrong_marker_is_replaced_by_the_right_one(final: Final, demo_library: Library) -> None:
    question = "规划财务科有哪些任务"
    lines = extractive(demo_library, question).answer.split("\n")
    answer = final(question, "\n".join(line.replace("[2]", "[7]") for line in lines[1:]))
    assert answer.mode == "llm"
    assert invariants.wrong_markers(answer) == []
    assert invariants.unsupported_names(answer, invariants.names_of(demo_library.snapshot)) == []


@pytest.mark.parametrize(
    "question", ["规划财务科有哪些任务", "森林防火科牵头哪些任务", "竹产业行动计划里一共安排了哪几项重点任务"]
)
def test_a_complete_list_stays_complete(final: Final, demo_library: Library, question: str) -> None:
    plain = extractive(demo_library, question)
    head, *lines = plain.answer.split("\n")
    whole = final(question, "\n".join(lines))
    assert whole.mode == "llm"
    assert whole.answer.startswith(head)
    assert (whole.coverage, whole.records) == (plain.coverage, plain.records)
    assert invariants.wrong_markers(whole) == invariants.wrong_counts(whole) == []
    assert invariants.unmarked(whole) == invariants.unmarked(plain)
    for gone in (0, len(lines) // 2, len(lines) - 1):
        if lines[gone].startswith("《"):
            continue
        less = final(question, "\n".join([*lines[:gone], *lines[gone + 1 :]]))
        assert_falls_back(less, demo_library, question, "incomplete")


def test_an_item_changed_is_an_item_lost(final: Final, demo_library: Library) -> None:
    question = "规划财务科有哪些任务"
    lines = extractive(demo_library, question).answer.split("\n")[1:]
    changed = [line.replace("12月15日", "12月25日") for line in lines]
    assert changed != lines
    assert_falls_back(final(question, "\n".join(changed)), demo_library, question, "incomplete")
    shorter = [line.replace("，完成时限：2024年12月15日", "") for line in lines]
    assert_falls_back(final(question, "\n".join(shorter)), demo_library, question, "incomplete")


def test_a_body_left_out_is_an_answer_lost(final: Final, demo_library: Library) -> None:
    question = "竹产业园由谁负责"
    plain = extractive(demo_library, question)
    assert plain.records
    names = [*plain.records[0]["sections"], *plain.records[0]["units"]]
    whole = plain.answer.split("\n")[0]
    assert final(question, whole).mode == "llm"
    assert_falls_back(final(question, whole.replace(names[-1], "")), demo_library, question, "incomplete")


def test_who_is_not_moved_from_one_task_to_another(final: Final, demo_library: Library) -> None:
    question = "规划财务科有哪些任务"
    lines = extractive(demo_library, question).answer.split("\n")[1:]
    lie = "搭建平台由局规划财务科牵头，完成时限：6月10日前。[15][7]"
    answer = final(question, "\n".join([*lines, lie]))
    assert lie[:4] not in answer.answer.split("\n")[-1]
    assert answer.llm is not None
    assert answer.llm.dropped == 1


@pytest.mark.parametrize(
    ("outcome", "reply"),
    [
        ("timeout", stalls()),
        ("timeout", stalls(GOOD + "另外")),
        ("timeout", drips),
        ("unreachable", cuts(GOOD + "另外")),
        ("unauthorised", fails(401)),
        ("rate_limited", fails(429)),
        ("server_error", fails(500)),
        ("bad_reply", sends("<html>", "text/html")),
        ("content_filter", says(GOOD, finish="content_filter")),
        ("cut_off", says(GOOD, finish="length")),
        ("empty", says("")),
        ("empty", says(" \n\n ")),
        ("empty", says("<think>想了很久")),
        ("model_refused", says("无法回答")),
        ("model_refused", says("抱歉，资料中没有提到相关内容。")),
        ("model_refused", says("I'm sorry, I cannot help with that.")),
        ("unsupported", says("好的！以下是为您整理的回答。希望对您有帮助！")),
        ("unsupported", says("asdf qwer zxcv 1234")),
    ],
)
def test_what_fails_falls_back(final: Final, demo_library: Library, outcome: str, reply: Reply) -> None:
    assert_falls_back(final(TREE, reply), demo_library, TREE, outcome)


def test_an_answer_that_lost_its_figure_is_incomplete(final: Final, demo_library: Library) -> None:
    assert_falls_back(final(TREE, "一级古树和名木有养护补助标准。[1]"), demo_library, TREE, "incomplete")


NOT_ASKED = [
    "你好",
    "护林员管理办法还有效吗",
    "古树名木保护管理办法的文号是什么",
    "护林员身份证号是多少？",
    "主要任务有哪些",
    "宣传教育科有哪些任务",
    "",
]


@pytest.mark.parametrize("question", NOT_ASKED)
def test_what_is_no_matter_of_wording_does_not_go_to_the_model(final: Final, endpoint: Endpoint, question: str) -> None:
    answer = final(question, "随便。[1]")
    if answer.reason != "no_evidence":
        assert (endpoint.requests, answer.llm, answer.mode) == ([], None, "extractive")


def test_a_long_list_does_not_go_to_the_model(final: Final, endpoint: Endpoint) -> None:
    answer = final("列出所有任务", "随便。[1]")
    assert len(answer.citations) > 40
    assert endpoint.requests == []


@pytest.mark.parametrize(
    "said",
    [
        "护照到期后到出入境管理部门换发。[1]",
        "护照应在原发证机关更换，费用120元。[1][2]",
        "无法回答",
    ],
)
def test_a_refusal_stays_one(final: Final, demo_library: Library, said: str) -> None:
    question = "护照到期了在哪里换"
    answer = final(question, said)
    assert (answer.status, answer.mode, answer.reason) == ("refused", "extractive", "no_evidence")
    assert answer.answer == extractive(demo_library, question).answer


def test_a_refusal_is_not_answered_by_what_is_near(final: Final, demo_library: Library, worded: Events) -> None:
    """A model that copies a passage is right about the passage, and has not answered."""
    for question in ("护照到期了在哪里换", "市长的手机号码是多少", "特级古树每株补助多少钱"):
        near = extractive(demo_library, question)
        assert near.status == "refused"
        quote = near.nearest[0].quote.strip().split("\n")[-1].split("。")[0]
        events = worded(question, f"{quote}。[1]")
        assert [type(each) for each in events] == [Answer]
        assert events[0].status == "refused"  # type: ignore[union-attr]


def test_a_question_that_found_nothing_is_answered_by_a_near_sentence_about_it(
    final: Final, worded: Events, demo_library: Library, endpoint: Endpoint
) -> None:
    question = "产业补助公示几天"
    # One that the words alone are too far from; another must be found for this test should it be answered some day.
    assert extractive(demo_library, question).status == "refused"
    final(question, "无法回答")
    said = "复核结果在市林业局网站公示，公示期为7日"
    numbers = re.findall(r'编号="(\d+)"[^>]*>\n(.*)', endpoint.prompt)
    number = next(number for number, quote in numbers if said in quote)
    answer = final(question, f"{said}。[{number}]")
    assert (answer.status, answer.reason, answer.mode, answer.nearest) == ("answered", None, "llm", ())
    assert [each.marker for each in answer.citations] == [1]
    assert invariants.unverbatim(answer, demo_library.snapshot) == []
    for lie in (f"{said}，并罚款5万元。[{number}]", f"{said}。[{number}]另外罚款5万元。[{number}]"):
        [still] = worded(question, lie)
        assert isinstance(still, Answer)
        assert (still.status, still.reason) == ("refused", "no_evidence")


def test_whom_a_refusal_names_is_no_material_for_an_answer(
    final: Final, demo_library: Library, endpoint: Endpoint
) -> None:
    question = "高压水泵中标的是哪家公司"
    without = extractive(demo_library, question)
    assert without.citations
    answer = final(question, "高压水泵由局森林防火科采购。[1]")
    assert (answer.status, answer.answer, answer.citations) == ("refused", without.answer, without.citations)
    assert "草稿" not in endpoint.prompt


def test_an_answer_with_a_missing_part_does_not_go_to_the_model(final: Final, endpoint: Endpoint) -> None:
    answer = final("以工代赈由谁负责，补助标准是多少", "由局林长制改革科负责。[1]")
    assert (answer.mode, answer.missing) == ("extractive", ("补助标准是多少",))
    assert endpoint.requests == []


def test_history_and_date_reach_the_model(final: Final, endpoint: Endpoint) -> None:
    history = [{"role": "user", "content": TREE}]
    answer = final("那二级古树呢？", "二级古树每株每年补助800元。[1]", history=history)
    assert answer.mode == "llm"
    assert "二级古树" in answer.standalone
    assert f"问题：{answer.standalone}" in endpoint.prompt
    old = final("护林员意外险保额不低于多少", "护林员意外伤害保险保额不低于20万元。[1]", as_of="2022-06-01")
    assert "20万元" in old.answer


def test_a_reader_who_leaves_ends_the_reply(demo_library: Library, endpoint: Endpoint, chat: ChatModel) -> None:
    def endless(handler: Handler, request: Request) -> None:
        handler.send(200, "text/event-stream")
        handler.event(GOOD + "二级")
        while not handler.endpoint.over.wait(0.02):
            handler.event("古")

    endpoint.reply = endless
    events = answers(demo_library, TREE, chat=chat)
    assert isinstance(next(events), Sentence)
    events.close()  # type: ignore[attr-defined]
    assert endpoint.hung_up.wait(5)


def test_names_longest_first(demo_library: Library) -> None:
    names = folded_names(demo_library.snapshot)
    assert [len(name) for name in names] == sorted(map(len, names), reverse=True)
    assert "规划财务科" in names

"""Dialogues over the demonstration documents: what is kept from turn to turn, and what is dropped."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.answer import Answer

Ask = Callable[..., Answer]


def titles(answer: Answer) -> set[str]:
    return {each.title for each in answer.citations}


@pytest.mark.parametrize(
    ("earlier", "question", "alone"),
    [
        (("森林防火科有哪些任务", "其中牵头的有哪些"), "那规划财务科呢", "规划财务科有哪些任务"),
        (("防火方案里森林防火科有哪些任务",), "砚溪县林业局有哪些任务", "砚溪县林业局有哪些任务"),
    ],
)
def test_the_tasks_of_another_body_are_all_of_them(
    asking: Ask, earlier: tuple[str, ...], question: str, alone: str
) -> None:
    follow, whole = asking(question, *earlier), asking(alone)
    assert follow.records == whole.records
    assert follow.coverage == whole.coverage


def test_the_document_is_kept_over_turns_that_name_none(asking: Ask) -> None:
    answer = asking("那第五条呢", "古树名木保护管理办法还有效吗", "第三条写了什么")
    assert answer.citations[0].quote.startswith("第五条")
    assert titles(answer) == {"栖云市古树名木保护管理办法"}


def test_the_subject_is_kept_where_the_turn_between_found_nothing(asking: Ask) -> None:
    answer = asking("保障措施有哪些", "竹产业2027年的目标是什么", "由谁负责")
    assert titles(answer) == {"栖云市竹产业高质量发展行动计划（2024—2027年）"}


@pytest.mark.parametrize("question", ["它什么时候开始施行", "该办法从哪天起施行", "这个文件什么时候施行"])
def test_a_pronoun_is_the_document_before(asking: Ask, question: str) -> None:
    answer = asking(question, "古树名木怎么认定")
    assert "2022年6月1日起施行" in answer.answer


def test_another_subject_drops_the_old_one(asking: Ask) -> None:
    answer = asking("护林员一年补多少钱", "林长制怎么考核", "考核结果怎么用")
    assert titles(answer) == {"栖云市生态护林员管理办法"}


def test_what_other_documents_may_mean_is_no_answer_to_a_question_without_a_subject(asking: Ask) -> None:
    answer = asking("违反了怎么罚", "防火期是什么时候", "期间能不能上坟烧纸")
    assert "栖云市古树名木保护管理办法" not in titles(answer)


def test_a_choice_is_taken_up(asking: Ask) -> None:
    asked = asking("第五条写了什么")
    assert asked.status == "clarify"
    chosen = next(each for each in asked.choices if "护林员" in each)
    answer = asking(chosen, "第五条写了什么")
    assert answer.citations[0].quote.startswith("第五条")
    assert titles(answer) == {chosen}

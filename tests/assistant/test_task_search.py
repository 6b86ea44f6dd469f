from __future__ import annotations

import pytest

from assistant.task_search import find_tasks, topic_of
from assistant.understanding import understand
from kb.library import Library

TOPICS = [
    ("油茶林抚育由谁牵头", "油茶林抚育"),
    ("油茶林抚育，归哪些部门负责", "油茶林抚育"),
    ("油茶林抚育的责任单位有哪几家", "油茶林抚育的"),
    ("谁负责油茶林抚育", "油茶林抚育"),
    ("负责", "负责"),  # nothing is left: as it is
]


@pytest.mark.parametrize(("question", "topic"), TOPICS)
def test_what_a_question_is_about(demo_library: Library, question: str, topic: str) -> None:
    assert topic_of(understand(question, (), demo_library)).text == topic


def test_whose_sections_are_asked_for_is_no_topic(demo_library: Library) -> None:
    topic = topic_of(understand("造林归砚溪县林业局哪几个科室负责", (), demo_library))
    assert (topic.text, [token for token, _ in topic.tokens]) == ("造林", ["造林"])


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("没钱的人家参加修路挣工钱，这种以工代赈谁管", "稳住脱贫人ロ就业岗位"),
        ("买灭火机的事归哪个科", "关于森林防火物资采购"),
        ("土专家谁来评", "培育乡土专家"),
    ],
)
def test_the_task_that_is_meant_comes_first(demo_library: Library, question: str, title: str) -> None:
    scope = tuple(demo_library.snapshot.in_force())
    first, *others = find_tasks(demo_library, understand(question, (), demo_library), scope)
    assert first.task.title == title
    assert all(0 <= other.relevance <= first.relevance <= 1 for other in others)


def test_what_no_task_is_about_is_unlikely(demo_library: Library) -> None:
    scope = tuple(demo_library.snapshot.in_force())
    found = find_tasks(demo_library, understand("附近的火锅店归谁管", (), demo_library), scope)
    assert max((each.relevance for each in found), default=0.0) < 0.1


def test_only_tasks_of_the_scope(demo_library: Library) -> None:
    (doc_id,) = [key for key, entry in demo_library.snapshot.entries.items() if "竹产业" in entry.document.title][:1]
    query = understand("隐患排查谁牵头", (), demo_library)
    assert {each.doc_id for each in find_tasks(demo_library, query, (doc_id,))} <= {doc_id}
    assert find_tasks(demo_library, query, ()) == ()

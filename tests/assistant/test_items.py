"""Lists and follow-ups over documents of every shape, with look-alikes beside."""

from __future__ import annotations

import pytest

from assistant.answer import Answer
from assistant.asking import ask
from ingest.intake import Limits, ingest
from kb.library import Library
from tests.assistant.office import MARKET, MEASURES, SCHOOL
from tests.conftest import MakeLibrary


@pytest.fixture(scope="module")
def office(_opener: MakeLibrary, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The invented town's documents, taken in together."""
    folder = tmp_path_factory.mktemp("office")
    for name, text in (("市场.txt", MARKET), ("食堂.txt", SCHOOL), ("夜间.txt", MEASURES)):
        (folder / name).write_text(text, "utf-8")
    library = _opener(tmp_path_factory.mktemp("office home"))
    list(ingest(library, [folder], Limits(10 * 2**20, 100_000)))
    return library


def told(office: Library, question: str, *earlier: str) -> Answer:
    answer = ask(office, question, [{"role": "user", "content": text} for text in earlier])
    assert answer.status == "answered", answer.answer
    for citation in answer.citations:
        text = office.snapshot.entries[citation.doc_id].document.text
        assert text[citation.start : citation.end] == citation.quote
    return answer


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("农贸市场改造的基本原则有哪些", ["便民优先", "修旧如旧", "分批推进"]),  # paragraphs that open alike
        ("校园食堂的基本原则有哪些", ["公益为本", "阳光采购"]),  # paragraphs behind dashes
        ("农贸市场改造有哪四项重点任务", ["排水沟渠", "摊位棚架", "检测站点", "公共厕所"]),  # the number tells which
        ("校园食堂要做哪三项任务", ["陪餐制度", "后厨通风", "营养师"]),
        ("哪几种情形要收回摊位", ["三十日不出摊", "转租", "过期食品"]),
        ("夜间消费那四条举措是什么", ["末班", "摊位费用", "停车场", "体育比赛"]),  # the parts of the whole document
        ("农贸市场改造的四项重点任务", ["排水沟渠", "摊位棚架", "检测站点", "公共厕所"]),
        ("夜间消费有哪些举措", ["末班", "摊位费用", "停车场", "体育比赛"]),
    ],
)
def test_a_list_is_told_whole_and_from_the_document_meant(office: Library, question: str, items: list[str]) -> None:
    answer = told(office, question)
    assert [item for item in items if item not in answer.answer] == []
    assert answer.coverage is not None
    assert answer.coverage.found == len(items)
    assert len({citation.doc_id for citation in answer.citations}) == 1


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("市场今年新增的两项服务是啥", ["晚上九点", "免费体检"]),  # set apart by a semicolon
        ("申领摊位要带哪些材料", ["身份证明", "健康证明", "诚信承诺书"]),  # none is called 材料
        ("三亮是哪几样", ["亮证照", "亮价格", "亮姓名"]),  # in brackets behind the term
    ],
)
def test_a_list_within_sentences(office: Library, question: str, parts: list[str]) -> None:
    answer = told(office, question)
    assert [part for part in parts if part not in answer.answer] == []


@pytest.mark.parametrize(
    ("question", "earlier", "part"),
    [
        ("第三项呢", "校园食堂的保障措施有哪些", "每月抽查一次"),
        ("最后一项是什么", "校园食堂的保障措施有哪些", "每月抽查一次"),
        ("这份意见的重点任务有哪些", "食堂每生每年补助多少", "陪餐制度"),
        ("那重点任务呢", "校园食堂的保障措施有哪些", "后厨通风"),
        ("多久抽查一次", "校园食堂的保障措施有哪些", "每月抽查一次"),
    ],
)
def test_a_follow_up_stays_with_what_was_told(office: Library, question: str, earlier: str, part: str) -> None:
    assert part in told(office, question, earlier).answer


def test_an_item_that_the_list_does_not_have(office: Library) -> None:
    answer = ask(office, "第九项呢", [{"role": "user", "content": "校园食堂的保障措施有哪些"}])
    assert "第九" not in answer.answer or answer.status == "refused"


def test_a_turn_that_was_answered_otherwise_is_not_leant_on(office: Library) -> None:
    history = [{"role": "user", "content": "食堂每生每年补助多少"}, {"role": "assistant", "content": "补助7700元。[1]"}]
    answer = ask(office, "这份文件的重点任务有哪些", history)
    assert answer.coverage is None or "陪餐制度" not in answer.answer


@pytest.mark.parametrize("question", ["砚溪县有哪些任务", "砚溪县承担哪些任务"])
def test_the_tasks_of_a_city_are_not_those_of_a_county(demo_library: Library, question: str) -> None:
    records = ask(demo_library, question).records
    assert records
    assert all("砚溪县林业局" in record["units"] for record in records)

"""What two documents say differently: which two are meant, what only one has, what differs, about what is asked."""

from __future__ import annotations

import re
from typing import Any, Protocol

import pytest

from assistant.answer import Answer
from assistant.asking import ask
from assistant.comparison_asked import COMPARES
from assistant.llm.streaming import answer_with
from assistant.two_documents import Lacking, Sides, Unclear, find_sides
from kb.library import Library
from kb.normal_form import fold
from tests.assistant import invariants
from tests.kb.documents import add

OLD_PLAN = "巩固生态扶贫成果三年实施方案.docx"
PLAN = "乡村振兴有效衔接实施方案.txt"
NORM, TREES = "生态护林员管理办法.txt", "古树名木保护管理办法.txt"


class Ask(Protocol):
    def __call__(self, question: str, *earlier: str, **options: Any) -> Answer: ...


class DocOf(Protocol):
    def __call__(self, source: str) -> str: ...


# --- which two ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "新方案和旧方案有什么不同",
        "旧方案跟新方案比有哪些变化",
        "新旧方案有啥区别",
        "衔接乡村振兴方案和生态扶贫三年方案有什么区别",
        "生态扶贫三年方案与衔接乡村振兴方案的差异是什么",
        "2023年的方案比2021年的多了哪些任务",
        "衔接乡村振兴方案和以前的有什么不一样",
        "衔接乡村振兴方案修订前后有什么变化",
        "《巩固生态脱贫成果衔接乡村振兴实施方案》与《巩固生态扶贫成果三年实施方案》有何异同",
    ],
)
def test_two_versions_are_the_later_and_the_earlier(asking: Ask, doc_of: DocOf, question: str) -> None:
    assert asking(question).sides == (doc_of(PLAN), doc_of(OLD_PLAN))


def test_two_documents_that_are_no_versions_stand_as_they_are_named(asking: Ask, doc_of: DocOf) -> None:
    answer = asking("生态护林员管理办法和古树名木保护管理办法有什么不同")
    assert answer.sides == (doc_of(NORM), doc_of(TREES))
    assert "前者：《栖云市生态护林员管理办法》" in answer.answer


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("护林员办法和殡葬管理办法有什么区别", "没有“殡葬管理办法”"),
        ("《殡葬管理办法》与《栖云市生态护林员管理办法》有什么不同", "没有“殡葬管理办法”"),
        ("竹产业行动计划新旧版本有什么不同", "没有它的其他版本"),
    ],
)
def test_one_of_the_two_is_not_in_the_library(asking: Ask, question: str, told: str) -> None:
    answer = asking(question)
    assert (answer.status, answer.reason, answer.citations) == ("refused", "not_in_library", ())
    assert told in answer.answer
    assert len(answer.nearest) == 1


def test_several_pairs_are_asked_back(asking: Ask, demo_library: Library, doc_of: DocOf) -> None:
    answer = asking("2024年的方案比2021年的多了哪些任务")
    assert answer.status == "clarify"
    titles = {entry.document.title for entry in demo_library.snapshot.entries.values()}
    assert len(answer.choices) > 1
    assert set(answer.choices) <= titles


@pytest.mark.parametrize(
    "question",
    [
        "一级古树和二级古树有什么区别",
        "护林员和特派员有什么区别",
        "2020年2月份的法定申报纳税期限有何变化",
        "企业贷款利率比以前有什么变化",
        "补助标准和以前的有什么不同",
        "竹产业行动计划有什么变化",  # has no other version: what it says of changes
    ],
)
def test_things_are_no_documents(asking: Ask, question: str) -> None:
    assert asking(question).sides == ()


def test_the_sides_as_the_question_has_them(demo_library: Library, doc_of: DocOf) -> None:
    snapshot, words = demo_library.snapshot, demo_library.words

    def sides(question: str) -> Sides | Unclear | Lacking | None:
        return find_sides(fold(question), snapshot, words, ())

    found = sides("古树名木保护管理办法和生态护林员管理办法在补助上有什么不同")
    assert isinstance(found, Sides)
    assert (found.one, found.other, found.versions) == (doc_of(TREES), doc_of(NORM), False)
    assert "补助" in found.topic
    assert "办法" not in found.topic
    assert isinstance(sides("新方案和旧方案有什么不同"), Sides)
    assert sides("甲和乙有什么不同") is None


def test_a_follow_up_compares_the_document_before(asking: Ask, doc_of: DocOf) -> None:
    answer = asking("和旧方案有什么不同", "衔接乡村振兴方案里送苗下乡每年不少于多少株")
    assert answer.sides == (doc_of(PLAN), doc_of(OLD_PLAN))


def test_a_chosen_document_is_not_left(asking: Ask, doc_of: DocOf) -> None:
    answer = asking("新方案和旧方案有什么不同", doc=doc_of(NORM))
    assert answer.sides == ()
    assert {each.doc_id for each in answer.citations} <= {doc_of(NORM)}


# --- what differs -------------------------------------------------------------------------------------------


def test_everything_is_told_counted_and_cited(asking: Ask, demo_library: Library) -> None:
    answer = asking("新方案和旧方案有什么不同")
    assert answer.status == "answered"
    assert (
        "旧版：《栖云市林业局巩固生态扶贫成果三年实施方案》（栖林发〔2021〕18号，2021年4月16日，已废止）"
        in answer.answer
    )
    counted = [int(number) for number in re.findall(r"（(\d+)项）：", answer.answer)]
    assert answer.coverage is not None
    assert answer.coverage.found == sum(counted)
    for check in (invariants.wrong_markers, invariants.unmarked, invariants.unsupported_figures):
        assert check(answer) == []
    assert invariants.unverbatim(answer, demo_library.snapshot) == []
    assert invariants.unsupported_names(answer, invariants.names_of(demo_library.snapshot)) == []


def test_what_is_new_and_what_differs(asking: Ask) -> None:
    answer = asking("新方案和旧方案有什么不同").answer
    new, rest = answer.split("只见于旧版的")
    assert "推动生态优势变成发展优势" in new
    assert "稳住脱贫" not in new  # the old one has it in other words
    line = next(line for line in rest.split("\n") if "18万株" in line)
    assert "12万株" in line
    assert re.search(r"新版：[^\n]*每季度更新[^\n]*旧版：[^\n]*每半年更新", rest)
    assert re.search(r"责任不同，新版：[^\n]*市林业工作总站[^\n]*；旧版：[^\n]*局规划财务科", rest)


def test_only_what_is_asked_for(asking: Ask) -> None:
    more = asking("2023年的方案比2021年的多了哪些任务")
    assert "只见于新版的（1项）" in more.answer
    assert "推动生态优势变成发展优势" in more.answer
    assert "只见于旧版" not in more.answer
    assert "没有只见于旧版的内容" in asking("新方案比旧方案少了哪些任务").answer


@pytest.mark.parametrize(
    ("question", "of_one", "of_other"),
    [
        ("竹产业行动计划和林业产业补助资金办法在补助标准上有什么区别", "每公里补助5万元", "每亩补助800元"),
        ("新方案和旧方案在送苗上有什么不同", "18万株", "12万株"),
        ("新旧方案的目标有什么变化", "63%", "60.5%"),
    ],
)
def test_about_a_topic_both_stand_side_by_side(asking: Ask, question: str, of_one: str, of_other: str) -> None:
    answer = asking(question)
    assert answer.status == "answered"
    assert answer.answer.index(of_one) < answer.answer.index(of_other)
    assert invariants.unsupported_figures(answer) == []
    assert invariants.unmarked(answer) == []


def test_a_topic_that_one_does_not_have_is_said_to_be_missing(asking: Ask) -> None:
    answer = asking("生态护林员管理办法和古树名木保护管理办法在劳务报酬上有什么不同")
    assert "10000元" in answer.answer
    assert "后者中没有找到关于“劳务报酬”的内容" in answer.answer


def test_a_topic_that_neither_has_is_refused(asking: Ask) -> None:
    assert asking("生态护林员管理办法和古树名木保护管理办法在贷款利率上有什么不同").status == "refused"


NORM_TEXT = """栖云市苗圃管理办法
栖林规〔{year}〕5号
第一条 为规范苗圃管理，制定本办法。
第二条 苗圃每年出圃苗木不少于{stock}万株。
第三条 苗圃应当建立台账，台账保存{kept}年。
{more}
栖云市林业局
{year}年3月1日"""


def test_versions_of_a_norm_article_by_article(library: Library) -> None:
    _, old = add(library, NORM_TEXT.format(year=2020, stock=3, kept=5, more="第四条 苗圃不得出售外地苗木。"), "旧.txt")
    _, new = add(library, NORM_TEXT.format(year=2024, stock=4, kept=5, more="第四条 购苗凭证由县区核发。"), "新.txt")
    answer = ask(library, "苗圃管理办法新旧版本有什么不同")
    assert answer.sides == (new, old)
    assert "已有新版，不再有效" in answer.answer
    body = answer.answer
    assert "购苗凭证" in body[body.index("只见于新版的（1项）") : body.index("只见于旧版的（1项）")]
    assert "外地苗木" in body[body.index("只见于旧版的（1项）") : body.index("两份都有而写法不同的（1项）")]
    assert re.search(r"新版：[^\n]*4万株[^\n]*旧版：[^\n]*3万株", body)
    assert "台账保存5年" in body[body.index("内容相同的（2项）") :]


def test_a_model_does_not_word_it(asking: Ask, demo_library: Library) -> None:
    class Never:
        model = "never"

        def stream(self, messages: object) -> Any:
            raise AssertionError(messages)

    question = "新方案和旧方案在送苗上有什么不同"
    assert answer_with(Never(), demo_library, question).answer == asking(question).answer


@pytest.mark.parametrize("question", ["两份文件有什么不同意见", "会议同意了哪些事项"])
def test_words_that_compare_nothing(question: str) -> None:
    assert not COMPARES.search(fold(question))


@pytest.mark.parametrize("question", ["和旧方案比呢", "和旧方案有什么不同"])
def test_a_follow_up_compares_whatever_was_asked_before(asking: Ask, doc_of: DocOf, question: str) -> None:
    answer = asking(question, "有效衔接方案的主要任务有哪些")
    assert answer.status == "answered"
    assert answer.sides == (doc_of(PLAN), doc_of(OLD_PLAN))


def test_what_it_is_set_against_without_a_turn_before_is_asked_back(asking: Ask) -> None:
    assert asking("和旧方案比呢").status == "clarify"


def test_running_text_is_compared_by_its_sentences(library: Library) -> None:
    for number, kept in enumerate(("值班室备有雨衣。", "值班室备有手电。")):
        name = ("防汛", "防雪")[number]
        add(
            library,
            f"栖云市林业局关于{name}值班的通知\n各科室：\n值班由两人轮流承担，每班十二小时。{kept}",
            f"{number}.txt",
        )
    answer = ask(library, "防汛值班的通知和防雪值班的通知有什么不同")
    assert len(answer.sides) == 2
    assert "雨衣" in answer.answer
    assert "手电" in answer.answer
    assert invariants.unmarked(answer) == []

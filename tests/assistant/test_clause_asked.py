"""An article asked for by its number."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.asking import ask
from assistant.composing import Context
from assistant.documents_asked import answer_metadata
from assistant.understanding import understand
from ingest.intake import ingest
from kb.library import Library
from tests.conftest import LIMITS


def test_an_article_of_a_named_document(demo_library: Library) -> None:
    answer = ask(demo_library, "补助资金管理办法第七条写了什么")
    assert answer.status == "answered"
    assert answer.citations[0].quote.startswith("第七条")
    assert "800元" in answer.answer
    assert "400元" in answer.answer


def test_the_next_article_keeps_the_document(demo_library: Library) -> None:
    history = [{"role": "user", "content": "补助资金管理办法第七条写了什么"}]
    answer = ask(demo_library, "第八条呢", history)
    assert answer.citations[0].quote.startswith("第八条")
    assert "林业产业发展补助资金管理办法" in answer.citations[0].title


def test_several_documents_have_such_an_article(demo_library: Library) -> None:
    answer = ask(demo_library, "第三条是怎么规定的")
    assert (answer.status, answer.reason) == ("clarify", "ambiguous")
    assert len(answer.choices) > 1
    assert not answer.citations


def test_an_article_that_no_document_has(demo_library: Library) -> None:
    assert ask(demo_library, "补助资金管理办法第九十九条写了什么").status == "refused"


def test_an_article_may_be_asked_for_in_digits(demo_library: Library) -> None:
    assert ask(demo_library, "补助资金管理办法第10条写了什么").citations[0].quote.startswith("第十条")


def test_an_article_that_nothing_has_is_not_answered_by_something_else(demo_library: Library) -> None:
    answer = ask(demo_library, "第999条写了什么")
    assert (answer.status, answer.reason) == ("refused", "no_evidence")
    assert "第999条" in answer.answer


def test_a_number_that_is_none_is_no_article(demo_library: Library) -> None:
    assert ask(demo_library, "补助资金管理办法第1百条写了什么").status == "refused"


@pytest.mark.parametrize(
    ("question", "told"), [("这份文件还有效吗", "按现行文件对待"), ("这份文件的文号是多少", "栖林规〔2022〕3号")]
)
def test_the_document_before_is_asked_about(demo_library: Library, question: str, told: str) -> None:
    answer = ask(demo_library, question, [{"role": "user", "content": "古树怎么分级"}])
    assert told in answer.answer
    assert {each.title for each in answer.citations} == {"栖云市古树名木保护管理办法"}


def test_no_document_left_to_answer_is_no_error(demo_library: Library) -> None:
    query = understand("文号是多少", (), demo_library, next(iter(demo_library.snapshot.entries)))
    assert answer_metadata(Context(demo_library, demo_library.snapshot, query, ())) is None


def test_a_long_article_is_cut_and_says_so(library: Library, tmp_path: Path) -> None:
    sentences = "".join(f"市场办每天检查第{number}排摊位的卫生。" for number in range(1, 16))
    text = f"云川区农贸市场管理办法\n第一条 为管好市场，制定本办法。\n第二条 {sentences}\n第三条 本办法自2024年5月1日起施行。\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert [report.outcome for report in ingest(library, [tmp_path / "a.txt"], LIMITS)] == ["added"]
    answer = ask(library, "农贸市场管理办法第二条写了什么")
    assert "第12排" in answer.answer
    assert "第13排" not in answer.answer
    assert answer.answer.endswith("（只列出前12句，后面还有3句，请看原文。）[13]")
    assert answer.citations[-1].quote.endswith("第15排摊位的卫生。")
    whole = ask(library, "农贸市场管理办法第三条写了什么")
    assert "请看原文" not in whole.answer

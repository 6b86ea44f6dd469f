"""An article asked for by its number."""

from __future__ import annotations

from assistant.asking import ask
from kb.library import Library


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

"""Which words of a question say what it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.content_words import content_tokens
from kb.words import Words


@pytest.fixture(scope="module")
def words(words_cache: Path) -> Words:
    return Words(words_cache)


def test_everyday_words_are_not_taken_apart(words: Words) -> None:
    assert "卖不动" in content_tokens("竹笋卖不动了怎么办", words, "")
    assert "驾龄" in content_tokens("安全员要几年驾龄", words, "")


@pytest.mark.parametrize(
    ("question", "left_out"),
    [
        ("防火方案的工作要求包括哪几个方面", "包括"),
        ("补助资金管理坚持哪些原则", "坚持"),
        ("考核按照哪些程序进行", "进行"),
        ("应急处置底下安排了哪几件事", "安排"),
    ],
)
def test_verbs_that_only_ask_say_nothing(words: Words, question: str, left_out: str) -> None:
    assert left_out not in content_tokens(question, words, "")


def test_the_same_verbs_count_where_they_say_something(words: Words) -> None:
    assert "坚持" in content_tokens("坚持党的领导怎么写", words, "")


@pytest.mark.parametrize("word", ["物管", "理由", "能人", "升规"])
def test_none_is_cut_out_of_other_words(words: Words, word: str) -> None:
    assert word not in content_tokens("固体废物管理由谁负责，人工智能人才和提升规模化怎么补贴", words, "")

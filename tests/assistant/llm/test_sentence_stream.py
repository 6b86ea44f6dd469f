"""Sentences out of a stream: the same however the text is cut into pieces."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.sentence_stream import sentences_of, without_thinking

CASES = [
    ("甲。[1]乙。[2]", ["甲。[1]", "乙。[2]"]),
    ("甲[1]。乙[2]。", ["甲[1]。", "乙[2]。"]),
    ("甲；乙。[1]", ["甲；乙。[1]"]),
    ("甲；[1]乙。[2]", ["甲；[1]", "乙。[2]"]),
    ("甲。 [1] [2]\n乙", ["甲。 [1] [2]\n", "乙"]),
    ("他说“好。”[1]乙。", ["他说“好。”[1]", "乙。"]),
    ("1. 甲。【1】\n\n2. 乙。[1,2]\n", ["1. 甲。【1】\n", "2. 乙。[1,2]\n"]),
    ("补助1.5万元。[1]", ["补助1.5万元。[1]"]),
    ("依据栖林规[2022]3号。[1]", ["依据栖林规[2022]3号。[1]"]),
    ("", []),
    (" \n \n", []),
]


@pytest.mark.parametrize(("text", "sentences"), CASES)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert list(sentences_of([text])) == sentences
    assert list(sentences_of(text)) == sentences  # one character a piece


@given(st.text(alphabet="甲乙，。；[]12\n“”", max_size=60), st.lists(st.integers(1, 9), max_size=20))
def test_how_the_text_is_cut_does_not_matter(text: str, sizes: list[int]) -> None:
    pieces, at = [], 0
    for size in sizes:
        pieces.append(text[at : at + size])
        at += size
    pieces.append(text[at:])
    kept = "".join("".join(sentences_of(pieces)).split())
    assert kept == "".join(text.split())
    assert list(sentences_of(pieces)) == list(sentences_of(text))


def test_a_sentence_comes_as_soon_as_the_next_begins() -> None:
    seen: list[str] = []

    def pieces() -> Iterator[str]:
        yield from ("甲。", "[1]", "乙")
        seen.append("more")
        yield "。"

    assert next(sentences_of(pieces())) == "甲。[1]"
    assert seen == []


@given(st.text(alphabet="<think>/甲。", max_size=40), st.integers(1, 5))
def test_thinking_is_left_out_however_it_is_cut(text: str, size: int) -> None:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    made = "".join(without_thinking(pieces))
    assert made == "".join(without_thinking([text]))
    assert "<think>" not in made

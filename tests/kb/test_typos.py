"""One-character typos in names of the library."""

from __future__ import annotations

import pytest

from kb.library import Library
from kb.query_form import read_query
from kb.search import search
from kb.typos import mend


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("森林访火科", "森林防火科"),  # sounds alike
        ("古书名木保护", "古树名木保护"),  # a word of its own, but four characters say what was meant
        ("森林妨火方案", "森林防火方案"),
    ],
)
def test_mends(demo_library: Library, written: str, meant: str) -> None:
    snapshot, words = demo_library.snapshot, demo_library.words
    mended, pairs = mend(written, snapshot, words, lambda window: False)
    assert mended == meant
    assert len(pairs) == 1


@pytest.mark.parametrize("query", ["森林防火科", "护照到期在哪里换", "公积金贷款", "abc", "", "补助" * 100])
def test_leaves_alone_what_is_right_or_foreign(demo_library: Library, query: str) -> None:
    assert read_query(demo_library, demo_library.snapshot, query).corrections == ()


def test_what_a_document_writes_is_right(demo_library: Library) -> None:
    assert mend("森林访火科", demo_library.snapshot, demo_library.words, lambda window: True)[1] == ()


def test_the_users_words_are_looked_for_too(demo_library: Library) -> None:
    form = read_query(demo_library, demo_library.snapshot, "森林访火科的任务")
    assert form.corrections
    assert "访" in form.tokens
    assert "防火" in form.added or "森林防火科" in form.added
    [hit, *_] = search(demo_library, "森林访火科的任务", 1)
    assert "森林防火科" in hit.text

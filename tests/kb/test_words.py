"""Names and terms of the library become words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.words import Words
from tests.conftest import MakeLibrary
from tests.kb.documents import add, plan


@pytest.fixture
def words(words_cache: Path) -> Words:
    return Words(words_cache)


def test_a_name_becomes_a_word(words: Words) -> None:
    text = "由局砚溪湿科负责"
    assert "局砚溪湿科" not in words.cut(text)
    words.add(["局砚溪湿科"])
    assert "局砚溪湿科" in words.cut(text)
    assert "局砚溪湿科" in words.search_tokens(text)


def test_a_name_with_a_look_alike_is_found_by_the_right_one(words: Words) -> None:
    words.add(["人ロ办"])
    assert "人口办" in words.search_tokens("人口办在哪里")


def test_a_name_is_a_word_as_written_and_folded(words: Words) -> None:
    words.add(["A级湿地办"])
    assert "A级湿地办" in words.cut("由A级湿地办牵头")
    assert "a级湿地办" in words.search_tokens("由Ａ级湿地办牵头")


def test_stop_words_and_punctuation_are_no_tokens(words: Words) -> None:
    assert words.search_tokens("请问，油茶的补助标准是多少？") == ["油茶", "补助", "标准"]
    assert words.search_tokens("？！ 的") == []


def test_what_a_name_consisted_of_stays_findable(words: Words) -> None:
    before = words.index_tokens("五绿兴林贷")
    words.add(["五绿兴林贷"])
    after = words.index_tokens("五绿兴林贷")
    assert set(before) | {"五绿兴林贷"} <= set(after)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_words_joined_are_the_text(words_cache: Path, text: str) -> None:
    assert "".join(_shared(words_cache).cut(text)) == text


_made: list[Words] = []


def _shared(folder: Path) -> Words:
    if not _made:
        _made.append(Words(folder))
    return _made[0]


def test_a_document_from_before_its_name_was_known_is_found_by_words(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "home")
    _, early = add(library, plan("造林", "林溪贷"), "甲.txt")
    add(library, plan("护林").replace("抓好护林", "推广“林溪贷”"), "乙.txt")
    assert "林溪贷" in library.words.cut("申请林溪贷")
    with library.catalog.transaction() as connection:
        hits = library.catalog.lexical_search(connection, library.words.index_tokens("林溪贷"), 10, [early])
    assert hits

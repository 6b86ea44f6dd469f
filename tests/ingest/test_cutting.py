"""Cuts tile the text and go through no word, figure, quoted term or bracket."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cutting import ChineseTextSplitter
from ingest.readers import read
from ingest.structure import parse
from kb.document import Document
from kb.sentences import sentence_spans
from kb.words import Words
from tests.conftest import DOCUMENTS

FILES = sorted(DOCUMENTS.iterdir())
UNITS = "元|亩|株|个|家|人次|人|户|公里|公顷|吨|处|条|期|座|块|支|名|项|次|厘米|毫米|米|分|天|日|月|年|台|套|%|‰"
FIGURE = re.compile(rf"\d[\d,.]*\s*(?:[万亿千百]{{0,2}}(?:{UNITS}))?")
PAIR = re.compile(r"“[^“”]*”|《[^《》]*》|（[^（）]*）|\([^()]*\)|〔[^〔〕]*〕")
MAX_PAIR = 400


@cache
def document_of(path: Path) -> Document:
    return parse(read(path.read_bytes(), path.name))


@cache
def sentences() -> list[str]:
    return [d.text[a:b] for d in map(document_of, FILES) for a, b in sentence_spans(d.text)]


@pytest.fixture(scope="module")
def words(words_cache: Path) -> Words:
    made = Words(words_cache)
    made.add(["局生态保护修复科", "五绿兴林贷", "市林业工作总站"])
    return made


def check_cuts(text: str, cuts: set[int], words: Words) -> None:
    at = 0
    for word in words.cut(text):
        assert not {cut for cut in cuts if at < cut < at + len(word)}, f"cut inside {word}"
        at += len(word)
    for pattern in (FIGURE, PAIR):
        for match in pattern.finditer(text):
            inside = {cut for cut in cuts if match.start() < cut < match.end()}
            assert not inside or len(match[0]) > MAX_PAIR, f"cut inside {match[0]}"


@given(st.data(), st.integers(20, 120))
def test_any_sentences_glued_together(words: Words, data: st.DataObject, size: int) -> None:
    picked = data.draw(st.lists(st.sampled_from(sentences()), min_size=2, max_size=12))
    text = data.draw(st.sampled_from(["", "\n", "　", "，"])).join(picked)
    splitter = ChineseTextSplitter(words.cut, chunk_size=size)
    spans = splitter.split_spans(text)
    assert [start for start, _ in spans] == [0, *(end for _, end in spans[:-1])]
    assert spans[-1][1] == len(text)
    assert splitter.split_text(text) == [text[a:b] for a, b in spans]
    if not re.search(r"[“《（(〔][^”》）)〕]*$", text):
        check_cuts(text, {end for _, end in spans[:-1]}, words)


@given(st.text("一二三，。、；“”《》（）()0123456789.%亩元年月 \n万", max_size=300), st.integers(5, 50))
def test_any_text_is_tiled(words: Words, text: str, size: int) -> None:
    splitter = ChineseTextSplitter(words.cut, chunk_size=size)
    pieces = splitter.split_text(text)
    assert "".join(pieces) == text
    assert all(pieces)


def test_cuts_are_sought_at_sentence_ends(words: Words) -> None:
    splitter = ChineseTextSplitter(words.cut, chunk_size=30)
    text = "各县区要加强护林员管理，落实巡护责任。每月巡护不少于20天，填写巡护记录。按时报告。"
    assert splitter.split_text(text) == [
        "各县区要加强护林员管理，落实巡护责任。",
        "每月巡护不少于20天，填写巡护记录。按时报告。",
    ]


def test_names_of_the_library_are_not_cut(words: Words) -> None:
    text = "推广" * 8 + "五绿兴林贷" + "推广" * 8
    for size in range(10, 24):
        pieces = ChineseTextSplitter(words.cut, chunk_size=size).split_text(text)
        assert any("五绿兴林贷" in piece for piece in pieces)


def test_a_run_that_cannot_be_divided_is_one_long_piece(words: Words) -> None:
    text = "前言。“" + "绿水青山就是金山银山" * 6 + "”后记。"
    pieces = ChineseTextSplitter(words.cut, chunk_size=30).split_text(text)
    assert any("绿水青山就是金山银山" * 6 in piece for piece in pieces)

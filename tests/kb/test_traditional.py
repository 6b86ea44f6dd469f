"""Traditional and simplified characters meet in one form."""

from __future__ import annotations

import pytest

from kb.library import Library
from kb.normal_form import fold, fold_with_offsets
from kb.search import search
from kb.traditional import simplified, simplified_forms
from tests.kb.documents import add, plan


@pytest.mark.parametrize(
    ("written", "simple"),
    [
        ("護林員巡護", "护林员巡护"),
        ("乾旱與林業", "干旱与林业"),
        ("护林员", "护林员"),
        ("著名", "著名"),
        ("", ""),
        ("A1，", "A1，"),
    ],
)
def test_simplified(written: str, simple: str) -> None:
    assert simplified(written) == simple
    assert len(simplified(written)) == len(written)


def test_every_form_is_one_character_and_final() -> None:
    forms = simplified_forms()
    assert len(forms) > 3000
    assert all(len(char) == len(simple) == 1 and char != simple for char, simple in forms.items())
    assert not any(ord(char) < 0x3400 for char in forms)


def test_folding_keeps_the_way_back() -> None:
    folded = fold_with_offsets("各縣區 護林員")
    at = folded.text.index("护林员")
    assert folded.source_span(at, at + 3) == (4, 7)
    assert fold("各縣區 護林員") == "各县区护林员"


def test_each_form_finds_the_other(library: Library) -> None:
    _, simple = add(library, plan("护林", "古树"), "甲.txt")
    traditional = "關於加強濕地保護的通知\n一、保護範圍\n全市濕地面積不少於三萬畝，由林業局負責巡查。"
    _, other = add(library, traditional, "乙.txt")
    [hit, *_] = search(library, "湿地保护范围", 1)
    assert hit.doc_id == other
    assert hit.lexical_rank == 1
    assert hit.text in traditional  # the text keeps its own characters
    assert "濕地" in "".join(hit.words)
    [hit, *_] = search(library, "古樹面積", 1)
    assert hit.doc_id == simple
    assert hit.lexical_rank is not None

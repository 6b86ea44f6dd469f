"""The evidence panel over the demonstration corpus."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from assistant.answer import Answer, Citation
from assistant.web.evidence import clause_range, clip, evidence_view
from kb.catalog import Entry
from kb.library import Library

QUOTE = "古树群的保护范围为林缘外10米"


@pytest.fixture
def entry(demo_library: Library) -> Entry:
    return next(entry for entry in demo_library.snapshot.entries.values() if QUOTE in entry.document.text)


@pytest.fixture
def citation(entry: Entry) -> Citation:
    start = entry.document.text.index(QUOTE)
    path = entry.document.path_of(entry.document.clause_at(start).index)
    return Citation(
        1, entry.doc_id, entry.document.title, entry.document.doc_number, path, QUOTE, start, start + len(QUOTE), None,
        entry.document.status, True,
    )  # fmt: skip


def test_the_whole_clause_is_shown_and_only_the_quote_marked(
    demo_library: Library, entry: Entry, citation: Citation
) -> None:
    made = evidence_view(Answer("answered", "是[1]", citations=(citation,)), demo_library.snapshot, 2, 1)
    assert re.findall("<mark>(.*?)</mark>", made) == [QUOTE]
    assert "第七条" in made
    assert "第八条" not in made
    assert 'class="mc-card is-focused" data-turn="2" data-marker="1"' in made


def test_a_changed_or_removed_document_is_said(demo_library: Library, citation: Citation) -> None:
    snapshot = demo_library.snapshot
    gone = evidence_view(Answer("answered", "", citations=(replace(citation, doc_id="none"),)), snapshot)
    changed = evidence_view(Answer("answered", "", citations=(replace(citation, start=citation.start + 1),)), snapshot)
    assert "已移出文件库" in gone
    assert "文件已更新" in changed
    assert all(f"<mark>{QUOTE}</mark>" in made for made in (gone, changed))


def test_near_passages_are_not_marked(demo_library: Library, citation: Citation) -> None:
    made = evidence_view(Answer("refused", "没有", nearest=(citation,)), demo_library.snapshot)
    assert "相近内容（不构成回答）" in made
    assert "<mark>" not in made
    assert QUOTE in unescape(made)


def test_whom_a_refusal_names_stands_apart_from_what_is_near(demo_library: Library, citation: Citation) -> None:
    near = replace(citation, marker=0)
    answer = Answer("refused", "没有。可向其核实。[1]", citations=(citation,), nearest=(near,))
    named, _, offered = evidence_view(answer, demo_library.snapshot).partition("相近内容（不构成回答）")
    assert "<h2>可向谁核实</h2>" in named
    assert named.count("<mark>") == 1
    assert "<mark>" not in offered
    assert "mc-card--nearest" in offered


def test_every_clause_range_holds_its_span_and_no_white_space(entry: Entry) -> None:
    document = entry.document
    for clause in document.clauses[1:]:
        if clause.own_end > clause.start:
            left, right = clause_range(document, clause.start, clause.start + 1)
            assert left <= clause.start < right
            assert not document.text[right - 1].isspace()


def test_a_long_clause_is_cut_around_the_quote() -> None:
    assert clip(0, 100, 10, 20, 200) == (0, 100)
    left, right = clip(0, 10_000, 5_000, 5_100, 1_000)
    assert left < 5_000
    assert right > 5_100
    assert right - left <= 1_000

"""The floors of the quiz and of the guides over the demonstration corpus."""

from __future__ import annotations

from dataclasses import replace

from assistant.onboarding.quiz import library_quiz
from evals.quiz_keys import notes_of
from evals.quiz_run import BARS, is_cited, measure, told
from kb.library import Library


def test_floors(demo_library: Library) -> None:
    result = measure(demo_library.snapshot, 200, 1)
    assert result["missed"] == []
    assert result["keys"] == {"right": 200, "of": 200}
    assert result["cited"] == 1.0
    guides = result["guides"]
    assert guides["found"] == guides["notes"] >= 98
    assert guides["fewest_questions"] >= BARS["questions_each"]
    assert "各项指标均达到" in told({**result, "provenance": {"commit": "x"}})


def test_other_seeds_hold_too(demo_library: Library) -> None:
    for seed in (2, 77):
        assert measure(demo_library.snapshot, 120, seed)["wrong"] == []


def test_a_citation_that_is_not_verbatim_counts_as_none(demo_library: Library) -> None:
    question = library_quiz(demo_library.snapshot, 1)[0]
    assert is_cited(question, demo_library.snapshot)
    assert not is_cited(replace(question, evidence=()), demo_library.snapshot)
    moved = replace(question.evidence[0], start=question.evidence[0].start + 1)
    assert not is_cited(replace(question, evidence=(moved,)), demo_library.snapshot)


def test_notes_are_read_out_of_text_and_tables(demo_library: Library) -> None:
    named = {
        entry.source: [names for _, names in notes_of(entry.document)]
        for entry in demo_library.snapshot.entries.values()
    }
    assert ["局规划财务科"] in named["2024年第6次局长办公会议纪要.docx"]
    assert ["局森林资源管理科"] in named["2024年第6次局长办公会议纪要.docx"]
    assert len(named["2024年林业重点工作责任分工表.docx"]) == 13
    assert named["古树名木保护管理办法.txt"] == []

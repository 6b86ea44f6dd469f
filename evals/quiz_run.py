"""The quiz and the guides over the demonstration corpus.

The keys are checked by a way of their own (`evals.quiz_keys`), and every question has to be cited verbatim.

The guides are held against the notes in the text in the same way: of every section and unit, how many of the notes that
name it stand in its guide.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from assistant.onboarding.guide import make_guide
from assistant.onboarding.question import Question
from assistant.onboarding.quiz import LENGTH, library_quiz, subject_quiz
from assistant.onboarding.subject import subjects
from evals.provenance import provenance
from evals.quiz_keys import fault, notes_of
from ingest.intake import ingest
from kb.embedding import build_bundled, load_encoder, model_ready
from kb.library import Library
from kb.settings import load_settings
from kb.snapshot import Snapshot
from mingce.intake import limits_of

CORPUS = Path(__file__).parent.parent / "corpus" / "documents"
TODAY = "2025-06-01"
QUESTIONS = 200
# What issue and docs promise: keys that the text bears out, citations, notes found in the guides, questions a subject.
BARS = {"keys": 0.98, "cited": 1.0, "recall": 1.0, "questions_each": 10}


def run_quiz(length: int = QUESTIONS, seed: int = 1) -> dict[str, Any]:
    """The figures of `length` questions over the demonstration corpus and of the guides of all its subjects."""
    settings = load_settings()
    if not model_ready(settings.models_dir):
        build_bundled(settings.models_dir, lambda *_: None)
    encoder = load_encoder("bundled", settings.models_dir, settings.threads)
    with tempfile.TemporaryDirectory(prefix="mingce-quiz-") as home:
        library = Library(Path(home), lambda: encoder, lambda: TODAY)
        for report in ingest(library, [CORPUS], limits_of(settings)):
            if report.outcome == "failed":
                raise RuntimeError(f"{report.source}: {report.message}")
        result = measure(library.snapshot, length, seed)
        library.close()
    return {"eval": "quiz", **result, "provenance": provenance(CORPUS.iterdir(), encoder.identity)}


def measure(snapshot: Snapshot, length: int, seed: int) -> dict[str, Any]:
    """The figures; `wrong` lists the questions whose key the text does not bear out, `missed` the bars missed."""
    questions = library_quiz(snapshot, length, seed)
    wrong = [{"id": each.id, "stem": each.stem, "why": why} for each in questions if (why := fault(each, snapshot))]
    guides = [_guide_figures(snapshot, each.name) for each in subjects(snapshot)]
    total = {key: sum(each[key] for each in guides) for key in ("notes", "found")}
    keys = (len(questions) - len(wrong)) / len(questions) if questions else 0.0
    cited = sum(is_cited(each, snapshot) for each in questions) / len(questions) if questions else 0.0
    fewest = min((each["questions"] for each in guides), default=0)
    recall = total["found"] / total["notes"] if total["notes"] else 0.0
    reached = {"keys": keys, "cited": cited, "recall": recall, "questions_each": fewest}
    return {
        "n": len(questions),
        "seed": seed,
        "by_topic": dict(Counter(each.topic for each in questions)),
        "by_kind": dict(Counter(each.kind for each in questions)),
        "keys": {"right": len(questions) - len(wrong), "of": len(questions)},
        "cited": round(cited, 4),
        "guides": {"subjects": len(guides), **total, "fewest_questions": fewest},
        "wrong": wrong,
        "by_subject": guides,
        "missed": [name for name, bar in BARS.items() if reached[name] < bar],
    }


def is_cited(question: Question, snapshot: Snapshot) -> bool:
    """Whether the question has evidence, all of it verbatim and of documents in force."""
    in_force = set(snapshot.in_force())
    return bool(question.evidence) and all(
        each.doc_id in in_force
        and each.quote
        and snapshot.entries[each.doc_id].document.text[each.start : each.end] == each.quote
        for each in question.evidence
    )


def _guide_figures(snapshot: Snapshot, name: str) -> dict[str, Any]:
    """Of the notes of the documents in force that name a subject, how many are behind a task of its guide."""
    guide = make_guide(snapshot, name)
    notes = found = 0
    for doc_id in snapshot.in_force():
        for at, names in notes_of(snapshot.entries[doc_id].document):
            if not any(_same(each, name) for each in names):
                continue
            notes += 1
            found += any(
                _holds(guide.citations, doc_id, at, charge.marks) for charge in guide.charges if charge.doc_id == doc_id
            )
    return {
        "subject": name,
        "notes": notes,
        "found": found,
        "tasks": guide.coverage.found,
        "questions": len(subject_quiz(snapshot, guide, LENGTH)),
    }


def _holds(citations: Any, doc_id: str, at: int, marks: str) -> bool:
    wanted = {int(number) for number in re.findall(r"\d+", marks)}
    return any(each.marker in wanted and each.doc_id == doc_id and each.start <= at < each.end for each in citations)


def _same(one: str, other: str) -> bool:
    return re.sub(r"^局", "", one) == re.sub(r"^局", "", other)


def told(result: dict[str, Any]) -> str:
    """The figures as lines for a person."""
    keys, guides = result["keys"], result["guides"]
    lines = [
        f"自测题 {result['n']} 道（{result['provenance']['commit']}）：按原文复核答案 {keys['right']}/{keys['of']}，有出处 {result['cited']:.0%}",
        f"导引 {guides['subjects']} 个：原文的责任标注找到 {guides['found']}/{guides['notes']}，每个至少 {guides['fewest_questions']} 题",
        *(f"  ✗ {each['stem']}：{each['why']}" for each in result["wrong"]),
        "未达标：" + "、".join(result["missed"]) if result["missed"] else "各项指标均达到",
    ]
    return "\n".join(lines)

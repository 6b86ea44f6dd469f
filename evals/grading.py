"""Whether an answer to a gold question is right: the rules of evals/gold/README.md."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from assistant.answer import Answer
from kb.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Grade:
    """The verdict on one answer; `why` lists what is wrong, empty where it is right."""

    right: bool
    verbatim: bool
    why: tuple[str, ...]


def grade(row: dict[str, Any], answer: Answer, snapshot: Snapshot) -> Grade:
    """The grade of `answer` to gold row `row`."""
    verbatim = all(
        snapshot.entry(each.doc_id).document.text[each.start : each.end] == each.quote
        for each in (*answer.citations, *answer.nearest)
    )
    complaints = tuple(_complaints(row, answer))
    return Grade(not complaints and verbatim, verbatim, complaints)


def _complaints(row: dict[str, Any], answer: Answer) -> list[str]:
    if row["kind"] == "refuse":
        return [] if answer.status == "refused" else ["answered"]
    cited = any(_fold(cite) in _fold(citation.quote) for cite in row["cite"] for citation in answer.citations)
    found = [] if cited else ["no citation has " + " | ".join(row["cite"])]
    if row["kind"] == "redacted":
        return found + ([] if answer.reason == "redacted_in_source" else [f"reason {answer.reason}"])
    text = _fold(answer.answer)
    found += [f"status {answer.status}"] if answer.status != "answered" else []
    found += [f"misses {group}" for group in row["must"] if not any(_fold(each) in text for each in group)]
    found += [f"has {wrong}" for wrong in row["must_not"] if _fold(wrong) in text]
    if row["kind"] == "list" and answer.coverage is not None and answer.coverage.found != row["found"]:
        found.append(f"coverage {answer.coverage.found}, not {row['found']}")
    return found


def _fold(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))

"""What a term means, and which term a definition is of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.citing import Citer
from assistant.onboarding.document_name import document_name
from assistant.onboarding.question import BLANK, Option, Question, Topic, laid_out, question_id, shuffled
from kb.normal_form import letters
from kb.records import Term
from kb.snapshot import Snapshot

_WRONG = 3
_MEANS = re.compile(r"(?:，|,|是)?(?:是指|指的是|指|即|包括)")


@dataclass(frozen=True, slots=True)
class _Meaning:
    doc_id: str
    title: str
    term: Term
    body: str


def term_questions(snapshot: Snapshot, scope: tuple[str, ...], seed: int) -> Iterator[Question]:
    """Two questions for each explained term: its definition among others, and the term among others."""
    meanings = [
        _Meaning(doc_id, document_name(snapshot, doc_id), term, body)
        for doc_id in scope
        for term in snapshot.records[doc_id].terms
        if term.definition is not None and (body := body_of(term.term, term.definition))
    ]
    for asked in meanings:
        others = [each for each in meanings if _tells_apart(asked, each)]
        if len(others) >= _WRONG:
            yield _which_meaning(snapshot, asked, others, seed)
            yield _which_term(snapshot, asked, others, seed)


def body_of(term: str, definition: str) -> str:
    """What a definition says behind its term, empty where that cannot be told or names the term again.

    >>> body_of("古树", "第二条 本办法所称古树，是指树龄在100年以上的树木。")
    '树龄在100年以上的树木'
    """
    at = definition.find(term)
    match = _MEANS.search(definition, at + len(term)) if at >= 0 else None
    body = definition[match.end() :].strip().rstrip("。；;") if match else ""
    return "" if letters(term) in letters(body) else body


def named(term: Term) -> str:
    """A term without quotation marks of its own where they open it: “122”科技服务."""
    return term.term.replace("“", "").replace("”", "")


def _tells_apart(asked: _Meaning, other: _Meaning) -> bool:
    """Whether they are other terms with other meanings, none the short or full form of the other."""
    names = [{letters(each.term.term), letters(each.term.full_form or "")} - {""} for each in (asked, other)]
    return not names[0] & names[1] and asked.body not in other.body and other.body not in asked.body


def _which_meaning(snapshot: Snapshot, asked: _Meaning, others: list[_Meaning], seed: int) -> Question:
    own = question_id("definition", asked.doc_id, asked.term.start, asked.term.term)
    wrong = [
        Option(each.body, f"这是{each.title}对“{named(each.term)}”的解释。")
        for each in shuffled(others, seed, own)[:_WRONG]
    ]
    stem = f"{asked.title}对“{named(asked.term)}”的解释是哪一项？"
    return _question(snapshot, asked, own, stem, asked.body, wrong, seed)


def _which_term(snapshot: Snapshot, asked: _Meaning, others: list[_Meaning], seed: int) -> Question:
    own = question_id("term", asked.doc_id, asked.term.start, asked.term.term)
    wrong = [
        Option(named(each.term), f"{each.title}的解释是：{each.body}。")
        for each in shuffled(others, seed, own)[:_WRONG]
    ]
    stem = f"{asked.title}用“{asked.body}”解释的是哪个用语（{BLANK}）？"
    return _question(snapshot, asked, own, stem, named(asked.term), wrong, seed)


def _question(
    snapshot: Snapshot, asked: _Meaning, own: str, stem: str, right: str, wrong: list[Option], seed: int
) -> Question:
    options, key = laid_out([Option(right, f"原文：“{asked.term.definition}”")], wrong, seed, own)
    citer = Citer(snapshot)
    citer.cite(asked.doc_id, asked.term.start, asked.term.end)
    topic: Topic = "definition" if right == asked.body else "term"
    return Question(own, "single", topic, stem, (), options, key, asked.doc_id, asked.term.start, citer.citations)

"""The whole check of a draft."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.proofreading.cited_figures import check_figures
from assistant.proofreading.contradictions import check_contradictions
from assistant.proofreading.dates import check_dates
from assistant.proofreading.finding import Finding
from assistant.proofreading.mentions import Mention, find_mentions
from assistant.proofreading.numbering import check_numbering
from assistant.proofreading.personal import check_personal
from assistant.proofreading.punctuation import check_punctuation
from assistant.proofreading.quotes import check_quotes
from assistant.proofreading.terms import check_terms
from assistant.proofreading.titles import check_titles
from kb.document import Document
from kb.library import Library


@dataclass(frozen=True, slots=True)
class Check:
    """What the check of `document` gave: findings in text order.

    `known` are the ids of the library's documents that it names: figures and quotations were held against those.
    `unknown` are the documents that it names and that could not be looked up, as written.
    """

    document: Document
    findings: tuple[Finding, ...]
    known: tuple[str, ...]
    unknown: tuple[str, ...]


def check(document: Document, library: Library) -> Check:
    """The faults of a draft, judged by what the library holds and by the rules of official writing."""
    snapshot, words, text = library.snapshot, library.words, document.text
    mentions = find_mentions(text, snapshot)
    findings = {
        *check_titles(document, mentions, snapshot),
        *check_figures(document, mentions, snapshot, words),
        *check_quotes(text, mentions, snapshot),
        *check_terms(text, snapshot, words),
        *check_contradictions(document, words),
        *check_dates(text),
        *check_numbering(document),
        *check_punctuation(text),
        *check_personal(text),
    }
    ordered = sorted(findings, key=lambda each: (each.start, each.end, each.rule, each.message))
    return Check(document, tuple(ordered), _known(mentions), _unknown(text, mentions))


def _known(mentions: list[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(doc_id for each in mentions if (doc_id := each.doc_id or each.near) is not None))


def _unknown(text: str, mentions: list[Mention]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            text[mention.start : mention.end] for mention in mentions if mention.doc_id is None and mention.near is None
        )
    )

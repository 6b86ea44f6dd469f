"""A draft with its ledger and its check as JSON, for the command line and for those who build on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from assistant.drafting.draft import Basis, Draft, Item, Paragraph, Sentence
from assistant.drafting.ledger import Ledger
from assistant.drafting.notes import told_place
from assistant.drafting.own_words import told_conflict


def draft_row(draft: Draft, items: Sequence[Item], timings_ms: dict[str, float]) -> dict[str, Any]:
    """The draft: its text, its sections sentence by sentence with their sources, the ledger, what is asked, the check."""
    return {
        "kind": draft.genre.name,
        "title": draft.title.text,
        "text": draft.text,
        "sections": [
            {"heading": section.heading, "paragraphs": [_paragraph_row(each) for each in section.paragraphs]}
            for section in draft.sections
        ],
        "questions": [
            {
                "text": question.text,
                "missing": question.element.value if question.element else None,
                "statements": list(question.statements),
            }
            for question in draft.questions
        ],
        "ledger": ledger_row(draft.ledger),
        "basis": [basis_row(each) for each in draft.offered],
        "citations": [asdict(citation) for citation in draft.citations],
        "check": {
            "items": [
                {
                    "kind": item.particular.kind.value,
                    "text": item.particular.text,
                    "sentence": item.sentence,
                    "sources": list(item.sources),
                }
                for item in items
            ],
            "unsupported": [item.particular.text for item in items if not item.sources],
        },
        "mode": "llm" if draft.model is not None and draft.model.outcome == "worded" else "extractive",
        "llm": None if draft.model is None else asdict(draft.model),
        "timings_ms": timings_ms,
    }


def ledger_row(ledger: Ledger) -> dict[str, Any]:
    """The notes' statements and facts with their places, and what they tell in two ways."""
    return {
        "statements": [
            {
                "number": number,
                "role": each.role.value,
                "field": each.field.value if each.field else None,
                "text": each.text,
                "order": each.order,
                "speaker": each.speaker.told if each.speaker else None,
                "note": ledger.notes[each.span.note].name,
                "start": each.span.start,
                "end": each.span.end,
                "place": told_place(ledger.notes, each.span),
            }
            for number, each in enumerate(ledger.statements)
        ],
        "facts": [
            {
                "kind": fact.kind.value,
                "text": fact.text,
                "statement": fact.statement,
                "note": ledger.notes[fact.span.note].name,
                "start": fact.span.start,
                "end": fact.span.end,
                "place": told_place(ledger.notes, fact.span),
            }
            for fact in ledger.facts
        ],
        "conflicts": [
            {
                "about": each.about,
                "values": [each.first.text, each.second.text],
                "statements": [each.first.statement, each.second.statement],
                "placeholder": told_conflict(each),
            }
            for each in ledger.conflicts
        ],
    }


def basis_row(basis: Basis) -> dict[str, Any]:
    """A policy basis as it is offered for choice."""
    return {
        "id": basis.id,
        "chosen": basis.chosen,
        "relevance": basis.relevance,
        "record": basis.record or None,
        "doc_id": basis.citation.doc_id,
        "title": basis.citation.title,
        "doc_number": basis.citation.doc_number,
        "path": list(basis.citation.path),
        "quote": basis.citation.quote,
        "start": basis.citation.start,
        "end": basis.citation.end,
        "status": basis.citation.status,
    }


def _paragraph_row(paragraph: Paragraph) -> dict[str, Any]:
    return {
        "heading": paragraph.heading.text if paragraph.heading else None,
        "sentences": [_sentence_row(each) for each in paragraph.sentences],
    }


def _sentence_row(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "made": sentence.made,
        "statements": list(sentence.statements),
        "markers": list(sentence.markers),
    }

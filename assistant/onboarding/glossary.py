"""The terms that occur where a subject is told what to do, with the library's own definition of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.citing import Citer
from assistant.onboarding.charges import Charge
from assistant.onboarding.mentions import Mention
from kb.glossary import definition_of
from kb.normal_form import letters
from kb.records import Term
from kb.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Entry:
    """A term; `definition` is verbatim, None where no document in force explains it. `seen_in` is a document that uses it."""

    term: str
    definition: str | None
    seen_in: str
    explained_in: str | None
    marks: str


def glossary_of(
    snapshot: Snapshot, scope: tuple[str, ...], charges: Sequence[Charge], mentions: Sequence[Mention], citer: Citer
) -> tuple[Entry, ...]:
    """The terms of the records that occur in the tasks and sentences of the subject, explained ones first.

    A document's own definition comes before that of another.
    """
    wordings = _wordings(snapshot, charges, mentions)
    terms = [(doc_id, term) for doc_id in scope for term in snapshot.records[doc_id].terms]
    found: dict[str, Entry] = {}
    for doc_id, wording in wordings.items():
        for held_in, term in terms:
            key = letters(term.term)
            if len(key) < 2 or key not in wording or key in found:
                continue
            found[key] = _entry(snapshot, scope, doc_id, (held_in, term), citer)
    return tuple(sorted(found.values(), key=lambda each: (each.definition is None, each.term)))


def _wordings(snapshot: Snapshot, charges: Sequence[Charge], mentions: Sequence[Mention]) -> dict[str, str]:
    parts: dict[str, list[str]] = {}
    for charge in charges:
        text = snapshot.entries[charge.doc_id].document.text
        parts.setdefault(charge.doc_id, []).append(text[charge.task.start : charge.task.end])
    for mention in mentions:
        parts.setdefault(mention.doc_id, []).append(mention.text)
    return {doc_id: letters("\n".join(texts)) for doc_id, texts in parts.items()}


def _entry(snapshot: Snapshot, scope: tuple[str, ...], doc_id: str, held: tuple[str, Term], citer: Citer) -> Entry:
    order = [doc_id, *(each for each in scope if each != doc_id)]
    meant = definition_of(held[1].term, ((each, snapshot.records[each]) for each in order))
    seen = snapshot.entries[doc_id].document.title
    if meant is None:
        where, term = held
        return Entry(term.term, None, seen, None, citer.cite(where, term.start, term.end))
    where, term = meant
    marks = citer.cite(where, term.start, term.end)
    return Entry(term.term, term.definition, seen, snapshot.entries[where].document.title, marks)

"""The guide for one subject: everything that the documents in force say of it, as one value."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer import Citation, Coverage
from assistant.citing import Citer
from assistant.onboarding.changes import Replaced, changes_of
from assistant.onboarding.charges import Charge, charges_of
from assistant.onboarding.glossary import Entry, glossary_of
from assistant.onboarding.mentions import Mention, mentions_of
from assistant.onboarding.partners import Partner, partners_of
from assistant.onboarding.reading import Reading, Step, readings_of
from assistant.onboarding.subject import Subject, find_subject
from assistant.onboarding.timeline import Moment, timeline_of
from kb.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Guide:
    """What a newcomer to `subject` has to know on `day` (ISO). Markers `[n]` in its parts are those of `citations`.

    `coverage` counts the tasks and the documents that they are from; all tasks of the records are there.
    `searched` is how many documents are in force.
    """

    subject: Subject
    day: str
    searched: int
    coverage: Coverage
    charges: tuple[Charge, ...]
    mentions: tuple[Mention, ...]
    partners: tuple[Partner, ...]
    readings: tuple[Reading, ...]
    glossary: tuple[Entry, ...]
    timeline: tuple[Moment, ...]
    changes: tuple[Replaced, ...]
    citations: tuple[Citation, ...]
    demonstration: bool

    @property
    def steps(self) -> tuple[Step, ...]:
        """The reading path: all clauses of the first documents, in order."""
        return tuple(step for reading in self.readings for step in reading.steps)


def make_guide(snapshot: Snapshot, name: str, as_of: str | None = None) -> Guide:
    """The guide for the section, unit or post called `name`, today or as of an ISO date. Raises NameNotFound."""
    subject = find_subject(snapshot, name, as_of)
    scope, day = snapshot.in_force(as_of), as_of or snapshot.today()
    citer = Citer(snapshot, as_of)
    charges = charges_of(snapshot, subject, scope, citer)
    mentions = mentions_of(snapshot, subject, scope, charges, citer)
    own = tuple(each for each in charges if each.role != "included") or charges
    documents = {*(each.doc_id for each in charges), *(each.doc_id for each in mentions)}
    return Guide(
        subject=subject,
        day=day,
        searched=len(scope),
        coverage=Coverage(len(charges), len({each.doc_id for each in charges}), complete=True),
        charges=charges,
        mentions=mentions,
        partners=partners_of(charges, snapshot.aliases),
        readings=readings_of(snapshot, scope, charges, mentions, citer),
        glossary=glossary_of(snapshot, scope, own, mentions, citer),
        timeline=timeline_of(snapshot, own, day, citer),
        changes=changes_of(snapshot, subject, scope, day, citer),
        citations=citer.citations,
        demonstration=any(snapshot.entries[doc_id].document.demonstration for doc_id in documents),
    )

"""What a question asks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kind of a question, which decides how it is answered."""

    WHO = "who"  # who is responsible for a thing
    TASKS = "tasks"  # which tasks a section or unit has
    ITEMS = "items"  # the items of a heading: tasks, principles, safeguards, conditions
    TARGETS = "targets"  # what is to be reached by a year
    DEFINITION = "definition"
    IN_FORCE = "in_force"  # whether a document still holds
    PASSAGE = "passage"  # anything else: the sentences that say it
    GREETING = "greeting"


class Expected(StrEnum):
    """What kind of thing the answer has to name; a passage without it does not answer."""

    ANY = "any"
    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    DATE = "date"
    DURATION = "duration"
    FREQUENCY = "frequency"
    BODY = "body"  # a section, unit, committee
    PLACE = "place"
    PERSON = "person"
    PHONE = "phone"
    ADDRESS = "address"  # of a web page
    REASON = "reason"
    DOC_NUMBER = "doc_number"


@dataclass(frozen=True, slots=True)
class Within:
    """What a person has narrowed a question to: these documents, whether they hold or not, and a section or unit.

    Tasks that a question asks for without naming anybody are those of the section.
    """

    doc_ids: tuple[str, ...]
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A word of the question that the answer must agree with, such as a year or a county."""

    kind: str  # "year", "place", "level", "ordinal"
    value: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a question names where it means a body of it: as written, and the bodies that the records name."""

    written: str
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """An understood question.

    `text` is the standalone question; `tokens` are the content words that evidence has to cover, with weights
    0-1; `doc_ids` are the documents that the question names (None: it names none); `names` are sections and
    units of the library that it names; `unit` is the measure word that it asks for (多少公里: 公里); `heads`
    are nouns that the answer must have beside it (哪家银行: 银行). `regions` are those that it names and that documents are
    of (济宁), `local` these documents, `elsewhere` those of others: what these say counts only where it names one of `regions`.
    """

    text: str
    kind: Kind
    expected: Expected
    tokens: tuple[tuple[str, float], ...]
    slots: tuple[Slot, ...] = ()
    names: tuple[str, ...] = ()
    doc_ids: tuple[str, ...] | None = None
    unit: str | None = None
    heads: tuple[str, ...] = ()
    role: str | None = None  # "lead" or "support", where the question asks for one only
    corrections: tuple[tuple[str, str], ...] = ()
    place: Place | None = None  # where tasks of a place are asked for
    includes_repealed: bool = False
    regions: tuple[str, ...] = ()
    elsewhere: frozenset[str] = frozenset()
    local: frozenset[str] = frozenset()

    def is_elsewhere(self, doc_id: str, text: str) -> bool:
        """Whether a document of another region says `text` (folded), which names none of those asked about."""
        return doc_id in self.elsewhere and not any(region in text for region in self.regions)

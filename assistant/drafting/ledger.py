"""The ledger: every fact of the notes with its place, who, where, when, what was done, figures, results, quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.drafting.conflicts import Conflict, conflicts_in
from assistant.drafting.notes import Note, Span
from assistant.drafting.particulars import Kind, particulars_in
from assistant.drafting.person_names import is_person
from assistant.drafting.roles import Field, Role
from assistant.drafting.statements import Statement, statements_of
from kb.normal_form import fold
from kb.words import Words


class FactKind(StrEnum):
    """What a fact is."""

    WHO = "who"
    WHERE = "where"
    WHEN = "when"
    ACTION = "action"
    FIGURE = "figure"
    RESULT = "result"
    QUOTE = "quote"
    SITUATION = "situation"
    INSIGHT = "insight"
    PLAN = "plan"
    CLAIM = "claim"  # a superlative or an assessment
    BASIS = "basis"  # a document that the notes name
    ORDER = "order"  # tells the writer what to write; goes into no draft


FACTS_TOLD = {
    FactKind.WHO: "人物和单位", FactKind.WHERE: "地点", FactKind.WHEN: "时间", FactKind.ACTION: "做法", FactKind.FIGURE: "数字",
    FactKind.RESULT: "成效", FactKind.QUOTE: "引语", FactKind.SITUATION: "情况", FactKind.INSIGHT: "体会", FactKind.PLAN: "打算",
    FactKind.CLAIM: "评价", FactKind.BASIS: "素材提到的文件", FactKind.ORDER: "写作要求（未写入）",
}  # fmt: skip
_OF_ROLE = {
    Role.BASIC: FactKind.SITUATION, Role.BACKGROUND: FactKind.SITUATION, Role.ACTION: FactKind.ACTION,
    Role.RESULT: FactKind.RESULT, Role.EXPERIENCE: FactKind.INSIGHT, Role.NEXT: FactKind.PLAN, Role.QUOTE: FactKind.QUOTE,
}  # fmt: skip
_OF_KIND = {
    Kind.NUMBER: FactKind.FIGURE, Kind.DATE: FactKind.WHEN, Kind.NAME: FactKind.WHO, Kind.PLACE: FactKind.WHERE,
    Kind.SUPERLATIVE: FactKind.CLAIM, Kind.TITLE: FactKind.BASIS, Kind.DOC_NUMBER: FactKind.BASIS, Kind.QUOTE: FactKind.QUOTE,
}  # fmt: skip
_OF_FIELD = {
    Field.WHO: FactKind.WHO, Field.PERSON: FactKind.WHO, Field.POST: FactKind.WHO, Field.WHEN: FactKind.WHEN,
    Field.WHERE: FactKind.WHERE, Field.TOPIC: FactKind.ACTION,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: `text` as the notes have it, at `span`; `statement` is the number of the statement that it stands in."""

    kind: FactKind
    text: str
    statement: int
    span: Span


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that the notes say. `names` are the bodies that the library knows and the notes name."""

    notes: tuple[Note, ...]
    statements: tuple[Statement, ...]
    facts: tuple[Fact, ...]
    conflicts: tuple[Conflict, ...]
    names: tuple[str, ...]

    def usable(self, *roles: Role) -> tuple[int, ...]:
        """The numbers of the statements with one of `roles` that a draft may use, fields of a form left out."""
        return tuple(
            number
            for number, each in enumerate(self.statements)
            if each.role in roles and each.field is None and not each.order
        )

    def field(self, field: Field) -> int | None:
        """The number of the first statement that fills in `field` and is no order."""
        return next(
            (number for number, each in enumerate(self.statements) if each.field is field and not each.order), None
        )

    def person(self) -> Fact | None:
        """Whom the notes are of: the name in the form, else the first that is told among the basics, else in the title."""
        number = self.field(Field.PERSON)
        if number is not None:
            return next(fact for fact in self.facts if fact.statement == number)
        for role in (Role.TITLE, Role.BASIC, Role.ACTION):
            for fact in self.facts:
                if fact.kind is FactKind.WHO and self.statements[fact.statement].role is role and is_person(fact.text):
                    return fact
        return None

    def has(self, kind: FactKind) -> bool:
        """Whether there is a fact of a kind outside of orders."""
        return any(fact.kind is kind for fact in self.facts)


def ledger_of(notes: Sequence[Note], words: Words, names: Sequence[str] = ()) -> Ledger:
    """The ledger of notes. `names` are bodies that the library knows, longest first."""
    folded = [fold(note.text) for note in notes]
    known = tuple(name for name in names if len(name) > 2 and any(fold(name) in text for text in folded))
    statements = statements_of(notes)
    facts = tuple(fact for number, each in enumerate(statements) for fact in _facts(number, each, known))
    return Ledger(tuple(notes), statements, facts, conflicts_in(statements, words), known)


def _facts(number: int, statement: Statement, names: Sequence[str]) -> Iterator[Fact]:
    """The facts of one statement: itself as a whole, then what it states in particular."""
    if statement.order:
        yield Fact(FactKind.ORDER, statement.text, number, statement.span)
        return
    if statement.field in _OF_FIELD:
        yield Fact(_OF_FIELD[statement.field], statement.text, number, statement.span)
    elif statement.role in _OF_ROLE:
        yield Fact(_OF_ROLE[statement.role], statement.text, number, statement.span)
    if statement.speaker is not None and statement.speaker.told:
        yield Fact(FactKind.WHO, statement.speaker.told, number, statement.span)
    span = statement.span
    derived = span.end - span.start != len(statement.text)
    for each in particulars_in(statement.text, names):
        if each.kind in _OF_KIND and each.text != statement.text:
            place = span if derived else Span(span.note, span.start + each.start, span.start + each.end)
            yield Fact(_OF_KIND[each.kind], each.text, number, place)

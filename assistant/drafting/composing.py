"""A ledger in the usual order of a genre, of the writer's own words and templates: no language model.

Templates hold no number, date, name, place or superlative of their own: what stands in them comes from the ledger or
from a citation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Citation
from assistant.drafting.basis import bare_topic, topic_of
from assistant.drafting.checking import is_supported
from assistant.drafting.draft import Basis, Draft, Paragraph, Question, Section, Sentence
from assistant.drafting.genres import QUESTIONS, Element, Genre, Part
from assistant.drafting.ledger import FactKind, Ledger
from assistant.drafting.notes import told_place
from assistant.drafting.own_words import heading_and_rest, own_sentence
from assistant.drafting.roles import Field, Role
from kb.document_kinds import kinds_in_title

_NUMERALS = "一二三四五六七八九十"
_RULES = frozenset(("办法", "条例", "规定", "细则", "规则", "法", "制度", "标准"))
_PLACEHOLDER = re.compile(r"【待补：[^【】]*】")
_IN_A_PARAGRAPH = 5  # sentences
_FIELD_OF = {
    Element.WHO: Field.WHO, Element.WHEN: Field.WHEN, Element.WHERE: Field.WHERE, Element.PERSON: Field.PERSON,
    Element.POST: Field.POST, Element.TOPIC: Field.TOPIC,
}  # fmt: skip
_FACT_OF = {Element.WHO: FactKind.WHO, Element.WHEN: FactKind.WHEN, Element.WHERE: FactKind.WHERE}


def compose(ledger: Ledger, genre: Genre, offered: Sequence[Basis] = (), topic: str = "") -> Draft:
    """The draft: every statement that is no order in its section, the chosen bases cited, what is missing asked for."""
    chosen = [each for each in offered if each.chosen]
    citations = tuple(replace(each.citation, marker=at) for at, each in enumerate(chosen, 1))
    missing = missing_elements(ledger, genre, bool(citations))
    sections = tuple(_section(ledger, genre, part, citations, missing) for part in genre.parts)
    return Draft(
        genre, _title(ledger, genre, topic), tuple(each for each in sections if each.paragraphs), ledger,
        questions_of(ledger, missing), tuple(offered), citations,
    )  # fmt: skip


def placeholder(element: Element) -> str:
    """What stands where something is missing."""
    return f"【待补：{element.value}】"


def missing_elements(ledger: Ledger, genre: Genre, has_basis: bool) -> tuple[Element, ...]:
    """The elements that a text of the genre must have and neither notes nor library give."""
    musts = (*genre.musts, *(part.must for part in genre.parts if part.must is not None))
    return tuple(element for element in dict.fromkeys(musts) if not _given(ledger, genre, element, has_basis))


def _given(ledger: Ledger, genre: Genre, element: Element, has_basis: bool) -> bool:
    if element is Element.BASIS:
        return has_basis
    if element is Element.TITLE:
        return ledger.field(Field.TITLE) is not None or ledger.field(Field.TOPIC) is not None
    if element is Element.POST:
        return ledger.field(Field.POST) is not None or bool(ledger.usable(Role.BASIC))
    if element is Element.PERSON:
        return ledger.person() is not None
    if element in _FIELD_OF:
        return ledger.field(_FIELD_OF[element]) is not None or ledger.has(_FACT_OF[element])
    part = next(part for part in genre.parts if part.must is element)
    wanted = (Role.QUOTE,) if element in (Element.QUOTE, Element.VOICE) else part.roles[: 2 if part.opening else 1]
    return bool(ledger.usable(*wanted))


def questions_of(ledger: Ledger, missing: Sequence[Element]) -> tuple[Question, ...]:
    """A question for each missing element and each contradiction."""
    asked = [Question(f"{element.value}：{QUESTIONS[element]}", element) for element in missing]
    for conflict in ledger.conflicts:
        pair = (conflict.first, conflict.second)
        told = "；".join(
            f"{mention.text}（{told_place(ledger.notes, ledger.statements[mention.statement].span)}：“{ledger.statements[mention.statement].text[:60]}”）"
            for mention in pair
        )
        asked.append(
            Question(f"“{conflict.about}”有两种说法，以哪个为准？{told}", None, tuple(each.statement for each in pair))
        )
    return tuple(asked)


def _title(ledger: Ledger, genre: Genre, topic: str) -> Sentence:
    """The writer's title; else one made of who and topic, each with its placeholder where the notes have none."""
    written = ledger.field(Field.TITLE)
    if written is not None:
        return Sentence(ledger.statements[written].text, (written,), made="own")
    about = ledger.field(Field.TOPIC)
    who = ledger.field(Field.WHO)
    if genre.of_person:
        person = ledger.person()
        name = person.text if person is not None else placeholder(Element.PERSON)
        return Sentence(genre.title.format(person=name), () if person is None else (person.statement,), made="form")
    if about is None and not (topic and topic in topic_of(ledger)):
        return Sentence(placeholder(Element.TITLE), made="missing")
    told = ledger.statements[about].text if about is not None else topic
    name = ledger.statements[who].text if who is not None else ""
    joined = genre.title.format(who="" if told.startswith(name) else name, topic=told)
    used = tuple(number for number in (who, about) if number is not None)
    made = Sentence(joined, used or ledger.usable(Role.ACTION), made="form")
    return made if is_supported(made, ledger) else replace(made, text=told, made="own")


def _section(
    ledger: Ledger, genre: Genre, part: Part, citations: Sequence[Citation], missing: Sequence[Element]
) -> Section:
    paragraphs: list[Paragraph] = []
    if part.opening and (lead := opening(ledger, genre, missing)):
        paragraphs.append(Paragraph(_supported(lead, ledger, genre)))
    numbers = ledger.usable(*part.roles) if part.roles else ()
    paragraphs += _numbered(ledger, genre, numbers) if part.numbered else _running(ledger, genre, part, numbers)
    if part.basis:
        said = tuple(cited(citation) for citation in citations)
        if Element.BASIS in missing:
            said = (Sentence(placeholder(Element.BASIS), made="missing"),)
        paragraphs += [Paragraph(said)] if said else []
    if part.must is not None and part.must in missing:
        paragraphs.append(Paragraph((Sentence(placeholder(part.must), made="missing"),)))
    return Section(part.heading if genre.headed else "", tuple(paragraphs))


def _supported(lead: Sentence, ledger: Ledger, genre: Genre) -> tuple[Sentence, ...]:
    """The opening; where its fields together say what none says (a name across their edge), each field by itself."""
    if is_supported(lead, ledger):
        return (lead,)
    asked = tuple(Sentence(each, made="missing") for each in _PLACEHOLDER.findall(lead.text))
    return (*(own_sentence(ledger, number, genre) for number in lead.statements), *asked)


def opening(ledger: Ledger, genre: Genre, missing: Sequence[Element]) -> Sentence | None:
    """The first sentence: who did what, when and where, of the fields of a form; None where sentences tell it all."""
    fields = {element: ledger.field(field) for element, field in _FIELD_OF.items()}
    wanted = [
        element
        for element in genre.musts
        if element in _FIELD_OF and (element in missing or fields[element] is not None)
    ]
    if not wanted:
        return None

    def told(element: Element) -> str:
        number = fields[element]
        if number is not None:
            return ledger.statements[number].text.rstrip("。；，")
        return placeholder(element) if element in missing else ""

    used = {number for number in fields.values() if number is not None}
    when, where, topic = told(Element.WHEN), told(Element.WHERE), told(Element.TOPIC)
    titled = ledger.field(Field.TITLE)
    if not topic and titled is not None:
        title = ledger.statements[titled].text
        topic = bare_topic(title) if bare_topic(title) in title else ""
        used |= {titled}
    if genre.of_person:
        person, post = told(Element.PERSON), told(Element.POST)
        parts = [part for part in (person, post, where and f"工作地点在{where}", when) if part]
        return Sentence("，".join(parts) + "。", tuple(sorted(used)), made="form")
    who = told(Element.WHO) or ("当地" if not genre.own_voice else "我们")
    place = f"在{where}" if where and where not in who else ""
    work = f"围绕“{topic}”开展工作" if topic else "开展了相关工作"
    return Sentence(f"{when}，{who}{place}{work}。".lstrip("，"), tuple(sorted(used)), made="form")


def cited(citation: Citation) -> Sentence:
    """The sentence that cites a policy basis, verbatim with title and number."""
    number = f"（{citation.doc_number}）" if citation.doc_number else ""
    verb = "规定" if _RULES & set(kinds_in_title(citation.title)) else "提出"
    return Sentence(f"《{citation.title}》{number}{verb}：“{citation.quote}。”", (), (citation.marker,), "citation")


def _numbered(ledger: Ledger, genre: Genre, numbers: Sequence[int]) -> list[Paragraph]:
    """Each action a paragraph with a small heading of its own first words, where every one has such; plain ones else."""
    split = {number: heading_and_rest(ledger, number) for number in numbers}
    if not 1 < len(numbers) <= len(_NUMERALS) or not all(split.values()):
        return [Paragraph((own_sentence(ledger, number, genre),)) for number in numbers]
    paragraphs = []
    for at, (number, pair) in enumerate(split.items()):
        assert pair is not None
        heading = Sentence(f"（{_NUMERALS[at]}）{pair[0]}。", (number,), made="own")
        paragraphs.append(Paragraph((own_sentence(ledger, number, genre, pair[1]),), heading))
    return paragraphs


def _running(ledger: Ledger, genre: Genre, part: Part, numbers: Sequence[int]) -> list[Paragraph]:
    """The statements in the order of the part's roles, quotes by themselves, a few sentences a paragraph."""
    paragraphs: list[Paragraph] = []
    for role in part.roles:
        said = [own_sentence(ledger, number, genre) for number in numbers if ledger.statements[number].role is role]
        size = 1 if role is Role.QUOTE else _IN_A_PARAGRAPH
        paragraphs += [Paragraph(tuple(said[at : at + size])) for at in range(0, len(said), size)]
    return paragraphs

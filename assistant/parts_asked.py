"""A question that asks several things: each part answered, and one answer made of these."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answer import Answer, Citation
from assistant.content_words import NOUN
from assistant.coverage import speaks_of, stands
from assistant.markers import renumber
from assistant.parts import MEASURES, Part, distinct, parts_of
from assistant.query import Query
from assistant.refusing import not_written
from kb.normal_form import fold
from kb.words import Words

APART = "\n\n"  # between the answers to two parts: a list ends there


# Verbs that say what becomes of a thing, and stand in no document beside the day or body that is asked for.
_ASKS_FOR = re.compile(
    r"完成|负责|牵头|配合|承担|办理|申请|申报|报名|开始|结束|达到|涉及|规定|需要|实施|执行|落实|包括|发放|领取"
)
_WHICH_PLACE = re.compile(r"哪[^,，。]{0,3}(?:县|区|市|乡|镇|街道)")
_PLACE = re.compile("[县区市乡镇]")
_SURE = 0.5  # a part taken without the subject of the one before is another question: its answer has to be clear


def answer_parts(
    question: str, words: Words, understand: Callable[[str], Query], answer: Callable[[str], Answer]
) -> Answer | None:
    """What the library answers of a question that asks several things; None where it asks one, or nothing is answered.

    So it is, too, where one part has to be asked back. `understand` and `answer` take a part as a question of its own.
    """
    parts = parts_of(question, words)
    if len(parts) > 1:
        parts = distinct(parts, tuple(understand(part.asked[0]) for part in parts))
    if len(parts) < 2:
        return None
    answers: list[tuple[str, Answer]] = []
    for part in parts:
        if not (part.leans and _names_where(part.written, [each for _, each in answers])):
            answers.append((part.written, _to_part(part, understand, answer)))
    told = any(is_told(each) for _, each in answers)
    return join(answers) if told and all(each.status != "clarify" for _, each in answers) else None


def _to_part(part: Part, understand: Callable[[str], Query], answer: Callable[[str], Answer]) -> Answer:
    """The answer to the first of the questions that a part may stand for which has one; else a refusal.

    A part that leaves its subject to the one before is answered only by what has its own words as well: 古树保护范围多大？
    明天会不会下雨？
    """
    own = [token for token, _ in understand(part.written).tokens] if part.leans else []
    carried = [token for token, share in understand(part.asked[0]).tokens if share >= NOUN and token not in own]
    for asked in part.asked:
        found = answer(asked)
        sure = found.confidence is None or found.confidence >= _SURE or not part.leans or asked != part.written
        about = _has_most(own, found) and (asked == part.written or _has_one(carried, found))
        if found.status == "clarify" or (is_told(found) and sure and about):
            return found
    return Answer("refused", "", reason="no_evidence")


def _names_where(written: str, answers: Sequence[Answer]) -> bool:
    """Whether a part asks for counties or towns that the tasks in `answers` name already among those responsible."""
    units = [unit for answer in answers for record in answer.records for unit in record.get("units", ())]
    return bool(_WHICH_PLACE.search(written)) and any(_PLACE.search(unit) for unit in units)


def _has_most(tokens: Sequence[str], answer: Answer) -> bool:
    """Whether what an answer cites has half of the words or more, but for those that only ask."""
    cited, telling = _cited(answer), _telling(tokens)
    return 2 * sum(stands(token, cited) for token in telling) >= len(telling)


def _has_one(tokens: Sequence[str], answer: Answer) -> bool:
    """Whether what an answer cites speaks of one of the words of the subject, which the part before had, or there is none."""
    cited, telling = _cited(answer), _telling(tokens)
    return not telling or any(speaks_of(cited, token) for token in telling)


def _cited(answer: Answer) -> str:
    return fold("|".join("|".join((each.title, *each.path, each.quote)) for each in answer.citations))


def _telling(tokens: Sequence[str]) -> list[str]:
    return [each for each in tokens if len(each) > 1 and not MEASURES.search(each) and not _ASKS_FOR.search(each)]


def join(answers: Sequence[tuple[str, Answer]]) -> Answer:
    """The answers to the parts, each with its question, as one; at least one of them tells something.

    It is answered if one of them is. What the library does not say is told behind the rest, and is in `missing`; what the source blacks out is told as such.
    The coverage is that of the one list, None where there are several, whose counts stand over each. The confidence is that
    of the least sure part that is answered.
    """
    told = _distinct([answer for _, answer in answers if is_told(answer)])
    missing = tuple(asked for asked, answer in answers if not is_told(answer))
    citations: dict[tuple[str, int, int], Citation] = {}
    blocks = _once([(_renumbered(answer, citations), answer.coverage is None) for answer in told])
    lists = [answer.coverage for answer in told if answer.coverage is not None]
    records = [record for answer in told for record in answer.records]
    sure = [answer.confidence for answer in told if answer.confidence is not None]
    answered = any(answer.status == "answered" for answer in told)
    return Answer(
        "answered" if answered else "refused",
        APART.join([*blocks, *map(not_written, missing)]),
        reason=None if answered else "redacted_in_source",
        citations=tuple(citations.values()),
        records=tuple(record for at, record in enumerate(records) if record not in records[:at]),
        coverage=lists[0] if len(lists) == 1 else None,
        confidence=min(sure, default=None),
        missing=missing,
        sides=tuple(dict.fromkeys(side for answer in told for side in answer.sides)),
    )


def _distinct(answers: Sequence[Answer]) -> list[Answer]:
    """`answers` without those that say the same of the same places as one before; the same words may stand elsewhere."""
    keys = [(each.answer, tuple((one.doc_id, one.start, one.end) for one in each.citations)) for each in answers]
    return [each for at, each in enumerate(answers) if keys[at] not in keys[:at]]


def _once(blocks: Sequence[tuple[str, bool]]) -> list[str]:
    """The texts without the lines that stand in one before; of a list, which is False, all lines are kept."""
    seen: set[str] = set()
    kept = []
    for text, may_shrink in blocks:
        lines = [line for line in text.split("\n") if not (may_shrink and line in seen)]
        seen.update(lines)
        kept.append("\n".join(lines))
    return [text for text in kept if text]


def is_told(answer: Answer) -> bool:
    """Whether an answer says something of the documents: also that they black out what is asked for."""
    return answer.status == "answered" or answer.reason == "redacted_in_source"


def _renumbered(answer: Answer, citations: dict[tuple[str, int, int], Citation]) -> str:
    """The text of an answer with the numbers that its citations have in `citations`, to which the new ones are added."""
    numbers = {}
    for each in answer.citations:
        key = (each.doc_id, each.start, each.end)
        citations.setdefault(key, replace(each, marker=len(citations) + 1))
        numbers[each.marker] = citations[key].marker
    return renumber(answer.answer, answer.citations, lambda number: numbers.get(number, number))

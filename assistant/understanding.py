"""From a question to a Query: what is asked, about what, and which documents and names it means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.body_names import masked, names_in, place_asked
from assistant.content_words import weighed, weighted_tokens
from assistant.documents import Mention, find_mention
from assistant.followup import Turn, stand_alone
from assistant.head_nouns import head_nouns
from assistant.idioms import officially
from assistant.kinds import kind_of
from assistant.query import Kind, Query, Slot
from assistant.regions import known_regions, of_elsewhere, of_regions
from assistant.shortened import spell_out
from assistant.typos import library_text, mend
from assistant.wording import read_wording, slots_in
from kb.library import Library
from kb.normal_form import fold
from kb.snapshot import Snapshot
from kb.words import Words

_CN_YEAR = re.compile(r"(二[零○0][一二三四五六七八九零○0]{2})年")
# 那些部门 at the end of a question that asks nothing else is 哪些部门.
_THAT_FOR_WHICH = re.compile(
    r"那(?=(?:些|个|几个|几家|家|两个|两家)(?:单位|部门|科室|处室|局|科|处)(?:来|去|在)?(?:负责|牵头|管|办|承担|的)*[?。]?$)"
)
_ASKS_ANYTHING = re.compile(r"谁|哪|什么|啥|多少|几|怎|如何|何时|吗|是否|有没有|是不是|能不能|为何")
_REPEALED = re.compile(
    r"(?<!不含)(?<!除)(?:旧(?=的|版|那|方案|办法|文件|通知|规定|政策|条例|制度|计划|细则)|老的(?!旧)|原来的|原先|已废止|已作废|失效的|被废止)(?!文件不算)"
)


def understand(
    question: str, history: Sequence[Turn], library: Library, doc: str | None = None, now: str | None = None
) -> Query:
    """The query that `question` and `history` make. `doc` restricts it to one document.

    `now` is the new turn where `question` already holds what earlier turns add.
    """
    snapshot, words = library.snapshot, library.words
    standalone = stand_alone(question, history, words)
    written = _with_which(_with_digits(fold(standalone)))
    official = officially(written)
    folded, corrections = mend(official, snapshot, words)
    folded, written_out = spell_out(folded, snapshot, words)
    corrections += written_out
    wording = read_wording(folded)
    names = names_in(folded, snapshot)
    place = place_asked(folded, snapshot)
    if place is not None and len(place.bodies) == 1:
        names = tuple(dict.fromkeys((*names, *place.bodies)))
    mention = Mention((doc,), 0, 0) if doc else find_mention(masked(folded, snapshot), snapshot, words)
    kind = kind_of(folded, wording, names, place)
    regions = known_regions(folded, snapshot, words) if mention is None else ()
    shown = folded if corrections or official != written or standalone != question else standalone.strip()
    return Query(
        text=shown,
        kind=kind,
        expected=wording.expected,
        tokens=weighed(
            weighted_tokens(folded, mention, names if kind is Kind.TASKS else (), words, library_text(snapshot)),
            wording,
            words,
            _said_now(now or question, standalone),
        ),
        slots=_slots(folded, mention, snapshot, words),
        names=names,
        doc_ids=mention.doc_ids if mention else None,
        unit=wording.unit,
        heads=head_nouns(folded, wording, words),
        role=wording.role,
        corrections=corrections,
        place=place,
        includes_repealed=bool(_REPEALED.search(folded)),
        regions=regions,
        local=of_regions(regions, snapshot, words),
        elsewhere=of_elsewhere(regions, snapshot, words),
    )


def _slots(folded: str, mention: Mention | None, snapshot: Snapshot, words: Words) -> tuple[Slot, ...]:
    """The slots that evidence must agree with: not those that only name the document."""
    slots = tuple(slot for slot in slots_in(folded) if slot.kind != "place" or _is_place(slot.value, snapshot, words))
    if mention is None or mention.end == 0:
        return slots
    naming = folded[mention.start : mention.end]
    outside = folded[: mention.start] + " " + folded[mention.end :]
    kept = [slot for slot in slots_in(outside) if slot in slots]
    titles = "".join(fold(snapshot.entries[doc_id].document.title) for doc_id in mention.doc_ids)
    in_name = [slot for slot in slots_in(naming) if slot.kind != "year" and slot.value not in titles and slot in slots]
    return (*kept, *(slot for slot in in_name if slot not in kept))


def _is_place(value: str, snapshot: Snapshot, words: Words) -> bool:
    """Whether what looks like a county or town is one: 江西县 in 江西县一级 is none, 江西 being a name by itself."""
    if words.part_of_speech(value).startswith("ns") or value in library_text(snapshot):
        return True
    return not words.part_of_speech(value) and not words.part_of_speech(value[:-1]).startswith("ns")


def _with_digits(folded: str) -> str:
    """`folded` with years in Chinese digits written in Arabic ones: 二○二五年."""
    digits = {**{char: str(value) for value, char in enumerate("零一二三四五六七八九")}, "○": "0", "0": "0"}
    return _CN_YEAR.sub(lambda match: "".join(digits[char] for char in match[1]) + "年", folded)


def _with_which(folded: str) -> str:
    """`folded` with 哪 where 那 was typed for it: 归那些部门."""
    return folded if _ASKS_ANYTHING.search(folded) else _THAT_FOR_WHICH.sub("哪", folded)


def asks_anything(text: str) -> bool:
    """Whether `text` has a word that asks, or says what is wanted in another way."""
    return bool(_ASKS_ANYTHING.search(fold(text)))


def _said_now(question: str, standalone: str) -> str | None:
    """The new turn of a follow-up, folded; None where the question stands alone."""
    return fold(question) if standalone != question else None

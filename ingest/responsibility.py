"""Responsibility notes: where they stand, whom they name, and in which role.

Forms read here, after folding: a note in any bracket, by label (责任科室:…;责任单位:…) or by verb (甲牵头,乙配合);
a label outside of brackets, on a line of its own, at the end of a paragraph, or before the next heading where line
breaks are lost; a sentence that is nothing but a note (甲牵头,乙配合。); and 由甲牵头,乙配合 in a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.bare_lists import bare_lists
from ingest.name_lists import is_body
from ingest.roles import FIRST_LEADS, LABEL, LEAD, RESPONSIBLE, SUPPORT, Party, Reading, read_note
from kb.normal_form import Folded, fold_with_offsets

_OPEN, _CLOSE = "([{", ")]}"
_MAX_NOTE = 700  # folded characters of a bracket; the longest seen in a plan has 312
_MAX_LEVELS = 3  # of brackets within a note's
_MAX_OPEN_END = 500  # of a label list that no mark ends
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十百]+[章节条]|\d{1,2}[.、](?!\d)|\(\d{1,2}\))"
)
_BY = re.compile(
    r"由(?P<lead>[^,;。:由]{2,60}?)(?:共同|负责|分别)?牵头(?:负责|组织|落实|实施|推进|办理){0,3}(?:,(?P<support>[^,;。:]{2,80}?)(?:按职责分工|积极|共同)?配合)?(?=[,;。]|$)"
)
_PLAIN = re.compile(r"(?<![^。;!?])(?:(?:责任|任务|职责)?分工:)?[^。;:!?]{2,200}?牵头[^。;:!?]{0,200}(?=[。;]|$)")
_DIVISION = re.compile(r"(?:责任|任务|职责)?分工:")
_NOTE_WORD = re.compile(
    r"责任|牵头|负责|主办|主责|承办|协办|配合|参与|参加|落实|实施|指导|协同|首|第一|完成|推进|坚持|执行|督导|监督|支持|协助|承担|常态|持续|长期"
)
# Sentences on how bodies work together, not on a task: 建立由甲牵头、乙参加的联席会议.
_SETS_UP = re.compile(
    r"为牵头|联席会议|领导小组|工作组|指挥部|协调机制|工作机制|机制|专班|工作格局|(?:牵头|参与|参加|配合)的|牵头(?:制|单位要|部门要)|谁牵头|近日|近期|日前|据悉|正在|去年|以来|过去"
)
_GENERIC = re.compile(r"(?:单位|部门|企业|机构|组织)$")
_SECTION_NAME = re.compile(
    r"^(?:局|厅|委|我局|市局|本局)?(?:机关)?[\u4e00-\u9fff]{2,14}(?:科|处|股|(?<!公)司)$|^局[\u4e00-\u9fff]{2,14}室$|^办公室$"
)


@dataclass(frozen=True, slots=True)
class Note:
    """One responsibility note; the span is over the text it was found in, brackets included."""

    start: int
    end: int
    sections: tuple[str, ...]
    units: tuple[str, ...]
    lead: tuple[str, ...]
    support: tuple[str, ...]
    deadline: str | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    reading: Reading


def find_notes(text: str, tables: Sequence[tuple[int, int]] = ()) -> tuple[Note, ...]:
    """The responsibility notes of `text`, in order, without overlaps; none in the spans of `tables`.

    >>> note = find_notes("种树。（责任科室：局绿化科、局办公室；责任单位：各县区林业局）")[0]
    >>> note.sections, note.units, note.start
    (('局绿化科', '局办公室'), ('各县区林业局',), 3)
    """
    folded = fold_with_offsets(text)
    formal = [each for each in _apart(_formal(folded, text)) if not _set_aside(text, each, tables)]
    noted = {_line_at(text, each.start) for each in formal}
    bare = [each for each in _bare(folded, text, noted) if not _set_aside(text, each, tables)]
    formal, noted = [*formal, *bare], noted | {_line_at(text, each.start) for each in bare}
    said = [
        each
        for each in _apart(_sentences(folded, text))
        if _line_at(text, each.start) not in noted and not _set_aside(text, each, tables)
    ]
    found = _apart([*formal, *said])
    first_leads_from = _first_leads_from(folded, found, tables)
    return tuple(_note(each, each.start >= first_leads_from) for each in found)


def is_section(name: str) -> bool:
    """Whether `name` is that of a section (科室) and not of a body of its own.

    >>> is_section("局森林防火科"), is_section("市林检中心")
    (True, False)
    """
    return bool(_SECTION_NAME.match(name))


def _apart(found: Iterable[_Found]) -> list[_Found]:
    """`found` in order, without those that overlap one that begins before them."""
    kept: list[_Found] = []
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _set_aside(text: str, found: _Found, tables: Sequence[tuple[int, int]]) -> bool:
    return _within(found.start, tables) or _quoted(text, found.start, found.end)


def _formal(folded: Folded, text: str) -> Iterator[_Found]:
    """The notes in brackets and behind labels."""
    for start, end in _brackets(folded.text):
        if reading := read_note(folded, text, start + 1, end - 1):
            yield _Found(*folded.source_span(start, end), reading)
    yield from _open_labels(folded, text)


def _bare(folded: Folded, text: str, noted: Collection[int]) -> Iterator[_Found]:
    """The lists of bodies that close items without saying that these answer for them."""
    for start, end, names in bare_lists(folded, text, noted):
        yield _Found(*folded.source_span(start, end), Reading([Party(RESPONSIBLE, "", names)]))


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Bracket pairs that may hold a note; inner pairs too, so that 各县（市）区 inside a note does not end it."""
    opened: list[tuple[int, int]] = []  # where a bracket opens, and how many levels it holds so far
    words = [match.start() for match in _NOTE_WORD.finditer(text)]
    for at, char in enumerate(text):
        if char in _OPEN:
            opened.append((at, 0))
        elif char in _CLOSE and opened:
            start, levels = opened.pop()
            if opened:
                opened[-1] = (opened[-1][0], max(opened[-1][1], levels + 1))
            inside = bisect_left(words, start) < bisect_left(words, at)
            if inside and at - start < _MAX_NOTE and levels <= _MAX_LEVELS:
                yield start, at + 1


def _open_labels(folded: Folded, text: str) -> Iterator[_Found]:
    """Labels outside of brackets with their lists; labels that follow on each other are one note."""
    begin: int | None = None
    last = 0
    for label in LABEL.finditer(folded.text):
        if not _starts_note(folded, label.start()):
            continue
        if begin is not None and label.start() == last and last - begin < _MAX_NOTE:
            last = _list_end(folded, text, label.end())
            continue
        if begin is not None:
            yield from _open_note(folded, text, begin, last)
        begin, last = label.start(), _list_end(folded, text, label.end())
    if begin is not None:
        yield from _open_note(folded, text, begin, last)


def _open_note(folded: Folded, text: str, start: int, end: int) -> Iterator[_Found]:
    bare = end - (len(folded.text[start:end]) - len(folded.text[start:end].rstrip(",;。、")))
    begin = start - 1 if start and folded.text[start - 1] in _OPEN else start  # a bracket that nothing closes
    reading = read_note(folded, text, start, bare) if bare > start else None
    if reading is None:
        return
    names = [name for party in reading.parties for name in party.names]
    if sum(map(is_body, names)) * 2 >= len(names):
        yield _Found(*folded.source_span(begin, bare), reading)


def _starts_note(folded: Folded, at: int) -> bool:
    """Whether a label at `at` can begin a note: on a new line, behind a sentence's end, a gap or an open bracket."""
    if at == 0 or folded.text[at - 1] in "。;!?)]([" or _gap(folded, at):
        return True
    return folded.text[at - 1] == "," and bool(LABEL.search(folded.text[max(0, at - 80) : at]))


def _gap(folded: Folded, at: int) -> bool:
    return folded.offsets[at] - folded.offsets[at - 1] > 1


def _list_end(folded: Folded, text: str, start: int) -> int:
    """Where a list that begins at `start` ends: at 。, a new line or the next label, or before the next heading."""
    limit = min(len(folded.text), start + _MAX_OPEN_END)
    if folded.text[start : start + 1] in _OPEN and LABEL.match(folded.text, start + 1):
        return start  # another note begins before this one names anybody
    depth = 0
    for at in range(start, limit):
        char = folded.text[at]
        depth += (char in _OPEN) - (char in _CLOSE)
        if depth < 0:
            return at
        if char == "。" and depth == 0:
            return at + 1
        if at == start or not _gap(folded, at):
            continue
        broken = "\n" in text[folded.offsets[at - 1] : folded.offsets[at]]
        goes_on = folded.text[at - 1] in "、,"
        if LABEL.match(folded.text, at) or (broken and not goes_on) or _HEADING.match(folded.text, at):
            return at
        if not goes_on and is_body(folded.text[start:at]) and not is_body(_piece(folded, at, limit)):
            return at  # what follows the gap is wording of its own
    return limit


def _piece(folded: Folded, start: int, limit: int) -> str:
    """What stands from `start` to the next separator or gap."""
    end = next((at for at in range(start + 1, limit) if folded.text[at] in "、,;。" or _gap(folded, at)), limit)
    return folded.text[start:end]


def _sentences(folded: Folded, text: str) -> Iterator[_Found]:
    """甲牵头,乙配合 as a whole sentence, and 由甲牵头,乙配合 within one that sets a task."""
    for begin, end in _lines(folded, text):
        for match in _PLAIN.finditer(folded.text[begin:end]):
            label = _DIVISION.match(match[0])
            start = begin + match.start() + (label.end() if label else 0)
            if not _SETS_UP.search(match[0]):
                yield from _said(folded, text, (begin + match.start(), begin + match.end()), start)
    for match in _BY.finditer(folded.text):
        if not _SETS_UP.search(_around(folded.text, match)):
            yield from _said(folded, text, match.span(), match.start())


def _said(folded: Folded, text: str, span: tuple[int, int], start: int) -> Iterator[_Found]:
    reading = read_note(folded, text, start, span[1])
    if reading is not None and _leads(reading):
        yield _Found(*folded.source_span(*span), reading)


def _lines(folded: Folded, text: str) -> Iterator[tuple[int, int]]:
    """The lines with 牵头 as folded spans."""
    start = 0
    for line in text.splitlines(keepends=True):
        if "牵头" in line:
            yield bisect_left(folded.offsets, start), bisect_left(folded.offsets, start + len(line))
        start += len(line)


def _leads(reading: Reading) -> bool:
    """Whether a sentence names who leads; 产权单位 or 有关部门 names nobody."""
    names = [name for party in reading.parties if party.role == LEAD for name in party.names]
    return any(not _GENERIC.search(name) for name in names)


def _around(text: str, match: re.Match[str]) -> str:
    """The sentence that holds `match`."""
    start = max(text.rfind(mark, 0, match.start()) for mark in "。;") + 1
    end = min((at for at in (text.find(mark, match.end()) for mark in "。;") if at >= 0), default=len(text))
    return text[start:end]


def _line_at(text: str, at: int) -> int:
    """Where the line of `at` begins; where a note closes it, its sentences say how bodies work, not who answers."""
    return text.rfind("\n", 0, at) + 1


def _quoted(text: str, start: int, end: int) -> bool:
    """Whether a quotation holds the note: “ opens before it in its paragraph and ” closes behind it."""
    begin = text.rfind("\n", 0, start) + 1
    opened = text.rfind("“", begin, start)
    if opened < 0 or any(mark in text[opened + 1 : start] for mark in '”"'):
        return False
    paragraph = text.find("\n", end)
    closed = text.find("”", end, paragraph if paragraph >= 0 else len(text))
    return closed >= 0 and "“" not in text[end:closed]


def _within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether one of `spans`, which are in order and apart, holds `at`."""
    before = bisect_right(spans, (at, float("inf"))) - 1
    return before >= 0 and spans[before][0] <= at < spans[before][1]


_RULE_REACH = 16  # characters behind a rule in which 下同 says that it begins here


def _first_leads_from(folded: Folded, found: list[_Found], tables: Sequence[tuple[int, int]]) -> float:
    """From which offset on the first name of a plain list leads: everywhere where the body itself says so."""
    begin = min((each.start for each in found if each.reading.first_leads), default=float("inf"))
    for match in FIRST_LEADS.finditer(folded.text):
        at = folded.offsets[match.start()]
        if _within(at, [(each.start, each.end) for each in found]) or _within(at, tables):
            continue
        if "下同" not in folded.text[match.end() : match.end() + _RULE_REACH]:
            return 0
        begin = min(begin, at)
    return begin


def _note(found: _Found, first_leads: bool) -> Note:
    by_kind: dict[bool, list[str]] = {True: [], False: []}
    by_role: dict[str, list[str]] = {LEAD: [], SUPPORT: [], RESPONSIBLE: []}
    for party in found.reading.parties:
        for name in party.names:
            as_section = party.kind == "section" or (party.kind == "" and is_section(name))
            by_kind[as_section].append(name)
            by_role[party.role].append(name)
    if first_leads and not by_role[LEAD]:
        by_role[LEAD] = by_role[RESPONSIBLE][:1]
    sections, units, lead, support = (
        tuple(dict.fromkeys(names)) for names in (by_kind[True], by_kind[False], by_role[LEAD], by_role[SUPPORT])
    )
    return Note(found.start, found.end, sections, units, lead, support, found.reading.deadline)

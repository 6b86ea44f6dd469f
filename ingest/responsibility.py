"""Responsibility notes: where they stand, whom they name, and in which role.

Forms read here, after folding: a labelled note in any bracket (责任科室:…;责任单位:…), a labelled line of its
own, a bracket that ends in a verb (甲牵头,乙配合 / 甲负责), and the sentence 由甲牵头,乙配合.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.normal_form import Folded, fold_with_offsets

_ROLE = "牵头|责任|配合|协办|主办|承办|主责|协同|参加|参与|协助|实施|落实"
_KIND = "科室|处室|股室|科|单位|部门|机构"
_LABEL = re.compile(rf"({_ROLE})(?:责任|考核|负责)?({_KIND})(?:及单位)?:")
_LINE = re.compile(rf"^(?:{_ROLE})(?:责任|考核)?(?:{_KIND}):")
_OPEN, _CLOSE = "([{", ")]}"
_VERB = re.compile(r"(?P<names>[^,;。]+?)(?P<role>共同牵头|牵头负责|牵头|配合|参与|协助|分工负责|负责落实|负责|落实)$")
_BY = re.compile(
    r"由(?P<lead>[^,;。:由]{2,60}?)(?:共同)?牵头(?:负责)?(?:,(?P<support>[^,;。:]{2,80}?)(?:按职责分工|积极|共同)?配合)?(?=[,;。]|$)"
)
_ORGAN_TAIL = re.compile(
    r"(?:局|委|办|厅|部|院|科|室|处|股|站|所|中心|大队|支队|队|场|公司|集团|银行|支行|政府|管委会|委员会|协会|学会|联社|"
    r"小组|专班|指挥部|中支|分行|人行|海关|工会|商会|妇联|团委|残联|供销社|街道|乡镇|乡|镇|村|县|区|市|省|单位|部门|科室|地区|学校|大学|院校|企业|机构|组织)$"
)
_SECTION_NAME = re.compile(
    r"^(?:局|厅|委|我局|市局|本局)?(?:机关)?[\u4e00-\u9fff]{2,14}(?:科|处|股)$|^局[\u4e00-\u9fff]{2,14}室$"
)
_TAIL = re.compile(
    r"(?:等(?:相关|有关)?(?:单位|部门|科室)?|按(?:各自)?职责(?:分工)?|分别|分工|共同|具体|积极|为牵头(?:科室|单位|部门))+$"
)
_TRAPS = re.compile(r"解释|联合体|填写|申报时")
_RULE = re.compile(r"[,;。]?列(?:在)?(?:首位|第一位|首)(?:者|的).*$")  # a rule about the order, no name
_COLLECTIVE = re.compile(r"^各(?:市|县|区|乡|镇|旗|州|地)$")  # 各市、县（区）人民政府 is one name
LEAD_ROLES = frozenset({"牵头", "主办", "主责", "承办"})
SUPPORT_ROLES = frozenset({"配合", "协办", "协同", "参加", "参与", "协助"})


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
class _Named:
    role: str
    kind: str  # "section", "unit", or "" where the name itself has to tell
    names: tuple[str, ...]


def find_notes(text: str) -> tuple[Note, ...]:
    """The responsibility notes of `text`, in order, without overlaps.

    >>> note = find_notes("种树。（责任科室：局绿化科、局办公室；责任单位：各县区林业局）")[0]
    >>> note.sections, note.units, note.start
    (('局绿化科', '局办公室'), ('各县区林业局',), 3)
    """
    folded = fold_with_offsets(text)
    notes: list[Note] = []
    for start, end, named in _candidates(folded, text):
        source_start, source_end = folded.source_span(start, end)
        if named and not any(note.start < source_end and source_start < note.end for note in notes):
            notes.append(_note(source_start, source_end, named))
    return tuple(sorted(notes, key=lambda note: note.start))


def _candidates(folded: Folded, text: str) -> Iterator[tuple[int, int, list[_Named]]]:
    for start, end in _brackets(folded.text):
        inside = _RULE.sub("", folded.text[start + 1 : end - 1])
        if not _TRAPS.search(inside):
            named = _labelled(inside, folded, start + 1, text) or _verbal(inside, folded, start + 1, text)
            yield start, end, named
    for start, end in _lines(folded, text):
        yield start, end, _labelled(folded.text[start:end], folded, start, text)
    for match in _BY.finditer(folded.text):
        yield match.start(), match.end(), _sentence(match, folded, text)


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Outermost bracket pairs, counted by depth, so that 各县（市）区 inside a note does not end it."""
    stack: list[int] = []
    for at, char in enumerate(text):
        if char in _OPEN:
            stack.append(at)
        elif char in _CLOSE and stack:
            start = stack.pop()
            if not stack or (len(stack) == 1 and not _LABEL.search(text[stack[0] : at])):
                yield start, at + 1
        if stack and at - stack[0] > 600:  # a bracket that is never closed
            stack.clear()


def _lines(folded: Folded, text: str) -> Iterator[tuple[int, int]]:
    """Labelled lines of their own, as folded spans; consecutive ones are one note."""
    begin: int | None = None
    last = 0
    for start, end in _line_spans(folded, text):
        labelled = bool(_LINE.match(folded.text[start:end]))
        if labelled and begin is None:
            begin = start
        if labelled:
            last = end
        elif begin is not None and start < end:
            yield begin, last
            begin = None
    if begin is not None:
        yield begin, last


def _line_spans(folded: Folded, text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for position in [*(i for i, char in enumerate(text) if char == "\n"), len(text)]:
        start = at
        while at < len(folded.text) and folded.offsets[at] < position:
            at += 1
        yield start, at


def _labelled(inside: str, folded: Folded, base: int, text: str) -> list[_Named]:
    labels = list(_LABEL.finditer(inside))
    named: list[_Named] = []
    for number, label in enumerate(labels):
        end = labels[number + 1].start() if number + 1 < len(labels) else len(inside)
        names = _names(inside[label.end() : end], folded, base + label.end(), text)
        kind = "section" if label[2] in ("科室", "处室", "股室", "科") else ("unit" if label[1] == "责任" else "")
        if names:
            named.append(_Named(label[1], kind, names))
    return named


def _verbal(inside: str, folded: Folded, base: int, text: str) -> list[_Named]:
    """`甲、乙牵头,丙配合` and `甲、乙负责`; empty unless every part ends in a role and names bodies."""
    named: list[_Named] = []
    pending = ""
    at = 0
    for part in re.split(r"(?<=[,;。])", inside):
        body = part.rstrip(",;。")
        match = _VERB.match(pending + body) if body else None
        start = base + at - len(pending)
        at += len(part)
        if match is None:
            pending = pending + part
            continue
        names = _names(match["names"], folded, start, text)
        if not names or not all(_ORGAN_TAIL.search(name) for name in names):
            return []
        role = "牵头" if "牵头" in match["role"] else "配合" if match["role"] in SUPPORT_ROLES else "责任"
        named.append(_Named(role, "", names))
        pending = ""
    return named


def _sentence(match: re.Match[str], folded: Folded, text: str) -> list[_Named]:
    named = []
    for group, role in (("lead", "牵头"), ("support", "配合")):
        if match[group]:
            names = _names(match[group], folded, match.start(group), text)
            if not names or not all(_ORGAN_TAIL.search(name) for name in names):
                return []
            named.append(_Named(role, "", names))
    return named


def _names(part: str, folded: Folded, base: int, text: str) -> tuple[str, ...]:
    """The names of a list, in the source's own characters; separators inside brackets do not count."""
    names: list[str] = []
    depth, start = 0, 0
    for at, char in enumerate(part + ";"):
        depth += (char in _OPEN) - (char in _CLOSE)
        if (char in "、,;。/" and depth <= 0) or at == len(part):
            if char == "、" and _COLLECTIVE.match(part[start:at]):
                continue
            end = start + len(_TAIL.sub("", part[start:at]))
            if end > start:
                source = folded.source_span(base + start, base + end)
                names.append("".join(text[source[0] : source[1]].split()))
            start = at + 1
    return tuple(dict.fromkeys(name for name in names if 1 < len(name) <= 40))


def is_section(name: str) -> bool:
    """Whether `name` is that of a section (科室) and not of a body of its own.

    >>> is_section("局森林防火科"), is_section("市林检中心")
    (True, False)
    """
    return bool(_SECTION_NAME.match(name))


def _note(start: int, end: int, named: list[_Named]) -> Note:
    sections: list[str] = []
    units: list[str] = []
    lead: list[str] = []
    support: list[str] = []
    for entry in named:
        for name in entry.names:
            as_section = entry.kind == "section" or (entry.kind == "" and is_section(name))
            (sections if as_section else units).append(name)
            if entry.role in LEAD_ROLES:
                lead.append(name)
            elif entry.role in SUPPORT_ROLES:
                support.append(name)
    once = [tuple(dict.fromkeys(names)) for names in (sections, units, lead, support)]
    return Note(start, end, once[0], once[1], once[2], once[3])

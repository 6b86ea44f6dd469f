"""The two sides that a question sets against each other, as its wording names them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.documents import find_mention
from kb.normal_form import fold
from kb.snapshot import Snapshot
from kb.words import Words

TYPES = r"方案|办法|计划|规划|通知|意见|规定|细则|条例|制度|预案|要点|总结|报告|纪要|分工表|规程|章程|公告"
_JOINS = re.compile(r"相比较?|相对于|对比|对照|比较|[和与跟同及比较、]|以及")
# 新方案, 旧的那份办法, 修订前: a version that says no subject of its own.
_NEW = re.compile(
    rf"(?:新的?|新版的?|现行的?|现在的?|最新的?|修订后的?|修改后的?|后来的?|后一?(?=版|份))(?:那|这)?(?:[个份部版])?(?:{TYPES}|文件|版本?|的)?$"
)
_OLD = re.compile(
    rf"(?:旧的?|老的?|旧版的?|老版的?|原来的?|原先的?|以前的?|之前的?|从前的?|原|上一?个?版?的?|前一?(?=版|份)|过去的?|修订前的?|修改前的?|废止的?)(?:那|这)?(?:[个份部版])?(?:{TYPES}|文件|版本?|的)?$"
)
_QUOTED = re.compile(r"《([^《》]{2,80})》")
_BY_YEAR = re.compile(rf"(?<!\d)(20\d\d|\d\d)年(?:度)?(?:版|印发|出台|发)?的?(?:那|这)?[个份]?({TYPES})?")
_NAMED_AS = re.compile(rf"[\u4e00-\u9fff\d()]{{2,24}}?(?:{TYPES})")
_FOLLOWS_AGE = re.compile(r"$|[有在相,?。多少区差]|不[同一]|比|哪|对")
_SIDE_CHARS = 40  # how much of the question beside the joining word names a document


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a question: documents that it may mean, an age without a subject, or a name that nothing bears."""

    doc_ids: tuple[str, ...] = ()
    age: str = ""  # "new", "old"
    unknown: str = ""
    span: tuple[int, int] = (0, 0)


def splits(folded: str, snapshot: Snapshot, words: Words) -> Iterable[tuple[Side, Side, str]]:
    """The two sides that each joining word of the question makes, and what else the question says; quoted titles first."""
    quoted = list(_QUOTED.finditer(folded))
    if len(quoted) > 1:
        sides = [_quoted_side(match, snapshot, words) for match in quoted[:2]]
        between = _JOINS.sub(",", folded[quoted[0].end() : quoted[1].start()])
        rest = f"{folded[: quoted[0].start()]},{between},{folded[quoted[1].end() :]}"
        yield sides[0], sides[1], rest
        return
    for join in _JOINS.finditer(folded):
        left, right = folded[: join.start()], folded[join.end() :]
        one = _left_side(left, snapshot, words)
        other = _right_side(right, left, snapshot, words)
        if one is not None and other is not None:
            rest = f"{left[: one.span[0]]},{left[one.span[1] :]},{right[other.span[1] :]}"
            yield one, other, rest


def _quoted_side(match: re.Match[str], snapshot: Snapshot, words: Words) -> Side:
    mention = find_mention(match[0], snapshot, words)
    return Side(mention.doc_ids, span=match.span()) if mention else Side(unknown=match[1], span=match.span())


def _left_side(left: str, snapshot: Snapshot, words: Words) -> Side | None:
    """What ends, or almost ends, in front of the joining word."""
    bare = re.sub(r"(?:里|中|的|里面|里头)$", "", left)
    for pattern, age in ((_NEW, "new"), (_OLD, "old")):
        if (match := pattern.search(bare)) and _stands_alone(bare[: match.start()]):
            return Side(age=age, span=(match.start(), len(left)))
    mention = find_mention(left, snapshot, words)
    if mention is not None and len(mention.doc_ids) == 1:
        return Side(mention.doc_ids, span=(mention.start, mention.end))
    if dated := _dated(left, _last_kind(left), snapshot):
        return dated
    if mention is not None:
        return Side(mention.doc_ids, span=(mention.start, mention.end))
    names = list(_NAMED_AS.finditer(bare[-_SIDE_CHARS:]))
    return Side(unknown=names[-1][0], span=(0, len(left))) if names and bare.endswith(names[-1][0]) else None


def _right_side(right: str, left: str, snapshot: Snapshot, words: Words) -> Side | None:
    """What begins, or almost begins, behind the joining word; 2021年的 takes what kind of document it is from the left."""
    for pattern, age in ((_NEW, "new"), (_OLD, "old")):
        for end in range(2, min(len(right), 12) + 1):
            match = pattern.match(right[:end])
            typed = match is not None and re.search(rf"(?:{TYPES}|文件|版本?)$", match[0])
            if match and (typed or _FOLLOWS_AGE.match(right, end)) and not pattern.match(right[: end + 1]):
                return Side(age=age, span=(0, match.end()))
    mention = find_mention(right, snapshot, words)
    if mention is not None and len(mention.doc_ids) == 1 and mention.start <= 2:
        return Side(mention.doc_ids, span=(mention.start, mention.end))
    if dated := _dated(right, _first_kind(right) or _last_kind(left), snapshot, begins=True):
        return dated
    if mention is not None and mention.start <= 2:
        return Side(mention.doc_ids, span=(mention.start, mention.end))
    name = _NAMED_AS.match(right[:_SIDE_CHARS])
    return Side(unknown=name[0], span=name.span()) if name else None


def _stands_alone(before: str) -> bool:
    """Whether nothing in front of 新方案 says whose: only words such as 请问 or 比较一下."""
    return not before or bool(re.search(r"(?:一下|请问|比较|对比|,|[和与跟同比]|在|从|把|说说|告诉我)$", before))


def _last_kind(text: str) -> str:
    kinds = re.findall(TYPES, text)
    return kinds[-1] if kinds else ""


def _first_kind(text: str) -> str:
    match = re.match(rf"[^,。?]{{0,12}}?({TYPES})", text)
    return match[1] if match else ""


def _dated(text: str, kind: str, snapshot: Snapshot, begins: bool = False) -> Side | None:
    """The documents of a kind that a year names: 2021年的方案; None where the year stands before a subject."""
    matches = [
        match
        for match in _BY_YEAR.finditer(text)
        if match[2] or (begins and match.start() <= 1) or not text[match.end() :]
    ]
    if not matches or not kind:
        return None
    match = matches[0] if begins else matches[-1]
    year = match[1] if len(match[1]) == 4 else f"20{match[1]}"
    found = tuple(
        doc_id
        for doc_id, entry in snapshot.entries.items()
        if kind in fold(entry.document.title)
        and (year in fold(entry.document.title) or (entry.document.signed_on or "").startswith(year))
    )
    return Side(found, span=match.span()) if found else None

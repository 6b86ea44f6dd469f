"""Which two documents a question sets against each other: two that it names, or one and its earlier or later version."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.documents import find_mention
from kb.document import Status
from kb.normal_form import fold
from kb.snapshot import Snapshot
from kb.words import Words

_TYPES = r"方案|办法|计划|规划|通知|意见|规定|细则|条例|制度|预案|要点|总结|报告|纪要|分工表|规程|章程|公告"
_JOINS = re.compile(r"相比较?|相对于|对比|对照|比较|[和与跟同及比较、]|以及")
# 新方案, 旧的那份办法, 修订前: a version that says no subject of its own.
_NEW = re.compile(
    rf"(?:新的?|新版的?|现行的?|现在的?|最新的?|修订后的?|修改后的?|后来的?|后一?(?=版|份))(?:那|这)?(?:[个份部版])?(?:{_TYPES}|文件|版本?|的)?$"
)
_OLD = re.compile(
    rf"(?:旧的?|老的?|旧版的?|老版的?|原来的?|原先的?|以前的?|之前的?|从前的?|原|上一?个?版?的?|前一?(?=版|份)|过去的?|修订前的?|修改前的?|废止的?)(?:那|这)?(?:[个份部版])?(?:{_TYPES}|文件|版本?|的)?$"
)
_BOTH = re.compile(r"新旧|新老|前后两?版?|两个?版本|修订前后|修改前后|历次|各版")
_AGE = re.compile(r"新版|旧版|老版|原版|上一版|前一版|修订前|修订后|修改前|修改后|旧的|老的|原来的|以前的|之前的")
_CHANGED = re.compile(r"修订|修改|改动|改了|变化|变动|调整")
_QUOTED = re.compile(r"《([^《》]{2,80})》")
_BY_YEAR = re.compile(rf"(?<!\d)(20\d\d|\d\d)年(?:度)?(?:版|印发|出台|发)?的?(?:那|这)?[个份]?({_TYPES})?")
_NAMED_AS = re.compile(rf"[\u4e00-\u9fff\d()]{{2,24}}?(?:{_TYPES})")
_FOLLOWS_AGE = re.compile(r"$|[有在相,?。多少区差]|不[同一]|比|哪|对")
# 和旧方案比呢: the other one is what was spoken of before.
_LEAVES_OUT = re.compile(
    rf"^(?:那么?|它|这个|这份|那)?(?:[和与跟同比]|相比|对比)(?:旧|老|原来?|以前|之前|上一|新)的?[个份部版]?(?:的|{_TYPES}|文件|版本?)"
)
_SIDE_CHARS = 40  # how much of the question beside the joining word names a document
_ENDED = (Status.REPEALED, Status.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Sides:
    """Two documents; `versions` where `one` took the place of `other`. `topic` is what the question says beside them."""

    one: str
    other: str
    versions: bool
    topic: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """Several pairs may be meant; `doc_ids` are those of the first of each."""

    doc_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """The library has `doc_id` only; `name` is the other as the question has it, empty for another version of it."""

    doc_id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a question: documents that it may mean, an age without a subject, or a name that nothing bears."""

    doc_ids: tuple[str, ...] = ()
    age: str = ""  # "new", "old"
    unknown: str = ""
    span: tuple[int, int] = (0, 0)


def find_sides(
    folded: str, snapshot: Snapshot, words: Words, named: tuple[str, ...]
) -> Sides | Unclear | Lacking | None:
    """The two documents of a folded question that compares. `named` are those it names, or that were spoken of before."""
    for one, other, rest in _splits(folded, snapshot, words):
        found = _paired(one, other, folded, snapshot, named)
        if found is not None:
            return _with_topic(found, rest)
    if leaves_out_one(folded) and not named:
        return Unclear(tuple(dict.fromkeys(later for later, _ in version_pairs(snapshot))))
    by_age = bool(_BOTH.search(folded) or _AGE.search(folded) or leaves_out_one(folded))
    if not (by_age or (named and _CHANGED.search(folded))) or not (named or re.search(_TYPES, folded)):
        return None
    pairs = version_pairs(snapshot, named) if named else _of_kind(version_pairs(snapshot), folded, snapshot)
    found = _one_of(pairs, snapshot)
    if found is None:
        return Lacking(named[0]) if by_age and len(named) == 1 else None
    folded = _LEAVES_OUT.sub(",", folded)
    mention = find_mention(folded, snapshot, words)
    return _with_topic(found, folded if mention is None else f"{folded[: mention.start]},{folded[mention.end :]}")


def leaves_out_one(folded: str) -> bool:
    """Whether a question sets another version against a document that it does not name.

    >>> leaves_out_one("和旧方案有什么不同"), leaves_out_one("新方案和旧方案有什么不同")
    (True, False)
    """
    return bool(_LEAVES_OUT.match(folded))


def version_pairs(snapshot: Snapshot, named: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """(later, earlier) documents of which the one repealed or superseded the other; only those with one of `named`."""
    pairs = [
        (change.by, doc_id)
        for doc_id in snapshot.entries
        for change in snapshot.standing(doc_id).changes
        if change.status in _ENDED and change.by in snapshot.entries
    ]
    return [pair for pair in dict.fromkeys(pairs) if not named or set(pair) & set(named)]


def _with_topic(found: Sides | Unclear | Lacking, rest: str) -> Sides | Unclear | Lacking:
    return Sides(found.one, found.other, found.versions, rest) if isinstance(found, Sides) else found


def _splits(folded: str, snapshot: Snapshot, words: Words) -> Iterable[tuple[_Side, _Side, str]]:
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


def _quoted_side(match: re.Match[str], snapshot: Snapshot, words: Words) -> _Side:
    mention = find_mention(match[0], snapshot, words)
    return _Side(mention.doc_ids, span=match.span()) if mention else _Side(unknown=match[1], span=match.span())


def _left_side(left: str, snapshot: Snapshot, words: Words) -> _Side | None:
    """What ends, or almost ends, in front of the joining word."""
    bare = re.sub(r"(?:里|中|的|里面|里头)$", "", left)
    for pattern, age in ((_NEW, "new"), (_OLD, "old")):
        if (match := pattern.search(bare)) and _stands_alone(bare[: match.start()]):
            return _Side(age=age, span=(match.start(), len(left)))
    mention = find_mention(left, snapshot, words)
    if mention is not None and len(mention.doc_ids) == 1:
        return _Side(mention.doc_ids, span=(mention.start, mention.end))
    if dated := _dated(left, _last_kind(left), snapshot):
        return dated
    if mention is not None:
        return _Side(mention.doc_ids, span=(mention.start, mention.end))
    names = list(_NAMED_AS.finditer(bare[-_SIDE_CHARS:]))
    return _Side(unknown=names[-1][0], span=(0, len(left))) if names and bare.endswith(names[-1][0]) else None


def _right_side(right: str, left: str, snapshot: Snapshot, words: Words) -> _Side | None:
    """What begins, or almost begins, behind the joining word; 2021年的 takes what kind of document it is from the left."""
    for pattern, age in ((_NEW, "new"), (_OLD, "old")):
        for end in range(2, min(len(right), 12) + 1):
            match = pattern.match(right[:end])
            typed = match is not None and re.search(rf"(?:{_TYPES}|文件|版本?)$", match[0])
            if match and (typed or _FOLLOWS_AGE.match(right, end)) and not pattern.match(right[: end + 1]):
                return _Side(age=age, span=(0, match.end()))
    mention = find_mention(right, snapshot, words)
    if mention is not None and len(mention.doc_ids) == 1 and mention.start <= 2:
        return _Side(mention.doc_ids, span=(mention.start, mention.end))
    if dated := _dated(right, _first_kind(right) or _last_kind(left), snapshot, begins=True):
        return dated
    if mention is not None and mention.start <= 2:
        return _Side(mention.doc_ids, span=(mention.start, mention.end))
    name = _NAMED_AS.match(right[:_SIDE_CHARS])
    return _Side(unknown=name[0], span=name.span()) if name else None


def _stands_alone(before: str) -> bool:
    """Whether nothing in front of 新方案 says whose: only words such as 请问 or 比较一下."""
    return not before or bool(re.search(r"(?:一下|请问|比较|对比|,|[和与跟同比]|在|从|把|说说|告诉我)$", before))


def _last_kind(text: str) -> str:
    kinds = re.findall(_TYPES, text)
    return kinds[-1] if kinds else ""


def _first_kind(text: str) -> str:
    match = re.match(rf"[^,。?]{{0,12}}?({_TYPES})", text)
    return match[1] if match else ""


def _dated(text: str, kind: str, snapshot: Snapshot, begins: bool = False) -> _Side | None:
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
    return _Side(found, span=match.span()) if found else None


def _paired(
    one: _Side, other: _Side, folded: str, snapshot: Snapshot, named: tuple[str, ...]
) -> Sides | Unclear | Lacking | None:
    """What two sides of a question come to; None where they name no documents."""
    if one.unknown or other.unknown:
        known, unknown = (other, one.unknown) if one.unknown else (one, other.unknown)
        return Lacking(known.doc_ids[0], unknown) if len(known.doc_ids) == 1 else None
    if one.doc_ids and other.doc_ids:
        if len(one.doc_ids) == len(other.doc_ids) == 1:
            return None if one.doc_ids == other.doc_ids else _sides(one.doc_ids[0], other.doc_ids[0], snapshot)
        pairs = [
            pair
            for pair in version_pairs(snapshot)
            if (pair[0] in one.doc_ids and pair[1] in other.doc_ids)
            or (pair[1] in one.doc_ids and pair[0] in other.doc_ids)
        ]
        found = _one_of(pairs, snapshot)
        return found if found is not None else Unclear(tuple(dict.fromkeys((*one.doc_ids, *other.doc_ids))))
    named = one.doc_ids or other.doc_ids or named
    pairs = version_pairs(snapshot, named) if named else _of_kind(version_pairs(snapshot), folded, snapshot)
    found = _one_of(pairs, snapshot)
    return Lacking(named[0]) if found is None and len(named) == 1 else found


def _sides(one: str, other: str, snapshot: Snapshot) -> Sides:
    """The pair, the later first where it took the other's place."""
    pairs = version_pairs(snapshot, (one,))
    if (other, one) in pairs:
        return Sides(other, one, True, "")
    return Sides(one, other, (one, other) in pairs, "")


def _one_of(pairs: list[tuple[str, str]], snapshot: Snapshot) -> Sides | Unclear | None:
    """The pair if it is one; of several earlier versions of one document the latest."""
    if not pairs:
        return None
    later = list(dict.fromkeys(pair[0] for pair in pairs))
    if len(later) > 1:
        return Unclear(tuple(later))
    earlier = max((pair[1] for pair in pairs), key=lambda doc_id: snapshot.entries[doc_id].document.signed_on or "")
    return Sides(later[0], earlier, True, "")


def _of_kind(pairs: list[tuple[str, str]], folded: str, snapshot: Snapshot) -> list[tuple[str, str]]:
    """Those of `pairs` of the kind of document that the question names (新旧办法), all where it names none."""
    kinds = re.findall(_TYPES, folded)
    return [
        pair for pair in pairs if not kinds or any(kind in snapshot.entries[pair[0]].document.title for kind in kinds)
    ]

"""Which two documents a question sets against each other: two that it names, or one and its earlier or later version."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.documents import find_mention
from assistant.named_sides import TYPES, Side, splits
from kb.document import Status
from kb.snapshot import Snapshot
from kb.words import Words

_BOTH = re.compile(r"新旧|新老|前后两?版?|两个?版本|修订前后|修改前后|历次|各版")
_AGE = re.compile(r"新版|旧版|老版|原版|上一版|前一版|修订前|修订后|修改前|修改后|旧的|老的|原来的|以前的|之前的")
_CHANGED = re.compile(r"修订|修改|改动|改了|变化|变动|调整")
# 和旧方案比呢: the other one is what was spoken of before.
_LEAVES_OUT = re.compile(
    rf"^(?:那么?|它|这个|这份|那)?(?:[和与跟同比]|相比|对比)(?:旧|老|原来?|以前|之前|上一|新)的?[个份部版]?(?:的|{TYPES}|文件|版本?)"
)
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


def find_sides(
    folded: str, snapshot: Snapshot, words: Words, named: tuple[str, ...]
) -> Sides | Unclear | Lacking | None:
    """The two documents of a folded question that compares. `named` are those it names, or that were spoken of before."""
    for one, other, rest in splits(folded, snapshot, words):
        found = _paired(one, other, folded, snapshot, named)
        if found is not None:
            return _with_topic(found, rest)
    if leaves_out_one(folded) and not named:
        return Unclear(tuple(dict.fromkeys(later for later, _ in version_pairs(snapshot))))
    by_age = bool(_BOTH.search(folded) or _AGE.search(folded) or leaves_out_one(folded))
    if not (by_age or (named and _CHANGED.search(folded))) or not (named or re.search(TYPES, folded)):
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


def _paired(
    one: Side, other: Side, folded: str, snapshot: Snapshot, named: tuple[str, ...]
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
    kinds = re.findall(TYPES, folded)
    return [
        pair for pair in pairs if not kinds or any(kind in snapshot.entries[pair[0]].document.title for kind in kinds)
    ]

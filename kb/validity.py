"""Which documents hold on a day: what repeals, amends, supersedes or copies what, read off all of them together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from kb.document import Document, Status
from kb.normal_form import fold
from kb.similarity import resemblance

# A norm is known by its title: there is one of that name in force at a time, however much of it was rewritten.
_NORM = re.compile(r"(?:条例|法|办法|规定|细则|规则|章程|制度|准则|规程)$")
# Notices and minutes of one name come again and again; each stands for itself.
_ROUTINE = re.compile(r"(?:通知|通报|函|纪要|简报|公示|公告|通告|请示|批复|报告|总结)$")
_INSIDE = re.compile(
    r"(?:印发|下发|转发|发布|公布)(?:新修订的|修订后的|修改后的)?[《<](.+)[》>].{0,8}的?(?:通知|公告|决定|令)$"
)
_EDITION = re.compile(
    r"\((?:\d{4}年?(?:版|修订|修正|修改|本)(?:版|本|稿)?|(?:新|最新)?(?:修订|修正|修改)(?:版|本|稿)?|暂行|试行|"
    r"征求意见稿|送审稿|审议稿|草案|讨论稿|第.{1,3}版|全文|\d{4}-\d{1,2}-\d{1,2})\)"
)
_PROVISIONAL = re.compile(r"暂行|试行")
_ISSUER_PREFIX = re.compile(r"^[^《<]{0,30}?关于")
_VERSION_RESEMBLANCE = 0.3  # of two plans of one name; revisions of laws lie above it in three of four cases
_COPY_RESEMBLANCE = 0.9
_EXTRACT_SHARE = 0.8  # what is shorter than this share of another and stands in it is an extract
_MOST_VERSIONS = 64  # of a document; comparing all pairs of more would take minutes
_MIN_SUFFIX = 6  # a shorter name is no safe ending to know a title by


@dataclass(frozen=True, slots=True)
class Change:
    """From `on` (ISO; None: always) document `by` gives another one this `status`."""

    status: Status
    by: str
    on: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a document stands among the others: its changes by date, and the document that it is a copy of."""

    changes: tuple[Change, ...] = ()
    copy_of: str | None = None

    def change_on(self, day: str) -> Change | None:
        """The change that counts on `day`, None before the first. A repeal is final, then a later version."""
        begun = [change for change in self.changes if change.on is None or change.on <= day]
        for status in (Status.REPEALED, Status.SUPERSEDED):
            if ended := [change for change in begun if change.status is status]:
                return ended[0]
        return begun[-1] if begun else None


@dataclass(frozen=True, slots=True)
class Dated:
    """What of a document is needed to tell how it stands; `order` is when it came into the library.

    `document` may be without its text if `unpack` gives the whole one.
    """

    doc_id: str
    document: Document
    order: str
    sketch: tuple[int, ...]
    unpack: Callable[[], Document] | None = None

    @property
    def whole(self) -> Document:
        """The document with its text; only documents that may be versions of one another are asked for it."""
        return self.unpack() if self.unpack else self.document

    @property
    def day(self) -> str | None:
        """Since when it holds, as far as it says so (ISO)."""
        return self.document.effective_on or self.document.signed_on or self.document.published_on


def standings(documents: Iterable[Dated]) -> dict[str, Standing]:
    """How each of `documents` stands, by doc_id."""
    dated = {each.doc_id: each for each in documents}
    changes: dict[str, list[Change]] = defaultdict(list)
    for doc_id, change in (*_declared(dated), *_superseded(dated)):
        changes[doc_id].append(change)
    copies = _copies(dated)
    return {doc_id: Standing(tuple(sorted(changes[doc_id], key=_order)), copies.get(doc_id)) for doc_id in dated}


def status_on(document: Document, standing: Standing, day: str) -> Status:
    """The status of `document` on `day` (ISO)."""
    change = standing.change_on(day)
    status = change.status if change and document.status is not Status.DRAFT else document.status
    expired = document.expires_on is not None and document.expires_on < day
    return Status.EXPIRED if expired and status.holds else status


@lru_cache(maxsize=16384)
def title_key(title: str) -> str:
    """The form under which titles of versions agree: without issuer, edition marks and 印发…的通知 around it.

    >>> title_key("栖云市林业局关于印发《古树名木保护管理办法（2023年修订）》的通知")
    '古树名木保护管理办法'
    """
    folded = fold(title)
    if match := _INSIDE.search(folded):
        folded = match[1]
    folded = _ISSUER_PREFIX.sub("", _EDITION.sub("", folded))
    return _PROVISIONAL.sub("", folded).strip("《》<>")


def _order(change: Change) -> tuple[str, bool]:
    return change.on or "", change.status is Status.REPEALED  # a repeal counts over an amendment of the same day


def _declared(dated: Mapping[str, Dated]) -> Iterable[tuple[str, Change]]:
    """The repeals and amendments that documents state themselves. A draft changes nothing yet."""
    by_name: dict[str, set[str]] = defaultdict(set)
    by_ending: dict[str, set[str]] = defaultdict(set)
    for doc_id, each in dated.items():
        titles = (each.document.title, *each.document.inner_titles)
        for name in filter(None, (*titles, each.document.doc_number)):
            by_name[fold(name)].add(doc_id)
        for title in titles:  # 栖云市护林办法 is named 护林办法 by its own issuer
            folded = fold(title)
            for at in range(1, len(folded) - _MIN_SUFFIX):
                by_ending[folded[at:]].add(doc_id)
    for by, each in dated.items():
        if each.document.status is Status.DRAFT:
            continue
        for names, status in ((each.document.supersedes, Status.REPEALED), (each.document.amends, Status.AMENDED)):
            meant = {found for name in names for found in by_name.get(fold(name), ())}
            meant |= {
                found
                for name in names
                for found in by_ending.get(fold(name), ())
                if _same_issuer(dated[found].document, each.document)
            }
            meant = {found for found in meant if found != by and _may_change(each, dated[found])}
            for doc_id in _as_numbered(meant, {fold(name) for name in names}, dated):
                yield doc_id, Change(status, by, each.day)


def _may_change(later: Dated, earlier: Dated) -> bool:
    """Whether `later` can repeal or amend `earlier`: nothing changes what comes after it."""
    if later.day and earlier.day:
        return later.day >= earlier.day and (later.day > earlier.day or not _one_key(later, earlier))
    return not _one_key(later, earlier) or later.order > earlier.order


def _one_key(one: Dated, other: Dated) -> bool:
    keys = [{title_key(title) for title in (each.document.title, *each.document.inner_titles)} for each in (one, other)]
    return bool(keys[0] & keys[1])


def _as_numbered(meant: set[str], names: set[str], dated: Mapping[str, Dated]) -> set[str]:
    """`meant` without other versions of a document that is named by its number."""
    numbered = {doc_id for doc_id in meant if fold(dated[doc_id].document.doc_number or "") in names}
    keys = {title_key(dated[doc_id].document.title) for doc_id in numbered}
    return {doc_id for doc_id in meant if doc_id in numbered or title_key(dated[doc_id].document.title) not in keys}


def _kin(dated: Mapping[str, Dated]) -> Iterable[tuple[Dated, Dated, float]]:
    """Pairs of one title key, the earlier first, with their resemblance."""
    by_key: dict[str, list[Dated]] = defaultdict(list)
    for each in dated.values():
        if each.document.status is not Status.DRAFT:
            for key in {title_key(title) for title in (each.document.title, *each.document.inner_titles)}:
                by_key[key].append(each)
    for key, group in by_key.items():
        for one, other in _pairs(group) if len(key) > 2 else ():
            earlier, later = sorted((one, other), key=lambda each: each.order)
            if earlier.day and later.day and earlier.day > later.day:
                earlier, later = later, earlier
            yield earlier, later, resemblance(earlier.sketch, later.sketch)


def _pairs(group: list[Dated]) -> Iterable[tuple[Dated, Dated]]:
    """The pairs of `group`; of a large one, such as the articles of a law in files of their own, those that share text."""
    if len(group) <= _MOST_VERSIONS:
        return combinations(group, 2)
    holders: dict[int, list[int]] = defaultdict(list)
    for at, each in enumerate(group):
        for value in each.sketch:
            holders[value].append(at)
    shared = {pair for held in holders.values() if len(held) <= _MOST_VERSIONS for pair in combinations(held, 2)}
    return [(group[one], group[other]) for one, other in sorted(shared)]


def _superseded(dated: Mapping[str, Dated]) -> Iterable[tuple[str, Change]]:
    for earlier, later, alike in _kin(dated):
        if _same_issue(earlier, later, alike) or not _same_issuer(earlier.document, later.document):
            continue
        key = title_key(later.document.title)
        known = (earlier.document.issuer is None) is (later.document.issuer is None)
        is_norm = known and bool(_NORM.search(key)) and earlier.day != later.day
        if is_norm or (alike >= _VERSION_RESEMBLANCE and not _ROUTINE.search(key)):
            yield earlier.doc_id, Change(Status.SUPERSEDED, later.doc_id, later.day)


def _copies(dated: Mapping[str, Dated]) -> dict[str, str]:
    """Copies by the first that came; one that was read in part, or is a part of the other, leads no other."""
    copies: dict[str, str] = {}
    for one, other, alike in _kin(dated):
        if _same_issue(one, other, alike):
            whole = max(len(one.whole.text), len(other.whole.text)) * _EXTRACT_SHARE
            lead, copy = sorted(
                (one, other),
                key=lambda each: (
                    len(each.whole.text) < whole,
                    each.document.partial,
                    _recognised(each),
                    each.order,
                ),
            )
            copies[copy.doc_id] = lead.doc_id
    return {copy: _first(copy, copies) for copy in copies}


def _first(doc_id: str, copies: Mapping[str, str]) -> str:
    seen = {doc_id}
    while doc_id in copies and copies[doc_id] not in seen:
        doc_id = copies[doc_id]
        seen.add(doc_id)
    return doc_id


def _same_issue(one: Dated, other: Dated, alike: float) -> bool:
    """Whether two files hold one issue of a document, as its DOCX and its PDF do, or one a page of the other."""
    if one.day != other.day and None not in (one.day, other.day):
        return False
    shorter, longer = sorted(max(len(each.whole.text), 1) for each in (one, other))
    contained = alike * (shorter + longer) / ((1 + alike) * shorter)  # the share of the shorter that both have
    dated = one.day is not None and one.day == other.day
    if (
        not (_recognised(one) or _recognised(other))
        and _figures(one) != _figures(other)
        and shorter >= longer * _EXTRACT_SHARE
    ):
        return False  # a draft and its final text, a mistake and its correction
    return alike >= _COPY_RESEMBLANCE or (
        dated and contained >= _COPY_RESEMBLANCE and shorter < longer * _EXTRACT_SHARE
    )


def _figures(each: Dated) -> Counter[str]:
    return Counter(re.findall(r"\d+", fold(each.whole.text)))


def _recognised(each: Dated) -> bool:
    return any(region.confidence is not None for region in each.whole.regions)


def _same_issuer(one: Document, other: Document) -> bool:
    issuers = [fold(each.issuer) for each in (one, other) if each.issuer]
    return len(issuers) < 2 or issuers[0].endswith(issuers[1]) or issuers[1].endswith(issuers[0])

"""Which documents a question names: by number, by title in 《》, or loosely by type and subject (防火方案)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import log

from assistant.naming import known_by
from kb.normal_form import fold
from kb.snapshot import Snapshot
from kb.words import Words

_TYPES = (
    "实施方案", "工作方案", "行动计划", "行动方案", "分工表", "任务表", "责任表", "会议纪要", "办公会议", "办公会", "纪要", "管理办法", "考核办法", "办法", "方案",
    "通知", "计划", "规划", "总结", "意见", "规定", "细则", "条例", "报告", "制度", "决定", "预案", "要点", "政策", "措施", "公告", "通告", "批复", "清单",
    "指南",
)  # fmt: skip
_TYPE = re.compile("|".join(_TYPES))
_QUOTED_TITLE = re.compile(r"《([^《》]{2,80})》")
_SAME_TYPE = {
    "办公会": ("纪要", "办公会"), "办公会议": ("纪要", "办公会"), "会议纪要": ("纪要",), "纪要": ("纪要",), "分工表": ("表",), "任务表": ("表",), "责任表": ("表",),
    "计划": ("计划", "方案", "规划"), "方案": ("方案",), "实施方案": ("方案",), "工作方案": ("方案",), "行动计划": ("计划",), "行动方案": ("方案",),
    "管理办法": ("办法",), "考核办法": ("办法",), "办法": ("办法", "细则", "规定"), "政策": ("政策", "措施", "办法", "意见"), "文件": (),
}  # fmt: skip
_TELLING_TYPES = (
    "分工表",
    "任务表",
    "责任表",
    "会议纪要",
    "办公会议",
    "办公会",
    "纪要",
    "总结",
    "报告",
    "要点",
)  # few a year
_SPAN_CHARS = 22  # how far before the type's name its subject may begin
_OLD = re.compile(r"(?:旧|老|原|原来|以前|之前|上一|作废|废止|失效|被废|被取代)(?:的|那|版|了)?")
_GENERIC = re.compile(
    r"^(?:\d+年?|年度?|工作|林业局?|市|局|第|次|全市|我市|全局|本|关于|有关|做好|按|现行|里|中|新|版|份|张|个|最新|目前|月|年|去年|今年|明年|前年|上年|上次|这次|最近|近期)$"
)
_WEAK = re.compile(
    r"^(?:若干|建设|发展|推进|加快|促进|支持|推动|开展|实施|加强|提升|试点|国家|全国|全省)$"
)  # half of all titles
_ORGAN = re.compile(r"[\u4e00-\u9fff]{2,}(?:局|科|处|站|中心|委员会|政府)$")
_YEAR = re.compile(r"(20\d\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)([12]\d)年(?!以|内|来|期)")
_ASKED_FOR = re.compile(r"(?:什么|哪些|哪几|啥|何|多少)[^,。;:]{0,8}$")  # 有什么优惠政策 names no document
_TO_SUM_UP = re.compile(r"总结(?=一下|下(?!乡)|出)|(?<=^)总结(?![里中自最报说是怎什哪多])")  # 总结一下: no document
_UNKNOWN = 0.4  # weight of a subject word that no title has, against the logarithms of the others
_MIN_SHARE = 0.55
_CLEAR_LEAD = 1.25


@dataclass(frozen=True, slots=True)
class Mention:
    """Documents that a question names, and the span of the folded question that does so."""

    doc_ids: tuple[str, ...]
    start: int
    end: int


def find_mention(folded: str, snapshot: Snapshot, words: Words) -> Mention | None:
    """The documents that the folded question names, None if it names none. Several when it fits several alike."""
    for match in _QUOTED_TITLE.finditer(folded):
        found = tuple(
            doc_id
            for doc_id, entry in snapshot.entries.items()
            if match[1] in fold(entry.document.title).replace('"', "")
        )
        if found:
            return Mention(found, *match.span())
    for doc_id, entry in snapshot.entries.items():
        number = fold(entry.document.doc_number or "")
        if number and number in folded:
            at = folded.index(number)
            return Mention((doc_id,), at, at + len(number))
    return _loosely(folded, snapshot, words)


def _loosely(folded: str, snapshot: Snapshot, words: Words) -> Mention | None:
    best: Mention | None = None
    best_share = 0.0
    for match in _TYPE.finditer(folded):
        if (
            folded[match.end() : match.end() + 1] == "性"
            or _TO_SUM_UP.match(folded, match.start())
            or _ASKED_FOR.search(folded[: match.start()])
        ):
            continue
        begin = max(0, match.start() - _SPAN_CHARS, *(folded.rfind(mark, 0, match.start()) + 1 for mark in ",。;:?!"))
        subject = [
            token for token in words.search_tokens(folded[begin : match.start()]) if len(token) > 1 or token.isalnum()
        ]
        rated = _rated(subject, match[0], snapshot, words, folded)
        if not rated:
            continue
        top = rated[0][0]
        chosen = tuple(doc_id for share, doc_id in rated if share * _CLEAR_LEAD > top)
        if top > best_share:
            best, best_share = Mention(chosen, begin, match.end()), top
    return best


def _rated(subject: list[str], kind: str, snapshot: Snapshot, words: Words, question: str) -> list[tuple[float, str]]:
    """(share of the subject's weight that the title covers, doc_id), best first, above the minimum."""
    titles = snapshot.derived("title tokens", lambda: _title_tokens(snapshot, words))
    names = snapshot.derived("names", lambda: _names(snapshot))
    spread = Counter(token for tokens in titles.values() for token in tokens)
    suffixes = _SAME_TYPE.get(kind, (kind,))
    telling = {token for token in subject if not _GENERIC.match(token) and not _ORGAN.search(token)}
    weights = {token: log(1 + len(titles) / spread[token]) for token in telling if token in spread}
    unknown = [token for token in telling if token not in spread and len(token) > 1]
    total = sum(weights.values()) + _UNKNOWN * len(unknown)
    topical = {token for token in telling if not _is_weak(token, words)}
    if weights and all(_WEAK.match(token) for token in telling):
        return []  # 建设方案 may be any
    years = set(_YEAR.findall(question)) | {f"20{year}" for year in _SHORT_YEAR.findall(question)}
    only = sum(any(suffix in name for suffix in suffixes) for name in names.values()) == 1
    rated = []
    for doc_id, tokens in titles.items():
        entry = snapshot.entries[doc_id]
        if suffixes and not any(suffix in names[doc_id] for suffix in suffixes):
            continue
        if not weights and not (years and kind in _TELLING_TYPES) and not (only and not unknown):
            continue
        if weights and topical and not topical & tokens:
            continue  # a place or a word of half the titles names no document of another subject
        share = sum(weight for token, weight in weights.items() if token in tokens) / total if weights else _MIN_SHARE
        own_years = _years(entry.document.title) | {(entry.document.signed_on or "")[:4]}
        if years:
            share *= 1.1 if years & own_years else 0.9
        if not snapshot.status_on(doc_id).holds and not _OLD.search(question):
            share *= 0.85 if not (years & own_years) else 1.0
        if share >= _MIN_SHARE:
            rated.append((share, doc_id))
    return sorted(rated, key=lambda pair: (-pair[0], pair[1]))


def _is_weak(token: str, words: Words) -> bool:
    """Whether a word of a subject says nothing of it: a place, or a word that titles have whatever they are about."""
    return bool(_WEAK.match(token)) or words.part_of_speech(token).startswith("ns")


def _title_tokens(snapshot: Snapshot, words: Words) -> dict[str, frozenset[str]]:
    titles = {doc_id: known_by(entry.document) for doc_id, entry in snapshot.entries.items()}
    return {doc_id: frozenset(words.search_tokens(title)) | _years(title) for doc_id, title in titles.items()}


def _names(snapshot: Snapshot) -> dict[str, str]:
    return {doc_id: fold(known_by(entry.document)) for doc_id, entry in snapshot.entries.items()}


def _years(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"20\d\d", fold(title)))

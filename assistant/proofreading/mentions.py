"""Which documents of the library a draft names, and how far along its text each of them is spoken of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from kb.catalog import Entry
from kb.normal_form import fold
from kb.snapshot import Snapshot
from kb.validity import title_key

_TITLE = re.compile(r"《((?:[^《》\n]|《[^《》\n]{2,80}》){2,120})》")
_NUMBER = re.compile(
    r"(?P<organ>[\u4e00-\u9fff]{0,12})(?P<open>[〔\[［【（(])(?P<year>(?:19|20)\d{2})年?(?P<close>[〕\]］】）)])"
    r"(?P<word>第?)(?P<serial>\d{1,5})(?P<unit>号|次)"
)
_BETWEEN = re.compile(r"[（(\s]{0,3}$")  # between a title and its number
_SHORT = re.compile(r"[）)]?[（(，,][^。\n]{0,20}?以下(?:统|均)?简称(?:为)?《([^《》\n]{1,20})》")
_BEFORE_ORGAN = re.compile(r"^.*(?:按照|根据|依据|依照|落实|贯彻|印发|执行|以及|[和及与见的])")
_BARE = re.compile(
    r"(?:(?<=[，。；：、“”（）\n])|(?<=按照)|(?<=根据)|(?<=依据)|(?<=对照)|该|上述)"
    r"([\u4e00-\u9fff]{0,6}?(?:办法|规定|细则|方案|计划|规划|意见|通知|要点))(?=第[一二三四五六七八九十百\d]+条|规定|明确|要求|提出|指出)"
)
_YEARS = re.compile(r"\(\d{4}(?:[-~至]\d{4})?年?\)$")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,4}?[省市县区州旗镇乡]")
_TYPES = (
    "办法 规定 细则 条例 规则 制度",
    "方案 计划 规划 要点",
    "通知 意见 通报 决定 函",
    "总结 报告 简报",
    "纪要",
    "表 清单",
)
_TYPE_OF = {name: group for group in _TYPES for name in group.split()}
_NEAR, _LEAST_CHARS = 0.8, 6
_NUMERALS = re.compile(r"[\d一二三四五六七八九十]+")
_SENTENCE_END = re.compile(r"[。！？\n]")


@dataclass(frozen=True, slots=True)
class Number:
    """A document number at `start:end` of the draft, without words that happen to stand before its organ."""

    start: int
    end: int
    written: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A document that the draft names at `start:end`: by its title, its number, or the one behind the other.

    `doc_id` is None where the library has no such document. `near` is the document that was probably meant by a
    title that is not quite its own. `scope` is the part of the sentence that speaks of it.
    """

    start: int
    end: int
    title: tuple[int, int] | None
    number: Number | None
    doc_id: str | None
    near: str | None
    scope: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Found:
    """A place where a document is named, before it is known which; `short` is a bare 办法 behind its full title."""

    start: int
    end: int
    title: re.Match[str] | None = None
    number: re.Match[str] | None = None
    short: str = ""


def find_mentions(text: str, snapshot: Snapshot) -> list[Mention]:
    """The documents that `text` names, in order."""
    found = sorted([*_named(text), *_bare(text)], key=lambda each: each.start)
    made: list[Mention] = []
    called: dict[str, tuple[str | None, str | None]] = {}  # 以下简称《办法》
    for at, each in enumerate(found):
        if each.short:
            doc_id, near = _last_called(each.short, made, snapshot), None
            if doc_id is None:
                continue
        else:
            title = each.title[1] if each.title else None
            doc_id, near = called.get(title or "") or _resolve(title, each.number, snapshot)
        if short := _SHORT.match(text, each.end):
            called[short[1]] = doc_id or near, None
        following = found[at + 1].start if at + 1 < len(found) else len(text)
        made.append(
            Mention(
                each.start, each.end, each.title.span(1) if each.title else None, _number(each.number, snapshot),
                doc_id, near, _scope(text, each.start, each.end, following),
            )
        )  # fmt: skip
    return made


def _named(text: str) -> list[_Found]:
    """Titles in 《》, each with the number behind it, and numbers by themselves."""
    titles = list(_TITLE.finditer(text))
    inside = [match.span() for match in titles]
    numbers = [match for match in _NUMBER.finditer(text) if not any(a <= match.start("open") < b for a, b in inside)]
    found = []
    for title in titles:
        after = [each for each in numbers if title.end() <= each.start() <= title.end() + 3]
        number = next((each for each in after if _BETWEEN.fullmatch(text, title.end(), each.start())), None)
        if number is not None:
            numbers.remove(number)
        found.append(_Found(title.start(), number.end() if number else title.end(), title, number))
    return found + [_Found(each.start(), each.end(), number=each) for each in numbers]


def _bare(text: str) -> list[_Found]:
    """办法规定, 考核办法第六条: what may stand for a document that was named before."""
    return [_Found(*match.span(1), short=match[1]) for match in _BARE.finditer(text)]


def _last_called(short: str, made: list[Mention], snapshot: Snapshot) -> str | None:
    """The document named last whose title ends with `short`."""
    for mention in reversed(made):
        doc_id = mention.doc_id or mention.near
        if doc_id and core(snapshot.entry(doc_id).header.title, None).endswith(short):
            return doc_id
    return None


def core(title: str, issuer: str | None) -> str:
    """What is left of a title without its issuer, that one's place and the years at its end.

    >>> core("栖云市竹产业发展行动计划（2024—2027年）", "栖云市林业局")
    '竹产业发展行动计划'
    """
    key = _YEARS.sub("", title_key(title))
    place = _PLACE.match(fold(issuer or ""))
    for head in (fold(issuer or ""), place[0] if place else ""):
        if head and key.startswith(head) and len(key) - len(head) >= 4:
            key = key.removeprefix(head)
    return key


def number_of(entry: Entry) -> str:
    """The folded number of a document, empty without one."""
    return fold(entry.header.doc_number or "")


def _resolve(title: str | None, number: re.Match[str] | None, snapshot: Snapshot) -> tuple[str | None, str | None]:
    """The document that is named, or else the one that was probably meant."""
    by_number = {
        doc_id for doc_id, entry in snapshot.entries.items() if number and _ends_with(number, number_of(entry))
    }
    if title is None:
        return (_best(by_number, snapshot), None) if by_number else (None, None)
    exact = {doc_id for doc_id, entry in snapshot.entries.items() if _is_named(title, entry)}
    if exact:
        return _best(exact & by_number or exact, snapshot), None
    if by_number:
        return None, _best(by_number, snapshot)
    rated = [(_likeness(title, entry), doc_id) for doc_id, entry in snapshot.entries.items()]
    likeness, doc_id = max(rated, default=(0.0, ""))
    return None, doc_id if likeness >= _NEAR else None


def _ends_with(number: re.Match[str], known: str) -> bool:
    return bool(known) and known[0] != "[" and fold(number[0]).endswith(known)


def _best(doc_ids: set[str], snapshot: Snapshot) -> str:
    """Of several versions the one in force, of those the latest."""
    return max(
        doc_ids,
        key=lambda doc_id: (snapshot.status_on(doc_id).holds, snapshot.entry(doc_id).header.signed_on or "", doc_id),
    )


def _is_named(title: str, entry: Entry) -> bool:
    names = (entry.header.title, *entry.header.inner_titles)
    cores = {core(name, entry.header.issuer) for name in names}
    wanted = core(title, entry.header.issuer)
    years = set(_NUMERALS.findall(fold(title))) - {number for name in names for number in _NUMERALS.findall(fold(name))}
    if any(year.isdecimal() for year in years):
        return False  # another year's
    return wanted in cores or (len(wanted) >= _LEAST_CHARS and any(each.endswith(wanted) for each in cores))


def _likeness(title: str, entry: Entry) -> float:
    """How likely a title is a slip for that of `entry`; 0 where it rather names another document."""
    wanted, best = core(title, entry.header.issuer), 0.0
    for name in (entry.header.title, *entry.header.inner_titles):
        own = core(name, entry.header.issuer)
        if min(len(own), len(wanted)) < _LEAST_CHARS or _NUMERALS.findall(wanted) != _NUMERALS.findall(own):
            continue
        if wanted.startswith(own) or _type(wanted) != _type(own) or _place(wanted) != _place(own):
            continue  # its 实施细则, a report about it, that of another place
        best = max(best, SequenceMatcher(None, wanted, own, autojunk=False).ratio())
    return best


def _type(name: str) -> str:
    return next((group for word, group in _TYPE_OF.items() if name.endswith(word)), name[-2:])


def _place(name: str) -> str:
    match = _PLACE.match(name)
    return match[0] if match else ""


def _number(match: re.Match[str] | None, snapshot: Snapshot) -> Number | None:
    """The number with its organ only: 根据栖林发〔2024〕7号 -> 栖林发〔2024〕7号."""
    if match is None:
        return None
    organs = {number_of(entry).split("[", 1)[0] for entry in snapshot.entries.values()} - {""}
    own = _BEFORE_ORGAN.sub("", match["organ"])
    organ = max((each for each in organs if fold(match["organ"]).endswith(each)), key=len, default=own)
    start = match.start("open") - len(organ)
    return Number(start, match.end(), match.string[start : match.end()])


def _scope(text: str, start: int, end: int, following: int) -> tuple[int, int]:
    """What speaks of a mention: what follows in its sentence, or, where it stands in brackets, what came before."""
    if text[:start].rstrip().endswith(("（", "(")):
        begins = [match.end() for match in _SENTENCE_END.finditer(text, 0, start)]
        return (begins[-1] if begins else 0, start)
    stop = _SENTENCE_END.search(text, end)
    return (end, min(following, stop.start() if stop else len(text)))

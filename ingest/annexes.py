"""Annexes (GB/T 9704-2012 7.3.4 and 7.3.7): the list of their names before the signature, and where each begins."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.dates import is_date_line
from ingest.headings import heading_of
from ingest.organs import is_organ_line
from ingest.signature import Signature
from ingest.titles import TITLE_TAIL

_ANNEX = re.compile(
    r"^附\s*(?P<kind>[件表录图])?\s*(?P<number>[0-9０-９]{1,2}(?:[-—－][0-9０-９]{1,2})?|[一二三四五六七八九十]{1,3}|[A-ZＡ-Ｚ](?![a-z]))?"
    r"\s*(?P<colon>[:：.．、])?\s*(?P<title>.*)$"
)
_NUMBER = re.compile(
    r"^\s*(?:[（(]?\s*[0-9０-９]{1,2}\s*[)）.．、]|附\s*件\s*[0-9０-９一二三四五六七八九十]{0,3}\s*[:：.．]?)\s*"
)
_FILE_ENDING = re.compile(r"\.(?:docx?|pdf|xlsx?|wps|zip|rar|ofd)$", re.IGNORECASE)
_INLINE = re.compile(r"[\s\u3000；;]+(?=[0-9０-９]{1,2}[.．、])")
_MAX_NAME = 80
_LIST_LINES = 20  # lines that a list of annexes may have


@dataclass(frozen=True, slots=True)
class Annexes:
    """`marks` are the blocks that begin an annex with its label, `listed` those of lists of annexes, `names` their names."""

    marks: dict[int, str]
    listed: frozenset[int]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a document with what the rules ask of them: which are annex lines, where signatures stand."""

    texts: Sequence[str]
    matches: dict[int, re.Match[str]]
    last_of_number: dict[str, int]
    last_bare: int
    signatures: Sequence[int]
    signed: frozenset[int]

    def first_signature(self, at: int) -> int | None:
        """Where the next signature behind line `at` begins."""
        place = bisect_right(self.signatures, at)
        return self.signatures[place] if place < len(self.signatures) else None


def annexes_of(lines: Sequence[str], start: int, passed: frozenset[int], signatures: Sequence[Signature]) -> Annexes:
    """The annexes in `lines` from line `start` on; lines of `passed` are none.

    >>> found = annexes_of(["附件：1.任务表", "2.名单", "2024年3月1日", "附件1", "任务表"], 0, frozenset(), ())
    >>> found.names, found.marks
    (('任务表', '名单'), {3: '附件1'})
    """
    text = _lines(lines, start, passed, signatures)
    marks: dict[int, str] = {}
    listed: set[int] = set()
    names: list[str] = []
    for at, match in text.matches.items():
        if at in listed:
            continue
        if _is_list(text, at, match):
            span, found = _annex_list(text, at, match)
            listed |= span
            names += found
        elif len(match["title"]) <= _MAX_NAME:
            marks[at] = lines[at][: match.start("title")].strip().rstrip("：:.．、 ")
    return Annexes(marks, frozenset(listed), tuple(dict.fromkeys(names)))


def is_annex_line(line: str) -> bool:
    """Whether `line` begins an annex or names one in a list."""
    return _annex_line(line) is not None


def _lines(lines: Sequence[str], start: int, passed: frozenset[int], signatures: Sequence[Signature]) -> _Lines:
    found = ((at, _annex_line(lines[at])) for at in range(start, len(lines)) if at not in passed)
    matches = {at: match for at, match in found if match is not None}
    return _Lines(
        texts=lines,
        matches=matches,
        last_of_number={match["number"]: at for at, match in matches.items() if match["number"]},
        last_bare=max((at for at, match in matches.items() if not match["title"]), default=-1),
        signatures=[each.first for each in signatures],
        signed=frozenset(at for each in signatures for at in range(each.first, each.last + 1)),
    )


def _annex_line(line: str) -> re.Match[str] | None:
    match = _ANNEX.match(line)
    if match is None or len(line) > _MAX_NAME + 20 or line.endswith(("。", "；")):
        return None
    if match["kind"] is None and not match["colon"] and (match["title"] or not match["number"]):
        return None
    spaced = match["colon"] or not match["title"] or line[match.start("title") - 1].isspace()
    if not spaced and not (match["number"] and TITLE_TAIL.search(match["title"])):
        return None
    return None if match["title"].startswith(("所", "中", "的", "、", "和", "及")) else match


def _is_list(text: _Lines, at: int, match: re.Match[str]) -> bool:
    """Whether the line begins the list of annexes that stands before the signature, not an annex."""
    signed_before = bool(text.signatures) and text.signatures[0] < at
    if match["number"] and match["title"]:
        if text.last_of_number[match["number"]] > at or _FILE_ENDING.search(match["title"]):
            return True
        return not signed_before and _ends_soon(text, at, match)
    if not match["title"] and (match["number"] or not match["colon"]):
        return False
    signature = text.first_signature(at)
    if signature is not None and signature - at <= _LIST_LINES and _all_short(text.texts[at + 1 : signature]):
        return True
    return _ends_soon(text, at, match) or (text.last_bare > at and not signed_before)


def _ends_soon(text: _Lines, at: int, match: re.Match[str]) -> bool:
    """Whether nothing but short lines follows up to a signature, the mark of an annex or the end."""
    for number in range(at + 1, min(at + _LIST_LINES, len(text.texts) + 1)):
        if number == len(text.texts):
            return bool(match["title"])
        if number in text.signed or re.match(r"^[（(]此件", text.texts[number]):
            return True
        other = text.matches.get(number)
        if other and not other["title"]:
            return number - at <= 1 or not match["number"]
        if not other and not _all_short(text.texts[number : number + 1]):
            return False
    return False


def _all_short(lines: Sequence[str]) -> bool:
    return all(line and len(line) <= _MAX_NAME and "。" not in line for line in lines)


def _annex_list(text: _Lines, at: int, match: re.Match[str]) -> tuple[set[int], list[str]]:
    """The lines of a list of annexes and the names in it."""
    entries = [part for part in _INLINE.split(match["title"]) if part]
    span = {at}
    numbered = bool(match["number"]) or not entries or bool(_NUMBER.match(entries[0]))
    for number in range(at + 1, min(at + _LIST_LINES, len(text.texts))):
        line, other = text.texts[number], text.matches.get(number)
        stops = number in text.signed or is_date_line(line) or is_organ_line(line) or not _all_short([line])
        if stops or (other and not other["title"]) or line.startswith(("（", "(", "抄送", "《")):
            break
        if _NUMBER.match(line):
            entries += [part for part in _INLINE.split(line) if part]
        elif not entries:
            entries.append(line)
        elif numbered and not heading_of(line) and len(entries[-1]) >= 12 and not TITLE_TAIL.search(entries[-1]):
            entries[-1] += line
        else:
            break
        span.add(number)
    return span, [name for entry in entries if (name := _annex_name(entry))]


def _annex_name(entry: str) -> str:
    name = _FILE_ENDING.sub("", _NUMBER.sub("", _NUMBER.sub("", entry)).strip(" 　；;。."))
    return name[1:-1] if name.startswith("《") and name.endswith("》") and name.count("《") == 1 else name

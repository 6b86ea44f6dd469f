"""Faults of numbering: numbers left out or given twice, levels in the wrong order (GB/T 9704-2012, section 7.3.3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from assistant.proofreading.finding import Finding, Rule
from kb.document import ClauseKind, Document
from kb.numerals import value_of

_CN = "[一二三四五六七八九十百零]+"
_CONTENTS = re.compile(r"(?:\.{3,}|…+|·{3,}|\t)\s*\d+\s*$")  # a line of a table of contents
_ANNEX = re.compile(r"\s*附\s*(?:件|表|录)\s*[\d一二三四五六七八九十]*\s*[:：]?\s*$")


@dataclass(frozen=True, slots=True)
class _Style:
    """A way of numbering: `shown` writes a number in it; `level` 1 is the highest. Articles count through chapters."""

    name: str
    level: int
    pattern: re.Pattern[str]
    shown: Callable[[str], str]
    through: bool = False


_STYLES = (
    _Style("章", 1, re.compile(rf"第({_CN}|\d+)章(?=\s|[\u4e00-\u9fff]|$)"), lambda n: f"第{n}章"),
    _Style("节", 2, re.compile(rf"第({_CN}|\d+)节(?=\s|[\u4e00-\u9fff]|$)"), lambda n: f"第{n}节"),
    _Style(
        "条", 3, re.compile(rf"第({_CN}|\d+)条(?=\s|　|[^\u4e00-\u9fff、，。]|$)"), lambda n: f"第{n}条", through=True
    ),
    _Style("一、", 4, re.compile(rf"({_CN})[、．.，](?!\d)"), lambda n: f"{n}、"),
    _Style("（一）", 5, re.compile(rf"[（(]({_CN})[）)][、．.，]?"), lambda n: f"（{n}）"),
    _Style("1.", 6, re.compile(r"(\d{1,2})[.．、](?![\d])"), lambda n: f"{n}."),
    _Style("（1）", 7, re.compile(r"[（(](\d{1,2})[）)][、．.，]?"), lambda n: f"（{n}）"),
)
_WRONG_MARK = re.compile(rf"({_CN})[．.，](?!\d)|([（(](?:{_CN}|\d{{1,2}})[）)])[、．.，]")
_DIGITS = "零一二三四五六七八九"


def check_numbering(document: Document) -> Iterable[Finding]:
    """The faults of numbering in a draft; tables and contents aside, annexes by themselves."""
    rows = {row.start for row in document.rows}
    fresh = {each.start for each in document.clauses if each.kind in (ClauseKind.ANNEX, ClauseKind.DOCUMENT)}
    walk = _Walk()
    at = 0
    for line in document.text.split("\n"):
        begin = at + len(line) - len(line.lstrip())
        at += len(line) + 1
        if begin in fresh or _ANNEX.fullmatch(line):
            walk = _Walk()
        found = None if begin in rows or _CONTENTS.search(line) else _labelled(line.strip())
        value = value_of(found[1][1]) if found else None
        if found is None or value is None:
            continue
        style, match = found
        yield from _mark(begin, line.strip())
        for told, mend in walk.step(style, int(value), match[1]):
            yield Finding(Rule.NUMBERING, begin, begin + match.end(), told, mend)


@dataclass
class _Walk:
    """The numbers met so far: `open` those above the next line, outermost first; `latest` the last of each style.

    `mended` is what a wrong number should have been: the next one may count from either.
    """

    open: list[tuple[_Style, int]] = field(default_factory=list)
    latest: dict[str, int] = field(default_factory=dict)
    mended: dict[str, int] = field(default_factory=dict)

    def step(self, style: _Style, number: int, written: str) -> Iterable[tuple[str, str | None]]:
        """What is wrong with the next number, and the number to put in its place."""
        latest = self.latest.get(style.name, 0)
        last = latest if style.through else next((last for known, last in self.open if known is style), 0)
        above = self.open[-1][0] if self.open else style
        if style.level < above.level and latest == 0 and number == 1:
            yield f"层次颠倒：“{style.name}”应在“{above.name}”之上，不能放在它的下面", None
        is_open = any(known is style for known, _ in self.open)
        while self.open and self.open[-1][0] is not style and (is_open or self.open[-1][0].level > style.level):
            self.open.pop()
        fault = _sequence(style, number, last)
        mended = self.mended.pop(style.name, None)
        counts_on = last == 0 and number == latest + 1  # through all parts
        if fault and not counts_on and (mended is None or number != mended + 1):
            self.mended[style.name] = last + 1
            yield fault, style.shown(_written(last + 1, written))
        if self.open and self.open[-1][0] is style:
            self.open.pop()
        self.open.append((style, number))
        self.latest[style.name] = number


def _labelled(line: str) -> tuple[_Style, re.Match[str]] | None:
    return next(((style, match) for style in _STYLES if (match := style.pattern.match(line))), None)


def _mark(begin: int, line: str) -> Iterable[Finding]:
    """一． and （一）、: the number has the wrong mark behind it."""
    match = _WRONG_MARK.match(line)
    if match:
        mend = f"{match[1]}、" if match[1] else match[2]
        yield Finding(Rule.NUMBERING, begin, begin + match.end(), "序数后的标点不对", mend)


def _sequence(style: _Style, number: int, last: int) -> str | None:
    """What is wrong with `number` behind `last` (0: it is the first), None where it follows; lists may begin anew."""
    if number == last + 1 or (number == 1 and (last > 1 or style.level > 5) and not style.through):
        return None
    if number == last:
        return "序数重复"
    if last == 0:
        return "序数不从一开始" if style.level < 6 else "序数不从1开始"
    return "序数不连续" if number > last else "序数倒退"


def _written(number: int, like: str) -> str:
    """`number` in the digits that `like` is written in: 12 -> 十二."""
    if like.isdecimal():
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    told = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        told += ("十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")
    elif ones:
        told += ("零" if hundreds else "") + _DIGITS[ones]
    return told

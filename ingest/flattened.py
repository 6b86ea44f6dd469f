"""Texts whose line breaks were lost: where the lines began, told from gaps and from headings that go on in sequence.

A paragraph of normal text may run through （一）…；（二）…； or hold a wide blank, and stays whole. So a line is taken for
several only where it is long and one of these holds:

- it is nearly all of its document: no official document is a single paragraph of that length;
- the numbering of the top level (一、 二、) goes on inside of it, which no running sentence does;
- it holds three headings in sequence, each behind a sentence that has ended: items of a sentence end with a semicolon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.headings import MAX_TITLE_CHARS, Heading, candidate_of, heading_of
from ingest.organs import is_addressee
from kb.document import Block

_LONG = 300  # characters; titles and leads of official documents are shorter, paragraphs often are not
_FEW_BLOCKS = 4  # a title, a source or a link may stand beside the one line
_MOST = 0.8  # the share of the text that a line must hold to be nearly all of it
_RUN = 3  # headings in sequence that tell a flattened text
_MAX_MISSING = 3  # numbers that lines glued to others may take out of a sequence
_MAX_FILLED = 20_000  # characters between two numbers that are searched for a missing one
_SHORT = 8  # a shorter word is a label if a point ends it, or a colon and it names nobody
_LOOK_AHEAD = 120  # characters that tell what a label is
_STYLES = ("cn", "cn_paren", "num", "num_paren")
_GAP = re.compile(r"\s+")
_LABEL = re.compile(
    r"(?<![第一二三四五六七八九十百零〇])[一二三四五六七八九十]{1,3}[、．.](?=\s*[\u4e00-\u9fff“《])|"
    r"[（(]\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*[)）](?=、?\s*[\u4e00-\u9fff“《])|"
    r"(?<![\d.．第A-Za-z（(〔\[\-—－~～/％%])[0-9０-９]{1,2}\s?[.．、](?=\s*[\u4e00-\u9fff“《])"
)
_LABEL_BEFORE = re.compile(
    r"(?:^|\s)(?:第[一二三四五六七八九十百千零〇\d]+[编篇章节条]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[\d.．]{1,9}|附件?|第)$"
)
_REFERENCE = re.compile(r"第[一二三四五六七八九十百千零〇\d]+[条款项章节][\s\u3000]*[的规款、，和或及至]")
_UNIT = re.compile("小时|分钟|公里|平方|立方|[元亩吨倍]")  # 24 小时
_SENTENCE_END = tuple("。！？")
_MAY_PRECEDE = tuple("。；！？…”）)〕]】;")
_NO_TITLE = re.compile("[。；;，：:]")


@dataclass(slots=True)
class _Count:
    """The last value of each style, None where an enumeration of it runs within a sentence; the last heading's place."""

    values: dict[str, int | None] = field(default_factory=dict)
    last: Heading | None = None
    at: int = 0

    def note(self, heading: Heading, at: int) -> None:
        self.values[heading.style.name] = heading.value
        self.last, self.at = heading, at


def unflattened(blocks: Sequence[Block], starts: Sequence[int]) -> tuple[tuple[Block, ...], tuple[int, ...]]:
    """`blocks` with the lines of flattened ones as blocks of their own, and where each begins in the text.

    `starts` say where `blocks` begin. The blanks between two lines belong to neither; the text itself stays as it is.

    >>> lines, starts = unflattened([Block("一、强化统筹1.加强谋划。"), Block("2.加强调度。")], [0, 14])
    >>> [line.text for line in lines], starts
    (['一、强化统筹', '1.加强谋划。', '2.加强调度。'], (0, 6, 14))
    """
    pieces = _filled([piece for at, block in enumerate(blocks) for piece in _cut(at, block, _is_flat(block, blocks))])
    if len(pieces) == len(blocks):
        return tuple(blocks), tuple(starts)
    lines = tuple(_line(blocks[at], offset, text) for at, offset, text in pieces)
    return lines, tuple(starts[at] + offset for at, offset, _ in pieces)


def _line(block: Block, offset: int, text: str) -> Block:
    return block if text == block.text else replace(block, text=text, heading=None if offset else block.heading)


def _cut(at: int, block: Block, flat: bool) -> list[tuple[int, int, str]]:
    """(block, offset, text) of each line of a block."""
    text = block.text
    if not flat:
        return [(at, 0, text)]
    begins = _label_begins(text, sorted({0, *_gap_begins(text)}))
    ends = [*begins[1:], len(text)]
    return [(at, begin, text[begin:end].rstrip()) for begin, end in zip(begins, ends, strict=True)]


def _is_flat(block: Block, blocks: Sequence[Block]) -> bool:
    if block.cells is not None or len(block.text) <= _LONG:
        return False
    if len(blocks) <= _FEW_BLOCKS and len(block.text) >= _MOST * sum(len(each.text) for each in blocks):
        return True
    runs: dict[str, list[tuple[int, bool]]] = {}
    for label in _LABEL.finditer(block.text):
        heading = heading_of(block.text[label.start() : label.start() + _LOOK_AHEAD])
        if heading is None or not heading.value:
            continue
        before = block.text[max(label.start() - _LOOK_AHEAD, 0) : label.start()]
        own = not before.strip() or before.rstrip().endswith((*_SENTENCE_END, "）", ")"))
        if not own and not before[-1].isspace():
            continue
        run = runs.setdefault(heading.style.name, [])
        if not run or heading.value == run[-1][0] + 1:
            run.append((heading.value, own))
        elif heading.value == 1 and len(run) < _RUN:
            run[:] = [(1, own)]
    tops = [value for value, _ in runs.get("cn", [])]
    return len(tops) > 1 or any(sum(own for _, own in run) >= _RUN for run in runs.values())


def _gap_begins(text: str) -> Iterator[int]:
    """Where words begin behind blanks that stand for a line break."""
    before = 0
    for gap in _GAP.finditer(text):
        left, right = text[before : gap.start()], text[gap.end() : gap.end() + _LOOK_AHEAD]
        context = text[max(gap.start() - 16, 0) : gap.start()]
        before = gap.end()
        if left and right and not (_LABEL_BEFORE.search(context) or _REFERENCE.match(right)) and _parts(left, right):
            yield gap.end()


def _parts(left: str, right: str) -> bool:
    """Whether a blank between two words parts lines: no list, date, spread word (工 作) or foreign words run over it."""
    if left[-1] in "，,、（(《“" or right[0] in "年月日号，。、；：）)》”":
        return False
    if len(left) < _SHORT and (left[-1] in ".．" or (left[-1] in "：:" and not is_addressee(left[:-1]))):
        return False
    if len(left) == 1 or len(right.split(maxsplit=1)[0]) == 1 or (left[-1] in "年月" and right[0].isdigit()):
        return False
    if left[-1].isdigit() and _UNIT.match(right):
        return False
    return not (left[-1].isascii() and left[-1].isalnum() and right[0].isascii() and right[0].isalnum())


def _label_begins(text: str, begins: Sequence[int]) -> list[int]:
    """`begins`, with the headings in sequence that stand right behind a sentence or a short title."""
    known, found = set(begins), list(begins)
    count = _Count()
    for label in _LABEL.finditer(text):
        at = label.start()
        heading = heading_of(text[at : at + _LOOK_AHEAD])
        if heading is None or heading.style.name not in _STYLES:
            continue
        if at in known:
            count.note(heading, at)
        elif _goes_on(text, at, heading, count):
            found.append(at)
            count.note(heading, at)
        elif heading.value == 1:
            count.values[heading.style.name] = None
    return sorted(found)


def _goes_on(text: str, at: int, heading: Heading, count: _Count) -> bool:
    """Whether a heading may stand at `at`: the next of its style, or a 1 below a higher one, where a line can begin."""
    last, value = count.last, heading.value or 0
    below = last is not None and last.style.rank < heading.style.rank
    following = value > 1 and count.values.get(heading.style.name) == value - 1
    if not following and not (value == 1 and (below or last is None)):
        return False
    preceding = text[max(at - 8, 0) : at].rstrip()[-1:]
    if preceding and preceding in _MAY_PRECEDE:
        return value > 1 or preceding not in "；;”"
    return below and at - count.at <= MAX_TITLE_CHARS and not _NO_TITLE.search(text, count.at, at)


def _filled(pieces: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """`pieces`, cut where a number that the lines leave out stands inside of one: 4. …发展5.甲 and 6. below it.

    A 1 is left out where a higher heading's short title runs into it and the next line begins with 2.
    """
    cuts: dict[int, list[int]] = {}
    seen: dict[str, tuple[int, int]] = {}
    before: tuple[int, Heading] | None = None
    for at, (_, _, text) in enumerate(pieces):
        heading = candidate_of(text[:_LOOK_AHEAD])
        if heading is None or heading.style.name not in _STYLES or heading.style.weak or not heading.value:
            continue
        first, last = seen.get(heading.style.name, (0, 0))
        if last and 1 < heading.value - last <= _MAX_MISSING + 1:
            for number, offset in _missing(pieces, first, at, heading.style.name, last, heading.value):
                cuts.setdefault(number, []).append(offset)
        elif heading.value == 2 and before is not None and before[1].style.rank < heading.style.rank:
            first_of_list = _first_behind(pieces[before[0]][2], before[1], heading)
            if first_of_list is not None:
                cuts.setdefault(before[0], []).append(first_of_list)
        seen[heading.style.name] = (at, heading.value)
        before = (at, heading)
    return _recut(pieces, cuts) if cuts else pieces


def _recut(pieces: Sequence[tuple[int, int, str]], cuts: dict[int, list[int]]) -> list[tuple[int, int, str]]:
    result: list[tuple[int, int, str]] = []
    for at, (block, offset, text) in enumerate(pieces):
        begins = [0, *sorted(set(cuts.get(at, ())))]
        for begin, end in zip(begins, [*begins[1:], len(text)], strict=True):
            result.append((block, offset + begin, text[begin:end]))
    return result


def _missing(
    pieces: Sequence[tuple[int, int, str]], first: int, end: int, style: str, low: int, high: int
) -> list[tuple[int, int]]:
    """(piece, offset) of each number between `low` and `high` within the pieces `first` to `end`; all or none."""
    found: list[tuple[int, int, int]] = []
    searched = 0
    for number in range(first, end):
        text = pieces[number][2]
        searched += len(text)
        if searched > _MAX_FILLED:
            return []
        for label in _LABEL.finditer(text, 1):
            heading = heading_of(text[label.start() : label.start() + _LOOK_AHEAD])
            if heading is not None and heading.style.name == style and low < (heading.value or 0) < high:
                found.append((heading.value or 0, number, label.start()))
    complete = [value for value, _, _ in found] == list(range(low + 1, high))
    return [(number, offset) for _, number, offset in found] if complete else []


def _first_behind(text: str, parent: Heading, second: Heading) -> int | None:
    """Where in the line of `parent` the 1 of the list stands that goes on with `second`, right behind its short title."""
    for label in _LABEL.finditer(text, parent.label_end, parent.label_end + MAX_TITLE_CHARS + 4):
        heading = heading_of(text[label.start() : label.start() + _LOOK_AHEAD])
        title = text[parent.label_end : label.start()].strip()
        if heading is not None and heading.style.name == second.style.name and heading.value == 1:
            short = bool(title) and not re.search("[。；;：:]", title)
            return label.start() if short and heading.label[-1] == second.label[-1] else None
    return None

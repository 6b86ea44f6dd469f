"""Headings without a number, as work reports and annexes have them: short lines of their own between paragraphs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.dates import is_date_line
from ingest.headings import Numbered

_LINE = re.compile(r"^(?=.*[\u4e00-\u9fff]{2})[\u4e00-\u9fff0-9A-Za-z“”《》（）()、·—－\- ]{2,24}$")
_NO_HEADING = re.compile(
    r"^(?:附|注|表|图|来源|单位|联系|电话|邮编|地址|编号|序号|专\s*栏|目\s*[录次]|此件|抄送|各位|特此)|[的了和与及等是为]$|\d{5,}|^[（(].*[)）]$|^[《].*[》]$"
)
_SENTENCE_END = ("。", "！", "？", "；", "”", ".", ";")
_PARAGRAPH = 50  # characters from which on a line is one
_SENTENCE = 25  # an opening sentence may be as short


def unnumbered_headings(
    lines: Sequence[str], numbered: Mapping[int, Sequence[Numbered]], taken: frozenset[int]
) -> frozenset[int]:
    """The blocks that can be headings: before a list that begins there, or between two paragraphs.

    `lines` are the blocks' texts, `numbered` their numbered headings by block, `taken` the blocks that are something
    else. Where such a heading stands in the tree, and whether at all, is for `ingest.outline` to say.
    """
    found: set[int] = set()
    for at in range(1, len(lines) - 1):
        line, before, behind = lines[at], lines[at - 1], lines[at + 1]
        if at in taken or at in numbered or not _LINE.match(line) or _NO_HEADING.search(line) or is_date_line(line):
            continue
        begins = any(each.offset == 0 and each.heading.value == 1 for each in numbered.get(at + 1, ()))
        ended = before.endswith(_SENTENCE_END) and (len(before) > len(line) or at - 1 in numbered)
        if (begins and (ended or at - 1 in taken)) or (
            ended
            and len(before) >= _SENTENCE
            and len(behind) >= _PARAGRAPH
            and "。" in behind
            and at + 1 not in numbered
        ):
            found.add(at)
    return frozenset(found)

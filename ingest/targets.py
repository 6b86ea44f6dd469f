"""Targets: sentences that say what is to be reached by a year, with the figure where they give one."""

from __future__ import annotations

import re

from kb.document import ClauseKind, Document
from kb.records import Target
from kb.sentences import sentence_spans

_YEAR = re.compile(r"(?<![比较])(20[2-9]\d|201[5-9])\s*年")
_BY_YEAR = re.compile(
    r"(?:到|至|截至|力争|确保|计划)[^。；，,]{0,12}20\d\d\s*年|20\d\d\s*年(?:底|末)(?:前|之前)?|^\D{0,8}20\d\d\s*年[，,]"
)
_REACH = re.compile(
    r"达到|达|实现|完成|建成|建设|新增|不低于|不少于|控制在|超过|突破|提高|提升|形成|基本|力争|以上|以内|显著|改善|增强|培育|创建"
)
_PAST = re.compile(r"(?:年|以来|期间)[，,]?[^。]{0,20}(?:累计|已|完成了|实现了|取得了)|同比|比上年")
_FIGURE = re.compile(
    r"(\d[\d,，]*(?:\.\d+)?)\s*((?:万|亿|千|百)?(?:亩|元|株|个|家|人次|人|户|公里|公顷|吨|处|条|期|座|平方米|立方米|块|支|名|项|次)|％|%|‰)"
)


def find_targets(document: Document) -> tuple[Target, ...]:
    """The targets of `document`, one a sentence and year, in text order."""
    found: list[Target] = []
    for clause in document.clauses:
        if clause.kind is ClauseKind.SIGNATURE:
            continue
        heading_path = "".join(document.path_of(clause.index))
        in_targets = "目标" in heading_path
        for start, end in sentence_spans(document.text, clause.start, clause.own_end):
            body = document.text[start:end]
            if not _REACH.search(body) or (_PAST.search(body) and not in_targets):
                continue
            if not (_BY_YEAR.search(body) or (in_targets and _YEAR.search(body))):
                continue
            for year in dict.fromkeys(int(match[1]) for match in _YEAR.finditer(body)):
                value, unit = _figure_of(body, year)
                found.append(Target(clause.index, document.path_of(clause.index), year, body, value, unit, start, end))
    return tuple(found)


def _figure_of(body: str, year: int) -> tuple[str | None, str | None]:
    """The first figure behind `year`, without those that are part of a date."""
    at = body.find(str(year))
    match = _FIGURE.search(body, at + 4)
    return (match[1], match[2]) if match else (None, None)

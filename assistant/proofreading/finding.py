"""What a check finds: a rule, a place in the draft, what is wrong there, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """The kinds of faults that are looked for."""

    TITLE = "title"
    DOC_NUMBER = "doc_number"
    REPEALED = "repealed"
    FIGURE = "figure"
    QUOTE = "quote"
    TERM = "term"
    CONTRADICTION = "contradiction"
    DATE = "date"
    NUMBERING = "numbering"
    PUNCTUATION = "punctuation"
    PERSONAL = "personal"


TOLD = {
    Rule.TITLE: "文件名称",
    Rule.DOC_NUMBER: "发文字号",
    Rule.REPEALED: "依据失效",
    Rule.FIGURE: "数字与依据不符",
    Rule.QUOTE: "引文与原文不符",
    Rule.TERM: "用语与文件库不一致",
    Rule.CONTRADICTION: "前后数字矛盾",
    Rule.DATE: "日期",
    Rule.NUMBERING: "层次序数",
    Rule.PUNCTUATION: "标点",
    Rule.PERSONAL: "个人信息",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where in the library it is said otherwise: `Document.text[start:end]` of document `doc_id`."""

    doc_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault at `start:end` of the draft's text.

    `mend` is what to put in place of that span, None where only the writer can tell.
    """

    rule: Rule
    start: int
    end: int
    message: str
    mend: str | None = None
    source: Source | None = None

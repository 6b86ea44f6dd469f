"""Markdown: the marks go, the words and the outline stay."""

from __future__ import annotations

import re

from ingest.encodings import decode
from ingest.readers.text import lines_of
from kb.document import Block, Pages

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_RULE = re.compile(r"^([-*_]\s*){3,}$")
_TABLE_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?$")
_MARKS = (
    (re.compile(r"^>+\s*"), ""),
    (re.compile(r"^[-*+]\s+(?=\S)"), ""),
    (re.compile(r"\*\*(\S(?:.*?\S)?)\*\*"), r"\1"),
    (re.compile(r"__(\S(?:.*?\S)?)__"), r"\1"),
    (re.compile(r"(?<!\*)\*(\S[^*]*?)\*(?!\*)"), r"\1"),
    (re.compile(r"`([^`]+)`"), r"\1"),
    (re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)"), r"\1"),
    (re.compile(r"<!--.*?-->"), ""),
    (re.compile(r"</?(?:br|p|div|span|b|i|strong|em|sup|sub)\s*/?>", re.IGNORECASE), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|>-])"), r"\1"),
)


def plain(line: str) -> str:
    r"""`line` without inline Markdown marks.

    >>> plain("**（责任单位：市林业局）**")
    '（责任单位：市林业局）'
    """
    for pattern, replacement in _MARKS:
        line = pattern.sub(replacement, line)
    return line.strip()


def read_markdown(data: bytes, name: str) -> Pages:
    """The pages of a Markdown file: headings with their level, table rows with their cells."""
    text, encoding = decode(data)
    blocks: list[Block] = []
    table, in_table = -1, False
    for line in lines_of(text):
        if _TABLE_RULE.match(line) and "|" in line:
            continue
        is_row = line.startswith("|") and line.endswith("|") and len(line) > 1
        if is_row:
            table += not in_table
            cells = tuple(plain(cell) for cell in re.split(r"(?<!\\)\|", line[1:-1]))
            blocks.append(Block("\t".join(cells), table=table, cells=cells))
        elif not _RULE.match(line) and not line.startswith("```"):
            blocks.append(_paragraph(line))
        in_table = is_row
    notes = () if encoding.startswith("utf-8") else (f"编码：{encoding.upper()}",)
    return Pages(source=name, format="md", blocks=tuple(block for block in blocks if block.text), notes=notes)


def _paragraph(line: str) -> Block:
    if match := _HEADING.match(line):
        return Block(plain(match[2]), heading=len(match[1]))
    return Block(plain(line))

"""Plain text."""

from __future__ import annotations

import re

from ingest.encodings import decode
from kb.document import Block, Pages

_LINE_BREAK = re.compile(r"\r\n|[\n\r\f\v\u0085\u2028\u2029]")


def lines_of(text: str) -> list[str]:
    r"""The non-empty lines of `text`, without white space at their ends.

    >>> lines_of("一、总则\r\n\r\n　　第一条 ")
    ['一、总则', '第一条']
    """
    return [line for raw in _LINE_BREAK.split(text) if (line := raw.strip().strip("\ufeff"))]


def read_text(data: bytes, name: str) -> Pages:
    """The pages of a text file: one block a non-empty line."""
    text, encoding = decode(data)
    blocks = tuple(Block(line) for line in lines_of(text))
    notes = () if encoding.startswith("utf-8") else (f"编码：{encoding.upper()}",)
    return Pages(source=name, format="txt", blocks=blocks, notes=notes)

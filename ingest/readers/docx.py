"""DOCX through python-docx: paragraphs with their outline level, tables as rows, in document order."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph

from ingest.readers.text import lines_of
from kb.document import Block, Pages
from kb.errors import UnreadableFile

_MAX_UNPACKED = 512 * 2**20  # a file larger than this when unpacked is taken for a bomb
_MAX_XML = 96 * 2**20  # of markup, which takes some ten times its size in memory when it is parsed
# What damaged files make zipfile, zlib, lxml and python-docx raise (tests/ingest/readers/test_damage.py).
_DAMAGE = (
    PackageNotFoundError, zipfile.BadZipFile, zlib.error, LookupError, ValueError, OSError, EOFError, SyntaxError,
    AttributeError, TypeError, RuntimeError,
)  # fmt: skip
_LEVEL = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)


def read_docx(data: bytes, name: str) -> Pages:
    """The pages of a DOCX file. Raises UnreadableFile: corrupt, or too_large when it unpacks to too much."""
    try:
        _check_size(data)
        document = docx.Document(BytesIO(data))
        blocks = tuple(_blocks(document))
    except UnreadableFile:
        raise
    except _DAMAGE as exc:
        raise UnreadableFile("corrupt", "DOCX 文件损坏，无法打开", "请在 WPS 或 Word 中打开并另存一份后再导入") from exc
    return Pages(source=name, format="docx", blocks=blocks)


def _check_size(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        sizes = {info.filename: info.file_size for info in archive.infolist()}
        markup = sum(size for name, size in sizes.items() if name.endswith((".xml", ".rels")))
        if sum(sizes.values()) > _MAX_UNPACKED or markup > _MAX_XML:
            raise UnreadableFile("too_large", "DOCX 解压后过大，可能是压缩炸弹", "请拆分文件或删去大图后再导入")


def _blocks(document: Any) -> list[Block]:
    blocks: list[Block] = []
    table = -1
    for item in document.iter_inner_content():
        if isinstance(item, Paragraph):
            level = _outline_level(item)
            blocks += [Block(line, heading=level) for line in lines_of(item.text)]
        elif isinstance(item, Table):
            table += 1
            blocks += _rows(item, table)
    return blocks


def _outline_level(paragraph: Paragraph) -> int | None:
    style = paragraph.style
    match = _LEVEL.match(style.name or "") if style is not None else None
    return int(match[1]) if match else None


def _rows(table: Table, number: int) -> list[Block]:
    rows: list[Block] = []
    for row in table.rows:
        cells: list[str] = []
        seen: list[Any] = []
        for cell in row.cells:  # a merged cell comes back once for each grid column
            cells.append("" if any(cell._tc is other for other in seen) else "".join(lines_of(cell.text)))
            seen.append(cell._tc)
        if any(cells):
            rows.append(Block("\t".join(cells), table=number, cells=tuple(cells)))
    return rows

"""Elements of a web page to blocks: lines, headings, numbered lists, tables with merged cells resolved."""

from __future__ import annotations

import re
from typing import Any

from ingest.readers.article import is_data_table
from ingest.readers.cells import one_line
from ingest.readers.text import lines_of
from kb.document import Block

BLOCK_TAGS = frozenset((
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_CELLS = ("td", "th")
_CJK = "[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f“”‘’]"
_SOFT_BREAK = re.compile(rf"(?<={_CJK})[ \v]*\v[ \v]*(?={_CJK})")
SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_NUMBERED = re.compile(r"^[（(]?[\d一二三四五六七八九十①-⑳]+[、.．)）]|^[①-⑳]|^第")
_MAX_COLUMNS = 200  # of a table; more come from damage only


def blocks_of(article: Any) -> list[Block]:
    """The paragraphs and table rows of an article, in order."""
    from lxml import etree

    blocks: list[Block] = []
    writer = _Lines()
    tables = 0
    walk = etree.iterwalk(article, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element is not article and is_data_table(element):
            blocks += [Block(line, heading=level) for line, level in writer.taken()]
            blocks += _table(element, tables)
            tables += 1
            walk.skip_subtree()
        elif event == "start":
            writer.open(element)
        elif element.tag == "table" and is_data_table(element):
            writer.add(element.tail)
        else:
            writer.close(element, with_tail=element is not article)
    return [*blocks, *(Block(line, heading=level) for line, level in writer.taken())]


class _Lines:
    """Collects the lines of text that a walk over elements passes, with their heading levels."""

    def __init__(self) -> None:
        self._done: list[tuple[str, int | None]] = []
        self._parts: list[str] = []
        self._level: int | None = None
        self._lists: list[list[int] | None] = []  # for each open list the number of its last item, None if not numbered
        self._label = ""
        self._preformatted = 0

    def open(self, element: Any) -> None:
        tag = element.tag
        if tag in BLOCK_TAGS:
            self._flush()
        if tag == "br":
            self._parts.append("\n")
        elif tag in ("ol", "ul"):
            start = element.get("start") or "1"
            self._lists.append([int(start[:6]) - 1 if start.isdecimal() else 0] if tag == "ol" else None)
        elif tag == "li" and self._lists and (numbers := self._lists[-1]) is not None:
            numbers[0] += 1
            self._label = f"{numbers[0]}."
        elif tag == "pre":
            self._preformatted += 1
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdecimal():
            self._level = int(tag[1])
        self.add(element.text)

    def close(self, element: Any, with_tail: bool = True) -> None:
        tag = element.tag
        if tag in BLOCK_TAGS:
            self._flush()
            self._level = None
            if tag in ("ol", "ul") and self._lists:
                self._lists.pop()
            self._label = "" if tag == "li" else self._label
            self._preformatted -= tag == "pre"
        if with_tail:
            self.add(element.tail)

    def add(self, text: str | None) -> None:
        if not text:
            return
        if self._preformatted:
            self._parts.append(text)
        else:
            self._parts.append(SPACE.sub(lambda space: "\v" if "\n" in space[0] else " ", text))

    def taken(self) -> list[tuple[str, int | None]]:
        """The lines so far, which are then forgotten."""
        self._flush()
        done, self._done = self._done, []
        return done

    def _flush(self) -> None:
        text = _SOFT_BREAK.sub("", "".join(self._parts)).replace("\v", " ")
        self._parts = []
        for line in lines_of(text):
            label = "" if _NUMBERED.match(line) else self._label
            self._done.append((label + re.sub(" {2,}", " ", line), self._level))
            self._label = ""


def lines_in(element: Any) -> list[tuple[str, int | None]]:
    """The lines of text of `element` with their heading levels."""
    from lxml import etree

    writer = _Lines()
    for event, each in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            writer.open(each)
        else:
            writer.close(each, with_tail=each is not element)
    return writer.taken()


def _table(table: Any, number: int) -> list[Block]:
    """The rows of a table; a caption, and a first row of one cell over all columns, are paragraphs before it."""
    blocks = [Block(line) for caption in table.iter("caption") for line, _ in lines_in(caption)]
    rows = _grid(list(table.iter("tr")))
    width = max((len(row) for row in rows), default=0)
    for at, row in enumerate(rows):
        cells = (*row, *[""] * (width - len(row)))
        filled = [cell for cell in cells if cell]
        if len(filled) == 1 and cells[0] and width > 1 and all(block.cells is None for block in blocks) and at < 3:
            blocks.append(Block(cells[0]))
        elif filled:
            blocks.append(Block("\t".join(cells), table=number, cells=cells))
    return blocks


def _grid(rows: list[Any]) -> list[list[str]]:
    """The texts of the cells of `rows`: a cell over several columns once, one over several rows in each of them."""
    grid: list[list[str]] = []
    running: dict[int, tuple[int, str]] = {}  # column -> rows still to fill, text
    for row in rows:
        out: list[str] = []
        for cell in (each for each in row if each.tag in _CELLS):
            _fill(out, running)
            text = one_line([line for line, _ in lines_in(cell)])
            down = _span(cell, "rowspan")
            for column in range(min(_span(cell, "colspan"), _MAX_COLUMNS - len(out))):
                if down > 1:
                    running[len(out)] = (down - 1, "" if column else text)
                out.append("" if column else text)
        _fill(out, running)
        grid.append(out)
    return grid


def _fill(out: list[str], running: dict[int, tuple[int, str]]) -> None:
    while len(out) in running:
        left, text = running.pop(len(out))
        if left > 1:
            running[len(out)] = (left - 1, text)
        out.append(text)


def _span(cell: Any, attribute: str) -> int:
    value = (cell.get(attribute) or "").strip()[:6]
    return max(int(value), 1) if value.isdecimal() else 1

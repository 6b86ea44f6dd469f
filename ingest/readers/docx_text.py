"""The text of one DOCX paragraph as its reader sees it: changes accepted, fields by their results, hidden text out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.readers.docx_formulas import formula
from ingest.readers.docx_styles import Style, Styles, hides
from ingest.readers.docx_symbols import symbol
from ingest.readers.ooxml import MC, M, W

PAGE_BREAK = "\x00"  # where a rendering turned the page; no XML text holds this character
_BLANK = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\ufeff" + PAGE_BREAK
_TURNS = f"{W}lastRenderedPageBreak"
_SIGNS = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", _TURNS: PAGE_BREAK,
}  # fmt: skip
_SKIPPED = frozenset(
    f"{W}{name}"
    for name in (
        "pPr", "rPr", "sdtPr", "sdtEndPr", "del", "moveFrom", "delText", "delInstrText", "commentReference", "rt",
        "rubyPr", "customXmlPr", "smartTagPr", "fldData", "pgNum", "softHyphen", "footnoteRef", "endnoteRef",
    )
)  # fmt: skip
_PICTURES = (f"{W}drawing", f"{W}pict", f"{W}object")
_BOX = f"{W}txbxContent"
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
_REFERENCES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_FIELD = (f"{W}fldChar", f"{W}instrText")
_CONTENTS_CODE = re.compile(r"\s*TOC\b", re.IGNORECASE)
_CIRCLED_CODE = re.compile(r"\s*eq\s*\\o\s*(?:\\a[clr]\s*)?[(（]\s*[○◯〇]\s*[,，;]\s*(\d{1,2})\s*[)）]", re.IGNORECASE)


@dataclass(slots=True)
class Inline:
    """What a paragraph holds: its text with PAGE_BREAK and newlines, text boxes, and notes as (kind, id)."""

    text: str = ""
    boxes: list[Any] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def __add__(self, other: Inline) -> Inline:
        return Inline(self.text + other.text, self.boxes + other.boxes, self.notes + other.notes)


@dataclass(slots=True)
class _Field:
    code: str = ""
    in_result: bool = False

    @property
    def shows(self) -> bool:
        return self.in_result and not _CONTENTS_CODE.match(self.code)


@dataclass(slots=True)
class TextReader:
    """Reads the paragraphs of one part in order; fields may run over several of them."""

    styles: Styles
    whole_fields: frozenset[Any]  # the w:fldChar of fields that both begin and end
    _fields: list[_Field] = field(default_factory=list)

    def read(self, paragraph: Any, chain: tuple[Style, ...]) -> Inline:
        """The content of `paragraph`, whose styles are `chain`."""
        out = Inline()
        pieces: list[str] = []
        self._walk(paragraph, chain, pieces, out, hidden=False)
        out.text = "".join(pieces)
        return out

    def _walk(self, parent: Any, chain: tuple[Style, ...], pieces: list[str], out: Inline, hidden: bool) -> None:
        for each in parent:
            tag = each.tag
            if tag == f"{W}r":
                self._walk(each, chain, pieces, out, hidden or hides(each.find(f"{W}rPr"), self.styles, chain))
            elif tag == f"{W}t":
                if each.text and not hidden and self._shows():
                    pieces.append(each.text)
            elif tag in _SKIPPED:
                continue
            elif tag in _FIELD:
                self._field(each, pieces)
            elif tag in _SIGNS:
                if tag == _TURNS or (not hidden and self._shows()):
                    pieces.append(_SIGNS[tag])
            elif not hidden and self._shows() and (shown := _shown(each, out)) is not None:
                pieces.append(shown)
            else:
                for inner in _inside(each):
                    self._walk(inner, chain, pieces, out, hidden)

    def _shows(self) -> bool:
        return all(each.shows for each in self._fields)

    def _field(self, each: Any, pieces: list[str]) -> None:
        if each.tag == f"{W}instrText":
            if self._fields and not self._fields[-1].in_result:
                self._fields[-1].code += each.text or ""
        elif each not in self.whole_fields:
            return
        elif (kind := each.get(f"{W}fldCharType")) == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            circled = None if ended.in_result else _CIRCLED_CODE.match(ended.code)
            if circled and self._shows():
                pieces.append(_enclosed(int(circled[1])))


def _shown(each: Any, out: Inline) -> str | None:
    """The text of an element that is not made of runs; None for one that is to be walked through."""
    tag = each.tag
    if tag == f"{W}sym":
        return symbol(each.get(f"{W}font") or "", each.get(f"{W}char") or "")
    if tag.startswith(M):
        return formula(each)
    if tag in _PICTURES:
        out.boxes += boxes_in(each)
        return ""
    if tag in _REFERENCES:
        if each.get(f"{W}customMarkFollows") in (None, "0", "false", "off"):
            out.notes.append((_REFERENCES[tag], each.get(f"{W}id") or ""))
        return ""
    return None


def _inside(each: Any) -> Iterator[Any]:
    """The elements whose children stand for `each` in the text."""
    tag = each.tag
    if tag == f"{MC}AlternateContent":
        yield from list(each)[:1]  # the choices say the same; the first is the newest form
    elif tag == f"{W}ruby":
        yield from each.findall(f"{W}rubyBase")
    elif tag == f"{W}fldSimple":
        if not _CONTENTS_CODE.match(each.get(f"{W}instr") or ""):
            yield each
    elif tag != f"{W}sdt" or each.find(f"{W}sdtPr/{W}showingPlcHdr") is None:
        yield each


def boxes_in(picture: Any) -> list[Any]:
    """The contents of the text boxes of a drawing, without boxes within boxes; lettering of old drawings as strings."""
    found: list[Any] = []
    for each in picture:
        if each.tag == _BOX:
            found.append(each)
        elif each.tag == _WORD_ART:
            found += [text] if (text := each.get("string")) else []
        elif each.tag == f"{MC}AlternateContent":
            found += boxes_in(list(each)[:1])
        else:
            found += boxes_in(each)
    return found


def whole_fields(root: Any) -> frozenset[Any]:
    """The field characters below `root` of fields that have an end; one without would swallow all that follows."""
    whole: set[Any] = set()
    open_fields: list[list[Any]] = []
    for each in root.iter(f"{W}fldChar"):
        if next(each.iterancestors(f"{W}del", f"{W}moveFrom"), None) is not None:
            continue
        kind = each.get(f"{W}fldCharType")
        if kind == "begin":
            open_fields.append([each])
        elif open_fields:
            open_fields[-1].append(each)
            if kind == "end":
                whole.update(open_fields.pop())
    return frozenset(whole)


def paged_lines(
    text: str, page: int | None
) -> tuple[list[tuple[str, int | None, tuple[tuple[int, int], ...]]], int | None]:
    r"""The non-empty lines of `text` as (line, page, page breaks within it), and the page on which it ends.

    >>> paged_lines("\x00一、总\x00则\n附则\x00", 1)
    ([('一、总则', 2, ((3, 3),)), ('附则', 3, ())], 4)
    """
    lines: list[tuple[str, int | None, tuple[tuple[int, int], ...]]] = []
    for raw in text.splitlines():
        core = raw.strip(_BLANK)
        before = raw[: raw.find(core)].count(PAGE_BREAK) if core else raw.count(PAGE_BREAK)
        page = page + before if page is not None else None
        if not core:
            continue
        parts = core.split(PAGE_BREAK)
        breaks: list[tuple[int, int]] = []
        at, on = 0, page
        for part in parts[:-1]:
            at += len(part)
            on = on + 1 if on is not None else None
            if on is not None:
                breaks.append((at, on))
        lines.append(("".join(parts), page, tuple(breaks)))
        behind = raw[raw.find(core) + len(core) :].count(PAGE_BREAK)
        page = on + behind if on is not None else None
    return lines, page


def is_removed(mark: Any | None) -> bool:
    """Whether a tracked change deleted or moved away the paragraph mark with these properties: it joins the next."""
    return mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None)


def _enclosed(number: int) -> str:
    return chr(ord("①") + number - 1) if 1 <= number <= 20 else f"({number})"

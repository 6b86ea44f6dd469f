"""OFD (GB/T 33190-2016): the text of its pages with positions, pages without text through recognition.

Parsed here over lxml. The easyofd package is no help for reading: it redraws pages as PDF, unpacks the file into the
working folder, leaves out composite objects, and needs PyMuPDF, whose licence (AGPL) this project cannot take.

Annotations (watermarks, stamps), slanted and faint text, and templates that several pages share are no text of the
document; the template of a single page is, as forms keep their labels there.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any

from ingest.metadata import is_organ_line
from ingest.readers.ofd_lines import content_of
from ingest.readers.ofd_package import Package, damaged, located, named, text_of
from ingest.readers.ofd_page import Drawing, Page, Picture, Resources, Run, placed
from ingest.readers.ofd_parts import page_parts
from ingest.readers.ofd_rules import Box
from ingest.readers.ofd_scan import recognised_pages
from ingest.readers.pdf_blocks import blocks_of, text_page
from kb.document import Block, Pages, SourceFacts
from kb.errors import UnreadableFile

_SLANT = 0.17  # sine of 10 degrees
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")
_MAX_PRIVATE = 0.2  # of a page's characters without a meaning in Unicode


def read_ofd(data: bytes, name: str) -> Pages:
    """The pages of an OFD file, paragraphs with their lines' places.

    Raises UnreadableFile: corrupt, encrypted, too_large, scanned (nothing that can be read or recognised).
    """
    package = Package(data)
    root = package.tree("OFD.xml")
    if root is None:
        raise damaged()
    pages: list[Page] = []
    notes: list[str] = []
    for body in named(root, "DocBody"):
        path = located("OFD.xml", text_of(body, "DocRoot"))
        pages += _pages(package, path, len(pages))
        notes += _attachments(package, path)
    if all(page.lost for page in pages):
        raise damaged()
    recognised, ocr_notes, missed = recognised_pages(package, [page for page in pages if page.is_scan])
    blocks = blocks_of([recognised.get(page.number) or text_page(content_of(page)) for page in pages])
    unread = [page.number for page in pages if not page.is_scan and not page.runs and (page.pictures or page.drawn)]
    notes += ocr_notes
    if not blocks:
        raise _nothing(pages, notes)
    notes += [f"第{'、'.join(map(str, unread))}页只有图形，没有文字，未读取"] if unread else []
    lost = [page.number for page in pages if page.lost]
    notes += [f"第{'、'.join(map(str, lost))}页的内容不在文件里，未读取"] if lost else []
    notes += _unmapped(pages)
    return Pages(
        source=name, format="ofd", blocks=blocks, page_count=len(pages), facts=_facts(root, blocks),
        notes=tuple(notes), partial=missed or bool(unread or lost),
    )  # fmt: skip


def _nothing(pages: list[Page], notes: list[str]) -> UnreadableFile:
    if any("未能识别" in note or "没有识别" in note for note in notes):
        return UnreadableFile("scanned", "；".join(notes), "请用原来的阅读器打开，另存为 PDF 或导入文字版")
    if any(page.pictures or page.drawn for page in pages):
        return UnreadableFile("scanned", "OFD 页面只有图形，没有文字", "请另存为 PDF 做文字识别（OCR），或导入文字版")
    return UnreadableFile("empty", "OFD 页面都是空白", "请确认文件不是空白模板")


def _pages(package: Package, path: str, before: int) -> list[Page]:
    """The pages of the document whose Document.xml is at `path`, numbered on from `before`."""
    listed = page_parts(package, path, before)
    shared = Counter(key for parts in listed for key, _ in parts.templates)
    found = []
    for parts in listed:
        if parts.tree is None:
            found.append(Page(parts.number, parts.box, (), (), (), drawn=False, lost=True))
            continue
        backs = [tree for key, tree in parts.templates if shared[key] == 1]
        found.append(_page(parts.number, parts.box, [*backs, parts.tree], parts.resources))
    return found


def _page(number: int, box: Box, trees: list[Any], resources: Resources) -> Page:
    things = [thing for tree in trees for content in tree.findall("{*}Content") for thing in placed(content, resources)]
    runs = [
        thing
        for thing in things
        if isinstance(thing, Run) and not thing.faint and min(abs(thing.along[0]), abs(thing.along[1])) < _SLANT
    ]
    pictures = tuple(thing for thing in things if isinstance(thing, Picture))
    drawings = [thing for thing in things if isinstance(thing, Drawing)]
    rules = tuple(rule for drawing in drawings for rule in drawing.rules)
    drawn = bool(drawings) or len(runs) + len(pictures) < len(things)
    return Page(number, box, tuple(runs), pictures, rules, drawn)


def _unmapped(pages: list[Page]) -> list[str]:
    found = []
    for page in pages:
        text = "".join(run.text for run in page.runs)
        if len(_PRIVATE.findall(text)) > _MAX_PRIVATE * max(len(text), 1):
            found.append(str(page.number))
    return [f"第{'、'.join(found)}页的字体没有文字编码，文字可能不对，请核对原件"] if found else []


def _attachments(package: Package, path: str) -> list[str]:
    root = package.tree(path)
    place = text_of(root, "Attachments") if root is not None else ""
    listed = package.tree(located(path, place)) if place else None
    names = [each.get("Name") or "未命名" for each in named(listed, "Attachment")] if listed is not None else []
    return [f"内含附件未读入：{'、'.join(names)}"] if names else []


def _facts(root: Any, blocks: tuple[Block, ...]) -> SourceFacts:
    """The title that the file gives itself, where its first lines bear it out; writers put all sorts of things there."""
    title = text_of(root, "Title")
    head = re.sub(r"\s", "", "".join(block.text for block in blocks[:12]))
    fits = 6 <= len(title) <= 120 and re.sub(r"\s", "", title) in head and not is_organ_line(title)
    return replace(SourceFacts(), title=title) if fits else SourceFacts()

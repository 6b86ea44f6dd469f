"""The ZIP package of an Office file (ECMA-376 part 2): its parts found by their relationships, parsed without entities.

Everything is read through lxml itself and not through python-docx, which refuses a package for a missing picture.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import Any

from kb.errors import UnreadableFile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_MAX_UNPACKED = 512 * 2**20  # a file larger than this when unpacked is taken for a bomb
_MAX_XML = 96 * 2**20  # of markup, which takes some ten times its size in memory when it is parsed
# What damaged files make zipfile, zlib and lxml raise (tests/ingest/readers/test_docx.py); etree's is a SyntaxError.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, LookupError, ValueError, OSError, EOFError, SyntaxError, AttributeError, TypeError,
    RuntimeError,
)  # fmt: skip
# ISO/IEC 29500 strict has other namespaces for the same names (part 1 annex A against part 4 annex A).
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", M[1:-1].encode()),
)
_MAIN_TYPE = re.compile(r"wordprocessingml\.(?:document|template)\.main\+xml|word\.(?:document|template)\.macroEnabled")


@dataclass(frozen=True, slots=True)
class Package:
    """An open package. `members` are its part names, folded, with the names in the archive.

    `damaged` collects the parts that were asked for and could not be parsed.
    """

    archive: zipfile.ZipFile
    members: Mapping[str, str]
    damaged: list[str] = field(default_factory=list)

    def root(self, part: str) -> Any:
        """The root element of `part`. Raises one of DAMAGE where it is missing, damaged or has entities."""
        return _parsed(self.archive.read(self.members[_folded(part)]))

    def optional_root(self, part: str | None) -> Any | None:
        """The root element of `part`, None where it is missing; None and noted in `damaged` where it is damaged."""
        if part is None or _folded(part) not in self.members:
            return None
        try:
            return self.root(part)
        except DAMAGE:
            self.damaged.append(part)
            return None

    def related(self, part: str) -> dict[str, str]:
        """The kinds of the parts that `part` (`""`: the package) refers to, each with its first part's name."""
        folder = dirname(part)
        root = self.optional_root(join(folder, "_rels", f"{part[len(folder) :].lstrip('/')}.rels"))
        found: dict[str, str] = {}
        for each in root.iter(_RELATIONSHIP) if root is not None else ():
            if each.get("TargetMode") != "External":
                kind, target = (each.get("Type") or "").rpartition("/")[2], each.get("Target") or ""
                found.setdefault(kind, normpath(join("/", folder, target)).lstrip("/"))
        return found

    def main_part(self) -> str:
        """The name of the part that holds the text, where the package says that it is, else where it usually is."""
        said = self.related("").get("officeDocument")
        if said is not None and _folded(said) in self.members:
            return said
        types = self.optional_root("[Content_Types].xml")
        for each in types.iter(_OVERRIDE) if types is not None else ():
            name = (each.get("PartName") or "").lstrip("/")
            if _MAIN_TYPE.search(each.get("ContentType") or "") and _folded(name) in self.members:
                return name
        return "word/document.xml"


def open_package(data: bytes) -> Package:
    """The package with content `data`. Raises one of DAMAGE, or UnreadableFile (too_large) when it unpacks to too much."""
    archive = zipfile.ZipFile(BytesIO(data))
    sizes = {info.filename: info.file_size for info in archive.infolist()}
    markup = sum(size for name, size in sizes.items() if name.lower().endswith((".xml", ".rels")))
    if sum(sizes.values()) > _MAX_UNPACKED or markup > _MAX_XML:
        raise UnreadableFile("too_large", "DOCX 解压后过大，可能是压缩炸弹", "请拆分文件或删去大图后再导入")
    return Package(archive, {_folded(name): name for name in sizes})


def is_on(element: Any | None) -> bool | None:
    """The value of an on/off property: None where the element is absent, True where it has no value."""
    return None if element is None else element.get(f"{W}val") not in ("0", "false", "off", "none")


def value_of(parent: Any | None, *path: str) -> str | None:
    """The `w:val` of the first descendant of `parent` along the local names `path`, None where there is none."""
    for name in path:
        parent = None if parent is None else parent.find(f"{W}{name}")
    return None if parent is None else parent.get(f"{W}val")


def number_of(text: str | None) -> int | None:
    """The whole number that `text` writes, None where it writes none; numbers beyond any document's are cut.

    >>> number_of("12"), number_of("x"), number_of(None)
    (12, None, None)
    """
    return min(int(text[:6]), 32767) if text and text.isascii() and text.isdigit() else None


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _parsed(xml: bytes) -> Any:
    from lxml import etree

    if b"purl.oclc.org/ooxml" in xml:
        for strict, transitional in _STRICT:
            xml = xml.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(xml, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("entities are not part of Office files")
    return root

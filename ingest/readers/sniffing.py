"""What a file is by its content; names lie."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

from ingest.readers.ole import streams

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls"}  # at the top of an OLE file -> kind
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAGIC = {
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"II*\x00": "image",
    b"MM\x00*": "image",
    b"BM": "image",
    b"{\\rtf": "rtf",
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
    b"\x1f\x8b": "GZIP 压缩包",
    b"MZ": "可执行程序",
    b"\x7fELF": "可执行程序",
}
_MAX_TYPES = 2**20  # of the list of parts of a package
_ZIP_MEMBERS = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("ppt/presentation.xml", "PPTX 演示文稿"),
    ("OFD.xml", "ofd"),
)


def kind_of(data: bytes) -> str | None:
    """The kind of a file with content `data`; None for what may be text.

    A key of `FORMATS`, or `ole`, `zip`, `rtf`, or the Chinese name of another binary kind.

    >>> kind_of(b"%PDF-1.7"), kind_of("一、总则".encode())
    ('pdf', None)
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_OLE):
        return _ole_kind(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):  # the second: an archive without files
        return _zip_kind(data)
    if _HTML.match(data[:4096]):
        return "html"
    magic = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
    return None if magic == "image" and data.startswith(b"BM") and b"\x00" not in data[:64] else magic


def _ole_kind(data: bytes) -> str:
    found = streams(data)
    return next((kind for stream, kind in _OLE_STREAMS.items() if stream in found), "ole")


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = {name.replace("\\", "/") for name in archive.namelist()}
            kind = next((kind for member, kind in _ZIP_MEMBERS if member in names), None)
            return kind or ("docx" if _says_word(archive) else "zip")
    except (zipfile.BadZipFile, ValueError, OSError):
        return "zip"  # which of them it was cannot be told; the suffix's reader says that it is damaged


def _says_word(archive: zipfile.ZipFile) -> bool:
    """Whether a package names a Word text as its main part, wherever that lies."""
    try:
        with archive.open("[Content_Types].xml") as types:
            return b"wordprocessingml." in types.read(_MAX_TYPES)
    except (KeyError, RuntimeError, EOFError, zlib.error):
        return False

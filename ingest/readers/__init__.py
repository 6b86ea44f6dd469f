"""One reader a format; `read` finds the right one by content, not by the file's name alone."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from ingest.readers.docx import read_docx
from ingest.readers.markdown import read_markdown
from ingest.readers.pdf import read_pdf
from ingest.readers.text import read_text
from kb.document import Pages
from kb.errors import UnreadableFile

SUFFIXES = (".txt", ".md", ".markdown", ".docx", ".pdf")
_Reader = Callable[[bytes, str], Pages]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_KNOWN_BINARY = {
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"II*\x00": "图片",
    b"MM\x00*": "图片",
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
    b"\x1f\x8b": "GZIP 压缩包",
    b"MZ": "可执行程序",
    b"\x7fELF": "可执行程序",
}


def read(data: bytes, name: str) -> Pages:
    """The pages of file `name` with content `data`, by the reader that its content calls for.

    Raises UnreadableFile with a reason code: empty, unsupported, mislabelled, encrypted, encoding, corrupt.
    """
    if not data.strip(b"\x00\t\r\n "):
        raise UnreadableFile("empty", "文件是空的", "请确认文件已保存完整后重新导入")
    suffix = Path(name).suffix.lower()
    reader = _reader_for(data, suffix)
    pages = reader(data, name)
    if not any(block.text.strip() for block in pages.blocks):
        raise UnreadableFile("empty", "文件里没有文字", "请确认文件不是空白模板；扫描件请先做文字识别（OCR）")
    return pages


def _reader_for(data: bytes, suffix: str) -> _Reader:
    kind = _kind_of(data)
    expected = {".pdf": "pdf", ".docx": "docx"}.get(suffix)
    if kind in ("pdf", "docx"):
        if suffix in SUFFIXES and expected != kind:
            raise _mislabelled(suffix, "PDF" if kind == "pdf" else "DOCX", kind)
        return read_pdf if kind == "pdf" else read_docx
    if kind == "ole":
        raise _old_office(suffix)
    if kind is not None and kind.endswith("压缩包"):
        raise UnreadableFile("unsupported", f"文件内容是{kind}", "请先解压，再导入里面的文件")
    if kind is not None:
        raise UnreadableFile(
            "unsupported", f"文件内容是{kind}，不是文本、Markdown、DOCX 或 PDF", "请导出为 PDF 或 DOCX 后再导入"
        )
    if expected is not None:
        raise _not_what_it_says(data, suffix)
    if suffix not in SUFFIXES:
        raise UnreadableFile(
            "unsupported",
            f"不支持 {suffix or '没有扩展名的'} 文件",
            "目前支持 TXT、MD、DOCX、文字版 PDF，请另存为其中之一",
        )
    if _HTML.match(data[:2048]):
        raise UnreadableFile(
            "mislabelled",
            f"扩展名是 {suffix}，内容却是网页（HTML）",
            "请在浏览器中打开，把正文另存为文本或打印为 PDF 后再导入",
        )
    return read_markdown if suffix in (".md", ".markdown") else read_text


def _kind_of(data: bytes) -> str | None:
    """`pdf`, `docx`, `ole`, the Chinese name of another binary kind, or None for what may be text."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(_OLE):
        return "ole"
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    return next((kind for magic, kind in _KNOWN_BINARY.items() if data.startswith(magic)), None)


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return "docx"  # its reader says that it is damaged
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "XLSX 表格"
    if "ppt/presentation.xml" in names:
        return "PPTX 演示文稿"
    return "OFD 版式文件" if "OFD.xml" in names else "压缩包"


def _mislabelled(suffix: str, found: str, right: str) -> UnreadableFile:
    return UnreadableFile("mislabelled", f"扩展名是 {suffix}，内容却是 {found}", f"请把扩展名改为 .{right} 后重新导入")


def _not_what_it_says(data: bytes, suffix: str) -> UnreadableFile:
    label = suffix[1:].upper()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return UnreadableFile("corrupt", f"文件损坏：开头不是 {label} 的标志", "请从原处重新复制或下载该文件")
    return UnreadableFile("mislabelled", f"扩展名是 {suffix}，内容却是纯文本", "请把扩展名改为 .txt 后重新导入")


def _old_office(suffix: str) -> UnreadableFile:
    if suffix in (".docx", ".xlsx", ".pptx"):
        return UnreadableFile(
            "encrypted", "文件设有打开密码，或实际是旧版 Office 格式", "请在 WPS 或 Word 中打开，去掉密码并另存为 .docx"
        )
    return UnreadableFile(
        "unsupported",
        "这是旧版 Office（DOC/WPS/XLS）格式，目前不能直接读取",
        "请在 WPS 或 Word 中另存为 .docx 后再导入",
    )

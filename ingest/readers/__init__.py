"""One reader a format; `read` finds the right one by content, not by the file's name alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.readers.doc import read_doc
from ingest.readers.docx import read_docx
from ingest.readers.html import read_html
from ingest.readers.image import read_image
from ingest.readers.markdown import read_markdown
from ingest.readers.ofd import read_ofd
from ingest.readers.pdf import read_pdf
from ingest.readers.sniffing import kind_of
from ingest.readers.text import read_text
from ingest.readers.xlsx import read_xlsx
from kb.document import Pages
from kb.errors import UnreadableFile

_Reader = Callable[[bytes, str, Path | None], Pages]  # content, name, folder for temporary files


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be read: its name for people, its suffixes (the first is the usual one), its reader."""

    name: str
    suffixes: tuple[str, ...]
    read: _Reader


FORMATS = {
    "pdf": Format("PDF", (".pdf",), lambda data, name, _: read_pdf(data, name)),
    "docx": Format("DOCX", (".docx", ".docm", ".dotx", ".dotm"), lambda data, name, _: read_docx(data, name)),
    "doc": Format("DOC", (".doc", ".wps", ".dot", ".wpt"), read_doc),
    "rtf": Format("RTF", (".rtf",), read_doc),
    "html": Format("网页（HTML）", (".html", ".htm"), lambda data, name, _: read_html(data, name)),
    "ofd": Format("OFD", (".ofd",), lambda data, name, _: read_ofd(data, name)),
    "xlsx": Format("XLSX", (".xlsx", ".xlsm"), lambda data, name, _: read_xlsx(data, name)),
    "xls": Format("XLS", (".xls", ".et"), lambda data, name, _: read_xlsx(data, name)),
    "image": Format(
        "图片", (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif"), lambda data, name, _: read_image(data, name)
    ),
    "markdown": Format("MD", (".md", ".markdown"), lambda data, name, _: read_markdown(data, name)),
    "text": Format("文本", (".txt",), lambda data, name, _: read_text(data, name)),
}
_OF_TEXT = ("markdown", "text", "html")  # kinds that have no mark of their own in the content
_WORD = frozenset({"docx", "doc", "rtf"})  # each is often found under another's suffix, and opens there in Word
SUFFIXES = tuple(suffix for each in FORMATS.values() for suffix in each.suffixes)


def read(data: bytes, name: str, scratch: Path | None = None) -> Pages:
    """The pages of file `name` with content `data`, by the reader that its content calls for.

    `scratch` is the folder in which a reader may make temporary files, the system's own if None; it need not exist.
    Raises UnreadableFile with a reason code: empty, unsupported, mislabelled, encrypted, encoding, corrupt,
    scanned, scripted, too_large, needs_libreoffice, too_slow.
    """
    if not data.strip(b"\x00\t\r\n "):
        raise UnreadableFile("empty", "文件是空的", "请确认文件已保存完整后重新导入")
    pages = _format_of(data, Path(name).suffix.lower()).read(data, name, scratch)
    if not any(block.text.strip() for block in pages.blocks):
        raise UnreadableFile("empty", "文件里没有文字", "请确认文件不是空白模板，图片清晰端正")
    return pages


def _format_of(data: bytes, suffix: str) -> Format:
    kind = kind_of(data)
    expected = next((key for key, each in FORMATS.items() if suffix in each.suffixes), None)
    if kind == "zip" and expected not in (None, *_OF_TEXT):
        return FORMATS[str(expected)]  # a damaged package; its reader says so
    if kind == "ole" and expected == "doc":
        return FORMATS["doc"]  # locked, damaged or no text; its reader says so
    if kind in FORMATS:
        if expected not in (None, kind) and not {expected, kind} <= _WORD:
            raise _mislabelled(suffix, FORMATS[str(kind)])
        return FORMATS[str(kind)]
    if kind is not None:
        raise _unsupported(kind, suffix)
    if expected is None:
        raise UnreadableFile("unsupported", f"不支持 {suffix or '没有扩展名的'} 文件", _other_formats())
    if expected not in _OF_TEXT:
        raise _not_what_it_says(data, suffix)
    return FORMATS[expected]


def _unsupported(kind: str, suffix: str) -> UnreadableFile:
    if kind == "ole":
        return _old_office(suffix)
    if kind == "zip" or kind.endswith("压缩包"):
        if kind == "zip" and suffix:
            return UnreadableFile("mislabelled", f"扩展名是 {suffix}，内容却是压缩包", "请把扩展名改为 .zip 后重新导入")
        return UnreadableFile("unsupported", f"文件内容是{kind}", "请先解压，或改用 ZIP 压缩包，再导入")
    return UnreadableFile("unsupported", f"文件内容是{kind}，不能读取", _other_formats())


def _other_formats() -> str:
    names = "、".join(each.name for each in FORMATS.values())
    return f"目前支持 {names}，请另存为其中之一后再导入"


def _mislabelled(suffix: str, found: Format) -> UnreadableFile:
    return UnreadableFile(
        "mislabelled", f"扩展名是 {suffix}，内容却是 {found.name}", f"请把扩展名改为 {found.suffixes[0]} 后重新导入"
    )


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
        "这是旧版 Office 格式，里面没有文字文档或表格",
        "请在 WPS 或 Office 中打开，另存为 .docx 或 .xlsx 后再导入",
    )

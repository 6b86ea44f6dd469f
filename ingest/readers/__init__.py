"""One reader a format; `read` finds the right one by content, not by the file's name alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.readers.docx import read_docx
from ingest.readers.markdown import read_markdown
from ingest.readers.pdf import read_pdf
from ingest.readers.sniffing import kind_of
from ingest.readers.text import read_text
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
    "docx": Format("DOCX", (".docx",), lambda data, name, _: read_docx(data, name)),
    "markdown": Format("Markdown", (".md", ".markdown"), lambda data, name, _: read_markdown(data, name)),
    "text": Format("文本", (".txt",), lambda data, name, _: read_text(data, name)),
}
_OF_TEXT = ("markdown", "text")  # kinds that have no mark of their own in the content
SUFFIXES = tuple(suffix for each in FORMATS.values() for suffix in each.suffixes)


def read(data: bytes, name: str, scratch: Path | None = None) -> Pages:
    """The pages of file `name` with content `data`, by the reader that its content calls for.

    `scratch` is the folder in which a reader may make temporary files, the system's own if None; it need not exist.
    Raises UnreadableFile with a reason code: empty, unsupported, mislabelled, encrypted, encoding, corrupt,
    scanned, too_large.
    """
    if not data.strip(b"\x00\t\r\n "):
        raise UnreadableFile("empty", "文件是空的", "请确认文件已保存完整后重新导入")
    pages = _format_of(data, Path(name).suffix.lower()).read(data, name, scratch)
    if not any(block.text.strip() for block in pages.blocks):
        raise UnreadableFile("empty", "文件里没有文字", "请确认文件不是空白模板；扫描件请先做文字识别（OCR）")
    return pages


def _format_of(data: bytes, suffix: str) -> Format:
    kind = kind_of(data)
    expected = next((key for key, each in FORMATS.items() if suffix in each.suffixes), None)
    if kind == "zip" and expected not in (None, *_OF_TEXT):
        return FORMATS[str(expected)]  # a damaged package; its reader says so
    if kind in FORMATS:
        if expected not in (None, kind):
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
    if kind == "html":
        return UnreadableFile(
            "mislabelled" if suffix in SUFFIXES else "unsupported",
            f"扩展名是 {suffix}，内容却是网页（HTML）",
            "请在浏览器中打开，把正文另存为文本或打印为 PDF 后再导入",
        )
    if kind == "zip" or kind.endswith("压缩包"):
        if kind == "zip" and suffix:
            return UnreadableFile("mislabelled", f"扩展名是 {suffix}，内容却是压缩包", "请把扩展名改为 .zip 后重新导入")
        return UnreadableFile("unsupported", f"文件内容是{kind}", "请先解压，或改用 ZIP 压缩包，再导入")
    told = {"image": "图片", "xlsx": "XLSX 表格", "ofd": "OFD 版式文件", "rtf": "RTF 文件"}.get(kind, kind)
    return UnreadableFile("unsupported", f"文件内容是{told}，不能读取", _other_formats())


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
        "这是旧版 Office（DOC/WPS/XLS）格式，目前不能直接读取",
        "请在 WPS 或 Word 中另存为 .docx 后再导入",
    )

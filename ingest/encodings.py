"""Bytes to text, in the encodings that Chinese offices use."""

from __future__ import annotations

import codecs

from kb.errors import UnreadableFile

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_READABLE_RATIO = 0.95  # below this share of letters, digits and punctuation the bytes are no text


def decode(data: bytes) -> tuple[str, str]:
    """The text of `data` and the name of its encoding: a BOM's, else UTF-8, else GB18030.

    Raises UnreadableFile ("encoding") when no encoding gives readable text.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _decoded(data, name), name
    try:
        text, name = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, name = _decoded(data, "gb18030"), "gb18030"
    if not _readable(text):
        raise _unreadable()
    return text, name


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as exc:
        raise _unreadable() from exc


def _readable(text: str) -> bool:
    sample = text[:20_000]
    odd = sum(1 for c in sample if (c < " " and c not in "\t\r\n\f") or 0xE000 <= ord(c) <= 0xF8FF or c == "\ufffd")
    return odd <= (1 - _READABLE_RATIO) * max(len(sample), 1) and "\x00" not in sample


def _unreadable() -> UnreadableFile:
    return UnreadableFile(
        "encoding",
        "文件不是可读的文本（试过 UTF-8、UTF-16、GB18030）",
        "请用记事本或 WPS 打开后另存为 UTF-8 文本再导入",
    )

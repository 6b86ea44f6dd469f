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
# Without a mark. The levels of frequent characters: GB 2312 rows 16-55 and Big5 rows A4-C6, by first byte.
_UNMARKED = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_FREQUENT = {
    "gb2312": frozenset(bytes((row,)) for row in range(0xB0, 0xD8)),
    "big5": frozenset(bytes((row,)) for row in range(0xA4, 0xC7)),
}
_SAMPLE_CHARS = 2_000
_SURE, _DOUBTFUL = 0.9, 0.7  # shares of frequent characters; in prose of the right encoding it is above 0.95


def decode(data: bytes) -> tuple[str, str]:
    """The text of `data` and the name of its encoding: a BOM's, else UTF-8, else the one whose text looks Chinese.

    GB18030 where that is in doubt. Raises UnreadableFile ("encoding") when no encoding gives readable text.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _decoded(data, name), name
    try:
        text, name = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, name = _guessed(data)
    if not _readable(text):
        text, name = _guessed(data)
    return text, name


def _guessed(data: bytes) -> tuple[str, str]:
    shares: dict[str, float] = {}
    texts: dict[str, str] = {}
    for name in _UNMARKED:
        try:
            texts[name] = data.decode(name)
        except UnicodeDecodeError:
            continue
        if not _readable(texts[name]):
            del texts[name]
            continue
        shares[name] = _frequent_share(texts[name])
    best = max(shares, key=lambda name: shares[name], default=None)
    if best is None or (best.startswith("utf-16") and shares[best] < _SURE):
        best = "gb18030" if "gb18030" in texts else None
    elif "gb18030" in texts and not (shares["gb18030"] < _DOUBTFUL and shares[best] > _SURE):
        best = "gb18030"
    if best is None:
        raise _unreadable()
    return texts[best], best


def _frequent_share(text: str) -> float:
    """The share of frequent characters, simplified or traditional, among the Chinese ones of the beginning; 0 without any."""
    letters = [char for char in text[:_SAMPLE_CHARS] if "\u4e00" <= char <= "\u9fff" or char > "\uffff"]
    if not letters:
        return 0.0
    return max(
        sum(char.encode(name, "ignore")[:1] in rows for char in letters) / len(letters)
        for name, rows in _FREQUENT.items()
    )


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
        "文件不是可读的文本（试过 UTF-8、UTF-16、GB18030、BIG5）",
        "请用记事本或 WPS 打开后另存为 UTF-8 文本再导入",
    )

"""The form in which texts are compared: width, look-alikes, case, traditional characters and white space folded away.

`Document.text` keeps the source's own characters; everything that matches works on the normal form and maps
back through the offsets.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from kb.traditional import simplified_forms

# Characters that scanners, typists and web pages put for others. Katakana for CJK: the shapes are the same in
# most fonts (seen in real plans: 脱贫人ロ). Punctuation: one form each, so that half and full width agree.
_LOOK_ALIKES = {
    "ロ": "口", "カ": "力", "ニ": "二", "ハ": "八", "エ": "工", "タ": "夕", "ト": "卜",
    "⼀": "一", "—": "-", "–": "-", "−": "-", "‐": "-", "～": "~", "〜": "~", "•": "·", "・": "·",
    "〇": "○", "〔": "[", "〕": "]", "【": "[", "】": "]", "［": "[", "］": "]",
    "“": '"', "”": '"', "「": '"', "」": '"', "『": '"', "』": '"', "‘": "'", "’": "'", "．": ".",
    "　": " ", "\u00a0": " ",
}  # fmt: skip
_INVISIBLE = {"\u200b", "\u200c", "\u200d", "\ufeff", "\u00ad", "\u2060"}


@lru_cache(maxsize=65536)
def fold_char(char: str) -> str:
    """The normal form of one character; empty for white space and invisible characters."""
    if char.isascii():
        return "" if char.isspace() or not char.isprintable() else char.lower()
    if char in _INVISIBLE or char.isspace() or unicodedata.category(char) in ("Cc", "Cf"):
        return ""
    char = _LOOK_ALIKES.get(char, char)
    folded = unicodedata.normalize("NFKC", char).lower()
    simple = simplified_forms()
    return "".join(simple.get(c, c) for c in (_LOOK_ALIKES.get(c, c) for c in folded) if not c.isspace())


class _Folding(dict[int, str]):
    """Code points with their normal forms, filled as they come: `str.translate` is ten times a loop's speed."""

    def __missing__(self, code: int) -> str:
        self[code] = fold_char(chr(code))
        return self[code]


_folding = _Folding()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `offsets[i]` is where character `i` of it stands in the source, plus a final sentinel."""

    text: str
    offsets: tuple[int, ...]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The source span of `text[start:end]` (start < end), without white space around it."""
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str) -> str:
    """The normal form of `text`.

    >>> fold("脱贫人ロ （ 1 ）")
    '脱贫人口(1)'
    >>> fold("護林員")
    '护林员'
    """
    return text.translate(_folding)


def letters(text: str) -> str:
    """The normal form of `text` without punctuation: what two ways to write the same have in common.

    >>> letters("“一周一技”（试行）")
    '一周一技试行'
    """
    return "".join(char for char in fold(text) if char.isalnum())


def fold_with_offsets(text: str) -> Folded:
    """The normal form of `text` with the way back to it."""
    out: list[str] = []
    offsets: list[int] = []
    for at, char in enumerate(text):
        folded = fold_char(char)
        out.append(folded)
        offsets.extend([at] * len(folded))
    offsets.append(len(text))
    return Folded("".join(out), tuple(offsets))

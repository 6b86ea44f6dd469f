"""Traditional characters in their simplified form, one for one. The one home of OpenCC."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

# The CJK ideographs of the basic plane: compatibility forms, extension A, the unified block.
_BLOCKS = ((0xF900, 0xFB00), (0x3400, 0x4DC0), (0x4E00, 0xA000))


@lru_cache(maxsize=1)
def simplified_forms() -> Mapping[str, str]:
    """Characters whose simplified form differs, with that form; made once a process, in some 20 ms.

    Characters are taken alone, without the words they stand in: both the question and the text that it is compared
    with go through the same table, so that one form for each is enough (乾 is always 干).
    """
    from opencc import OpenCC

    chars = [chr(code) for first, end in _BLOCKS for code in range(first, end)]
    converted = OpenCC("t2s").convert("\n".join(chars)).split("\n")
    return {char: simple for char, simple in zip(chars, converted, strict=True) if len(simple) == 1 and simple != char}


def simplified(text: str) -> str:
    """`text` with traditional characters in their simplified form; as long as it was.

    >>> simplified("林業局負責護林")
    '林业局负责护林'
    """
    return text.translate(_by_code())


@lru_cache(maxsize=1)
def _by_code() -> dict[int, str]:
    return {ord(char): simple for char, simple in simplified_forms().items()}

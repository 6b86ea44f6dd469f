"""Characters that sound alike, which is how typing by sound goes wrong. The one home of pypinyin."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path

# Sounds that many speakers do not tell apart: 平翘舌 and 前后鼻音.
_MERGED = ((re.compile(r"^([zcs])h"), r"\1"), (re.compile(r"([aei])ng$"), r"\1n"))


def sound_alike(one: str, other: str) -> bool:
    """Whether two characters share a reading, tone and the usual confusions aside.

    >>> sound_alike("仿", "访"), sound_alike("庄", "桩"), sound_alike("的", "里")
    (True, True, False)
    """
    return bool(_readings(one) & _readings(other))


@lru_cache(maxsize=8192)
def _readings(char: str) -> frozenset[str]:
    return frozenset(_plain(reading) for reading in _table().get(ord(char), "").split(",") if reading)


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """The readings by code point. Read from the one module that has them: importing pypinyin whole costs 0.6 s."""
    package = find_spec("pypinyin")
    folders = package.submodule_search_locations if package else None
    if not folders:
        raise ModuleNotFoundError("pypinyin")
    table: dict[int, str] = run_path(str(Path(folders[0]) / "pinyin_dict.py"))["pinyin_dict"]
    return table


def _plain(reading: str) -> str:
    decomposed = unicodedata.normalize("NFD", reading)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    for pattern, replacement in _MERGED:
        plain = pattern.sub(replacement, plain)
    return plain

"""Chinese words: the one home of jieba. Names and terms of the library become words by themselves."""

from __future__ import annotations

import logging
import math
import re
import threading
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import jieba

from kb.abbreviations import body_forms
from kb.normal_form import fold
from kb.numerals import number_tokens

jieba.setLogLevel(logging.WARNING)

# Words that say nothing about what is asked for. Ours, from reading questions; checked by the gold set.
STOP_WORDS = frozenset(
    (  # noqa: SIM905 (a list would be one word a line)
        "的 了 和 与 及 是 在 有 为 对 把 被 由 从 到 向 于 以 而 并 或 就 都 也 还 又 "
        "吗 呢 啊 吧 呀 么 什么 哪些 哪个 哪 谁 多少 怎么 怎样 如何 几 请问 一下 我 我们 你 "
        "您 他 它 这 那 这个 那个 这些 那些 其 之 等 里 中 上 下 个 要 能 会 可以 应该 需要 "
        "可 应 请 给 让 是否 有没有 关于 根据 按照 什么样 咋 啥 来 去 说 看 做 用 才 再 最 "
        "很 得 地 所 被 将 "
    ).split()
)


# The five-year plans are named by their number, which jieba takes for one.
_PLANS = ("十一五", "十二五", "十三五", "十四五", "十五五", "十六五")
_SEEN = 10  # a word that the dictionary does not have is as rare as one that it has seen so often

_HAN = re.compile("[\u3400-\u9fff○]+")

_reading = threading.Lock()
_plain: list[
    Any
] = []  # jieba's own words, read once a process; a library takes a copy (10 ms, 20 MB) and adds its names


def _plain_dictionary(cache_dir: Path) -> Any:
    """A tokenizer with jieba's own words only; `cache_dir` keeps them in a form that is read in half a second."""
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(cache_dir)
    tokenizer.cache_file = "jieba.cache"
    tokenizer.initialize()
    return tokenizer


class Words:
    """A jieba tokenizer of our own with the library's names added; safe to share between threads."""

    def __init__(self, cache_dir: Path) -> None:
        """A tokenizer whose dictionary cache lies in `cache_dir` (made if missing)."""
        cache_dir.mkdir(parents=True, exist_ok=True)
        self._tokenizer = jieba.Tokenizer()
        with _reading:
            if not _plain:
                _plain.append(_plain_dictionary(cache_dir))
            plain = _plain[0]
        self._tokenizer.FREQ, self._tokenizer.total = dict(plain.FREQ), plain.total
        self._tokenizer.initialized = True
        self._lock = threading.Lock()
        self._parts: dict[str, tuple[str, ...]] = {}  # a name that became a word -> the words it was before
        self.add(body_forms())
        self.add(_PLANS)

    def add(self, names: Iterable[str]) -> None:
        """Makes each of `names` a word."""
        with self._lock:
            for name in names:
                for word in dict.fromkeys((fold(name), name.strip())):  # texts are cut as written, queries folded
                    if 2 <= len(word) <= 24 and word not in self._parts:
                        self._parts[word] = tuple(self._tokenizer.cut_for_search(word, HMM=False))
                        self._tokenizer.add_word(word)

    def knows(self, word: str) -> bool:
        """Whether `word` (folded) is a name or term of the library."""
        return word in self._parts

    def part_of_speech(self, word: str) -> str:
        """The tag that jieba's dictionary gives `word` (`n`, `v`, `d` ...), empty for a word that it does not have."""
        return _tag(word)

    def rarity(self, token: str) -> float:
        """How much `token` (folded) says, 0-1: the logarithm of how rare it is in Chinese as jieba counted it."""
        plain = _plain[0]
        return math.log(plain.total / max(plain.FREQ.get(token, 0), _SEEN)) / math.log(plain.total / _SEEN)

    def cut(self, text: str) -> list[str]:
        """The words of `text` in order; joined they are `text`."""
        return list(self._tokenizer.cut(text, HMM=False))

    def search_tokens(self, text: str) -> list[str]:
        """The tokens under which `text` is found: folded words, and the shorter words inside long ones.

        Punctuation and stop words are left out.
        """
        tokens = self._tokenizer.cut_for_search(fold(text), HMM=False)
        return [token for token in tokens if token not in STOP_WORDS and any(char.isalnum() for char in token)]

    def index_tokens(self, text: str) -> list[str]:
        """As `search_tokens`, and the words of which a name consisted before it became one; and numbers in one form.

        So a document that was indexed before the name was known is still found by it, one that was indexed
        with it is found after it is forgotten, and 15亩 finds 十五亩.
        """
        found = [part for token in self.search_tokens(text) for part in self._with_parts(token)]
        return found + number_tokens(fold(text))

    def lexical_tokens(self, text: str) -> list[str]:
        """All tokens under which a text is indexed: its words and its character pairs."""
        return self.index_tokens(text) + pair_tokens(text)

    def _with_parts(self, token: str) -> list[str]:
        found = [token]
        for part in self._parts.get(token, ()):
            if part != token and part not in STOP_WORDS:
                found += self._with_parts(part)
        return found


def pair_tokens(text: str) -> list[str]:
    """The pairs of neighbouring Chinese characters of `text`, marked so that none is taken for a word.

    They find what words miss: jieba cuts a question and a document differently, and knows few names.

    >>> pair_tokens("护林员，2025年")
    ['#护林', '#林员']
    """
    return ["#" + run[at : at + 2] for run in _HAN.findall(fold(text)) for at in range(len(run) - 1)]


@lru_cache(maxsize=8192)
def _tag(word: str) -> str:
    line = b"\n" + word.encode() + b" "
    data = _dictionary()
    at = data.find(line)
    return data[at + len(line) : data.index(b"\n", at + 1)].split()[-1].decode() if at >= 0 else ""


@lru_cache(maxsize=1)
def _dictionary() -> bytes:
    """The dictionary file of jieba, a line `word frequency tag` each.

    Looking a word up takes 2 ms, parsing all 350,000 lines 200 ms, of which a single question needs five.
    """
    with jieba.get_dict_file() as lines:
        data: bytes = lines.read()
    return b"\n" + data.replace(b"\r", b"").strip() + b"\n"

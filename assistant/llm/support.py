"""Whether the wording of a sentence is that of what it cites: its content words, and whether it affirms or denies."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.synonyms import synonyms
from kb.normal_form import fold
from kb.words import STOP_WORDS, Words

# Words that connect what is said and say nothing themselves. Ours, from reading models' answers.
_CONNECTING = frozenset(
    (  # noqa: SIM905 (a list would be one word a line)
        "根据 规定 其中 具体 包括 包含 分别 以及 主要 相关 有关 方面 情况 内容 方式 进行 明确 此外 另外 同时 文件 资料 显示 "
        "指出 提出 要求 按照 依据 通过 对于 属于 作为 即 如下 上述 以下 该项 这项 各项 工作 事项 标准 承担 由 为 至 均 则 共 "
        "一共 总共 应当 必须 须 所有 全部 相应 关于 问题 所述 列出 提到 写明 载明 表示 说明 此项 目前 现行 原文 负责 责任 科室 单位 "
    ).split()
)
_PARTS = re.compile(r"[,。;:|!?]+")
_BOUNDS = re.compile(
    r"不(?:低于|少于|小于|超过|高于|多于|大于|断|同|足|仅|但|动产|愁|等|限于|得(?:低于|少于|小于|超过|高于|多于|大于))|非(?:常|法|公|税)|"
    r"无(?:人机|害|偿|障碍|缝|疑|论)|未(?:来|成年)|免(?:疫|费)"
)
_NO = re.compile(r"不|未|无|没|严禁|禁止|否|别|勿|非")
_ENDS = re.compile(r"取消|废止|停止|终止|除外|免(?!疫|费)")  # 没有废止 is no 废止, so they count by themselves
_HALF = 0.5
_MIN_WORDS = 2


def content_words(text: str, words: Words) -> tuple[str, ...]:
    """The words of `text` that say something; characters that are no word are taken together: 张伟 is in no dictionary."""
    return _content_words(fold(text), words)


@lru_cache(maxsize=4096)
def _content_words(folded: str, words: Words) -> tuple[str, ...]:
    found: list[str] = []
    run = ""
    for token in [*words.cut(folded), "|"]:
        if len(token) == 1 and "\u4e00" <= token <= "\u9fff" and token not in STOP_WORDS | _CONNECTING:
            run += token
            continue
        if len(run) > 1:
            found.append(run)
        run = ""
        if len(token) > 1 and token not in STOP_WORDS | _CONNECTING and any(char.isalpha() for char in token):
            found.append(token)
    return tuple(dict.fromkeys(found))


def share_in(said_words: tuple[str, ...], text: str) -> float:
    """Which share of the words' characters stands in a folded `text`, itself, by a synonym or in most of its parts, 0-1."""
    total = sum(map(len, said_words))
    return sum(len(word) * _stands(word, text) for word in said_words) / total if total else 1.0


def denies_otherwise(claim: str, said: str, words: Words) -> bool:
    """Whether a part of the folded `claim` denies what the part of `said` nearest to it affirms, or the reverse."""
    stated = [(part, _denies(part)) for part in _PARTS.split(said) if part]
    for part in _PARTS.split(claim):
        mine = content_words(part, words)
        if len(mine) < _MIN_WORDS:
            continue
        shares = [(share_in(mine, each), flags) for each, flags in stated]
        best = max((share for share, _ in shares), default=0.0)
        if best >= _HALF and any(_differs(flag, _denies(part)[flag], shares, best) for flag in (0, 1)):
            return True
    return any(mine and not theirs for mine, theirs in zip(_denies(claim), _denies(said), strict=True))


def _differs(flag: int, mine: bool, shares: list[tuple[float, tuple[bool, bool]]], best: float) -> bool:
    """Whether a part denies what no part about the same does, or leaves out what every part nearest to it denies."""
    if mine:
        return not any(flags[flag] for share, flags in shares if share > 0)
    return all(flags[flag] for share, flags in shares if share >= best - 0.01)


def _denies(folded: str) -> tuple[bool, bool]:
    """Whether a text says no, and whether it says that something ends."""
    bare = _BOUNDS.sub("", folded)
    return _NO.search(bare) is not None, _ENDS.search(bare) is not None


def _stands(word: str, text: str) -> float:
    if word in text:
        return 1.0
    if any(other in text for other in synonyms(word)):
        return 1.0
    if len(word) < 3:
        return 0.0
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    share = sum(pair in text for pair in pairs) / len(pairs)
    return share if share >= _HALF else 0.0

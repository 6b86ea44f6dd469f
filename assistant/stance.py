"""Yes or no: what a cited sentence says to a question that asks for one, where it is sure to say it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.coverage import stands
from assistant.synonyms import synonyms
from kb.normal_form import fold
from kb.words import Words

_MAY = r"(?:可以|能够|能|可|允许|准许)"
_MUST = r"(?:应当|必须|需要|应该|应|须|需|要)"
_END = r"(?:吗|么|不|没)?[?。]?$"
# What a question asks whether it may or must be done: 能不能建房, 可以建房吗, 建房可以吗.
_ASKS_MAY = (
    re.compile(rf"(?:能不能|可不可以|能否|可否|准不准|许不许|是不是{_MAY}|是否{_MAY})(?P<done>[^,。?;]+?){_END}"),
    re.compile(rf"(?<!不){_MAY}(?P<done>[^,。?;]+?)(?:吗|么|不)[?。]?$"),
    re.compile(r"(?P<done>[^,。?;]+?)(?:可以|允许|行)(?:吗|么|不)[?。]?$"),
)
_ASKS_MUST = (
    re.compile(rf"(?:要不要|需不需要|该不该|用不用|是不是{_MUST}|是否{_MUST})(?P<done>[^,。?;]+?){_END}"),
    re.compile(rf"(?<!不){_MUST}(?P<done>[^,。?;]+?)(?:吗|么|不)[?。]?$"),
)
_ASKS_ANY = re.compile(r"是不是|是否|会不会|算不算|[吗么][?。]?$|[^不没]不[?。]?$")
_WH = re.compile(r"谁|哪|什么|啥|多少|几[个条项天月年]|怎么|如何|何时|多久|为何")
# A question that denies, or that counts, is not told by yes or no.
_NOT_PLAIN = re.compile(r"不得|不准|不许|不用|不必|不需|无需|没有|未|\d|[一二两三四五六七八九十]+[个次年月天名户家级]")

_FORBIDS = re.compile(r"不得|禁止|严禁|不准|不予|不能|不可|不允许")
_PERMITS = re.compile(r"可以|允许|准许")
_OBLIGES = re.compile(r"应当|必须")
_FREES = re.compile(r"不需要?|无需|不必|无须|可以不|免于|不再")
# A rule under a condition or with an exception is neither yes nor no.
_CONDITIONAL = re.compile(
    r"除.{1,20}[外,]|但|另有|未经|未[^,。;]{1,8}[的不]|经.{1,14}(?:批准|同意|许可|审核|审查|认定)|确需|特殊|原则上|一般|以外|例外|的[,;]|符合|满足|"
    r"具备|条件|如果|若|凡|情形|情况|期间|[之以][前后]|以[上下]|超过|擅自|违规|违法|违反|非法|无证|随意|只|仅|尽可能|不得不|不能不"
)
_PIECE = re.compile(r"[^,。;:?!]+")
_LISTED = re.compile("、|和|与|及|或者?|以及")
_TOLD = "文件的规定是："


def asks_yes_or_no(text: str) -> bool:
    """Whether a question asks for yes or no, and for nothing else.

    >>> asks_yes_or_no("公务员能申报吗"), asks_yes_or_no("能不能领，一个月多少"), asks_yes_or_no("要怎么申请")
    (True, False, False)
    """
    folded = fold(text)
    patterns = (*_ASKS_MAY, *_ASKS_MUST, _ASKS_ANY)
    return not _WH.search(folded) and any(pattern.search(folded) for pattern in patterns)


def opening(stance: str | None) -> str:
    """What stands before the quoted rule."""
    return f"{stance}，{_TOLD}" if stance else _TOLD


def stance_of(question: str, tokens: Sequence[str], sentence: str, around: str, words: Words) -> str | None:
    """可以, 不可以, 需要 or 不需要, where a sentence says so outright; else None.

    It has no condition or exception. What is asked about stands with the word that permits, forbids or obliges; all other
    `tokens`, the question's content words, stand in the sentence or in `around`, its folded title and headings; and nobody
    is named before that word who is not in the question.
    """
    asked, said = fold(question), fold(sentence)
    found = _asked(asked)
    if found is None or _NOT_PLAIN.search(asked) or _CONDITIONAL.search(said):
        return None
    may, done = found
    doing = [token for token in tokens if token in done]
    if not doing or not all(stands(token, said) or token in around for token in tokens):
        return None
    for piece in _PIECE.finditer(said):
        verdict = _verdict(piece[0], may)
        if verdict is None or not _does(piece[0][verdict[2] :], doing, words):
            continue
        before = said[: piece.start() + verdict[1]]
        if all(_is_in(token, asked) for token in words.cut(before) if words.part_of_speech(token).startswith("n")):
            return verdict[0]
    return None


def _asked(folded: str) -> tuple[bool, str] | None:
    """Whether a question asks what may be done (else what must be), and what that is; None for other questions."""
    for may, patterns in ((True, _ASKS_MAY), (False, _ASKS_MUST)):
        match = next((match for pattern in patterns if (match := pattern.search(folded))), None)
        if match is not None:
            return may, match["done"]
    return None


def _does(behind: str, doing: Sequence[str], words: Words) -> bool:
    """Whether what stands `behind` the word that decides has all of `doing`, and no other verb before it.

    不得拒绝检查 says nothing of 检查; of a list (禁止新建建筑物、铺设管线) each item is forbidden by itself.
    """
    places = [behind.find(form) for token in doing for form in (token, *synonyms(token)) if form in behind]
    if not places or not all(stands(token, behind) for token in doing):
        return False
    gap = _LISTED.split(behind[: min(places)])[-1]
    return not any(words.part_of_speech(token).startswith("v") for token in words.cut(gap))


def _verdict(piece: str, may: bool) -> tuple[str, int, int] | None:
    """What a piece of a sentence says, and the span of the word that says it; None where several do, or none."""
    yes, no = (_PERMITS, _FORBIDS) if may else (_OBLIGES, _FREES)
    denied, affirmed = no.search(piece), yes.search(no.sub("", piece))
    others = (_OBLIGES, _FREES) if may else (_FORBIDS,)
    if (denied is None) == (affirmed is None) or any(other.search(piece) for other in others):
        return None
    if denied is not None:
        return ("不可以" if may else "不需要", *denied.span())
    found = yes.search(piece)
    return None if found is None else ("可以" if may else "需要", *found.span())


def _is_in(token: str, asked: str) -> bool:
    return len(token) < 2 or stands(token, asked)

"""Terms and names of bodies that the library writes otherwise: one character wrong, missing or too many."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from assistant.proofreading.finding import Finding, Rule, Source
from kb.homophones import sound_alike
from kb.normal_form import fold, fold_with_offsets
from kb.snapshot import Snapshot
from kb.words import Words

_LEAST, _MOST = 4, 16  # characters of a term
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_COLLECTIVE = re.compile(r"^(?:各|有关|相关|局机关|直属|其他)|各|等$")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,4}?[省市县区州旗镇乡]")
_OTHER_BODY = re.compile(r"[\u4e00-\u9fff]{2}(?:厅|委|部|院|公司|集团|大学|政府)$")  # whose section it is then
_BODY_END = frozenset("科处股室站所队局办")
# They join or count; a text that differs in one of them says something else.
_FUNCTION = frozenset(
    "和与及或的之等各兼在对为了是以其被将把向从由也都并而不无未非已新老原本该一二三四五六七八九十百千万两个年月日省市县区乡镇村上下大小"
)


def check_terms(text: str, snapshot: Snapshot, words: Words) -> Iterable[Finding]:
    """Near misses of the library's terms in `text`; a form that any document of the library uses is none."""
    known, by_deletion = snapshot.derived("terms for proofreading", lambda: _vocabulary(snapshot))
    folded = fold_with_offsets(text)
    reported: set[tuple[int, int]] = set()
    for run in _HAN.finditer(folded.text):
        for start, end, term in _near(run[0], known, by_deletion):
            start, end = run.start() + start, run.start() + end  # noqa: PLW2901
            written = folded.text[start:end]
            if term in folded.text[max(0, start - len(term)) : end + len(term)] or any(
                a <= start < b for a, b in reported
            ):
                continue
            if _OTHER_BODY.search(folded.text, max(0, start - 8), start):
                continue
            if (
                not _ends_a_word(folded.text, start, end, words)
                or not _is_slip(written, term, words)
                or _is_used(written, snapshot)
            ):
                continue
            reported.add((start, end))
            shown, source = known[term]
            yield Finding(Rule.TERM, *folded.source_span(start, end), f"文件库写作“{shown}”", shown, source)


def _vocabulary(snapshot: Snapshot) -> tuple[dict[str, tuple[str, Source | None]], dict[str, set[str]]]:
    """Each term (folded) as it is written and where; and the terms by what is left of them without one character."""
    known: dict[str, tuple[str, Source | None]] = {}
    for doc_id, records in snapshot.records.items():
        for term in records.terms:
            if term.kind in ("defined", "short_form"):
                known.setdefault(fold(term.term), (term.term, Source(doc_id, term.start, term.end)))
        for task in records.tasks:
            for name in (*task.sections, *task.units):
                source = Source(doc_id, task.responsibility_start, task.responsibility_end)
                known.setdefault(fold(name), (name, source))
    kept = {
        term: said for term, said in known.items()
        if _LEAST <= len(term) <= _MOST and _HAN.fullmatch(term) and not _COLLECTIVE.search(term)
    }  # fmt: skip
    by_deletion: dict[str, set[str]] = defaultdict(set)
    for name in kept:
        for shorter in (name, *_without_one(name)):
            by_deletion[shorter].add(name)
    return kept, dict(by_deletion)


def _without_one(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def _near(
    run: str, known: dict[str, tuple[str, Source | None]], by_deletion: dict[str, set[str]]
) -> Iterator[tuple[int, int, str]]:
    """Stretches of `run` that are one edit away from a term, the longest terms first."""
    lengths = sorted({len(term) + step for term in known for step in (-1, 0, 1)}, reverse=True)
    for length in lengths:
        for at in range(len(run) - length + 1):
            written = run[at : at + length]
            if written in known:
                continue
            for key in (written, *_without_one(written)):
                for term in sorted(by_deletion.get(key, ())):
                    if abs(len(term) - length) <= 1:
                        yield at, at + length, term


def _is_slip(written: str, term: str, words: Words) -> bool:
    """Whether `written` is `term` with one slip of the pen, not another word."""
    if len(written) != len(term):
        return len(term) > _LEAST and _is_one_more_or_less(written, term, words)  # 以奖代补资金 is no 补助资金
    differing = [at for at, (one, other) in enumerate(zip(written, term, strict=True)) if one != other]
    if len(differing) == 2:
        first, second = differing
        return second == first + 1 and (written[first], written[second]) == (term[second], term[first])
    return len(differing) == 1 and _is_one_other(written, term, differing[0], words)


def _is_one_other(written: str, term: str, at: int, words: Words) -> bool:
    """Whether the character at `at` is wrong: of a body any may be, save in its place; else one that sounds alike."""
    one, other = written[at], term[at]
    if {one, other} & _FUNCTION:
        return False
    if term[-1] in _BODY_END and len(term) > _LEAST:
        place = _PLACE.match(term)
        inside = at >= (place.end() if place else 1)
        return inside and (at < len(term) - 1 or one in _BODY_END or sound_alike(one, other))
    return sound_alike(one, other) or (0 < at < len(term) - 1 and _is_no_word(written, at, words))


def _is_one_more_or_less(written: str, term: str, words: Words) -> bool:
    """Whether `written` has one character too many or too few, not at its ends, where another word may be."""
    longer, shorter = (written, term) if len(written) > len(term) else (term, written)
    at = next((at for at, (one, other) in enumerate(zip(longer, shorter, strict=False)) if one != other), len(shorter))
    if longer[:at] + longer[at + 1 :] != shorter or not 0 < at < len(longer) - 1:
        return False
    if longer is term and all(len(token) > 1 for token in words.cut(written)):
        return False  # 教育资源中心 is no slip for 教育部资源中心: it is made of words
    return longer[at] not in _FUNCTION


def _ends_a_word(text: str, start: int, end: int, words: Words) -> bool:
    """Whether a word ends at `end`: 自动驾驶能 of 自动驾驶能力 is no name."""
    at = start
    for token in words.cut(text[start : end + 4]):
        at += len(token)
        if at >= end:
            return at == end
    return True


def _is_no_word(written: str, at: int, words: Words) -> bool:
    """Whether the character at `at` stands alone in the cut text, as one that belongs to no word does."""
    begin = 0
    for token in words.cut(written):
        if begin <= at < begin + len(token):
            return len(token) == 1
        begin += len(token)
    return False


def _is_used(written: str, snapshot: Snapshot) -> bool:
    """Whether a document of the library itself writes so."""
    return any(written in _folded(doc_id, snapshot) for doc_id in snapshot.entries)


def _folded(doc_id: str, snapshot: Snapshot) -> str:
    return snapshot.derived(f"folded {doc_id}", lambda: fold(snapshot.entry(doc_id).document.text))

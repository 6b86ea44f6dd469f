"""Quotations that differ from what they quote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from assistant.proofreading.finding import Finding, Rule, Source
from assistant.proofreading.mentions import Mention
from kb.normal_form import Folded, fold_with_offsets
from kb.snapshot import Snapshot

_QUOTE = re.compile(r"“([^“”\n]{6,400})”")
_ELLIPSIS = re.compile(r"…+")
_SAID = re.compile(r"(?:规定|明确|要求|提出|指出|强调|载明|写明|写道|确定)(?:了)?[，,：:]?\s*$")
_GRAM = 3
_MARKS = "%％‰。，；：！？）》℃"
_NEAR, _NEAR_UNSOURCED = 0.7, 0.88
_LEAST, _LEAST_UNSOURCED = 6, 12  # letters


def check_quotes(text: str, mentions: Sequence[Mention], snapshot: Snapshot) -> Iterable[Finding]:
    """Quotations in `text` that stand otherwise in the document which they are ascribed to, or in any.

    Compared by letters and digits: punctuation may be fitted to the sentence. An ellipsis parts a quotation.
    """
    for match in _QUOTE.finditer(text):
        at = match.start(1)
        cited = _cited(text, match.start(), mentions)
        for part in _ELLIPSIS.split(match[1]):
            begin = text.index(part, at) if part else at
            at = begin + len(part)
            yield from _check(text, (begin, at), cited, snapshot)


def _cited(text: str, start: int, mentions: Sequence[Mention]) -> tuple[str | None, bool]:
    """The document that a quotation at `start` is ascribed to, and whether a verb of saying stands before it."""
    line = text.rfind("\n", 0, start) + 1
    named = [each for each in mentions if line <= each.start and each.end <= start]
    said = bool(_SAID.search(text, max(0, start - 8), start))
    behind = next((each for each in mentions if each.scope[0] <= start < each.scope[1] and each.start > start), None)
    if behind is not None:
        return behind.doc_id, said
    last = named[-1] if named else None
    if last is None or not (last.scope[0] <= start < last.scope[1] or said):
        return None, False
    return last.doc_id, said


def _check(text: str, span: tuple[int, int], cited: tuple[str | None, bool], snapshot: Snapshot) -> Iterable[Finding]:
    letters = _letters_of(text[slice(*span)])
    doc_id, said = cited
    if len(letters.text) < (_LEAST if doc_id else _LEAST_UNSOURCED):
        return
    sources = [doc_id] if doc_id else list(snapshot.entries)
    texts = {each: _letters(each, snapshot) for each in sources}
    if any(letters.text in folded.text for folded in texts.values()):
        return
    rated = ((*_nearest(letters.text, folded.text), each) for each, folded in texts.items())
    likeness, place, best = max(rated, default=(0.0, (0, 0), ""))
    if likeness >= (_NEAR if doc_id else _NEAR_UNSOURCED):
        start, end = texts[best].source_span(*place)
        source = snapshot.entry(best).document.text
        tail = text[span[0] : span[1]][len(text[span[0] : span[1]].rstrip(_MARKS)) :]
        end += len(tail) if source.startswith(tail, end) else 0
        right = source[start:end].replace("\n", "")
        yield Finding(
            Rule.QUOTE,
            *span,
            f"引文与《{snapshot.entry(best).header.title}》原文不一致，原文是：{right}",
            right,
            Source(best, start, end),
        )
    elif doc_id and said:
        yield Finding(Rule.QUOTE, *span, f"《{snapshot.entry(doc_id).header.title}》里查不到这段引文，请核对原文", None)


def _nearest(wanted: str, text: str) -> tuple[float, tuple[int, int]]:
    """How like `wanted` the most similar stretch of `text` is (0-1), and where it stands.

    >>> _nearest("每月巡护不少于10天", "第七条面积五百亩每月巡护不少于20天每天填写")
    (0.9, (8, 18))
    """
    votes: Counter[int] = Counter()
    for at in range(len(wanted) - _GRAM + 1):
        gram, found = wanted[at : at + _GRAM], -1
        while (found := text.find(gram, found + 1)) >= 0:
            votes[(found - at) // 4] += 1
    best = (0.0, (0, 0))
    for bucket, _ in sorted(votes.items(), key=lambda each: -each[1] - votes[each[0] + 1])[:5]:
        begin = max(0, bucket * 4 - 4)
        window = text[begin : bucket * 4 + len(wanted) + 10]
        blocks = [
            each
            for each in SequenceMatcher(None, wanted, window, autojunk=False).get_matching_blocks()
            if each.size > 1
        ]
        if not blocks:
            continue
        first, last = blocks[0], blocks[-1]
        start = max(0, first.b - first.a)
        end = min(len(window), last.b + last.size + len(wanted) - last.a - last.size)
        likeness = SequenceMatcher(None, wanted, window[start:end], autojunk=False).ratio()
        best = max(best, (likeness, (begin + start, begin + end)), key=lambda each: each[0])
    return best


def _letters(doc_id: str, snapshot: Snapshot) -> Folded:
    return snapshot.derived(f"letters {doc_id}", lambda: _letters_of(snapshot.entry(doc_id).document.text))


def _letters_of(text: str) -> Folded:
    folded = fold_with_offsets(text)
    kept = [at for at, char in enumerate(folded.text) if char.isalnum()]
    return Folded("".join(folded.text[at] for at in kept), (*(folded.offsets[at] for at in kept), len(text)))

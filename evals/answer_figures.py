"""The figures of a question set out of its answers: accuracy by kind, lists, citations, refusals, times, the trade-off.

lists       of `list` rows. Recall: the share of the `must` groups that the answer names. Precision: the share of the items
            that it lists which name a group. Items are the answer's records, else its enumerated lines; of an answer in prose
            the groups that it names and its sentences that name none. Where the answer states a coverage, what it counts
            and does not list counts as an item too.
refusals    precision: of all refusals the share that was due; recall: of the questions to refuse the share refused. False
            refusals are of answerable questions; a question back (clarify) is counted by itself.
trade-off   at a bound t a question counts as refused if the answer's confidence is below t; answers without a confidence
            keep their status. One point for each of POINTS bounds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from assistant.answer import Answer
from evals.answer_citations import CitationFigures, cites_any, claims, judge
from evals.answer_sets import Row
from evals.grading import grade
from kb.document import Document
from kb.normal_form import fold, fold_with_offsets
from kb.sentences import sentence_spans
from kb.snapshot import Snapshot

POINTS = 41
_ENUMERATED = re.compile(
    r"^\s*(?:\d{1,3}[.、．)）]|[（(](?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]|[一二三四五六七八九十]{1,3}、|[-·•*])"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question with its answer and the verdict; `why` says what is wrong."""

    row: Row
    answer: Answer
    right: bool
    why: tuple[str, ...]


Figure = dict[str, Any]


def outcome(row: Row, answer: Answer, snapshot: Snapshot) -> Outcome:
    """The verdict on the answer to one row of any set."""
    if row["kind"] == "span":
        right = answer.status == "answered" and _cites_span(row, answer, snapshot)
        return Outcome(row, answer, right, () if right else (f"{answer.status}, the span is not cited",))
    verdict = grade({"found": None, **row}, _uncounted(answer) if "found" not in row else answer, snapshot)
    return Outcome(row, answer, verdict.right, verdict.why)


def _uncounted(answer: Answer) -> Answer:
    """The answer without its coverage, which only rows with `found` can judge."""
    return replace(answer, coverage=None)


def _cites_span(row: Row, answer: Answer, snapshot: Snapshot) -> bool:
    """Whether a citation overlaps the sentences of the answer's span, or has the answer in it (documents repeat)."""
    if cites_any(answer.citations, [row["answer"]]):
        return True
    for each in answer.citations:
        document = snapshot.entry(each.doc_id).document
        if Path(document.source).stem == row["docid"]:
            spans = answer_sentences(document, row["answer"], row["answer_start"])
            if any(each.start < end and start < each.end for start, end in spans):
                return True
    return False


def answer_sentences(document: Document, answer: str, near: int) -> list[tuple[int, int]]:
    """The spans of the sentences that the answer touches, at its occurrence nearest to `near`; none if it is not there."""
    folded, wanted = fold_with_offsets(document.text), fold(answer)
    hits = [match.start() for match in re.finditer(re.escape(wanted), folded.text)] if wanted else []
    if not hits:
        return []
    spans = [folded.source_span(at, at + len(wanted)) for at in hits]
    start, end = min(spans, key=lambda span: abs(span[0] - near))
    return [(a, b) for a, b in sentence_spans(document.text) if a < end and start < b]


def figures_of(outcomes: Sequence[Outcome], snapshot: Snapshot) -> Figure:
    """All figures, each with its denominator."""
    answerable = [each for each in outcomes if each.row["kind"] not in ("refuse", "redacted")]
    to_refuse = [each for each in outcomes if each.row["kind"] == "refuse"]
    return {
        "n": len(outcomes),
        "by_kind": _by_kind(outcomes),
        "answerable": _share(each.right for each in answerable),
        "lists": list_figures([each for each in outcomes if each.row["kind"] == "list"]),
        "citations": _citations(outcomes, answerable, snapshot),
        "refusals": _refusals(answerable, to_refuse),
        "trade_off": trade_off(answerable, to_refuse),
        "ms": _times(outcomes),
        "chars": round(
            median([len(each.answer.answer) for each in answerable if each.answer.status == "answered"] or [0])
        ),
    }


def _share(right: Iterable[bool]) -> Figure:
    """How many of how many, with the 95 % interval of the share by Wilson."""
    values = list(right)
    return {"right": sum(values), "of": len(values), "interval": list(wilson(sum(values), len(values)))}


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, (0, 1) for none.

    >>> wilson(9, 10)
    (0.596, 0.982)
    """
    if not of:
        return 0.0, 1.0
    z, share = 1.96, right / of
    middle, half = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    return round((middle - half) / scale, 3), round((middle + half) / scale, 3)


def _by_kind(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    kinds = dict.fromkeys(each.row["kind"] for each in outcomes)
    return {kind: _share(each.right for each in outcomes if each.row["kind"] == kind) for kind in kinds}


def list_figures(outcomes: Sequence[Outcome]) -> Figure:
    """Precision and recall over all lists together; see the module."""
    named = wanted = right = items = 0
    for each in outcomes:
        groups = [[fold(alternative) for alternative in group] for group in each.row["must"]]
        text = fold(each.answer.answer) if each.answer.status == "answered" else ""
        hits = sum(any(alternative in text for alternative in group) for group in groups)
        named, wanted = named + hits, wanted + len(groups)
        if not text:
            continue
        listed = [fold(item) for item in items_of(each.answer)]
        alternatives = [alternative for group in groups for alternative in group]
        if listed:
            right += sum(any(alternative in item for alternative in alternatives) for item in listed)
            counted = each.answer.coverage.found if each.answer.coverage else 0
            items += max(len(listed), counted)
        else:
            right += hits
            sentences = [fold(claim.text) for claim in claims(each.answer)]
            items += hits + sum(not any(known in said for known in alternatives) for said in sentences)
    return {"recall": {"right": named, "of": wanted}, "precision": {"right": right, "of": items}}


def items_of(answer: Answer) -> list[str]:
    """What an answer lists: its records, else its enumerated lines; none where it lists nothing."""
    if answer.records:
        lines = [line for line in answer.answer.splitlines() if _ENUMERATED.match(line)]
        told = [str(record.get("title", "")) + str(record.get("text", "")) for record in answer.records]
        return [text + (lines[at] if len(lines) == len(told) else "") for at, text in enumerate(told)]
    lines = [line for line in answer.answer.splitlines() if _ENUMERATED.match(line)]
    return lines if len(lines) > 1 else []


def _citations(outcomes: Sequence[Outcome], answerable: Sequence[Outcome], snapshot: Snapshot) -> Figure:
    counts = sum((judge(each.answer, snapshot) for each in outcomes), CitationFigures())
    answered = [each for each in answerable if each.answer.status == "answered"]
    sources = [(_documents(each.row), each) for each in answered]
    out_of = [
        Path(snapshot.entry(citation.doc_id).document.source).name in names
        for names, each in sources
        for citation in each.answer.citations
    ]
    return {
        **{name: {"right": pair[0], "of": pair[1]} for name, pair in zip(
            ("verbatim", "precision", "recall"), (counts.verbatim, counts.precision, counts.recall), strict=True
        )},
        "from_document": {"right": sum(out_of), "of": len(out_of)},
        "of_answer": {"right": sum(_cites_answer(each) for each in answered), "of": len(answered)},
    }  # fmt: skip


def _cites_answer(each: Outcome) -> bool:
    return each.right if each.row["kind"] == "span" else cites_any(each.answer.citations, each.row["cite"])


def _documents(row: Row) -> set[str]:
    """The file names of the documents that answer a row."""
    if row["kind"] == "span":
        return {f"{row['docid']}.txt"}
    named = row["doc"] if isinstance(row["doc"], list) else [row["doc"]]
    return {Path(name).name for name in named}


def _refusals(answerable: Sequence[Outcome], to_refuse: Sequence[Outcome]) -> Figure:
    due = sum(each.answer.status == "refused" for each in to_refuse)
    undue = sum(each.answer.status == "refused" for each in answerable)
    back = Counter(each.answer.status for each in answerable)["clarify"]
    return {
        "precision": {"right": due, "of": due + undue},
        "recall": {"right": due, "of": len(to_refuse)},
        "false": {"right": undue, "of": len(answerable)},
        "clarified": {"right": back, "of": len(answerable)},
    }


def trade_off(answerable: Sequence[Outcome], to_refuse: Sequence[Outcome]) -> list[dict[str, float]]:
    """Points (bound, refused share of those to refuse, refused share of the answerable), empty without a confidence."""
    confident = [confidence_of(each.answer) for each in (*answerable, *to_refuse)]
    if not answerable or not to_refuse or all(each is None for each in confident):
        return []
    return [
        {
            "bound": bound,
            "refused": _refused_at(bound, to_refuse),
            "false_refused": _refused_at(bound, answerable),
            "right": sum(each.right and not _refuses(bound, each.answer) for each in answerable) / len(answerable),
        }
        for bound in (round(at / (POINTS - 1), 3) for at in range(POINTS))
    ]


def confidence_of(answer: Answer) -> float | None:
    """The answer's confidence in 0-1, None where it has none."""
    confidence: float | None = getattr(answer, "confidence", None)
    return confidence


def _refused_at(bound: float, outcomes: Sequence[Outcome]) -> float:
    return round(sum(_refuses(bound, each.answer) for each in outcomes) / len(outcomes), 4)


def _refuses(bound: float, answer: Answer) -> bool:
    confidence = confidence_of(answer)
    return answer.status == "refused" if confidence is None else confidence < bound


def _times(outcomes: Sequence[Outcome]) -> Figure:
    """Times of an answer in milliseconds, of all and by kind."""

    def both(chosen: Callable[[Outcome], bool]) -> Figure:
        times = [each.answer.timings_ms.get("total", 0.0) for each in outcomes if chosen(each)]
        p95 = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        return {"p50": round(median(times), 1), "p95": round(p95, 1), "n": len(times)}

    kinds = dict.fromkeys(each.row["kind"] for each in outcomes)
    by_kind = {kind: both(lambda each, kind=kind: each.row["kind"] == kind) for kind in kinds}  # type: ignore[misc]
    return {**both(lambda _: True), "by_kind": by_kind}

"""Whether the citations of an answer carry it, judged by rules that need no reader.

stretch     what a run of markers marks: its line back to the run before it. Its sentences are the claims of the answer, with
            those that nothing marks. Lines that say nothing of their own are none: lead-ins that end with a colon and
            remarks in brackets, where they have no marker; titles in 《》 alone; what the product says of itself (文件库没有…).
verbatim    `text[start:end] == quote`, of all citations and nearest passages.
precision   the share of pairs of a stretch and a citation that it is marked with where the citation supports the stretch:
            they have a number, a name of a body or a run of RUN characters in common, or OVERLAP of the stretch's pairs of
            characters stand in the citation. To the stretch belongs the lead-in above it (who has the tasks that follow).
recall      the share of factual claims that are marked and whose every number, date, document number, title and name of
            a body stands in the passages that they cite, whose titles and document numbers count. A claim is factual if
            it has any of those, or a marker. How many items are listed (共5项) is a count of ours, judged with the lists.

Both say nothing on whether the question is answered: a chain that prints what it found gets 1.00. So two more figures, of
answered questions whose document is known: `from_document`, the share of citations out of a document that answers, and
`of_answer`, the share of questions where a passage that the gold names is cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer, Citation
from kb.normal_form import fold
from kb.snapshot import Snapshot

RUN = 4
OVERLAP = 0.3
_MARKERS = re.compile(r"(?:\s*\[\d+\])+")
_MARKER = re.compile(r"\[(\d+)\]")
_SENTENCE = re.compile(r"[^。！？!?；;]*[。！？!?；;]+[”’」』）)]*|[^。！？!?；;]+$")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*(?:%|‰)?")
_LIST_NUMBER = re.compile(r"^\s*(?:\d{1,3}[.、．)）]|[（(]\d{1,3}[)）]|[-·•*])\s*")
_NUMBERED = re.compile(r"[\u4e00-\u9fff]{2,12}[\[〔﹝【(（]\d{4}[\]〕﹞】)）]\s*\d+\s*号")
_TITLE = re.compile(r"《([^《》]+)》")
_BODY = re.compile(
    r"[\u4e00-\u9fff]{1,14}(?:局|委|委员会|厅|部|科|处|室|办|办公室|中心|站|政府|管委会|集团|公司|学院|大学|法院|银行)"
    r"(?!公室|员会|[方门分学技理置罚内点托署级位法事好成员研长教])"  # 处方, 部门, 办法 are no bodies
)
_COUNTED = re.compile(r"共(?:有)?(?:[\u4e00-\u9fff]{0,4})\d+[项条份处个]")
_LEAD_IN = re.compile(r"[：:]\s*$")
_REMARK = re.compile(r"^\s*[（(].*[)）][。]?\s*$")
_OF_ITSELF = re.compile(r"^文件库|列全|^以上|^以下|^共\d+[项条份处]|没有写明|未写明|^注[：:]")
_NAME_CHARS = 3  # the shortest tail of a name by which it is found again: 林业局


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, the line above it that leads in (or nothing), and the citations that it is marked with."""

    text: str
    lead_in: str
    cited: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class CitationFigures:
    """Counts over the answers of a set: what holds, of how many."""

    verbatim: tuple[int, int] = (0, 0)
    precision: tuple[int, int] = (0, 0)
    recall: tuple[int, int] = (0, 0)

    def __add__(self, other: CitationFigures) -> CitationFigures:
        return CitationFigures(
            _sum(self.verbatim, other.verbatim), _sum(self.precision, other.precision), _sum(self.recall, other.recall)
        )


def _sum(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


def judge(answer: Answer, snapshot: Snapshot) -> CitationFigures:
    """The counts of one answer; of one that is not an answer only `verbatim`."""
    shown = (*answer.citations, *answer.nearest)
    exact = [snapshot.entry(each.doc_id).document.text[each.start : each.end] == each.quote for each in shown]
    verbatim = (sum(exact), len(exact))
    if answer.status != "answered":
        return CitationFigures(verbatim)
    found = list(claims(answer))
    pairs = [supports(cited, each) for each in stretches(answer) for cited in each.cited]
    held = [entailed(claim) for claim in found if claim.cited or told_facts(claim.text)]
    return CitationFigures(verbatim, (sum(pairs), len(pairs)), (sum(held), len(held)))


def stretches(answer: Answer) -> Iterator[Claim]:
    """What each run of markers marks, and the rests of lines that none marks."""
    by_marker = {citation.marker: citation for citation in answer.citations}
    lead_in = ""
    for line in answer.answer.splitlines():
        plain = _MARKERS.sub("", line)
        if line.strip() and not _is_no_claim(line):
            at = 0
            for run in (*_MARKERS.finditer(line), None):
                said = line[at : run.start() if run else len(line)]
                said = said if at else _LIST_NUMBER.sub("", said)
                marks = _MARKER.findall(run[0]) if run else []
                if re.search(r"\w", said):
                    yield Claim(said.strip(), lead_in, tuple(by_marker[int(n)] for n in marks if int(n) in by_marker))
                at = run.end() if run else at
        if _LEAD_IN.search(plain):
            lead_in = plain


def claims(answer: Answer) -> Iterator[Claim]:
    """The sentences of the stretches, but for what the product says of itself without a marker."""
    for each in stretches(answer):
        for sentence in _SENTENCE.findall(each.text):
            if re.search(r"\w", sentence) and (each.cited or not _OF_ITSELF.search(sentence.strip())):
                yield replace(each, text=sentence.strip())


def _is_no_claim(line: str) -> bool:
    plain = _MARKERS.sub("", line).strip()
    return (
        (plain == line.strip() and bool(_LEAD_IN.search(plain) or _REMARK.match(plain) or _OF_ITSELF.search(plain)))
        or bool(re.fullmatch(r"(?:《[^《》]+》)+", plain))
    )  # fmt: skip


def supports(cited: Citation, claim: Claim) -> bool:
    """Whether the citation has something to do with the claim; see the module."""
    quote, said = fold(cited.quote), fold(claim.text)
    whole = fold(claim.lead_in) + "\n" + said
    if set(_NUMBER.findall(said)) & set(_NUMBER.findall(quote)):
        return True
    if any(_stands(name, quote, set()) for name in _BODY.findall(whole)):
        return True
    if any(whole[at : at + RUN] in quote for at in range(len(whole) - RUN + 1) if "\n" not in whole[at : at + RUN]):
        return True
    pairs = {said[at : at + 2] for at in range(len(said) - 1)}
    return bool(pairs) and sum(pair in quote for pair in pairs) >= OVERLAP * len(pairs)


def told_facts(text: str) -> tuple[str, ...]:
    """The numbers and dates, document numbers, titles and names of bodies in a text, folded.

    >>> told_facts("由市林业局在6月底前发放120元")
    ('6', '120', '由市林业局')
    """
    folded = _COUNTED.sub("", fold(text))
    found = [*_NUMBER.findall(folded), *map(fold, _NUMBERED.findall(text)), *map(fold, _TITLE.findall(text))]
    return (*found, *(fold(name) for name in _BODY.findall(re.sub(_TITLE, "", text))))


def entailed(claim: Claim) -> bool:
    """Whether all that the claim tells stands in what it cites."""
    there = "\n".join(
        fold(part) for each in claim.cited for part in (each.quote, each.title, each.doc_number or "") if part
    )
    numbers = {*_NUMBER.findall(there), *re.findall(r"\d+", there)}
    return bool(claim.cited) and all(_stands(fact, there, numbers) for fact in told_facts(claim.text))


def _stands(fact: str, there: str, numbers: set[str]) -> bool:
    if _NUMBER.fullmatch(fact):
        return fact in numbers
    if fact in there:
        return True
    is_body = _BODY.fullmatch(fact) is not None
    return is_body and any(fact[at:] in there for at in range(1, len(fact) - _NAME_CHARS + 1))


def cites_any(citations: Sequence[Citation], wanted: Sequence[str]) -> bool:
    """Whether one of the strings stands in a quote, in their folded form."""
    return any(fold(string) in fold(each.quote) for string in wanted for each in citations)

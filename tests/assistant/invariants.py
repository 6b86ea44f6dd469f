"""What holds for every answer, as checks that return what is wrong; an empty list is a pass."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from assistant.answer import Answer, Citation
from assistant.refusing import not_written
from kb.normal_form import fold
from kb.snapshot import Snapshot

_MARKER = re.compile(r"\[(\d+)\]")
_NOTE = "（以下依据的文件已不再有效，仅供查考）"
_COVERAGE_HEADER = re.compile(r"^.{2,80}共有(?:牵头的|配合的)?任务(\d+)项，来自(\d+)份文件（[^）]+）：$")
_ITEMS_HEADER = re.compile(r"共(\d+)项：(?=\[\d+\]$)")
# 只见于新版的（4项）：, “第二章 选聘”（3条）：, counted by `wrong_counts`.
_COUNTED = re.compile(r"（(\d+)(?:项|条|章|节|编|个部分)）：")
_ORDINAL = re.compile(r"^\d+\. ")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*\s*(?:%|‰|万|亿)?")
_DATE = re.compile(r"(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日)?|20\d\d年")
_DOC_NUMBER = re.compile(r"[\u4e00-\u9fff]{2}\[20\d\d\]第?\d+[号次]")


def lines_of(answer: Answer) -> list[str]:
    """The lines that state something of documents: no coverage header, no note on repealed ones, nothing on what is missing."""
    return [line for line in _lines(answer) if line != _NOTE and not _COVERAGE_HEADER.match(line)]


def _lines(answer: Answer) -> list[str]:
    """The lines, without empty ones and those that say of a part of the question that the library does not answer it."""
    missing = {not_written(part) for part in answer.missing}
    return [line for line in answer.answer.split("\n") if line and line not in missing]


def untold_parts(answer: Answer) -> list[str]:
    """Parts of the question that are missing from the answer, but not said to be, each in a line of its own."""
    return [part for part in answer.missing if not_written(part) not in answer.answer.split("\n")]


def cited_in(line: str, answer: Answer) -> list[Citation]:
    """The citations whose markers stand in a line."""
    wanted = {int(number) for number in _MARKER.findall(line)}
    return [citation for citation in answer.citations if citation.marker in wanted]


def unverbatim(answer: Answer, snapshot: Snapshot) -> list[str]:
    """Citations, also those only offered, that are not `text[start:end]` of their document, or are empty."""
    return [
        f"{each.doc_id} {each.start}:{each.end} {each.quote!r}"
        for each in (*answer.citations, *answer.nearest)
        if not each.quote.strip() or snapshot.entry(each.doc_id).document.text[each.start : each.end] != each.quote
    ]


def wrong_markers(answer: Answer) -> list[str]:
    """Where the markers of the text are not exactly 1..n of the citations, in the order of first use."""
    used = list(dict.fromkeys(int(number) for number in _MARKER.findall(answer.answer)))
    given = [citation.marker for citation in answer.citations]
    expected = list(range(1, len(given) + 1))
    wrong = [] if used == expected else [f"the text has {used}, the citations are {given}"]
    return wrong + ([] if given == expected else [f"citations are numbered {given}"])


def unmarked(answer: Answer) -> list[str]:
    """What stands behind the last marker of a line, or in a line without any."""
    rests = (_MARKER.split(line)[-1] for line in lines_of(answer))
    return [rest for rest in rests if rest.strip()]


def unsupported_figures(answer: Answer) -> list[str]:
    """Numbers, dates and document numbers of a line that stand in none of the quotes which that line cites."""
    wrong = []
    for line in lines_of(answer):
        quotes = [
            fold(quote) for citation in cited_in(line, answer) for quote in _with_and_without_label(citation.quote)
        ]
        body = fold(_MARKER.sub("", _COUNTED.sub("", _ITEMS_HEADER.sub("", _ORDINAL.sub("", line)))))
        for pattern in (_NUMBER, _DATE, _DOC_NUMBER):
            wrong += [found for found in pattern.findall(body) if not any(_holds(quote, found) for quote in quotes)]
    return wrong


def _with_and_without_label(quote: str) -> tuple[str, str]:
    """Folding closes up `2. 2024年`, which must not read as 2.2024."""
    return quote, _ORDINAL.sub("", quote)


def _holds(quote: str, figure: str) -> bool:
    """Whether a figure stands in a quote by itself: 5 is not in 1.5 or 50."""
    before = r"(?<!\d)(?<!\d[.,])" if figure[0].isdigit() else ""
    return re.search(before + re.escape(figure) + r"(?!\d|[.,]\d)", quote) is not None


def wrong_counts(answer: Answer) -> list[str]:
    """Headers whose counts are not those of the coverage, and coverage that is not the number of lines listed.

    The answers to the parts of a question stand apart by an empty line. One list among them has its coverage, and its
    records among those of the others; several have none, and only what stands under each header is counted.
    """
    parts = answer.answer.split("\n\n")
    headed = [(part, _header_in(part)) for part in parts]
    lists = [(part, header) for part, header in headed if header is not None]
    wrong = _wrongly_counted(answer.answer.split("\n"))
    for part, stated in lists:
        coverage, told = answer.coverage, lines_of(replace(answer, answer=part))
        if len(lists) > 1 and coverage is None:
            listed = len([line for line in told if _ORDINAL.match(line)]) or len(told) - 1
            wrong += [] if listed == int(stated[1]) else [f"{listed} listed under {stated[0]!r}"]
        elif coverage is None or int(stated[1]) != coverage.found:
            wrong.append(f"{stated[0]!r} against {coverage}")
        elif stated.re is _COVERAGE_HEADER:
            listed = len([line for line in told if _ORDINAL.match(line)])
            records = min(len(answer.records), coverage.found) if len(parts) > 1 else len(answer.records)
            if (listed, records, int(stated[2])) != (coverage.found, coverage.found, coverage.documents):
                wrong.append(f"{listed} listed, {len(answer.records)} records against {coverage}")
        elif len(told) - 1 != coverage.found:
            wrong.append(f"{len(told) - 1} listed against {coverage}")
    return wrong


def _header_in(part: str) -> re.Match[str] | None:
    headers = (_COVERAGE_HEADER.match(line) or _ITEMS_HEADER.search(line) for line in part.split("\n"))
    return next((header for header in headers if header is not None), None)


def _wrongly_counted(lines: list[str]) -> list[str]:
    """Lines that count what follows, in the line itself or numbered in the lines behind, and count wrongly."""
    wrong = []
    for at, line in enumerate(lines):
        for stated in _COUNTED.finditer(line):
            behind = line[stated.end() :]
            inside = behind.count("；") + 1 if _MARKER.sub("", behind).strip() else 0
            below = 0
            for other in lines[at + 1 :]:
                if not _ORDINAL.match(other) and not other.startswith("　"):
                    break
                below += bool(_ORDINAL.match(other))
            if int(stated[1]) not in (inside, below):
                wrong.append(f"{line!r}: {inside} inside, {below} below")
    return wrong


def unsupported_names(answer: Answer, names: Iterable[str]) -> list[str]:
    """Names that stand in a line and in none of the quotes which it cites (in the header: which the answer cites)."""
    wrong = []
    for line in _lines(answer):
        header = _COVERAGE_HEADER.match(line)
        cited = answer.citations if header else cited_in(line, answer)
        quotes = [fold(citation.quote) for citation in cited]
        folded = fold(line)
        wrong += [name for name in names if fold(name) in folded and not any(fold(name) in quote for quote in quotes)]
    return wrong


def names_of(snapshot: Snapshot) -> tuple[str, ...]:
    """Every name of a section or unit that a task record of the library has."""
    tasks = [task for records in snapshot.records.values() for task in records.tasks]
    return tuple(dict.fromkeys(name for task in tasks for name in (*task.sections, *task.units)))

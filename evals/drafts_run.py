"""The check of drafts: faults of ten kinds, each put into a text without any, and what is found in the rest.

`gold/drafts` are texts of our own about the demonstration corpus. `gold/draft_faults.jsonl` has one fault a line: in
`draft`, `right` (which stands there once) becomes `wrong`; those of `draft_faults_held.jsonl` were written after the
rules. A fault counts as found where a finding of its kind lies in `wrong`. Clean texts are the drafts and the corpus
itself, without the two documents that print half-width brackets.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from assistant.proofreading.checking import check
from assistant.proofreading.finding import Finding
from evals.gold_run import CORPUS, GOLD, demonstration_library
from evals.provenance import provenance
from ingest.reading import read_document
from kb.document import Document
from kb.library import Library

DRAFTS = GOLD / "drafts"
FAULTS = {"dev": GOLD / "draft_faults.jsonl", "held": GOLD / "draft_faults_held.jsonl"}
HALF_WIDTH = frozenset({"松材线虫病防控方案.md", "林业科技特派员选派方案.docx"})
BARS = {"recall": 0.95, "alarmed": 0.05}
_MAX_CHARS = 1_000_000


def run_drafts(split: str) -> dict[str, Any]:
    """The figures of one split over a library with the demonstration corpus, and the bars that are missed."""
    with demonstration_library() as (library, model):
        result = measure(library, split)
    files = [*CORPUS.iterdir(), *DRAFTS.iterdir(), FAULTS[split]]
    return {"eval": "drafts", "split": split, **result, "provenance": provenance(files, model)}


def measure(library: Library, split: str) -> dict[str, Any]:
    """The figures over `library`, which holds the demonstration corpus; `missed` names the bars missed."""
    faults = [json.loads(line) for line in FAULTS[split].read_text(encoding="utf-8").splitlines()]
    found, total = Counter[str](), Counter[str]()
    overlooked, beside = [], []
    mended = {"right": 0, "of": 0}
    for row in faults:
        clean = (DRAFTS / f"{row['draft']}.txt").read_text(encoding="utf-8")
        document = _parsed(clean.replace(row["right"], row["wrong"]).encode(), "稿.txt")
        start = document.text.index(row["wrong"])
        inside, outside = _split(check(document, library).findings, start, start + len(row["wrong"]))
        hits = [finding for finding in inside if finding.rule.value == row["kind"]]
        total[row["kind"]] += 1
        found[row["kind"]] += bool(hits)
        overlooked += [] if hits else [{"draft": row["draft"], "kind": row["kind"], "wrong": row["wrong"]}]
        beside += [{"draft": row["draft"], "kind": row["kind"], **_told(each, document)} for each in outside]
        mends = [each for each in hits if each.mend is not None]
        mended["of"] += bool(mends)
        mended["right"] += any(row["right"] in _mended(document.text, each) for each in mends)
    alarms = list(_alarms(library))
    alarmed = {"alarmed": len({alarm["text"] for alarm in alarms}), "of": len(_clean_texts())}
    recall = {"right": found.total(), "of": total.total()}
    return {
        "n": len(faults),
        "by_kind": {kind: {"right": found[kind], "of": total[kind]} for kind in total},
        "recall": recall,
        "mended": mended,
        "clean": alarmed,
        "overlooked": overlooked,
        "beside": beside,
        "alarms": alarms,
        "missed": [
            name
            for name, met in (
                ("recall", recall["right"] / recall["of"] >= BARS["recall"]),
                ("alarmed", alarmed["alarmed"] / alarmed["of"] <= BARS["alarmed"]),
            )
            if not met
        ],
    }


def told(result: dict[str, Any]) -> str:
    """The figures as lines for a person."""
    recall, clean, mended = result["recall"], result["clean"], result["mended"]
    lines = [f"{result['split']}：{recall['of']} 处错误，检出 {recall['right']} 处（{result['provenance']['commit']}）"]
    lines += [f"  {kind:<12}{figure['right']}/{figure['of']}" for kind, figure in result["by_kind"].items()]
    lines.append(
        f"  给出改法的 {mended['of']} 处，改后与原稿一致 {mended['right']} 处；错处以外另报 {len(result['beside'])} 处"
    )
    lines.append(f"  无错文稿 {clean['of']} 份，误报 {clean['alarmed']} 份")
    lines += [f"  ✗ 漏检 {each['kind']} {each['draft']}：{each['wrong']}" for each in result["overlooked"]]
    lines += [f"  ✗ 误报 {each['text']}：{each['quote']}（{each['message']}）" for each in result["alarms"]]
    lines += [
        f"  · 另报 {each['kind']} {each['draft']}：{each['quote']}（{each['message']}）" for each in result["beside"]
    ]
    lines.append("未达标：" + "、".join(result["missed"]) if result["missed"] else "各项指标均达到")
    return "\n".join(lines)


def _alarms(library: Library) -> Iterable[dict[str, str]]:
    for path in _clean_texts():
        document = _parsed(path.read_bytes(), path.name)
        for finding in check(document, library).findings:
            yield {"text": path.name, **_told(finding, document)}


def _clean_texts() -> list[Path]:
    return sorted([*DRAFTS.glob("*.txt"), *(path for path in CORPUS.iterdir() if path.name not in HALF_WIDTH)])


def _parsed(data: bytes, name: str) -> Document:
    return read_document(data, name, _MAX_CHARS)[0]


def _split(findings: Iterable[Finding], start: int, end: int) -> tuple[list[Finding], list[Finding]]:
    inside: list[Finding] = []
    outside: list[Finding] = []
    for each in findings:
        (inside if each.start < end and start < each.end else outside).append(each)
    return inside, outside


def _told(finding: Finding, document: Document) -> dict[str, str]:
    return {"rule": finding.rule.value, "quote": document.text[finding.start : finding.end], "message": finding.message}


def _mended(text: str, finding: Finding) -> str:
    return text[: finding.start] + (finding.mend or "") + text[finding.end :]

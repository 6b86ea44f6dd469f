"""What a check found, as rows for JSON and as a report for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from assistant.proofreading.checking import Check
from assistant.proofreading.finding import TOLD, Finding
from kb.snapshot import Snapshot

_NAMES = {rule.value: told for rule, told in TOLD.items()}
_TITLES = 5  # told by name
_AROUND = 16  # characters of the draft shown on each side


def check_row(checked: Check, snapshot: Snapshot) -> dict[str, Any]:
    """The check as JSON: `findings` in text order with `start:end` over `text`."""
    counts = Counter(finding.rule for finding in checked.findings)
    return {
        "source": checked.document.source,
        "title": checked.document.title,
        "counts": {rule.value: counts[rule] for rule in TOLD if counts[rule]},
        "findings": [_row(finding, checked.document.text, snapshot) for finding in checked.findings],
        "known_documents": [
            {"doc_id": doc_id, "title": snapshot.entry(doc_id).header.title} for doc_id in checked.known
        ],
        "unknown_documents": list(checked.unknown),
        "text": checked.document.text,
    }


def _row(finding: Finding, text: str, snapshot: Snapshot) -> dict[str, Any]:
    row: dict[str, Any] = {
        "rule": finding.rule.value,
        "rule_name": TOLD[finding.rule],
        "start": finding.start,
        "end": finding.end,
        "quote": text[finding.start : finding.end],
        "message": finding.message,
        "mend": finding.mend,
        "source": None,
    }
    if finding.source is not None:
        document = snapshot.entry(finding.source.doc_id).document
        row["source"] = {
            "doc_id": finding.source.doc_id,
            "title": document.title,
            "doc_number": document.doc_number,
            "path": list(document.path_of(document.clause_at(finding.source.start).index)),
            "quote": document.text[finding.source.start : finding.source.end],
            "start": finding.source.start,
            "end": finding.source.end,
        }
    return row


def told_check(row: dict[str, Any]) -> str:
    """The check as Markdown, one entry a finding; `row` is what `check_row` gives."""
    lines = [f"# 核稿报告：{row['title'] or row['source']}", "", told_counts(row)]
    for number, finding in enumerate(row["findings"], 1):
        lines += ["", *_entry(number, finding, row["text"])]
    lines += ["", told_known(row)]
    if row["unknown_documents"]:
        lines += ["", told_unknown(row)]
    return "\n".join(lines)


def told_counts(row: dict[str, Any]) -> str:
    """How many findings there are of each rule."""
    if not row["findings"]:
        return "没有发现问题。"
    counts = "，".join(f"{_NAMES[rule]}{count}处" for rule, count in row["counts"].items())
    return f"共 {len(row['findings'])} 处：{counts}。"


def told_known(row: dict[str, Any]) -> str:
    """What the figures and quotations were held against."""
    titles = [f"《{each['title']}》" for each in row["known_documents"]]
    if not titles:
        return "稿件没有写明文件库里的任何一份文件，所以其中的数字和说法没有可核对的依据；只查了名称、用语、前后是否矛盾、体例和个人信息。"
    rest = f"等 {len(titles)} 份文件" if len(titles) > _TITLES else ""
    told = f"归于{'、'.join(titles[:_TITLES])}{rest}的数字和引文已与原文核对"
    return f"{told}；没有写明出自哪份文件的数字不在核对之列。"


def told_unknown(row: dict[str, Any]) -> str:
    """The documents that a draft names and the library has not."""
    return "文件库里没有、因而未能核对的文件：" + "、".join(row["unknown_documents"])


def told_mend(finding: dict[str, Any]) -> str:
    """What to do; empty where only the writer can tell."""
    if finding["mend"] is None:
        return ""
    return f"建议：{'改为“' + finding['mend'] + '”' if finding['mend'] else '删去'}"


def told_place(source: dict[str, Any]) -> str:
    """Where the library says it otherwise: title, number, headings."""
    place = " / ".join(source["path"])
    return f"《{source['title']}》{source['doc_number'] or ''}{'　' + place if place else ''}"


def in_context(finding: dict[str, Any], text: str) -> tuple[str, str, str]:
    """The draft's words in front of a finding, of it and behind it, of the same line."""
    before = text[max(0, finding["start"] - _AROUND) : finding["start"]].rpartition("\n")[2]
    behind = text[finding["end"] : finding["end"] + _AROUND].partition("\n")[0]
    return before, finding["quote"], behind


def _entry(number: int, finding: dict[str, Any], text: str) -> Iterable[str]:
    before, quote, behind = in_context(finding, text)
    yield f"{number}. 【{finding['rule_name']}】……{before}〔{quote}〕{behind}……"
    yield f"   - 问题：{finding['message']}"
    if mend := told_mend(finding):
        yield f"   - {mend}"
    if source := finding["source"]:
        yield f"   - 依据：{told_place(source)}"

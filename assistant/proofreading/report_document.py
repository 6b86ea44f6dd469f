"""The report of a check as a Word file: its figures, and a table with one row a finding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.official_document import Kind, OfficialDocument, Piece, Table, paragraph
from assistant.official_docx import to_docx
from assistant.proofreading.report import in_context, told_counts, told_known, told_mend, told_place, told_unknown
from kb.errors import MingceError

_HEAD = ("序号", "规则", "稿件原文", "问题和建议", "依据")


def write_report(row: dict[str, Any], path: Path) -> None:
    """Writes what `check_row` gave as DOCX. Raises MingceError for a place that cannot be written."""
    data = to_docx(as_document(row))
    try:
        path.write_bytes(data)
    except OSError as exc:
        raise MingceError(f"核稿报告无法写入 {path}：{exc.strerror}", "请换一个可写的位置") from exc


def as_document(row: dict[str, Any]) -> OfficialDocument:
    """The report as a document."""
    pieces: list[Piece] = [paragraph(f"稿件：{row['title'] or row['source']}"), paragraph(told_counts(row))]
    if row["findings"]:
        pieces += [paragraph("发现的问题", Kind.HEADING_1), Table((_HEAD, *_rows(row)))]
    pieces.append(paragraph(told_known(row)))
    if row["unknown_documents"]:
        pieces.append(paragraph(told_unknown(row)))
    return OfficialDocument("核稿报告", tuple(pieces))


def _rows(row: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        (
            str(number),
            finding["rule_name"],
            "……{}〔{}〕{}……".format(*in_context(finding, row["text"])),
            "\n".join(part for part in (finding["message"], told_mend(finding)) if part),
            "\n".join((told_place(source), f"“{source['quote']}”")) if (source := finding["source"]) else "",
        )
        for number, finding in enumerate(row["findings"], 1)
    ]

"""`docs`, `show`, `remove`: the library's documents."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from kb.document import Status
from kb.snapshot import Snapshot
from mingce.opening import open_library, write_json, write_line

STATES = {
    "in_force": "现行", "amended": "已修改", "repealed": "已废止", "superseded": "已有新版", "expired": "已失效",
    "draft": "征求意见稿",
}  # fmt: skip
DEMONSTRATION = "（演示）"


def document_row(snapshot: Snapshot, doc_id: str) -> dict[str, Any]:
    """One row of `mingce docs --json`."""
    entry, records = snapshot.entry(doc_id), snapshot.records[doc_id]
    document, status = entry.document, snapshot.status_on(doc_id)
    changed_by = snapshot.changed_by(doc_id)
    return {
        "doc_id": entry.doc_id,
        "title": document.title,
        "doc_number": document.doc_number,
        "issuer": document.issuer,
        "status": status.value,
        "source": entry.source,
        "format": document.format,
        "pages": document.page_count,
        "clauses": len(document.clauses) - 1,
        "tasks": len(records.tasks),
        "signed_on": document.signed_on,
        "effective_on": document.effective_on,
        "expires_on": document.expires_on,
        "repealed_by": changed_by if status is Status.REPEALED else None,
        "superseded_by": changed_by if status is Status.SUPERSEDED else None,
        "amended_by": changed_by if status is Status.AMENDED else None,
        "copy_of": snapshot.standing(doc_id).copy_of,
        "demonstration": document.demonstration,
        "notes": list(document.notes),
    }


def add_docs_arguments(parser: argparse.ArgumentParser) -> None:
    """--json."""
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run_docs(options: argparse.Namespace) -> int:
    """Lists the documents."""
    snapshot = open_library().snapshot
    rows = [document_row(snapshot, doc_id) for doc_id in snapshot.entries]
    if options.json:
        write_json(rows)
        return 0
    for row in rows:
        mark = DEMONSTRATION if row["demonstration"] else ""
        state = "" if row["status"] == "in_force" else f"［{STATES[row['status']]}］"
        state += "［副本］" if row["copy_of"] else ""
        write_line(
            f"{row['doc_id']}  {row['title']}{mark}{state}  {row['doc_number'] or '无文号'}  任务 {row['tasks']} 项"
        )
    return 0


def add_show_arguments(parser: argparse.ArgumentParser) -> None:
    """A document, and --text or --json."""
    parser.add_argument("doc", metavar="文件编号")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--text", action="store_true", help="输出原文，引文位置以此为准")
    form.add_argument("--json", action="store_true", help="输出 JSON：元数据、条款、记录")


def run_show(options: argparse.Namespace) -> int:
    """Shows one document: its outline, its text, or everything as JSON."""
    snapshot = open_library().snapshot
    entry = snapshot.entry(options.doc)
    records = snapshot.records[options.doc]
    if options.text:
        write_line(entry.document.text)
    elif options.json:
        parsed = asdict(entry.document)
        write_json(
            {
                **{key: value for key, value in parsed.items() if key not in ("text", "clauses")},
                **document_row(snapshot, options.doc),
                "text": entry.document.text,
                "clauses_tree": parsed["clauses"],
                **asdict(records),
            }
        )
    else:
        write_line(entry.document.title + (DEMONSTRATION if entry.document.demonstration else ""))
        for clause in entry.document.clauses[1:]:
            write_line("  " * clause.depth + clause.heading)
    return 0


def add_remove_arguments(parser: argparse.ArgumentParser) -> None:
    """A document."""
    parser.add_argument("doc", metavar="文件编号")


def run_remove(options: argparse.Namespace) -> int:
    """Removes one document."""
    entry = open_library().remove(options.doc)
    write_line(f"已移除：{entry.document.title}")
    return 0

"""`docs`, `show`, `remove`: the library's documents."""

from __future__ import annotations

import argparse

from assistant.document_rows import DEMONSTRATION, STATES, document_row, whole_row
from mingce.opening import open_library, write_json, write_line


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
    if options.text:
        write_line(entry.document.text)
    elif options.json:
        write_json(whole_row(snapshot, options.doc))
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

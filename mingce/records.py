"""`tasks`, `measures`, `targets`, `terms`: the records of the library."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.document_rows import DEMONSTRATION
from assistant.task_rows import answered_by, as_json, rows
from kb.records import Measure, Target, Term
from kb.snapshot import Snapshot
from mingce.opening import open_library, write_json, write_line

_Record = Measure | Target | Term


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--doc", metavar="文件编号", help="只看一份文件")
    parser.add_argument("--all", action="store_true", help="也列出已废止文件中的记录")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def add_tasks_arguments(parser: argparse.ArgumentParser) -> None:
    """Filters, --json and --xlsx."""
    parser.add_argument("--section", metavar="科室", help="责任科室，有无“局”字都可")
    parser.add_argument("--unit", metavar="单位", help="责任单位")
    _add_common(parser)
    parser.add_argument("--xlsx", type=Path, metavar="文件", help="导出为 XLSX 表格")


def run_tasks(options: argparse.Namespace) -> int:
    """Lists tasks. Raises NameNotFound with the nearest names for an unknown section or unit."""
    snapshot = open_library().snapshot
    tasks = rows(snapshot, _chosen(snapshot, options))
    if options.section:
        tasks = answered_by(snapshot, tasks, options.section, "sections")
    if options.unit:
        tasks = answered_by(snapshot, tasks, options.unit, "units")
    if options.xlsx:
        from assistant.spreadsheet import TaskLine, export_tasks

        export_tasks(
            [TaskLine(snapshot.entries[doc_id], task, snapshot.status_on(doc_id)) for doc_id, task in tasks],
            options.xlsx,
        )
    listed = [as_json(row) for row in tasks]
    if options.json:
        write_json(listed)
    elif options.xlsx:
        write_line(f"已导出 {len(listed)} 项任务：{options.xlsx}")
    else:
        for row in listed:
            demo = DEMONSTRATION if snapshot.entry(row["doc_id"]).document.demonstration else ""
            write_line(
                f"{row['title']}　科室：{'、'.join(row['sections']) or '—'}　单位：{'、'.join(row['units']) or '—'}{demo}"
            )
        write_line(f"共 {len(listed)} 项")
    return 0


def _chosen(snapshot: Snapshot, options: argparse.Namespace) -> tuple[str, ...]:
    if options.doc:
        snapshot.entry(options.doc)
        return (options.doc,)
    return tuple(snapshot.entries) if options.all else snapshot.in_force()


def _rows(snapshot: Snapshot, kind: str, options: argparse.Namespace) -> Iterable[dict[str, Any]]:
    for doc_id in _chosen(snapshot, options):
        records: tuple[_Record, ...] = getattr(snapshot.records[doc_id], kind)
        for record in records:
            yield {"doc_id": doc_id, **asdict(record)}


def add_measures_arguments(parser: argparse.ArgumentParser) -> None:
    """--doc and --json."""
    _add_common(parser)


def add_targets_arguments(parser: argparse.ArgumentParser) -> None:
    """--doc, --year and --json."""
    _add_common(parser)
    parser.add_argument("--year", type=int, metavar="年份", help="只看一年")


def add_terms_arguments(parser: argparse.ArgumentParser) -> None:
    """--doc and --json."""
    _add_common(parser)


def run_measures(options: argparse.Namespace) -> int:
    """Lists safeguards and support measures."""
    return _list("measures", options, _told_measure)


def run_targets(options: argparse.Namespace) -> int:
    """Lists targets, of one year if asked."""
    return _list("targets", options, _told_target)


def _told_measure(row: dict[str, Any]) -> str:
    """One line a grant: its amount and limit in front of the sentence, where it has any."""
    amount = "，".join(part for part in (row["amount"], row["cap"]) if part)
    return f"{row['title']}：{f'〔{amount}〕' if amount else ''}{row['text']}"


def _told_target(row: dict[str, Any]) -> str:
    """One line a figure: what is to be reached in front of the sentence."""
    figure = f"〔{row['indicator']}：{row['value']}{row['unit'] or ''}〕" if row["indicator"] and row["value"] else ""
    return f"{row['year']} 年　{figure}{row['text']}"


def run_terms(options: argparse.Namespace) -> int:
    """Lists terms with their definitions."""
    return _list("terms", options, lambda row: f"{row['term']}：{row['definition'] or '（文件未作解释）'}")


def _list(kind: str, options: argparse.Namespace, told: Any) -> int:
    rows = list(_rows(open_library().snapshot, kind, options))
    if getattr(options, "year", None):
        rows = [row for row in rows if row["year"] == options.year]
    if options.json:
        write_json(rows)
        return 0
    for row in rows:
        write_line(told(row).replace("\n", " "))
    write_line(f"共 {len(rows)} 条")
    return 0

"""`ingest` and `demo`: files into the library."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

from ingest.intake import Limits, Report
from ingest.intake import ingest as take_in
from kb.library import Library
from kb.settings import Settings, load_settings
from mingce.opening import open_library, write_json, write_line
from mingce.progress import Bar

_TOLD = {"added": "新增", "updated": "更新", "unchanged": "未变", "partial": "部分读取", "failed": "失败"}


def limits_of(settings: Settings) -> Limits:
    """The limits that the settings give."""
    return Limits(settings.max_file_mb * 2**20, settings.max_chars)


def add_ingest_arguments(parser: argparse.ArgumentParser) -> None:
    """Files or folders, and --json."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="路径", help="文件或文件夹")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run_ingest(options: argparse.Namespace) -> int:
    """Takes the files in; status 1 if any failed."""
    settings = load_settings()
    library = open_library(settings)
    library.check_model()
    reports = list(_with_bar(library, options.paths, settings, tell=not options.json))
    if options.json:
        write_json([report.as_json() for report in reports])
    elif not reports:
        write_line("没有找到可导入的文件")
    return 1 if not reports or any(report.outcome == "failed" for report in reports) else 0


def _with_bar(library: Library, paths: list[Path], settings: Settings, tell: bool) -> Iterator[Report]:
    bar = Bar("导入")
    try:
        for report in take_in(library, paths, limits_of(settings), lambda done, total, name: bar(name, done, total)):
            if tell:
                bar.close()
                line = f"{_TOLD[report.outcome]}  {report.source}" + (f"　{report.message}" if report.message else "")
                (sys.stderr.write(line + "\n") if report.outcome == "failed" else write_line(line))
            yield report
    finally:
        bar.close()


def add_demo_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run_demo(_: argparse.Namespace) -> int:
    """Takes in the demonstration corpus if the library is empty."""
    settings = load_settings()
    library = open_library(settings)
    if library.snapshot.entries:
        return 0
    library.check_model()  # a missing model is told once, not for every file
    with as_file(files("corpus") / "documents") as folder:
        reports = list(_with_bar(library, [folder], settings, tell=False))
    failed = [report for report in reports if report.outcome == "failed"]
    for report in failed:
        sys.stderr.write(f"失败  {report.source}　{report.message}\n")
    write_line(f"已导入演示文件 {len(reports) - len(failed)} 份")
    return 1 if failed else 0

"""`check`: a draft that someone wrote, checked against the library and the rules of official writing."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant.proofreading.checking import check
from assistant.proofreading.report import check_row, told_check
from ingest.intake import content_of
from ingest.reading import read_apart
from kb.settings import load_settings
from mingce.intake import limits_of
from mingce.opening import open_library, write_json, write_line


def add_check_arguments(parser: argparse.ArgumentParser) -> None:
    """A file, and --json."""
    parser.add_argument("file", type=Path, metavar="文件", help="要核对的稿件，格式与导入相同；不会存入文件库")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run_check(options: argparse.Namespace) -> int:
    """Tells the findings; faults found are a result, not a failure."""
    settings = load_settings()
    limits = limits_of(settings)
    document = read_apart(content_of(options.file, limits), options.file.name, settings.home, limits.max_chars)
    library = open_library(settings)
    row = check_row(check(document, library), library.snapshot)
    if options.json:
        write_json(row)
    else:
        write_line(told_check(row))
    return 0

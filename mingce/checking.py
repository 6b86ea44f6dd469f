"""`check`: a draft that someone wrote, checked against the library and the rules of official writing."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from assistant.proofreading.checking import check
from assistant.proofreading.report import check_row, told_check
from ingest.intake import content_of
from ingest.reading import read_apart
from kb.document import Document
from kb.errors import SettingsError
from kb.settings import Settings, load_settings
from mingce.intake import limits_of
from mingce.opening import open_library, write_json, write_line


def add_check_arguments(parser: argparse.ArgumentParser) -> None:
    """A file, --json and --docx."""
    parser.add_argument("file", type=Path, metavar="文件", help="要核对的稿件，格式与导入相同；不会存入文件库")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--docx", type=Path, metavar="文件", help="另把核稿报告写成 DOCX")


def run_check(options: argparse.Namespace) -> int:
    """Tells the findings; faults found are a result, not a failure."""
    if options.docx is not None and options.docx.suffix.lower() != ".docx":
        raise SettingsError(f"--docx 要以 .docx 结尾，给出的是 {options.docx.name}", "请改文件名")
    settings = load_settings()
    document = read_draft(settings)(options.file)
    library = open_library(settings)
    with library.reading() as snapshot:
        row = check_row(check(document, library), snapshot)
    if options.docx is not None:
        from assistant.proofreading.report_document import write_report

        write_report(row, options.docx)
    if options.json:
        write_json(row)
    else:
        write_line(told_check(row))
    return 0


def read_draft(settings: Settings) -> Callable[[Path], Document]:
    """What reads a draft, in a process of its own; it raises MingceError for a file that cannot be read."""
    limits = limits_of(settings)

    def reading(path: Path) -> Document:
        return read_apart(content_of(path, limits), path.name, settings.home, limits.max_chars)

    return reading

"""`onboard`: the guide for a newcomer to a section, a unit or a post."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant.onboarding.guide import make_guide
from assistant.onboarding.guide_form import guide_form
from assistant.onboarding.guide_text import as_markdown, as_text
from assistant.onboarding.quiz import LENGTH, SEED, subject_quiz
from kb.errors import MingceError
from mingce.asking import a_date
from mingce.opening import open_library, write_json, write_line


def add_onboard_arguments(parser: argparse.ArgumentParser) -> None:
    """A section, unit or post; --json, --md, --docx, --as-of, and how the quiz is made."""
    parser.add_argument("section", metavar="科室", help="科室、单位或岗位的名称，有无“局”字都可")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--md", type=Path, metavar="文件", help="导出为 Markdown")
    parser.add_argument("--docx", type=Path, metavar="文件", help="导出为 Word 文件（公文格式）")
    parser.add_argument("--as-of", type=a_date, metavar="日期", help="按这一天现行的文件整理，如 2023-01-01")
    parser.add_argument("--questions", type=int, default=LENGTH, metavar="题数", help=f"自测题数，默认 {LENGTH}")
    parser.add_argument(
        "--seed", type=int, default=SEED, metavar="编号", help="换一个编号得到另一组题，同一编号总是同一组"
    )


def run_onboard(options: argparse.Namespace) -> int:
    """Prints or writes the guide. Raises NameNotFound with the nearest names for an unknown section."""
    snapshot = open_library().snapshot
    guide = make_guide(snapshot, options.section, options.as_of)
    quiz = subject_quiz(snapshot, guide, max(0, options.questions), options.seed)
    if options.md:
        _write(options.md, as_markdown(guide, quiz).encode())
    if options.docx:
        from assistant.onboarding.guide_docx import guide_docx

        _write(options.docx, guide_docx(guide, quiz))
    if options.json:
        write_json(guide_form(guide, quiz))
    elif written := [str(path) for path in (options.md, options.docx) if path]:
        write_line(f"已导出新人导引：{'、'.join(written)}")
    else:
        write_line(as_text(guide, quiz))
    return 0


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as exc:
        raise MingceError(f"无法写入 {path}：{exc.strerror}", "请换一个可写的位置") from exc

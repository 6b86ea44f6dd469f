"""`ask`."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from assistant.asking import Turn
from assistant.llm.chat_model import ChatModel
from assistant.llm.note import model_note
from assistant.llm.streaming import answer_with
from assistant.sources import told_source
from kb.errors import SettingsError
from kb.library import Library
from kb.settings import load_settings
from mingce.opening import open_chat, open_library, write_json, write_line


def a_date(written: str) -> str:
    """An ISO date as an argument."""
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError as exc:
        raise argparse.ArgumentTypeError(f"日期应写作 2024-05-20，现为 {written}") from exc


def add_ask_arguments(parser: argparse.ArgumentParser) -> None:
    """A question or --batch, history, date, document."""
    parser.add_argument("question", nargs="?", metavar="问题")
    parser.add_argument(
        "--batch", type=Path, metavar="文件", help='一行一个 JSON 问题：{"id", "question", "history"?, "as_of"?}'
    )
    parser.add_argument("--history", type=Path, metavar="文件", help="此前的对话，JSON 列表")
    parser.add_argument("--as-of", type=a_date, metavar="日期", help="按这一天的有效文件回答，如 2024-05-20")
    parser.add_argument("--doc", metavar="文件编号", help="只在一份文件里找")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run_ask(options: argparse.Namespace) -> int:
    """Answers one question, or a file of them."""
    if (options.question is None) == (options.batch is None):
        raise SettingsError("请给出一个问题，或用 --batch 给出问题文件", "例如：mingce ask 某科室有哪些任务")
    settings = load_settings()
    chat = open_chat(settings)
    library = open_library(settings)
    if options.batch is not None:
        return _batch(library, chat, options)
    history = _turns(_read_json(options.history), str(options.history)) if options.history else ()
    answer = answer_with(chat, library, options.question, history, options.as_of, options.doc)
    if options.json:
        write_json(answer.as_json())
    else:
        _tell(answer)
    return 0


def _batch(library: Library, chat: ChatModel | None, options: argparse.Namespace) -> int:
    """One JSON answer a line; a line that cannot be read gives an error object and status 1."""
    status = 0
    for number, line in enumerate(_read(options.batch).splitlines(), 1):
        if not line.strip():
            continue
        row: dict[str, Any] = {}
        try:
            row = _row(line, number)
            if not isinstance(row.get("question"), str):
                raise SettingsError(f"第{number}行缺少 question", '每行应是 {"id": …, "question": …}')
            as_of = _checked_date(row.get("as_of")) or options.as_of
            history = _turns(row.get("history") or [], f"第{number}行")
            answer = answer_with(chat, library, row["question"], history, as_of, options.doc)
            write_json(answer.as_json(row.get("id")))
        except SettingsError as exc:
            write_json(
                {"id": row.get("id"), "status": "error", "answer": "", "reason": "bad_input", "message": str(exc)}
            )
            sys.stderr.write(f"{exc}\n")
            status = 1
        sys.stdout.flush()
    return status


def _row(line: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as exc:
        raise SettingsError(f"第{number}行不是 JSON", '每行应是 {"id": …, "question": …}') from exc
    if not isinstance(row, dict):
        raise SettingsError(f"第{number}行不是 JSON 对象", '每行应是 {"id": …, "question": …}')
    return row


def _checked_date(written: object) -> str | None:
    if written is None:
        return None
    try:
        return a_date(str(written))
    except argparse.ArgumentTypeError as exc:
        raise SettingsError(str(exc), "请改正 as_of") from exc


def _turns(value: object, where: str) -> Sequence[Turn]:
    good = isinstance(value, list) and all(
        isinstance(turn, dict) and turn.get("role") in ("user", "assistant") and isinstance(turn.get("content"), str)
        for turn in value
    )
    if not isinstance(value, list) or not good:
        raise SettingsError(f"{where} 的对话历史不正确", '应是 [{"role": "user" 或 "assistant", "content": …}, …]')
    return value


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise SettingsError(f"读不了 {path}", "请检查路径，文件应是 UTF-8 编码") from exc


def _read_json(path: Path) -> object:
    try:
        return json.loads(_read(path))
    except ValueError as exc:
        raise SettingsError(f"{path} 不是 JSON", '应是 [{"role": …, "content": …}, …]') from exc


def _tell(answer: Answer) -> None:
    write_line(answer.answer)
    if answer.llm is not None:
        write_line(f"（{model_note(answer.llm)}）")
    shown = (*answer.citations, *answer.nearest)
    if shown:
        write_line()
    for citation in shown:
        quote = re.sub(r"\s+", " ", citation.quote)
        write_line(f"{told_source(citation)}\n    “{quote}”")

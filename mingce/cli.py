"""The command line: parsing and dispatch. Each command imports what it needs when it runs.

Exit status: 0 done, 1 some inputs failed, 2 wrong use. Diagnostics go to stderr, results to stdout.
"""

from __future__ import annotations

import argparse
import gc
import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import entry_points
from typing import NoReturn

from kb.errors import DocumentNotFound, MingceError, NameNotFound, SettingsError

OK, SOME_FAILED, WRONG_USE = 0, 1, 2

# command: (module, function, what it does)
_COMMANDS = {
    "setup": ("mingce.preparing", "setup", "准备首次运行所需的内容（内置向量模型），可重复执行"),
    "ingest": ("mingce.intake", "ingest", "导入文件或文件夹"),
    "demo": ("mingce.intake", "demo", "文件库为空时导入演示文件"),
    "docs": ("mingce.documents", "docs", "列出文件库中的文件"),
    "show": ("mingce.documents", "show", "显示一份文件的条款或原文"),
    "remove": ("mingce.documents", "remove", "从文件库移除一份文件"),
    "ask": ("mingce.asking", "ask", "提问，得到有出处的回答"),
    "search": ("mingce.searching", "search", "检索原文片段"),
    "tasks": ("mingce.records", "tasks", "列出任务及责任科室、责任单位"),
    "measures": ("mingce.records", "measures", "列出保障和支持措施"),
    "targets": ("mingce.records", "targets", "列出各年度目标"),
    "terms": ("mingce.records", "terms", "列出文件中的用语"),
    "check": ("mingce.checking", "check", "核对一份稿件：数字、文件名称、引文、标点、序数、个人信息等"),
    "onboard": ("mingce.onboarding", "onboard", "新人导引：某科室、单位或岗位该知道的"),
    "draft": ("mingce.drafting", "draft", "按素材起草典型案例、经验交流材料、先进事迹、工作信息、新闻通稿"),
    "serve": ("mingce.serving", "serve", "启动网页和接口"),
    "mcp": ("mingce.serving", "mcp", "以 MCP 服务运行（stdio），供其他程序调用"),
    "reindex": ("mingce.preparing", "reindex", "用现在设置的模型重建向量索引"),
    "doctor": ("mingce.preparing", "doctor", "检查安装和索引，并说明如何修复"),
    "eval": ("", "", "运行评测（eval gold …）"),
}
# argparse has no Chinese messages of its own.
_MESSAGES = (
    (re.compile(r"^the following arguments are required: (.*)$"), r"缺少参数：\1"),
    (re.compile(r"^unrecognized arguments: (.*)$"), r"不认识的参数：\1"),
    (re.compile(r"^argument (.*): invalid choice: (.*) \(choose from .*\)$"), r"没有这个命令：\2"),
    (re.compile(r"^argument (.*): invalid (?:\w+ )?value: (.*)$"), r"参数 \1 的值不正确：\2"),
    (re.compile(r"^argument (.*): expected (?:one|at least one) argument$"), r"参数 \1 后面缺少值"),
    (re.compile(r"^argument (.*): not allowed with argument (.*)$"), r"参数 \1 不能与 \2 同时使用"),
    (re.compile(r"^argument (.*): (.*)$"), r"参数 \1：\2"),
)


class Parser(argparse.ArgumentParser):
    """An argument parser that complains in Chinese, on stderr, with exit status 2."""

    def error(self, message: str) -> NoReturn:
        """Ends the process with the message and the usage."""
        for pattern, replacement in _MESSAGES:
            message = pattern.sub(replacement, message)
        self.exit(WRONG_USE, f"{message}\n用法见：{self.prog} --help\n")

    def format_help(self) -> str:
        """The help text with argparse's fixed words in Chinese."""
        text = super().format_help()
        for word, chinese in (
            ("usage:", "用法："), ("positional arguments:", "参数："), ("options:", "选项："),
            ("show this help message and exit", "显示本帮助"),
        ):  # fmt: skip
            text = text.replace(word, chinese)
        return text


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["ask"] and "--batch" not in arguments:
        gc.disable()  # one question ends before garbage matters, and collections slow the loading of a dictionary
    if arguments[:1] == ["eval"]:
        return _guarded(lambda: _plugin("eval", arguments[1:]))
    name = arguments[0] if arguments else ""
    parser = _parser(only=name if name in _COMMANDS else None)
    options = parser.parse_args(arguments)
    return _guarded(lambda: int(options.run(options)))


def _parser(only: str | None) -> Parser:
    """The parser of all commands; the arguments are added for the command that is called only."""
    parser = Parser(prog="mingce", description="明策：有出处的政策文件问答")
    commands = parser.add_subparsers(dest="command", metavar="命令", required=True, parser_class=Parser)
    for name, (module, function, told) in _COMMANDS.items():
        command = commands.add_parser(name, help=told, description=told)
        if name == only:
            home = import_module(module)
            getattr(home, f"add_{function}_arguments")(command)
            command.set_defaults(run=getattr(home, f"run_{function}"))
    return parser


def _plugin(name: str, arguments: list[str]) -> int:
    for entry in entry_points(group="mingce.commands", name=name):
        return int(entry.load()(arguments))
    raise MingceError("评测程序没有安装", "请在源代码目录运行")


def _guarded(run: Callable[[], int]) -> int:
    """Runs `run`; errors of ours become one line on stderr and an exit status."""
    try:
        return run()
    except NameNotFound as exc:
        near = f"。名称相近的有：{'、'.join(exc.nearest)}" if exc.nearest else ""
        sys.stderr.write(f"{exc}{near}\n")
        return WRONG_USE
    except (SettingsError, DocumentNotFound) as exc:
        sys.stderr.write(f"{exc}\n")
        return WRONG_USE
    except MingceError as exc:
        sys.stderr.write(f"{exc}\n")
        return SOME_FAILED
    except BrokenPipeError:
        sys.stderr.close()
        return SOME_FAILED
    except KeyboardInterrupt:
        sys.stderr.write("已中断\n")
        return 130

"""`serve`: the web app with the interfaces beside it; `mcp`: the tools over stdin and stdout."""

from __future__ import annotations

import argparse
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.drawing import PageDrawer
from ingest.intake import ARCHIVE_SUFFIXES, Limits, Report
from ingest.intake import ingest as take_in
from ingest.readers import FORMATS, SUFFIXES
from kb.errors import SettingsError
from kb.library import Library
from kb.settings import load_settings
from mingce.checking import read_draft
from mingce.drafting import read_notes
from mingce.intake import limits_of
from mingce.opening import open_chat, open_library, write_line

if TYPE_CHECKING:
    from assistant.web.uploads import UploadLimits

FileProgress = Callable[[int, int, str], None]


def add_serve_arguments(parser: argparse.ArgumentParser) -> None:
    """Host, port and further names."""
    parser.add_argument("--host", default="127.0.0.1", metavar="地址", help="监听地址，默认 127.0.0.1（只供本机）")
    parser.add_argument("--port", type=int, default=7860, metavar="端口", help="端口，默认 7860")
    parser.add_argument(
        "--allow-host", action="append", default=[], metavar="主机名",
        help="也接受以这个主机名访问（如经反向代理），可写多次；IP 地址、localhost 和本机名总是可以",
    )  # fmt: skip


def run_serve(options: argparse.Namespace) -> int:
    """Serves until it is interrupted. Raises SettingsError for a port that is taken or out of range."""
    settings = load_settings()
    _check_port(options.host, options.port)
    chat = open_chat(settings)
    library = open_library(settings)
    library.check_model()
    library.words.cut("")  # so that the first question is not slow

    from assistant.web import prepare_gradio

    prepare_gradio(settings.home)
    from assistant.answering import worded
    from assistant.api.app import build_api
    from assistant.memory import Memory
    from assistant.memory.journal import noted
    from assistant.viewer.app import build_viewer
    from assistant.web.app import Readers, build_app, serve
    from assistant.web.branch import Beside
    from assistant.web.theme import stylesheet
    from mingce.preparing import findings_of

    limits, memory = limits_of(settings), Memory.at(settings.home, settings.journal_entries)
    check_up = partial(findings_of, settings, library)
    taking, uploads = taking_into(library, limits), upload_limits(limits)
    readers = Readers(read_notes(settings), read_draft(settings))
    app = build_app(library, taking, uploads, chat, memory, check_up, readers)
    shown = "127.0.0.1" if options.host in ("0.0.0.0", "::") else options.host  # noqa: S104
    write_line(f"明策已启动：http://{shown}:{options.port}　按 Ctrl+C 停止")
    write_line(f"接口说明：http://{shown}:{options.port}/api/docs")
    if options.host not in ("127.0.0.1", "localhost", "::1"):
        sys.stderr.write("注意：网页对本机以外开放，任何能访问此地址的人都可查看和修改文件库\n")
    if chat is not None:
        chat.warm()
        write_line(f"回答的文字由模型 {chat.model} 组织（{chat.base_url}），逐句与原文核对")
    sys.stdout.flush()
    api = build_api(library, noted(worded(library, chat), memory.journal, "api"))
    drawer = PageDrawer()
    viewer = build_viewer(library, drawer, stylesheet())
    try:
        serve(app, options.host, options.port, limits.max_bytes, beside=Beside(api, viewer), hosts=options.allow_host)
    finally:
        drawer.close()
    return 0


def add_mcp_arguments(_: argparse.ArgumentParser) -> None:
    """None."""


def run_mcp(_: argparse.Namespace) -> int:
    """Serves the tools until stdin ends."""
    settings = load_settings()
    library = open_library(settings)
    library.check_model()

    from assistant.answering import worded
    from assistant.api.desk import Desk
    from assistant.api.mcp_server import serve_stdio
    from assistant.memory import Memory
    from assistant.memory.journal import noted

    journal = Memory.at(settings.home, settings.journal_entries).journal
    serve_stdio(Desk(library, noted(worded(library, open_chat(settings)), journal, "mcp")))
    return 0


def upload_limits(limits: Limits) -> UploadLimits:
    """What the browser may send, with the formats by the names that people use."""
    from assistant.web.uploads import UploadLimits

    names = tuple(each.name for each in FORMATS.values())
    return UploadLimits(limits.max_bytes, (*SUFFIXES, *ARCHIVE_SUFFIXES), formats=(*names, "ZIP"))


def taking_into(library: Library, limits: Limits) -> Callable[[Sequence[Path], FileProgress | None], Iterator[Report]]:
    """What the app calls to take uploads into `library`; where they lie means nothing, so it is not kept."""

    def taking(paths: Sequence[Path], progress: FileProgress | None) -> Iterator[Report]:
        return take_in(library, paths, limits, progress, keep_origin=False)

    return taking


def _check_port(host: str, port: int) -> None:
    if not 0 < port < 65536:
        raise SettingsError(f"端口 {port} 不在 1 到 65535 之间", "请用 --port 指定其他端口")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as exc:
            raise SettingsError(
                f"无法使用 {host}:{port}（{exc.strerror}）", "请用 --port 换一个端口，或关闭占用它的程序"
            ) from exc

"""The app as a whole: header, the pages, and the server. Import it after `prepare_gradio`."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from assistant.llm.chat_model import Chat
from assistant.llm.streaming import answers
from assistant.memory import Memory
from assistant.viewer.app import PATHS
from assistant.web.ask_page import KEPT_TALK, ask_page
from assistant.web.board_page import CheckUp, board_page
from assistant.web.branch import Beside, Branch
from assistant.web.check_page import ReadDraft, check_page
from assistant.web.draft_page import ReadNotes, draft_page
from assistant.web.events import QUIET
from assistant.web.guard import Guard
from assistant.web.help_view import help_view
from assistant.web.library_page import library_page
from assistant.web.onboard_page import onboard_page
from assistant.web.rendering import escape
from assistant.web.shell import TITLE, Shell
from assistant.web.tasks_page import tasks_page
from assistant.web.theme import stylesheet, theme
from assistant.web.uploads import TakeIn, UploadLimits
from assistant.web.visitor import Visitor
from kb.errors import SettingsError
from kb.library import Library

_HOUR_S, _DAY_S = 3600, 86_400
_MAX_WAITING = 200
_ALONE = Beside()
# Nothing leaves the machine, and nothing of Gradio's own pages shows.
_LAUNCH: dict[str, Any] = {
    "share": False,
    "quiet": True,
    "inbrowser": False,
    "show_error": False,
    "footer_links": [],
    "run_history": False,
    "enable_monitoring": False,
    "ssr_mode": False,
    "pwa": False,
    "mcp_server": False,
}


@dataclass(frozen=True, slots=True)
class Readers:
    """What reads files that are not taken into the library: notes for a draft, and a draft to be checked."""

    notes: ReadNotes
    draft: ReadDraft


def build_app(
    library: Library,
    take_in: TakeIn,
    limits: UploadLimits,
    chat: Chat | None = None,
    memory: Memory | None = None,
    check_up: CheckUp = list,
    readers: Readers | None = None,
) -> gr.Blocks:
    """The app over `library`. `take_in` puts files into it; `limits` say which files the browser may send.

    `chat` words the answers and drafts, where there is one; `memory` is that of the data folder if it is not given;
    `check_up` tells how the installation is; `readers` read files that are not
    taken in; without them notes are typed, and no draft is checked.
    """
    memory = memory or Memory.at(library.home)
    quiet = {**QUIET, "queue": False}
    app: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(_HOUR_S, _DAY_S)) as app:
        header = gr.HTML(header_view(library), elem_id="header", apply_default_css=False)
        gr.HTML(help_view(), elem_id="help-holder", apply_default_css=False)
        with gr.Tabs(elem_id="pages"):
            with gr.Tab("问政策", id="ask") as ask_tab:
                talks = ask_page(library, partial(answers, library, chat=chat), memory)
            with gr.Tab("任务清单", id="tasks") as tasks_tab:
                tasks = tasks_page(library)
            with gr.Tab("新人导引", id="onboard") as onboard_tab:
                newcomers = onboard_page(library)
            with gr.Tab("起草", id="draft"):
                draft_page(library, limits, readers.notes if readers else None, chat)
            if readers is not None:
                with gr.Tab("核稿", id="check"):
                    check_page(library, limits, readers.draft)
            with gr.Tab("文件库", id="library") as library_tab:
                shelf = library_page(library, take_in, limits)
            with gr.Tab("看板", id="board") as board_tab:
                board = board_page(library, memory.journal, check_up, chat)
        refresh_header = partial(header_view, library)
        talk_outputs = [talks.thread, talks.evidence]
        app.load(talks.desk.resume, [talks.talk, talks.kept], [*talk_outputs, talks.talk], js=KEPT_TALK, **quiet)
        ask_tab.select(talks.desk.open, [talks.talk], talk_outputs, **quiet)
        for opened in (app.load, ask_tab.select):
            opened(talks.desk.menus, talks.menus, talks.menus, **quiet)
            opened(refresh_header, None, [header], **quiet)
        board_tab.select(board.desk.open, [board.days], [board.panel], **quiet)
        for opened in (app.load, tasks_tab.select):
            opened(tasks.desk.open, tasks.inputs, tasks.outputs, **quiet)
        onboard_tab.select(newcomers.desk.open, newcomers.inputs, newcomers.outputs, **quiet)
        for opened in (app.load, library_tab.select):
            opened(shelf.shelf.open, None, [shelf.listing], **quiet)
            opened(shelf.shelf.aliases, None, [shelf.names], **quiet)
        shelf.changed(refresh_header, header)
    return app


def header_view(library: Library) -> str:
    """The bar at the top: name, what the library holds, light or dark."""
    snapshot = library.snapshot
    tasks = sum(len(records.tasks) for records in snapshot.records.values())
    held = f"库内 {len(snapshot.entries)} 份文件 · {tasks} 项任务" if snapshot.entries else "文件库为空"
    return (
        '<header class="mc-header"><div class="mc-brand"><span class="mc-logo" aria-hidden="true"></span>'
        "<h1>明策</h1><span>政策文件问答与任务台账</span></div>"
        f'<div class="mc-header__side"><span>{escape(held)}</span>'
        '<button type="button" class="mc-icon mc-icon--help" data-help aria-haspopup="dialog" aria-label="使用说明" '
        'title="使用说明">？</button>'
        '<button type="button" class="mc-icon" data-theme-toggle aria-label="切换深色显示" title="切换深浅色">'
        '<i aria-hidden="true"></i></button></div></header>'
    )


def serve(
    app: gr.Blocks,
    host: str,
    port: int,
    max_file_bytes: int,
    block: bool = True,
    beside: Beside = _ALONE,
    hosts: Sequence[str] = (),
) -> str:
    """Serves `app` until interrupted, or in the background with `block` False. Returns its address.

    `beside` are the apps on the same port (`Branch`); `hosts` are names under which requests may come besides
    the machine's own (`Guard`). Raises SettingsError when the port is taken or the host is not this machine's.
    """
    _check_address(host, port)
    app.queue(max_size=_MAX_WAITING, default_concurrency_limit=8, api_open=False)
    with as_file(files("assistant.web").joinpath("favicon.svg")) as favicon:
        _, address, _ = app.launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=not block,
            max_file_size=max_file_bytes,
            favicon_path=Path(favicon),
            theme=theme(),
            app_kwargs=_around(beside, hosts),
            **_LAUNCH,
        )
    return str(address)


def _around(beside: Beside, hosts: Sequence[str]) -> dict[str, Any]:
    """What Gradio's own app is made with: the middleware, the outermost first, and the lifespan of `beside`."""
    middleware = [Middleware(Shell, style=stylesheet()), Middleware(Guard, hosts=tuple(hosts)), Middleware(Visitor)]
    if beside.viewer is not None:
        middleware.append(Middleware(Branch, beside=beside.viewer, paths=PATHS))
    interfaces = beside.interfaces
    if interfaces is None:
        return {"middleware": middleware}
    lifespan = interfaces.router.lifespan_context
    return {
        "middleware": [*middleware, Middleware(Branch, beside=interfaces)],
        "lifespan": lambda _: lifespan(interfaces),
    }


def _check_address(host: str, port: int) -> None:
    """Raises SettingsError when nothing can listen there; Gradio's own check leaves its socket open."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host, port), family=family).close()
    except OSError as exc:
        found = f"无法在 {host}:{port} 提供网页（{exc.strerror}）"
        raise SettingsError(found, "请用 --port 换一个端口，或检查 --host") from exc

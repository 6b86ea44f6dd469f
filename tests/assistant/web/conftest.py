"""The app on a free loopback port, and a chromium that reports whatever it should not do."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize, expect, sync_playwright

from assistant.drafting.notes import Note, note_of
from assistant.llm.chat_model import Chat
from assistant.web import prepare_gradio
from ingest.drawing import PageDrawer
from ingest.intake import Limits, Report, ingest
from ingest.reading import read_document
from kb.document import Document
from kb.library import Library

REPO = Path(__file__).resolve().parents[3]
T = TypeVar("T")
CHROMIUM = Path("/usr/bin/chromium")
SCREENSHOTS = REPO / "artifacts" / "screenshots"
DESKTOP: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
MAX_BYTES = 2**20
expect.set_options(timeout=20_000)  # ms; other tests run beside on the same cores
_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip

# gradio 6.31 still uses what pandas 3 deprecates, in its queue's thread, when it sums up every twentieth event.
BROWSER = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
Serve = Callable[..., str]  # a library and the model that words its answers, if any
Scheme = Literal["light", "dark"]


@dataclass
class Watch:
    """What a page asked for and complained about."""

    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"}:
            self.hosts.add(parts.hostname or request.url)

    def on_console(self, message: ConsoleMessage) -> None:
        # gradio 6.31 cancels an event whose id has not reached the page by asking without an id, which its server refuses.
        if message.type in {"error", "warning"} and not message.location["url"].endswith("/cancel"):
            self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")


@pytest.fixture(scope="session")
def serve_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Serves a library; returns the address."""
    prepare_gradio(tmp_path_factory.mktemp("gradio"))
    from assistant.viewer.app import build_viewer
    from assistant.web.app import Readers, build_app, serve
    from assistant.web.branch import Beside
    from assistant.web.theme import stylesheet
    from assistant.web.uploads import UploadLimits

    apps = []
    drawer = PageDrawer()
    limits = Limits(max_bytes=MAX_BYTES, max_chars=5_000_000)

    def start(library: Library, chat: Chat | None) -> str:
        def take_in(paths: Sequence[Path], progress: Callable[[int, int, str], None] | None) -> Iterator[Report]:
            return ingest(library, paths, limits, progress)

        def read_notes(paths: Sequence[Path]) -> list[Note]:
            return [note_of(read_document(path.read_bytes(), path.name, limits.max_chars)[0]) for path in paths]

        def read_draft(path: Path) -> Document:
            return read_document(path.read_bytes(), path.name, limits.max_chars)[0]

        uploads = UploadLimits(MAX_BYTES, (".txt", ".md", ".docx", ".pdf"))
        app = build_app(library, take_in, uploads, chat, readers=Readers(read_notes, read_draft))
        apps.append(app)
        viewer = build_viewer(library, drawer, stylesheet())
        return serve(app, "127.0.0.1", _free_port(), MAX_BYTES, block=False, beside=Beside(viewer=viewer))

    yield lambda library, chat=None: in_loop(partial(start, library, chat))
    for app in apps:
        app.close(verbose=False)
    drawer.close()


@pytest.fixture(scope="session")
def demo_site(serve_library: Serve, demo_library: Library) -> str:
    """The address of the app over the demonstration corpus. For reading only."""
    return serve_library(demo_library)


@pytest.fixture
def own_site(serve_library: Serve, library: Library) -> str:
    """The address of the app over an empty library of the test's own."""
    return serve_library(library)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed behind the tests of each page: a running playwright keeps an event loop and greenlets in the thread."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page; at the end none may have left the machine or complained in the console."""
    watch = Watch()
    contexts = []

    def open_at(
        address: str, viewport: ViewportSize = DESKTOP, scheme: Scheme = "light", ready: str = ".mc-welcome"
    ) -> Page:
        context = browser.new_context(viewport=viewport, color_scheme=scheme, locale="en-US")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("request", watch.on_request)
        page.on("console", watch.on_console)
        page.on("pageerror", lambda error: watch.complaints.append(str(error)))
        page.goto(address)
        page.wait_for_selector(ready)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert watch.hosts == {"127.0.0.1"}
    assert watch.complaints == []


def in_loop(function: Callable[[], T]) -> T:
    """What `function` returns, called inside an event loop: without one, gradio opens some and closes none."""

    async def call() -> T:
        return function()

    with ThreadPoolExecutor(1) as executor:
        return executor.submit(lambda: asyncio.run(call())).result()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

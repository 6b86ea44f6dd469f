"""The interfaces on a free loopback port, beside the web app, over the demonstration corpus."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from functools import partial

import httpx
import pytest

from assistant.answering import Answering, extractive
from assistant.api.app import build_api
from assistant.web import prepare_gradio
from kb.library import Library
from tests.assistant.web.conftest import in_loop

MAX_BYTES = 2**20
ALLOWED = "mingce.example"
Serve = Callable[[Library, Answering], str]


@pytest.fixture(scope="session")
def serve_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Serves a library, answered as given; returns the address without a slash behind it."""
    prepare_gradio(tmp_path_factory.mktemp("gradio"))
    from assistant.web.app import build_app, serve
    from assistant.web.branch import Beside
    from assistant.web.uploads import UploadLimits

    apps = []

    def start(library: Library, answering: Answering) -> str:
        app = build_app(library, lambda _paths, _progress: (), UploadLimits(MAX_BYTES, (".txt",)))
        apps.append(app)
        api = build_api(library, answering)
        return serve(app, "127.0.0.1", _free_port(), MAX_BYTES, block=False, beside=Beside(api), hosts=[ALLOWED])

    yield lambda library, answering: in_loop(partial(start, library, answering)).rstrip("/")
    for app in apps:
        app.close(verbose=False)


@pytest.fixture(scope="session")
def site(serve_api: Serve, demo_library: Library) -> str:
    """The address of the interfaces over the demonstration corpus."""
    return serve_api(demo_library, extractive(demo_library))


@pytest.fixture(scope="session")
def http(site: str) -> Iterator[httpx.Client]:
    """A client of `site`."""
    with httpx.Client(base_url=site, timeout=60, trust_env=False) as client:
        yield client


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

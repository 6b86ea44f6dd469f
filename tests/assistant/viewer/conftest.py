"""The viewer over files of every kind, spoken to without a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from assistant.viewer.app import build_viewer
from ingest.drawing import PageDrawer
from kb.catalog import Entry
from kb.library import Library

EntryOf = Callable[[str], Entry]


@pytest.fixture(scope="session")
def drawer() -> Iterator[PageDrawer]:
    made = PageDrawer()
    yield made
    made.close()


@pytest.fixture(scope="session")
def client(source_library: Library, drawer: PageDrawer) -> TestClient:
    return TestClient(build_viewer(source_library, drawer, ":root{}"), base_url="http://127.0.0.1")


@pytest.fixture(scope="session")
def entry_of(source_library: Library) -> EntryOf:
    """The document whose file has this name."""
    entries = {entry.source: entry for entry in source_library.snapshot.entries.values()}
    return entries.__getitem__

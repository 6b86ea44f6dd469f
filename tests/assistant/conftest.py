"""Answers over the demonstration corpus, each made once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from assistant.answer import Answer
from assistant.asking import ask
from ingest.intake import ingest
from kb.library import Library
from tests.assistant.viewer.sources import write_sources
from tests.conftest import LIMITS, MakeLibrary

Ask = Callable[..., Answer]


@pytest.fixture(scope="session")
def asking(demo_library: Library) -> Ask:
    """Asks the demonstration library; the same question is answered once a session."""
    known: dict[str, Answer] = {}

    def answer_to(question: str, *earlier: str, **options: Any) -> Answer:
        key = json.dumps([question, earlier, options])
        if key not in known:
            history = [{"role": "user", "content": text} for text in earlier]
            known[key] = ask(demo_library, question, history, **options)
        return known[key]

    return answer_to


@pytest.fixture(scope="session")
def doc_of(demo_library: Library) -> Callable[[str], str]:
    """The id of the demonstration document with this file name."""
    ids = {entry.source: doc_id for doc_id, entry in demo_library.snapshot.entries.items()}
    return ids.__getitem__


@pytest.fixture(scope="session")
def source_library(_opener: MakeLibrary, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library of files of every kind that the source viewer shows. For reading only."""
    library = _opener(tmp_path_factory.mktemp("sources"))
    reports = list(ingest(library, write_sources(tmp_path_factory.mktemp("files")), LIMITS))
    assert [report.outcome for report in reports] == ["added"] * len(reports)
    return library

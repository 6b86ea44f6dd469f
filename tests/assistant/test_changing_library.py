"""Answers while another process writes to the library: each is of one state of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from assistant.asking import ask
from kb.library import Library
from kb.search import search
from tests.assistant.office import MARKET, SCHOOL
from tests.conftest import MakeLibrary
from tests.kb.documents import add, new_document


class Interrupted:
    """A catalog with which something happens before the n-th look into it."""

    def __init__(self, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
        self._looks, self._at = 0, -1
        self._happens: Callable[[], object] = lambda: None
        look = library.catalog.transaction

        @contextmanager
        def transaction(writes: bool = False) -> Iterator[Any]:
            self._looks += 1
            if self._looks == self._at:
                self._happens()
            with look(writes) as connection:
                yield connection

        monkeypatch.setattr(library.catalog, "transaction", transaction)

    def before(self, look: int, happens: Callable[[], object]) -> None:
        """From now on, counting from 1."""
        self._looks, self._at, self._happens = 0, look, happens

    @property
    def reached(self) -> bool:
        """Whether it has happened."""
        return self._looks >= self._at


def texts_of(longer: str) -> list[str]:
    return [new_document(text).document.text for text in (MARKET, SCHOOL, longer)]


def test_an_answer_is_of_one_state(
    library: Library, make_library: MakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(library, MARKET, "市场.txt")
    _, school = add(library, SCHOOL, "食堂.txt")
    writer = make_library(library.home)
    longer = MARKET.replace("为做好", "根据上级关于老旧市场的要求，为做好")
    changes = [
        lambda: (writer.remove(school), add(writer, longer, "市场.txt")),
        lambda: (add(writer, SCHOOL, "食堂.txt"), add(writer, MARKET, "市场.txt")),
    ]
    catalog = Interrupted(library, monkeypatch)
    for at in range(1, 200):
        catalog.before(at, changes[at % 2])
        answer = ask(library, "农贸市场改造的重点任务有哪些")
        for each in answer.citations:
            assert any(text[each.start : each.end] == each.quote for text in texts_of(longer)), (at, each)
        if not catalog.reached:
            break
    assert at > 3


def test_a_passage_is_of_the_documents_as_they_were(
    library: Library, make_library: MakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(library, MARKET, "市场.txt")
    _, school = add(library, SCHOOL, "食堂.txt")  # its id is that of its text: the same each time
    writer = make_library(library.home)
    versions = [MARKET.replace("更新", word + "更新") for word in ("逐步", "全面", "抓紧")]
    catalog = Interrupted(library, monkeypatch)

    def change(version: str) -> None:
        add(writer, version, "市场.txt")
        writer.remove(school)

    for at in range(1, 100):
        catalog.before(at, partial(change, versions[at % 3]))
        with library.reading() as snapshot:
            passages = search(library, "更新排水沟渠 食堂陪餐", 20)
            for each in passages:
                text = snapshot.entry(each.doc_id).document.text
                assert text[each.start : each.end] == each.text, at
        if not catalog.reached:
            break
        add(writer, SCHOOL, "食堂.txt")
    assert at > 5

"""看板: what people asked, what was refused, feedback, and how the library and the models are."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import gradio as gr

from assistant.library_state import LibraryState, library_state
from assistant.llm.chat_model import Chat
from assistant.memory.journal import Journal
from assistant.memory.overview import days, figures, groups, titles_missing
from assistant.web.board_view import PERIODS, Board, Finding, board_view
from assistant.web.events import QUIET, clicks, number_of
from assistant.web.failures import readable
from kb.errors import MingceError
from kb.library import Library

CheckUp = Callable[[], Iterable[Finding]]
_DAY_S = 86_400
_FIRST = 30


@dataclass(frozen=True, slots=True)
class BoardDesk:
    """What the page's controls do."""

    library: Library
    journal: Journal
    check_up: CheckUp
    chat_model: str | None

    def open(self, period: int) -> str:
        """The page for the last `period` days."""
        failure, board = "", None
        try:
            board = self._board(period) if self.journal.is_kept else None
        except MingceError as exc:
            failure = readable(exc)
        return board_view(board, *self._health(), failure)

    def choose(self, event: gr.EventData, period: int) -> tuple[str, int]:
        """The page for another period."""
        wanted = number_of(event, "days")
        period = wanted if wanted in dict(PERIODS) else period
        return self.open(period), period

    def _board(self, period: int) -> Board:
        asked = self.journal.entries(time.time() - period * _DAY_S)
        snapshot, words = self.library.snapshot, self.library.words
        titles = {doc_id: entry.header.title for doc_id, entry in snapshot.entries.items()}
        frequent = groups([each for each in asked if each.status == "answered"], words)
        return Board(
            period, figures(asked), days(asked, datetime.now(UTC).astimezone().date(), period),
            groups([each for each in asked if each.status == "refused"], words), frequent,
            titles_missing(asked, titles.values()), tuple(each for each in asked if each.verdict == "down"), titles,
        )  # fmt: skip

    def _health(self) -> tuple[tuple[Finding, ...], LibraryState | None]:
        try:
            return tuple(self.check_up()), library_state(self.library, self.chat_model)
        except Exception as exc:  # noqa: BLE001 - what is wrong with the library is what this page is for
            return ((False, readable(exc), "请在命令行运行 mingce doctor"),), None


@dataclass(frozen=True, slots=True)
class BoardPage:
    """What the app refreshes when the page is opened."""

    desk: BoardDesk
    panel: gr.HTML
    days: gr.State


def board_page(library: Library, journal: Journal, check_up: CheckUp, chat: Chat | None) -> BoardPage:
    """Lays the page out."""
    desk = BoardDesk(library, journal, check_up, chat.model if chat else None)
    period = gr.State(_FIRST)
    panel = gr.HTML(elem_id="board", js_on_load=clicks("period"), apply_default_css=False)
    panel.period(desk.choose, [period], [panel, period], **QUIET)
    return BoardPage(desk, panel, period)

"""The drawer of kept conversations."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from assistant.memory.conversations import Kept
from assistant.web.history_view import history_view

TODAY = date(2025, 6, 10)


def kept(back: int, title: str = "题") -> Kept:
    noon = datetime(2025, 6, 10, 12).astimezone()
    return Kept(f"id{back}", title, (noon - timedelta(back)).timestamp(), 2)


def test_conversations_stand_under_their_days() -> None:
    made = history_view([kept(0), kept(1), kept(3), kept(30)], "id1", TODAY)
    assert [made.index(f"<h3>{name}</h3>") for name in ("今天", "昨天", "七天内", "更早")] == sorted(
        made.index(f"<h3>{name}</h3>") for name in ("今天", "昨天", "七天内", "更早")
    )
    assert made.count("is-chosen") == 1
    assert made.count('data-event="forget"') == 4


def test_titles_are_text() -> None:
    made = history_view([kept(0, '"><img src=x>\u202e')], "", TODAY)
    assert "<img" not in made
    assert "‹U+202E›" in made


def test_nothing_and_what_went_wrong_are_said() -> None:
    assert "还没有历史对话" in history_view([], "", TODAY)
    assert 'role="alert"' in history_view([], "", TODAY, "读写不了")

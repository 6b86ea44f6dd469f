"""The journal: what it keeps, how much of it, and that answering goes on whatever becomes of its file."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation
from assistant.answering import Answering
from assistant.followup import Turn
from assistant.memory import Memory
from assistant.memory.journal import FAULTS, Journal, noted
from kb.errors import DocumentNotFound, MemoryUnusable

CITATION = Citation(1, "d1", "甲办法", None, ("第一条",), "引文", 0, 2, None, "in_force")
ANSWER = Answer(
    "answered",
    "补助3万元[1]。",
    citations=(CITATION, CITATION),
    standalone="甲办法补助多少",
    timings_ms={"total": 250.0},
)
REFUSED = Answer("refused", "文件库没有写明。", reason="no_evidence")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


def test_a_question_is_kept_with_how_it_ended(path: Path) -> None:
    journal = Journal(path, 10, now=lambda: 1000.0)
    key = journal.note("补助多少？", ANSWER, "web")
    journal.note("坏了？", None, "api")
    failed, asked = journal.entries()
    assert (asked.key, asked.at, asked.via, asked.question) == (key, 1000.0, "web", "补助多少？")
    assert (asked.status, asked.standalone, asked.answer) == ("answered", "甲办法补助多少", "补助3万元[1]。")
    assert (asked.doc_ids, asked.took_ms) == (("d1",), 250.0)
    assert (failed.status, failed.via) == ("failed", "api")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_is_read_from_a_moment_on(path: Path) -> None:
    moments = iter([100.0, 200.0, 300.0])
    journal = Journal(path, 10, now=lambda: next(moments))
    for question in ("甲", "乙", "丙"):
        journal.note(question, REFUSED, "web")
    assert [each.question for each in journal.entries(200)] == ["丙", "乙"]


def test_only_the_last_questions_are_kept_and_long_ones_are_cut(path: Path) -> None:
    journal = Journal(path, 3)
    for number in range(8):
        journal.note(f"{number}" * 5000, Answer("answered", "长" * 5000), "web")
    kept = journal.entries()
    assert [each.question[0] for each in kept] == ["7", "6", "5"]
    assert all(len(each.question) <= 500 and len(each.answer) <= 500 for each in kept)


def test_with_no_entries_nothing_is_written(path: Path) -> None:
    journal = Journal(path, 0)
    assert journal.note("补助多少？", ANSWER, "web") == ""
    assert (journal.is_kept, journal.entries(), path.exists()) == (False, (), False)


def test_an_answer_is_rated_and_the_verdict_taken_back(path: Path) -> None:
    journal = Journal(path, 10)
    key = journal.note("补助多少？", ANSWER, "web")
    assert journal.rate(key, "down", FAULTS[1], "少一项" * 400)
    [asked] = journal.entries()
    assert (asked.verdict, asked.fault, len(asked.remark)) == ("down", "不完整", 300)
    assert journal.rate(key, "")
    assert journal.entries()[0].verdict == ""
    assert not journal.rate("unknown", "up")
    journal.rate(key, "down", "<b>自己编的</b>")
    assert journal.entries()[0].fault == ""


def test_halves_of_characters_do_no_harm(path: Path) -> None:
    journal = Journal(path, 10)
    assert journal.note("坏\ud800字", ANSWER, "api")
    assert journal.entries()[0].question == "坏?字"


@pytest.mark.parametrize(
    "damage", [b"this is no database at all, but some text" * 50, b"SQLite format 3\0" + b"\xff" * 2000]
)
def test_a_damaged_file_is_told_to_readers_only(path: Path, damage: bytes, caplog: pytest.LogCaptureFixture) -> None:
    path.write_bytes(damage)
    journal = Journal(path, 10)
    assert journal.note("补助多少？", ANSWER, "web") == ""
    assert not journal.rate("key", "up")
    assert "journal.sqlite" in caplog.text
    with pytest.raises(MemoryUnusable, match="不影响提问"):
        journal.entries()
    assert path.read_bytes() == damage


def test_a_file_of_a_later_version_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=99")
    with pytest.raises(MemoryUnusable, match="版本 99"):
        Journal(path, 10).entries()


def test_a_locked_file_keeps_nobody_waiting(path: Path) -> None:
    journal = Journal(path, 10)
    journal.note("先问", ANSWER, "web")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert journal.note("后问", ANSWER, "web") == ""
        other.execute("ROLLBACK")
    assert journal.note("再问", ANSWER, "web")
    assert [each.question for each in journal.entries()] == ["再问", "先问"]


def test_a_folder_that_is_not_there_does_no_harm(tmp_path: Path) -> None:
    memory = Memory.at(tmp_path / "nowhere")
    assert memory.journal.note("补助多少？", ANSWER, "web") == ""


def answering(answer: Answer | None) -> Answering:
    def whole(question: str, history: Sequence[Turn] = (), as_of: str | None = None, doc: str | None = None) -> Answer:
        if answer is None:
            raise DocumentNotFound("没有这份文件")
        return answer

    def pieces(
        question: str, history: Sequence[Turn] = (), as_of: str | None = None, doc: str | None = None
    ) -> Iterator[str | Answer]:
        yield "补助"
        yield whole(question)

    return Answering(whole, pieces)


def test_what_an_interface_answers_is_noted_once_and_passed_on(path: Path) -> None:
    journal = Journal(path, 10)
    way = noted(answering(ANSWER), journal, "api")
    assert way.whole("甲", (), None, None) is ANSWER
    assert list(way.pieces("乙")) == ["补助", ANSWER]
    assert [(each.question, each.status, each.via) for each in journal.entries()] == [
        ("乙", "answered", "api"), ("甲", "answered", "api"),
    ]  # fmt: skip


def test_a_failure_is_noted_and_stays_a_failure(path: Path) -> None:
    journal = Journal(path, 10)
    way = noted(answering(None), journal, "mcp")
    with pytest.raises(DocumentNotFound):
        way.whole("甲")
    with pytest.raises(DocumentNotFound):
        list(way.pieces("乙"))
    assert [each.status for each in journal.entries()] == ["failed", "failed"]


def test_a_damaged_journal_does_not_stop_an_interface(path: Path) -> None:
    path.write_bytes(b"no database" * 100)
    assert noted(answering(ANSWER), Journal(path, 10), "api").whole("甲") is ANSWER

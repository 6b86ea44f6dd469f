"""What is kept of a person, and what happens where it cannot be kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.onboarding.progress import FILE_NAME, Kept, Progress
from kb.errors import MingceError


def test_each_person_has_a_progress_of_its_own(tmp_path: Path) -> None:
    progress = Progress(tmp_path)
    assert progress.of("甲") == Kept()
    assert not (tmp_path / FILE_NAME).exists()
    progress.mark_read("甲", "one")
    progress.mark_read("甲", "one")
    progress.mark_read("甲", "two")
    progress.mark_read("甲", "two", read=False)
    progress.answer("甲", "q", [1])
    progress.answer("甲", "q", [0, -1, 2])
    progress.follow("甲", "局办公室")
    kept = Progress(tmp_path).of("甲")
    assert kept == Kept(frozenset({"one"}), (("q", (0, -1, 2)),), "局办公室")
    assert (kept.chosen("q"), kept.chosen("other")) == ((0, -1, 2), None)
    assert progress.of("乙") == Kept()
    assert progress.of("") == Kept()
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o077 == 0


def test_a_damaged_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 200)
    for action in (lambda: Progress(tmp_path).of("甲"), lambda: Progress(tmp_path).mark_read("甲", "one")):
        with pytest.raises(MingceError, match="学习进度存取不了"):
            action()

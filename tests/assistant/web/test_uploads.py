"""What the browser sends: only its own files, under safe names, deleted in the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.intake_view import intake_view
from assistant.web.uploads import Batches, Intake, Row, UploadLimits, safe_name, stage, take_in_steps

LIMITS = UploadLimits(1000, (".txt",), max_files=3)
Progress = Callable[[int, int, str], None]


@given(st.text(max_size=300))
def test_every_name_becomes_one_that_can_be_stored(name: str) -> None:
    safe = safe_name(name.encode(errors="replace").decode())
    assert safe
    assert len(safe.encode()) <= 200
    assert not set(safe) & set("/\\\0\n")
    assert safe not in {".", ".."}
    assert not safe.startswith(".")


def test_the_persons_file_name_is_kept(tmp_path: Path) -> None:
    received = tmp_path / "abc" / "wushu.txt"
    received.parent.mkdir()
    received.write_text("内容")
    paths, refused = stage([{"path": str(received), "name": "《办法》（试行） a&b.txt"}], tmp_path, LIMITS)
    assert refused == []
    assert [path.name for path in paths] == ["《办法》（试行） a&b.txt"]
    assert paths[0].read_text() == "内容"


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside.txt", "", "missing.txt"])
def test_files_elsewhere_are_never_touched(tmp_path: Path, path: str) -> None:
    (tmp_path / "outside.txt").write_text("秘密")
    received = tmp_path / "received"
    received.mkdir()
    given_path = path if path.startswith("/") or not path else str(received / path)
    paths, refused = stage([{"path": given_path, "name": "a.txt"}], received, LIMITS)
    assert paths == []
    assert [row.outcome for row in refused] == ["failed"]
    assert (tmp_path / "outside.txt").exists()


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    received = tmp_path / "received"
    received.mkdir()
    (tmp_path / "outside.txt").write_text("秘密")
    (received / "a.txt").symlink_to(tmp_path / "outside.txt")
    assert stage([{"path": str(received / "a.txt"), "name": "a.txt"}], received, LIMITS)[0] == []


def test_what_the_browser_refused_is_reported(tmp_path: Path) -> None:
    items = [{"name": "a.exe", "refused": "type"}, {"name": "b.txt", "refused": "size"}, {"name": "c.txt"}, {}]
    paths, refused = stage(items, tmp_path, LIMITS)
    assert paths == []
    assert ["不支持" in refused[0].message, "上限" in refused[1].message, "没有传到" in refused[2].message] == [
        True
    ] * 3


def test_every_file_is_reported_and_the_copies_deleted(tmp_path: Path) -> None:
    path = tmp_path / "batch" / "0" / "a.txt"
    path.parent.mkdir(parents=True)
    path.write_text("内容")

    def take_in(paths: Sequence[Path], progress: Progress | None) -> Iterator[Row]:
        assert progress is not None
        for number, each in enumerate(paths):
            progress(number, len(paths), each.name)
            yield Row(each.name, "added", "d1", "甲")

    steps = list(take_in_steps(take_in, [path], [Row("b.exe", "failed", message="不支持")]))
    assert "a.txt" in {step.current for step in steps}
    assert steps[-1].finished
    assert [row.outcome for row in steps[-1].rows] == ["failed", "added"]
    assert not (tmp_path / "batch").exists()


def test_a_failing_batch_ends_with_a_message(tmp_path: Path) -> None:
    path = tmp_path / "batch" / "0" / "a.txt"
    path.parent.mkdir(parents=True)
    path.write_text("内容")

    def take_in(_paths: Sequence[Path], _progress: Progress | None) -> Iterator[Row]:
        raise OSError("disk")

    last = list(take_in_steps(take_in, [path]))[-1]
    assert last.finished
    assert "出错了" in last.failure
    assert "disk" not in intake_view(last)
    assert "出错了" in intake_view(last)
    assert "导入中断" in intake_view(last)
    assert [(row.source, row.outcome) for row in last.rows] == [("a.txt", "left")]
    assert not path.exists()


def test_progress_and_report_in_words() -> None:
    assert intake_view(None) == ""
    running = intake_view(Intake(4, 1, "<b>.txt"))
    assert "正在处理 2/4：&lt;b&gt;.txt" in running
    assert 'aria-valuenow="25"' in running
    done = intake_view(Intake(1, 1, rows=(Row("a.txt", "failed", message="文件已加密。请先解密"),), finished=True))
    assert "文件已加密。请先解密" in done
    assert "未导入 1 份" in done


def test_a_batch_that_is_stopped_keeps_what_is_in_and_says_what_is_not(tmp_path: Path) -> None:
    batches, asked = Batches(), threading.Event()
    closed: list[bool] = []
    paths = [tmp_path / str(number) / "x" / f"{number}.txt" for number in range(3)]
    for path in paths:
        path.parent.mkdir(parents=True)
        path.write_text("内容")

    def take_in(given: Sequence[Path], progress: Progress | None) -> Iterator[Row]:
        try:
            for path in given:
                asked.wait(10)
                yield Row(path.name, "added")
        finally:
            closed.append(True)

    steps = take_in_steps(take_in, paths, (), batches)
    first = next(steps)
    assert batches.stop(first.batch)
    asked.set()
    last = list(steps)[-1]
    assert (last.stopped, last.done) == (True, 1)
    assert [(row.source, row.outcome) for row in last.rows] == [
        ("0.txt", "added"),
        ("1.txt", "left"),
        ("2.txt", "left"),
    ]
    assert intake_view(last).count("没有轮到") == 2
    assert closed == [True]
    assert "已停止，还有 2 个文件没有导入：导入 1 份" in intake_view(last)
    assert not any(path.exists() for path in paths)
    assert not batches.stop("没有这一批")

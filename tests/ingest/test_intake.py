"""Files, folders and what is in them, one report row each."""

from __future__ import annotations

from pathlib import Path

from ingest.intake import Report, ingest, ingest_file
from kb.library import Library
from tests.conftest import DOCUMENTS, LIMITS
from tests.kb.documents import plan, state_of


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_demonstration_corpus_goes_in_whole(demo_library: Library, demo_reports: list[Report]) -> None:
    assert [report.outcome for report in demo_reports] == ["added"] * 15
    assert {report.source for report in demo_reports} == {path.name for path in DOCUMENTS.iterdir()}
    for report in demo_reports:
        assert report.doc_id is not None
        assert demo_library.snapshot.entry(report.doc_id).document.title == report.title
    notes = {report.source: report.message for report in demo_reports if report.message}
    assert notes["关于报送2024年送苗下乡苗木需求的通知.txt"] == "编码：GB18030"
    assert "小编" in notes["乡村振兴有效衔接实施方案.txt"]
    assert len(notes) == 2


def test_the_second_time_nothing_changes(library: Library, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    write(inbox, "甲.txt", plan("护林"))
    write(inbox, "子目录/乙.txt", plan("造林"))
    assert [report.outcome for report in ingest(library, [inbox], LIMITS)] == ["added", "added"]
    before = state_of(library)
    again = list(ingest(library, [inbox], LIMITS))
    assert [(report.outcome, report.reason) for report in again] == [("unchanged", "same_content")] * 2
    write(inbox, "甲.txt", plan("护林", "巡山"))
    outcomes = {report.source: report.outcome for report in ingest(library, [inbox], LIMITS)}
    assert outcomes == {"甲.txt": "updated", "乙.txt": "unchanged"}
    assert state_of(library) != before


def test_a_file_named_twice_goes_in_once(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path / "inbox", "甲.txt", plan("护林"))
    assert [report.outcome for report in ingest(library, [path, path.parent, path], LIMITS)] == ["added"]


def test_hidden_and_system_files_are_passed_over(library: Library, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    for name in (".隐藏.txt", "~$甲.docx", "Thumbs.db", ".git/甲.txt"):
        write(inbox, name, "x")
    assert list(ingest(library, [inbox], LIMITS)) == []


def test_progress_counts_the_files(library: Library, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    write(inbox, "甲.txt", plan("护林"))
    write(inbox, "乙.txt", "")
    seen: list[tuple[int, int, str]] = []
    assert len(list(ingest(library, [inbox], LIMITS, lambda *step: seen.append(step)))) == 2
    assert seen == [(0, 2, "乙.txt"), (1, 2, "甲.txt"), (2, 2, "")]


def test_an_upload_keeps_no_origin(library: Library, tmp_path: Path) -> None:
    kept = ingest_file(library, write(tmp_path, "甲.txt", plan("护林")), LIMITS)
    upload = ingest_file(library, write(tmp_path, "乙.txt", plan("造林")), LIMITS, keep_origin=False)
    entries = library.snapshot.entries
    assert entries[str(kept.doc_id)].origin == str((tmp_path / "甲.txt").resolve())
    assert entries[str(upload.doc_id)].origin is None


def test_a_report_as_json(library: Library, tmp_path: Path) -> None:
    row = ingest_file(library, write(tmp_path, "甲.txt", plan("护林")), LIMITS).as_json()
    assert list(row)[:6] == ["source", "outcome", "doc_id", "title", "reason", "message"]
    assert (row["format"], row["clauses"], row["tasks"]) == ("txt", 4, 1)
    assert (row["source"], row["outcome"], row["title"]) == ("甲.txt", "added", "栖云市护林工作方案")


def test_originals_that_cannot_be_kept_fail_the_file_and_not_the_batch(library: Library, tmp_path: Path) -> None:
    paths = [write(tmp_path / "inbox", f"{name}.txt", plan(name)) for name in ("护林", "造林")]
    (library.home / "originals").write_text("not a folder")
    reports = list(ingest(library, paths, LIMITS))
    assert [(report.outcome, report.reason) for report in reports] == [("failed", "LibraryError")] * 2
    (library.home / "originals").unlink()
    assert [report.outcome for report in ingest(library, paths, LIMITS)] == ["added", "added"]
    state_of(library)

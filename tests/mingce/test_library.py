"""`ingest`, `docs`, `show`, `remove`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ingest.writers import OLE_HEADER, PNG, encrypted_pdf
from tests.mingce.conftest import REPO, Run, run_in

Mingce = Callable[..., Run]
DOCUMENTS = REPO / "corpus" / "documents"
ROW = {"doc_id", "title", "doc_number", "issuer", "status", "source", "format", "pages", "clauses", "tasks"}


def test_docs(mingce: Mingce) -> None:
    done = mingce("docs", "--json")
    assert (done.status, done.err) == (0, "")
    assert {row["source"] for row in done.value} == {path.name for path in DOCUMENTS.iterdir()}
    for row in done.value:
        assert row.keys() >= ROW
        assert (row["pages"] is not None) == (row["format"] == "pdf")
        assert row["clauses"] > 0
    statuses = {row["source"]: row["status"] for row in done.value}
    assert statuses.pop("巩固生态扶贫成果三年实施方案.docx") == "repealed"
    assert set(statuses.values()) == {"in_force"}
    lines = mingce("docs").out.splitlines()
    assert len(lines) == len(done.value)
    assert all("（演示）" in line for line in lines)


def test_show(mingce: Mingce, doc_of: Callable[[str], str]) -> None:
    doc = doc_of("乡村振兴有效衔接实施方案.txt")
    outline = mingce("show", doc)
    assert (outline.status, outline.err) == (0, "")
    assert "三、主要任务" in outline.out
    text = mingce("show", doc, "--text").out
    assert "稳住脱贫人ロ就业岗位" in text  # the source's own katakana
    assert "小编为大家整理" not in text
    shown = mingce("show", doc, "--json").value
    assert shown.keys() >= ROW | {"text", "tasks", "terms", "targets", "measures"}
    assert shown["text"] == text.removesuffix("\n")
    assert len(shown["tasks"]) == 5
    for task in shown["tasks"]:
        assert "责任科室" in text[task["responsibility_start"] : task["responsibility_end"]]


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder of good files and of files that are wrong in different ways."""
    folder = tmp_path / "材料"
    (folder / "子目录").mkdir(parents=True)
    shutil.copy(DOCUMENTS / "生态护林员管理办法.txt", folder)
    shutil.copy(DOCUMENTS / "2024年第6次局长办公会议纪要.docx", folder / "子目录")
    (folder / "空.txt").write_bytes(b"")
    (folder / "加密.pdf").write_bytes(encrypted_pdf([["保密"]], "secret"))
    (folder / "旧版.doc").write_bytes(OLE_HEADER)
    (folder / "图片改名.docx").write_bytes(PNG)
    (folder / "表格.xyz").write_bytes(b"whatever")
    (folder / "坏.pdf").write_bytes(b"%PDF-1.7 broken")
    (folder / ".DS_Store").write_bytes(b"x")
    return folder


def test_a_mixed_folder(empty: Path, mixed: Path) -> None:
    done = run_in(empty, "ingest", mixed, "--json")
    assert done.status == 1
    rows = {row["source"]: row for row in done.value}
    good = {"生态护林员管理办法.txt", "2024年第6次局长办公会议纪要.docx"}
    assert {name for name, row in rows.items() if row["outcome"] == "added"} == good
    failed = {name: row for name, row in rows.items() if row["outcome"] == "failed"}
    assert failed.keys() == {"空.txt", "加密.pdf", "旧版.doc", "图片改名.docx", "表格.xyz", "坏.pdf"}
    for row in failed.values():
        assert row["reason"]
        assert row["doc_id"] is None
        assert "请" in row["message"]  # says what to do
    assert rows["空.txt"]["reason"] == "empty"
    assert rows["加密.pdf"]["reason"] == "encrypted"
    assert {row["source"] for row in run_in(empty, "docs", "--json").value} == good

    again = run_in(empty, "ingest", mixed)
    assert again.status == 1
    assert again.out.count("未变") == 2
    assert again.err.count("失败") == 6
    assert "失败" not in again.out
    assert "Traceback" not in again.err


def test_added_updated_unchanged_removed(empty: Path, tmp_path: Path) -> None:
    plan = tmp_path / "方案.txt"

    def outcome() -> tuple[str, str]:
        (row,) = run_in(empty, "ingest", plan, "--json").value
        return row["outcome"], row["doc_id"]

    text = "云湖市林业局种树方案\n各县区林业局：\n一、目标\n种树{}棵。\n云湖市林业局\n2024年5月1日\n"
    plan.write_text(text.format(100), encoding="utf-8")
    first, doc = outcome()
    assert first == "added"
    assert outcome() == ("unchanged", doc)
    plan.write_text(text.format(200), encoding="utf-8")
    assert outcome() == ("updated", doc)
    assert "种树200棵" in run_in(empty, "show", doc, "--text").out
    removed = run_in(empty, "remove", doc)
    assert (removed.status, removed.err) == (0, "")
    assert "种树方案" in removed.out
    assert run_in(empty, "docs", "--json").value == []
    assert run_in(empty, "remove", doc).status == 2


def test_a_path_that_is_not_there(empty: Path, tmp_path: Path) -> None:
    done = run_in(empty, "ingest", tmp_path / "nowhere.txt", "--json")
    assert done.status == 1
    (row,) = done.value
    assert (row["outcome"], row["reason"]) == ("failed", "missing")


def test_nothing_to_take_in(empty: Path, tmp_path: Path) -> None:
    (tmp_path / "leer").mkdir()
    done = run_in(empty, "ingest", tmp_path / "leer", "--json")
    assert (done.status, done.value) == (1, [])


def test_removing_the_repealing_document_puts_the_old_one_in_force(own: Path, doc_of: Callable[[str], str]) -> None:
    assert run_in(own, "remove", doc_of("乡村振兴有效衔接实施方案.txt")).status == 0
    statuses = {row["source"]: row["status"] for row in run_in(own, "docs", "--json").value}
    assert statuses["巩固生态扶贫成果三年实施方案.docx"] == "in_force"


def test_nothing_is_written_outside_of_the_home(empty: Path, tmp_path: Path) -> None:
    outside = {name: tmp_path / name for name in ("home", "tmp", "work")}
    for folder in outside.values():
        folder.mkdir()
    kept = {"PATH": os.environ["PATH"], "HOME": str(outside["home"]), "TMPDIR": str(outside["tmp"])}
    shutil.rmtree(empty / "cache")  # so that jieba's dictionary is read and kept anew
    for arguments in (["ingest", DOCUMENTS / "生态护林员管理办法.txt"], ["ask", "护林员每月要巡够几天"]):
        done = run_in(empty, *arguments, **kept)
        assert done.status == 0, done.err
    assert {name: list(folder.rglob("*")) for name, folder in outside.items()} == {"home": [], "tmp": [], "work": []}
    assert (empty / "cache").is_dir()

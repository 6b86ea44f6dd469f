"""The ingest bench on a handful of made files: what counts, what is left out, and that both sides find what they took in."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.ingest_bench import readable_files, run_ingest_bench, told
from kb.settings import load_settings
from tests.ingest.writers import docx_bytes

PLAN = ["护林工作方案", "一、目标", "全市新造林3万亩，由市林业局负责。", "二、保障", "各县区抓好落实，每季度报告进展。"]


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "shared" / "data" / "documents"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("\n".join(PLAN), "utf-8")
    (folder / "b.txt").write_text("\n".join(PLAN), "utf-8")
    (folder / "c.docx").write_bytes(docx_bytes(["造林补助办法", *PLAN[1:]]))
    (folder / "d.docx").write_bytes(b"PK damaged")
    (folder / "e.txt").write_text("  \n", "utf-8")
    (folder / "f.ofd").write_bytes(b"")
    return tmp_path / "shared"


def test_files_that_one_side_cannot_read_are_counted(shared: Path) -> None:
    kept, excluded = readable_files(shared / "data" / "documents", 1, load_settings())
    assert [path.name for path in kept] == ["a.txt", "c.docx"]
    assert excluded == {"same_content": 1, "usual_chain_cannot": 1, "no_text": 1, "ofd": 1}


def test_both_sides_take_in_the_same_files(
    shared: Path, models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGCE_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "models").symlink_to(models_dir)
    result = run_ingest_bench(shared)
    assert (result["n"], result["by_suffix"]) == (2, {".txt": 1, ".docx": 1})
    assert result["chunks"]["ours"] >= 2  # small siblings are packed
    assert result["chunks"]["usual"] == 2
    assert len(result["times_as_fast_by_part"]) == 2
    for figure in ("seconds", "cpu_seconds", "peak_mb"):
        assert min(result[figure].values()) > 0
    assert result["times_as_fast"] == pytest.approx(result["seconds"]["usual"] / result["seconds"]["ours"], abs=0.2)
    text = told(result)
    assert "导入 2 个文件" in text
    assert "no_text 1" in text

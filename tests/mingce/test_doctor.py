"""`setup`, `doctor`, `reindex`, and what commands say when something is wrong."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.mingce.conftest import Run, run_in

Mingce = Callable[..., Run]
DELETE_ONE_VECTOR = """
import sys, chromadb
client = chromadb.PersistentClient(sys.argv[1], settings=chromadb.Settings(anonymized_telemetry=False))
(rows,) = client.list_collections()
rows.delete(rows.get(limit=1, include=[])["ids"])
"""


def test_setup_again_is_done_at_once(prepared: Path, mingce: Mingce) -> None:
    before = {path: path.stat().st_mtime_ns for path in (prepared / "models").rglob("*") if path.name != ".lock"}
    done = mingce("setup")
    assert (done.status, done.err) == (0, "")
    assert str(prepared / "models") in done.out
    assert {
        path: path.stat().st_mtime_ns for path in (prepared / "models").rglob("*") if path.name != ".lock"
    } == before


def test_all_is_well(mingce: Mingce) -> None:
    done = mingce("doctor")
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert len(lines) >= 5
    assert {line.split()[0] for line in lines} == {"正常"}


def test_a_damaged_journal_is_found_and_none_is_made(own: Path) -> None:
    assert not (own / "journal.sqlite").exists()
    run_in(own, "doctor")
    assert not (own / "journal.sqlite").exists()
    (own / "journal.sqlite").write_bytes(b"damaged" * 500)
    done = run_in(own, "doctor")
    assert done.status == 1
    assert "journal.sqlite" in done.out


def test_a_lost_vector_is_found_and_an_index_of_another_model_is_refused_until_reindexed(own: Path) -> None:
    delete = [sys.executable, "-c", DELETE_ONE_VECTOR, str(own / "chroma")]
    subprocess.run(delete, check=True, capture_output=True, timeout=120)
    done = run_in(own, "doctor")
    assert done.status == 1
    (wrong,) = [line for line in done.out.splitlines() if line.startswith("异常")]
    assert "向量索引" in wrong
    assert "mingce reindex" in wrong

    catalog = sqlite3.connect(own / "catalog.sqlite")
    with catalog:
        changed = catalog.execute("UPDATE meta SET value = 'another-model:0123' WHERE key = 'encoder'").rowcount
    catalog.close()
    assert changed == 1
    asked = run_in(own, "ask", "伐桩最高能留多高", "--json")
    assert (asked.status, asked.out) == (1, "")
    assert "another-model:0123" in asked.err
    assert "mingce reindex" in asked.err

    mended = run_in(own, "reindex")
    assert (mended.status, mended.err) == (0, "")
    assert run_in(own, "doctor").status == 0
    assert "5厘米" in run_in(own, "ask", "伐桩最高能留多高", "--json").value["answer"]


def test_a_lost_model_is_found(own: Path) -> None:
    (model,) = (own / "models").rglob("model.onnx")
    model.unlink()
    done = run_in(own, "doctor")
    assert done.status == 1
    assert "mingce setup" in done.out
    asked = run_in(own, "ask", "伐桩最高能留多高", "--json")
    assert (asked.status, asked.out) == (1, "")
    assert "mingce setup" in asked.err
    assert "Traceback" not in asked.err
    assert run_in(own, "tasks", "--json").status == 0  # needs no model


def test_a_lost_original_is_found(own: Path) -> None:
    next((own / "originals").iterdir()).unlink()
    done = run_in(own, "doctor")
    assert done.status == 1
    assert "原件：缺 1 份" in done.out


def test_a_damaged_catalog_is_told(own: Path) -> None:
    (own / "catalog.sqlite").write_bytes(b"this is no database" * 100)
    for command in (["doctor"], ["docs"], ["ask", "问"]):
        done = run_in(own, *command)
        assert done.status == 1
        assert "Traceback" not in done.err
        assert "文件库" in done.out + done.err


def test_a_model_that_cannot_be_loaded(mingce: Mingce, tmp_path: Path) -> None:
    done = mingce("ask", "伐桩最高能留多高", MINGCE_MODEL=str(tmp_path))
    assert (done.status, done.out) == (1, "")
    assert "Traceback" not in done.err
    assert str(tmp_path) in done.err


def test_a_wrong_line_in_the_table_of_names_stops_nothing_and_is_told(own: Path) -> None:
    table = own / "别名.txt"
    table.write_text("市林业局 市林草局\n", "utf-8")
    try:
        done = run_in(own, "docs")
        assert done.status == 0
        assert "别名.txt 第 1 行" in done.err
        checked = run_in(own, "doctor")
    finally:
        table.unlink()
    assert checked.status == 1
    assert any(line.startswith("异常") and "别名.txt 第 1 行" in line for line in checked.out.splitlines())

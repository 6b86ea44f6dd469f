"""The folder of the bundled models: build it all or nothing, say whether it is ready, check it before use.

    models_dir/mingce-e5-small-int8/
        model.onnx  reranker.onnx  tokenizer.json  characters.json
        manifest.json                settings of the build, and size and sha256 of each file

Both graphs are the base model that comes with a dependency plus our deltas (kb/embedding/deltas/MODEL_CARD.md).

Built in a `.building-` folder beside and renamed when complete: a killed build leaves the model as it was or absent.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

from kb.errors import ModelNotReady

NAME, RERANKER_NAME = "mingce-e5-small-int8", "mingce-reranker-int8"
GRAPH_FILE, RERANKER_FILE = "model.onnx", "reranker.onnx"
RETRIEVER_DELTA, RERANKER_DELTA = "retriever.npz", "reranker.npz"
MANIFEST_FILE = "manifest.json"
BUILD = 5  # raise it when a change makes other files; older builds are then not ready
STEPS = ("读取随附模型", "裁剪词表", "写出模型", "试运行", "校验并就位")

_OF_EARLIER_BUILDS = ("multilingual-e5-small-int8",)
_LEFTOVER = ".building-"
_REMEDY = "请执行 `mingce setup`"

Progress = Callable[[str, int, int], None]
"""Called with (what is being done, steps done, steps in all)."""


class FileRecord(TypedDict):
    """One file of the model."""

    bytes: int
    sha256: str


class Manifest(TypedDict):
    """What `manifest.json` holds."""

    build: int
    source: str
    vocabulary: int
    settings: dict[str, int | list[str]]
    files: dict[str, FileRecord]


def bundle_folder(models_dir: Path) -> Path:
    """Where the built model lies."""
    return models_dir / NAME


def deltas_folder() -> Path:
    """Where what our training added to the base model lies; comes with the program."""
    return Path(__file__).parent / "deltas"


def model_ready(models_dir: Path) -> bool:
    """Whether the model of this build is there with the right file sizes; reads one small file."""
    try:
        _read_manifest(bundle_folder(models_dir))
    except ModelNotReady:
        return False
    return True


def checked_identity(models_dir: Path) -> str:
    """The encoder's identity, once its files' checksums were found right. Raises ModelNotReady."""
    return _checked(models_dir, NAME, RERANKER_FILE)


def checked_reranker_identity(models_dir: Path) -> str:
    """The reranker's identity, once its files' checksums were found right. Raises ModelNotReady."""
    return _checked(models_dir, RERANKER_NAME, GRAPH_FILE)


def _checked(models_dir: Path, name: str, but: str) -> str:
    """`name` with a checksum over all files of the folder except `but`, the graph of the other model."""
    folder = bundle_folder(models_dir)
    files = {file: record for file, record in _read_manifest(folder)["files"].items() if file != but}
    for file, record in files.items():
        if _sha256(folder / file) != record["sha256"]:
            raise ModelNotReady(f"向量模型的文件 {folder / file} 已损坏(校验和不符)", _REMEDY)
    sums = "".join(record["sha256"] for _, record in sorted(files.items()))
    return f"{name}:{hashlib.sha256(sums.encode()).hexdigest()[:12]}"


def build_bundled(models_dir: Path, progress: Progress) -> Path:
    """The folder of the bundled models, built unless they are there and sound. Raises ModelNotReady.

    A few seconds and about 400 MB of memory; a second caller waits for the first.
    """
    models_dir.mkdir(parents=True, exist_ok=True)
    with _only_one(models_dir):
        for leftover in models_dir.glob(_LEFTOVER + "*"):
            shutil.rmtree(leftover)
        try:
            checked_identity(models_dir)
            checked_reranker_identity(models_dir)
        except ModelNotReady:
            _build(models_dir, progress)
        for name in _OF_EARLIER_BUILDS:
            shutil.rmtree(models_dir / name, ignore_errors=True)
    progress(STEPS[-1], len(STEPS), len(STEPS))
    return bundle_folder(models_dir)


def _build(models_dir: Path, progress: Progress) -> None:
    work = Path(tempfile.mkdtemp(prefix=_LEFTOVER, dir=models_dir))
    try:
        _write_files(work, progress)
        progress(STEPS[4], 4, len(STEPS))
        _put_in_place(work, bundle_folder(models_dir))
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write_files(work: Path, progress: Progress) -> None:
    from kb.embedding.delta import load_delta
    from kb.embedding.graph import DAMPED, WEIGHT_LIMIT, write_graph, write_reranker_graph
    from kb.embedding.source import PACKAGE, installed_model, installed_version, read_source
    from kb.embedding.vocabulary import MAX_TOKENS, kept_pieces, save_vocabulary

    progress(STEPS[0], 0, len(STEPS))
    source = read_source(installed_model())
    progress(STEPS[1], 1, len(STEPS))
    kept = kept_pieces(source)
    save_vocabulary(source, kept, work)
    progress(STEPS[2], 2, len(STEPS))
    retriever, reranker = (load_delta(deltas_folder() / name) for name in (RETRIEVER_DELTA, RERANKER_DELTA))
    write_graph(source, kept, work / GRAPH_FILE, [retriever])
    write_reranker_graph(source, kept, work / RERANKER_FILE, [retriever, reranker])
    progress(STEPS[3], 3, len(STEPS))
    _try_out(work)
    manifest: Manifest = {
        "build": BUILD,
        "source": f"{PACKAGE} {installed_version()}",
        "vocabulary": len(kept),
        "settings": {
            "max_tokens": MAX_TOKENS,
            "weight_limit": WEIGHT_LIMIT,
            "damped": sorted(DAMPED),
        },
        "files": {path.name: _record(path) for path in sorted(work.iterdir())},
    }
    (work / MANIFEST_FILE).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), "utf-8")


def _try_out(folder: Path) -> None:
    """Raise ModelNotReady unless the model in `folder` tells an answer from a sentence beside the point."""
    from kb.embedding import onnx_encoder, onnx_reranker

    question = "高龄津贴每月发多少钱"
    passages = ["对八十周岁以上老年人每人每月发放津贴一百元。", "本办法由市水务局负责解释。"]
    encoder = onnx_encoder.open_folder(folder, NAME, threads=2)
    (query,) = encoder.encode_queries([question])
    near, far = encoder.encode_passages(passages) @ query
    likely, unlikely = onnx_reranker.open_folder(folder, RERANKER_NAME, threads=2).relevance(question, passages)
    if not (near > far + 0.02 and likely > unlikely):
        raise ModelNotReady("刚构建的向量模型试运行结果不对", "请把 `mingce doctor` 的输出反馈给开发者")


def _put_in_place(work: Path, folder: Path) -> None:
    for path in (*work.iterdir(), work):
        _sync(path)
    if folder.exists():
        folder.rename(Path(tempfile.mkdtemp(prefix=_LEFTOVER, dir=folder.parent)) / folder.name)
    work.chmod(0o755)
    work.rename(folder)
    _sync(folder.parent)
    for leftover in folder.parent.glob(_LEFTOVER + "*"):
        shutil.rmtree(leftover)


def _read_manifest(folder: Path) -> Manifest:
    """The manifest. Raises ModelNotReady when it is missing, of another build, or a file's size is wrong."""
    try:
        manifest: Manifest = json.loads((folder / MANIFEST_FILE).read_text("utf-8"))
        if manifest["build"] != BUILD:
            raise ModelNotReady(f"向量模型是另一版本构建的({folder})", _REMEDY)
        for name, record in manifest["files"].items():
            if (folder / name).stat().st_size != record["bytes"]:
                raise ModelNotReady(f"向量模型的文件 {folder / name} 不完整", _REMEDY)
    except FileNotFoundError as exc:
        raise ModelNotReady(f"向量模型尚未就绪:缺少 {exc.filename}", _REMEDY) from exc
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as exc:
        raise ModelNotReady(f"读不懂向量模型的清单 {folder / MANIFEST_FILE}", _REMEDY) from exc
    return manifest


def _record(path: Path) -> FileRecord:
    return {"bytes": path.stat().st_size, "sha256": _sha256(path)}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _only_one(models_dir: Path) -> Iterator[None]:
    """Hold the folder's lock; the system frees it when the process dies."""
    with (models_dir / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

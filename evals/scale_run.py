"""The library at the size of a hundred thousand articles: time, memory, recall of the vector index.

    python -m evals.scale_run [--shared DIR] [--every N] [--encoded N]

`every` takes each Nth law, `encoded` says how many passages are encoded in earnest (all: an hour and more on two cores):
the others get like vectors, which cost a search the same. Searching and adding are measured in a process of their own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.provenance import provenance
from evals.scale_corpus import LAWS, PartlyEncoding, law_documents, questions, size_mb
from kb.embedding import build_bundled, load_encoder, model_ready
from kb.library import Library
from kb.settings import load_settings
from mingce.progress import Bar

RECALL_AT = 10
BARS = {"p50_ms": 40.0, "resident_mb": 2048.0, "add_s": 5.0, "recall": 0.98}
_QUESTIONS = 300
_ROOT = Path(__file__).resolve().parents[1]


def run_scale(shared: Path, every: int = 1, encoded: int | None = 20_000) -> dict[str, Any]:
    """The figures; `missed` names the bars that are not met."""
    settings = load_settings()
    if not model_ready(settings.models_dir):
        build_bundled(settings.models_dir, lambda *_: None)
    encoder = load_encoder("bundled", settings.models_dir, settings.threads)
    asked = questions(shared, _QUESTIONS)
    with tempfile.TemporaryDirectory(prefix="mingce-scale-") as folder:
        home = Path(folder) / "home"
        partly = PartlyEncoding(encoder, sys.maxsize if encoded is None else encoded)
        built = build(home, partly, shared, every)
        measured = in_own_process(home, settings.models_dir, asked)
        recall = recall_of_index(home, encoder.encode_queries(asked))
    result = {"eval": "scale", "every": every, **built, **measured, "recall": recall}
    return {**result, "missed": missed(result), "provenance": provenance([shared / LAWS], encoder.identity)}


def build(home: Path, encoder: PartlyEncoding, shared: Path, every: int) -> dict[str, Any]:
    """Makes the library in `home`; reading the files is timed by itself."""
    bar = Bar("建立文件库")
    begun = time.perf_counter()
    news = list(law_documents(shared, every))
    read_s = time.perf_counter() - begun
    library = Library(home, lambda: encoder)
    begun = time.perf_counter()
    for number, _ in enumerate(library.add_many(news), 1):
        bar("", number, len(news))
    index_s = time.perf_counter() - begun
    bar.close()
    with library.catalog.transaction() as connection:
        chunks = library.catalog.chunk_count(connection)
    vectors = library.vectors.count()
    library.close()
    return {
        "documents": len(news),
        "clauses": sum(len(new.document.clauses) for new in news),
        "chunks": chunks,
        "vectors": vectors,
        "vectors_encoded": min(encoder.encoded, vectors),
        "read_s": round(read_s, 1),
        "index_s": round(index_s, 1),
        "disk_mb": {name: round(size_mb(home / name), 1) for name in ("catalog.sqlite", "chroma", "originals")},
    }


def in_own_process(home: Path, models: Path, asked: list[str]) -> dict[str, Any]:
    """What `evals/scale_search.py` prints."""
    listed = home / "questions.json"
    listed.write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-m", "evals.scale_search", str(home), str(models), str(listed)]
    done = subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True)  # noqa: S603 (own module)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def recall_of_index(home: Path, vectors: NDArray[np.float32]) -> dict[str, float]:
    """The share of the exact nearest ten that the index returns, mean and worst over the questions `(n, d)`."""
    library = Library(home, _unused)
    index = library.vectors
    keys, rows = index.all_rows()
    most = min(RECALL_AT, len(keys))
    shares = []
    for vector in vectors:
        cosines = rows @ vector
        tenth = np.partition(cosines, -most)[-most]
        exact = {keys[at] for at in np.flatnonzero(cosines >= tenth)}  # of equal ones any may stand tenth
        shares.append(len(exact & {key for key, _ in index.query(vector, most)}) / most)
    library.close()
    return {"at": RECALL_AT, "n": len(shares), "mean": float(np.mean(shares)), "worst": float(min(shares))}


def _unused() -> Any:
    raise AssertionError("the vectors are there already")


def missed(result: dict[str, Any]) -> list[str]:
    """The bars that `result` does not meet."""
    told = {
        "p50_ms": result["search"]["p50"] <= BARS["p50_ms"],
        "resident_mb": result["resident_mb"]["most"] <= BARS["resident_mb"],
        "add_s": max(result["add_s"]) <= BARS["add_s"],
        "recall": result["recall"]["mean"] >= BARS["recall"],
    }
    return [name for name, met in told.items() if not met]


def told(result: dict[str, Any]) -> str:
    """The figures as a table."""
    legs, memory = result["legs"], result["resident_mb"]
    rows = [
        ("文件 / 条款 / 片段", f"{result['documents']} / {result['clauses']} / {result['chunks']}"),
        ("向量（其中实际编码）", f"{result['vectors']}（{result['vectors_encoded']}）"),
        ("读取 / 建索引（秒）", f"{result['read_s']} / {result['index_s']}"),
        ("检索 p50 / p95（毫秒）", f"{result['search']['p50']} / {result['search']['p95']}"),
        ("　其中编码、词语、向量 p50", " / ".join(str(legs[leg]["p50"]) for leg in ("encoding", "lexical", "dense"))),
        ("限定一半文件 p50 / p95", f"{result['filtered']['p50']} / {result['filtered']['p95']}"),
        ("首次检索（含打开，秒）", f"{result['cold_s']}"),
        ("新增 20 页文件（秒）", " / ".join(map(str, result["add_s"]))),
        ("内存（MB）：空 / 检索 / 最高", f"{memory['empty']} / {memory['searching']} / {memory['most']}"),
        ("向量召回@10（对精确检索）", f"{result['recall']['mean']:.4f}（{result['recall']['n']} 问）"),
        ("磁盘（MB）", "，".join(f"{name} {size}" for name, size in result["disk_mb"].items())),
        ("未达标", "、".join(result["missed"]) or "无"),
    ]
    return "\n".join(f"{name}：{value}" for name, value in rows)


def main() -> None:
    """Prints the table, and the JSON behind it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=_ROOT.parent / "shared")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--encoded", type=int, default=20_000, help="0: all")
    given = parser.parse_args()
    result = run_scale(given.shared, given.every, given.encoded or None)
    sys.stdout.write(told(result) + "\n" + json.dumps(result, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()

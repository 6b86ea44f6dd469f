"""Lexical engines side by side on one large corpus: time, memory, disk and what they find, as ratios against SQLite FTS5.

    python -m evals.scale_lexical [--shared DIR] [--every N] [--engines NAME ...]

The corpus is the articles of law in the shared data, cut and tokenised as the product does it, or every Nth law.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import pickle
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.provenance import provenance
from evals.scale_corpus import LAWS, law_documents, questions, resident_mb, size_mb
from evals.scale_engines import ENGINES, Hits
from kb.filing import names_in, tokens_of
from kb.lexical import FieldTokens
from kb.words import Words

DEPTH = 50
_ADDED = 60  # chunks of a document of twenty pages
_AT_ONCE = ("tantivy", "bm25s")  # what is built at once; the others in transactions of `_STEP` chunks
_STEP = 5000
_QUESTIONS, _WARM = 300, 20
_RATIOS = ("build_s", "add_s", "p50_ms", "p95_ms", "disk_mb")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Chunks by number, from 1 on, and the tokens of each question."""

    chunks: list[tuple[int, FieldTokens]]
    asked: list[list[str]]


def run_lexical(shared: Path, every: int = 1, engines: Sequence[str] = tuple(ENGINES)) -> dict[str, Any]:
    """The figures of each engine, with ratios against `fts5`, which is always among them."""
    corpus = corpus_of(shared, every)
    with tempfile.TemporaryDirectory(prefix="mingce-lexical-") as folder:
        stored = Path(folder) / "corpus.pickle"
        stored.write_bytes(pickle.dumps(corpus))
        measured = {name: _in_own_process(name, stored) for name in dict.fromkeys(("fts5", *engines))}
    hits = {name: figures.pop("hits") for name, figures in measured.items()}
    base = measured["fts5"]
    for name, figures in measured.items():
        figures["ratio"] = {key: round(figures[key] / base[key], 3) for key in _RATIOS if figures[key] and base[key]}
        figures["same_of_ten"] = round(_agreement(hits["fts5"], hits[name]), 3)
    return {
        "eval": "scale_lexical", "every": every, "chunks": len(corpus.chunks), "questions": len(corpus.asked),
        "engines": measured, "missed": [], "provenance": provenance([shared / LAWS], "none"),
    }  # fmt: skip


def corpus_of(shared: Path, every: int = 1) -> Corpus:
    """The laws, or every Nth, cut and tokenised as the product does it."""
    with tempfile.TemporaryDirectory(prefix="mingce-words-") as folder:
        words = Words(Path(folder))
        news = list(law_documents(shared, every))
        for new in news:
            words.add(names_in(new.records))
        cut = ((new.document.title, new.make_chunks(words.cut)) for new in news)
        fields = [each for title, chunks in cut for each in tokens_of(words, title, chunks)]
        return Corpus(list(enumerate(fields, 1)), [words.index_tokens(one) for one in questions(shared, _QUESTIONS)])


def _in_own_process(name: str, stored: Path) -> dict[str, Any]:
    """Builds in one process and asks in another, so that memory is that of asking."""
    folder = stored.parent / name
    folder.mkdir()
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        built: dict[str, Any] = pool.apply(_build, (name, folder, stored))
        return built | pool.apply(_ask, (name, folder, stored))


def _build(name: str, folder: Path, stored: Path) -> dict[str, Any]:
    corpus: Corpus = pickle.loads(stored.read_bytes())  # noqa: S301 (written above)
    first, last = corpus.chunks[:-_ADDED], corpus.chunks[-_ADDED:]
    engine = ENGINES[name](folder)
    step = len(first) if name in _AT_ONCE else _STEP
    begun = time.perf_counter()
    for at in range(0, len(first), step):
        engine.add(first[at : at + step])
    build_s = time.perf_counter() - begun
    begun = time.perf_counter()
    try:
        engine.add(last)
        add_s: float | None = time.perf_counter() - begun
    except NotImplementedError:
        add_s = None
    engine.close()
    return {"build_s": build_s, "add_s": add_s, "disk_mb": size_mb(folder)}


def _ask(name: str, folder: Path, stored: Path) -> dict[str, Any]:
    asked: list[list[str]] = pickle.loads(stored.read_bytes()).asked  # noqa: S301 (written above)
    gc.collect()
    empty_mb = resident_mb()
    engine = ENGINES[name](folder)
    for tokens in asked[:_WARM]:
        engine.search(tokens, DEPTH)
    taken: list[float] = []
    hits: list[Hits] = []
    for tokens in asked:
        begun = time.perf_counter()
        hits.append(engine.search(tokens, DEPTH)[:10])
        taken.append((time.perf_counter() - begun) * 1000)
    engine.close()
    return {
        "p50_ms": statistics.median(taken), "p95_ms": statistics.quantiles(taken, n=20)[-1],
        "memory_mb": resident_mb() - empty_mb, "hits": hits,
    }  # fmt: skip


def _agreement(one: Sequence[Hits], other: Sequence[Hits]) -> float:
    """The share of the first ten of `one` that are among the first ten of `other`, over the questions with hits."""
    shares = [len(set(a) & set(b)) / len(a) for a, b in zip(one, other, strict=True) if a]
    return statistics.fmean(shares) if shares else 0.0


def told(result: dict[str, Any]) -> str:
    """A line an engine."""
    lines = [f"{result['chunks']} 个片段，{result['questions']} 问；括号内是对 fts5 的倍数"]
    for name, figures in result["engines"].items():
        ratio = figures["ratio"]
        cells = [f"{key} {figures[key]:.4g}（{ratio.get(key, 1)}）" for key in _RATIOS if figures[key] is not None]
        memory, same = figures["memory_mb"], figures["same_of_ten"]
        lines.append(f"{name}：{'，'.join(cells)}，内存 {memory:.0f} MB，前十相同 {same}")
    return "\n".join(lines)


def main() -> None:
    """Prints the table, and the JSON behind it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--engines", nargs="*", choices=tuple(ENGINES), default=tuple(ENGINES))
    given = parser.parse_args()
    result = run_lexical(given.shared, given.every, given.engines)
    sys.stdout.write(told(result) + "\n" + json.dumps(result, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()

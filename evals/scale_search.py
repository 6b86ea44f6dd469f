"""Measures a large library from a process of its own, as a command of the product would use it; prints JSON.

python -m evals.scale_search HOME MODELS QUESTIONS.json
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from evals.scale_corpus import resident_mb, twenty_pages
from ingest.intake import Limits, ingest
from kb.embedding import load_encoder
from kb.library import Library
from kb.search import search

_K = 10
_WARM = 10  # searches before the clock runs
_LIMITS = Limits(max_bytes=100 * 2**20, max_chars=5_000_000)


def measure(home: Path, models: Path, asked: Sequence[str], threads: int = 2) -> dict[str, Any]:
    """Times in ms and s, memory in MB; documents are added to the library and removed again."""
    empty_mb = resident_mb()
    begun = time.perf_counter()
    library = Library(home, lambda: load_encoder("bundled", models, threads))
    search(library, asked[0], _K)
    cold_s = time.perf_counter() - begun
    for question in asked[:_WARM]:
        search(library, question, _K)
    found: dict[str, Any] = {"cold_s": cold_s, "search": _spread_ms(lambda one: search(library, one, _K), asked)}
    found["legs"] = _legs(library, asked)
    half = tuple(library.snapshot.entries)[::2]
    found["filtered"] = _spread_ms(lambda one: search(library, one, _K, half), asked)
    found["resident_mb"] = {"empty": empty_mb, "searching": resident_mb()}
    found["add_s"] = _added_s(library)
    begun = time.perf_counter()
    search(library, asked[0], _K)
    found["search_behind_add_ms"] = (time.perf_counter() - begun) * 1000
    begun = time.perf_counter()
    library.snapshot.in_force()
    found["in_force_s"] = time.perf_counter() - begun
    found["resident_mb"]["most"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    library.close()
    return found


def _legs(library: Library, asked: Sequence[str]) -> dict[str, dict[str, float]]:
    """What of a search each part takes."""
    vectors = dict(zip(asked, library.encoder.encode_queries(asked), strict=True))
    tokens = {one: library.words.index_tokens(one) for one in asked}

    def by_words(one: str) -> None:
        with library.catalog.transaction() as connection:
            library.catalog.lexical_search(connection, tokens[one], 50, None)

    return {
        "encoding": _spread_ms(lambda one: library.encoder.encode_queries([one]), asked),
        "lexical": _spread_ms(by_words, asked),
        "dense": _spread_ms(lambda one: library.vectors.query(vectors[one], 150), asked),
    }


def _spread_ms(act: Callable[[str], object], asked: Sequence[str]) -> dict[str, float]:
    taken = []
    for one in asked:
        begun = time.perf_counter()
        act(one)
        taken.append((time.perf_counter() - begun) * 1000)
    return {"p50": statistics.median(taken), "p95": statistics.quantiles(taken, n=20)[-1]}


def _added_s(library: Library) -> list[float]:
    """The wall time of three new documents of twenty pages, each from the file to the report."""
    taken = []
    for number in (1, 2, 3):
        path = library.home / f"{number}.txt"
        path.write_text(twenty_pages(number), encoding="utf-8")
        begun = time.perf_counter()
        (report,) = ingest(library, [path], _LIMITS)
        taken.append(time.perf_counter() - begun)
        path.unlink()
        library.remove(str(report.doc_id))
    return taken


def _rounded(value: Any) -> Any:
    match value:
        case dict():
            return {key: _rounded(each) for key, each in value.items()}
        case list():
            return [_rounded(each) for each in value]
        case float():
            return round(value, 2)
    return value


def main() -> None:
    """Prints the figures."""
    home, models, questions = map(Path, sys.argv[1:4])
    asked = json.loads(questions.read_text("utf-8"))
    sys.stdout.write(json.dumps(_rounded(measure(home, models, asked))) + "\n")


if __name__ == "__main__":
    main()

"""The gold questions over the demonstration corpus: accuracy by kind, refusals, citations, latency."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from assistant.answer import Answer
from assistant.asking import ask
from evals.grading import Grade, grade
from evals.provenance import provenance
from ingest.intake import ingest
from kb.embedding import build_bundled, load_encoder, model_ready
from kb.library import Library
from kb.reranking import load_reranker
from kb.settings import load_settings
from mingce.intake import limits_of

GOLD = Path(__file__).parent / "gold"
CORPUS = Path(__file__).parent.parent / "corpus" / "documents"
# What the project promises on this set; `facts` are all answerable kinds but who, list and redacted.
BARS = {"who": 1.0, "list": 1.0, "facts": 0.90, "refuse": 0.90, "false_refusals": 0.05, "verbatim": 1.0}
TODAY = "2025-06-01"  # the day on which the questions are asked: documents run out
_FACTS = ("fact", "target", "measure", "definition", "deadline", "follow")


def run_gold(split: str) -> dict[str, Any]:
    """The figures of one split, each with its denominator, and the bars that it misses."""
    with demonstration_library() as (library, model):
        result = measure(library, split)
    return {
        "eval": "gold",
        "split": split,
        **result,
        "provenance": provenance([*CORPUS.iterdir(), GOLD / f"{split}.jsonl"], model),
    }


@contextmanager
def demonstration_library() -> Iterator[tuple[Library, str]]:
    """A library of its own with the demonstration corpus, and the name of its model."""
    settings = load_settings()
    if not model_ready(settings.models_dir):
        build_bundled(settings.models_dir, lambda *_: None)
    encoder = load_encoder("bundled", settings.models_dir, settings.threads)
    reranker = load_reranker("bundled", settings.models_dir, settings.threads)
    with tempfile.TemporaryDirectory(prefix="mingce-gold-") as home:
        library = Library(Path(home), lambda: encoder, lambda: TODAY, lambda: reranker)
        for report in ingest(library, [CORPUS], limits_of(settings)):
            if report.outcome == "failed":
                raise RuntimeError(f"{report.source}: {report.message}")
        yield library, encoder.identity
        library.close()


def measure(library: Library, split: str, known: Mapping[str, Answer] | None = None) -> dict[str, Any]:
    """The figures of one split over `library`, which holds the demonstration corpus; `missed` names the bars missed.

    `known` holds answers of this library that were made before, by the question's id.
    """
    rows = [json.loads(line) for line in (GOLD / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()]
    ask(library, rows[0]["question"])  # warm
    grades: list[tuple[dict[str, Any], Grade, str]] = []
    times_ms: list[float] = []
    for row in rows:
        answer = (known or {}).get(row["id"]) or ask(library, row["question"], row.get("history", []))
        times_ms.append(answer.timings_ms["total"])
        grades.append((row, grade(row, answer, library.snapshot), answer.status))
    result = _figures(grades, times_ms)
    return {**result, "missed": _missed(result)}


def _figures(grades: list[tuple[dict[str, Any], Grade, str]], times_ms: list[float]) -> dict[str, Any]:
    right, total = Counter[str](), Counter[str]()
    for row, each, _ in grades:
        total[row["kind"]] += 1
        right[row["kind"]] += each.right
    answerable = [(row, status) for row, _, status in grades if row["kind"] not in ("refuse", "redacted")]
    refused = sum(status == "refused" for _, status in answerable)
    facts = (sum(right[kind] for kind in _FACTS), sum(total[kind] for kind in _FACTS))
    return {
        "n": len(grades),
        "by_kind": {kind: {"right": right[kind], "of": total[kind]} for kind in total},
        "facts": {"right": facts[0], "of": facts[1]},
        "false_refusals": {"refused": refused, "of": len(answerable)},
        "verbatim": {"right": sum(each.verbatim for _, each, _ in grades), "of": len(grades)},
        "warm_ms": {"p50": round(median(times_ms), 1), "p95": round(quantiles(times_ms, n=20)[-1], 1)},
        "wrong": [{"id": row["id"], "why": list(each.why)} for row, each, _ in grades if not each.right],
    }


def _missed(result: dict[str, Any]) -> list[str]:
    def share(figure: dict[str, int]) -> float:
        return figure["right"] / figure["of"]

    kinds = result["by_kind"]
    reached = {
        "who": share(kinds["who"]) >= BARS["who"],
        "list": share(kinds["list"]) >= BARS["list"],
        "facts": share(result["facts"]) >= BARS["facts"],
        "refuse": share(kinds["refuse"]) >= BARS["refuse"],
        "false_refusals": result["false_refusals"]["refused"] / result["false_refusals"]["of"]
        <= BARS["false_refusals"],
        "verbatim": share(result["verbatim"]) >= BARS["verbatim"],
    }
    return [name for name, met in reached.items() if not met]


def told(result: dict[str, Any]) -> str:
    """The figures as lines for a person."""
    lines = [f"{result['split']}：{result['n']} 题（{result['provenance']['commit']}）"]
    lines += [f"  {kind:<12}{figure['right']}/{figure['of']}" for kind, figure in result["by_kind"].items()]
    facts, false, verbatim = result["facts"], result["false_refusals"], result["verbatim"]
    lines.append(
        f"  事实类合计  {facts['right']}/{facts['of']}，误拒 {false['refused']}/{false['of']}，引文逐字 {verbatim['right']}/{verbatim['of']}"
    )
    lines.append(f"  热问答 p50 {result['warm_ms']['p50']} ms，p95 {result['warm_ms']['p95']} ms")
    lines += [f"  ✗ {wrong['id']}：{'；'.join(wrong['why'])}" for wrong in result["wrong"]]
    lines.append("未达标：" + "、".join(result["missed"]) if result["missed"] else "各项指标均达到")
    return "\n".join(lines)

"""`mingce eval retrieval`: what each part of retrieval gives, step by step, and each of its settings swept alone.

Settings are chosen on `policy_qa` and `statutes-train`; `statutes` is the held-out fifth and is only measured. The legs are
exact (`retrieval_legs`); the product as it is, with its own index, is measured by `mingce eval beir`.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from evals.provenance import provenance
from evals.retrieval_metrics import interval_of_difference
from evals.retrieval_recipe import Bench, Outcome, Recipe
from evals.retrieval_sets import QuestionSet, main_figure, question_set
from kb.abbreviations import other_forms_in
from kb.embedding import Encoder, build_bundled, load_encoder, model_ready
from kb.errors import ModelNotReady
from kb.normal_form import fold
from kb.reranking import Reranker, load_reranker
from kb.settings import Settings, load_settings
from kb.words import Words
from mingce.progress import Bar

SETS = ("policy_qa", "statutes-train", "statutes")
BODY_ONLY = (0.0, 0.0, 1.0)
_START = Recipe(
    "fixed-1000", "unsegmented", weights=BODY_ONLY, k1=1.2, b=0.75, context=False, fusion="lexical"
)  # fmt: skip
# What each step changes, in the order in which the parts build on each other.
STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("定长 1000 字，BM25 不分词", {}),
    ("定长 1000 字，只用向量", {"fusion": "dense"}),
    ("向量与分词 BM25 按名次融合", {"fusion": "rrf-60", "tokens": "words"}),
    ("定长 300 字", {"chunking": "fixed-300"}),
    ("按条款切分", {"chunking": "clause-300-300"}),
    ("标题和上级标题", {"context": True, "weights": (1.5, 1.5, 1.0)}),
    ("500 字的段落，按 150 字的片段找", {"chunking": "clause-500-150"}),
    ("训练过的向量模型", {"model": "bundled"}),
    ("双字代替词", {"tokens": "pairs", "k1": 0.9, "b": 0.4}),
    ("同义名称", {"expanded": True}),
    ("按分数融合", {"fusion": "plain-0.5"}),
    ("重排前 20 段", {"reranked": 20}),
)
# Alternatives to what the last step came to, one changed at a time.
FACTORS: dict[str, tuple[Any, ...]] = {
    "chunking": (
        "fixed-300", "fixed-1000", "clause-150-150", "clause-300-150", "clause-300-300", "clause-500-150",
        "clause-500-250", "clause-500-500", "clause-800-150",
    ),
    "tokens": ("unsegmented", "words", "pairs", "words+pairs"),
    "weights": (BODY_ONLY, (0.5, 0.5, 1.0), (1.0, 1.0, 1.0), (1.5, 1.5, 1.0), (3.0, 1.0, 1.0), (1.0, 3.0, 1.0)),
    "k1": (0.6, 0.9, 1.2, 1.6, 2.0),
    "b": (0.3, 0.5, 0.75, 0.9),
    "expanded": (False, True),
    "context": (False, True),
    "model": (),
    "fusion": (
        "lexical", "dense", "rrf-10", "rrf-60", "rrf-60-0.6", "rrf-60-0.7",
        "convex-0.3", "convex-0.5", "convex-0.6", "convex-0.7",
        "plain-0.4", "plain-0.5", "plain-0.6", "plain-0.67", "plain-0.75",
    ),
    "reranked": (0, 10, 20, 50),
}  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Factors, models, and where vectors are kept."""
    parser.add_argument("--factor", action="append", choices=FACTORS, help="只试这一项，可多次给出；默认全部")
    parser.add_argument(
        "--model", action="append", default=[], metavar="模型",
        help="另外比较的向量模型：文件夹或名称，可多次给出；第一个当作训练前的模型",
    )  # fmt: skip
    parser.add_argument("--cache", type=Path, metavar="目录", help="向量存放处；默认在数据目录的 cache 里")


def run_retrieval(
    shared: Path,
    split: str,
    models: Sequence[str] = (),
    factors: Sequence[str] | None = None,
    cache: Path | None = None,
) -> dict[str, Any]:
    """The steps and the sweep over the question set `split`; each gain has the bounds of its 95 % interval.

    `models` are compared with the bundled one; the first is that of the steps before the trained one. Vectors are made
    once for each model and way to cut, and kept in `cache`. Raises MingceError where the set is absent.
    """
    settings = load_settings()
    questions = question_set(split, shared)
    if not model_ready(settings.models_dir):
        build_bundled(settings.models_dir, lambda *_: None)
    words, reranker = Words(settings.home / "cache"), _reranker(settings)
    encoders = lru_cache(maxsize=None)(partial(_encoder, settings))
    bench = Bench(
        questions, words, encoders, cache or settings.home / "cache" / "vectors", partial(_other_names, words), reranker
    )  # fmt: skip
    bar = Bar("检索评测")
    try:
        steps = [(label, _told_run(bar, bench, recipe)) for label, recipe in _steps(questions, models, reranker)]
        final = replace(steps[-1][1].recipe, reranked=0)
        sweep = _sweep(bench, final, _factors(questions, models, factors, reranker), bar)
    finally:
        bar.close()
    return {
        "eval": "retrieval",
        "split": split,
        "n": len(questions.questions),
        "documents": len(questions.corpus),
        "excluded": questions.excluded,
        "figure": main_figure(questions),
        "steps": _with_gains(steps, main_figure(questions)),
        "sweep": sweep,
        "models": {name: encoders(name).identity for name in ("bundled", *models)},
        "reranker": reranker.identity if reranker else None,
        "missed": [],
        "provenance": provenance(questions.files, encoders("bundled").identity),
    }


def _steps(questions: QuestionSet, models: Sequence[str], reranker: Reranker | None) -> Iterator[tuple[str, Recipe]]:
    """The recipe of each step that changes something on these questions."""
    recipe, before = replace(_START, model=models[0] if models else "bundled"), None
    for label, changes in STEPS:
        recipe = replace(recipe, **changes)
        if not questions.spans:
            recipe = replace(recipe, chunking="whole")  # an article is a clause
        if recipe != before and (reranker is not None or not recipe.reranked):
            yield label, recipe
        before = recipe


def _factors(
    questions: QuestionSet, models: Sequence[str], wanted: Sequence[str] | None, reranker: Reranker | None
) -> dict[str, tuple[Any, ...]]:
    factors = {**FACTORS, "model": ("bundled", *models)}
    if not questions.spans:
        factors["chunking"] = ("whole", "clause-500-150")
    if reranker is None:
        del factors["reranked"]
    return {name: tried for name, tried in factors.items() if not wanted or name in wanted}


def _sweep(
    bench: Bench, final: Recipe, factors: dict[str, tuple[Any, ...]], bar: Bar
) -> dict[str, list[dict[str, Any]]]:
    figure = main_figure(bench.questions)
    reference = _told_run(bar, bench, final)
    swept: dict[str, list[dict[str, Any]]] = {}
    for name, alternatives in factors.items():
        for value in alternatives:
            outcome = _told_run(bar, bench, replace(final, **{name: value}))
            gain = interval_of_difference(outcome.column(figure), reference.column(figure))
            swept.setdefault(name, []).append({"value": value, **outcome.as_json(), "gain": gain})
    return swept


def _told_run(bar: Bar, bench: Bench, recipe: Recipe) -> Outcome:
    return bench.run(recipe, lambda done, total: bar(f"{recipe.chunking} {recipe.model} {recipe.fusion}", done, total))


def _with_gains(steps: Sequence[tuple[str, Outcome]], figure: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    before: Outcome | None = None
    for label, outcome in steps:
        gain = interval_of_difference(outcome.column(figure), before.column(figure)) if before else None
        told.append({"step": label, **outcome.as_json(), "gain": gain})
        before = outcome
    return told


def _encoder(settings: Settings, name: str) -> Encoder:
    """The encoder that `name` names; a folder that `mingce setup` built, also by an earlier build, is read as it is."""
    from kb.embedding.onnx_encoder import open_folder

    graph = Path(name) / "model.onnx"
    if graph.is_file():
        checksum = hashlib.sha256(graph.read_bytes()).hexdigest()[:12]
        return open_folder(Path(name), f"{Path(name).name}:{checksum}", settings.threads)
    return load_encoder(name, settings.models_dir, settings.threads)


def _reranker(settings: Settings) -> Reranker | None:
    """The bundled reranker, None where it is not built: its rows are then left out."""
    try:
        return load_reranker("bundled", settings.models_dir, settings.threads)
    except ModelNotReady:
        return None


def _other_names(words: Words, question: str) -> list[str]:
    """The words of the other names of the bodies that `question` names."""
    forms: Iterable[tuple[str, ...]] = other_forms_in(fold(question)).values()
    return [token for names in forms for name in names for token in words.search_tokens(name)]


def told(result: dict[str, Any]) -> str:
    """The steps and the sweep as lines for a person."""
    figure = result["figure"]
    lines = [
        f"{result['split']}：{result['n']} 个问题，{result['documents']} 份文档（{result['provenance']['commit']}）",
        "各步" + f"（增益按 {figure}，括号内为 95% 区间）",
        *(f"  {_row(each, figure)}  {each['step']}" for each in result["steps"]),
    ]
    for name, rows in result["sweep"].items():
        lines.append(f"{name}（与最后一步的设置相比）")
        lines += [f"  {_row(each, figure)}  {each['value']}" for each in rows]
    if result["reranker"] is None:
        lines.append("没有重排模型，未比较重排")
    return "\n".join(lines)


def _row(each: dict[str, Any], figure: str) -> str:
    names = [name for name in each if "@" in name]
    shown = "  ".join(f"{name} {each[name]:.3f}" for name in sorted(names, key=lambda name: name != figure))
    gain = f"{each['gain'][0]:+.3f}（{each['gain'][1]:+.3f}，{each['gain'][2]:+.3f}）" if each["gain"] else " " * 22
    return f"{shown}  {gain}  {each['cost']['query_ms']:.1f} ms"

"""`mingce eval answers`: what the answers are worth on every question set, beside a naive chain.

Sets are in `answer_sets`, figures and their definitions in `answer_figures` and `answer_citations`, the baseline in
`naive_chain`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from assistant.asking import ask
from evals.answer_figures import Outcome, figures_of, outcome
from evals.answer_library import opened
from evals.answer_sets import SETS, AnswerSet, Row, answer_set
from evals.naive_chain import NaiveChain
from evals.provenance import provenance
from kb.embedding import Encoder, build_bundled, load_encoder, model_ready
from kb.errors import MingceError
from kb.library import Library
from kb.settings import Settings, load_settings
from mingce.progress import Bar

Figure = dict[str, Any]
Ask = Callable[[Row], Answer]

OWN = ("dev", "test", "held", "real_dev", "real_test")
SPLITS = ("all", "own", *SETS)  # all: every set; own: our gold
# What the project promises, by group of sets; shares of right ones, but for false_refusals (at most).
BARS: dict[str, dict[str, float]] = {
    "own": {
        "who": 0.97, "list": 0.97, "fact": 0.90, "measure": 0.90, "deadline": 0.90, "follow": 0.90,
        "list_precision": 0.97, "list_recall": 0.97, "refusal_precision": 0.90, "refusal_recall": 0.90,
        "false_refusals": 0.05, "verbatim": 1.0, "citation_precision": 0.95, "citation_recall": 0.95,
    },
    "library": {
        "who": 0.92, "list": 0.90, "fact": 0.82, "measure": 0.82, "deadline": 0.88, "follow": 0.83, "refuse": 0.88,
        "verbatim": 1.0,
    },
    "policy": {"span": 0.72, "refuse": 0.75, "false_refusals": 0.10, "verbatim": 1.0},
}  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--cache, --limit, --no-baseline."""
    parser.add_argument("--cache", type=Path, metavar="目录", help="文件库留在这里，再测时不必重新导入")
    parser.add_argument("--limit", type=int, metavar="题数", help="每组可答的、应拒的各最多问这么多题，每次相同")
    parser.add_argument("--no-baseline", action="store_true", help="不测基线（定长切分，取前三段，从不拒答）")


def run_answers(
    shared: Path, split: str, cache: Path | None, limit: int | None = None, baseline: bool = True
) -> Figure:
    """The figures of the sets of `split`, each with its baseline, and the bars missed.

    Raises MingceError where the documents of a named set are not there; of `all` and `own` such sets are in `excluded`.
    """
    settings = load_settings()
    if not model_ready(settings.models_dir):
        build_bundled(settings.models_dir, lambda *_: None)
    encoder = load_encoder(settings.model, settings.models_dir, settings.threads)
    names = {"all": tuple(SETS), "own": OWN}.get(split, (split,))
    results: dict[str, Figure] = {}
    excluded: dict[str, str] = {}
    used: list[Path] = []
    for name in names:
        try:
            asked = answer_set(name, shared, limit)
        except MingceError as missing:
            if len(names) == 1:
                raise
            excluded[name] = str(missing)
            continue
        results[name] = _measured(asked, cache, encoder, settings, baseline)
        used += [*asked.files, *asked.documents]
    return {
        "eval": "answers",
        "split": split,
        "limit": limit,
        "sets": results,
        "own": pooled(results.values()),
        "excluded": excluded,
        "missed": [
            missed for name, each in results.items() for missed in missed_bars(name, each["group"], shares(each))
        ]
        + missed_bars("own", "own", pooled(results.values())),
        "provenance": provenance(used, encoder.identity),
    }


def _measured(asked: AnswerSet, cache: Path | None, encoder: Encoder, settings: Settings, baseline: bool) -> Figure:
    with opened(asked, cache, encoder, settings) as library:
        ours = _asked(asked, library, lambda row: ask(library, row["question"], row.get("history", [])))
        snapshot = library.snapshot
        result = {"group": asked.group, "excluded": asked.excluded, **figures_of(ours, snapshot)}
        result["wrong"] = [{"id": each.row["id"], "why": list(each.why)} for each in ours if not each.right]
        if baseline:
            chain = NaiveChain(library, encoder, library.home / "naive.npy" if cache else None)
            theirs = _asked(asked, library, lambda row: chain.ask(row["question"]))
            result["baseline"] = figures_of(theirs, snapshot)
    return result


def _asked(asked: AnswerSet, library: Library, answer: Ask) -> list[Outcome]:
    """The outcome of each row; the first is asked twice, so that loading is not timed."""
    answer(asked.rows[0])
    bar = Bar(asked.name)
    outcomes = []
    for number, row in enumerate(asked.rows, 1):
        outcomes.append(outcome(row, answer(row), library.snapshot))
        bar("", number, len(asked.rows))
    bar.close()
    return outcomes


def shares(result: Figure) -> dict[str, Figure]:
    """The figures of a set by the names that bars and tables use: kinds first, then lists, refusals, citations."""
    lists, refusals, citations = result["lists"], result["refusals"], result["citations"]
    return {
        **result["by_kind"],
        "list_precision": lists["precision"],
        "list_recall": lists["recall"],
        "refusal_precision": refusals["precision"],
        "refusal_recall": refusals["recall"],
        "false_refusals": refusals["false"],
        "clarified": refusals["clarified"],
        "verbatim": citations["verbatim"],
        "citation_precision": citations["precision"],
        "citation_recall": citations["recall"],
        "from_document": citations["from_document"],
        "of_answer": citations["of_answer"],
    }


def pooled(results: Iterable[Figure]) -> dict[str, Figure]:
    """The figures of our gold together, empty of fewer than two sets."""
    own = [shares(each) for each in results if each["group"] == "own"]
    if len(own) < 2:
        return {}
    figures = dict.fromkeys(figure for each in own for figure in each)
    return {
        figure: {part: sum(each[figure][part] for each in own if figure in each) for part in ("right", "of")}
        for figure in figures
    }


def missed_bars(name: str, group: str, given: dict[str, Figure]) -> list[str]:
    """The bars of a group that the figures `given` miss, as `set: figure share, bar`; figures of nothing miss none."""
    missed = []
    for figure, bar in BARS[group].items():
        of = given.get(figure, {"of": 0})["of"]
        if of:
            share = given[figure]["right"] / of
            if share > bar if figure == "false_refusals" else share < bar:
                missed.append(f"{name}: {figure} {share:.3f}, {bar}")
    return missed


LABELS = {
    "fact": "事实", "who": "责任单位", "list": "列举", "measure": "措施", "deadline": "时限", "follow": "追问",
    "definition": "定义", "target": "目标", "redacted": "隐去", "refuse": "应拒答", "yesno": "是否", "condition": "条件",
    "procedure": "办法", "span": "政策问答（引到答案句）", "list_precision": "列举：准确率", "list_recall": "列举：召回率",
    "refusal_precision": "拒答：准确率", "refusal_recall": "拒答：召回率", "false_refusals": "误拒（越低越好）",
    "clarified": "反问", "verbatim": "引文逐字", "citation_precision": "引文：准确率", "citation_recall": "引文：召回率",
    "from_document": "引文出自应答文件", "of_answer": "引到标准答案处",
}  # fmt: skip


def told(result: Figure) -> str:
    """The figures as lines for a person: ours, then the baseline's."""
    lines = [f"答案评测（{result['provenance']['commit']}）"]
    for name, each in result["sets"].items():
        base = shares(each["baseline"]) if "baseline" in each else {}
        lines.append(f"{name}：{each['n']} 题")
        for figure, share in shares(each).items():
            if share["of"]:
                beside = f"　基线 {_of(base[figure])}" if figure in base else ""
                lines.append(f"  {LABELS[figure]:　<12}{_of(share)}{beside}")
        lines.append(
            f"  用时 p50 {each['ms']['p50']} 毫秒，p95 {each['ms']['p95']} 毫秒，答案长度中位数 {each['chars']} 字"
            + (f"（基线 {each['baseline']['chars']} 字）" if base else "")
        )
        lines += [f"  {_told_excluded(each['excluded'])}"] if any(each["excluded"].values()) else []
    if result["own"]:
        lines.append("自有金标准合计：")
        lines += [f"  {LABELS[figure]:　<12}{_of(share)}" for figure, share in result["own"].items() if share["of"]]
    lines += [f"{name} 未测：{why}" for name, why in result["excluded"].items()]
    lines.append("未达标：" + "；".join(_told_missed(result["missed"])) if result["missed"] else "各项指标均达到")
    return "\n".join(lines)


def _of(share: Figure) -> str:
    return f"{share['right']}/{share['of']}" + (f" {share['right'] / share['of']:.3f}" if share["of"] else "")


def _told_excluded(excluded: dict[str, int]) -> str:
    reasons = {
        "answers_not_found": "道题的答案不在所标位置",
        "missing_answers_that_stand_in_the_corpus": "道应拒题的答案其实在库中",
        "beyond_the_limit": "道题超出 --limit",
    }
    return "未计入：" + "，".join(f"{count} {reasons[reason]}" for reason, count in excluded.items() if count)


def _told_missed(missed: Iterable[str]) -> Sequence[str]:
    """The missed bars in Chinese."""
    told = []
    for each in missed:
        name, _, rest = each.partition(": ")
        figure, _, values = rest.partition(" ")
        share, _, bar = values.partition(", ")
        told.append(f"{'合计' if name == 'own' else name} {LABELS[figure]} {share}（{bar}）")
    return told

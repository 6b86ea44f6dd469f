"""`mingce eval ...`: runs an evaluation, prints its figures, stores them with their provenance."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import MingceError
from kb.settings import load_settings
from mingce.cli import Parser

Result = dict[str, Any]
_SHARED = Path(__file__).resolve().parents[2] / "shared"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One evaluation: what it is for, its splits (the first is the default), how it runs and is told.

    `run` gets the options: `split`, where there are splits, `shared`, the folder of the shared data, and what
    `add_arguments` added. `drawn` makes a drawing of the result, which is stored beside it under the suffix `drawn_as`.
    """

    about: str
    splits: tuple[str, ...]
    run: Callable[[argparse.Namespace], Result]
    told: Callable[[Result], str]
    add_arguments: Callable[[argparse.ArgumentParser], object] = lambda _: None
    drawn: Callable[[Result], str] | None = None
    drawn_as: str = ".svg"


def main(arguments: Sequence[str]) -> int:
    """The exit status of one evaluation: 0, or 1 where a bar is missed and --check asks for it."""
    evaluations = _evaluations()
    options = _parser(evaluations).parse_args(arguments)
    evaluation = evaluations[options.kind]
    result = evaluation.run(options)
    of = getattr(options, "split", None) or result.get("folder")
    name = "-".join(filter(None, (options.kind, of, result["provenance"]["commit"])))
    stored = options.out or load_settings().home / "evals" / f"{name}.json"
    try:
        stored.parent.mkdir(parents=True, exist_ok=True)
        stored.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if evaluation.drawn is not None:
            stored.with_suffix(evaluation.drawn_as).write_text(evaluation.drawn(result), encoding="utf-8")
    except OSError as exc:
        raise MingceError(f"结果无法写入 {stored}：{exc.strerror}", "请用 --out 指定可写的位置") from exc
    sys.stdout.write((json.dumps(result, ensure_ascii=False) if options.json else evaluation.told(result)) + "\n")
    return 1 if options.check and result["missed"] else 0


def _parser(evaluations: dict[str, Evaluation]) -> argparse.ArgumentParser:
    parser = Parser(prog="mingce eval", description="运行评测")
    kinds = parser.add_subparsers(dest="kind", metavar="评测", required=True, parser_class=Parser)
    shared = Path(os.environ.get("MINGCE_SHARED") or _SHARED)
    for name, each in evaluations.items():
        kind = kinds.add_parser(name, help=each.about, description=each.about)
        if each.splits:
            kind.add_argument("--split", choices=each.splits, default=each.splits[0], help="哪一组，默认第一组")
        each.add_arguments(kind)
        kind.add_argument("--shared", type=Path, default=shared, metavar="目录", help="真实文件样本所在的目录")
        kind.add_argument("--json", action="store_true", help="输出 JSON")
        kind.add_argument("--out", type=Path, metavar="文件", help="结果存到这里；默认存到数据目录的 evals 文件夹")
        kind.add_argument("--check", action="store_true", help="未达到既定指标时以状态 1 退出")
    return parser


def _evaluations() -> dict[str, Evaluation]:
    """All evaluations by name; each module is imported here, none before `mingce eval` is called."""
    return {**_of_answers(), **_of_reading(), **_of_retrieval()}


def _of_answers() -> dict[str, Evaluation]:
    from evals import answer_page, answers_run, draft_run, drafts_run, gold_run, quiz_run

    return {
        "gold": Evaluation(
            "演示文件上的金标准问题",
            ("dev", "test", "held"),
            lambda options: gold_run.run_gold(options.split),
            gold_run.told,
        ),
        "drafts": Evaluation(
            "核稿：人为错误的检出率，无错文稿上的误报",
            ("dev", "held"),
            lambda options: drafts_run.run_drafts(options.split),
            drafts_run.told,
        ),
        "answers": Evaluation(
            "答案：各组问题的正确率、列举、引文、拒答、用时，并列基线，附图页",
            answers_run.SPLITS,
            lambda options: answers_run.run_answers(
                options.shared, options.split, options.cache, options.limit, not options.no_baseline
            ),
            answers_run.told,
            answers_run.add_arguments,
            answer_page.page,
            ".html",
        ),
        "quiz": Evaluation(
            "自测题的答案是否有原文依据，各科室导引是否齐全",
            (),
            lambda _: quiz_run.run_quiz(),
            quiz_run.told,
        ),
        "drafting": Evaluation(
            "起草：事实、待补、矛盾、依据、无出处内容、用时；另由说谎的模型组织一遍",
            (),
            lambda _: draft_run.run_drafting(),
            draft_run.told,
        ),
    }


def _of_reading() -> dict[str, Evaluation]:
    from evals import figures_run, formats_run, ingest_bench, ocr_run, pairs_run, records_run, structure_run

    return {
        "records": Evaluation(
            "真实文件上的责任标注：单位、角色、条款、陷阱",
            ("a", "b"),
            lambda options: records_run.run_records(options.shared, options.split),
            records_run.told,
        ),
        "structure": Evaluation(
            "真实文件上的标题层级",
            ("dev", "test"),
            lambda options: structure_run.run_structure(options.shared, options.split),
            structure_run.told,
        ),
        "figures": Evaluation(
            "真实文件上的目标和支持措施",
            ("dev", "test"),
            lambda options: figures_run.run_figures(options.shared, options.split),
            figures_run.told,
        ),
        "formats": Evaluation(
            "样本文件逐个读取：读入、部分读入、未读及原因",
            (),
            lambda options: formats_run.run_formats(options.shared),
            formats_run.told,
        ),
        "pairs": Evaluation(
            "同一文件的 DOCX、DOC 与 PDF 是否读出同样的内容",
            (),
            lambda options: pairs_run.run_pairs(options.shared),
            pairs_run.told,
        ),
        "ocr": Evaluation("文字识别：准确率与每页用时", (), lambda _: ocr_run.run_ocr(), ocr_run.told),
        "ingest": Evaluation(
            "导入速度：与常见做法并列运行",
            (),
            lambda options: ingest_bench.run_ingest_bench(options.shared),
            ingest_bench.told,
        ),
    }


def _of_retrieval() -> dict[str, Evaluation]:
    from evals import beir_run, retrieval_chart, retrieval_run

    return {
        "retrieval": Evaluation(
            "检索：各步的增益，每项设置的比较（切分、分词、权重、融合、模型、重排）",
            retrieval_run.SETS,
            lambda options: retrieval_run.run_retrieval(
                options.shared, options.split, options.model, options.factor, options.cache
            ),
            retrieval_run.told,
            retrieval_run.add_arguments,
            retrieval_chart.drawn,
        ),
        "beir": Evaluation(
            "BEIR 格式的文件夹上的检索指标",
            (),
            lambda options: beir_run.run_beir(options.folder, not options.no_rerank),
            beir_run.told,
            beir_run.add_arguments,
        ),
    }

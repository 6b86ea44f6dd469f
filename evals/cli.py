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

    `run` gets the split (empty where there are none) and the folder of the shared data.
    """

    about: str
    splits: tuple[str, ...]
    run: Callable[[str, Path], Result]
    told: Callable[[Result], str]


def main(arguments: Sequence[str]) -> int:
    """The exit status of one evaluation: 0, or 1 where a bar is missed and --check asks for it."""
    evaluations = _evaluations()
    options = _parser(evaluations).parse_args(arguments)
    evaluation = evaluations[options.kind]
    split = getattr(options, "split", "")
    result = evaluation.run(split, options.shared)
    name = "-".join(filter(None, (options.kind, split, result["provenance"]["commit"])))
    stored = options.out or load_settings().home / "evals" / f"{name}.json"
    try:
        stored.parent.mkdir(parents=True, exist_ok=True)
        stored.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
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
        kind.add_argument("--shared", type=Path, default=shared, metavar="目录", help="真实文件样本所在的目录")
        kind.add_argument("--json", action="store_true", help="输出 JSON")
        kind.add_argument("--out", type=Path, metavar="文件", help="结果存到这里；默认存到数据目录的 evals 文件夹")
        kind.add_argument("--check", action="store_true", help="未达到既定指标时以状态 1 退出")
    return parser


def _evaluations() -> dict[str, Evaluation]:
    """All evaluations by name; each module is imported here, none before `mingce eval` is called."""
    from evals import figures_run, formats_run, gold_run, ingest_bench, ocr_run, pairs_run, records_run, structure_run

    return {
        "gold": Evaluation(
            "演示文件上的金标准问题",
            ("dev", "test", "held"),
            lambda split, _: gold_run.run_gold(split),
            gold_run.told,
        ),
        "records": Evaluation(
            "真实文件上的责任标注：单位、角色、条款、陷阱",
            ("a", "b"),
            lambda split, shared: records_run.run_records(shared, split),
            records_run.told,
        ),
        "structure": Evaluation(
            "真实文件上的标题层级",
            ("dev", "test"),
            lambda split, shared: structure_run.run_structure(shared, split),
            structure_run.told,
        ),
        "figures": Evaluation(
            "真实文件上的目标和支持措施",
            ("dev", "test"),
            lambda split, shared: figures_run.run_figures(shared, split),
            figures_run.told,
        ),
        "formats": Evaluation(
            "样本文件逐个读取：读入、部分读入、未读及原因",
            (),
            lambda _, shared: formats_run.run_formats(shared),
            formats_run.told,
        ),
        "pairs": Evaluation(
            "同一文件的 DOCX、DOC 与 PDF 是否读出同样的内容",
            (),
            lambda _, shared: pairs_run.run_pairs(shared),
            pairs_run.told,
        ),
        "ocr": Evaluation("文字识别：准确率与每页用时", (), lambda _, __: ocr_run.run_ocr(), ocr_run.told),
        "ingest": Evaluation(
            "导入速度：与常见做法并列运行",
            (),
            lambda _, shared: ingest_bench.run_ingest_bench(shared),
            ingest_bench.told,
        ),
    }

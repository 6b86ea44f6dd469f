"""`mingce eval ...`: runs an evaluation, prints its figures, stores them with their provenance."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from evals.gold_run import run_gold, told
from kb.errors import MingceError
from kb.settings import load_settings
from mingce.cli import Parser


def main(arguments: Sequence[str]) -> int:
    """The exit status of one evaluation: 0, or 1 where a bar that was asked for is missed."""
    parser = Parser(prog="mingce eval", description="运行评测")
    kinds = parser.add_subparsers(dest="kind", metavar="评测", required=True, parser_class=Parser)
    gold = kinds.add_parser("gold", help="演示文件上的金标准问题", description="演示文件上的金标准问题")
    gold.add_argument("--split", choices=("dev", "test", "held"), default="dev", help="哪一组题，默认开发集")
    gold.add_argument("--json", action="store_true", help="输出 JSON")
    gold.add_argument("--out", type=Path, metavar="文件", help="结果存到这里；默认存到数据目录的 evals 文件夹")
    gold.add_argument("--check", action="store_true", help="未达到既定指标时以状态 1 退出")
    options = parser.parse_args(arguments)
    result = run_gold(options.split)
    stored = (
        options.out or load_settings().home / "evals" / f"gold-{options.split}-{result['provenance']['commit']}.json"
    )
    try:
        stored.parent.mkdir(parents=True, exist_ok=True)
        stored.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as exc:
        raise MingceError(f"结果无法写入 {stored}：{exc.strerror}", "请用 --out 指定可写的位置") from exc
    sys.stdout.write((json.dumps(result, ensure_ascii=False) if options.json else told(result)) + "\n")
    return 1 if options.check and result["missed"] else 0

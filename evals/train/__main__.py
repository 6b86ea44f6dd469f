"""`python -m evals.train retriever|reranker [--shared DIR] [--models DIR] [--out FILE]`: trains one of our small models.

The reranker starts from the retriever's delta in `kb/embedding/deltas`, so train that first. Writes the delta, and
beside it a .json of what it was trained on. Then `mingce setup` builds the models anew.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from evals.provenance import provenance
from evals.train import bi_encoder, cross_encoder
from evals.train.corpus import training_examples
from evals.train.examples import QUESTIONS
from evals.train.torch_model import keep_memory
from kb.embedding.bundle import RERANKER_DELTA, RETRIEVER_DELTA, deltas_folder
from kb.embedding.delta import load_delta
from mingce.cli import Parser

_SHARED = Path(__file__).resolve().parents[3] / "shared"


def _told(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def main(arguments: list[str] | None = None) -> int:
    """Trains and writes; 0."""
    options = _options(arguments)
    torch.set_num_threads(options.threads)
    keep_memory()
    begun = time.perf_counter()
    found = training_examples(options.shared, options.work)
    if options.kind == "retriever":
        course: Any = bi_encoder.Course()
        # The public questions twice: they are as people asked them.
        bi_encoder.save(bi_encoder.train([*found.all, *found.public], course, _told), options.out)
    else:
        course = cross_encoder.Course()
        start = [load_delta(deltas_folder() / RETRIEVER_DELTA)]
        cross_encoder.save(cross_encoder.train(found.all, start, course, _told), course, options.out)
    record = {
        "kind": options.kind,
        "examples": {"policy": len(found.policy), "law": len(found.law), "public": len(found.public)},
        "course": asdict(course),
        "seconds": round(time.perf_counter() - begun),
        "provenance": provenance(sorted(QUESTIONS.glob("*.jsonl")), "multilingual-e5-small"),
    }
    options.out.with_suffix(".json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = Parser(prog="python -m evals.train", description="训练随附的小模型")
    parser.add_argument("kind", choices=("retriever", "reranker"))
    parser.add_argument("--shared", type=Path, default=_SHARED, metavar="目录", help="真实文件样本所在的目录")
    parser.add_argument("--work", type=Path, required=True, metavar="目录", help="放中间结果的目录")
    parser.add_argument("--threads", type=int, default=2, metavar="数", help="线程数")
    parser.add_argument("--out", type=Path, metavar="文件", help="写到这里，默认覆盖随程序附带的增量")
    options = parser.parse_args(arguments)
    name = RETRIEVER_DELTA if options.kind == "retriever" else RERANKER_DELTA
    options.out = options.out or deltas_folder() / name
    return options


if __name__ == "__main__":
    sys.exit(main())

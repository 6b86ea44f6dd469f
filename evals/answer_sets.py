"""The question sets of the answers evaluation: questions, what is right, and the documents that are asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from evals.beir_folder import BeirText
from evals.retrieval_sets import question_set
from kb.errors import MingceError
from kb.normal_form import fold

Row = dict[str, Any]
GOLD = Path(__file__).parent / "gold"
CORPUS = Path(__file__).parent.parent / "corpus" / "documents"


@dataclass(frozen=True, slots=True)
class AnswerSet:
    """Questions over one library.

    Rows are as in evals/gold/README.md; those of kind `span` have `answer`, `docid` and `answer_start` instead of `must`
    and `cite`. `documents` are files to take in, `texts` texts to take in as they are. `group` names the bars that hold: own,
    library or policy. `excluded` counts what was left out, by reason.
    """

    name: str
    group: str
    rows: tuple[Row, ...]
    files: tuple[Path, ...]
    documents: tuple[Path, ...] = ()
    texts: tuple[BeirText, ...] = ()
    excluded: dict[str, int] = field(default_factory=dict)


def answer_set(name: str, shared: Path, limit: int | None = None) -> AnswerSet:
    """The set `name` of SETS. Raises MingceError where its documents are not there.

    With `limit` at most so many of its answerable questions, and of those to refuse, are kept: the same ones each time,
    by the hash of their ids.
    """
    read = SETS[name](name, shared)
    if limit is None:
        return read
    refused = _sample([row for row in read.rows if row["kind"] == "refuse"], limit)
    kept = _sample([row for row in read.rows if row["kind"] != "refuse"], limit) + refused
    left_out = len(read.rows) - len(kept)
    return replace(read, rows=tuple(kept), excluded={**read.excluded, "beyond_the_limit": left_out})


def _sample(rows: Sequence[Row], limit: int) -> list[Row]:
    kept = {row["id"] for row in sorted(rows, key=lambda row: hashlib.sha256(row["id"].encode()).hexdigest())[:limit]}
    return [row for row in rows if row["id"] in kept]


def _corpus(name: str, _shared: Path) -> AnswerSet:
    path = GOLD / f"{name}.jsonl"
    return AnswerSet(name, "own", tuple(_rows(path)), (path,), tuple(sorted(CORPUS.iterdir())))


def _real(name: str, shared: Path) -> AnswerSet:
    path, listed = GOLD / f"{name}.jsonl", GOLD / "real_documents.jsonl"
    rows = _rows(listed)
    documents = tuple(_there(shared / "data" / "documents" / row["doc"]) for row in rows)
    for row, document in zip(rows, documents, strict=True):
        if hashlib.sha256(document.read_bytes()).hexdigest() != row["sha256"]:
            raise MingceError(f"{document.name} 不是标注时的那一份", "请核对样本目录的版本")
    return AnswerSet(name, "own", tuple(_rows(path)), (path, listed), documents)


def _library(name: str, shared: Path) -> AnswerSet:
    folder = shared / "data" / "library"
    path, listed = _there(folder / "questions.jsonl"), _there(folder / "documents.txt")
    documents = (_there(shared / "data" / line) for line in listed.read_text("utf-8").splitlines())
    return AnswerSet(name, "library", tuple(_rows(path)), (path, listed), tuple(documents))


def _policy(name: str, shared: Path) -> AnswerSet:
    """Questions whose answer span stands where it should, and those whose answer stands in no document at all."""
    read = question_set("policy_qa", shared)
    path = _there(shared / "data" / "policy_qa" / "queries_doc_missing.jsonl")
    spans = [
        {"id": each.key, "kind": "span", "question": each.text, "answer": each.answer, "docid": next(iter(each.documents)),
         "answer_start": each.answer_start}
        for each in read.questions
    ]  # fmt: skip
    texts = [fold(text.text) for text in read.corpus]
    missing = _rows(path)
    absent = [
        {"id": row["_id"], "kind": "refuse", "question": row["text"]}
        for row in missing
        if not any(fold(row["answer"]) in text for text in texts)
    ]
    excluded = {**read.excluded, "missing_answers_that_stand_in_the_corpus": len(missing) - len(absent)}
    return AnswerSet(name, "policy", (*spans, *absent), (*read.files, path), (), read.corpus, excluded)


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _there(path: Path) -> Path:
    if not path.is_file():
        raise MingceError(f"没有评测数据：{path}", "请用 --shared 指定样本目录")
    return path


SETS: dict[str, Callable[[str, Path], AnswerSet]] = {
    "dev": _corpus,
    "test": _corpus,
    "held": _corpus,
    "real_dev": _real,
    "real_test": _real,
    "library": _library,
    "policy_qa": _policy,
}

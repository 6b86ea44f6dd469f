"""The question sets of the retrieval evaluation, read from the folder of shared data."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.beir_folder import BeirText
from evals.retrieval_metrics import recall, reciprocal_rank
from evals.train.examples import is_held_out
from kb.errors import MingceError


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the documents that answer it; of some the answer and where it begins are known."""

    key: str
    text: str
    documents: dict[str, int]
    answer: str = ""
    answer_start: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A corpus with questions; `spans` where answers are spans of the corpus's texts."""

    name: str
    corpus: tuple[BeirText, ...]
    questions: tuple[Question, ...]
    files: tuple[Path, ...]
    spans: bool
    excluded: dict[str, int]


def question_set(name: str, shared: Path) -> QuestionSet:
    """The set `name`: policy_qa, statutes (the held-out fifth) or statutes-train. Raises MingceError."""
    folder = shared / "data" / name.removesuffix("-train")
    if not folder.is_dir():
        raise MingceError(f"没有评测数据：{folder}", "请用 --shared 指定样本目录")
    return _policy(folder) if name == "policy_qa" else _statutes(folder, held=name == "statutes")


def _policy(folder: Path) -> QuestionSet:
    files = (folder / "corpus.jsonl", folder / "queries.jsonl")
    corpus = {row["_id"]: row["text"] for row in _rows(files[0])}
    questions = [
        Question(row["_id"], row["text"], {row["docid"]: 1}, row["answer"], row["answer_start"])
        for row in _rows(files[1])
    ]
    sound = tuple(each for each in questions if _stands(each, corpus))
    texts = tuple(BeirText(key, "", text) for key, text in corpus.items())
    return QuestionSet("policy_qa", texts, sound, files, True, {"answers_not_found": len(questions) - len(sound)})


def _stands(question: Question, corpus: dict[str, str]) -> bool:
    text = corpus.get(next(iter(question.documents)), "")
    return question.answer_start is not None and text.startswith(question.answer, question.answer_start)


def _statutes(folder: Path, held: bool) -> QuestionSet:
    files = (folder / "corpus.jsonl.gz", folder / "queries.jsonl", folder / "qrels.tsv")
    with gzip.open(files[0], "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    corpus = tuple(BeirText(row["_id"], row["law"] + row["article"], row["text"]) for row in rows)
    judged: dict[str, dict[str, int]] = {}
    for line in files[2].read_text("utf-8").splitlines()[1:]:
        query, article, score = line.split("\t")
        judged.setdefault(query, {})[article] = int(score)
    wanted = [row for row in _rows(files[1]) if is_held_out(row["_id"]) == held]
    questions = tuple(Question(row["_id"], row["text"], judged[row["_id"]]) for row in wanted if judged.get(row["_id"]))
    name = "statutes" if held else "statutes-train"
    return QuestionSet(name, corpus, questions, files, False, {"without_articles": len(wanted) - len(questions)})


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class Unit:
    """What is found: `text[start:end]` of a document of the corpus, with its title and headings.

    `pieces` are what of it is embedded, with and without its context; a unit is as near as the nearest of them.
    """

    document: str
    title: str
    path: str
    text: str
    start: int
    end: int
    context: str = ""
    pieces: tuple[tuple[str, str], ...] = ()

    def embedded(self, with_context: bool) -> list[str]:
        """The texts that stand for it among the vectors, one at least."""
        pieces = self.pieces or ((self.context, self.text),)
        return [f"{context}\n{text}" if with_context and context else text for context, text in pieces]


def figures_of(question: Question, ranking: Sequence[Unit], spans: bool) -> dict[str, float]:
    """The figures of one question given its units, best first.

    With spans: `hit@k` (a unit among the first `k` is of the document and holds the answer's beginning), `whole@k` (it
    holds all of it) and `document@k`. Without: recall and reciprocal rank of documents.
    """
    documents = list(dict.fromkeys(unit.document for unit in ranking))
    if not spans:
        found = {f"recall@{k}": recall(documents, question.documents, k) for k in (10, 100)}
        return {**found, "mrr@10": reciprocal_rank(documents, question.documents, 10)}
    begins = [_holds(unit, question, 1) for unit in ranking]
    whole = [_holds(unit, question, len(question.answer)) for unit in ranking]
    return {
        **{f"hit@{k}": float(any(begins[:k])) for k in (1, 5, 10, 50)},
        **{f"whole@{k}": float(any(whole[:k])) for k in (1, 5)},
        **{f"document@{k}": recall(documents, question.documents, k) for k in (1, 5)},
    }


def _holds(unit: Unit, question: Question, chars: int) -> bool:
    first = question.answer_start
    return first is not None and unit.document in question.documents and unit.start <= first < first + chars <= unit.end


def main_figure(questions: QuestionSet) -> str:
    """The figure by which settings are compared."""
    return "hit@1" if questions.spans else "mrr@10"

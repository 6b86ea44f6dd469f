"""How probable it is that a hit answers: the coefficients of `kb/relevance.py`, fitted and checked.

    python -m evals.relevance_fit [--shared FOLDER]

Fitted on the development half of the gold questions and on our own questions over public policy documents; checked on
questions of others, which are not learned from. Every second question is asked with the documents that answer it left
out of the search, so that the library does not always know.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.gold_run import CORPUS, GOLD, TODAY
from evals.logistic import fit_logistic
from evals.provenance import provenance
from evals.train.examples import QUESTIONS
from evals.train.passages import policy_passages
from ingest.extraction import extract
from ingest.readers import read
from ingest.splitter import chunk
from ingest.structure import parse
from kb.document import Block, Document, Pages, SourceFacts
from kb.embedding import Encoder, load_encoder
from kb.library import Library, NewDocument
from kb.normal_form import fold
from kb.passage import Passage, Signs
from kb.relevance import Calibration, calibration_of
from kb.search import search
from kb.settings import load_settings

HITS = 10  # of each question
DOCUMENTS, QUESTIONS_EACH = 40, 8  # of the training corpus
CHECKED_DOCUMENTS, ABSENT = 120, 120  # of the corpus that is only for checking; questions whose document it lacks
_RUN = 8  # characters of the runs that tell whether a hit is of the passage that a question was written for
_SHARED_RUNS = 0.5
_BINS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; `answers` are texts of which a hit that answers has one, `doc_ids` the documents that have them."""

    question: str
    answers: tuple[str, ...]
    doc_ids: tuple[str, ...]
    whole: (
        bool  # an answer must stand in the hit word for word; else one of the two must lie in the other, by and large
    )


@dataclass(frozen=True, slots=True)
class Sample:
    """Hits of many questions: signs (n, 5) float64, whether each answers (n,)."""

    signs: NDArray[np.float64]
    answers: NDArray[np.bool_]


def run_relevance(shared: Path) -> dict[str, Any]:
    """The fitted coefficients, and how well they and the present ones are calibrated on questions apart."""
    settings = load_settings()
    encoder = load_encoder(settings.model, settings.models_dir, settings.threads)
    data = shared / "data"
    learned = _joined([_gold_sample(encoder), _own_sample(encoder, data)])
    fitted = fit(learned)
    apart = _apart_sample(encoder, data / "policy_qa")
    present = calibration_of(encoder.identity)
    return {
        "eval": "relevance",
        "fitted": asdict(fitted),
        "on_training": quality(fitted, learned),
        "apart": quality(fitted, apart),
        "apart_with_present": quality(present, apart),
        "missed": [],
        "provenance": provenance([QUESTIONS / "policy.jsonl", GOLD / "dev.jsonl"], encoder.identity),
    }


def fit(sample: Sample) -> Calibration:
    """The logistic regression with a small ridge over standardised signs, by Newton's method."""
    bias, weights = fit_logistic(sample.signs, sample.answers)
    return Calibration(bias, *weights)


def quality(calibration: Calibration, sample: Sample) -> dict[str, Any]:
    """Expected calibration error, area under the curve, and the reliability table in ten bins of probability."""
    p = np.array([calibration.probability(Signs(*map(float, row))) for row in sample.signs])
    rows = []
    error = 0.0
    for low in range(_BINS):
        held = (p >= low / _BINS) & ((p < (low + 1) / _BINS) | (low == _BINS - 1))
        if held.any():
            said, true = float(p[held].mean()), float(sample.answers[held].mean())
            error += abs(said - true) * float(held.mean())
            rows.append({"from": low / _BINS, "n": int(held.sum()), "said": round(said, 3), "true": round(true, 3)})
    return {
        "n": len(p),
        "answering": int(sample.answers.sum()),
        "ece": round(error, 4),
        "auc": auc(p, sample.answers),
        "bins": rows,
    }


def auc(p: NDArray[np.float64], answers: NDArray[np.bool_]) -> float | None:
    """How often an answering hit is given more than another one; None where there is only one kind."""
    good, bad = p[answers], p[~answers]
    if not len(good) or not len(bad):
        return None
    wins = (good[:, None] > bad[None, :]).mean() + 0.5 * (good[:, None] == bad[None, :]).mean()
    return round(float(wins), 4)


def collect(library: Library, asked: Sequence[Asked]) -> Sample:
    """The signs of the best hits of every question; every second question without the documents that answer it."""
    signs: list[tuple[float, ...]] = []
    answers: list[bool] = []
    everything = tuple(library.snapshot.entries)
    for each in asked:
        left_out = each.doc_ids and zlib.crc32(each.question.encode()) % 2
        scope = tuple(doc_id for doc_id in everything if doc_id not in each.doc_ids) if left_out else None
        for hit in search(library, each.question, HITS, scope):
            signs.append(astuple(hit.signs))
            answers.append(_does_answer(each, hit))
    return Sample(np.array(signs), np.array(answers))


def _does_answer(asked: Asked, hit: Passage) -> bool:
    text = _letters(hit.text)
    if asked.whole:
        return any(_letters(answer) in text for answer in asked.answers)
    return any(_shared(*sorted((text, _letters(answer)), key=len)) >= _SHARED_RUNS for answer in asked.answers)


def _shared(shorter: str, longer: str) -> float:
    """The share of the runs of `shorter` that `longer` has."""
    runs = [shorter[at : at + _RUN] for at in range(max(1, len(shorter) - _RUN + 1))]
    return sum(run in longer for run in runs) / len(runs)


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


def _joined(samples: Sequence[Sample]) -> Sample:
    return Sample(np.concatenate([each.signs for each in samples]), np.concatenate([each.answers for each in samples]))


def _gold_sample(encoder: Encoder) -> Sample:
    rows = [json.loads(line) for line in (GOLD / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    with _library(encoder, (parse(read(path.read_bytes(), path.name)) for path in sorted(CORPUS.iterdir()))) as (
        library,
        ids,
    ):
        asked = [
            Asked(row["question"], tuple(row["cite"]), (ids[row["doc"]],), whole=True)
            for row in rows
            if row.get("cite") and isinstance(row.get("doc"), str) and not row.get("history")
        ]
        return collect(library, asked)


def _own_sample(encoder: Encoder, data: Path) -> Sample:
    passages = policy_passages(data / "documents", data / "policy_qa" / "corpus.jsonl")
    by_document: dict[str, list[int]] = defaultdict(list)
    for name, number in passages:
        by_document[name].append(number)
    rows = [json.loads(line) for line in (QUESTIONS / "policy.jsonl").open(encoding="utf-8")]
    chosen = sorted({row["doc"] for row in rows}, key=lambda name: zlib.crc32(name.encode()))[:DOCUMENTS]
    texts = {
        name: (passages[name, by_document[name][0]].context, [passages[name, at].text for at in by_document[name]])
        for name in chosen
    }
    asked_of: dict[str, int] = defaultdict(int)
    with _library(encoder, (_document(name, *text) for name, text in texts.items())) as (library, ids):
        asked = []
        for row in rows:
            name = row["doc"]
            if name in ids and asked_of[name] < QUESTIONS_EACH:
                asked_of[name] += 1
                answer = passages[name, row["n"]].text
                asked.append(Asked(row["q"][0], (answer,), (ids[name],), whole=False))
        return collect(library, asked)


def _apart_sample(encoder: Encoder, folder: Path) -> Sample:
    corpus = {row["_id"]: row["text"] for row in _rows(folder / "corpus.jsonl")}
    chosen = sorted(corpus)[:CHECKED_DOCUMENTS]
    texts = {key: (corpus[key].split(maxsplit=1)[0][:40], [corpus[key]]) for key in chosen}
    with _library(encoder, (_document(name, *text) for name, text in texts.items())) as (library, ids):
        asked = [
            Asked(row["text"], (row["answer"],), (ids[row["docid"]],), whole=True)
            for row in _rows(folder / "queries.jsonl")
            if row["docid"] in ids
        ]
        letters = [_letters(text) for _, (text,) in texts.values()]
        absent = [
            Asked(row["text"], (row["answer"],), (), whole=True)
            for row in _rows(folder / "queries_doc_missing.jsonl")
            if not any(_letters(row["answer"]) in text for text in letters)
        ]
        return collect(library, [*asked, *absent[:ABSENT]])


@contextmanager
def _library(encoder: Encoder, documents: Iterable[Document]) -> Iterator[tuple[Library, dict[str, str]]]:
    """A library of `documents` for the length of the block, and their ids by source."""
    with tempfile.TemporaryDirectory(prefix="mingce-relevance-") as home:
        library = Library(Path(home), lambda: encoder, lambda: TODAY)
        ids = {}
        for document in documents:
            new = NewDocument(
                document, extract(document), partial(chunk, document), document.source.encode(), document.source
            )
            ids[document.source] = library.add(new)[1]
        try:
            yield library, ids
        finally:
            library.close()


def _document(source: str, title: str, lines: Sequence[str]) -> Document:
    return parse(Pages(source, "txt", tuple(map(Block, lines)), facts=SourceFacts(title=title)))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def told(result: dict[str, Any]) -> str:
    """The figures as lines for a person."""
    lines = [f"系数：{json.dumps(result['fitted'])}"]
    for name, about in (("on_training", "训练题"), ("apart", "另外的题"), ("apart_with_present", "另外的题，现用系数")):
        figures = result[name]
        lines.append(
            f"{about}：{figures['n']} 条命中，{figures['answering']} 条能回答，ECE {figures['ece']}，AUC {figures['auc']}"
        )
        lines += [
            f"  {row['from']:.1f}+  {row['n']:>5}  说 {row['said']:.3f}  实 {row['true']:.3f}"
            for row in figures["bins"]
        ]
    return "\n".join(lines)


def main() -> None:
    """Fits, checks and prints."""
    parser = argparse.ArgumentParser(description="拟合相关度")
    parser.add_argument("--shared", type=Path, required=True)
    sys.stdout.write(told(run_relevance(parser.parse_args().shared)) + "\n")


if __name__ == "__main__":
    main()

"""`mingce eval beir`: a folder in BEIR's layout through the product's own parsing, chunking, index and search.

Documents are ranked: a document stands where the best of its passages stands.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from evals.beir_folder import BeirFolder, BeirText, FolderUnreadable, read_folder
from evals.provenance import provenance
from evals.retrieval_metrics import means, ndcg, recall, reciprocal_rank
from ingest.extraction import extract
from ingest.readers.text import lines_of
from ingest.splitter import chunk, title_or_beginning
from ingest.structure import parse
from kb.document import Block, Pages, SourceFacts
from kb.embedding import build_bundled, load_encoder, model_ready
from kb.library import Library, NewDocument
from kb.reranking import Reranker, load_reranker
from kb.search import search
from kb.settings import load_settings
from mingce.progress import Bar

RANKED = 100  # documents of a ranking
_SHOWN = 10  # passages that `mingce search` shows unless told otherwise; what is timed
_DEEPER = 4  # each further search asks for so many times as many passages


@dataclass(frozen=True, slots=True)
class Indexed:
    """What became of a corpus: the key of each document of the library, and how many rows were left out and why."""

    keys: dict[str, str]
    excluded: dict[str, int]
    seconds: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The folder, and --no-rerank."""
    parser.add_argument(
        "folder", type=Path, metavar="文件夹", help="含 corpus.jsonl、queries.jsonl、qrels.tsv（或其 .gz）"
    )
    parser.add_argument("--no-rerank", action="store_true", help="不用重排模型")


def run_beir(folder: Path, rerank: bool = True) -> dict[str, Any]:
    """The figures over `folder`; the library is made in a temporary folder. Raises FolderUnreadable.

    `n` queries are counted: those with a judged document in the corpus. The others are in `excluded`. `index_s` is from
    the first text to the last vector, without loading the model; `query_ms` is one search for ten passages.
    """
    given = read_folder(folder)
    answerable(given)  # before the long work
    settings = load_settings()
    if not model_ready(settings.models_dir):
        build_bundled(settings.models_dir, lambda *_: None)
    encoder = load_encoder(settings.model, settings.models_dir, settings.threads)
    reranker = load_reranker(settings.reranker, settings.models_dir, settings.threads) if rerank else None
    with tempfile.TemporaryDirectory(prefix="mingce-beir-") as home:
        library = Library(Path(home), lambda: encoder)
        try:
            indexed = index_corpus(library, given.corpus)
            result = measure(library, given, indexed, reranker)
        finally:
            library.close()
    return {
        "eval": "beir",
        "folder": given.name,
        **result,
        "models": {"encoder": encoder.identity, "reranker": reranker.identity if reranker else None},
        "missed": [],
        "provenance": provenance(given.files, encoder.identity),
    }


def index_corpus(library: Library, corpus: Sequence[BeirText]) -> Indexed:
    """Takes the corpus into `library`, which is empty."""
    bar = Bar("建立索引")
    written = [row for row in corpus if row.text.strip()]
    keys: dict[str, str] = {}
    begun = time.perf_counter()
    try:
        for number, (row, (_, doc_id)) in enumerate(
            zip(written, library.add_many(map(new_document, written)), strict=True), 1
        ):
            keys[doc_id] = row.key
            bar("", number, len(written))
    finally:
        bar.close()
    return Indexed(keys, {"empty_documents": len(corpus) - len(written)}, time.perf_counter() - begun)


def new_document(row: BeirText) -> NewDocument:
    """`row` as the product reads a text file of that content; its text is the row's, line by line.

    A title that is given holds. Where none is and the parser finds none either, the text's beginning stands for it: an
    id says nothing.
    """
    source = f"{row.key}.txt"
    blocks = tuple(map(Block, lines_of(row.text)))
    document = parse(Pages(source, "txt", blocks, facts=SourceFacts(title=row.title or None)))
    document = replace(document, title=row.title or title_or_beginning(document))
    # The content is what tells documents apart: two rows may have one text.
    data = json.dumps([row.key, row.title, row.text], ensure_ascii=False).encode()
    return NewDocument(document, extract(document), partial(chunk, document), data, origin=f"beir:{row.key}")


def measure(library: Library, given: BeirFolder, indexed: Indexed, reranker: Reranker | None) -> dict[str, Any]:
    """The figures of the queries of `given` over `library`, which holds its corpus as `indexed` says."""
    present = set(indexed.keys.values())
    asked = answerable(given)
    bar = Bar("提问")
    figures: list[dict[str, float]] = []
    times_ms: list[float] = []
    search(library, asked[0].text, _SHOWN, reranker=reranker)  # loads what is loaded once
    try:
        for number, query in enumerate(asked, 1):
            begun = time.perf_counter()
            search(library, query.text, _SHOWN, reranker=reranker)
            times_ms.append((time.perf_counter() - begun) * 1000)
            ranking = [indexed.keys[doc_id] for doc_id in ranked_documents(library, query.text, reranker)]
            figures.append(_figures_of(ranking, given.judged[query.key]))
            bar("", number, len(asked))
    finally:
        bar.close()
    return {
        "n": len(asked),
        **means(figures),
        "index_s": round(indexed.seconds, 2),
        "query_ms_p50": round(median(times_ms), 2),
        "query_ms_p95": round(_p95(times_ms), 2),
        "documents": len(present),
        "passages": _passage_count(library),
        "excluded": {**_excluded(given, present), **indexed.excluded},
    }


def answerable(given: BeirFolder) -> list[BeirText]:
    """The queries that have a judged document with text in the corpus. Raises FolderUnreadable where none has."""
    present = {row.key for row in given.corpus if row.text.strip()}
    asked = [query for query in given.queries if given.judged.get(query.key, {}).keys() & present]
    if not asked:
        raise FolderUnreadable(
            f"{given.name} 里没有一个问题的答案文档在 corpus 中",
            "请核对 qrels.tsv 里的编号与两个 jsonl 的 _id 是否一致",
        )
    return asked


def ranked_documents(library: Library, query: str, reranker: Reranker | None, depth: int = RANKED) -> list[str]:
    """The first `depth` documents (fewer where there are no more) for `query`, each at its best passage.

    Where the passages are of too few documents, more of them are asked for; what is found then stands behind.
    """
    ranking: dict[str, None] = {}
    asked_for, looked = depth, reranker
    while True:
        passages = search(library, query, asked_for, reranker=looked, fold_copies=False)
        ranking.update(dict.fromkeys(passage.doc_id for passage in passages if passage.doc_id not in ranking))
        if len(ranking) >= depth or len(passages) < asked_for:
            return list(ranking)[:depth]
        asked_for, looked = asked_for * _DEEPER, None


def _figures_of(ranking: Sequence[str], judged: dict[str, int]) -> dict[str, float]:
    return {
        **{f"recall@{k}": recall(ranking, judged, k) for k in (1, 5, 10, 100)},
        "mrr@10": reciprocal_rank(ranking, judged, 10),
        "ndcg@10": ndcg(ranking, judged, 10),
    }


def _excluded(given: BeirFolder, present: set[str]) -> dict[str, int]:
    """Queries that are not counted, and judgements of what is not there (these count as not found)."""
    known = {query.key for query in given.queries}
    unjudged = sum(not given.judged.get(query.key) for query in given.queries)
    absent = sum(
        bool(given.judged.get(query.key)) and not given.judged[query.key].keys() & present for query in given.queries
    )
    return {
        "queries_without_judgement": unjudged,
        "queries_without_judged_document_in_corpus": absent,
        "judgements_of_absent_documents": sum(
            document not in present for query in known & given.judged.keys() for document in given.judged[query]
        ),
        "judgements_of_absent_queries": sum(len(given.judged[query]) for query in given.judged.keys() - known),
    }


def _passage_count(library: Library) -> int:
    with library.catalog.transaction() as connection:
        return library.catalog.chunk_count(connection)


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def told(result: dict[str, Any]) -> str:
    """The figures as lines for a person."""
    excluded = [f"{count} {_REASONS[reason]}" for reason, count in result["excluded"].items() if count]
    sizes = f"{result['n']} 个问题，{result['documents']} 份文档，{result['passages']} 个片段"
    times = f"检索一次 p50 {result['query_ms_p50']:.1f} 毫秒，p95 {result['query_ms_p95']:.1f} 毫秒"
    return "\n".join([
        f"{result['folder']}：{sizes}（{result['provenance']['commit']}）",
        "  召回率  " + "，".join(f"@{k} {result[f'recall@{k}']:.4f}" for k in (1, 5, 10, 100)),
        f"  MRR@10 {result['mrr@10']:.4f}，nDCG@10 {result['ndcg@10']:.4f}",
        f"  建立索引 {result['index_s']:.1f} 秒，{times}",
        "  未计入：" + ("，".join(excluded) or "无"),
    ])  # fmt: skip


_REASONS = {
    "queries_without_judgement": "个问题没有标注",
    "queries_without_judged_document_in_corpus": "个问题的答案文档不在 corpus 中",
    "judgements_of_absent_documents": "条标注的文档不在 corpus 中",
    "judgements_of_absent_queries": "条标注的问题不在 queries 中",
    "empty_documents": "份文档没有文字",
}

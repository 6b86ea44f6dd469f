"""The library that a question set is asked of, made once and kept where a cache folder is named."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from evals.answer_sets import AnswerSet
from evals.beir_run import index_corpus
from ingest.intake import ingest
from kb.embedding import Encoder
from kb.errors import MingceError
from kb.library import Library
from kb.reranking import Reranker, load_reranker
from kb.settings import Settings
from mingce.intake import limits_of

TODAY = "2025-06-01"  # the day on which the questions are asked: documents run out
_ROOT = Path(__file__).parent.parent
# What a kept library depends on beside the documents: another version of these makes another library.
_MAKERS = ("ingest/**/*.py", "kb/catalog.py", "kb/schema.py", "kb/lexical.py", "kb/vectors.py", "kb/payload.py")
_DONE = "complete"


@contextmanager
def opened(asked: AnswerSet, cache: Path | None, encoder: Encoder, settings: Settings) -> Iterator[Library]:
    """The library with the documents of `asked`; below `cache` it is found again by documents, reader and model.

    Raises MingceError where a document cannot be read.
    """
    if cache is None:
        with tempfile.TemporaryDirectory(prefix="mingce-answers-") as temporary:
            yield from _filled(asked, Path(temporary), encoder, settings)
    else:
        folder = cache / f"{asked.group}-{_fingerprint(asked, encoder)}"
        yield from _filled(asked, folder, encoder, settings)


def _filled(asked: AnswerSet, home: Path, encoder: Encoder, settings: Settings) -> Iterator[Library]:
    home.mkdir(parents=True, exist_ok=True)
    load: Callable[[], Encoder] = lambda: encoder  # noqa: E731 (typed, so that the library takes it)
    library = Library(home, load, lambda: TODAY, partial(_reranker, settings))
    try:
        if not (home / _DONE).exists():
            _fill(library, asked, settings)
            (home / _DONE).touch()
        yield library
    finally:
        library.close()


def _reranker(settings: Settings) -> Reranker | None:
    return load_reranker(settings.reranker, settings.models_dir, settings.threads)


def _fill(library: Library, asked: AnswerSet, settings: Settings) -> None:
    if asked.texts:
        index_corpus(library, asked.texts)
    for report in ingest(library, asked.documents, limits_of(settings)):
        if report.outcome == "failed":
            raise MingceError(f"{report.source} 没有读入：{report.message}", "评测文件必须全部读入，请先修好再测")


def _fingerprint(asked: AnswerSet, encoder: Encoder) -> str:
    digest = hashlib.sha256(encoder.identity.encode())
    makers = sorted(path for pattern in _MAKERS for path in _ROOT.glob(pattern))
    for path in (*makers, *asked.documents):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    for text in asked.texts:
        digest.update(f"{text.key}\n{text.title}\n{text.text}\n".encode())
    return digest.hexdigest()[:12]

"""The usual chain from files to a searchable store, with its defaults: what ingest is measured against.

loaders                PDF one Document a page by pypdf, as LangChain's PyPDFLoader does; DOCX paragraphs by
                       python-docx; HTML text_content by lxml; TXT as UTF-8, else GB 18030
splitter               LangChain's RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=50)
embedding              the same base model in float32 by sentence-transformers on torch
store                  LangChain's Chroma, all chunks of a call by one add_documents
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import docx
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from lxml import html
from pypdf import PdfReader

from evals.embedding_bench import float32_encoder, save_torch_model
from kb.embedding import load_encoder
from kb.embedding.sentence_encoder import SentenceEncoder
from kb.embedding.source import installed_model, read_source
from kb.embedding.vocabulary import load_vocabulary, normalise

_SUFFIXES = (".txt", ".docx", ".html", ".pdf")
_MIN_CHARS_A_PAGE = 50  # a PDF with fewer is scanned


def load(path: Path) -> list[Document]:
    """The text of one file; raises what the library behind it raises."""
    match path.suffix.lower():
        case ".pdf":
            texts = [page.extract_text() for page in PdfReader(path).pages]
        case ".docx":
            texts = ["\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)]
        case ".html":
            texts = [html.fromstring(path.read_bytes()).text_content()]
        case _:
            texts = [_decoded(path.read_bytes())]
    return [Document(text, metadata={"source": str(path), "page": page}) for page, text in enumerate(texts)]


def why_unreadable(path: Path) -> str | None:
    """Why the chain gets no text out of a file, None where it does: suffix, "usual_chain_cannot" or "no_text"."""
    if path.suffix.lower() not in _SUFFIXES:
        return path.suffix.lower().lstrip(".") or "no_suffix"
    try:
        pages = load(path)
    except Exception:  # noqa: BLE001 - each loader raises kinds of its own; all that counts is that it cannot read
        return "usual_chain_cannot"
    chars = sum(len(page.page_content.strip()) for page in pages)
    least = _MIN_CHARS_A_PAGE * len(pages) if path.suffix.lower() == ".pdf" else 1
    return "no_text" if chars < least else None


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def save_model(folder: Path) -> None:
    """Writes the bundled model's weights in float32 for sentence-transformers into `folder`."""
    folder.mkdir(parents=True)
    source = read_source(installed_model())
    save_torch_model(source, float32_encoder(source, folder), folder)


class _TorchEmbeddings(Embeddings):
    """As LangChain's HuggingFaceEmbeddings calls sentence-transformers; batches of its default size."""

    def __init__(self, folder: Path, threads: int) -> None:
        encoder = load_encoder(str(folder / "e5"), folder, threads)
        assert isinstance(encoder, SentenceEncoder)
        self._encoder = encoder
        _, self._characters = load_vocabulary(folder)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One row a text; characters are mapped here, since the cut tokenizer does not do it itself."""
        plain = [normalise(text, self._characters) for text in texts]
        prompt = self._encoder.passage_prompt
        rows: list[list[float]] = self._encoder.model.encode(plain, prompt=prompt, show_progress_bar=False).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """One row."""
        row: list[float] = self._encoder.encode_queries([normalise(text, self._characters)])[0].tolist()
        return row


class UsualChain:
    """The chain with its model loaded and an empty store in `store`."""

    def __init__(self, model: Path, store: Path, threads: int) -> None:
        """`model` is what `save_model` wrote."""
        self._embeddings = _TorchEmbeddings(model, threads)
        self._embeddings.embed_documents(["准备"])
        shutil.rmtree(store, ignore_errors=True)
        self._store = Chroma("usual", self._embeddings, str(store))
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=50)

    def add(self, paths: Sequence[Path]) -> int:
        """Takes the files in, searchable when it returns. How many chunks they made."""
        chunks = self._splitter.split_documents([page for path in paths for page in load(path)])
        if chunks:
            self._store.add_documents(chunks)
        return len(chunks)

    def finds(self, question: str) -> bool:
        """Whether a search returns anything."""
        return bool(self._store.similarity_search(question, k=1))

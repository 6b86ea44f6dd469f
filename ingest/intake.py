"""Files, folders and what is in them into the library, one report row a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from ingest.extraction import extract
from ingest.readers import SUFFIXES, read
from ingest.splitter import chunk
from ingest.structure import parse
from kb.document import Document
from kb.errors import MingceError, UnreadableFile
from kb.library import Library, NewDocument

Outcome = Literal["added", "updated", "unchanged", "partial", "failed"]
FileProgress = Callable[[int, int, str], None]  # files done, files in all, name of the file at hand
_IGNORED_NAMES = (".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one file; `reason` is a code, `message` says it in Chinese with the remedy."""

    source: str
    outcome: Outcome
    doc_id: str | None = None
    title: str | None = None
    reason: str | None = None
    message: str = ""

    def as_json(self) -> dict[str, object]:
        """The row of `mingce ingest --json`."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be: bytes of the file, characters of its text."""

    max_bytes: int
    max_chars: int


def ingest(
    library: Library,
    paths: Iterable[Path],
    limits: Limits,
    progress: FileProgress | None = None,
    *,
    keep_origin: bool = True,
) -> Iterator[Report]:
    """Takes in every file of `paths` (folders with all below them); yields a report as soon as a file is done.

    `keep_origin` False for copies whose place means nothing, such as uploads.

    A file that cannot be read is a `failed` row; the others go on.
    """
    files = list(_files(paths))
    for number, path in enumerate(files):
        if progress:
            progress(number, len(files), path.name)
        yield ingest_file(library, path, limits, keep_origin=keep_origin)
    if progress and files:
        progress(len(files), len(files), "")


def ingest_file(library: Library, path: Path, limits: Limits, keep_origin: bool = True) -> Report:
    """Takes in one file. `keep_origin` False for a copy whose place means nothing, such as an upload."""
    try:
        data = _content(path, limits)
        document = parse(read(data, path.name, library.home / "scratch"))
        if len(document.text) > limits.max_chars:
            raise UnreadableFile(
                "too_large", f"文字超过 {limits.max_chars} 字", "请拆成几个文件再导入，或调大 MINGCE_MAX_CHARS"
            )
        new = NewDocument(
            document=document,
            records=extract(document),
            make_chunks=partial(chunk, document),
            data=data,
            origin=str(path.resolve()) if keep_origin else None,
        )
        outcome, doc_id = library.add(new)
    except UnreadableFile as exc:
        return Report(path.name, "failed", reason=exc.reason, message=str(exc))
    except MingceError as exc:
        return Report(path.name, "failed", reason=type(exc).__name__, message=str(exc))
    return _taken_in(path.name, outcome, doc_id, document)


def _taken_in(name: str, outcome: Literal["added", "updated", "unchanged"], doc_id: str, document: Document) -> Report:
    message = "；".join(document.notes)
    if outcome == "unchanged":
        return Report(name, "unchanged", doc_id, document.title, "same_content", "内容与库内文件相同，未重复导入")
    if document.partial:
        return Report(name, "partial", doc_id, document.title, "partly_read", message)
    return Report(name, outcome, doc_id, document.title, None, message)


def _content(path: Path, limits: Limits) -> bytes:
    try:
        size = path.stat().st_size
        if size > limits.max_bytes:
            raise UnreadableFile(
                "too_large",
                f"文件有 {size / 2**20:.0f} MB，上限是 {limits.max_bytes / 2**20:.0f} MB",
                "请拆分或压缩图片后再导入，或调大 MINGCE_MAX_FILE_MB",
            )
        return path.read_bytes()
    except FileNotFoundError as exc:
        raise UnreadableFile("missing", f"找不到文件：{path}", "请检查路径") from exc
    except OSError as exc:
        raise UnreadableFile(
            "unreadable", f"文件无法读取：{exc.strerror}", "请检查文件权限，或复制到本机后再导入"
        ) from exc


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    seen: set[Path] = set()
    for path in paths:
        found = (
            sorted(each for each in path.rglob("*") if each.is_file() or each.is_symlink()) if path.is_dir() else [path]
        )
        for each in found:
            hidden = path.is_dir() and any(part.startswith((".", "~$")) for part in each.relative_to(path).parts)
            if each not in seen and not hidden and each.name not in _IGNORED_NAMES:
                seen.add(each)
                yield each


__all__ = ["SUFFIXES", "Limits", "Report", "ingest", "ingest_file"]

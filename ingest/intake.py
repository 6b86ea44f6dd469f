"""Files, folders, archives and what is in them into the library, one report row a file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from ingest.archive import ArchiveLimits, is_archive, members
from ingest.reading import Reading
from ingest.splitter import chunk
from kb.document import Document, Status
from kb.errors import MingceError, UnreadableFile
from kb.library import Library, NewDocument
from kb.snapshot import Snapshot
from kb.validity import title_key

Outcome = Literal["added", "updated", "unchanged", "partial", "failed"]
FileProgress = Callable[[int, int, str], None]  # files done, files in all, name of the file at hand
ARCHIVE_SUFFIXES = (".zip",)
_IGNORED_NAMES = (".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one file; `reason` is a code, `message` says it in Chinese with the remedy.

    `source` is the file's name, of one in an archive with the way to it. The counts are of what was read.
    """

    source: str
    outcome: Outcome
    doc_id: str | None = None
    title: str | None = None
    reason: str | None = None
    message: str = ""
    format: str | None = None
    pages: int | None = None
    clauses: int | None = None
    tasks: int | None = None

    def as_json(self) -> dict[str, object]:
        """The row of `mingce ingest --json`."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be: bytes of the file, characters of its text."""

    max_bytes: int
    max_chars: int


@dataclass(frozen=True, slots=True)
class _Source:
    """One file to take in: the name in the report, where it comes from (None: means nothing), its content."""

    shown: str
    origin: str | None
    content: bytes | UnreadableFile

    @property
    def name(self) -> str:
        return self.shown.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class _Begun:
    """A source whose reading has begun, or that is known already (`doc_id`)."""

    source: _Source
    doc_id: str | None


@dataclass(slots=True)
class _Count:
    """How many files there are as far as known, and how many are done."""

    total: int
    done: int = 0


def ingest(
    library: Library,
    paths: Iterable[Path],
    limits: Limits,
    progress: FileProgress | None = None,
    *,
    keep_origin: bool = True,
) -> Iterator[Report]:
    """Takes in every file of `paths` (folders and archives with all in them); yields a report a file.

    `keep_origin` False for copies whose place means nothing, such as uploads.

    A file that cannot be read is a `failed` row; the others go on. The next file is read while one is stored.
    """
    files = list(_files(paths))
    count = _Count(len(files))
    with Reading(library.home, limits.max_chars) as reading:
        for begun in _one_ahead(_begin(library, reading, _sources(files, limits, keep_origin, count))):
            yield _finish(library, reading, begun, count, progress)
            count.done += 1
    if progress and count.total:
        progress(count.total, count.total, "")


def ingest_file(library: Library, path: Path, limits: Limits, keep_origin: bool = True) -> Report:
    """Takes in one file that is no archive."""
    return next(ingest(library, [path], limits, keep_origin=keep_origin))


def _begin(library: Library, reading: Reading, sources: Iterable[_Source]) -> Iterator[_Begun]:
    for source in sources:
        known = _known(library.snapshot, source)
        if isinstance(source.content, bytes) and known is None:
            reading.begin(source.content, source.name)
        yield _Begun(source, known)


def _one_ahead(begun: Iterator[_Begun]) -> Iterator[_Begun]:
    """The same items, each given when the one behind it has begun."""
    current = next(begun, None)
    while current is not None:
        following = next(begun, None)
        yield current
        current = following


def _known(snapshot: Snapshot, source: _Source) -> str | None:
    """The document that was made of the same bytes under the same suffix, None if there is none."""
    if isinstance(source.content, UnreadableFile):
        return None
    digest, suffix = hashlib.sha256(source.content).hexdigest(), Path(source.name).suffix.lower()
    by_content = snapshot.derived("by content", lambda: {entry.sha256: entry for entry in snapshot.entries.values()})
    entry = by_content.get(digest)
    return entry.doc_id if entry and Path(entry.source).suffix.lower() == suffix else None


def _finish(library: Library, reading: Reading, begun: _Begun, count: _Count, progress: FileProgress | None) -> Report:
    source = begun.source

    def told(page: int = 0, pages: int = 0) -> None:
        if progress:
            progress(count.done, count.total, source.shown + (f"（第 {page}/{pages} 页）" if pages else ""))

    told()
    try:
        if isinstance(source.content, UnreadableFile):
            raise source.content
        if begun.doc_id is not None:
            return _unchanged(source, library.snapshot.entry(begun.doc_id).document, begun.doc_id)
        document, records = reading.next_result(told)
        new = NewDocument(document, records, partial(chunk, document), source.content, source.origin)
        outcome, doc_id = library.add(new)
    except UnreadableFile as exc:
        return Report(source.shown, "failed", reason=exc.reason, message=str(exc))
    except MingceError as exc:
        return Report(source.shown, "failed", reason=type(exc).__name__, message=str(exc))
    if outcome == "unchanged":
        return _unchanged(source, document, doc_id)
    return _taken_in(source, "partial" if document.partial else outcome, doc_id, new, library.snapshot)


def _unchanged(source: _Source, document: Document, doc_id: str) -> Report:
    return Report(
        source.shown, "unchanged", doc_id, document.title, "same_content", "内容与库内文件相同，未重复导入",
        document.format, document.page_count, len(document.clauses) - 1,
    )  # fmt: skip


def _taken_in(source: _Source, outcome: Outcome, doc_id: str, new: NewDocument, snapshot: Snapshot) -> Report:
    document = new.document
    return Report(
        source.shown, outcome, doc_id, document.title, "partly_read" if outcome == "partial" else None,
        "；".join((*document.notes, *_kin(snapshot, doc_id))),
        document.format, document.page_count, len(document.clauses) - 1, len(new.records.tasks),
    )  # fmt: skip


def _kin(snapshot: Snapshot, doc_id: str) -> Iterator[str]:
    """What the new document has to do with those that were there: copy, newer or older version."""
    key = title_key(snapshot.entry(doc_id).header.title)
    same = [other for other, entry in snapshot.entries.items() if title_key(entry.header.title) == key]
    if len(same) < 2:
        return
    standing = snapshot.standing(doc_id)
    if standing.copy_of:
        yield f"与库内的 {snapshot.entry(standing.copy_of).source} 是同一文件，提问时只引用其中一份"
    if any(change.status is Status.SUPERSEDED for change in standing.changes):
        yield "库内已有更新的版本，这一版按旧版对待"
    for other in same:
        source, standing = snapshot.entry(other).source, snapshot.standing(other)
        theirs = [each for each in standing.changes if each.by == doc_id and each.status is Status.SUPERSEDED]
        if theirs and snapshot.status_on(other).holds:
            yield f"是新的版本，自 {theirs[0].on} 起取代库内的 {source}"
        elif theirs:
            yield f"是新的版本，库内的 {source} 转为旧版"


def _sources(files: Iterable[Path], limits: Limits, keep_origin: bool, count: _Count) -> Iterator[_Source]:
    """The files themselves, and for an archive those in it."""
    for path in files:
        origin = str(path.resolve()) if keep_origin else None
        try:
            data = content_of(path, limits)
        except UnreadableFile as exc:
            yield _Source(path.name, origin, exc)
            continue
        if not is_archive(data, path.name):
            yield _Source(path.name, origin, data)
            continue
        count.total -= 1
        for source in _unpacked(path.name, origin, data, limits):
            count.total += 1
            yield source


def _unpacked(name: str, origin: str | None, data: bytes, limits: Limits) -> Iterator[_Source]:
    found = False
    try:
        for member in members(data, ArchiveLimits(limits.max_bytes)):
            found = True
            yield _Source(f"{name}/{member.path}", f"{origin}!/{member.path}" if origin else None, member.content)
    except UnreadableFile as exc:
        yield _Source(name, origin, exc)
        return
    if not found:
        yield _Source(name, origin, UnreadableFile("empty", "压缩包是空的", "请确认打包完整后重新导入"))


def content_of(path: Path, limits: Limits) -> bytes:
    """The bytes of a file within the limits. Raises UnreadableFile (too_large, missing, unreadable)."""
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

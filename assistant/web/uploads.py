"""Files that the browser sent, into the library: named, checked, taken in, with their progress."""

from __future__ import annotations

import re
import shutil
import threading
import unicodedata
import uuid
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from time import monotonic
from typing import Protocol

from assistant.web.failures import readable

_MAX_NAME_BYTES = 200  # a file name may have 255 on Linux; the library adds to it
_UNFIT = re.compile(r"[\x00-\x1f\x7f/\\]|^\.+")


class ReportLike(Protocol):
    """What became of one file, as `ingest.intake.Report` tells it."""

    @property
    def source(self) -> str:
        """The name of the file."""

    @property
    def outcome(self) -> str:
        """added, updated, unchanged, partial or failed."""

    @property
    def doc_id(self) -> str | None:
        """The document that it became."""

    @property
    def title(self) -> str | None:
        """The title of that document."""

    @property
    def reason(self) -> str | None:
        """A stable code."""

    @property
    def message(self) -> str:
        """What happened and what to do, in Chinese."""


FileProgress = Callable[[int, int, str], None]  # files done, files in all, name of the file at hand
TakeIn = Callable[[Sequence[Path], FileProgress | None], Iterable[ReportLike]]


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What the browser may send: bytes of one file, files at once, suffixes such as `.docx`.

    `formats` are the names under which people know these; the suffixes themselves where there are none.
    """

    max_bytes: int
    suffixes: tuple[str, ...]
    max_files: int = 200
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A report row of our own, for files that never reach `TakeIn`."""

    source: str
    outcome: str
    doc_id: str | None = None
    title: str | None = None
    reason: str | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """How far a batch is; `current` is the file at hand, `failure` what ended the batch before its time.

    `batch` names it for `Batches.stop`; `stopped`: a person ended it, so that `total - done` files were not taken in.
    """

    total: int
    done: int = 0
    current: str = ""
    rows: tuple[ReportLike, ...] = ()
    failure: str = ""
    finished: bool = False
    elapsed_s: float = 0.0
    batch: str = ""
    stopped: bool = False


Change = Callable[[Intake], Intake]


def safe_name(name: str) -> str:
    """A file name that can be stored, as close to `name` as that allows.

    >>> safe_name("../《办法》（试行）.docx")
    '_《办法》（试行）.docx'
    """
    name = _UNFIT.sub("_", unicodedata.normalize("NFC", name).strip())
    name = re.sub(r"^[._]+", "_", name) or "未命名"
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 10:
        stem, dot, suffix = name, "", ""
    room = _MAX_NAME_BYTES - len((dot + suffix).encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + suffix


def stage(items: Sequence[Mapping[str, object]], received: Path, limits: UploadLimits) -> tuple[list[Path], list[Row]]:
    """Moves what was received into a folder of its own under the person's file names.

    `items` come from the browser (`path`, `name`): only paths below `received` are touched. Returns the files,
    and a row for each that is refused.
    """
    folder = received / "staging" / uuid.uuid4().hex
    paths: list[Path] = []
    refused: list[Row] = []
    for number, item in enumerate(items):
        name = safe_name(str(item.get("name", "")))
        remedy = _refusal(item, name, number, received, limits)
        if remedy:
            refused.append(Row(name, "failed", reason="refused", message=remedy))
            continue
        target = folder / str(number) / name
        target.parent.mkdir(parents=True)
        shutil.move(Path(str(item["path"])), target)
        paths.append(target)
    return paths, refused


@dataclass(slots=True)
class Batches:
    """The batches that are under way, so that a person may stop one from another event of the page."""

    _running: dict[str, threading.Event] = field(default_factory=dict)

    def begin(self) -> tuple[str, threading.Event]:
        """A name for a new batch, and what is set when it is to stop."""
        batch = uuid.uuid4().hex
        self._running[batch] = threading.Event()
        return batch, self._running[batch]

    def stop(self, batch: str) -> bool:
        """Has a batch stop behind the file at hand; False where it is over already."""
        event = self._running.get(batch)
        if event is not None:
            event.set()
        return event is not None

    def end(self, batch: str) -> None:
        """Forgets a batch."""
        self._running.pop(batch, None)


def take_in_steps(
    take_in: TakeIn, paths: Sequence[Path], refused: Sequence[ReportLike] = (), batches: Batches | None = None
) -> Iterator[Intake]:
    """The state of the batch whenever it changes; the files are deleted at the end.

    The work runs in a thread of its own, so that it comes to its end even if the person closes the page.
    """
    batches = batches or Batches()
    news: SimpleQueue[Change] = SimpleQueue()
    batch, stop = batches.begin()
    state = Intake(len(paths), rows=tuple(refused), batch=batch)

    def work() -> None:
        try:
            _work(take_in, paths, news.put, stop)
        finally:
            batches.end(batch)

    threading.Thread(target=work, name="mingce-intake", daemon=True).start()
    yield state
    while not state.finished:
        state = news.get()(state)
        yield state


def _work(take_in: TakeIn, paths: Sequence[Path], tell: Callable[[Change], None], stop: threading.Event) -> None:
    def at(done: int, total: int, name: str) -> None:
        elapsed_s = monotonic() - begun
        tell(lambda state: replace(state, total=total, done=done, current=name, elapsed_s=elapsed_s))

    failure, begun = "", monotonic()
    try:
        reports = iter(take_in(paths, at) if paths else ())
        for report in reports:
            tell(partial(_with_row, report))
            if stop.is_set():
                break
        if isinstance(reports, Generator):
            reports.close()  # what it was reading is let go
    except Exception as exc:  # noqa: BLE001 - the page shows whatever ended the batch
        failure = readable(exc)
    finally:
        for path in paths:
            shutil.rmtree(path.parent.parent, ignore_errors=True)
        tell(partial(_ended, [path.name for path in paths], failure, stop.is_set()))


def _ended(names: Sequence[str], failure: str, stop: bool, state: Intake) -> Intake:
    """The last state: files that the batch did not come to have a row that says so."""
    stopped = stop and state.done < state.total
    rows = state.rows
    if failure or stopped:
        came = {row.source.split("/")[0] for row in rows}
        rows += tuple(Row(name, "left", message="没有轮到，请重新选择后导入") for name in names if name not in came)
    return replace(state, rows=rows, failure=failure, finished=True, current="", stopped=stopped)


def _with_row(report: ReportLike, state: Intake) -> Intake:
    return replace(state, rows=(*state.rows, report), done=state.done + 1)


def _refusal(item: Mapping[str, object], name: str, number: int, received: Path, limits: UploadLimits) -> str:
    """Why the item is not taken, in Chinese; empty when it is."""
    if Path(name).suffix.lower() not in limits.suffixes:
        return f"不支持这种文件。请转换成 {'、'.join(limits.formats or limits.suffixes)} 后再导入"
    if item.get("refused") == "size":
        return f"文件超过 {limits.max_bytes // 2**20} MB 的上限。请拆分或压缩图片后再导入"
    if item.get("refused") == "empty":
        return "文件是空的。请检查后重新选择"
    if number >= limits.max_files:
        return f"一次最多导入 {limits.max_files} 个文件。请分几次导入"
    path = Path(str(item.get("path", ""))).resolve()
    if "path" not in item or not path.is_file() or not path.is_relative_to(received.resolve()):
        return "文件没有传到服务器。请检查网络后重新选择"
    return ""

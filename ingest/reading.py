"""Reading in a process of its own: a file that hangs or crashes a reader ends that process, nothing else."""

from __future__ import annotations

import multiprocessing
import resource
import shutil
import signal
import tempfile
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any

from ingest.extraction import extract
from ingest.progress import PageProgress, listening
from ingest.readers import read
from ingest.structure import parse
from kb.document import Document
from kb.errors import UnreadableFile
from kb.records import Records

MAX_SILENCE_S = 25.0  # a reader tells every page; recognising one takes seconds on a slow machine
_MAX_MEMORY = 6 * 2**30  # of address space: what a bomb may take before it is stopped
_POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class _Job:
    number: int
    name: str
    data: bytes
    max_chars: int


@dataclass
class Reading:
    """A process that turns files into documents, in the order in which they are given; a context manager.

    `home` is where it may write: temporary files in `scratch`, errors of our own in `logs`.
    """

    home: Path
    max_chars: int
    max_silence_s: float = MAX_SILENCE_S
    _process: BaseProcess | None = field(default=None, init=False)
    _pipe: Connection | None = field(default=None, init=False)
    _jobs: deque[_Job] = field(default_factory=deque, init=False)
    _numbers: int = field(default=0, init=False)

    def __enter__(self) -> Reading:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def begin(self, data: bytes, name: str) -> None:
        """Gives the process one more file."""
        self._numbers += 1
        job = _Job(self._numbers, name, data, self.max_chars)
        self._jobs.append(job)
        if len(self._jobs) == 1:
            self._send(job)

    def next_result(self, progress: PageProgress | None = None) -> tuple[Document, Records]:
        """The document and records of the earliest file that was begun. Raises UnreadableFile."""
        job = self._jobs[0]
        try:
            kind, *content = self._answer_to(job, progress)
        except (EOFError, OSError) as exc:
            self._stop()
            raise UnreadableFile(
                "crashed", "文件内容异常，读取它的程序中断了", "请在 WPS 或 Word 中打开，另存一份后再导入"
            ) from exc
        finally:
            self._jobs.popleft()
            if self._jobs:
                self._send(self._jobs[0])
        if kind == "failed":
            raise UnreadableFile(*content)
        return content[0], content[1]

    def _answer_to(self, job: _Job, progress: PageProgress | None) -> tuple[Any, ...]:
        assert self._pipe is not None
        silent_s = 0.0
        while True:
            if not self._pipe.poll(_POLL_S):
                silent_s += _POLL_S
                if silent_s > self.max_silence_s:
                    self._stop()
                    return (
                        "failed", "too_slow", f"读取超过 {self.max_silence_s:.0f} 秒没有进展，已停止",
                        "文件可能损坏或过于复杂，请另存为 DOCX 或 PDF 后再导入",
                    )  # fmt: skip
                continue
            kind, number, *content = self._pipe.recv()
            silent_s = 0.0
            if number == job.number and kind != "progress":
                return (kind, *content)
            if number == job.number and progress and content[1]:
                progress(*content)

    def _send(self, job: _Job) -> None:
        if self._process is None or not self._process.is_alive():
            self._stop()
            self._start()
        assert self._pipe is not None
        try:
            self._pipe.send(job)
        except OSError:  # it has died meanwhile; the next reading from the pipe tells
            return

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy the threads' locks
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self.home), name="mingce-reading", daemon=True)
        self._process.start()
        theirs.close()

    def _stop(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
            shutil.rmtree(_scratch(self.home, self._process.pid), ignore_errors=True)
        self._process, self._pipe = None, None


def read_document(
    data: bytes, name: str, max_chars: int, scratch: Path | None = None, alive: Callable[[], None] = lambda: None
) -> tuple[Document, Records]:
    """The document and records of one file; `alive` is called between the steps. Raises UnreadableFile."""
    pages = read(data, name, scratch)
    alive()
    if sum(len(block.text) + 1 for block in pages.blocks) > max_chars:
        raise UnreadableFile("too_large", f"文字超过 {max_chars} 字", "请拆成几个文件再导入，或调大 MINGCE_MAX_CHARS")
    document = parse(pages)
    alive()
    return document, extract(document)


def read_apart(data: bytes, name: str, home: Path, max_chars: int) -> Document:
    """The document of one file, read in a process of its own; nothing is kept. Raises UnreadableFile."""
    with Reading(home, max_chars) as reading:
        reading.begin(data, name)
        return reading.next_result()[0]


def _scratch(home: Path, pid: int | None) -> Path:
    return home / "scratch" / f"reading-{pid}"


def _serve(pipe: Connection, home: Path) -> None:
    """What the process does: one job after the other until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))
    scratch = _scratch(home, multiprocessing.current_process().pid)
    scratch.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(scratch)
    while True:
        try:
            job: _Job = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(_result(job, scratch, home, pipe))


def _result(job: _Job, scratch: Path, home: Path, pipe: Connection) -> tuple[object, ...]:
    def told(done: int, total: int) -> None:
        pipe.send(("progress", job.number, done, total))

    try:
        with listening(told):
            return ("done", job.number, *read_document(job.data, job.name, job.max_chars, scratch, lambda: told(0, 0)))
    except UnreadableFile as exc:
        return ("failed", job.number, exc.reason, exc.message, exc.remedy)
    except MemoryError:
        return ("failed", job.number, "too_large", "内存不足以读取这个文件", "请拆分文件或删去大图后再导入")
    except RecursionError:
        return ("failed", job.number, "corrupt", "文件结构嵌套过深，无法读取", "请在 WPS 或 Word 中另存一份后再导入")
    except Exception as exc:  # noqa: BLE001 - a fault of ours in one file must not end the batch
        _log(home, job.name)
        told_as = f"读取时出错（{type(exc).__name__}）"
        return ("failed", job.number, "unreadable", told_as, "请另存为 DOCX 或 PDF 再试；详情在数据目录的 logs 里")


def _log(home: Path, name: str) -> None:
    path = home / "logs" / "reading.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as log:
        log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {name}\n{traceback.format_exc()}\n")

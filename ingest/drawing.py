"""Pages of originals drawn in a process of its own, as they are read: a file that hangs or crashes it ends nothing else."""

from __future__ import annotations

import multiprocessing
import resource
import signal
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from ingest.readers.pictures import Original, PagePicture, Size, open_original
from kb.errors import UnreadableFile

MAX_SILENCE_S = 20.0
_MAX_MEMORY = 4 * 2**30  # of address space
_OPEN_FILES = 4  # originals that the process keeps open: the next page of one then takes a tenth of the first
_Told = tuple[Any, ...]


@dataclass
class PageDrawer:
    """Draws one page at a time, from any thread. The process starts with the first page and again after a crash."""

    max_silence_s: float = MAX_SILENCE_S
    _process: BaseProcess | None = field(default=None, init=False)
    _pipe: Connection | None = field(default=None, init=False)
    _guard: threading.Lock = field(default_factory=threading.Lock, init=False)

    def sizes(self, path: Path) -> tuple[Size, ...]:
        """Width and height of each page of the file at `path`. Raises UnreadableFile, also for formats without pages."""
        found: tuple[Size, ...] = self._ask(path, None)
        return found

    def draw(self, path: Path, number: int) -> tuple[str, bytes]:
        """Media type and content of the picture of page `number` (1-based). Raises UnreadableFile."""
        picture: PagePicture = self._ask(path, number)
        return picture.media_type, picture.data

    def close(self) -> None:
        """Ends the process."""
        with self._guard:
            self._stop()

    def _ask(self, path: Path, number: int | None) -> Any:
        with self._guard:
            try:
                pipe = self._running()
                pipe.send((str(path), number))
                if not pipe.poll(self.max_silence_s):
                    self._stop()
                    raise UnreadableFile("too_slow", "这一页太复杂，画不出来", "请下载原件查看")
                kind, *content = pipe.recv()
            except (EOFError, OSError) as exc:
                self._stop()
                raise UnreadableFile("crashed", "画这一页的程序中断了", "请下载原件查看") from exc
        if kind == "failed":
            raise UnreadableFile(*content)
        return content[0]

    def _running(self) -> Connection:
        if self._process is None or not self._process.is_alive() or self._pipe is None:
            self._stop()
            context = multiprocessing.get_context("spawn")  # a fork would copy the threads' locks
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs,), name="mingce-drawing", daemon=True)
            self._process.start()
            theirs.close()
        return self._pipe

    def _stop(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._process, self._pipe = None, None


def _serve(pipe: Connection) -> None:
    """What the process does: one page after the other until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))
    held: dict[str, tuple[Original, ExitStack]] = {}
    while True:
        try:
            path, number = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(_result(held, path, number))


def _result(held: dict[str, tuple[Original, ExitStack]], path: str, number: int | None) -> _Told:
    try:
        original = _opened(held, path)
        if number is None:
            return "done", original.sizes
        if not 1 <= number <= len(original.sizes):
            return "failed", "no_page", f"原件没有第 {number} 页", "请看条文"
        return "done", original.draw(number)
    except UnreadableFile as exc:
        return "failed", exc.reason, exc.message, exc.remedy
    except MemoryError:
        return "failed", "too_large", "内存不足以画这一页", "请下载原件查看"
    except Exception as exc:  # noqa: BLE001 - a fault of ours in one page must not end the others
        return "failed", "unreadable", f"画这一页时出错（{type(exc).__name__}）", "请下载原件查看"


def _opened(held: dict[str, tuple[Original, ExitStack]], path: str) -> Original:
    """The original at `path`, kept open with the few that were asked for last."""
    if path in held:
        held[path] = held.pop(path)
        return held[path][0]
    while len(held) >= _OPEN_FILES:
        held.pop(next(iter(held)))[1].close()
    stack = ExitStack()
    try:
        data = Path(path).read_bytes()
    except OSError as exc:
        raise UnreadableFile("missing", "原件不在数据目录里", "请运行 mingce doctor 检查文件库") from exc
    original = stack.enter_context(open_original(data))
    held[path] = (original, stack)
    return original

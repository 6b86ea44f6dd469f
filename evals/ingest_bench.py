"""How fast files become searchable: our ingest beside the usual chain, on the same files in the same run.

Each side is a process of its own that starts, imports, loads its model and embeds one text before the clock runs; our
dictionary of words is loaded within our time. The files are dealt into parts; the sides take in one part in turn,
each while the other waits, so that what else the machine does falls on both. Each part starts our reading process
anew, within our time. Both use the same number of threads.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from evals.provenance import provenance
from kb.embedding import build_bundled, load_encoder
from kb.embedding.bundle import checked_identity
from kb.errors import MingceError, UnreadableFile
from kb.settings import Settings, load_settings

BARS = {"times_as_fast": 3.0}
PARTS = 4
_LOOK_S = 0.5
_CPU_FLAGS = ("avx2", "avx512f", "avx_vnni", "avx512_vnni", "amx_int8")
_QUESTION = "哪些部门负责？"


class Chain(Protocol):
    """One side: files in, searchable when `add` returns."""

    def add(self, paths: Sequence[Path]) -> int:
        """How many chunks the files made."""
        ...

    def finds(self, question: str) -> bool:
        """Whether a search returns anything."""
        ...


@dataclass
class _Side:
    """One side's process and what it took; `peak_mb` is of the process and those that it started, together."""

    pipe: Connection
    pid: int
    seconds: list[float] = field(default_factory=list)
    cpu_seconds: float = 0.0
    chunks: int = 0
    peak_mb: float = 0.0

    def take(self, paths: Sequence[Path]) -> None:
        """Has one part taken in. Raises MingceError when the process could not."""
        self.pipe.send(paths)
        seconds, cpu_seconds, chunks = self.answer()
        self.seconds.append(seconds)
        self.cpu_seconds += cpu_seconds
        self.chunks += chunks

    def answer(self) -> Any:
        """What the process says next; its memory is looked at meanwhile."""
        try:
            while not self.pipe.poll(_LOOK_S):
                self.peak_mb = max(self.peak_mb, _memory_mb(self.pid))
            self.peak_mb = max(self.peak_mb, _memory_mb(self.pid))
            return self.pipe.recv()
        except EOFError as exc:
            raise MingceError("计时的进程中断了", "请看上面的错误信息；内存不足时先关闭其他程序") from exc


def run_ingest_bench(shared: Path, every: int = 1) -> dict[str, Any]:
    """The figures for every `every`-th file of `shared`/data/documents that both sides can read.

    `times_as_fast` is the usual chain's wall time over ours. Raises MingceError where there are no such files.
    """
    settings = load_settings()
    build_bundled(settings.models_dir, lambda *_: None)
    files, excluded = readable_files(shared / "data" / "documents", every, settings)
    if not files:
        raise MingceError(f"{shared / 'data' / 'documents'} 里没有两边都能读的文件", "请用 --shared 指定样本目录")
    with tempfile.TemporaryDirectory(prefix="mingce-ingest-bench-") as name:
        work = Path(name)
        _in_own_process(partial(_save_model, work / "model"))
        makers: dict[str, Callable[[], Chain]] = {
            "ours": partial(_OurChain, work / "home", settings),
            "usual": partial(_usual_chain, work / "model", work / "store", settings.threads),
        }
        result = _timed(makers, [part for part in (files[at::PARTS] for at in range(PARTS)) if part])
    identity = checked_identity(settings.models_dir)
    return {
        "eval": "ingest",
        "n": len(files),
        "every": every,
        "by_suffix": dict(Counter(path.suffix.lower() for path in files)),
        "excluded": excluded,
        **result,
        "threads": settings.threads,
        "cpu_flags": _cpu_flags(),
        "missed": _missed(result),
        "provenance": provenance(files, identity),
    }


def readable_files(folder: Path, every: int, settings: Settings) -> tuple[list[Path], dict[str, int]]:
    """Every `every`-th file that both sides can read, and how many others there are by reason.

    Formats and scans that only we read (or whose pages we recognise), files without text, and second copies of the same bytes are left out.
    """
    found = sorted(path for path in folder.rglob("*") if path.is_file())[::every]
    kept: list[Path] = []
    excluded = Counter[str]()
    seen: set[str] = set()
    for path in found:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        reason = "same_content" if digest in seen else _unreadable(path, settings)
        seen.add(digest)
        if reason is None:
            kept.append(path)
        else:
            excluded[reason] += 1
    return kept, dict(excluded)


def _unreadable(path: Path, settings: Settings) -> str | None:
    from evals.usual_chain import why_unreadable
    from ingest.reading import read_document

    reason = why_unreadable(path)
    if reason is not None:
        return reason
    with tempfile.TemporaryDirectory() as scratch:
        try:
            document, _ = read_document(path.read_bytes(), path.name, settings.max_chars, Path(scratch))
        except UnreadableFile as exc:
            return f"ours_{exc.reason}"
    return "recognised" if any(region.confidence is not None for region in document.regions) else None


def _timed(makers: dict[str, Callable[[], Chain]], parts: Sequence[Sequence[Path]]) -> dict[str, Any]:
    with _started(makers["ours"]) as ours, _started(makers["usual"]) as usual:
        for number, part in enumerate(parts):
            for side in (ours, usual) if number % 2 else (usual, ours):
                side.take(part)
        for side in (ours, usual):
            side.pipe.send(None)
            side.answer()
    ratios = [theirs / own for theirs, own in zip(usual.seconds, ours.seconds, strict=True)]
    return {
        "seconds": {"ours": round(sum(ours.seconds), 2), "usual": round(sum(usual.seconds), 2)},
        "times_as_fast": round(sum(usual.seconds) / sum(ours.seconds), 2),
        "times_as_fast_by_part": [round(ratio, 2) for ratio in ratios],
        "cpu_seconds": {"ours": round(ours.cpu_seconds, 1), "usual": round(usual.cpu_seconds, 1)},
        "chunks": {"ours": ours.chunks, "usual": usual.chunks},
        "peak_mb": {"ours": round(ours.peak_mb), "usual": round(usual.peak_mb)},
    }


@contextmanager
def _started(make: Callable[[], Chain]) -> Iterator[_Side]:
    """A side whose process is ready."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, make))
    process.start()
    theirs.close()
    try:
        side = _Side(mine, process.pid or 0)
        side.answer()
        yield side
    finally:
        mine.close()
        process.join()


def _serve(pipe: Connection, make: Callable[[], Chain]) -> None:
    """Takes in one list of files after the other; each answer is (seconds, seconds of processor, chunks)."""
    chain = make()
    pipe.send("ready")
    while (paths := pipe.recv()) is not None:
        start, cpu_start = time.perf_counter(), _cpu_seconds()
        chunks = chain.add(paths)
        pipe.send((time.perf_counter() - start, _cpu_seconds() - cpu_start, chunks))
    if not chain.finds(_QUESTION):
        raise RuntimeError("what was taken in is not found")
    pipe.send("found")


def _cpu_seconds() -> float:
    """Of this process and those that it started and that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _memory_mb(pid: int) -> float:
    """Peak memory so far of a process, and of those below it that live; 0 for one that has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        below = [child for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]
    except OSError:
        return 0.0
    own = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
    return own / 1024 + sum(_memory_mb(int(child)) for child in below)


class _OurChain:
    """Our ingest into an empty library."""

    def __init__(self, home: Path, settings: Settings) -> None:
        from kb.library import Library
        from mingce.intake import limits_of

        encoder = load_encoder("bundled", settings.models_dir, settings.threads)
        encoder.encode_passages(["准备"])
        self._library = Library(home, lambda: encoder)
        self._limits = limits_of(settings)

    def add(self, paths: Sequence[Path]) -> int:
        from ingest.intake import ingest

        catalog = self._library.catalog
        with catalog.transaction() as connection:
            before = catalog.chunk_count(connection)
        for report in ingest(self._library, paths, self._limits):
            if report.outcome == "failed":
                raise RuntimeError(f"{report.source}: {report.message}")
        with catalog.transaction() as connection:
            return catalog.chunk_count(connection) - before

    def finds(self, question: str) -> bool:
        vector = self._library.encoder.encode_queries([question])[0]
        return bool(self._library.vectors.query(vector, 1))


def _usual_chain(model: Path, store: Path, threads: int) -> Chain:
    from evals.usual_chain import UsualChain

    return UsualChain(model, store, threads)


def _save_model(folder: Path) -> None:
    from evals.usual_chain import save_model

    save_model(folder)


def _in_own_process(work: Callable[[], None]) -> None:
    """Runs `work` elsewhere, so that its libraries take no memory here."""
    process = multiprocessing.get_context("spawn").Process(target=work)
    process.start()
    process.join()
    if process.exitcode:
        raise MingceError("对照用的模型没有写成", "请看上面的错误信息")


def _cpu_flags() -> list[str]:
    """Which of the instruction sets that matter to int8 products this processor has."""
    try:
        known = Path("/proc/cpuinfo").read_text(encoding="utf-8").split()
    except OSError:
        return []
    return [flag for flag in _CPU_FLAGS if flag in known]


def _missed(result: dict[str, Any]) -> list[str]:
    met = {
        "times_as_fast": result["times_as_fast"] >= BARS["times_as_fast"],
    }
    return [name for name, reached in met.items() if not reached]


def told(result: dict[str, Any]) -> str:
    """The figures as lines for a person."""
    seconds, cpu, chunks, peak = (result[key] for key in ("seconds", "cpu_seconds", "chunks", "peak_mb"))
    kinds = "、".join(f"{suffix.lstrip('.')} {count}" for suffix, count in sorted(result["by_suffix"].items()))
    left_out = "、".join(f"{reason} {count}" for reason, count in sorted(result["excluded"].items()))
    parts = "、".join(f"{ratio:.2f}" for ratio in result["times_as_fast_by_part"])
    made = result["provenance"]
    return "\n".join([
        f"导入 {result['n']} 个文件（{kinds}；{made['commit']}）",
        f"  未计入      {left_out or '无'}",
        f"  明策        {seconds['ours']:.1f} 秒，{chunks['ours']} 段，内存峰值 {peak['ours']} MB",
        f"  常见做法    {seconds['usual']:.1f} 秒，{chunks['usual']} 段，内存峰值 {peak['usual']} MB",
        f"  快 {result['times_as_fast']:.2f} 倍（各批 {parts}；指标 {BARS['times_as_fast']:.0f} 倍）",
        f"  处理器时间  {cpu['ours']:.0f} 秒比 {cpu['usual']:.0f} 秒",
        f"  {made['cpu']}，{' '.join(result['cpu_flags']) or '无相关指令集'}，{result['threads']} 线程，{made['model']}",
        "未达标：" + "、".join(result["missed"]) if result["missed"] else "各项指标均达到",
    ])  # fmt: skip

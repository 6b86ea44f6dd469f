"""`setup`, `reindex`, `doctor`: the model, the indexes, and whether all is well."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from assistant.memory import Memory
from ingest.readers.doc import INSTALL, libreoffice
from kb.aliases import Aliases, write_example
from kb.corrections import Corrections
from kb.embedding import build_bundled, model_ready
from kb.errors import MingceError
from kb.library import Library
from kb.settings import Settings, load_settings
from mingce.opening import open_library, write_line
from mingce.progress import Bar

Finding = tuple[bool, str, str]  # well or not, what was checked, how to mend it


def add_setup_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run_setup(_: argparse.Namespace) -> int:
    """Builds the bundled model if it is not there, and lays out the table of names for staff to fill in."""
    settings = load_settings()
    if written := write_example(settings.home):
        write_line(f"单位、科室的别名可以写在：{written}")
    if model_ready(settings.models_dir):
        write_line(f"向量模型已就绪：{settings.models_dir}")
        return 0
    bar = Bar("准备向量模型")
    try:
        folder = build_bundled(settings.models_dir, bar)
    finally:
        bar.close()
    write_line(f"向量模型已就绪：{folder}")
    return 0


def add_reindex_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run_reindex(_: argparse.Namespace) -> int:
    """Embeds all chunks with the present model."""
    bar = Bar("重建索引")
    try:
        count = open_library().reindex(bar)
    finally:
        bar.close()
    write_line(f"已重建索引：{count} 个片段")
    return 0


def add_doctor_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run_doctor(_: argparse.Namespace) -> int:
    """Checks model, catalog and indexes; status 1 if anything is wrong."""
    settings = load_settings()
    findings = [*_installation_findings(settings), *_opened_findings(settings)]
    for well, told, remedy in findings:
        write_line(f"{'正常' if well else '异常'}  {told}" + ("" if well else f"　→ {remedy}"))
    return 0 if all(well for well, _, _ in findings) else 1


def findings_of(settings: Settings, library: Library) -> Iterator[Finding]:
    """What doctor finds, over a library that is open."""
    yield from _installation_findings(settings)
    yield from _library_findings(settings, library)


def _installation_findings(settings: Settings) -> Iterator[Finding]:
    office = libreoffice()
    told = f"（{office}）" if office else f"：没有安装，不影响其他格式；需要时运行 {INSTALL}"
    yield True, f"读取 DOC、WPS、RTF 的 LibreOffice{told}", ""
    yield sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}", "请使用 Python 3.11 或更新版本"
    if settings.model == "bundled":
        yield model_ready(settings.models_dir), "内置向量模型", "请运行 mingce setup"


def _opened_findings(settings: Settings) -> Iterator[Finding]:
    try:
        library = open_library(settings)
    except MingceError as exc:
        yield False, f"文件库：{exc.message}", exc.remedy
        return
    yield from _library_findings(settings, library)


def _library_findings(settings: Settings, library: Library) -> Iterator[Finding]:
    try:
        aliases = Aliases.load(settings.home)
        yield True, f"别名表：{len(aliases.first_of)} 个名称", ""
    except MingceError as exc:
        yield False, exc.message, exc.remedy + "；改好之前按空表处理"
    try:
        yield True, f"更正：{len(Corrections.load(settings.home).items)} 处", ""
    except MingceError as exc:
        yield False, exc.message, exc.remedy + "；改好之前按没有更正处理"
    yield True, f"文件库：{len(library.snapshot.entries)} 份文件（{settings.home}）", ""
    yield from _index_findings(library)
    yield from _memory_findings(settings)


def _memory_findings(settings: Settings) -> Iterator[Finding]:
    memory = Memory.at(settings.home, settings.journal_entries)
    try:
        count = len(memory.journal.entries())
        memory.conversations.all_of("doctor")
    except MingceError as exc:
        yield False, f"提问记录和对话：{exc.message}", exc.remedy
        return
    yield (
        True,
        f"提问记录：{count} 条" if memory.journal.is_kept else "提问记录：没有保存（MINGCE_JOURNAL_ENTRIES 为 0）",
        "",
    )


def _index_findings(library: Library) -> Iterator[Finding]:
    with library.catalog.transaction() as connection:
        chunks = library.catalog.chunk_count(connection)
        pieces, lexical = library.catalog.piece_count(connection), library.catalog.lexical_count(connection)
        pending = library.catalog.pending(connection)
    yield chunks == lexical, f"词语索引：{lexical}/{chunks} 个片段", "请移除并重新导入有问题的文件"
    yield not pending, f"未完成的写入：{len(pending)} 项", "另一程序正在写入；若没有，重新打开文件库会自动清理"
    if library.snapshot.entries:
        try:
            vectors = library.vectors.count()
            library.check_model()
        except MingceError as exc:
            yield False, f"向量索引：{exc.message}", exc.remedy
            return
        yield vectors == pieces, f"向量索引：{vectors}/{pieces} 个片段", "请运行 mingce reindex"
    missing = [doc_id for doc_id in library.snapshot.entries if not library.original(doc_id).is_file()]
    yield not missing, f"原件：缺 {len(missing)} 份", "请重新导入这些文件：" + "、".join(missing[:5])

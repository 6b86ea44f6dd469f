"""`draft`: notes into a draft with its ledger."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from assistant.drafting.draft import Draft
from assistant.drafting.draft_document import write_draft
from assistant.drafting.draft_rows import draft_row
from assistant.drafting.drafts import draft_of
from assistant.drafting.genres import GENRES, genre_of
from assistant.drafting.notes import Note, note_of
from ingest.reading import Reading, read_document
from kb.errors import SettingsError, UnreadableFile
from kb.settings import Settings, load_settings
from mingce.opening import open_chat, open_library, write_json, write_line

_PLAIN = (".txt", ".md", ".markdown")


def add_draft_arguments(parser: argparse.ArgumentParser) -> None:
    """The kind, the notes, where the draft goes, which basis."""
    kinds = "；".join(f"{genre.name}（{'、'.join(genre.forms)}）" for genre in GENRES)
    parser.add_argument("kind", metavar="文种", help=kinds)
    parser.add_argument(
        "--notes", type=Path, nargs="+", action="extend", required=True, metavar="文件",
        help="素材：TXT、MD、DOCX、XLSX 等，可写多个",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, metavar="文件", help="文稿写到这里（.docx）")
    parser.add_argument("--topic", default="", metavar="主题", help="按这个主题找政策依据")
    parser.add_argument(
        "--basis",
        action="append",
        default=[],
        metavar="编号",
        help="用哪条政策依据（编号或序号，可写多次；不要写“无”）",
    )
    parser.add_argument("--no-annex", action="store_true", help="文稿不附素材台账")
    parser.add_argument("--json", action="store_true", help="输出 JSON：文稿、台账、问题、依据、核对")


def run_draft(options: argparse.Namespace) -> int:
    """Drafts; a draft that states what has no source is not written."""
    genre = genre_of(options.kind)
    if options.out is not None and options.out.suffix.lower() != ".docx":
        raise SettingsError(f"文稿只能存成 .docx，现为 {options.out.name}", "请改 --out 的扩展名")
    if options.out is None and not options.json:
        raise SettingsError("没有说明文稿写到哪里", "请用 --out 文件.docx，或用 --json 输出")
    settings = load_settings()
    chat = open_chat(settings)
    library = open_library(settings)
    notes = read_notes(settings)(options.notes)
    begun = perf_counter()
    draft, items = draft_of(library, genre, notes, options.topic, options.basis, chat)
    took_ms = round((perf_counter() - begun) * 1e3, 1)
    if options.out is not None:
        write_draft(draft, options.out, annex=not options.no_annex)
    if options.json:
        out = str(options.out) if options.out else None
        write_json({**draft_row(draft, items, {"total": took_ms}), "out": out})
    else:
        _tell(draft, options.out)
    return 0


def read_notes(settings: Settings) -> Callable[[Sequence[Path]], list[Note]]:
    """What reads files of notes; an empty one has nothing to say. Raises UnreadableFile and SettingsError with the file's name."""

    def reading(paths: Sequence[Path]) -> list[Note]:
        return [_read_note(path, settings) for path in paths]

    return reading


def _read_note(path: Path, settings: Settings) -> Note:
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise SettingsError(f"读不了素材 {path}：{exc.strerror}", "请检查 --notes 的路径") from exc
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        return Note(path.name, "")
    if len(data) > settings.max_file_mb * 2**20:
        raise SettingsError(f"素材 {path.name} 超过 {settings.max_file_mb} MB", "请拆分或压缩图片")
    try:
        if path.suffix.lower() in _PLAIN:
            document, _ = read_document(data, path.name, settings.max_chars)
        else:
            with Reading(settings.home, settings.max_chars) as reading:  # what hangs or crashes there harms nothing
                reading.begin(data, path.name)
                document, _ = reading.next_result()
    except UnreadableFile as exc:
        raise UnreadableFile(exc.reason, f"素材 {path.name}：{exc.message}", exc.remedy) from exc
    return note_of(document)


def _tell(draft: Draft, out: Path) -> None:
    write_line(
        f"已写出{draft.genre.name}：{out}（素材 {len(draft.ledger.facts)} 条事实，依据 {len(draft.citations)} 处）"
    )
    if draft.model is not None:
        write_line(f"（{draft.model.told}）")
    for at, basis in enumerate(draft.offered, 1):
        mark = "已用" if basis.chosen else "可选"
        write_line(f"依据{at}［{mark}］{basis.id}　《{basis.citation.title}》：{basis.citation.quote[:50]}")
    for question in draft.questions:
        write_line(f"待定　{question.text}")

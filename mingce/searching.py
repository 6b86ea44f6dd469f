"""`search`: ranked passages, narrowed by filters, with what speaks for each."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence

from assistant.document_rows import DEMONSTRATION, STATES
from assistant.search_rows import STATUSES, hit_row
from kb.document import Status
from kb.errors import SettingsError
from kb.filters import Filters, check
from kb.passage import Passage
from kb.relevance import FLOOR
from kb.search import search
from kb.snapshot import Snapshot
from mingce.asking import a_date
from mingce.opening import open_library, write_json, write_line

_RECORDS = {"task": "任务", "measure": "措施", "target": "目标", "term": "用语"}


def add_search_arguments(parser: argparse.ArgumentParser) -> None:
    """A query, -k, the filters, --json."""
    parser.add_argument("query", metavar="检索词")
    parser.add_argument("-k", type=_positive, default=10, metavar="数", help="返回几条，默认 10")
    parser.add_argument("--doc", metavar="文件编号", help="只在一份文件里找")
    parser.add_argument("--kind", metavar="文种", help="只在这种文件里找，如 通知、办法、条例")
    parser.add_argument("--issuer", metavar="发文机关", help="只找这个机关发的文件，简称、旧称也可以")
    parser.add_argument(
        "--status", type=_statuses, metavar="状态", help=f"只找这种状态的文件：{'、'.join(STATES.values())}"
    )
    parser.add_argument("--as-of", type=a_date, metavar="日期", help="只找这一天有效的文件，如 2024-05-20")
    parser.add_argument("--year", type=_years, metavar="年份", help="只找这些年份的文件，如 2024 或 2021-2025")
    parser.add_argument("--section", metavar="科室", help="只找这个责任科室或责任单位的任务")
    parser.add_argument("--no-rerank", action="store_true", help="不用重排模型，更快")
    parser.add_argument("--all", action="store_true", help=f"相关度低于 {FLOOR:.0%}% 的也显示")
    parser.add_argument("--json", action="store_true", help="输出 JSON：全部命中及相关度、来由")


def _positive(written: str) -> int:
    if not written.isdecimal() or int(written) < 1:
        raise argparse.ArgumentTypeError(f"应是正整数，现为 {written}")
    return int(written)


def _statuses(written: str) -> tuple[Status, ...]:
    if written in STATUSES:
        return STATUSES[written]
    raise argparse.ArgumentTypeError(f"没有状态“{written}”，可用：{'、'.join(STATES.values())}")


def _years(written: str) -> tuple[int, int]:
    match = re.fullmatch(r"([12]\d{3})(?:[-~—至到]([12]\d{3}))?年?", written)
    if match is None or int(match[2] or match[1]) < int(match[1]):
        raise argparse.ArgumentTypeError(f"年份应写作 2024 或 2021-2025，现为 {written}")
    return int(match[1]), int(match[2] or match[1])


def run_search(options: argparse.Namespace) -> int:
    """Lists the best passages."""
    library = open_library()
    if not options.query.strip():
        raise SettingsError("检索词是空的", "请输入要找的内容")
    first, last = options.year or (None, None)
    filters = Filters(
        (options.doc,) if options.doc else None, options.kind, options.issuer, options.status, options.as_of,
        options.section, first, last,
    )  # fmt: skip
    with library.reading() as snapshot:
        check(filters, snapshot)
        reranker = library.reranker if snapshot.entries and not options.no_rerank else None
        hits = search(library, options.query, options.k, filters, reranker=reranker)
    if options.json:
        write_json([hit_row(snapshot, hit, rank, options.as_of) for rank, hit in enumerate(hits, 1)])
    else:
        _tell(snapshot, hits, options)
    return 0


def _tell(snapshot: Snapshot, hits: Sequence[Passage], options: argparse.Namespace) -> None:
    shown = [hit for hit in hits if options.all or hit.relevance >= FLOOR]
    for rank, hit in enumerate(shown, 1):
        document = snapshot.entry(hit.doc_id).header
        status = snapshot.status_on(hit.doc_id, options.as_of)
        state = "" if status is Status.IN_FORCE else f"（{STATES[status]}）"
        title = f"《{document.title}》{DEMONSTRATION if document.demonstration else ''}{state}"
        write_line(f"{rank}. {title} {' / '.join(hit.path)}　相关度 {hit.relevance:.0%}")
        shown_text = re.sub(r"\s+", " ", hit.text)
        write_line(f"   {shown_text}")
        for line in _reasons(hit):
            write_line(f"   {line}")
    if len(shown) < len(hits):
        write_line(f"另有 {len(hits) - len(shown)} 条相关度低于 {FLOOR:.0%}，没有列出；加 --all 可以查看。")
    elif not hits:
        write_line("没有找到；可以换个说法，或放宽筛选条件。")


def _reasons(hit: Passage) -> list[str]:
    """What speaks for a hit, a line each."""
    lines = []
    if hit.words:
        lines.append(f"命中：{'、'.join(hit.words)}")
    if hit.record is not None:
        bodies = "、".join((*hit.record.sections, *hit.record.units))
        lines.append(f"{_RECORDS[hit.record.kind]}：{hit.record.title}{f'（{bodies}）' if bodies else ''}")
    if hit.also_in:
        others = "、".join(f"《{copy.title}》（{STATES[copy.status]}）" for copy in hit.also_in)
        lines.append(f"同样内容另见：{others}")
    return lines

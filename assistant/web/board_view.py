"""看板 as HTML: what was asked, what was not answered, what people thought, how the library is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assistant.library_state import LibraryState
from assistant.memory.journal import Asked
from assistant.memory.overview import Day, Figures, Group
from assistant.web.charts import Column, bars, columns
from assistant.web.rendering import badge, cut, empty, escape, notice

PERIODS = ((7, "近 7 天"), (30, "近 30 天"), (90, "近 90 天"))
_REASONS = {
    "no_evidence": "库内没有依据", "not_in_library": "没有相关文件", "redacted_in_source": "原文已隐去",
    "unknown_name": "没有这个科室或单位", "ambiguous": "指代不明", "": "其他",
}  # fmt: skip
_VIAS = {"web": "网页", "api": "接口", "mcp": "智能体"}
_TO_LIBRARY = '<button type="button" class="mc-link" data-tab="文件库">去导入文件</button>'
_MOST_GROUPS, _MOST_FAULTS, _MOST_BARS = 12, 8, 6

Finding = tuple[bool, str, str]  # well or not, what was checked, how to mend it


@dataclass(frozen=True, slots=True)
class Board:
    """All that the page shows. `refused` and `frequent` are groups; `titles` names documents by id."""

    period: int
    figures: Figures
    days: tuple[Day, ...]
    refused: tuple[Group, ...]
    frequent: tuple[Group, ...]
    missing: tuple[tuple[str, int], ...]
    faults: tuple[Asked, ...]
    titles: dict[str, str]


def board_view(board: Board | None, findings: Sequence[Finding], state: LibraryState | None, failure: str = "") -> str:
    """The whole page; without a board the journal's part says why (`failure`) or that none is kept."""
    if board is None:
        told = (
            notice(failure, "bad")
            if failure
            else notice("没有保存提问记录（MINGCE_JOURNAL_ENTRIES 为 0），所以这里没有提问和反馈的统计。")
        )
        asked = f'<section class="mc-tile mc-tile--wide">{told}</section>'
    else:
        asked = _asked(board)
    return f'<div class="mc-board__scroll"><div class="mc-board">{asked}{_health(findings, state)}</div></div>'


def _asked(board: Board) -> str:
    return (
        _top(board)
        + _tile("每天的提问", _daily(board), wide=True, side=_legend())
        + _tile(
            "没有答上来的问题",
            _refused(board),
            wide=True,
            line="按意思归并，次数多的在前。补上相应文件，就能回答。",
            side=_TO_LIBRARY,
        )
        + _tile("问得多的", _frequent(board))
        + _tile("引用最多的文件", _cited(board))
        + _tile("反馈", _feedback(board), wide=True)
    )


def _top(board: Board) -> str:
    switch = "".join(
        f'<button type="button" class="mc-segment" data-event="period" data-days="{count}" '
        f'aria-pressed="{"true" if count == board.period else "false"}">{name}</button>'
        for count, name in PERIODS
    )
    figures = board.figures
    share = figures.answered_share
    rated = figures.up + figures.down
    tiles = (
        ("提问", str(figures.total), f"日均 {figures.total / board.period:.1f}"),
        ("已回答", "—" if share is None else f"{share:.0%}", f"{figures.answered} 次"),
        ("没有答上来", str(figures.refused), f"另有 {figures.failed} 次出错" if figures.failed else "如实拒答"),
        ("有用 / 没用", f"{figures.up} / {figures.down}" if rated else "—", f"{rated} 次反馈"),
        ("回答用时", "—" if figures.median_ms is None else f"{figures.median_ms / 1000:.1f} 秒", "中位数"),
    )
    made = "".join(
        f'<div class="mc-figure"><dt>{name}</dt><dd>{escape(value)}<small>{escape(line)}</small></dd></div>'
        for name, value, line in tiles
    )
    return (
        '<div class="mc-board__head"><h2>提问与反馈</h2>'
        f'<div class="mc-segments" role="group" aria-label="时段">{switch}</div></div>'
        f'<dl class="mc-figures">{made}</dl>'
    )


def _daily(board: Board) -> str:
    made = [
        Column(
            f"{each.day.month}/{each.day.day}",
            f"{each.day.isoformat()}：提问 {each.total}，已回答 {each.answered}，没有答上来 {each.refused}",
            (("good", each.answered), ("warn", each.refused), ("muted", each.other)),
        )
        for each in board.days
    ]
    title = f"近 {board.period} 天共 {board.figures.total} 次提问，{board.figures.refused} 次没有答上来"
    return f'<div class="mc-scroll" tabindex="0" role="group" aria-label="每天的提问">{columns(title, made)}</div>'


def _legend() -> str:
    rows = (("good", "已回答"), ("warn", "没有答上来"), ("muted", "反问或出错"))
    return "".join(f'<span class="mc-key"><i class="mc-key--{tone}"></i>{name}</span>' for tone, name in rows)


def _refused(board: Board) -> str:
    parts = []
    if board.missing:
        names = "、".join(f"《{escape(cut(name, 40))}》（{count} 次）" for name, count in board.missing[:_MOST_BARS])
        parts.append(f'<p class="mc-missing"><b>被点名、库里没有的文件：</b>{names}</p>')
    if not board.refused:
        return "".join(parts) + empty("没有", "这段时间的问题都答上来了，或者还没有人提问。")
    rows = "".join(_refused_row(group) for group in board.refused[:_MOST_GROUPS])
    head = "".join(f'<th scope="col">{name}</th>' for name in ("问题", "原因", "次数", "最近"))
    more = len(board.refused) - _MOST_GROUPS
    rest = f'<p class="mc-more">另有 {more} 组，缩短时段可以看到。</p>' if more > 0 else ""
    table = f'<table class="mc-table mc-table--refused"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return f'{"".join(parts)}<div class="mc-scroll" tabindex="0" role="group" aria-label="没有答上来的问题">{table}</div>{rest}'


def _refused_row(group: Group) -> str:
    others = "".join(f"<li>{escape(cut(each, 120))}</li>" for each in group.others[:8])
    folded = (
        f"<details><summary>还这样问过（{len(group.others)}）</summary><ul>{others}</ul></details>" if others else ""
    )
    return (
        f'<tr><td data-label="问题"><span class="mc-asked">{escape(cut(group.question, 120))}</span>{folded}</td>'
        f'<td data-label="原因">{badge(_REASONS.get(group.reason, "其他"), "warn")}</td>'
        f'<td data-label="次数" class="mc-number">{len(group.asked)}</td>'
        f'<td data-label="最近" class="mc-number">{_day(group.latest)}</td></tr>'
    )


def _frequent(board: Board) -> str:
    rows = [(cut(group.question, 60), len(group.asked)) for group in board.frequent[:_MOST_BARS]]
    return bars(rows, "次") if rows else empty("还没有提问", "有人提问后，这里列出问得最多的。")


def _cited(board: Board) -> str:
    rows = [
        (f"《{cut(board.titles.get(doc_id, '已移出文件库'), 40)}》", n)
        for doc_id, n in board.figures.documents[:_MOST_BARS]
    ]
    return bars(rows, "次", "accent") if rows else empty("还没有引用", "回答引用的文件会在这里列出。")


def _feedback(board: Board) -> str:
    if not board.figures.up and not board.figures.down:
        return empty("还没有反馈", "回答下面有“有用”“没用”，点了就记在这里。")
    reasons = bars(board.figures.faults, "次", "warn") if board.figures.faults else ""
    items = "".join(_fault(each) for each in board.faults[:_MOST_FAULTS])
    return f'{reasons}<ul class="mc-faults">{items}</ul>'


def _fault(asked: Asked) -> str:
    remark = f'<p class="mc-faults__remark">“{escape(asked.remark)}”</p>' if asked.remark else ""
    return (
        f"<li><div>{badge(asked.fault or '没有说明', 'bad')}<b>{escape(cut(asked.question, 120))}</b>"
        f"<small>{_day(asked.at)} · {_VIAS.get(asked.via, asked.via)}</small></div>{remark}"
        f"<details><summary>当时的回答</summary><p>{escape(asked.answer)}</p></details></li>"
    )


def _health(findings: Sequence[Finding], state: LibraryState | None) -> str:
    wrong = sum(not well for well, _told, _remedy in findings)
    told = "全部正常" if not wrong else f"{wrong} 项需要处理"
    side = badge(told, "bad" if wrong else "good") if findings else ""
    rows = "".join(_finding(each) for each in sorted(findings, key=lambda each: each[0]))
    checks = (
        f'<ul class="mc-checks">{rows}</ul>'
        if rows
        else empty("没有检查项", "网页服务由命令行启动时，这里列出安装和索引的检查结果。")
    )
    head = '<div class="mc-board__head"><h2>文件库与模型</h2></div>'
    if state is None:
        return head + _tile("体检", checks, side=side, wide=True)
    return (
        head
        + _tile("体检", checks, side=side)
        + _tile("文件库", _library(state))
        + _tile("索引与模型", _models(state), wide=True)
    )


def _finding(finding: Finding) -> str:
    well, told, remedy = finding
    mark = badge("正常", "good") if well else badge("异常", "bad")
    mend = "" if well else f"<small>{escape(remedy)}</small>"
    return f"<li>{mark}<span>{escape(told)}{mend}</span></li>"


def _library(state: LibraryState) -> str:
    if not state.documents:
        return empty("文件库还是空的", "到“文件库”页面导入政策文件。")
    parts = [bars(state.states, "份")]
    if state.undated:
        names = "、".join(f"《{escape(cut(each, 30))}》" for each in state.undated[:3])
        parts.append(f'<p class="mc-note">{len(state.undated)} 份没有读出日期，无法按时间判断效力：{names}</p>')
    if state.remarks:
        items = "".join(
            f"<li><b>{escape(cut(title, 40))}</b>　{escape(cut(note, 100))}</li>" for title, note in state.remarks[:20]
        )
        parts.append(f"<details><summary>导入时的提示（{len(state.remarks)}）</summary><ul>{items}</ul></details>")
    return "".join(parts)


def _models(state: LibraryState) -> str:
    latest = datetime.fromisoformat(state.latest).astimezone().strftime("%Y-%m-%d %H:%M") if state.latest else "—"
    rows = (
        ("文件", f"{state.documents} 份，{state.tasks} 项任务"), ("索引片段", f"{state.chunks} 个"),
        ("最近导入", latest), *state.models,
    )  # fmt: skip
    made = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    return f'<dl class="mc-facts">{made}</dl>'


def _tile(title: str, body: str, line: str = "", side: str = "", wide: bool = False) -> str:
    note = f'<p class="mc-panel__line">{escape(line)}</p>' if line else ""
    style = "mc-tile mc-tile--wide" if wide else "mc-tile"
    return f'<section class="{style}"><header><div><h3>{escape(title)}</h3>{note}</div><div>{side}</div></header>{body}</section>'


def _day(at: float) -> str:
    then = datetime.fromtimestamp(at)  # noqa: DTZ006 - as the clock on the wall has it
    return then.strftime("%H:%M") if then.date() == date.today() else then.strftime("%m-%d")  # noqa: DTZ011

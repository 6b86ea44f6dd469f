"""The kept conversations as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from assistant.memory.conversations import Kept
from assistant.web.rendering import empty, escape, notice


def history_view(kept: Sequence[Kept], current: str, today: date, failure: str = "") -> str:
    """The drawer: conversations by when they were last continued, `current` marked."""
    if failure:
        body = notice(failure, "bad")
    elif not kept:
        body = empty("还没有历史对话", "提问后，对话会保存在这里，下次打开可以接着问。")
    else:
        body = "".join(_group(name, rows, current) for name, rows in _grouped(kept, today))
    return (
        '<div class="mc-history__head"><h2>历史对话</h2>'
        '<button type="button" class="mc-link" data-panel-toggle="history">收起</button></div>'
        f'<div class="mc-history__list">{body}</div>'
        '<p class="mc-history__foot">只有这个浏览器看得到，保存在本机。</p>'
    )


def _grouped(kept: Iterable[Kept], today: date) -> list[tuple[str, list[Kept]]]:
    groups: dict[str, list[Kept]] = {}
    for each in kept:
        day = datetime.fromtimestamp(each.touched).date()  # noqa: DTZ006 - as the clock on the wall has it
        name = (
            "今天"
            if day >= today
            else "昨天"
            if day == today - timedelta(1)
            else "七天内"
            if day > today - timedelta(7)
            else "更早"
        )
        groups.setdefault(name, []).append(each)
    return list(groups.items())


def _group(name: str, rows: Iterable[Kept], current: str) -> str:
    return f"<h3>{name}</h3><ul>{''.join(_row(each, each.id == current) for each in rows)}</ul>"


def _row(kept: Kept, chosen: bool) -> str:
    mark = ' class="is-chosen"' if chosen else ""
    at = datetime.fromtimestamp(kept.touched).strftime("%m-%d %H:%M")  # noqa: DTZ006
    title = escape(kept.title)
    return (
        f'<li{mark}><button type="button" class="mc-history__open" data-event="reopen" data-talk="{escape(kept.id)}" '
        f'title="{title}"><span>{title}</span><small>{at} · {kept.turns} 问</small></button>'
        f'<button type="button" class="mc-history__drop" data-event="forget" data-talk="{escape(kept.id)}" '
        f'aria-label="删除对话：{title}" title="删除" data-confirm-title="删除这次对话？" data-confirm="“{title}”将被删除，不能恢复。" '
        'data-confirm-action="删除"><i aria-hidden="true"></i></button></li>'
    )

"""A guide for newcomers as HTML: the left side of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.onboarding.charges import ROLES, Charge
from assistant.onboarding.guide import Guide
from assistant.onboarding.guide_text import opening_of
from assistant.onboarding.partner_graph import MOST, partner_graph
from assistant.web.rendering import cut, demonstration_badge, empty, escape

_MARK = re.compile(r"\[(\d+)\]")


def guide_view(guide: Guide) -> str:
    """All parts; a marker [n] opens its source beside it."""
    parts = (
        ("承担的任务", _charges(guide)),
        ("其他点名的条款", _list((escape(each.text), each.document, each.marks) for each in guide.mentions)),
        ("同谁一起办", _partners(guide)),
        ("先读哪几份文件", _readings(guide)),
        ("用语", _glossary(guide)),
        ("时间表", _timeline(guide)),
        ("与上一版相比", _changes(guide)),
    )
    body = "".join(f"<section><h3>{title}</h3>{content or _none()}</section>" for title, content in parts)
    badge = demonstration_badge(guide.demonstration)
    head = f'<h2>{escape(guide.subject.name)}新人导引 {badge}</h2><p class="mc-panel__line">{escape(opening_of(guide))}</p>'
    return f'<div class="mc-guide">{head}{body}</div>'


def nothing_to_guide(title: str, hint: str) -> str:
    """What stands there without a subject."""
    return f'<div class="mc-guide">{empty(title, hint)}</div>'


def marks_view(marks: str) -> str:
    """The markers as buttons that open their source."""
    return "".join(
        f'<button type="button" class="mc-ref" data-event="source" data-marker="{number}" data-reveal="#coach" '
        f'aria-label="查看出处{number}">{number}</button>'
        for number in _MARK.findall(marks)
    )


def _charges(guide: Guide) -> str:
    if not guide.charges:
        return ""
    head = "".join(f'<th scope="col">{name}</th>' for name in ("任务", "角色", "时限", "同列"))
    rows = "".join(_charge(each) for each in guide.charges)
    return f'<table class="mc-table mc-table--guide"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _charge(charge: Charge) -> str:
    named = f'<div class="mc-sub">以“{escape(charge.named)}”的名义</div>' if charge.role == "included" else ""
    due = escape(charge.task.deadline) if charge.task.deadline else '<span class="mc-none">未写明</span>'
    others = escape("、".join(charge.others)) or '<span class="mc-none">—</span>'
    return (
        f'<tr><td data-label="任务">{escape(charge.title)}{marks_view(charge.marks)}'
        f'<div class="mc-sub">{escape(cut(charge.document, 40))}</div></td>'
        f'<td data-label="角色"><span class="mc-badge">{ROLES[charge.role]}</span>{named}</td>'
        f'<td data-label="时限">{due}</td><td data-label="同列">{others}</td></tr>'
    )


def _partners(guide: Guide) -> str:
    if not guide.partners:
        return ""
    more = f'<p class="mc-sub">图中是共同任务最多的 {MOST} 个。</p>' if len(guide.partners) > MOST else ""
    listed = _list(
        (f"{escape(each.name)}：共同任务 {each.tasks} 项", "、".join(each.titles), "") for each in guide.partners
    )
    details = f'<details class="mc-outline"><summary>逐个列出（{len(guide.partners)}）</summary>{listed}</details>'
    return f"{partner_graph(guide.subject.name, guide.partners)}{more}{details}"


def _readings(guide: Guide) -> str:
    items = "".join(
        f"<li><strong>《{escape(each.title)}》</strong>{escape(each.doc_number or '')}"
        f'<div class="mc-sub">{escape(each.why)}；右侧“阅读路径”列有要读的 {len(each.steps)} 处条款。</div></li>'
        for each in guide.readings
    )
    return f'<ol class="mc-items">{items}</ol>' if items else ""


def _glossary(guide: Guide) -> str:
    return _list(
        (
            f"<strong>{escape(each.term)}</strong>　"
            + (escape(each.definition) if each.definition is not None else '<span class="mc-none">文件库未解释</span>'),
            each.explained_in or each.seen_in,
            each.marks,
        )
        for each in guide.glossary
    )


def _timeline(guide: Guide) -> str:
    items = "".join(
        f'<li class="{"is-past" if each.past else ""}"><span class="mc-number">{escape(each.day or "长期")}'
        f"{'（已过）' if each.past else ''}</span>　{escape(each.what)}{marks_view(each.marks)}"
        f'<div class="mc-sub">原文：{escape(each.when)}　{escape(cut(each.document, 40))}</div></li>'
        for each in guide.timeline
    )
    return f'<ol class="mc-timeline">{items}</ol>' if items else ""


def _changes(guide: Guide) -> str:
    parts = []
    for each in guide.changes:
        since = f"自 {each.since} 起" if each.since else ""
        parts.append(f"<p>{escape(each.before)}{escape(since)}{escape(each.state)}，现行的是{escape(each.title)}。</p>")
        rows = [(f"新增：{escape(charge.title)}", ROLES[charge.role], charge.marks) for charge in each.gained]
        rows += [(f"不再列：{escape(charge.title)}", f"原为{ROLES[charge.role]}", charge.marks) for charge in each.gone]
        rows += [
            (
                f"延续：{escape(pair.now.title)}",
                "；".join(pair.differences) or "角色和时限未变",
                pair.before.marks + pair.now.marks,
            )
            for pair in each.kept
        ]
        parts.append(_list(rows))
    return "".join(parts)


def _list(rows: Iterable[tuple[str, str, str]]) -> str:
    """Items of (HTML, what is said below, markers)."""
    items = "".join(
        f'<li>{told}{marks_view(marks)}<div class="mc-sub">{escape(below)}</div></li>' for told, below, marks in rows
    )
    return f'<ul class="mc-items">{items}</ul>' if items else ""


def _none() -> str:
    return '<p class="mc-none">现行文件里没有。</p>'

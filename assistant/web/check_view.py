"""What a check of a draft found, as HTML: how many of each rule, each in its place with its mend, the whole text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from assistant.proofreading.finding import TOLD
from assistant.proofreading.report import in_context, told_known, told_mend, told_place, told_unknown
from assistant.web.rendering import badge, cut, empty, escape, marked, notice, source_link

_FACTUAL = ("title", "doc_number", "repealed", "figure", "quote", "contradiction", "personal")
_NAMES = {rule.value: told for rule, told in TOLD.items()}
MAX_SHOWN = 300
_MAX_TEXT, _MAX_QUOTE = 100_000, 300


def nothing_checked() -> str:
    """What the side shows before the first check."""
    hint = "在左边粘贴或上传别人写好的稿件，点“核对”。稿件只用来核对，不会存入文件库。"
    return f'<div class="mc-panel">{empty("还没有稿件", hint)}</div>'


def failed_check(message: str) -> str:
    """Why there is no check."""
    return f'<div class="mc-panel"><div class="mc-draft__fail">{notice(message, "bad")}</div></div>'


def check_view(row: dict[str, Any], only: str = "") -> str:
    """The findings that `check_row` told, those of the rule `only` where it is one, and the text with their places."""
    only = only if only in row["counts"] else ""
    found = [each for each in enumerate(row["findings"], 1) if only in ("", each[1]["rule"])]
    unknown = notice(told_unknown(row)) if row["unknown_documents"] else ""
    return f'<div class="mc-panel">{_head(row, only)}{unknown}{_listed(found, row["text"])}{_text(found, row["text"])}</div>'


def _head(row: dict[str, Any], only: str) -> str:
    found = len(row["findings"])
    told = f"发现 {found} 处" if found else "没有发现问题"
    line = f'<p class="mc-panel__line">{escape(told_known(row))}</p>'
    chips = [_chip("", "全部", found, only), *(_chip(rule, _NAMES[rule], n, only) for rule, n in row["counts"].items())]
    menu = f'<div class="mc-chips" role="group" aria-label="按规则看">{"".join(chips)}</div>' if found else ""
    title = escape(cut(row["title"] or row["source"], 60))
    return f'<div class="mc-panel__head"><h2>{told}</h2><p class="mc-panel__line">{title}</p>{line}{menu}</div>'


def _chip(rule: str, name: str, count: int, only: str) -> str:
    pressed = "true" if rule == only else "false"
    return (
        f'<button type="button" class="mc-chip" data-event="only" data-rule="{rule}" aria-pressed="{pressed}">'
        f"{escape(name)} {count}</button>"
    )


def _listed(found: Sequence[tuple[int, dict[str, Any]]], text: str) -> str:
    cards = "".join(_card(number, finding, text) for number, finding in found[:MAX_SHOWN])
    more = len(found) - MAX_SHOWN
    rest = notice(f"还有 {more} 处未列出，请下载报告查看全部") if more > 0 else ""
    return f'<ol class="mc-findings" aria-label="发现的问题">{cards}</ol>{rest}' if cards else ""


def _card(number: int, finding: dict[str, Any], text: str) -> str:
    before, quote, behind = in_context(finding, text)
    tone = "bad" if finding["rule"] in _FACTUAL else "warn"
    mend = told_mend(finding)
    return (
        f'<li class="mc-finding" id="finding-{number}" value="{number}">'
        f"<p>{badge(finding['rule_name'], tone)}<span>……{escape(before)}<mark>{escape(quote)}</mark>{escape(behind)}……</span></p>"
        f"<p>{escape(finding['message'])}</p>{f'<p><b>{escape(mend)}</b></p>' if mend else ''}"
        f"{_source(finding['source'])}</li>"
    )


def _source(source: dict[str, Any] | None) -> str:
    if source is None:
        return ""
    address = f"/source/{source['doc_id']}?{urlencode({'start': source['start'], 'end': source['end']})}#quote"
    return (
        f"<blockquote><p>{escape(cut(source['quote'], _MAX_QUOTE))}</p>"
        f'<p class="mc-finding__source">{escape(told_place(source))} '
        f"{source_link(address, '打开原文')}</p></blockquote>"
    )


def _text(found: Sequence[tuple[int, dict[str, Any]]], text: str) -> str:
    """The whole draft, folded, with the places of the findings marked."""
    spans = [(finding["start"], finding["end"]) for _, finding in found]
    end = min(len(text), _MAX_TEXT)
    lines, at = [], 0
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if text[at:stop].strip():
            lines.append(f"<p>{marked(text, at, stop, spans)}</p>")
        at = stop + 1
    cut_off = notice(f"只显示前 {_MAX_TEXT} 字") if len(text) > end else ""
    return f'<details class="mc-draft__table"><summary>稿件全文（标出问题所在）</summary><div class="mc-checked">{"".join(lines)}</div>{cut_off}</details>'

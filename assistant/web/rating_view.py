"""What a person thinks of an answer: two thumbs, and why it was of no use."""

from __future__ import annotations

from assistant.memory.journal import FAULTS
from assistant.web.conversation import Exchange
from assistant.web.rendering import escape

_THUMB = (
    '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M2.5 9h3v8h-3zM7.5 16.5V9l3.2-6.5c1.2 0 2 .9 1.8 2.1L12 8h4.2'
    'c1 0 1.6.9 1.4 1.8l-1.3 5.4c-.2.8-.8 1.3-1.6 1.3z"/></svg>'
)
_NAMES = {"up": "有用", "down": "没用"}


def thumbs(turn: int, exchange: Exchange) -> str:
    """The two thumbs, the one given marked; nothing where the answer is not in the journal."""
    if not exchange.key:
        return ""
    buttons = (
        f'<button type="button" class="mc-thumb mc-thumb--{verdict}" data-event="rate" data-turn="{turn}" '
        f'data-verdict="{verdict}" aria-label="{name}" title="{name}" '
        f'aria-pressed="{"true" if exchange.verdict == verdict else "false"}">{_THUMB}</button>'
        for verdict, name in _NAMES.items()
    )
    return f'<span class="mc-thumbs" role="group" aria-label="这个回答有用吗">{"".join(buttons)}</span>'


def fault_form(turn: int, exchange: Exchange) -> str:
    """Asks what was wrong with an answer of no use, or tells what was said."""
    if exchange.verdict != "down":
        return ""
    if exchange.fault:
        return f'<p class="mc-fault__thanks" role="status">已记下：{escape(exchange.fault)}。会列在看板上，供补充文件和改进时参考。</p>'
    choices = "".join(
        f'<label class="mc-pick"><input type="radio" name="fault" value="{escape(each)}"><span>{escape(each)}</span></label>'
        for each in FAULTS
    )
    return (
        f'<form class="mc-fault" data-form><fieldset><legend>哪里不好？</legend>{choices}</fieldset>'
        '<div class="mc-fault__line"><input type="text" name="remark" maxlength="300" placeholder="补充说明（可不填）" '
        'aria-label="补充说明" autocomplete="off">'
        f'<button type="button" class="mc-button" data-event="rate" data-turn="{turn}" data-verdict="down" '
        'data-needs="fault" disabled>提交</button></div></form>'
    )

"""The filters of 问政策 in one line."""

from __future__ import annotations

from assistant.web.rendering import escape


def scope_told(told: str, failure: str = "") -> str:
    """What the questions are narrowed to, or what is wrong with it."""
    if failure:
        return f'<span class="mc-scope-line mc-scope-line--bad" role="alert">{escape(failure)}</span>'
    if not told:
        return '<span class="mc-scope-line">全部现行文件</span>'
    return f'<span class="mc-scope-line mc-scope-line--set" title="{escape(told)}">{escape(told)}</span>'

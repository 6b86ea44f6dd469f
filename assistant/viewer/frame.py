"""The page around every view: head, title bar, and the message page for what is not there."""

from __future__ import annotations

from assistant.web.rendering import escape

THEME_BUTTON = (
    '<button type="button" class="mv-icon" data-theme-toggle aria-pressed="false" aria-label="切换深色显示" title="切换深浅色">'
    '<i aria-hidden="true"></i></button>'
)
BRAND = '<a class="mv-home" href="/" target="_top" title="回到明策"><span class="mc-logo" aria-hidden="true"></span>明策</a>'


def framed(title: str, body: str, attributes: str = "") -> str:
    """A whole page. `title` is text; `body` and `attributes` (of the body element) are HTML."""
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)} · 明策</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/favicon.ico">'
        '<link rel="stylesheet" href="/viewer/viewer.css"><script src="/viewer/viewer.js"></script></head>'
        f'<body class="mv"{attributes}>{body}</body></html>'
    )


def message_page(title: str, hint: str) -> str:
    """A page that only says something."""
    return framed(
        title,
        f'<header class="mv-head"><div class="mv-bar">{BRAND}<span class="mv-fill"></span>{THEME_BUTTON}</div></header>'
        f'<main class="mv-message"><h1>{escape(title)}</h1><p>{escape(hint)}</p>'
        '<p><a class="mv-button" href="/" target="_top">回到明策</a></p></main>',
    )

"""With whom a subject works, as a drawing: an SVG without script; colours come from the page's style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.onboarding.partners import Partner

MOST = 12
_WIDTH, _ROW, _PAD = 620, 34, 18
_MIDDLE = _WIDTH // 2
_CHARS = 11


def partner_graph(name: str, partners: Sequence[Partner]) -> str:
    """The subject in the middle, those with whom it shares most tasks on both sides; a thicker line is more tasks."""
    shown = partners[:MOST]
    left, right = shown[::2], shown[1::2]
    height = max(len(left), 1) * _ROW + 2 * _PAD
    centre = height // 2
    parts = []
    for side, column in ((-1, left), (1, right)):
        top = centre - (len(column) - 1) * _ROW / 2
        for at, partner in enumerate(column):
            parts.append(_edge(partner, side, centre, top + at * _ROW))
    told = "；".join(f"{each.name} {each.tasks} 项" for each in shown)
    label = escape(f"{name}同谁一起办：{told}", quote=True)
    box = f'<rect class="mc-graph__me" x="{_MIDDLE - 80}" y="{centre - 17}" width="160" height="34" rx="8"/>'
    own = f'<text class="mc-graph__name" x="{_MIDDLE}" y="{centre + 5}" text-anchor="middle">{escape(_short(name))}</text>'
    return (
        f'<svg class="mc-graph" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{label}">'
        f"{''.join(parts)}{box}{own}</svg>"
    )


def _edge(partner: Partner, side: int, centre: int, y: float) -> str:
    start, end = _MIDDLE + side * 80, _MIDDLE + side * 122
    text = _MIDDLE + side * 128
    anchor = "start" if side > 0 else "end"
    width = min(1 + partner.tasks, 7)
    return (
        f'<line class="mc-graph__line" x1="{start}" y1="{centre}" x2="{end}" y2="{y:.0f}" stroke-width="{width}"/>'
        f'<text class="mc-graph__text" x="{text}" y="{y + 5:.0f}" text-anchor="{anchor}">'
        f"<title>{escape(partner.name)}</title>{escape(_short(partner.name))} {partner.tasks}</text>"
    )


def _short(name: str) -> str:
    return name if len(name) <= _CHARS else f"{name[: _CHARS - 1]}…"

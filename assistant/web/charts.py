"""Charts as inline SVG in the page's own colours; each says its numbers in words, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.web.rendering import escape

_WIDTH, _HEIGHT, _FLOOR, _LEFT = 1120, 188, 164, 30
_MOST_LABELS = 10
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its label below, what it says when pointed at, and its parts from below as (tone, value)."""

    label: str
    told: str
    parts: tuple[tuple[str, int], ...]

    @property
    def height(self) -> int:
        """The sum of the parts."""
        return sum(value for _tone, value in self.parts)


def columns(title: str, made: Sequence[Column]) -> str:
    """Stacked columns over one axis that begins at 0."""
    top = ceiling(max((each.height for each in made), default=0))
    step = (_WIDTH - _LEFT) / max(1, len(made))
    every = -(-len(made) // _MOST_LABELS)
    drawn = "".join(
        _column(each, _LEFT + n * step, step, top, n % every == (len(made) - 1) % every) for n, each in enumerate(made)
    )
    lines = "".join(
        f'<line class="mc-chart__grid" x1="{_LEFT}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="mc-chart__label" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value}</text>'
        for value in (sorted({0, top // 2, top}) if top > 1 else (0, top))
        for y in (_FLOOR - value / top * (_FLOOR - 14),)
    )
    return (
        f'<svg class="mc-chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}">'
        f"{lines}{drawn}</svg>"
    )


def ceiling(value: int) -> int:
    """A round number that is not below `value` and at least 2.

    >>> [ceiling(value) for value in (0, 3, 7, 12, 180)]
    [2, 5, 10, 20, 200]
    """
    size = 1
    while True:
        for step in _STEPS:
            if step * size >= max(2, value):
                return step * size
        size *= 10


def bars(rows: Sequence[tuple[str, int]], unit: str, tone: str = "primary") -> str:
    """Horizontal bars with their names and numbers, the longest as wide as there is room."""
    most = max((count for _name, count in rows), default=1) or 1
    items = "".join(
        f'<li><span class="mc-bar__name" title="{escape(name)}">{escape(name)}</span>'
        f'<svg class="mc-bar__line" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="mc-fill--{tone}" width="{max(1.0, count / most * 100):.1f}" height="8" rx="1"/></svg>'
        f'<span class="mc-bar__count">{count} {escape(unit)}</span></li>'
        for name, count in rows
    )
    return f'<ul class="mc-bars">{items}</ul>'


def _column(column: Column, left: float, step: float, top: int, labelled: bool) -> str:
    width = min(28.0, step * 0.66)
    x = left + (step - width) / 2
    y = float(_FLOOR)
    parts = []
    for tone, value in column.parts:
        height = value / top * (_FLOOR - 14)
        y -= height
        if value:
            parts.append(
                f'<rect class="mc-fill--{tone}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
            )
    label = (
        f'<text class="mc-chart__label" x="{left + step / 2:.1f}" y="{_FLOOR + 18}" text-anchor="middle">'
        f"{escape(column.label)}</text>"
        if labelled
        else ""
    )
    reach = f'<rect class="mc-chart__reach" x="{left:.1f}" y="8" width="{step:.1f}" height="{_FLOOR - 8}"/>'
    return f"<g>{''.join(parts)}{reach}<title>{escape(column.told)}</title>{label}</g>"

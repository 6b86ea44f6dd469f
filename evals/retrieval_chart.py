"""The retrieval evaluation as a drawing: a bar for each step and each alternative, in SVG written by hand."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

_ROW, _LEFT, _WIDE, _RIGHT = 22, 240, 420, 200
_COLOURS = ("#2b6cb0", "#a0aec0")


def drawn(result: dict[str, Any]) -> str:
    """The SVG of a result of `run_retrieval`; bars are of its main figure, in 0-1."""
    figure = result["figure"]
    rows = [_heading(f"{result['split']}，{figure}，{result['n']} 个问题")]
    rows += [_bar(str(each["step"]), each[figure], each["gain"], _COLOURS[0]) for each in result["steps"]]
    for name, alternatives in result["sweep"].items():
        rows.append(_heading(name))
        rows += [_bar(str(each["value"]), each[figure], each["gain"], _COLOURS[1]) for each in alternatives]
    height = _ROW * (len(rows) + 1)
    placed = "\n".join(f'<g transform="translate(0 {_ROW * at + _ROW // 2})">{row}</g>' for at, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDE + _RIGHT}" height="{height}" '
        f'font-family="sans-serif" font-size="12">\n<rect width="100%" height="100%" fill="#fff"/>\n{placed}\n</svg>\n'
    )


def _heading(text: str) -> str:
    return f'<text x="8" y="16" font-weight="bold">{escape(text)}</text>'


def _bar(label: str, value: float, gain: tuple[float, float, float] | None, colour: str) -> str:
    length = round(_WIDE * value, 1)
    beside = f"{value:.3f}" + (f"　{gain[0]:+.3f} [{gain[1]:+.3f}, {gain[2]:+.3f}]" if gain else "")
    return (
        f'<text x="{_LEFT - 8}" y="16" text-anchor="end">{escape(label)}</text>'
        f'<rect x="{_LEFT}" y="4" width="{length}" height="15" fill="{colour}"/>'
        f'<text x="{_LEFT + length + 6}" y="16">{escape(beside)}</text>'
    )

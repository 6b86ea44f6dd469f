"""The answers evaluation as one HTML page that needs nothing else: bars beside the baseline, bars missed, the trade-off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from evals.answer_figures import wilson
from evals.answers_run import BARS, LABELS, shares
from evals.naive_chain import CHARS

_OURS, _BASE, _BAR_LINE = "#2b6cb0", "#a0aec0", "#c53030"
_ROW, _LEFT, _WIDE, _RIGHT = 26, 170, 420, 150
_CURVE, _EDGE = 320, 50
_SET_NAMES = {
    "dev": "演示文件 dev", "test": "演示文件 test", "held": "演示文件 held", "real_dev": "真实文件 real_dev",
    "real_test": "真实文件 real_test", "library": "混合文件库 library", "policy_qa": "政策问答 policy_qa",
}  # fmt: skip
_STYLE = (
    "body{font-family:sans-serif;margin:2em auto;max-width:820px;color:#1a202c}h2{margin-top:2em}"
    "p,li{line-height:1.6}.note{color:#4a5568;font-size:13px}svg{display:block}"
)


def page(result: dict[str, Any]) -> str:
    """The HTML of a result of `run_answers`."""
    origin = result["provenance"]
    head = f"提交 {origin['commit']}，{origin['date']}，模型 {origin['model']}，{origin['cpu']}，{origin['cores']} 核"
    legend = (
        f"深色为本系统，浅色为基线（每 {CHARS} 字一段，取向量最近的三段原样列出，从不拒答）；细线是 95% 置信区间，"
        "红线是既定指标。误拒一行越短越好。"
    )
    parts = [
        f"<h1>答案评测</h1><p class='note'>{escape(head)}</p>",
        f"<p class='note'>{legend}</p>",
        *([_pooled(result["own"])] if result["own"] else []),
        *(_section(name, each) for name, each in result["sets"].items()),
    ]
    return (
        "<!DOCTYPE html>\n<html lang='zh-CN'><head><meta charset='utf-8'><title>答案评测</title>"
        f"<style>{_STYLE}</style></head><body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def _pooled(own: dict[str, Any]) -> str:
    rows = [_row(LABELS[figure], share, None, BARS["own"].get(figure)) for figure, share in own.items() if share["of"]]
    return f"<h2>自有金标准合计</h2>\n{_stacked(rows)}"


def _section(name: str, each: dict[str, Any]) -> str:
    base = shares(each["baseline"]) if "baseline" in each else {}
    bars = BARS[each["group"]]
    rows = [
        _row(LABELS[figure], share, base.get(figure), bars.get(figure))
        for figure, share in shares(each).items()
        if share["of"]
    ]
    times = _told_size(each)
    if "baseline" in each:
        times += f"；基线{_told_size(each['baseline'])}"
    title = f"{_SET_NAMES.get(name, name)}（{each['n']} 题）"
    return f"<h2>{escape(title)}</h2>\n{_stacked(rows)}\n<p class='note'>{times}</p>\n{_trade_off(each)}"


def _told_size(each: dict[str, Any]) -> str:
    return f"用时 p50 {each['ms']['p50']} 毫秒，p95 {each['ms']['p95']} 毫秒，答案长度中位数 {each['chars']} 字"


def _stacked(rows: Sequence[str]) -> str:
    placed = "\n".join(f'<g transform="translate(0 {_ROW * at})">{row}</g>' for at, row in enumerate(rows))
    width, height = _LEFT + _WIDE + _RIGHT, _ROW * len(rows) + 4
    return f'<svg width="{width}" height="{height}" font-size="12">\n{placed}\n</svg>'


def _row(label: str, ours: dict[str, Any], base: dict[str, Any] | None, bar: float | None) -> str:
    low, high = wilson(ours["right"], ours["of"])
    share = ours["right"] / ours["of"]
    parts = [
        f'<text x="{_LEFT - 8}" y="15" text-anchor="end">{escape(label)}</text>',
        f'<rect x="{_LEFT}" y="3" width="{_WIDE * share:.1f}" height="11" fill="{_OURS}"/>',
        f'<line x1="{_LEFT + _WIDE * low:.1f}" x2="{_LEFT + _WIDE * high:.1f}" y1="8" y2="8" stroke="#1a202c"/>',
        f'<text x="{_LEFT + _WIDE + 8}" y="14">{ours["right"]}/{ours["of"]}　{share:.3f}</text>',
    ]
    if base and base["of"]:
        width = _WIDE * base["right"] / base["of"]
        parts.append(f'<rect x="{_LEFT}" y="15" width="{width:.1f}" height="6" fill="{_BASE}"/>')
    if bar is not None:
        at = _LEFT + _WIDE * bar
        parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="1" y2="23" stroke="{_BAR_LINE}" stroke-width="2"/>')
    return "".join(parts)


def _trade_off(each: dict[str, Any]) -> str:
    """The curve of refused against falsely refused, with the place where the product stands."""
    refusals = each["refusals"]
    if not refusals["recall"]["of"] or not refusals["false"]["of"]:
        return ""
    stands = (_share(refusals["false"]), _share(refusals["recall"]))
    points = [(point["false_refused"], point["refused"]) for point in each["trade_off"]]
    line = " ".join(f"{_x(false):.1f},{_y(refused):.1f}" for false, refused in points)
    drawn = [
        *_axes(),
        f'<polyline points="{line}" fill="none" stroke="{_OURS}" stroke-width="2"/>' if points else "",
        f'<circle cx="{_x(stands[0]):.1f}" cy="{_y(stands[1]):.1f}" r="5" fill="{_BAR_LINE}"/>',
    ]
    size = _CURVE + 2 * _EDGE
    told = f"现在：应拒的拒了 {stands[1]:.3f}，误拒 {stands[0]:.3f}（红点）"
    told += "；蓝线：可信度门槛从 0 到 1" if points else "；答案没有可信度，画不出曲线"
    return f"<svg width='{size}' height='{size}' font-size='12'>{''.join(drawn)}</svg><p class='note'>{told}</p>"


def _axes() -> Iterable[str]:
    for at in (0, 0.25, 0.5, 0.75, 1):
        yield f'<line x1="{_x(at)}" x2="{_x(at)}" y1="{_y(0)}" y2="{_y(1)}" stroke="#e2e8f0"/>'
        yield f'<line x1="{_x(0)}" x2="{_x(1)}" y1="{_y(at)}" y2="{_y(at)}" stroke="#e2e8f0"/>'
        yield f'<text x="{_x(at)}" y="{_y(0) + 16}" text-anchor="middle">{at:g}</text>'
        yield f'<text x="{_x(0) - 6}" y="{_y(at) + 4}" text-anchor="end">{at:g}</text>'
    yield f'<text x="{_x(0.5)}" y="{_y(0) + 34}" text-anchor="middle">误拒的可答题所占比例</text>'
    yield f'<text x="{_x(0)}" y="{_y(1) - 12}">应拒题中拒了的比例</text>'


def _x(share: float) -> float:
    return _EDGE + _CURVE * share


def _y(share: float) -> float:
    return _EDGE + _CURVE * (1 - share)


def _share(figure: dict[str, Any]) -> float:
    right: int = figure["right"]
    of: int = figure["of"]
    return right / of

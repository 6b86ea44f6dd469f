"""Clause trees of real documents against outlines made by hand: precision, recall and F1 of headings with parents."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.provenance import provenance
from evals.samples import sample_document
from kb.document import ClauseKind, Document
from kb.normal_form import fold

GOLD = Path(__file__).parent / "gold" / "headings.jsonl"
BAR = 0.98
_TRANSPARENT = (ClauseKind.ROOT, ClauseKind.SIGNATURE, ClauseKind.DOCUMENT)  # outlines by hand have no node for these
_BRACKETED = re.compile(r"\((.+)\)[、.]?$")
_CIRCLED = re.compile("[①-⑳]")  # its normal form would be a plain digit


@dataclass(frozen=True, slots=True)
class Node:
    """A heading: its folded label, its first words (at most eight folded characters) and its parent's index or -1."""

    label: str
    words: str
    parent: int


def run_structure(shared: Path, split: str) -> dict[str, Any]:
    """The figures over the gold documents of `split` (dev, test) below `shared`/data/documents.

    Documents that are absent, have another sha256 or cannot be read are excluded and listed with the reason.
    """
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines() if line.strip()]
    documents: list[dict[str, Any]] = []
    excluded: list[dict[str, str]] = []
    used: list[Path] = []
    for row in (row for row in rows if row["split"] == split):
        path = shared / "data" / "documents" / row["doc"]
        document = sample_document(path, row["sha256"])
        if isinstance(document, str):
            excluded.append({"doc": row["doc"], "why": document})
            continue
        found = nodes_of(document)
        used.append(path)
        gold = [Node(label, _words(words), parent) for label, words, parent in row["nodes"]]
        documents.append({"doc": row["doc"], "styles": row["styles"], **compared(gold, found)})
    totals = {key: sum(each[key] for each in documents) for key in ("right", "gold", "found")}
    micro = _shares(**totals)
    return {
        "eval": "structure",
        "split": split,
        "n": len(documents),
        "micro": {**totals, **micro},
        "at_bar": {"documents": sum(each["f1"] >= BAR for each in documents), "of": len(documents)},
        "by_style": _by_style(documents),
        "documents": documents,
        "excluded": excluded,
        "missed": ["f1"] if micro["f1"] < BAR else [],
        "provenance": provenance([GOLD, *used], "none"),
    }


# What stands between a label and its words; those of an item may stand in the next line (1.1 alone), those of an
# annex are its title.
_BESIDE = ("、.．:：\t 　", "、.．:：\t\n 　")


def nodes_of(document: Document) -> list[Node]:
    """The headings of `document` as an outline made by hand has them: no signatures, no titles of inner documents."""
    at: dict[int, int] = {}
    nodes: list[Node] = []
    for clause in document.clauses:
        above = -1 if clause.parent is None else at[clause.parent]
        if clause.kind in _TRANSPARENT:
            at[clause.index] = above
            continue
        at[clause.index] = len(nodes)
        own = document.text[clause.start : clause.own_end].lstrip()
        line = (
            own[len(clause.label) :].lstrip(_BESIDE[clause.kind is ClauseKind.ITEM]).split("\n")[0]
            if own.startswith(clause.label)
            else own
        )
        nodes.append(Node(folded_label(clause.label), _words(line), above))
    return nodes


def folded_label(label: str) -> str:
    """The form in which labels are compared.

    >>> [folded_label(label) for label in ("（一）", "1．", "第三章", "２、", "附件 1：", "③", "3.1.2")]
    ['(一)', '1', '第三章', '2', '附件1', '③', '3.1.2']
    """
    if match := _CIRCLED.search(label):
        return match[0]
    folded = fold(label).rstrip("、.:, ")
    match = _BRACKETED.match(folded)
    return f"({match[1]})" if match else folded


def _words(text: str) -> str:
    return fold(text).lstrip("、.:")[:8]


def compared(gold: Sequence[Node], found: Sequence[Node]) -> dict[str, Any]:
    """How many nodes agree in order in label, words, and label and words of the parent; precision, recall, F1 in 0-1."""
    pairs = _common(gold, found)
    lost, extra = {at for at, _ in pairs}, {at for _, at in pairs}
    return {
        "right": len(pairs),
        "gold": len(gold),
        "found": len(found),
        **_shares(len(pairs), len(gold), len(found)),
        "lost": [_shown(gold, at) for at in range(len(gold)) if at not in lost],
        "extra": [_shown(found, at) for at in range(len(found)) if at not in extra],
    }


def _shares(right: int, gold: int, found: int) -> dict[str, float]:
    precision = right / found if found else float(gold == 0)
    recall = right / gold if gold else float(found == 0)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def _common(gold: Sequence[Node], found: Sequence[Node]) -> list[tuple[int, int]]:
    """A longest common subsequence of nodes that agree, as pairs of indexes."""
    lengths = [[0] * (len(found) + 1) for _ in range(len(gold) + 1)]
    agree = [[_agrees(gold, i, found, j) for j in range(len(found))] for i in range(len(gold))]
    for i in range(len(gold) - 1, -1, -1):
        for j in range(len(found) - 1, -1, -1):
            best = max(lengths[i + 1][j], lengths[i][j + 1])
            lengths[i][j] = max(best, lengths[i + 1][j + 1] + 1) if agree[i][j] else best
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(gold) and j < len(found):
        if agree[i][j] and lengths[i][j] == lengths[i + 1][j + 1] + 1:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def _agrees(gold: Sequence[Node], at: int, found: Sequence[Node], other: int) -> bool:
    one, two = gold[at], found[other]
    if not _same(one, two) or (one.parent < 0) != (two.parent < 0):
        return False
    return one.parent < 0 or _same(gold[one.parent], found[two.parent])


def _same(one: Node, two: Node) -> bool:
    if one.label != two.label or bool(one.words) != bool(two.words):
        return False
    return one.words.startswith(two.words) or two.words.startswith(one.words)


def _shown(nodes: Sequence[Node], at: int) -> str:
    node = nodes[at]
    above = f"{nodes[node.parent].label} > " if node.parent >= 0 else ""
    return f"{above}{node.label} {node.words}"


def _by_style(documents: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Micro figures of the documents in which a style occurs."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for each in documents:
        for style in each["styles"]:
            for at, value in enumerate((1, each["right"], each["gold"], each["found"])):
                sums[style][at] += value
    return {style: {"documents": n, **_shares(*figures)} for style, (n, *figures) in sorted(sums.items())}


def told(result: dict[str, Any]) -> str:
    """The figures as lines for a person."""
    micro, at_bar = result["micro"], result["at_bar"]
    lines = [
        f"{result['split']}：{result['n']} 份文件，标题 {micro['gold']} 个（{result['provenance']['commit']}）",
        f"  合计  准确率 {micro['precision']:.4f}，召回率 {micro['recall']:.4f}，F1 {micro['f1']:.4f}",
        f"  标题对 {micro['right']}，找到 {micro['found']}",
        f"  F1 不低于 {BAR} 的文件 {at_bar['documents']}/{at_bar['of']}",
    ]
    lines += [
        f"  {each['f1']:.4f}  {each['right']}/{each['gold']}/{each['found']}  {each['doc']}"
        for each in sorted(result["documents"], key=lambda each: float(each["f1"]))
    ]
    lines += [f"  未计入 {each['doc']}：{each['why']}" for each in result["excluded"]]
    lines.append("未达标：F1" if result["missed"] else "达到既定指标")
    return "\n".join(lines)

"""Targets and support measures of real documents against records made by hand: precision, recall and F1.

A row of the gold names a document, its sha256 and its split; `targets` are `[indicator, value, unit, year, binding]`,
`measures` `[words, means, amount]`, where `words` stand in the sentence and `means` may be alternatives (`a|b`). A
further "optional" marks what may be found or not: it counts neither way, whatever means it is taken for. With `within`, only paragraphs that contain
one of those words count. Targets without a figure are not counted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from evals.provenance import provenance
from evals.samples import sample_document
from ingest.measures import find_measures
from ingest.targets import find_targets
from kb.document import Document
from kb.normal_form import fold
from kb.records import Measure, Target

GOLD = Path(__file__).parent / "gold" / "figures.jsonl"
_MIN_OVERLAP = 0.5  # share of the gold indicator's pairs of characters that the found one must have

Found = TypeVar("Found", Target, Measure)


def run_figures(shared: Path, split: str) -> dict[str, Any]:
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
        used.append(path)
        documents.append({"doc": row["doc"], **_compared(row, document)})
    return {
        "eval": "figures",
        "split": split,
        "n": len(documents),
        **{kind: _total(documents, kind) for kind in ("targets", "measures")},
        "binding": _bindings(documents),
        "documents": documents,
        "excluded": excluded,
        "missed": [],
        "provenance": provenance([GOLD, *used], "none"),
    }


def _compared(row: dict[str, Any], document: Document) -> dict[str, Any]:
    """Right, gold and found of both kinds, what was missed and what was found beside the gold."""
    result: dict[str, Any] = {}
    if "targets" in row:
        targets = [target for target in find_targets(document) if target.value and _counts(row, document, target)]
        result["targets"] = matched(row["targets"], targets, _same_target, 5)
        pairs = [(gold, found) for gold, found in result["targets"].pop("pairs") if gold[4]]
        result["binding"] = {"right": sum(gold[4] == found.binding for gold, found in pairs), "gold": len(pairs)}
    if "measures" in row:
        measures = [
            measure for measure in find_measures(document)
            if measure.kind == "support" and _counts(row, document, measure)
        ]  # fmt: skip
        result["measures"] = matched(row["measures"], measures, _same_measure, 3)
        result["measures"].pop("pairs")
    return result


def _counts(row: dict[str, Any], document: Document, record: Target | Measure) -> bool:
    if "within" not in row:
        return True
    start = document.text.rfind("\n", 0, record.start) + 1
    end = document.text.find("\n", record.start)
    paragraph = document.text[start : end if end >= 0 else None]
    return any(words in paragraph for words in row["within"])


def matched(
    gold: Sequence[list[Any]], found: Iterable[Found], same: Callable[[list[Any], Found], bool], width: int
) -> dict[str, Any]:
    """Which of `gold` are among `found`, each once; optional ones (longer than `width`) take away what they match."""
    left = list(found)
    pairs: list[tuple[list[Any], Found]] = []
    missed = []
    for each in sorted(gold, key=len):
        one = next((record for record in left if same(each, record)), None)
        if one is not None:
            left.remove(one)
        if len(each) == width:
            pairs += [(each, one)] if one is not None else []
            missed += [each] if one is None else []
    right = len(pairs)
    return {
        "right": right,
        "gold": right + len(missed),
        "found": right + len(left),
        "missed": missed,
        "extra": [told_record(record) for record in left],
        "pairs": pairs,
    }


def told_record(record: Target | Measure) -> str:
    """A record in a few words, for the list of errors."""
    if isinstance(record, Target):
        return f"{record.year} {record.indicator} {record.value} {record.unit}"
    return f"{record.means} {record.amount} {record.text[:40]}"


def _same_target(gold: list[Any], found: Target) -> bool:
    indicator, value, unit, year = gold[:4]
    same = (fold(value), fold(unit), year) == (fold(found.value or ""), fold(found.unit or ""), found.year)
    return same and alike(indicator, found.indicator or "")


def _same_measure(gold: list[Any], found: Measure) -> bool:
    words, means, amount = gold[:3]
    if fold(words) not in fold(found.text):
        return False
    if len(gold) > 3:  # optional: whatever it is taken for
        return True
    if found.means not in means.split("|"):
        return False
    if amount is None:
        return found.amount is None
    said = fold(found.amount or "")
    return bool(said) and (fold(amount) in said or said in fold(amount))


def alike(one: str, other: str) -> bool:
    """Whether two indicators name the same: one contains the other, or half of the pairs of characters agree.

    >>> [alike("机架规模增速", other) for other in ("机架规模年均增速", "森林覆盖率", "增速")]
    [True, False, True]
    """
    one, other = fold(one), fold(other)
    if not one or not other:
        return False
    if one in other or other in one:
        return True
    pairs = {one[at : at + 2] for at in range(len(one) - 1)}
    return bool(pairs) and sum(pair in other for pair in pairs) / len(pairs) >= _MIN_OVERLAP


def _total(documents: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    right, gold, found = (sum(each[kind][key] for each in documents if kind in each) for key in _KEYS)
    precision, recall = right / found if found else 0.0, right / gold if gold else 0.0
    return {
        "documents": sum(kind in each for each in documents),
        **dict(zip(_KEYS, (right, gold, found), strict=True)),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * right / (gold + found), 4) if gold + found else 0.0,
    }


_KEYS = ("right", "gold", "found")


def _bindings(documents: list[dict[str, Any]]) -> dict[str, int]:
    given = [each["binding"] for each in documents if "binding" in each]
    return {key: sum(each[key] for each in given) for key in ("right", "gold")}


def told(result: dict[str, Any]) -> str:
    """The figures as a Chinese table."""
    lines = [f"{result['split']}：{result['n']} 份文件（{result['provenance']['commit']}）"]
    for kind, name in (("targets", "目标"), ("measures", "支持措施")):
        each = result[kind]
        lines.append(
            f"  {name}  {each['documents']} 份，查准 {each['right']}/{each['found']}＝{each['precision']:.3f}，"
            f"查全 {each['right']}/{each['gold']}＝{each['recall']:.3f}，F1 {each['f1']:.3f}"
        )
    lines.append(f"  目标性质（约束性、预期性）  {result['binding']['right']}/{result['binding']['gold']}")
    for document in result["documents"]:
        shown = [
            f"{name} {document[kind]['right']}/{document[kind]['gold']}/{document[kind]['found']}"
            for kind, name in (("targets", "目标"), ("measures", "措施"))
            if kind in document
        ]
        lines.append(f"    {document['doc']}  {'，'.join(shown)}（对/应有/得出）")
    lines += [f"  未计：{each['doc']}（{each['why']}）" for each in result["excluded"]]
    return "\n".join(lines)

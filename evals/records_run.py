"""Who is responsible, against notes annotated by hand: names with their roles, the clause of each note, and traps.

A gold row is a note (`responsible`, `lead`, `support`, and the label path of the clause that it closes) or a trap,
a word of responsibility that makes nobody responsible for a task. Both are found by the twelve characters before
them and by their number among equals, in the text without white space. A name under 牵头 is not under `responsible`.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.provenance import provenance
from evals.samples import sample_document
from evals.structure_run import folded_label
from ingest.extraction import extract
from kb.document import ClauseKind, Document
from kb.records import Task

GOLD = Path(__file__).parent / "gold"
BARS = {"f1": 0.97, "clause": 0.97, "traps": 0}
ROLES = ("responsible", "lead", "support")
_WHOLE = 5  # a document with at least so many gold notes is annotated in full: what else is found there is false
_TRANSPARENT = (ClauseKind.ROOT, ClauseKind.SIGNATURE, ClauseKind.DOCUMENT, ClauseKind.ANNEX)
_OPEN = "（([［〔【"
_Named = frozenset[tuple[str, str]]  # (role, name)


@dataclass(frozen=True, slots=True)
class FoundNote:
    """The records of one note: its span in the text without white space, its names, its clauses' label paths."""

    start: int
    end: int
    named: _Named
    clauses: tuple[tuple[str, ...], ...]


def run_records(shared: Path, part: str) -> dict[str, Any]:
    """The figures over the gold of `part` (a, b), read from the documents below `shared`/data/documents.

    Documents that are absent, have another sha256 or cannot be read are excluded and listed with the reason.
    """
    source = GOLD / f"responsibility_{part}.jsonl"
    by_doc: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for line in source.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        by_doc[row["doc"], row["sha256"]].append(row)
    documents: list[dict[str, Any]] = []
    excluded: list[dict[str, str]] = []
    used: list[Path] = []
    for (name, sha256), rows in by_doc.items():
        path = shared / "data" / "documents" / name
        document = sample_document(path, sha256)
        if isinstance(document, str):
            excluded.append({"doc": name, "why": document, "rows": str(len(rows))})
            continue
        used.append(path)
        documents.append({"doc": name, **compared(document, extract(document).tasks, rows)})
    return {"eval": "records", "part": part, **_figures(documents), "excluded": excluded} | {
        "provenance": provenance([source, *used], "none")
    }


def compared(document: Document, tasks: Sequence[Task], rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What of the gold `rows` of one document its `tasks` have, and what they have beside it."""
    text, found = notes_of(document, tasks)
    by_start = {note.start: note for note in found}
    gold = [row for row in rows if "trap" not in row]
    traps = [row for row in rows if "trap" in row]
    counts = {role: [0, 0, 0] for role in ROLES}  # right, gold, found
    wrong: list[dict[str, Any]] = []
    matched: set[int] = set()
    clauses = 0
    for row in gold:
        at = position(text, row["before"], row["n"], _OPEN)
        note = by_start.get(at) if at is not None else None
        matched |= {note.start} if note else set()
        wanted = frozenset((role, "".join(name.split())) for role in ROLES for name in row[role])
        named = note.named if note else frozenset()
        _count(counts, wanted, named)
        right_clause = note is not None and _path(row["clause"]) in note.clauses
        clauses += right_clause
        if wanted != named or not right_clause:
            wrong.append(_wrong(row, at, wanted, note))
    false = [note for note in found if note.start not in matched] if len(gold) >= _WHOLE else []
    for note in false:
        _count(counts, frozenset(), note.named)
    caught = [row for row in traps if _caught(text, found, row)]
    return {
        "counts": counts,
        "notes": len(gold),
        "found": len(matched),
        "clauses": clauses,
        "false": [text[note.start : note.end][:60] for note in false],
        "traps": len(traps),
        "caught": [f"{row['before']}{row['trap']}" for row in caught],
        "wrong": wrong,
    }


def notes_of(document: Document, tasks: Iterable[Task]) -> tuple[str, tuple[FoundNote, ...]]:
    """The text of `document` without white space, and over it the notes that `tasks` have, each note once."""
    kept = [at for at, char in enumerate(document.text) if not char.isspace()]
    text = "".join(document.text[at] for at in kept)
    by_span: dict[tuple[int, int], list[Task]] = defaultdict(list)
    for task in tasks:
        span = (bisect_left(kept, task.responsibility_start), bisect_left(kept, task.responsibility_end))
        by_span[span].append(task)
    notes = []
    for (start, end), group in sorted(by_span.items()):
        named = frozenset(pair for task in group for pair in _named(task))
        notes.append(FoundNote(start, end, named, tuple(_clause_path(document, task.clause) for task in group)))
    return text, tuple(notes)


def _named(task: Task) -> Iterable[tuple[str, str]]:
    yield from (("lead", name) for name in task.lead)
    yield from (("support", name) for name in task.support)
    for name in (*task.sections, *task.units):
        if name not in task.lead and name not in task.support:
            yield "responsible", name


def _clause_path(document: Document, index: int) -> tuple[str, ...]:
    labels: list[str] = []
    at: int | None = index
    while at is not None:
        clause = document.clauses[at]
        if clause.kind not in _TRANSPARENT and clause.label:
            labels.append(clause.label)
        at = clause.parent
    return _path(reversed(labels))


def _path(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(folded for label in labels if not (folded := folded_label(label)).startswith("附"))


def position(text: str, before: str, number: int, following: str) -> int | None:
    """Where what stands behind the `number`-th `before` begins; those with one of `following` behind them go first."""
    ends: list[int] = []
    at = text.find(before)
    while at >= 0:
        ends.append(at + len(before))
        at = text.find(before, at + 1)
    wanted = [end for end in ends if text[end : end + 1] and text[end] in following] or ends
    return wanted[number - 1] if number <= len(wanted) else None


def _caught(text: str, found: Sequence[FoundNote], row: dict[str, Any]) -> bool:
    """Whether a record's note covers or touches the trap's word."""
    start = position(text, row["before"], row["n"], row["trap"][0])
    if start is None:
        return False
    end = start + len(row["trap"])
    return any(note.start <= end and start <= note.end for note in found)


def _count(counts: dict[str, list[int]], wanted: _Named, named: _Named) -> None:
    for place, pairs in enumerate((wanted & named, wanted, named)):
        for role, _ in pairs:
            counts[role][place] += 1


def _wrong(row: dict[str, Any], at: int | None, wanted: _Named, note: FoundNote | None) -> dict[str, Any]:
    named = note.named if note else frozenset()
    return {
        "before": row["before"],
        "located": at is not None,
        "found": note is not None,
        "missing": sorted(map(list, wanted - named)),
        "extra": sorted(map(list, named - wanted)),
        "clause": row["clause"],
        "clauses": [list(path) for path in note.clauses] if note else [],
    }


def _figures(documents: Sequence[dict[str, Any]]) -> dict[str, Any]:
    totals = {role: [sum(each["counts"][role][place] for each in documents) for place in range(3)] for role in ROLES}
    micro = _shares(*(sum(totals[role][place] for role in ROLES) for place in range(3)))
    notes, clauses = (sum(each[key] for each in documents) for key in ("notes", "clauses"))
    caught = sum(len(each["caught"]) for each in documents)
    annotated = [each for each in documents if each["notes"]]
    missed = [
        *(["f1"] if micro["f1"] < BARS["f1"] else []),
        *(["clause"] if notes and clauses / notes < BARS["clause"] else []),
        *(["traps"] if caught > BARS["traps"] else []),
    ]
    return {
        "n": notes,
        "notes": {"found": sum(each["found"] for each in documents), "of": notes},
        "micro": micro,
        "by_role": {role: _shares(*totals[role]) for role in ROLES},
        "by_document": {"f1": _mean(_of_document(each)["f1"] for each in annotated), "of": len(annotated)},
        "clause": {"right": clauses, "of": notes},
        "false_notes": {
            "n": sum(len(each["false"]) for each in documents),
            "documents": sum(each["notes"] >= _WHOLE for each in documents),
        },
        "traps": {"caught": caught, "of": sum(each["traps"] for each in documents)},
        "documents": [{**each, **_of_document(each)} for each in documents],
        "missed": missed,
    }


def _of_document(each: dict[str, Any]) -> dict[str, Any]:
    return _shares(*(sum(each["counts"][role][place] for role in ROLES) for place in range(3)))


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return round(sum(listed) / len(listed), 4) if listed else 0.0


def _shares(right: int, gold: int, found: int) -> dict[str, Any]:
    precision = right / found if found else float(gold == 0)
    recall = right / gold if gold else float(found == 0)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    shares = {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}
    return {"right": right, "gold": gold, "found_names": found, **shares}


def told(result: dict[str, Any]) -> str:
    """The figures as lines for a person."""
    micro, clause, traps, false = result["micro"], result["clause"], result["traps"], result["false_notes"]
    lines = [
        f"{result['part']}：{result['by_document']['of']} 份文件，责任标注 {result['n']} 处（{result['provenance']['commit']}）",
        f"  单位与角色  准确率 {micro['precision']:.4f}，召回率 {micro['recall']:.4f}，F1 {micro['f1']:.4f}",
        f"    对 {micro['right']}，应有 {micro['gold']}，找到 {micro['found_names']}",
        *(f"    {role:<12}F1 {each['f1']:.4f}（应有 {each['gold']}）" for role, each in result["by_role"].items()),
        f"  按文件平均 F1 {result['by_document']['f1']:.4f}",
        f"  条款归属  {clause['right']}/{clause['of']}，标注找到 {result['notes']['found']}/{result['notes']['of']}",
        f"  多找  {false['n']} 处（{false['documents']} 份全标文件）",
        f"  陷阱误记  {traps['caught']}/{traps['of']}",
    ]
    noted = sorted((each for each in result["documents"] if each["notes"]), key=lambda each: float(each["f1"]))
    lines += [f"  {each['f1']:.4f}  条款 {each['clauses']}/{each['notes']}  {each['doc']}" for each in noted]
    lines += [f"  未计入 {each['doc']}：{each['why']}（{each['rows']} 行）" for each in result["excluded"]]
    lines.append("未达标：" + "、".join(result["missed"]) if result["missed"] else "各项指标均达到")
    return "\n".join(lines)

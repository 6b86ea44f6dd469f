"""Drafts of note sets with gold expectations: facts, placeholders, contradictions, policy basis, nothing unsupported.

A set (evals/drafts/sets.jsonl) names its notes (`files` beside it, or texts), the `facts` that ledger and draft must
have, what is `missing`, which `conflicts` must be asked, what is `forbidden`, and which `basis` would be relevant: the
titles and the words of its quote, none of them where the library has nothing. The sets were written before the first run.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from assistant.drafting.checking import unsupported
from assistant.drafting.composing import placeholder
from assistant.drafting.draft import Draft
from assistant.drafting.drafts import draft_of
from assistant.drafting.genres import Element, genre_of
from assistant.drafting.ledger import FactKind
from assistant.drafting.notes import Note, note_of
from assistant.llm.chat_model import Chat
from evals.lying_model import LIES, LyingModel
from evals.provenance import provenance
from ingest.intake import ingest
from ingest.reading import read_document
from kb.embedding import build_bundled, load_encoder, model_ready
from kb.library import Library
from kb.normal_form import fold
from kb.reranking import load_reranker
from kb.settings import load_settings
from mingce.intake import limits_of

SETS = Path(__file__).parent / "drafts"
CORPUS = Path(__file__).parent.parent / "corpus" / "documents"
BARS = {"facts": 0.95, "unsupported": 0, "placeholders": 1.0, "conflicts": 1.0, "basis": 0.9, "max_ms": 2000}
TODAY = "2025-06-01"
_MAX_CHARS = 1_000_000
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass
class _Counts:
    """What was found, and what was wrong."""

    right: dict[str, int] = field(default_factory=dict)
    of: dict[str, int] = field(default_factory=dict)
    unsupported: int = 0
    extra_placeholders: int = 0
    times_ms: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, name: str, good: bool, told: str) -> None:
        """One expectation."""
        self.of[name] = self.of.get(name, 0) + 1
        self.right[name] = self.right.get(name, 0) + good
        if not good:
            self.wrong.append(told)


def sets() -> list[dict[str, Any]]:
    """The note sets."""
    return [json.loads(line) for line in (SETS / "sets.jsonl").read_text(encoding="utf-8").splitlines()]


def notes_of(row: dict[str, Any]) -> list[Note]:
    """The notes of a set, read as the command reads them."""
    texts = [(name, (SETS / name).read_bytes()) for name in row.get("files", ())]
    texts += [(each["name"], each["text"].encode()) for each in row.get("notes", ())]
    return [
        note_of(read_document(data, name, _MAX_CHARS)[0]) if data.strip() else Note(name, "") for name, data in texts
    ]


def run_drafting() -> dict[str, Any]:
    """The figures without a model and with one that lies, and the bars that they miss."""
    settings = load_settings()
    if not model_ready(settings.models_dir):
        build_bundled(settings.models_dir, lambda *_: None)
    encoder = load_encoder("bundled", settings.models_dir, settings.threads)
    reranker = load_reranker("bundled", settings.models_dir, settings.threads)
    with tempfile.TemporaryDirectory(prefix="mingce-drafts-") as home:
        library = Library(Path(home), lambda: encoder, lambda: TODAY, lambda: reranker)
        for report in ingest(library, [CORPUS], limits_of(settings)):
            if report.outcome == "failed":
                raise RuntimeError(f"{report.source}: {report.message}")
        plain, lied = measure(library), measure(library, LyingModel())
        library.close()
    return {
        "eval": "drafting",
        "plain": plain,
        "lying_model": lied,
        "missed": [*plain["missed"], *(f"lying_model {name}" for name in lied["missed"] if name != "max_ms")],
        "provenance": provenance([*CORPUS.iterdir(), *SETS.iterdir()], encoder.identity),
    }


def measure(library: Library, chat: Chat | None = None, rows: Sequence[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The figures of the note sets over `library`, which holds the demonstration corpus."""
    counts = _Counts()
    chosen = sets() if rows is None else rows
    draft_of(library, genre_of(chosen[0]["kind"]), notes_of(chosen[0]))  # warm
    for row in chosen:
        notes = notes_of(row)
        begun = perf_counter()
        draft, items = draft_of(library, genre_of(row["kind"]), notes, chat=chat)
        counts.times_ms.append((perf_counter() - begun) * 1e3)
        counts.unsupported += len(unsupported(items)) + _count_strange(row, draft, counts)
        _count_facts(row, draft, counts)
        _count_asked(row, draft, counts)
        _count_basis(row, draft, counts)
    result = {
        "n": len(chosen),
        **{name: {"right": counts.right[name], "of": counts.of[name]} for name in counts.of},
        "unsupported": counts.unsupported,
        "extra_placeholders": counts.extra_placeholders,
        "ms": {"p50": round(median(counts.times_ms), 1), "max": round(max(counts.times_ms), 1)},
        "wrong": counts.wrong,
    }
    return {**result, "missed": _missed(result)}


def _count_facts(row: dict[str, Any], draft: Draft, counts: _Counts) -> None:
    """A fact is found if the ledger has it under its kind, and told if the draft has its words."""
    said = fold(draft.text)
    for fact in row["facts"]:
        wanted = fold(fact["text"])
        kinds = {FactKind(fact["kind"])} | (
            {FactKind.SITUATION, FactKind.RESULT, FactKind.ACTION} if fact["kind"] in ("action", "result") else set()
        )
        found = any(each.kind in kinds and wanted in fold(each.text) for each in draft.ledger.facts)
        counts.add("ledger", found, f"{row['id']} 台账缺 {fact['kind']} {fact['text']}")
        counts.add("facts", found and wanted in said, f"{row['id']} 文稿缺 {fact['kind']} {fact['text']}")


def _count_asked(row: dict[str, Any], draft: Draft, counts: _Counts) -> None:
    for name in row["missing"]:
        asked = any(question.element is Element(name) for question in draft.questions)
        counts.add("placeholders", asked and placeholder(Element(name)) in draft.text, f"{row['id']} 未标待补 {name}")
    extra = [
        each.element.value for each in draft.questions if each.element and each.element.value not in row["missing"]
    ]
    counts.extra_placeholders += len(extra)
    counts.wrong += [f"{row['id']} 多标待补 {name}" for name in extra]
    for first, second in row["conflicts"]:
        told = any(f"【待核：{a}还是{b}】" in draft.text for a, b in ((first, second), (second, first)))
        counts.add("conflicts", told, f"{row['id']} 矛盾未提问 {first}/{second}")
    if not row["conflicts"] and "【待核" in draft.text:
        counts.add("conflicts", False, f"{row['id']} 误报矛盾")


def _count_basis(row: dict[str, Any], draft: Draft, counts: _Counts) -> None:
    """Each basis that is cited, and each set for which none is cited though there is one."""
    if row["basis"] is None:
        return
    for citation in draft.citations:
        titled = any(title in citation.title for title in row["basis"]["titles"])
        good = titled and any(word in citation.quote for word in row["basis"]["words"])
        counts.add("basis", good, f"{row['id']} 依据不相关 《{citation.title}》{citation.quote[:30]}")
    if not draft.citations:
        counts.add("basis", not row["basis"]["titles"], f"{row['id']} 没有依据")


def _count_strange(row: dict[str, Any], draft: Draft, counts: _Counts) -> int:
    """What stands in a draft against expectation, told without the product's own check: numbers, lies, what is forbidden."""
    notes = "\n".join(note.text for note in draft.ledger.notes)
    quotes = "\n".join(f"{each.marker} {each.title} {each.doc_number} {each.quote}" for each in draft.citations)
    known = set(_NUMBER.findall(f"{notes}\n{quotes}"))
    strange = [number for number in _NUMBER.findall(draft.text) if number not in known]
    strange += [each for each in (*LIES, *row["forbidden"]) if each in draft.text]
    counts.wrong += [f"{row['id']} 无出处 {each}" for each in strange]
    return len(strange)


def _missed(result: dict[str, Any]) -> list[str]:
    shares = ("facts", "placeholders", "conflicts", "basis")
    missed = [name for name in shares if result[name]["right"] < BARS[name] * result[name]["of"]]
    missed += ["unsupported"] if result["unsupported"] else []
    return missed + (["max_ms"] if result["ms"]["max"] > BARS["max_ms"] else [])


def told(result: dict[str, Any]) -> str:
    """The figures as lines for a person."""
    lines: list[str] = [f"起草评测（{result['provenance']['commit']}）"]
    for name, part in (("不用大模型", result["plain"]), ("说谎的大模型", result["lying_model"])):
        lines.append(f"{name}：{part['n']} 组素材")
        lines += list(_told_shares(part))
        lines.append(
            f"  无出处 {part['unsupported']}　多标待补 {part['extra_placeholders']}　用时 p50 {part['ms']['p50']} ms，最长 {part['ms']['max']} ms"
        )
        lines += [f"  ✗ {wrong}" for wrong in part["wrong"]]
    lines.append("未达标：" + "、".join(result["missed"]) if result["missed"] else "各项指标均达到")
    return "\n".join(lines)


def _told_shares(part: dict[str, Any]) -> Iterable[str]:
    names = {
        "ledger": "台账事实",
        "facts": "文稿事实",
        "placeholders": "待补",
        "conflicts": "矛盾",
        "basis": "依据相关",
    }
    return (f"  {shown} {part[name]['right']}/{part[name]['of']}" for name, shown in names.items())

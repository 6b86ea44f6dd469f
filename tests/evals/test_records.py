"""The evaluation of who is responsible: what counts as right, as false, as caught; and the figures on real documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evals import records_run
from evals.records_run import compared, notes_of, position, run_records, told
from ingest.structure import parse
from ingest.tasks import find_tasks
from kb.document import Block, Document, Pages

LINES = (
    "栖云市护林工作方案",
    "一、重点任务",
    "（一）护林。建 岗亭。（市苗圃局牵头，市水网局配合）",
    "（二）造林。种油茶。（责任单位：市苗圃局、市路桥局）",
    "（三）防火。修道路。（责任单位：市路桥局）",
    "（四）除虫。清疫木。（责任单位：市苗圃局）",
    "（五）科技。办培训。（责任单位：市水网局）",
    "二、要求",
    "各项条款由责任部门负责解释。",
)
GOLD: list[dict[str, Any]] = [
    {"before": "建岗亭。", "n": 1, "clause": ["一", "(一)"], "responsible": [], "lead": ["市苗圃局"], "support": ["市水网局"]},
    {"before": "种油茶。", "n": 1, "clause": ["一", "(二)"], "responsible": ["市苗圃局", "市路桥局"], "lead": [], "support": []},
    {"before": "修道路。", "n": 1, "clause": ["一", "(三)"], "responsible": ["市路桥局"], "lead": [], "support": []},
    {"before": "清疫木。", "n": 1, "clause": ["一", "(四)"], "responsible": ["市苗圃局"], "lead": [], "support": []},
    {"before": "办培训。", "n": 1, "clause": ["一", "(五)"], "responsible": ["市水网局"], "lead": [], "support": []},
    {"before": "各项条款由责任部门", "n": 1, "trap": "负责", "why": "解释"},
]  # fmt: skip


def document_of(*lines: str) -> Document:
    return parse(Pages("方案.txt", "txt", tuple(Block(line) for line in lines)))


def figures(gold: list[dict[str, Any]], document: Document | None = None) -> dict[str, Any]:
    document = document or document_of(*LINES)
    return compared(document, find_tasks(document), gold)


def test_all_that_is_right_counts_once() -> None:
    result = figures(GOLD)
    assert result["counts"] == {"responsible": [5, 5, 5], "lead": [1, 1, 1], "support": [1, 1, 1]}
    assert (result["notes"], result["found"], result["clauses"], result["traps"]) == (5, 5, 5, 1)
    assert (result["false"], result["caught"], result["wrong"]) == ([], [], [])


def test_a_name_in_another_role_is_missing_and_extra() -> None:
    result = figures([{**GOLD[0], "lead": ["市水网局"], "support": ["市苗圃局"]}, *GOLD[1:]])
    assert result["counts"]["lead"] == [0, 1, 1]
    (wrong,) = result["wrong"]
    assert wrong["missing"] == [["lead", "市水网局"], ["support", "市苗圃局"]]


def test_another_clause_is_wrong_and_annex_labels_are_not() -> None:
    assert figures([{**GOLD[0], "clause": ["一", "(二)"]}, *GOLD[1:]])["clauses"] == 4
    assert figures([{**GOLD[0], "clause": ["附件1", "一", "(一)"]}, *GOLD[1:]])["clauses"] == 5


def test_what_gold_lacks_is_false_only_where_the_whole_document_is_annotated() -> None:
    assert figures(GOLD[:4])["false"] == []
    extra = document_of(*LINES, "（六）巡山。多走。（责任单位：市路桥局）")
    result = figures(GOLD, extra)
    assert result["false"] == ["（责任单位：市路桥局）"]
    assert result["counts"]["responsible"] == [5, 5, 6]


def test_a_note_that_is_not_there_is_missed() -> None:
    result = figures([{**GOLD[0], "before": "没有的字。"}, *GOLD[1:]])
    assert (result["found"], result["counts"]["lead"]) == (4, [0, 1, 1])
    assert not result["wrong"][0]["located"]


def test_a_trap_under_a_note_is_caught() -> None:
    trap = {"before": "建岗亭。（市苗圃局", "n": 1, "trap": "牵头", "why": "叙述"}
    assert figures([*GOLD, trap])["caught"] == ["建岗亭。（市苗圃局牵头"]


def test_records_that_share_a_note_are_one() -> None:
    document = document_of("方案", "一、重点任务", "（一）护林。", "（二）造林。", "（三）防火。（责任单位：市苗圃局）")
    tasks = find_tasks(document)
    text, notes = notes_of(document, tasks)
    assert (len(tasks), len(notes)) == (3, 1)
    assert notes[0].clauses == (("一", "(一)"), ("一", "(二)"), ("一", "(三)"))
    assert text[notes[0].start : notes[0].end] == "（责任单位：市苗圃局）"


def test_positions_count_those_that_a_bracket_follows() -> None:
    text = "种树。护林。种树。（甲）种树。（乙）"
    assert [position(text, "种树。", number, "（") for number in (1, 2, 3)] == [9, 15, None]
    assert position(text, "护林。", 1, "（") == 6


def test_absent_and_changed_documents_are_excluded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    rows = [
        '{"doc": "a.txt", "sha256": "0", "before": "x", "n": 1, "trap": "负责", "why": "解释"}',
        '{"doc": "b.txt", "sha256": "0", "before": "x", "n": 1, "trap": "负责", "why": "解释"}',
    ]
    (gold / "responsibility_a.jsonl").write_text("\n".join(rows), encoding="utf-8")
    documents = tmp_path / "data" / "documents"
    documents.mkdir(parents=True)
    (documents / "b.txt").write_text("种树。", encoding="utf-8")
    monkeypatch.setattr(records_run, "GOLD", gold)
    result = run_records(tmp_path, "a")
    assert [(each["doc"], each["why"]) for each in result["excluded"]] == [
        ("a.txt", "absent"),
        ("b.txt", "another sha256"),
    ]
    assert result["n"] == 0
    assert "未计入 a.txt" in told(result)


@pytest.mark.parametrize("part", ["a", "b"])
def test_real_documents_reach_the_bars(shared_dir: Path, part: str) -> None:
    result = run_records(shared_dir, part)
    assert result["missed"] == []
    assert result["n"] > 200

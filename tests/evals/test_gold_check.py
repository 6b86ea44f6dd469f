"""The proof of the gold questions: each kind of unsound row is complained of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evals.gold import check

DOCUMENT = "第三条　补贴标准为每亩120元，由市农业局负责发放。申请人应当在6月30日前提出申请。"
TEXTS = [check.fold(DOCUMENT)]


def _row(**changed: Any) -> dict[str, Any]:
    row = {
        "id": "real-dev-f01",
        "kind": "fact",
        "question": "种地一亩能补几个钱",
        "doc": "a.txt",
        "must": [["每亩120元"]],
        "must_not": [],
        "cite": ["标准为每亩120元"],
    }
    return row | changed


def _complaints(row: dict[str, Any]) -> list[str]:
    return [
        *check.shape_complaints(row, {"a.txt"}, real=True),
        *check.answer_complaints(row, TEXTS, check.REAL_NEAR_CHARS),
        *check.copied_complaints(row, TEXTS),
    ]


def test_a_sound_row_has_no_complaint() -> None:
    assert _complaints(_row()) == []


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"must": [["每亩130元"]]}, "not in the document"),
        ({"cite": ["标准为每亩130元"]}, "not in the document"),
        ({"must": [["120"]], "must_not": ["20"]}, "must_not is in 120"),
        ({"question": "一亩补120元吗", "must": [["120元"]]}, "the question holds its answer"),
        ({"cite": ["补贴标准为每亩120元，由市农业局负责发放"]}, "longer than 20"),
        ({"question": "申请人应当在6月30日前提出申请吗"}, "copied from the document"),
        ({"found": 1}, "with the fields"),
        ({"kind": "follow"}, "with the fields"),
        ({"doc": "b.txt"}, "no such document"),
    ],
)
def test_an_unsound_row_is_complained_of(changed: dict[str, Any], complaint: str) -> None:
    assert any(complaint in each for each in _complaints(_row(**changed)))


def test_a_refuse_row_that_a_document_answers_is_complained_of() -> None:
    rows = [_row(id="r1", kind="refuse")]
    texts = {"a.txt": TEXTS[0]}
    assert not list(check.absent_complaints(rows, [{"id": "r1", "patterns": [r"每亩\d+斤"], "in": ""}], texts))
    assert list(check.absent_complaints(rows, [{"id": "r1", "patterns": [r"每亩\d+元"], "in": "a"}], texts))
    assert list(check.absent_complaints(rows, [{"id": "r1", "patterns": [r"每亩\d+斤"], "in": "b"}], texts))
    assert list(check.absent_complaints(rows, [], None))


def test_questions_and_ids_do_not_repeat() -> None:
    assert not list(check.repeated_complaints([_row(), _row(id="x", question="别的问题")]))
    assert len(list(check.repeated_complaints([_row(), _row()]))) == 2


def test_a_web_page_is_its_text(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text("<p>第一&ldquo;条&rdquo;</p><script>var a = 1</script><!-- 注 -->", encoding="utf-8")
    assert check.text_of(page) == "第一“条”"


def test_without_the_shared_data_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "SHARED", tmp_path)
    assert check.main() == 0
    assert "only their form is checked" in capsys.readouterr().out
    first = check.read_rows("real_documents.jsonl")[0]["doc"]
    other = tmp_path / "data" / "documents" / first
    other.parent.mkdir(parents=True)
    other.write_text("不是那份文件", encoding="utf-8")
    assert check.main() == 0
    assert "another sha256" in capsys.readouterr().out

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assistant.official_document import OfficialDocument, paragraph
from assistant.official_docx import to_docx
from tests.mingce.conftest import Run

Mingce = Callable[..., Run]


def test_a_draft_is_checked_and_not_kept(mingce: Mingce, tmp_path: Path) -> None:
    draft = tmp_path / "稿.docx"
    text = "《栖云市古树名木保护管理办法》（栖林规〔2022〕5号）规定，一级古树每株每年1300元。"
    draft.write_bytes(to_docx(OfficialDocument("关于养护的通知", (paragraph(text),))))
    before = mingce("docs", "--json").value
    done = mingce("check", draft, "--json")
    assert (done.status, done.err) == (0, "")
    value = done.value
    assert value["counts"] == {"doc_number": 1, "figure": 1}
    assert [each["mend"] for each in value["findings"]] == ["栖林规〔2022〕3号", "1200元"]
    assert mingce("docs", "--json").value == before


def test_the_report_is_for_people(mingce: Mingce, tmp_path: Path) -> None:
    draft = tmp_path / "稿.txt"
    draft.write_text("请于2月30日前报送。", encoding="utf-8")
    done = mingce("check", draft)
    assert done.status == 0
    assert "【日期】" in done.out
    assert "2月没有30日" in done.out


def test_a_draft_that_cannot_be_read(mingce: Mingce, tmp_path: Path) -> None:
    done = mingce("check", tmp_path / "没有.docx")
    assert (done.status, done.out) == (1, "")
    assert "找不到文件" in done.err

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx

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


def test_the_report_as_a_word_file(mingce: Mingce, tmp_path: Path) -> None:
    draft, out = tmp_path / "稿.txt", tmp_path / "报告.docx"
    draft.write_text("请于2月30日前报送。\n按照《没有这份办法》办理。", encoding="utf-8")
    assert mingce("check", draft, "--docx", out).status == 0
    report = docx.Document(str(out))
    (table,) = report.tables
    assert [cell.text for cell in table.rows[1].cells][:2] == ["1", "日期"]
    assert "2月没有30日" in table.rows[1].cells[3].text
    assert any("共 1 处：日期1处" in each.text for each in report.paragraphs)
    wrong = mingce("check", draft, "--docx", tmp_path / "报告.pdf")
    assert (wrong.status, ".docx" in wrong.err) == (2, True)
    unwritable = mingce("check", draft, "--docx", tmp_path / "没有" / "报告.docx")
    assert (unwritable.status, "无法写入" in unwritable.err) == (1, True)

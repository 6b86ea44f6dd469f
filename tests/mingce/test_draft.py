"""`draft` as a command: files in, DOCX and JSON out, wrong use told."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook

from evals.draft_run import SETS
from tests.mingce.conftest import Run

NOTES = SETS / "青石村油茶.md"
Mingce = Callable[..., Run]


def test_a_draft_is_written_with_its_ledger(mingce: Mingce, tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.worksheets[0].append(["指标", "单位", "2024年"])
    workbook.worksheets[0].append(["鲜果收购价", "元", 4.6])
    workbook.save(tmp_path / "数字.xlsx")
    out = tmp_path / "案例.docx"
    run = mingce("draft", "典型案例", "--notes", NOTES, tmp_path / "数字.xlsx", "--out", out, "--json")
    assert (run.status, run.err) == (0, "")
    row = run.value
    assert row["out"] == str(out)
    assert row["check"]["unsupported"] == []
    assert "2024年鲜果收购价4.6元。" in row["text"]
    assert any("数字.xlsx Sheet!A2:C2" in fact["place"] for fact in row["ledger"]["facts"])
    assert row["citations"][0]["quote"] in row["text"]
    with zipfile.ZipFile(out) as package:
        body, notes = (package.read(f"word/{name}.xml").decode() for name in ("document", "footnotes"))
    assert "素材台账" in body
    assert row["citations"][0]["quote"] in notes
    plain = mingce("draft", "案例", "--notes", NOTES, "--out", out, "--no-annex", "--basis", "无")
    assert plain.status == 0
    assert "待定　政策依据" in plain.out
    with zipfile.ZipFile(out) as package:
        assert "素材台账" not in package.read("word/document.xml").decode()


def test_empty_notes_give_a_frame_with_questions(mingce: Mingce, tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"\xef\xbb\xbf \n")
    row = mingce("draft", "简报", "--notes", tmp_path / "空.txt", "--json").value
    assert {question["missing"] for question in row["questions"]} == {"标题", "单位", "时间", "主要做法"}


def test_wrong_use_is_told(mingce: Mingce, tmp_path: Path) -> None:
    out = tmp_path / "a.docx"
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    wrong = {
        ("诗歌", "--notes", str(NOTES), "--out", str(out)): (2, "典型案例"),
        ("案例", "--notes", str(NOTES), "--out", "a.pdf"): (2, ".docx"),
        ("案例", "--notes", str(NOTES)): (2, "--out"),
        ("案例", "--out", str(out)): (2, "--notes"),
        ("案例", "--notes", "没有.txt", "--out", str(out)): (2, "没有.txt"),
        ("案例", "--notes", str(NOTES), "--basis", "9", "--out", str(out)): (2, "政策依据"),
        ("案例", "--notes", str(tmp_path / "坏.docx"), "--out", str(out)): (1, "坏.docx"),
        ("案例", "--notes", str(NOTES), "--out", str(tmp_path / "无此目录" / "a.docx")): (1, "无法写入"),
    }
    for arguments, (status, told) in wrong.items():
        run = mingce("draft", *arguments)
        assert (run.status, told in run.err, "Traceback" in run.err) == (status, True, False), (arguments, run)
    assert not out.exists()

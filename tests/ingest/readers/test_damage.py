"""Files that cannot be taken in: each is one report row with a reason and a remedy, and the batch goes on."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from ingest.intake import Limits, ingest, ingest_file
from ingest.readers import read
from kb.errors import UnreadableFile
from kb.library import Library
from tests.conftest import DOCUMENTS, LIMITS
from tests.ingest.pdf_writer import Picture, Text, first_page, printed, scan
from tests.ingest.writers import OLE_HEADER, PNG, bomb_docx, docx_bytes, encrypted_pdf, pdf_bytes

PLAN = ["护林工作方案", "一、目标", "全市新造林3万亩，管护面积40万亩。"]
DOCX, PDF = docx_bytes(PLAN), pdf_bytes([PLAN])

BAD = [
    ("空文件.txt", b"", "empty"),
    ("空白.txt", b" \r\n\t\n", "empty"),
    ("全零.txt", bytes(4096), "empty"),
    ("空白.docx", docx_bytes(["", " "]), "empty"),
    ("空白.md", b"---\n\n```\n```\n", "empty"),
    ("乱码.txt", random.Random(1).randbytes(4000), "encoding"),
    ("断开的UTF16.txt", b"\xff\xfe" + "方案".encode("utf-16-le")[:3], "encoding"),
    ("实为PDF.docx", PDF, "mislabelled"),
    ("实为文本.pdf", "\n".join(PLAN).encode(), "mislabelled"),
    ("实为DOCX.txt", DOCX, "mislabelled"),
    ("实为DOCX.pdf", DOCX, "mislabelled"),
    ("实为PDF.md", PDF, "mislabelled"),
    ("乱码.pdf", random.Random(2).randbytes(4000), "corrupt"),
    ("加密.pdf", encrypted_pdf([PLAN], "口令"), "encrypted"),
    ("加密.docx", OLE_HEADER, "encrypted"),
    ("旧版.doc", OLE_HEADER, "corrupt"),
    ("空白页.pdf", pdf_bytes([[], []]), "empty"),
    ("看不清的扫描件.pdf", printed([[Picture(scan(""))]]), "scanned"),
    ("只有页码的扫描件.pdf", printed([[Picture(scan("")), Text("- 1 -", 280, 800)]]), "scanned"),
    ("截断.docx", DOCX[: len(DOCX) // 2], "corrupt"),
    ("截断.pdf", PDF[: len(PDF) // 2], "corrupt"),
    ("炸弹.docx", bomb_docx(megabytes=600), "too_large"),
    ("炸弹样式.docx", bomb_docx("word/styles.xml", megabytes=120), "too_large"),
    ("只有开头的图片.png", PNG, "corrupt"),
    ("实为图片.txt", PNG, "mislabelled"),
    ("表格.csv", "序号,任务\n1,造林".encode(), "unsupported"),
    ("没有扩展名", "\n".join(PLAN).encode(), "unsupported"),
]


@pytest.mark.parametrize(("name", "data", "reason"), BAD, ids=[name for name, _, _ in BAD])
def test_a_bad_file_is_refused_with_its_reason(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(data, name)
    assert caught.value.reason == reason
    assert "请" in caught.value.remedy


def test_a_batch_goes_on_past_bad_files(library: Library, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, data, _ in BAD:
        (inbox / name).write_bytes(data)
    (inbox / "好文件.txt").write_text("\n".join(PLAN), "utf-8")
    (inbox / "~$临时.docx").write_bytes(b"x")
    reports = {report.source: report for report in ingest(library, [inbox, tmp_path / "没有.txt"], LIMITS)}
    assert reports.pop("好文件.txt").outcome == "added"
    assert reports.pop("没有.txt").reason == "missing"
    assert {name: report.reason for name, report in reports.items()} == {name: reason for name, _, reason in BAD}
    for report in reports.values():
        assert (report.outcome, report.doc_id) == ("failed", None)
        assert "请" in report.message
    assert [entry.source for entry in library.snapshot.entries.values()] == ["好文件.txt"]


def test_limits_are_reported(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "长文.txt"
    path.write_text("\n".join(PLAN) * 100, "utf-8")
    assert ingest_file(library, path, Limits(max_bytes=1000, max_chars=10**6)).reason == "too_large"
    report = ingest_file(library, path, Limits(max_bytes=10**6, max_chars=1000))
    assert (report.reason, "MINGCE_MAX_CHARS" in report.message) == ("too_large", True)
    assert not library.snapshot.entries


def test_a_pdf_with_one_scanned_page_is_partial(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "半扫描.pdf"
    path.write_bytes(printed([[Text(PLAN[2], 90, 100)], [Picture(scan(""))], [Text("二、完", 90, 100)]]))
    report = ingest_file(library, path, LIMITS)
    assert (report.outcome, report.reason) == ("partial", "partly_read")
    assert report.message == "第2页没有识别出文字，请核对原件"


def damaged(data: bytes, seed: int) -> bytes:
    """`data` cut short, or with some bytes changed."""
    source = random.Random(seed)
    if seed % 3 == 0:
        return data[: source.randrange(20, len(data))]
    out = bytearray(data)
    for _ in range(source.choice((1, 4, 40))):
        out[source.randrange(len(out))] = source.randrange(256)
    return bytes(out)


@pytest.mark.filterwarnings("ignore::UserWarning")  # zipfile warns of names that occur twice
@pytest.mark.parametrize("name", ["林业科技特派员选派方案.docx", "林长制考核办法.pdf"])
def test_damage_of_any_kind_is_an_unreadable_file_or_still_readable(name: str) -> None:
    data = (DOCUMENTS / name).read_bytes()
    data = first_page(data) if name.endswith(".pdf") else data
    refused: list[str] = []
    for seed in range(60):
        try:
            read(damaged(data, seed), name)
        except UnreadableFile as exc:
            refused.append(exc.reason)
    assert 10 <= len(refused) <= 60
    assert set(refused) <= {"corrupt", "encrypted", "empty", "scanned", "mislabelled", "unsupported", "too_large"}

"""A conversation as a document, read back from the file."""

from __future__ import annotations

import io
import zipfile
from datetime import date

from assistant.answer import Answer, Citation
from assistant.memory.transcript import transcript
from assistant.official_docx import to_docx
from assistant.web.conversation import Exchange

CITATION = Citation(1, "d", "甲办法", "甲〔2024〕1号", ("第一条",), "每株<3>万元", 0, 2, 3, "repealed", True)


def test_questions_answers_and_sources_stand_in_the_file() -> None:
    exchanges = (
        Exchange(
            "补助\n多少？", Answer("answered", "补助3万元[1]。\n另见[7]。", citations=(CITATION,)), scope="《甲办法》"
        ),
        Exchange("坏了？", failure="模型还没有准备好"),
        Exchange("停了？", stopped=True),
    )
    with zipfile.ZipFile(io.BytesIO(to_docx(transcript(exchanges, date(2025, 6, 1))))) as package:
        body = package.read("word/document.xml").decode()
        notes = package.read("word/footnotes.xml").decode()
    for text in (
        "问题1：补助 多少？",
        "提问范围：《甲办法》",
        "补助3万元",
        "另见[7]。",
        "模型还没有准备好",
        "没有等到回答。",
        "2025年6月1日",
    ):
        assert text in body
    assert "[1]" not in body
    assert "《甲办法》（甲〔2024〕1号）（演示）（已废止）第一条，第3页：每株&lt;3&gt;万元" in notes

from __future__ import annotations

import numpy as np
import pytest

import evals.page_noise
from evals.ocr_run import accuracy, edits, run_ocr, told
from evals.page_noise import STYLES, PrintedPage
from kb.errors import MingceError


def test_printed_pages_are_recognised() -> None:
    result = run_ocr(pages=2, beside_plain=False)
    assert list(result["styles"]) == list(STYLES)
    for figures in result["styles"].values():
        ours = figures["ours"]
        assert ours["pages"] == 2
        assert ours["chars"] > 500
        assert ours["accuracy"] >= 0.97
        assert ours["cells_right"] >= 0.9 * ours["cells"] > 20
    assert all(style in told(result) for style in STYLES)


def test_accuracy_counts_against_the_better_order() -> None:
    page = PrintedPage(np.zeros((1, 1, 3), np.uint8), ("表", "甲乙", "丙"), "table", (("甲丙", "乙"),))
    assert accuracy(page, "表甲乙丙") == accuracy(page, "表甲丙乙") == 1
    assert accuracy(page, "表甲") == 0.5
    assert edits("甲乙丙", "甲丙丁") == 2


def test_a_machine_without_a_font_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    evals.page_noise.font.cache_clear()
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(MingceError, match="fonts-noto-cjk"):
        evals.page_noise.font(16)

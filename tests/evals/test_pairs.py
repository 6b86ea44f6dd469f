"""Pairs of formats: the distance is the true one, what differs is shown, and the real pairs meet their bars."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.pairs_run import FOLDER, differences, edit_distance, run_pairs, told
from tests.ingest.writers import docx_bytes

PLAN = [
    "护林工作方案",
    "一、目标",
    "（一）造林。全市新造林3万亩。",
    "（二）管护。管护面积40万亩。",
    "二、保障",
    "各县抓好落实。",
]


@given(st.text("造林护", max_size=12), st.text("造林护", max_size=12))
def test_the_distance_is_that_of_the_table_of_prefixes(one: str, two: str) -> None:
    above = list(range(len(two) + 1))
    for at, character in enumerate(one, 1):
        here = [at]
        for column, other in enumerate(two, 1):
            here.append(min(here[-1] + 1, above[column] + 1, above[column - 1] + (character != other)))
        above = here
    assert edit_distance(one, two) == above[-1]


def test_long_texts_are_compared_at_once() -> None:
    long = "".join(chr(0x4E00 + at * 7919 % 2000) for at in range(30_000))
    assert edit_distance(long, long[:100] + long[120:] + "林" * 30) <= 50


def test_differences_are_shortened() -> None:
    assert differences("造林，护林。", "造林，护林。") == []
    [shown] = differences("甲" * 200 + "。", "乙。")
    assert len(shown) < 80


def write(folder: Path, name: str, docx: list[str], text: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.docx").write_bytes(docx_bytes(docx))
    (folder / f"{name}.txt").write_text("\n".join(text), "utf-8")


def test_a_pair_that_agrees_and_one_that_does_not(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    write(folder, "甲同", PLAN, PLAN)
    write(folder, "乙异", PLAN, [line.replace("（二）管护。", "") for line in PLAN])
    (folder / "丙坏.docx").write_bytes(b"PK\x03\x04")
    (folder / "丙坏.txt").write_text("\n".join(PLAN), "utf-8")
    (folder / "单独.docx").write_bytes(docx_bytes(PLAN))
    result = run_pairs(tmp_path)
    other, same = result["pairs"]
    assert (same["similarity"], same["same_tree"], same["text_differences"]) == (1.0, True, [])
    assert (other["same_tree"], other["distance"]) == (False, 6)
    assert other["only_in_first"] == ["一 > (二) 管护。管护面积4"]
    assert (result["n"], result["at_bar"], result["same_tree"]) == (2, 1, 1)
    assert [each["why"].split(":")[0] for each in result["excluded"]] == ["corrupt"]
    assert len(result["missed"]) == 2
    shown = told(result)
    assert "1/2" in shown
    assert "未计入 丙坏" in shown
    assert "未达标" in shown


def test_no_pairs_is_a_miss(tmp_path: Path) -> None:
    assert run_pairs(tmp_path)["missed"] == ["no pairs"]


def test_the_real_pairs_meet_the_bars(shared_dir: Path) -> None:
    result = run_pairs(shared_dir)
    if not result["n"]:
        pytest.skip("no pairs in the shared data")
    assert not result["missed"], told(result)

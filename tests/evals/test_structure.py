"""The measurement of clause trees: what counts as right, and what is excluded."""

from __future__ import annotations

from pathlib import Path

from evals.structure_run import Node, compared, nodes_of, run_structure, told
from ingest.structure import parse
from kb.document import Block, Pages


def tree(*rows: tuple[str, str, int]) -> list[Node]:
    return [Node(*row) for row in rows]


GOLD = tree(("一", "目标", -1), ("(一)", "造林", 0), ("(二)", "护林", 0), ("二", "保障", -1))


def test_the_same_tree_is_right() -> None:
    figures = compared(GOLD, GOLD)
    assert (figures["right"], figures["f1"], figures["lost"], figures["extra"]) == (4, 1.0, [], [])


def test_words_may_be_shorter_on_either_side() -> None:
    found = tree(("一", "目标", -1), ("(一)", "造林三万亩", 0), ("(二)", "护", 0), ("二", "保障", -1))
    assert compared(GOLD, found)["right"] == 4


def test_another_parent_is_wrong() -> None:
    found = tree(("一", "目标", -1), ("(一)", "造林", 0), ("(二)", "护林", 1), ("二", "保障", -1))
    figures = compared(GOLD, found)
    assert (figures["right"], figures["lost"], figures["extra"]) == (3, ["一 > (二) 护林"], ["(一) > (二) 护林"])


def test_missing_and_additional_headings_lower_recall_and_precision() -> None:
    found = tree(("一", "目标", -1), ("(一)", "造林", 0), ("1", "巡山", 1))
    figures = compared(GOLD, found)
    assert (figures["precision"], figures["recall"]) == (0.6667, 0.5)
    assert compared(GOLD, [])["f1"] == 0.0
    assert compared([], [])["f1"] == 1.0


def test_signatures_and_titles_of_inner_documents_are_no_headings() -> None:
    lines = (
        "关于印发护林方案的通知", "现将《护林方案》印发给你们。", "一、高度重视", "请执行。", "栖云市林业局", "2024年3月1日",
        "护林方案", "一、目标", "（一）造林", "附件 1：任务表", "1．甲", "①乙",
    )  # fmt: skip
    document = parse(Pages("甲.txt", "txt", tuple(Block(line) for line in lines)))
    assert nodes_of(document) == tree(
        ("一", "高度重视", -1), ("一", "目标", -1), ("(一)", "造林", 1), ("附件1", "任务表", -1), ("1", "甲", 3), ("①", "乙", 4)
    )  # fmt: skip


def test_absent_documents_are_excluded_and_told(tmp_path: Path) -> None:
    result = run_structure(tmp_path, "dev")
    assert (result["n"], result["micro"]["right"]) == (0, 0)
    assert {each["why"] for each in result["excluded"]} == {"absent"}
    assert "未计入" in told(result)


def test_the_bar_is_met(shared_dir: Path) -> None:
    result = run_structure(shared_dir, "dev")
    assert result["n"] > 0
    assert result["micro"]["f1"] >= 0.98
    assert not result["missed"]

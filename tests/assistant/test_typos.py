from __future__ import annotations

import pytest

from assistant.typos import library_text, mend
from kb.library import Library
from kb.normal_form import fold


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("信仿积案是哪个科室在化解", "信访积案是哪个科室在化解"),
        ("对古树明木不能干哪些事", "对古树名木不能干哪些事"),
        ("科技特派圆一年下乡几天", "科技特派员一年下乡几天"),
        ("界碑界庄什么时候得埋好", "界碑界桩什么时候得埋好"),
        ("护林圆每月要巡够几天", "护林员每月要巡够几天"),
        ("森林防货科有哪些任务", "森林防火科有哪些任务"),
        ("规化财务科有哪些任务", "规划财务科有哪些任务"),
    ],
)
def test_one_character_that_sounds_alike_is_mended(demo_library: Library, written: str, meant: str) -> None:
    mended, corrections = mend(fold(written), demo_library.snapshot, demo_library.words)
    assert mended == meant
    assert len(corrections) == 1
    ((wrong, right),) = corrections
    assert wrong in written
    assert right in meant


@pytest.mark.parametrize(
    "question",
    [
        "今天天气怎么样",
        "护照到期了在哪里换",
        "护林员每月要巡够几天",  # nothing wrong
        "森林防火科有哪些任务",
        "村里怎么帮",  # 怎么办 sounds alike, and is in the documents
        "护林犬每月要喂几次",  # another word, not another spelling
        "医保断缴三个月有啥影响",
        "",
        "abc 123",
    ],
)
def test_what_is_no_typo_stays(demo_library: Library, question: str) -> None:
    assert mend(fold(question), demo_library.snapshot, demo_library.words) == (fold(question), ())


def test_no_gold_question_without_a_typo_is_changed_into_another_library_word(
    demo_library: Library, gold_dev: list[dict[str, str]]
) -> None:
    """Whatever is mended was in no document before, and is in one afterwards."""
    texts = library_text(demo_library.snapshot)
    for row in gold_dev:
        for wrong, right in mend(fold(row["question"]), demo_library.snapshot, demo_library.words)[1]:
            assert wrong not in texts, row["id"]
            assert right in texts, row["id"]


def test_an_empty_library_mends_nothing(library: Library) -> None:
    assert mend("森林防货科", library.snapshot, library.words) == ("森林防货科", ())

"""Lists of bodies in brackets that close items without a label: notes where a document does so time and again."""

from __future__ import annotations

import pytest

from ingest.bare_lists import bare_lists
from ingest.responsibility import find_notes
from kb.normal_form import fold_with_offsets

ITEMS = (
    "1.建苗圃。选三处坡地。（苗圃处、林科院）",
    "2.修林道。先修北坡。（林道处、苗圃处、各区市）",
    "3.护古树。（林科院）",
    "4.办讲堂。每季一次（林科院、宣教中心）",
    "5.评能手。（宣教中心、各县（市、区）、苗圃处）",
)


def lists_of(text: str) -> list[tuple[str, ...]]:
    return [names for _, _, names in bare_lists(fold_with_offsets(text), text, ())]


def test_a_habit_is_a_note_at_each_item() -> None:
    text = "\n".join(ITEMS)
    notes = find_notes(text)
    assert [(*note.sections, *note.units) for note in notes] == [
        ("苗圃处", "林科院"),
        ("林道处", "苗圃处", "各区市"),
        ("林科院",),
        ("林科院", "宣教中心"),
        ("苗圃处", "宣教中心", "各县（市、区）"),
    ]
    assert [text[note.start : note.end] for note in notes][:2] == ["（苗圃处、林科院）", "（林道处、苗圃处、各区市）"]


def test_once_or_twice_is_no_habit() -> None:
    assert find_notes("\n".join(ITEMS[:4])) == ()


def test_items_without_a_list_outweigh_a_few_that_have_one() -> None:
    others = [f"{number}.再种一片树。" for number in range(6, 20)]
    assert find_notes("\n".join([*ITEMS, *others])) == ()


@pytest.mark.parametrize(
    "lists",
    [
        ["青石县、白水县", "白水县、青石县", "青石县", "白水县", "青石县、白水县"],  # where it is, not who does it
        ["苗圃处、油茶", "苗圃处、毛竹", "苗圃处、油茶", "苗圃处、毛竹", "苗圃处、油茶"],
        ["甲苗圃公司、乙林场", "丙苗圃公司、丁林场", "戊苗圃公司、己林场", "庚苗圃公司、辛林场", "壬苗圃公司、癸林场"],
        ["苗圃处", "苗圃处", "苗圃处", "苗圃处", "苗圃处"],  # who wrote it
    ],
)
def test_brackets_of_other_things(lists: list[str]) -> None:
    assert lists_of("\n".join(f"{number}.种树。（{each}）" for number, each in enumerate(lists, 1))) == []


def test_a_bracket_within_a_paragraph_is_none() -> None:
    assert lists_of("\n".join(f"{item}每年查一次。" for item in ITEMS)) == []


def test_a_line_with_a_note_of_another_form_keeps_that_one() -> None:
    text = "\n".join([*ITEMS, "6.管水库。责任单位：水网局。（林科院、苗圃处）"])
    assert [note.units for note in find_notes(text)][-1] == ("水网局",)

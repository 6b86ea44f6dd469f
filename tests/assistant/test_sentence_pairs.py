"""Which sentences of two items say one thing, and which differ."""

from __future__ import annotations

from pathlib import Path

from assistant.matching import Unit
from assistant.sentence_pairs import pair_sentences
from ingest.readers import read
from ingest.structure import parse
from kb.document import Document
from kb.words import Words


def whole(text: str) -> tuple[Document, Unit]:
    document = parse(read(text.encode(), "甲.txt"))
    return document, Unit(0, len(document.text), (0, 1))


def test_a_changed_figure_a_rewording_and_what_only_one_has(words_cache: Path) -> None:
    one, mine = whole("护林员信息每季度更新一次，及时上报。\n山场应当设置界桩。\n每年培训3次。\n林地保持整洁。")
    other, theirs = whole("1.每半年更新一次护林员信息。\n山场应当设置明显界桩。\n购置水泵12台。\n林地保持整洁。")
    found = pair_sentences(one, other, mine, theirs, Words(words_cache))
    said = [(one.text[slice(*left)], other.text[slice(*right)]) for left, right in found.differing]
    assert said == [
        ("护林员信息每季度更新一次，及时上报。", "1.每半年更新一次护林员信息。"),
        ("山场应当设置界桩。", "山场应当设置明显界桩。"),
    ]
    assert [one.text[slice(*span)] for span in found.only_one] == ["每年培训3次。"]
    assert [other.text[slice(*span)] for span in found.only_other] == ["购置水泵12台。"]

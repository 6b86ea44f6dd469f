from __future__ import annotations

import pytest

from assistant.beside_the_point import is_preamble, to_the_point
from assistant.query import Expected, Kind, Query
from ingest.readers import read
from ingest.structure import parse


def asked(text: str) -> Query:
    return Query(text, Kind.PASSAGE, Expected.ANY, ())


@pytest.mark.parametrize(
    ("question", "sentence", "counts_less"),
    [
        ("老人怎么挂号", "不少老年人不会上网，就医面临的困难日益凸显。", True),
        ("老人怎么挂号", "医疗机构应保留人工窗口，解决老年人的困难。", False),
        ("老人就医有什么困难", "不少老年人不会上网，就医面临的困难日益凸显。", False),
        ("对合作社有什么支持", "各县区要精心组织合作社的工作。", True),
        ("对合作社有什么支持", "对合作社给予一次性补助。", False),
        ("对合作社有什么支持", "为支持合作社发展，制定本办法。", True),
        ("指导思想是什么", "以科学发展观等重要思想为指导，推进工作。", False),
    ],
)
def test_what_counts_less(question: str, sentence: str, counts_less: bool) -> None:
    assert (to_the_point(sentence, asked(question), False) < 1) is counts_less


def test_a_preamble_counts_less_unless_its_grounds_are_asked_for() -> None:
    assert to_the_point("茶园很重要。", asked("茶园怎么管"), True) < 1
    assert to_the_point("茶园很重要。", asked("茶园办法的依据"), True) == 1
    items = "".join(f"{number}、第{number}件\n做好{number}。\n" for number in "一二三四五六")
    document = parse(read(f"茶园管理办法\n为管好茶园，制定本办法。\n{items}".encode(), "a.txt"))
    assert is_preamble(document, 0)
    assert not is_preamble(document, len(document.clauses) - 1)

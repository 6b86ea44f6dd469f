"""The dashboard as HTML, and its charts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from assistant.library_state import library_state
from assistant.memory.journal import Asked
from assistant.memory.overview import Day, Group, figures
from assistant.web.board_view import Board, board_view
from assistant.web.charts import Column, bars, ceiling, columns
from kb.library import Library

HOSTILE = "<script>window.hit=1</script>\u202e<img src=x onerror=hit>"


def asked(question: str, **rest: object) -> Asked:
    row = {"status": "refused", "reason": "no_evidence", "answer": "没有写明。", "standalone": "", **rest}
    return Asked("k", 1e9, "web", question, doc_ids=("d",), took_ms=5.0, **row)  # type: ignore[arg-type]


def board(rows: list[Asked], period: int = 7) -> Board:
    days = tuple(Day(date(2025, 6, 1) + timedelta(n), n, 1, 0) for n in range(period))
    groups = tuple(Group((each,)) for each in rows)
    faults = tuple(each for each in rows if each.verdict == "down")
    return Board(period, figures(rows), days, groups, groups, (("某<b>办法", 2),), faults, {"d": HOSTILE})


def tags(page: str) -> list[str]:
    """The names of all elements, in order."""
    found: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.append(tag)  # type: ignore[method-assign]
    parser.feed(page)
    return found


def test_all_that_people_wrote_is_text() -> None:
    rows = [asked(HOSTILE, verdict="down", fault="其他", remark=HOSTILE), asked("甲", reason=HOSTILE)]
    page = board_view(board(rows), [(False, HOSTILE, HOSTILE), (True, "好", "")], None)
    assert not {"script", "img", "b"} & (set(tags(page)) - {"b"})
    assert "<b>办法" not in page
    assert "‹U+202E›" in page
    assert "1 项需要处理" in page


def test_an_empty_journal_says_so() -> None:
    page = board_view(board([]), [], None)
    assert page.count("mc-empty__title") >= 4
    assert "—" in page


def test_without_a_journal_the_health_remains(demo_library: Library) -> None:
    state = library_state(demo_library, "模型<甲>")
    off = board_view(None, [(True, "词语索引", "")], state)
    assert "MINGCE_JOURNAL_ENTRIES" in off
    assert "模型&lt;甲&gt;" in off
    assert f"{len(demo_library.snapshot.entries)} 份" in off
    assert "mc-notice--bad" in board_view(None, [], state, "journal.sqlite 读写不了")


@pytest.mark.parametrize("count", [1, 7, 30, 90])
def test_columns_stand_inside_the_chart_and_add_up(count: int) -> None:
    made = columns("标题", [Column(f"{n}", f"{n}问", (("good", n), ("warn", 1))) for n in range(count)])
    root = ElementTree.fromstring(made)
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    for each in root.iter("rect"):
        x, y, w, h = (float(each.attrib[name]) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + w <= width + 0.1
        assert 0 <= y <= y + h <= height
    assert len(root.findall("g/text")) <= 12
    assert root.findall("g/text")[-1].text == str(count - 1)
    assert [each.text for each in root.findall("g/title")][-1] == f"{count - 1}问"


def test_a_chart_of_nothing_is_a_chart() -> None:
    assert ElementTree.fromstring(columns("空", [])).findall("line")
    assert ceiling(0) == 2


def test_bars_are_as_long_as_their_numbers() -> None:
    made = bars([("甲", 4), ("乙<i>", 1), ("丙", 0)], "次")
    assert re.findall(r'width="([\d.]+)"', made) == ["100.0", "25.0", "1.0"]
    assert "乙&lt;i&gt;" in made

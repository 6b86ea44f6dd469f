"""What differs between two versions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.viewer.differences import Change, Kind, differences, units_of
from assistant.viewer.inline import inline_parts
from ingest.reading import read_document
from kb.document import Document
from tests.assistant.viewer.sources import NEW, OLD


def parsed(text: str) -> Document:
    return read_document(text.encode(), "a.txt", 10**6)[0]


def told(old: str, new: str) -> list[tuple[Kind, str, str]]:
    before, behind = parsed(old), parsed(new)

    def text(document: Document, change: Change, side: str) -> str:
        unit = getattr(change, side)
        return document.text[unit.start : unit.end].strip() if unit else ""

    return [(each.kind, text(before, each, "old"), text(behind, each, "new")) for each in differences(before, behind)]


def test_articles_are_changed_added_removed_and_renumbered() -> None:
    found = told(OLD, NEW)
    kinds = {new or old: kind for kind, old, new in found}
    assert kinds["第一条 为规范护林员管理，制定本办法。"] is Kind.SAME
    assert kinds["第二条 护林员每月补助标准为1200元，由县林业局通过“一卡通”按月发放。"] is Kind.CHANGED
    assert kinds["第四条 护林员意外伤害保险由县林业局统一购买，保费从管护经费列支。"] is Kind.ADDED
    assert kinds["第五条 护林员应当参加县林业局组织的年度培训。"] is Kind.RENUMBERED
    assert kinds["第五条 护林员不得擅自离岗，擅自离岗3次的予以解聘。"] is Kind.REMOVED
    [pair] = [(old, new) for kind, old, new in found if new.startswith("第二条")]
    assert pair[0] == "第二条 护林员每月补助标准为800元，由县林业局按月发放。"


def test_what_only_moved_is_told_once() -> None:
    lines = [
        "第一条 甲类林地每亩补助三百元整。",
        "第二条 乙类林地由县区自行验收入库。",
        "第三条 丙类苗木须有检疫合格证书。",
        "第四条 丁类道路按照二级标准养护。",
    ]
    texts = [line[4:] for line in lines]
    moved = [texts[3], texts[0], texts[1], texts[2]]
    numbered = [f"第{number}条 {text}" for number, text in zip("一二三四", moved, strict=True)]
    kinds = [kind for kind, _, _ in told("某办法\n" + "\n".join(lines), "某办法\n" + "\n".join(numbered))]
    assert kinds.count(Kind.MOVED) == 1
    assert kinds.count(Kind.RENUMBERED) == 3
    assert Kind.ADDED not in kinds
    assert Kind.REMOVED not in kinds


def test_layout_and_width_are_no_difference() -> None:
    kinds = {kind for kind, _, _ in told(OLD, OLD.replace("，", ",").replace("第三条 ", "第三条　"))}
    assert kinds == {Kind.SAME}


ARTICLES = st.lists(st.sampled_from([f"第{n}类林地每亩补助{n * 7}元，由县区发放。" for n in range(1, 9)]), max_size=8)


@given(ARTICLES, ARTICLES)
def test_every_line_of_both_is_told_once(ours: list[str], theirs: list[str]) -> None:
    old, new = (parsed("某管理办法\n" + "\n".join(lines)) for lines in (ours, theirs))
    changes = differences(old, new)
    assert sorted(each.old.start for each in changes if each.old) == [unit.start for unit in units_of(old)]
    assert [each.new.start for each in changes if each.new] == [unit.start for unit in units_of(new)]
    for change in changes:
        alone = change.kind in (Kind.ADDED, Kind.REMOVED)
        assert alone is (change.old is None or change.new is None)


TEXT = st.text("一二三亩元，。12.5% ab", max_size=40)


@given(TEXT, TEXT)
def test_the_parts_of_a_line_are_the_line(old: str, new: str) -> None:
    parts = inline_parts(old, new)
    assert "".join(part.old for part in parts) == old
    assert "".join(part.new for part in parts) == new


def test_figures_change_whole() -> None:
    parts = inline_parts("补助标准为1200元", "补助标准为1500元")
    assert [(part.old, part.new) for part in parts if not part.kept] == [("1200", "1500")]


def test_lines_with_little_in_common_are_marked_whole() -> None:
    [part] = inline_parts("甲乙丙丁戊己庚辛", "子丑寅卯辰巳午辛")
    assert not part.kept

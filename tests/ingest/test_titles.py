"""Titles: how far they go, what they name, when two are the same."""

from __future__ import annotations

import pytest

from ingest.titles import consistent, is_forwarding, named_titles, passed_on, same_title, title_at, title_of_stem

# lines, title, its last line
TITLES = [
    (["栖云市林业局关于全面推行林长制度", "护林员制度的指导意见", "各县区："], "栖云市林业局关于全面推行林长制度护林员制度的指导意见", 1),
    (["栖云市林业局", "栖云市财政局", "关于印发《补助方案》的通知"], "栖云市林业局 栖云市财政局关于印发《补助方案》的通知", 2),
    (["护林管理办法", "（试行）", "第一章 总则"], "护林管理办法（试行）", 1),
    (["护林工作方案", "（2024年3月1日印发）"], "护林工作方案", 0),
    (["护 林 工 作 规 则"], "护林工作规则", 0),
    (["关于印发《护林", "方案》的通知"], "关于印发《护林方案》的通知", 1),
    (["2024年护林工作方案", "目标任务"], "2024年护林工作方案", 0),
    (["关于护林的通知", "护林工作方案"], "关于护林的通知", 0),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "text", "last"), TITLES, ids=[text for _, text, _ in TITLES])
def test_how_far_a_title_goes(lines: list[str], text: str, last: int) -> None:
    title = title_at(lines, 0, len(lines))
    assert title is not None
    assert (title.text, title.first, title.last) == (text, 0, last)


@pytest.mark.parametrize(
    "line", ["各县区林业局：", "请认真执行。", "一、目标", "附件1", "目 录", "2024年3月1日", "— 1 —"]
)
def test_lines_that_begin_no_title(line: str) -> None:
    assert title_at([line, "护林办法"], 0, 2) is None


@pytest.mark.parametrize(
    ("title", "inner"),
    [
        ("栖云市林业局关于印发护林工作方案的通知", ("护林工作方案",)),
        ("栖云市林业局印发《护林办法》《造林办法》的通知", ("护林办法", "造林办法")),
        ("栖云市林业局关于转发《防火规定》的函", ("防火规定",)),
        ("栖云市林业局关于护林的通知", ()),
    ],
)
def test_what_a_notice_passes_on(title: str, inner: tuple[str, ...]) -> None:
    assert passed_on(title) == inner


def test_named_titles_keep_a_title_inside_of_one() -> None:
    assert named_titles("按《〈森林法〉细则》和《护林规定》《护林规定》办") == ("〈森林法〉细则", "护林规定")


@pytest.mark.parametrize("line", ["现将《护林方案》印发给你们，请执行。", "《护林办法》已经审议通过，现予公布。"])
def test_forwarding_sentences(line: str) -> None:
    assert is_forwarding(line)
    assert not is_forwarding("请认真做好护林工作。")


@pytest.mark.parametrize(
    ("one", "other", "same", "shortened"),
    [
        ("《护林办法》", "护林办法（试行）", True, True),
        ("关于印发护林办法的通知", "护林办法", False, True),
        ("栖云市林业局关于印发护林办", "栖云市林业局关于印发护林办法的通知", False, True),
        ("护林办法", "造林规划", False, False),
    ],
)
def test_titles_compared(one: str, other: str, same: bool, shortened: bool) -> None:
    assert same_title(one, other) is same
    assert consistent(one, other) is shortened


@pytest.mark.parametrize(
    ("stem", "title"),
    [
        ("栖云市林业局关于印发护林...(FBM-CLI.12.123)", "栖云市林业局关于印发护林"),
        ("护林方案 (2)", "护林方案"),
        ("护林方案-副本", "护林方案"),
        ("护林方案_20240301", "护林方案"),
        ("护林方案（试行）", "护林方案（试行）"),
        ("...", "..."),
    ],
)
def test_titles_of_file_names(stem: str, title: str) -> None:
    assert title_of_stem(stem) == title

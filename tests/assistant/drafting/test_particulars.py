"""What is read as number, date, name, place or superlative, and which source says the same."""

from __future__ import annotations

import pytest

from assistant.drafting.particulars import Kind, Particular, particulars_in, stands_in

READ = [
    ("砚溪县林业局会同市林检中心召开现场会", {("name", "砚溪县林业局"), ("name", "市林检中心")}),
    ("在云川区柳林镇先搞起来", {("place", "云川区柳林镇")}),
    ("村支书张明介绍，护林员李二牛说", {("name", "张明"), ("name", "李二牛")}),
    ("成活率由百分之八十五提高到92%", {("number", "百分之八十五"), ("number", "92%")}),
    ("惠及数万群众，居全县首位", {("number", "数万"), ("superlative", "全县首位")}),
    ("依据《林长制办法》（栖林规〔2023〕6号）", {("title", "《林长制办法》"), ("doc_number", "栖林规〔2023〕6号")}),
    ("获国务院通报表扬", {("name", "国务院"), ("superlative", "通报表扬")}),
    ("去年8月和2024-03-05", {("date", "去年8月"), ("date", "2024-03-05")}),
    ("项目由青竹科技有限公司投资", {("name", "青竹科技有限公司")}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), READ)
def test_particulars_are_read(text: str, wanted: set[tuple[str, str]]) -> None:
    assert {(each.kind.value, each.text) for each in particulars_in(text)} == wanted


@pytest.mark.parametrize(
    "text",
    ["进一步统一思想，完善一系列机制", "各村、全县、行政村和乡镇都行动起来", "一是抓落实，二是抓到位", "带动农村发展"],
)
def test_what_states_nothing_is_not_read(text: str) -> None:
    assert particulars_in(text) == ()


@pytest.mark.parametrize(
    ("kind", "text", "source", "says"),
    [
        (Kind.NUMBER, "620亩", "改造了六百二十亩", True),
        (Kind.NUMBER, "620亩", "改造了1620亩", False),
        (Kind.NUMBER, "62亩", "620亩", False),
        (Kind.NUMBER, "15亩", "1公顷", True),
        (Kind.NUMBER, "3万元", "3元", False),
        (Kind.NUMBER, "85%", "百分之八十五", True),
        (Kind.DATE, "3月5日", "2024-03-05签约", True),
        (Kind.DATE, "2023年", "2024-03-05签约", False),
        (Kind.DATE, "2024年11月", "2024年3月至11月", True),
        (Kind.DATE, "今年", "2024年", False),
        (Kind.NAME, "张明", "张敏", False),
        (Kind.PLACE, "青石村", "砚溪县青石村", True),
    ],
)
def test_sources_say_the_same_or_do_not(kind: Kind, text: str, source: str, says: bool) -> None:
    assert stands_in(Particular(kind, text, 0, len(text)), source) is says

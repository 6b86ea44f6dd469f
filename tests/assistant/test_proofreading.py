"""The check of drafts: what each rule finds, where, with which mend, and what it lets pass."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.proofreading.checking import Check, check
from assistant.proofreading.report import check_row, told_check
from ingest.reading import read_document
from kb.library import Library

CheckText = Callable[[str], Check]
OLD = "《栖云市林业局巩固生态扶贫成果三年实施方案》"
TREES = "《栖云市古树名木保护管理办法》"


@pytest.fixture(scope="module")
def checked(demo_library: Library) -> CheckText:
    """Checks a text as a file that holds it would be."""
    return lambda text: check(read_document(text.encode(), "稿.txt", 100_000)[0], demo_library)


def found(done: Check, rule: str) -> list[tuple[str, str | None]]:
    """What is marked under a rule, with the mend."""
    text = done.document.text
    return [(text[each.start : each.end], each.mend) for each in done.findings if each.rule.value == rule]


@pytest.mark.parametrize(
    ("text", "rule", "marked", "mend"),
    [
        (f"{TREES}规定，一级古树每株每年1300元。", "figure", "1300元", "1200元"),
        (f"{TREES}第六条规定，损坏的在20日内更换。", "figure", "20日", "30日"),
        (f"按照规定在20日内更换保护牌（{TREES}第六条）。", "figure", "20日", "30日"),
        (f"{TREES}规定，补助资金每年7月30日前拨付到养护责任人。", "figure", "7月30日", "6月30日"),
        (f"{TREES}规定古树保护牌共70块。", "figure", "70块", None),
        (f"根据{TREES}（以下简称《办法》）做好工作。\n《办法》第十三条规定，应当在12日内报告。", "figure", "12日", "10日"),
        (f"根据{TREES}做好工作。\n办法第十三条规定，应当在12日内报告。", "figure", "12日", "10日"),
        ("按照《栖云市古树名木管理保护办法》执行。", "title", "栖云市古树名木管理保护办法", "栖云市古树名木保护管理办法"),
        ("按照《古树名木管理保护办法》执行。", "title", "古树名木管理保护办法", "古树名木保护管理办法"),
        ("按照《古树管理规定》（栖林规〔2022〕3号）执行。", "title", "古树管理规定", "古树名木保护管理办法"),
        (f"按照{TREES}（栖林规〔2022〕4号）执行。", "doc_number", "栖林规〔2022〕4号", "栖林规〔2022〕3号"),
        (f"按照{TREES}(栖林规[2022]3号)执行。", "doc_number", "栖林规[2022]3号", "栖林规〔2022〕3号"),
        ("按照某府发〔2022〕第08号执行。", "doc_number", "某府发〔2022〕第08号", "某府发〔2022〕8号"),
        (f"依据{OLD}开展工作。", "repealed", OLD, "《栖云市林业局巩固生态脱贫成果衔接乡村振兴实施方案》"),
        (f"{TREES}规定“应当在20小时内到场核实”。", "quote", "应当在20小时内到场核实", "应当在24小时内到场核实"),
        (f"{TREES}规定“树下严禁停放机动车辆和农具”。", "quote", "树下严禁停放机动车辆和农具", None),
        ("要落实“当年新增林地全部登记在册的古树名木”。", "quote", "", None),
        ("由局规划财物科负责。", "term", "局规划财物科", "局规划财务科"),
        ("选聘生态护林人员6名。", "term", "生态护林人员", "生态护林员"),
        ("责任单位为砚溪县林业处。", "term", "砚溪县林业处", "砚溪县林业局"),
        ("全镇油茶总面积3200亩。到年底，全镇油茶总面积3500亩。", "contradiction", "3500亩", None),
        ("于2月30日报送。", "date", "2月30日", None),
        ("于2023年2月29日报送。", "date", "2023年2月29日", None),
        ("二〇二四年六月三十一日", "date", "二〇二四年六月三十一日", None),
        ("于2024-13-05报送。", "date", "2024-13-05", None),
        ("2024年9月30日（星期二）召开。", "date", "二", "一"),
        ("自2024年10月1日至2024年4月30日。", "date", "2024年4月30日", None),
        ("规划期为2027—2024年。", "date", "2027—2024年", None),
        ("一、甲\n三、乙", "numbering", "三、", "二、"),
        ("一、甲\n（一）乙\n（三）丙", "numbering", "（三）", "（二）"),
        ("1.甲\n2.乙\n2.丙", "numbering", "2.", "3."),
        ("第一条 甲\n第二条 乙\n第四条 丙", "numbering", "第四条", "第三条"),
        ("（一）甲\n一、乙", "numbering", "一、", None),
        ("一、甲\n（一）、乙", "numbering", "（一）、", "（一）"),
        ("各科室要落实责任,按时上报。", "punctuation", ",", "，"),
        ("完成任务。。", "punctuation", "。。", "。"),
        ("完成任务，。", "punctuation", "，。", "，"),
        ("坚持“打早、打小，做到位。", "punctuation", "“", None),
        ("贯彻《办法的要求。", "punctuation", "《", None),
        ("完成任务)并上报。", "punctuation", ")", None),
        ("会议室(三楼)开会。", "punctuation", "(三楼)", "（三楼）"),
        ('贯彻"以竹代塑"理念。', "punctuation", '"以竹代塑"', "“以竹代塑”"),
        ("张三，身份证号34082119680412351X。", "personal", "34082119680412351X", "340***********351X"),
        ("电话139-0555-77881", "personal", "", None),
        ("电话139-0555-7788", "personal", "139-0555-7788", "139****7788"),
        ("卡号6222 0210 0111 6245 702。", "personal", "6222 0210 0111 6245 702", "622************5702"),
        ("家住青石村老屋组12号的农户", "personal", "青石村老屋组12号", "（略）"),
    ],
)  # fmt: skip
def test_a_fault_is_found_at_its_place(checked: CheckText, text: str, rule: str, marked: str, mend: str | None) -> None:
    assert found(checked(text), rule) == ([(marked, mend)] if marked else [])


@pytest.mark.parametrize(
    "text",
    [
        f"{TREES}规定，一级古树每株每年1200元，二级古树每株每年800元。",
        f"{TREES}规定应当在三十日内更换，全县已更换保护牌41块。",
        f"按照{TREES}要求，我县共发放补助7.6万元，惠及养护责任人63户。",
        f"{TREES}规定“在树下用火、堆放易燃物”属于禁止行为。",
        "《古树名木保护管理办法》实施细则另行制定。",
        "《青川县古树名木保护管理办法》由青川县制定。",
        "《栖云市古树名木保护管理办法实施细则》另行制定。",
        "《栖云市林业局2022年工作总结》已经归档。",
        "《中华人民共和国森林法》（2019年修订）第三条。",
        f"{OLD}（栖林发〔2021〕18号）已经废止。",
        "省林业厅规划财务处来我市调研。",
        "生态护林队伍不断壮大，护林员各司其职。",
        "2023年全镇油茶总面积3200亩，2024年全镇油茶总面积3500亩。",
        "砚溪县安排资金420万元，桂岭县安排资金310万元。",
        "2024年2月29日（星期四）至2024年10月1日。",
        "一、甲\n（一）乙\n（二）丙\n二、丁\n（三）戊\n（四）己",
        "一、甲\n1.乙\n2.丙\n二、丁\n1.戊\n（1）己\n（2）庚",
        "第一章 总则\n第一条 甲\n第二章 职责\n第二条 乙",
        "一、加强管理\n（责任科室：办公室；\n责任单位：各县）\n二、加强督查",
        "会议于10:30开始，比例为5:3:2，共1,200人（见 www.example.cn/a?b）。",
        "如下：……等等。什么？！",
        "1）甲\n2）乙",
        "值班电话：0555-7654321，138****5678，统一社会信用代码91340100MA2N8KXY3P。",
        "编号20240112000345678，订单号3408211968041235。",
    ],
)
def test_what_is_right_is_let_pass(checked: CheckText, text: str) -> None:
    done = checked(text)
    assert [(each.rule.value, done.document.text[each.start : each.end], each.message) for each in done.findings] == []


def test_a_document_holds_on_the_day_of_the_draft(checked: CheckText) -> None:
    draft = "关于做好帮扶工作的通知\n各县区林业局：\n依据{}，做好帮扶工作。\n栖云市林业局\n{}"
    assert found(checked(draft.format(OLD, "2022年5月9日")), "repealed") == []
    assert found(checked(draft.format(OLD, "2024年5月9日")), "repealed") != []


def test_an_identity_number_with_a_wrong_check_is_told_as_such(checked: CheckText) -> None:
    [finding] = checked("张三，身份证号340821196804123515。").findings
    assert "校验码不符" in finding.message
    assert "张三" in finding.message


def test_the_report_gives_place_mend_and_source(checked: CheckText, demo_library: Library) -> None:
    done = checked(f"{TREES}第六条规定，在20日内更换。另见《某省绿化条例》。")
    row = check_row(done, demo_library.snapshot)
    [finding] = row["findings"]
    assert row["text"][finding["start"] : finding["end"]] == finding["quote"] == "20日"
    source = finding["source"]
    document = demo_library.snapshot.entry(source["doc_id"]).document
    assert document.text[source["start"] : source["end"]] == source["quote"]
    assert source["path"][-1] == "第六条"
    assert row["unknown_documents"] == ["《某省绿化条例》"]
    assert [each["doc_id"] for each in row["known_documents"]] == [source["doc_id"]]
    told = told_check(row)
    assert "改为“30日”" in told
    assert "《某省绿化条例》" in told
    assert f"归于《{document.title}》的数字和引文已与原文核对" in told


def test_what_could_not_be_checked_is_not_called_right(checked: CheckText, demo_library: Library) -> None:
    told = told_check(check_row(checked("今年全县新造林9999万亩。"), demo_library.snapshot))
    assert "没有发现问题" in told
    assert "没有可核对的依据" in told
    assert "已与原文核对" not in told


@pytest.mark.parametrize(
    "text", ["“" * 400, "《" * 400, "（一）\n" * 300, "1" * 500, "第一条" * 200, "，" * 900, "》）”" * 99]
)
def test_strange_texts_are_checked(checked: CheckText, text: str) -> None:
    done = checked(f"甲{text}")
    assert all(0 <= each.start < each.end <= len(done.document.text) for each in done.findings)

"""The rules that a sentence has to pass before it may answer."""

from __future__ import annotations

import pytest

from assistant.agreement import agrees_with_slots, years_in
from assistant.expectation import names_expected, redacts_expected
from assistant.query import Expected, Kind, Query, Slot
from ingest.readers import read
from ingest.structure import parse
from kb.document import Document
from kb.normal_form import fold


def asked(
    text: str,
    expected: Expected = Expected.ANY,
    unit: str | None = None,
    heads: tuple[str, ...] = (),
    slots: tuple[Slot, ...] = (),
) -> Query:
    return Query(text, Kind.PASSAGE, expected, (), slots, unit=unit, heads=heads)


def plan(title: str, dated: str = "") -> Document:
    return parse(read(f"{title}\n各县区林业局：\n一、目标\n种树。\n云湖市林业局\n{dated}\n".encode(), "a.txt"))


# what is asked for, a sentence that names it, one that does not
NAMING = [
    (Expected.MONEY, "每亩补助800元。", "补助面积800亩。"),
    (Expected.MONEY, "按设备投资额的20%补助。", "设备占投资额的20%。"),
    (Expected.COUNT, "选派46名。", "选派特派员。"),
    (Expected.PERCENT, "覆盖率达到61.3%。", "覆盖率明显提高。"),
    (Expected.DATE, "6月30日前完成。", "尽快完成。"),
    (Expected.DURATION, "贴息期限最长3年。", "贴息期限由合同约定。"),
    (Expected.FREQUENCY, "每季度不少于1次。", "按要求巡林。"),
    (Expected.BODY, "由村民委员会养护。", "要好好养护。"),
    (Expected.PHONE, "联系电话：0555-1234567。", "联系电话另行通知。"),
    (Expected.ADDRESS, "登录 www.example.cn 填报。", "登录系统填报。"),
    (Expected.PERSON, "联系人：张三。", "请按要求报送。"),
    (Expected.REASON, "为保护古树，制定本办法。", "古树不得砍伐。"),
    (Expected.PLACE, "设在澄塘县。", "设一处。"),
    (Expected.DOC_NUMBER, "《关于支持某市建设试验区的函》（云科函〔2020〕15号）。", "该函2020年3月印发。"),
]


@pytest.mark.parametrize(("expected", "naming", "silent"), NAMING)
def test_the_kind_of_thing_asked_for_has_to_be_named(expected: Expected, naming: str, silent: str) -> None:
    assert names_expected(naming, asked("问", expected))
    assert not names_expected(silent, asked("问", expected))


def test_a_verb_behind_a_post_is_no_name() -> None:
    assert not names_expected("请与联系人核对。", asked("联系人是谁", Expected.PERSON))


def test_every_kind_of_thing_has_a_rule() -> None:
    assert {expected for expected, _, _ in NAMING} == set(Expected) - {Expected.ANY}


@pytest.mark.parametrize(
    ("unit", "sentence", "names"),
    [
        ("公里", "道路累计建成350公里。", True),
        ("公里", "竹林面积达到15万亩。", False),
        ("场", "全年发生火灾3起。", True),
        ("棵", "共有古树120株。", True),
        ("架", "配备高压水泵12台。", False),
        ("人", "选派四十六名。", True),
        ("款", "推出100款以上产品。", True),
        ("个", "5.一人只能担任一个团体的法定代表人。", False),
        ("个", "资助项目不超过4项。", True),
        ("天", "不少于20天。", True),
    ],
)
def test_a_number_needs_a_measure_word_of_the_kind_asked_for(unit: str, sentence: str, names: bool) -> None:
    assert names_expected(sentence, asked("问", Expected.COUNT, unit)) is names


@pytest.mark.parametrize(
    ("question", "sentence", "names"),
    [
        ("风力灭火机一台多少钱", "采购风力灭火机80台，预算总额196万元。", False),
        ("风力灭火机一台多少钱", "风力灭火机每台2000元。", True),
        ("一座界碑补多少钱", "界碑每座补助2600元。", True),
        ("一亩补多少钱", "亩均补助200元。", True),
        ("一株补多少钱", "每亩补助200元。", False),
        ("统一补多少钱", "补助200万元。", True),
        ("竹产业园总投资多少钱", "按设备投资额的20%补助，单个最高30万元。", False),
        ("购置补贴总共安排几个亿", "补贴比例不得超过35%。", False),
        ("去年的GDP总共多少亿", "GDP贡献率提高，营收过百亿元园区增加6个，总数居首。", False),
        ("去年的GDP总共多少亿", "GDP总量4606.2亿元。", True),
        ("竹产业园总投资多少钱", "竹产业园总投资3亿元，单个企业最高补助30万元。", True),
    ],
)
def test_the_price_of_one_piece_is_said_of_one_piece(question: str, sentence: str, names: bool) -> None:
    assert names_expected(sentence, asked(question, Expected.MONEY)) is names


def test_what_one_case_gets_at_most_is_a_count_though_no_sum() -> None:
    assert names_expected("资助规模：不超过4项。", asked("一共资助几个项目", Expected.COUNT, "个"))
    assert not names_expected("单户最高不超过4万元。", asked("总投资多少钱", Expected.MONEY))


def test_whom_to_ring_up_answers_nothing_else() -> None:
    contact = "县金融办 银行科 张三 0555-1234567、13800000000"
    assert not names_expected(contact, asked("线上贷款怎么申请"))
    assert names_expected(contact, asked("贷款咨询电话多少", Expected.PHONE))
    assert names_expected(contact, asked("贷款的联系方式"))
    assert names_expected("申请人拨打客服电话0555-1234567，按提示在线提交身份证明、经营流水和完税证明等申请材料后，等银行答复。",
                          asked("线上贷款怎么申请"))  # fmt: skip


def test_the_day_from_which_it_holds_is_said_of_it() -> None:
    question = asked("办法几号起施行", Expected.DATE)
    assert names_expected("本办法自2022年4月15日起施行。", question)
    assert not names_expected("2022年4月15日前报送材料。", question)


@pytest.mark.parametrize(("sentence", "names"), [("由农业银行发放。", True), ("由县林业局发放。", False)])
def test_a_noun_asked_for_stands_in_the_sentence(sentence: str, names: bool) -> None:
    assert names_expected(sentence, asked("哪家银行发放", heads=("银行",))) is names


@pytest.mark.parametrize(
    ("question", "sentence", "names"),
    [
        ("在哪个县", "设在澄塘县。", True),
        ("在哪个县", "设在河边村。", False),
        ("先发到哪个乡镇", "分给砚溪县6万株。", False),
    ],
)
def test_a_place_of_the_level_asked_for(question: str, sentence: str, names: bool) -> None:
    assert names_expected(sentence, asked(question, Expected.PLACE)) is names


@pytest.mark.parametrize(
    ("expected", "unit", "sentence", "redacted"),
    [
        (Expected.COUNT, "名", "全市现有×名生态护林员。", True),
        (Expected.COUNT, "名", "全市现有XX名生态护林员。", True),
        (Expected.COUNT, "名", "全市现有某某名生态护林员。", True),
        (Expected.COUNT, "名", "×茶谷有护林员30名。", False),
        (Expected.COUNT, "名", "全市现有30名生态护林员。", False),
        (Expected.COUNT, "亩", "全市现有×名生态护林员。", False),
        (Expected.PERSON, None, "联系人：×××。", True),
        (Expected.PERSON, None, "联系人：李四，电话×××。", False),
        (Expected.PHONE, None, "联系电话：0×××-×××××××。", True),
        (Expected.PHONE, None, "联系人：×××。", False),
        (Expected.PLACE, None, "设在×县。", True),
        (Expected.DATE, None, "×月×日前完成。", True),
        (Expected.ANY, None, "全市现有×名生态护林员。", False),
    ],
)
def test_what_is_asked_for_is_blacked_out(expected: Expected, unit: str | None, sentence: str, redacted: bool) -> None:
    assert redacts_expected(sentence, asked("问", expected, unit)) is redacted


def test_a_blacked_out_headcount_is_no_blacked_out_salary() -> None:
    assert not redacts_expected("全市现有×名生态护林员。", asked("生态护林员一年工资多少", Expected.MONEY))


def year(value: str) -> tuple[Slot, ...]:
    return (Slot("year", value),)


@pytest.mark.parametrize(
    ("sentence", "before", "title", "dated", "asked_year", "agrees"),
    [
        ("2025年，产值达到21亿元。", "", "竹产业行动计划", "2024年2月28日", "2025", True),
        ("2025年，产值达到21亿元。", "", "竹产业行动计划", "2024年2月28日", "2026", False),
        ("2024—2026年每年补助。", "", "办法", "", "2025", True),
        ("产值达到21亿元。", "（二）2025年目标", "办法", "", "2025", True),
        ("产值达到21亿元。", "（二）2025年目标", "办法", "", "2024", False),
        ("产值达到21亿元。", "", "2023年工作总结", "", "2023", True),
        ("产值达到21亿元。", "", "2023年工作总结", "2024年1月5日", "2022", False),
        ("产值达到21亿元。", "", "办法", "2023年6月8日", "2023", True),
        ("产值达到21亿元。", "", "办法", "2023年6月8日", "2021", False),
    ],
)
def test_years(sentence: str, before: str, title: str, dated: str, asked_year: str, agrees: bool) -> None:
    query = asked("问", slots=year(asked_year))
    assert agrees_with_slots(sentence, fold(before), plan(title, dated), query) is agrees


@pytest.mark.parametrize(
    ("sentence", "before", "agrees"),
    [
        ("砚溪县6万株，云川区3万株。", "", True),
        ("分给云川区3万株。", "", False),
        ("任务是3万株。", "砚溪县任务", True),
        ("云川区3万株。", "砚溪县和云川区任务", False),  # what the sentence itself says counts more
        ("任务是3万株。", "", False),
    ],
)
def test_places(sentence: str, before: str, agrees: bool) -> None:
    query = asked("问", slots=(Slot("place", "砚溪县"),))
    assert agrees_with_slots(sentence, fold(before), plan("办法"), query) is agrees


@pytest.mark.parametrize(
    ("sentence", "before", "agrees"),
    [
        ("二级古树每株800元。", "", True),
        ("一级古树每株1200元。", "", False),
        ("每株800元。", "二级古树", True),
        ("二、三级古树每株800元。", "", True),
    ],
)
def test_levels(sentence: str, before: str, agrees: bool) -> None:
    query = asked("问", slots=(Slot("level", "二级"),))
    assert agrees_with_slots(sentence, fold(before), plan("办法"), query) is agrees


def test_years_inside_of_a_range() -> None:
    assert years_in("2024-2026年") == {2024, 2025, 2026}
    assert years_in("编号20240155") == set()
    assert years_in("2030至2032年，2035年") == {2030, 2031, 2032, 2035}


def test_a_beginning_is_asked_for_only_where_a_day_is() -> None:
    dated = "2024年3月1日起施行的办法里劳务报酬多少"
    assert names_expected("劳务报酬每年10000元。", asked(dated, Expected.MONEY))
    assert not names_expected("2024年3月1日前报送。", asked("办法几号起施行", Expected.DATE))


@pytest.mark.parametrize(
    ("question", "expected", "sentence", "names"),
    [
        ("什么时候巡护", Expected.DATE, "每月巡护不少于20天。", False),
        ("什么时候检查", Expected.DATE, "每季度不少于1次。", False),
        ("什么时候考核", Expected.DATE, "考核周期为12个月。", False),
        ("什么时候申报", Expected.DATE, "每年3月申报。", True),
        ("什么时候申报", Expected.DATE, "每年三月申报。", True),
        ("哪天报送", Expected.DATE, "每月20日前报送。", True),
        ("什么时候报送", Expected.DATE, "每季度末报送。", True),
        ("什么时候办结", Expected.DATE, "自受理之日起20个工作日办结。", True),
        ("什么时候报告", Expected.DATE, "发现后2小时内报告。", True),
        ("办理时限是多少", Expected.DATE, "办理时限为20个工作日。", True),
        ("贴息期限是多少", Expected.DATE, "贴息期限最长3年。", True),
        ("公示多久", Expected.DURATION, "公示7日。", True),
        ("公示几天", Expected.DURATION, "公示不少于十五日。", True),
        ("公示多久", Expected.DURATION, "公示三个月。", True),
        ("公示多久", Expected.DURATION, "2024年3月15日公示。", False),
        ("公示多久", Expected.DURATION, "2024年底前公示。", False),
    ],
)
def test_a_day_is_no_length_of_time(question: str, expected: Expected, sentence: str, names: bool) -> None:
    assert names_expected(sentence, asked(question, expected)) is names


def test_the_header_of_a_table_says_what_its_figures_are() -> None:
    query = asked("青苇湖湿地公园要投多少钱", Expected.MONEY)
    row = "7\t青苇湖湿地公园\t36\t在建"
    assert not names_expected(row, query)
    assert names_expected(row, query, heads="序号|项目名称|总投资(亿元)|进度")
    assert not names_expected(row, query, heads="序号|项目名称|建设地点|进度")
    assert not names_expected("青苇湖湿地公园\t在建", query, heads="项目名称|总投资(亿元)|进度")


def test_colours_are_said_without_calling_them_so() -> None:
    query = asked("巡护车的标志是啥颜色", heads=("颜色",))
    assert names_expected("巡护车标志为绿底白字。", query)
    assert not names_expected("巡护车标志由市局核发。", query)

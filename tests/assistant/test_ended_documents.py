"""Where no document in force answers, an ended one does, and says that it no longer holds."""

from __future__ import annotations

import pytest

from assistant.answer import Answer
from assistant.asking import ask
from assistant.query import Within
from kb.document import Status
from kb.library import Library
from tests.kb.documents import add

ENDED = """云川区数据共享暂行办法
云川区政务服务局
2020年3月1日
第一条 为规范数据共享，制定本办法。
第二条 数据共享平台包括归集平台、交换平台、开放平台三个子平台。
第三条 数据共享分为无条件共享、有条件共享、不予共享三类，由提供部门确定。
第四条 有下列情形之一的，提供部门应当在10个工作日内更新目录。
（一）依据发生变化的；
（二）职能发生变化的；
（三）系统完成升级的。
第五条 有下列行为之一的，责令限期整改，拒不整改的给予处分：
（一）不按照规定编制目录的；
（二）拒绝、推诿归集数据的；
（三）泄露数据的。
第六条 目录由各部门编制。各部门应当指定专人。
各部门应当每季度检查目录。
第七条 本办法自2020年3月1日起施行，有效期两年。
"""
HOLDING = """云川区公共自行车管理办法
云川区城市管理局
2024年3月1日
第一条 为方便市民出行，制定本办法。
第二条 公共自行车每次使用的前60分钟免费。
第三条 有下列情形之一的，暂停用车资格：
（一）逾期不还的；
（二）损坏车辆的。
第四条 本办法自2024年4月1日起施行。
"""


@pytest.fixture
def both(library: Library) -> tuple[str, str]:
    """The ids of the ended document and of the one in force."""
    ended, holding = add(library, ENDED, "共享.txt")[1], add(library, HOLDING, "自行车.txt")[1]
    assert library.snapshot.status_on(ended) is Status.EXPIRED
    return ended, holding


def told(answer: Answer) -> str:
    assert answer.status == "answered", answer
    assert "不再有效" in answer.answer
    return answer.answer


def test_parts_and_kinds_named_in_one_sentence(library: Library, both: tuple[str, str]) -> None:
    for question, named in (
        ("数据共享平台包括哪几个子平台", ("归集平台", "交换平台", "开放平台")),
        ("数据共享分哪几类", ("无条件共享", "有条件共享", "不予共享")),
    ):
        answer = ask(library, question)
        assert all(each in told(answer) for each in named)
        assert answer.coverage is not None
        assert (answer.coverage.found, answer.coverage.complete) == (3, True)
        assert {each.doc_id for each in answer.citations} == {both[0]}


def test_what_is_announced_without_a_colon_comes_with_its_items(library: Library, both: tuple[str, str]) -> None:
    assert both
    answer = told(ask(library, "什么情况下要更新数据目录"))
    assert all(each in answer for each in ("依据发生变化", "职能发生变化", "系统完成升级"))


def test_an_item_comes_with_what_follows_from_it(library: Library, both: tuple[str, str]) -> None:
    assert both
    answer = told(ask(library, "推诿归集数据怎么处理"))
    assert answer.index("责令限期整改") < answer.index("推诿归集数据的")


def test_one_in_force_answers_first_and_nothing_is_found_where_nothing_is(
    library: Library, both: tuple[str, str]
) -> None:
    answer = ask(library, "公共自行车前多少分钟免费")
    assert {each.doc_id for each in answer.citations} == {both[1]}
    assert "不再有效" not in answer.answer
    assert ask(library, "公共自行车的押金多少钱").status == "refused"


def test_not_where_documents_are_chosen_or_on_a_day_on_which_it_held(library: Library, both: tuple[str, str]) -> None:
    ended, holding = both
    question = "数据共享分哪几类"
    assert ask(library, question, within=Within((holding,))).status == "refused"
    then = ask(library, question, as_of="2021-01-01")
    assert {each.doc_id for each in then.citations} == {ended}
    assert "不再有效" not in then.answer


def test_a_version_that_the_library_has_a_later_one_of_is_not_looked_into(library: Library) -> None:
    old = add(library, ENDED.replace("暂行办法", "办法").replace("，有效期两年", ""), "旧.txt")[1]
    new = ENDED.replace("暂行办法", "办法").replace("2020", "2024").replace("，有效期两年", "")
    new = new.replace(
        "第三条 数据共享分为无条件共享、有条件共享、不予共享三类，由提供部门确定。\n", "第三条 数据共享应当留痕。\n"
    )
    add(library, new, "新.txt")
    assert not library.snapshot.status_on(old).holds
    answer = ask(library, "数据共享分哪几类")
    assert old not in {each.doc_id for each in answer.citations}

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.documents import find_mention
from kb.library import Library
from kb.normal_form import fold

FIRE = "2024—2025年度森林防火工作方案.pdf"
PLAN = "乡村振兴有效衔接实施方案.txt"
OLD_PLAN = "巩固生态扶贫成果三年实施方案.docx"
TABLE = "2024年林业重点工作责任分工表.docx"
MINUTES = "2024年第6次局长办公会议纪要.docx"
BAMBOO = "竹产业高质量发展行动计划.pdf"
RANGERS = "生态护林员管理办法.txt"


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("《栖云市生态护林员管理办法》第七条说什么", RANGERS),
        ("《生态护林员管理办法》第七条说什么", RANGERS),
        ("栖林发〔2024〕26号里视频监控建多少个", FIRE),
        ("栖林发[2024]26号里视频监控建多少个", FIRE),
        ("防火方案里隐患排查谁牵头", FIRE),
        ("2024—2025年度森林防火工作方案中谁报信息", FIRE),
        ("23年那个衔接乡村振兴的方案，竹子归谁管", PLAN),
        ("巩固生态脱贫成果衔接乡村振兴实施方案的主要任务", PLAN),
        ("21年那个生态扶贫三年方案现在还作不作数", OLD_PLAN),
        ("旧的扶贫方案讲什么", OLD_PLAN),
        ("24年分工表里有什么", TABLE),
        ("局长办公会定的竹产业资金", MINUTES),
        ("竹产业行动计划里2028年的目标", BAMBOO),
        ("松材线虫病防控方案的任务", "松材线虫病防控方案.md"),
        ("送苗下乡那个通知的联系人", "关于报送2024年送苗下乡苗木需求的通知.txt"),
        ("去年总结里产值多少", "2023年林业工作总结.md"),
    ],
)
def test_a_document_is_found(demo_library: Library, doc_of: Callable[[str], str], question: str, source: str) -> None:
    folded = fold(question)
    mention = find_mention(folded, demo_library.snapshot, demo_library.words)
    assert mention is not None
    assert mention.doc_ids == (doc_of(source),)
    assert 0 <= mention.start < mention.end <= len(folded)


@pytest.mark.parametrize(
    "question",
    [
        "油茶怎么种",
        "森林防火科有哪些任务",
        "《不存在的书》说什么",
        "今天天气怎么样",
        "",
        "栖林发〔1999〕1号",
        "栖云市那个光伏发展方案归谁",  # the place alone is no subject
        "全市低空飞行的纪要",  # the only minutes, of another subject
    ],
)
def test_no_document_is_named(demo_library: Library, question: str) -> None:
    assert find_mention(fold(question), demo_library.snapshot, demo_library.words) is None


def test_the_span_is_what_names_the_document(demo_library: Library) -> None:
    folded = fold("请问，《生态护林员管理办法》第七条说什么")
    mention = find_mention(folded, demo_library.snapshot, demo_library.words)
    assert mention is not None
    assert folded[mention.start : mention.end] == "《生态护林员管理办法》"

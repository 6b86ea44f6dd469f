"""Facts and measures over texts that lack what a document should have: a title, a list in one clause, one heading a thing."""

from __future__ import annotations

import pytest

from assistant.answer import Answer
from assistant.asking import ask
from assistant.composing import Context
from assistant.coverage import context_of
from assistant.documents import find_mention
from assistant.evidence import Evidence
from assistant.naming import known_by
from assistant.passages import _told_beside
from assistant.shortened import spell_out
from assistant.understanding import understand
from ingest.intake import Limits, ingest
from kb.library import Library
from kb.normal_form import fold
from tests.conftest import MakeLibrary

LIMITS = Limits(max_bytes=2**20, max_chars=100_000)
UNTITLED = """为规范岭南市茶园托管资金的使用，扶持茶农合作社，制定本办法。
第一条 托管资金由市农业农村局管理。
第二条 托管资金每年安排800万元。
第三条 支持范围。对托管茶园超过300亩的合作社，给予一次性补助6万元。
第四条 合作社建设晒青厂房的，优先安排用地指标。
第五条 对获得绿色食品认证的茶叶，奖励认证费用的50%。
第六条 资助规模：不超过12项。
第七条 本办法有效期三年，自2024年3月1日起施行。
"""
ANSWERS = """解读《关于帮助企业渡过难关的若干措施》
一、哪些企业可以进入首批重点保供名单？
重点保供名单包括以下三类企业：
1.生产饲料、兽药的企业；
2.承担冷链运输任务的企业；
3.收储生猪的企业。
名单由市商务局每月更新。
二、企业因受灾还款逾期，会不会影响信用记录？
因受灾造成的逾期贷款，不作逾期记录报送。已经报送的，企业可以提出异议申请。
三、招生有什么支持？
职业院校新开设冷链专业的，每个专业补助20万元。职业院校与企业共建实训基地的，职业院校可以按规定使用专项资金。
职业院校教师到企业实践的，工资照发。鼓励职业院校面向退役军人招生。
"""


@pytest.fixture(scope="module")
def small_library(_opener: MakeLibrary, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Two texts of our own: one saved without its title, one of questions and replies."""
    folder = tmp_path_factory.mktemp("texts")
    (folder / "附件3.txt").write_text(UNTITLED, encoding="utf-8")
    (folder / "解读.txt").write_text(ANSWERS, encoding="utf-8")
    library = _opener(tmp_path_factory.mktemp("small"))
    assert {report.outcome for report in ingest(library, [folder], LIMITS)} == {"added"}
    return library


def _told(library: Library, question: str) -> Answer:
    return ask(library, question)


def test_a_text_without_a_title_is_known_by_its_first_lines(small_library: Library) -> None:
    names = {entry.source: known_by(entry.document) for entry in small_library.snapshot.entries.values()}
    assert "茶园托管资金" in names["附件3.txt"]
    assert names["解读.txt"] == "解读《关于帮助企业渡过难关的若干措施》"
    untitled = next(each for each in small_library.snapshot.entries.values() if each.source == "附件3.txt")
    assert "岭南市" in context_of(untitled.document, len(untitled.document.clauses) - 1)
    mention = find_mention(fold("茶园托管资金办法里补多少"), small_library.snapshot, small_library.words)
    assert mention is not None
    assert mention.doc_ids == (untitled.doc_id,)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("茶园托管资金的办法管几年", "有效期三年"),
        ("茶园托管的办法几号开始实行", "2024年3月1日"),
        ("岭南市茶园托管资金每年安排多少钱", "800万元"),
        ("托管三百亩以上茶园的合作社补多少钱", "6万元"),
        ("哪些企业能进重点保供名单", "收储生猪"),
        ("受灾还不上贷款，征信会不会受影响", "不作逾期记录报送"),
        ("职校开冷链专业补多少钱", "20万元"),
    ],
)
def test_a_fact_is_found(small_library: Library, question: str, said: str) -> None:
    answer = _told(small_library, question)
    assert answer.status == "answered", answer.answer
    assert said in answer.answer


def test_a_heading_that_asks_is_no_answer(small_library: Library) -> None:
    answer = _told(small_library, "受灾逾期会不会影响信用记录")
    assert "会不会影响信用记录？" not in answer.answer
    assert "异议申请" in answer.answer


def test_items_in_paragraphs_of_their_own_are_told_with_the_sentence_that_announces_them(
    small_library: Library,
) -> None:
    answer = _told(small_library, "重点保供名单包括哪些企业")
    assert all(item in answer.answer for item in ("兽药", "冷链运输", "收储生猪"))
    assert all(cited.quote in _text(small_library, cited.doc_id) for cited in answer.citations)


def test_all_that_is_given_is_told(small_library: Library) -> None:
    answer = _told(small_library, "对托管茶园的合作社有什么支持")
    assert "6万元" in answer.answer
    assert "制定本办法" not in answer.answer.splitlines()[0]


@pytest.mark.parametrize(
    "question",
    ["茶园托管资金总共几个亿", "托管茶园的合作社罚多少钱", "冷链专业的学费多少", "重点保供名单的企业补几成利息"],
)
def test_what_is_not_said_is_refused(small_library: Library, question: str) -> None:
    assert _told(small_library, question).status == "refused"


def test_a_short_form_is_written_out_as_the_documents_have_it(small_library: Library) -> None:
    told, pairs = spell_out("职校有什么支持", small_library.snapshot, small_library.words)
    assert (told, pairs) == ("职业院校有什么支持", (("职校", "职业院校"),))
    assert (
        spell_out("岭南市GDP多少".lower(), small_library.snapshot, small_library.words)[1] == ()
    )  # nowhere in the texts
    assert spell_out("茶农改成什么", small_library.snapshot, small_library.words) == ("茶农改成什么", ())
    assert understand("职校有什么支持", (), small_library).text == "职业院校有什么支持"


def _text(library: Library, doc_id: str) -> str:
    return library.snapshot.entries[doc_id].document.text


def test_a_heading_beside_the_best_sentence_is_told_with_its_text(small_library: Library) -> None:
    snapshot = small_library.snapshot
    doc_id, document = next(
        (each, entry.document) for each, entry in snapshot.entries.items() if "招生有什么支持" in entry.document.text
    )
    clause = next(clause for clause in document.clauses if "招生有什么支持" in clause.heading)
    end = clause.start + len(clause.heading)
    heading = Evidence(doc_id, clause.index, clause.start, end, clause.heading, 1.0, 1.0, 1.0, 0.0, True, False)
    query = understand("招生支持", (), small_library)
    context = Context(small_library, snapshot, query, (doc_id,))
    told = "".join(_told_beside(context, heading, context.citer()))
    assert "每个专业补助20万元" in told

"""Terms: definitions, short forms, slogans, glossaries."""

from __future__ import annotations

import pytest

from ingest.structure import parse
from ingest.terms import find_terms
from kb.document import Block, Document, Pages
from kb.records import Term


def document_of(*lines: str) -> Document:
    return parse(Pages("甲.txt", "txt", tuple(map(Block, ("栖云市林业管理办法", *lines)))))


def terms_of(*lines: str) -> dict[str, Term]:
    return {term.term: term for term in find_terms(document_of(*lines))}


@pytest.mark.parametrize(
    ("sentence", "term", "kind"),
    [
        ("第二条 本办法所称疫木，是指感染病害的松树。", "疫木", "defined"),
        ("护林房是指供护林员值守的房屋。", "护林房", "defined"),
        ("“以竹代塑”是指用竹制品替代塑料制品。", "以竹代塑", "defined"),
        ("落实“四个不摘”，即摘帽不摘责任、不摘政策、不摘帮扶、不摘监管。", "四个不摘", "slogan"),
        ("推进“三个一批”（储备一批、建设一批、见效一批）工程。", "三个一批", "slogan"),
        ("实行“两山一湖”——云山、栖山和云湖一体保护。", "两山一湖", "slogan"),
        ("配齐一长三员（林长、护林员、技术员、警员）。", "一长三员", "slogan"),
        ("减轻作业负担和培训负担（即“双减”）。", "双减", "defined"),
    ],
)
def test_explained_terms(sentence: str, term: str, kind: str) -> None:
    found = terms_of(sentence)[term]
    assert (found.definition, found.kind, found.full_form) == (sentence, kind, None)


@pytest.mark.parametrize(
    ("sentence", "term", "full_form"),
    [
        ("成立栖云市林长制办公室（以下简称“市林长办”）。", "市林长办", "栖云市林长制办公室"),
        ("根据《栖云市湿地保护规划》（以下简称《规划》）编制。", "规划", "《栖云市湿地保护规划》"),
        ("村级护林员和乡级护林员（以下统称护林员）按月考核。", "护林员", "村级护林员和乡级护林员"),
    ],
)
def test_short_forms(sentence: str, term: str, full_form: str) -> None:
    found = terms_of(sentence)[term]
    assert (found.kind, found.full_form, found.definition) == ("short_form", full_form, sentence)


def test_a_slogan_that_a_list_expands() -> None:
    text = "抓好“三个到位”：一是责任到位，定人定岗；二是物资到位；三是演练到位。其余照旧。"
    found = terms_of(text)["三个到位"]
    assert found.definition == "抓好“三个到位”：一是责任到位，定人定岗；二是物资到位；三是演练到位。"


def test_glossaries() -> None:
    found = terms_of(
        "一、总则",
        "请执行。",
        "附件：名词解释",
        "1.林长制：由各级党政负责同志担任林长的制度。各级都有。",
        "2.“五绿”：造绿、护绿、用绿、活绿、富绿。",
    )
    assert found["林长制"].definition == "1.林长制：由各级党政负责同志担任林长的制度。各级都有。"
    assert found["五绿"].kind == "slogan"


def test_notes_at_the_end() -> None:
    found = terms_of("开展“四查三改”行动。", "[1]“四查三改”：指查漏洞、查台账、查现场、查责任和三项整改。")
    assert found["四查三改"].definition is not None


@pytest.mark.parametrize(
    "sentence",
    ["推广“林票通”应用。", "“在线服务”指数排名第一。", "建设“一带一路”（5）示范基地。", "落实“放管服”改革。"],
)
def test_quoted_words_without_explanation(sentence: str) -> None:
    (term,) = terms_of(sentence).values()
    assert (term.definition, term.full_form) == (None, None)


def test_every_term_stands_where_it_says() -> None:
    document = document_of("第二条 “122”科技服务，是指1名专家联系2个村。", "落实“四旁”（村旁、宅旁、路旁、水旁）植绿。")
    for term in find_terms(document):
        said = document.text[term.start : term.end]
        assert term.term in said
        assert term.definition in (None, said)

"""What the head and foot of a document say."""

from __future__ import annotations

import json

import pytest

from ingest.metadata import read_metadata
from ingest.readers import read
from ingest.structure import parse
from kb.document import Block, Document, Pages, SourceFacts, Status
from tests.conftest import DOCUMENTS

MANIFEST = json.loads((DOCUMENTS.parent / "manifest.json").read_text("utf-8"))
BODY = ("一、目标", "保护森林，落实责任。", "二、任务", "加强巡护，及时报告。")


def document_of(*lines: str, source: str = "来文.txt") -> Document:
    return parse(Pages(source, "txt", tuple(Block(line) for line in lines)))


@pytest.mark.parametrize("row", MANIFEST, ids=[row["file"] for row in MANIFEST])
def test_demonstration_documents_are_what_the_manifest_says(row: dict[str, str | None]) -> None:
    path = DOCUMENTS / str(row["file"])
    document = parse(read(path.read_bytes(), path.name))
    found = (document.title, document.doc_number, document.issuer, document.signed_on)
    assert found == (row["title"], row["doc_number"], row["issuer"], row["date"])
    assert document.demonstration


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("栖云市护林工作方案",), "栖云市护林工作方案"),
        (("栖云市林业局关于印发", "《护林工作方案》的通知"), "栖云市林业局关于印发《护林工作方案》的通知"),
        (("关于进一步加强森林防火", "和护林员管理", "工作的意见"), "关于进一步加强森林防火和护林员管理工作的意见"),
        (("栖云市林业局文件", "栖林发〔2024〕1号", "护林工作方案"), "护林工作方案"),
        (("护林管理办法（试行）",), "护林管理办法（试行）"),
        (("（征求意见稿）", "护林管理办法"), "护林管理办法"),
        (("2024年3月1日", "护林工作方案"), "护林工作方案"),
        (("各县区林业局：", "现将有关事项通知如下。"), "来文"),
        ((), "来文"),
    ],
)
def test_titles(lines: tuple[str, ...], title: str) -> None:
    assert document_of(*lines, *BODY).title == title


def test_a_forwarded_text_is_known_by_the_notice_that_forwards_it() -> None:
    document = document_of(
        "栖云市林业局关于印发护林工作方案的通知", "栖林发〔2024〕1号", "各县区林业局：", "现将方案印发给你们，请认真执行。",
        "栖云市林业局", "2024年3月1日", "护林工作方案", *BODY,
    )  # fmt: skip
    assert document.title == "栖云市林业局关于印发护林工作方案的通知"
    assert (document.issuer, document.signed_on) == ("栖云市林业局", "2024-03-01")


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("栖林发〔2024〕1号", "栖林发〔2024〕1号"),
        ("栖林发[2024]12号", "栖林发[2024]12号"),
        ("栖林发【2024】3号", "栖林发【2024】3号"),
        ("栖林发（2024）3号", "栖林发（2024）3号"),
        ("栖林发(2024)第3号", "栖林发(2024)第3号"),
        ("栖林办 〔 2024 〕 105 号", "栖林办〔2024〕105号"),
        ("发文字号：栖林规〔2022〕3号", "栖林规〔2022〕3号"),
        ("栖云市人民政府令第66号", "栖云市人民政府令第66号"),
        ("〔2024〕第6次", "〔2024〕第6次"),
        ("第18期", "第18期"),
        ("根据栖林发〔2024〕1号精神", None),
    ],
)
def test_document_numbers(line: str, number: str | None) -> None:
    assert document_of("护林工作方案", line, *BODY).doc_number == number


@pytest.mark.parametrize(
    ("line", "addressees"),
    [
        ("各县区林业局，局机关各科室、直属单位：", ("各县区林业局", "局机关各科室", "直属单位")),
        ("各县区林业局:", ("各县区林业局",)),
        ("现将有关事项通知。具体如下：", ()),
    ],
)
def test_addressees(line: str, addressees: tuple[str, ...]) -> None:
    assert document_of("关于护林的通知", line, *BODY).addressees == addressees


@pytest.mark.parametrize(
    ("lines", "issuer", "signed_on"),
    [
        (("栖云市林业局", "2024年3月1日"), "栖云市林业局", "2024-03-01"),
        (("栖云市林业局", "二〇二四年三月二十一日"), "栖云市林业局", "2024-03-21"),
        (("栖云市林业局办公室", "二○一九年十二月三日"), "栖云市林业局办公室", "2019-12-03"),
        (("栖云市森林防火指挥部", "２０２４年１月９日"), "栖云市森林防火指挥部", "2024-01-09"),
        (("2024年13月41日",), None, None),
        ((), None, None),
    ],
)
def test_signatures(lines: tuple[str, ...], issuer: str | None, signed_on: str | None) -> None:
    document = document_of("护林工作方案", *BODY, *lines)
    assert (document.issuer, document.signed_on) == (issuer, signed_on)


@pytest.mark.parametrize(
    ("sentence", "effective_on"),
    [
        ("本办法自2022年6月1日起施行。", "2022-06-01"),
        ("本办法自 2022 年 6 月 1 日起实施，有效期5年。", "2022-06-01"),
        ("本办法自印发之日起施行。", "2024-03-01"),
        ("本方案自发布之日起执行。", "2024-03-01"),
        ("本办法自２０２２年６月１日起施行。", "2022-06-01"),
        ("自2022年6月1日起至2023年6月1日止。", None),
    ],
)
def test_effective_dates(sentence: str, effective_on: str | None) -> None:
    assert document_of("管理办法", *BODY, sentence, "栖云市林业局", "2024年3月1日").effective_on == effective_on


@pytest.mark.parametrize(
    ("sentence", "supersedes"),
    [
        ("《护林管理暂行办法》同时废止。", ("护林管理暂行办法",)),
        ("《护林管理暂行办法》（栖林发〔2020〕3号）同时废止。", ("护林管理暂行办法", "栖林发〔2020〕3号")),
        ("《护林管理暂行办法》和《造林管理暂行办法》同时废止。", ("护林管理暂行办法", "造林管理暂行办法")),
        ("本办法代替《护林管理暂行办法》。", ("护林管理暂行办法",)),
        ("按照《中华人民共和国森林法》执行。", ()),
        ("对《护林管理暂行办法》作出修改。", ()),
    ],
)
def test_what_is_repealed(sentence: str, supersedes: tuple[str, ...]) -> None:
    assert document_of("护林管理办法", *BODY, sentence).supersedes == supersedes


@pytest.mark.parametrize("title", ["护林管理办法（征求意见稿）", "护林管理办法(草案)"])
def test_drafts(title: str) -> None:
    assert document_of(title, *BODY).status is Status.DRAFT


def test_no_lines_at_all() -> None:
    assert read_metadata((), "空").title == "空"


def document_with(facts: SourceFacts, *lines: str, source: str = "来文.txt") -> Document:
    return parse(Pages(source, "html", tuple(Block(line) for line in lines), facts=facts))


def test_the_source_fills_what_the_text_leaves_open() -> None:
    facts = SourceFacts(
        title="栖云市林业局关于护林的通知", doc_number="栖林发〔2024〕9号", issuer="栖云市林业局", signed_on="2024-01-01",
        published_on="2024-01-05", effective_on="2024-02-01", expires_on="2026-01-31", status="有效",
    )  # fmt: skip
    document = document_with(facts, "护林工作很重要。", *BODY)
    assert (document.title, document.doc_number, document.issuer) == (facts.title, facts.doc_number, facts.issuer)
    assert (document.signed_on, document.published_on) == ("2024-01-01", "2024-01-05")
    assert (document.effective_on, document.expires_on) == ("2024-02-01", "2026-01-31")


def test_the_text_counts_over_the_source_where_both_can_be_right() -> None:
    facts = SourceFacts(title="关于护林的通知", doc_number="栖林发 〔2024〕 9 号", signed_on="2024-01-01")
    lines = ("栖云市林业局关于护林的通知", "栖林发〔2024〕9号", "各县区林业局：", *BODY, "栖云市林业局", "2024年1月2日")
    document = document_with(facts, *lines)
    assert (document.title, document.doc_number) == (lines[0], lines[1])
    assert (document.issuer, document.signed_on) == ("栖云市林业局", "2024-01-02")


def test_the_source_counts_where_the_text_says_something_else() -> None:
    facts = SourceFacts(title="栖云市林业局关于造林的意见", doc_number="栖林发〔2024〕9号")
    document = document_with(facts, "首页新闻通知", "栖林办〔2023〕1号", *BODY)
    assert (document.title, document.doc_number) == (facts.title, facts.doc_number)


def test_lines_of_a_database_are_facts_and_no_title() -> None:
    document = document_of(
        "【法宝引证码】 CLI.12.1", "【发布部门】栖云市林业局", "【时效性】失效", "【公布日期】2020.03.04", "关于护林的通知",
        "关于护林的通知", "栖林发〔2020〕5号", "各县区林业局：", *BODY,
    )  # fmt: skip
    assert (document.title, document.issuer, document.doc_number) == (
        "关于护林的通知",
        "栖云市林业局",
        "栖林发〔2020〕5号",
    )
    assert (document.published_on, document.status) == ("2020-03-04", Status.EXPIRED)


def test_a_document_without_a_title_is_known_by_its_file() -> None:
    source = "栖云市林业局关于印发护林...(FBM-CLI.12.77).txt"
    assert document_of(*BODY, source=source).title == "栖云市林业局关于印发护林"
    assert (
        document_of("栖云市林业局关于印发护林方案的通知", *BODY, source=source).title
        == "栖云市林业局关于印发护林方案的通知"
    )


def test_everything_that_a_foot_says() -> None:
    document = document_of(
        "关于护林的通知", "各县区林业局：", *BODY, "附件：1.任务表", "2.名单", "栖云市林业局", "栖云市财政局", "２０２４年３月１日", "（此件公开发布）",
        "抄送：市委办公室，市人大常委会办公室。", "栖云市林业局办公室　2024年3月2日印发",
    )  # fmt: skip
    assert (document.issuer, document.signed_on) == ("栖云市林业局、栖云市财政局", "2024-03-01")
    assert document.annexes == ("任务表", "名单")
    assert (document.copy_to, document.publication) == (("市委办公室", "市人大常委会办公室"), "此件公开发布")
    assert (document.printed_by, document.printed_on) == ("栖云市林业局办公室", "2024-03-02")


def test_a_forwarded_text_does_not_sign_for_the_notice() -> None:
    document = document_of(
        "关于转发《护林方案》的通知", "各县区林业局：", "现将《护林方案》转发给你们。", "栖云市林业局", "2024年3月1日",
        "护林方案", *BODY, "青川省林业厅", "2024年2月1日", "附件", "名单", "2023年1月1日",
    )  # fmt: skip
    assert (document.issuer, document.signed_on) == ("栖云市林业局", "2024-03-01")


def test_terms_are_counted_from_the_first_day() -> None:
    document = document_of(
        "护林办法（试行）", *BODY, "本办法自发布之日起30日后施行，有效期2年。", "栖云市林业局", "2024年3月1日"
    )
    assert (document.effective_on, document.expires_on) == ("2024-03-31", "2026-03-30")


def test_amendments_are_no_repeals() -> None:
    document = document_of("关于修改《护林办法》的决定", "决定对《护林办法》作如下修改：", *BODY)
    assert (document.amends, document.supersedes) == (("护林办法",), ())

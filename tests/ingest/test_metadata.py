"""What the head and foot of a document say."""

from __future__ import annotations

import json

import pytest

from ingest.metadata import iso_date, read_metadata
from ingest.readers import read
from ingest.structure import parse
from kb.document import Block, Document, Pages, Status
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


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2024年2月3日", "2024-02-03"),
        ("二〇一〇年十月三十一日", "2010-10-31"),
        ("2024年0月3日", None),
        ("2024年", None),
    ],
)
def test_dates(written: str, iso: str | None) -> None:
    assert iso_date(written) == iso


def test_no_lines_at_all() -> None:
    assert read_metadata((), "空").title == "空"

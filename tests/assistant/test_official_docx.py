"""The layout of GB/T 9704-2012, measured from the file, and again from the pages that LibreOffice makes of it."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections import Counter
from pathlib import Path

import pdfplumber
import pytest
from lxml import etree

from assistant.official_document import Annex, Kind, OfficialDocument, Paragraph, Run, Sources, Table, paragraph
from assistant.official_docx import to_docx
from assistant.official_styles import FONTS
from ingest.readers import read
from ingest.readers.doc import INSTALL, libreoffice
from kb.document import BlockRole

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MM_PER_TWIP = 25.4 / 1440
MM_PER_PT = 25.4 / 72
DOCUMENT = OfficialDocument(
    title="竹林道路建设的做法\n和成效",
    addressees="各科室",
    pieces=(
        paragraph("全年新修竹林道路12公里。", footnote="《建设方案》第二条 <3>"),
        paragraph("一、做法", Kind.HEADING_1),
        paragraph("（一）先修主路", Kind.HEADING_2),
        Paragraph(Kind.HEADING_3, (Run("1.定线路。"), Run("先踏勘，后定线。", "走访记录", plain=True))),
        paragraph("（1）踏勘", Kind.HEADING_4),
        Table((("年份", "公里"), ("2023", "7"), ("2024",)), "表1 里程"),
        Sources(("[1] 《建设方案》", "[2] 写作材料")),
    ),
    annexes=(
        Annex("事实台账", (Table((("事实", "出处"), ("12公里", "第1行"))),)),
        Annex("图", (paragraph("略"),)),
    ),
    signature="栖云市林业局",
    date="2024年3月5日",
)


def part(data: bytes, name: str) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(f"word/{name}"))


def of(element: etree._Element, path: str, attribute: str = "val") -> str:
    """The value of `attribute` of the one element at `path` (w: names)."""
    [found] = element.findall("/".join(W + name for name in path.split("/")))
    return str(found.get(W + attribute))


def style_of(data: bytes, text: str) -> etree._Element:
    """The style of the paragraph that reads `text`."""
    [found] = [each for each in part(data, "document.xml").iter(W + "p") if "".join(each.itertext()) == text]
    name = of(found, "pPr/pStyle")
    [style] = [each for each in part(data, "styles.xml") if each.get(W + "styleId") == name]
    return style


def text_width(text: str) -> float:
    return sum(0.5 if character.isascii() else 1 for character in text)


@pytest.fixture(scope="module")
def made() -> bytes:
    return to_docx(DOCUMENT)


def test_page_and_margins(made: bytes) -> None:
    section = part(made, "document.xml").find(f"{W}body/{W}sectPr")
    assert section is not None
    measures = {
        name: float(str(of(section, place, name))) * MM_PER_TWIP
        for place, names in (("pgSz", "w h"), ("pgMar", "top right bottom left gutter"))
        for name in names.split()
    }
    wanted = {"w": 210, "h": 297, "top": 37, "right": 26, "bottom": 35, "left": 28, "gutter": 0}
    assert measures == pytest.approx(wanted, abs=0.1)


def test_twenty_two_lines_of_twenty_eight_characters(made: bytes) -> None:
    section = part(made, "document.xml").find(f"{W}body/{W}sectPr")
    assert section is not None
    assert of(section, "docGrid", "type") == "linesAndChars"
    pitch_mm = int(of(section, "docGrid", "linePitch")) * MM_PER_TWIP
    assert 225 / 23 < pitch_mm <= 225 / 22
    character_mm = (16 + int(of(section, "docGrid", "charSpace")) / 4096) * MM_PER_PT
    assert 156 / 29 < character_mm <= 156 / 28
    for text in ("各科室：", "一、做法", "（一）先修主路", "（1）踏勘", "栖云市林业局"):
        style = style_of(made, text)
        assert of(style, "pPr/spacing", "line") == of(section, "docGrid", "linePitch")
        assert of(style, "pPr/spacing", "lineRule") == "exact"


@pytest.mark.parametrize(
    ("text", "font", "half_points"),
    [
        ("竹林道路建设的做法和成效", "方正小标宋简体", 44),
        ("各科室：", "仿宋_GB2312", 32),
        ("一、做法", "黑体", 32),
        ("（一）先修主路", "楷体_GB2312", 32),
        ("1.定线路。先踏勘，后定线。", "仿宋_GB2312", 32),
        ("（1）踏勘", "仿宋_GB2312", 32),
        ("附件1", "黑体", 32),
        ("事实台账", "方正小标宋简体", 44),
    ],
)
def test_fonts_and_sizes(made: bytes, text: str, font: str, half_points: int) -> None:
    style = style_of(made, text)
    assert {of(style, "rPr/rFonts", script) for script in ("eastAsia", "ascii", "hAnsi")} == {font}
    assert of(style, "rPr/sz") == str(half_points)


def test_fonts_have_fallbacks(made: bytes) -> None:
    table = {font.get(W + "name"): of(font, "altName").split(",") for font in part(made, "fontTable.xml")}
    used = {str(each.get(W + "eastAsia")) for each in part(made, "styles.xml").iter(W + "rFonts")}
    assert used == table.keys() == FONTS.keys()
    assert all(len(others) >= 2 for others in table.values())


def test_what_runs_on_behind_a_heading_is_set_as_body() -> None:
    data = to_docx(OfficialDocument("题", (Paragraph(Kind.HEADING_2, (Run("（一）保护。"), Run("照办", plain=True))),)))
    fonts = {
        "".join(run.itertext()): run.find(f"{W}rPr/{W}rFonts").get(W + "eastAsia")
        for run in part(data, "document.xml").iter(W + "r")
    }
    assert fonts == {"题": None, "（一）保护。": None, "照办": "仿宋_GB2312"}


def test_page_numbers_stand_at_the_outer_edges(made: bytes) -> None:
    assert part(made, "settings.xml").find(f"{W}evenAndOddHeaders") is not None
    sides = {}
    for reference in part(made, "document.xml").iter(W + "footerReference"):
        relation = reference.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id")
        [target] = [each.get("Target") for each in part(made, "_rels/document.xml.rels") if each.get("Id") == relation]
        footer = part(made, str(target))
        assert "".join(text.text or "" for text in footer.iter(W + "t", W + "instrText")) == "— PAGE1 —"
        sides[reference.get(W + "type")] = of(footer, "p/pPr/jc")
    assert sides == {"default": "right", "even": "left"}
    [style] = [each for each in part(made, "styles.xml") if each.get(W + "styleId") == "Footer"]
    assert (of(style, "rPr/rFonts", "eastAsia"), of(style, "rPr/sz")) == ("宋体", "28")


def test_signature_and_date_stand_as_the_standard_says() -> None:
    """Section 7.3.5.3: the date's first character two right of the name's, two free at the right of the longer one."""
    for name in ("局", "栖云市林业局", "栖云市林业和草原局森林资源管理工作领导小组办公室"):
        data = to_docx(OfficialDocument("题", (paragraph("正文"),), signature=name, date="2024年3月5日"))
        gap = {}
        for each in part(data, "document.xml").iter(W + "p"):
            if each.find(f"{W}pPr/{W}ind") is not None:
                gap["".join(each.itertext())] = int(of(each, "pPr/ind", "right")) / 320
        begins = {text: gap[text] + text_width(text) for text in gap}
        assert begins[name] - begins["2024年3月5日"] == pytest.approx(2, abs=0.01)
        assert min(gap.values()) == pytest.approx(2, abs=0.01)


def test_a_reader_gets_back_what_was_written(made: bytes) -> None:
    pages = read(made, "案例.docx")
    body = [block for block in pages.blocks if block.role is BlockRole.BODY and block.text.strip()]
    texts = [block.text for block in body]
    assert "".join(texts[:2]) == "竹林道路建设的做法和成效"
    assert texts[2:4] == ["各科室：", "全年新修竹林道路12公里。"]
    assert {block.text: block.heading for block in body if block.heading} == {
        "一、做法": 1, "（一）先修主路": 2, "1.定线路。先踏勘，后定线。": 3, "（1）踏勘": 4, "资料来源": 1,
    }  # fmt: skip
    assert "附件：1.事实台账" in texts
    assert [block.cells for block in body if block.cells][:3] == [("年份", "公里"), ("2023", "7"), ("2024", "")]
    assert [block.text.strip() for block in pages.blocks if block.role is BlockRole.FOOTNOTE] == [
        "注1：《建设方案》第二条 <3>", "注2：走访记录",
    ]  # fmt: skip
    assert texts.index("栖云市林业局") < texts.index("2024年3月5日") < texts.index("附件1") < texts.index("附件2")


def test_every_reference_of_the_package_has_its_part(made: bytes) -> None:
    package = zipfile.ZipFile(io.BytesIO(made))
    targets = {f"word/{each.get('Target')}" for each in part(made, "_rels/document.xml.rels")}
    assert targets <= set(package.namelist())
    called = [int(each.get(W + "id")) for each in part(made, "document.xml").iter(W + "footnoteReference")]
    told = [int(each.get(W + "id")) for each in part(made, "footnotes.xml")]
    assert told == [-1, 0, *called]
    styles = {each.get(W + "styleId") for each in part(made, "styles.xml")}
    used = {
        each.get(W + "val")
        for name in ("pStyle", "rStyle", "tblStyle")
        for each in part(made, "document.xml").iter(W + name)
    }
    assert used <= styles


def test_hostile_text_does_not_break_the_file() -> None:
    text = "A&B <w:p/>\x00\x0b\ud800\ufffe ]]> \t尾"
    data = to_docx(
        OfficialDocument(text, (paragraph(text, footnote=text), Table(((text,),)), Table(())), signature=text)
    )
    assert "A&B <w:p/> ]]>" in " ".join("".join(part(data, "document.xml").itertext()).split())
    assert "A&B <w:p/> ]]>" in " ".join("".join(part(data, "footnotes.xml").itertext()).split())


@pytest.mark.skipif(libreoffice() is None, reason=f"LibreOffice is not installed: {INSTALL}")
def test_pages_as_libreoffice_lays_them_out(tmp_path: Path) -> None:
    pieces = (paragraph("字" * (28 * 22 * 3), footnote="注"), paragraph("二、乙", Kind.HEADING_1))
    (tmp_path / "a.docx").write_bytes(to_docx(OfficialDocument("甲", pieces, date="2024年3月5日", signature="某某局")))
    command = [str(libreoffice()), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "a.docx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    with pdfplumber.open(tmp_path / "a.pdf") as book:
        first, second, third = (page.chars for page in book.pages[:3])
        page = book.pages[1]
    full = [character for character in second if character["text"] == "字"]
    lines = Counter(round(character["top"]) for character in full)
    assert len(lines) == 22
    assert set(lines.values()) == {28}
    assert min(character["x0"] for character in full) * MM_PER_PT == pytest.approx(28, abs=0.5)
    assert (float(page.width) - max(character["x1"] for character in full)) * MM_PER_PT == pytest.approx(26, abs=1)
    tops = sorted(lines)
    assert (tops[-1] - tops[0]) / 21 * MM_PER_PT == pytest.approx(225 / 22, abs=0.05)
    # Page numbers: odd ones right, even ones left, below the text.
    for characters, on_the_right in ((first, True), (second, False), (third, True)):
        [place] = [
            each["x0"]
            for each in characters
            if each["text"] in "123" and each["top"] > tops[-1] + 20 and each["size"] == 14
        ]
        assert (place > float(page.width) / 2) is on_the_right

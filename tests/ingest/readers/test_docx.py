"""A DOCX is read as its reader sees it: nothing that shows is lost, nothing that does not show comes in."""

from __future__ import annotations

import random
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from ingest.readers import read
from ingest.readers.docx import read_docx
from kb.document import Block, BlockRole, Pages
from kb.errors import UnreadableFile
from tests.ingest.docx_packages import (
    NAMESPACES,
    cell,
    item,
    level,
    notes,
    numbering,
    package,
    para,
    row,
    run,
    simple_field,
    style,
    styles,
    table,
    text_box,
    zipped,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TURN = "<w:r><w:lastRenderedPageBreak/></w:r>"
DELETED = '<w:del w:id="1"/>'


def pages(*body: str, **parts: str) -> Pages:
    return read_docx(package(*body, **parts), "a.docx")


def texts(*body: str, **parts: str) -> list[str]:
    return [block.text for block in pages(*body, **parts).blocks]


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (["全市", run("造林"), run("3万亩。")], "全市造林3万亩。"),
        (["牵头单位", "<w:r><w:tab/></w:r>", "市林业局"], "牵头单位\t市林业局"),
        (["护林", "<w:r><w:noBreakHyphen/></w:r>", "防火", "<w:r><w:softHyphen/></w:r>"], "护林-防火"),
        ([f"<w:ins>{run('新增')}</w:ins>", f"<w:del>{run('删去')}</w:del>", "任务"], "新增任务"),
        ([f"<w:moveTo>{run('移来')}</w:moveTo>", f"<w:moveFrom>{run('移走')}</w:moveFrom>"], "移来"),
        (["<w:del><w:r><w:delText>旧文</w:delText></w:r></w:del>", "新文"], "新文"),
        ([run("暗", "<w:vanish/>"), run("明", '<w:vanish w:val="0"/>')], "明"),
        ([f"<w:hyperlink>{run('附表')}</w:hyperlink>", f"<w:smartTag>{run('栖云市')}</w:smartTag>"], "附表栖云市"),
        ([f"<w:sdt><w:sdtPr/><w:sdtContent>{run('日期')}</w:sdtContent></w:sdt>"], "日期"),
        (["见", f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('请填写')}</w:sdtContent></w:sdt>"], "见"),
        (["第", simple_field("PAGEREF x", "3"), "页"], "第3页"),
        (["甲", simple_field(" eq \\o\\ac(○,2)", None), "乙"], "甲②乙"),
        (["甲", f'<w:fldSimple w:instr="REF a">{run("乙")}</w:fldSimple>'], "甲乙"),
        (["甲", '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "乙"], "甲乙"),
        (["甲", '<w:r><w:fldChar w:fldCharType="end"/></w:r>', "乙"], "甲乙"),
        (["面积", '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', "3亩"], "面积≥3亩"),
        (['<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "同意"], "☑同意"),
        ([f"<w:r><w:ruby><w:rt>{run('lín')}</w:rt><w:rubyBase>{run('林')}</w:rubyBase></w:ruby></w:r>", "地"], "林地"),
        (["甲", '<w:commentRangeStart w:id="1"/>', "乙", '<w:r><w:commentReference w:id="1"/></w:r>'], "甲乙"),
    ],
)  # fmt: skip
def test_what_shows_in_a_paragraph(content: list[str], shown: str) -> None:
    assert texts(para(*content)) == [shown]


def formula_run(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def test_formulas_are_one_line() -> None:
    fraction = f"<m:f><m:num>{formula_run('a+b')}</m:num><m:den>{formula_run('2')}</m:den></m:f>"
    power = f"<m:sSup><m:e>{formula_run('x')}</m:e><m:sup>{formula_run('2')}</m:sup></m:sSup>"
    total = (
        f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{formula_run("i")}</m:sub><m:e>{power}</m:e></m:nary>'
    )
    bracket = f"<m:d><m:e>{formula_run('n')}</m:e></m:d>"
    root = f"<m:rad><m:e>{formula_run('S')}</m:e></m:rad><m:sSub><m:e>{formula_run('k')}</m:e><m:sub>{formula_run('1')}</m:sub></m:sSub>"
    assert texts(para("得分=", f"<m:oMath>{fraction}{power}{total}{bracket}{root}</m:oMath>")) == [
        "得分=(a+b)/2x^2∑_(i)x^2(n)√Sk_1"
    ]


def test_line_breaks_make_blocks_and_the_label_stands_before_the_first() -> None:
    lists = numbering({1: level(0, "%1、", "chineseCounting")}, {1: (1, "")})
    body = item("目标</w:t></w:r><w:r><w:br/><w:t>措施")
    assert texts(body, numbering=lists) == ["一、目标", "措施"]


def test_a_deleted_mark_joins_paragraphs_and_the_later_one_gives_the_number() -> None:
    lists = numbering({1: level(0, "%1、", "chineseCounting")}, {1: (1, "")})
    gone = para(
        f"<w:del>{run('旧段')}</w:del>", properties=item("x").split("<w:pPr>")[1].split("<w:rPr>")[0], mark=DELETED
    )
    body = (gone, para("加强", mark=DELETED), item("管护"), para("末", mark=DELETED), table(row("甲", "乙")))
    assert texts(*body, numbering=lists) == ["一、加强管护", "末", "甲\t乙"]


def test_a_hidden_mark_joins_paragraphs_and_the_former_one_gives_the_level() -> None:
    body = (
        para("总则。", properties='<w:outlineLvl w:val="0"/>', mark="<w:vanish/><w:specVanish/>"),
        para("本办法适用。"),
    )
    assert [(block.text, block.heading) for block in pages(*body).blocks] == [("总则。本办法适用。", 1)]


SHEET = styles(
    style("1", "heading 1"),
    style("b2", "小标题", based_on="1"),
    style("c", "章名", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>'),
    style("d", "四级标题"),
    style("t", "Title"),
    style("h", "暗", "<w:rPr><w:vanish/></w:rPr>", kind="character"),
    style("T1", "toc 1"),
    style("T2", "目录 2", based_on="T1"),
    style("TH", "TOC Heading"),
)


@pytest.mark.parametrize(
    ("style_id", "properties", "expected"),
    [
        ("1", "", 1),
        ("b2", "", 1),
        ("c", "", 3),
        ("d", "", 4),
        ("t", "", None),
        ("", "", None),
        ("missing", "", None),
        ("", '<w:outlineLvl w:val="1"/>', 2),
        ("1", '<w:outlineLvl w:val="9"/>', None),
        ("", '<w:outlineLvl w:val="x"/>', None),
    ],
)
def test_outline_levels(style_id: str, properties: str, expected: int | None) -> None:
    [block] = pages(para("总体要求", style=style_id, properties=properties), styles=SHEET).blocks
    assert block.heading == expected


def test_bold_lines_are_no_headings_and_hidden_styles_hide() -> None:
    body = (para(run("总体要求", "<w:b/>")), para(run("暗", '<w:rStyle w:val="h"/>'), "明"))
    assert [(block.text, block.heading) for block in pages(*body, styles=SHEET).blocks] == [
        ("总体要求", None),
        ("明", None),
    ]


def test_a_table_of_contents_is_left_out_by_style_field_or_control() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>'
    control = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{para('目录')}{para('总则 1')}</w:sdtContent></w:sdt>"
    )
    body = (
        control,
        para("目录", style="TH"),
        para("一、总则\t1", style="T1"),
        para("二、附则\t2", style="T2"),
        para(begin, '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "三、监督\t3"),
        para("四、罚则\t4", '<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
        para("一、总则"),
    )
    assert texts(*body, styles=SHEET) == ["一、总则"]


def test_a_text_box_stands_once_behind_its_paragraph() -> None:
    word_art = '<w:r><w:pict><v:shape><v:textpath string="栖云市林业局文件"/></v:shape></w:pict></w:r>'
    box = text_box(para("内部"), table(row("甲", "乙")))
    blocks = pages(para("造林", box, "方案"), para(word_art), para("正文")).blocks
    assert [(block.text, block.role.value) for block in blocks] == [
        ("造林方案", "body"),
        ("内部", "text_box"),
        ("甲\t乙", "text_box"),
        ("栖云市林业局文件", "text_box"),
        ("正文", "body"),
    ]


def test_notes_stand_at_the_end_in_the_order_of_the_text() -> None:
    def reference(kind: str, key: int, more: str = "") -> str:
        return f'<w:r><w:{kind}Reference w:id="{key}"{more}/></w:r>'

    body = (
        para("甲", reference("footnote", 3), "乙", reference("endnote", 1), "。", reference("footnote", 9)),
        para("丙", reference("footnote", 2), f"<w:del>{reference('footnote', 4)}</w:del>"),
        para("丁", reference("footnote", 4, ' w:customMarkFollows="1"')),
    )
    footnotes = notes("footnote", {2: "注后", 3: "注先", 4: "删去", 5: "无人引用"})
    blocks = pages(*body, footnotes=footnotes, endnotes=notes("endnote", {1: "出处"})).blocks
    assert [(block.text, block.role) for block in blocks] == [
        ("甲乙。", BlockRole.BODY),
        ("丙", BlockRole.BODY),
        ("丁", BlockRole.BODY),
        ("注1：注先", BlockRole.FOOTNOTE),
        ("注2：注后", BlockRole.FOOTNOTE),
        ("尾注1：出处", BlockRole.FOOTNOTE),
    ]


def test_merged_cells_once_across_and_in_each_row_downwards() -> None:
    begin, go_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        row("任务", cell("单位", properties='<w:gridSpan w:val="2"/>')),
        row(cell("造林", properties=begin), "市林业局", "牵头"),
        row(cell(properties=go_on), "市财政局", "配合"),
        row("护林", cell("各县", properties='<w:hMerge w:val="restart"/>'), cell("x", properties="<w:hMerge/>")),
        row(cell("孤", properties=go_on), "乙", "丙"),
        row("丁", properties="<w:del/>"),
        row("戊", "己", properties='<w:gridBefore w:val="1"/>'),
    )
    assert [block.cells for block in pages(body).blocks] == [
        ("任务", "单位", ""),
        ("造林", "市林业局", "牵头"),
        ("造林", "市财政局", "配合"),
        ("护林", "各县", ""),
        ("孤", "乙", "丙"),
        ("", "戊", "己"),
    ]


def test_a_cell_is_one_line_with_its_inner_table_and_its_box_behind_the_row() -> None:
    body = table(
        row(cell("市林业局", "市财政局"), cell(table(row("甲", "乙")), para(""))),
        row("丙", cell(para("丁", text_box(para("框"))))),
    )
    assert [(block.text, block.cells) for block in pages(body).blocks] == [
        ("市林业局 市财政局\t甲 乙", ("市林业局 市财政局", "甲 乙")),
        ("丙\t丁", ("丙", "丁")),
        ("框", None),
    ]


def test_layout_tables_and_title_rows_are_paragraphs_and_tables_are_numbered() -> None:
    title = row(cell("任务分工表", properties='<w:gridSpan w:val="2"/>'))
    body = (
        table(row(cell("红头", para("总则", properties='<w:outlineLvl w:val="0"/>')))),
        table(title, row("任务", "单位"), row("造林", "市林业局"), title),
        f"<w:sdt><w:sdtPr/><w:sdtContent>{table(row('甲', '乙'))}</w:sdtContent></w:sdt>",
    )
    assert [(block.text, block.table, block.heading) for block in pages(*body).blocks] == [
        ("红头", None, None),
        ("总则", None, 1),
        ("任务分工表", None, None),
        ("任务\t单位", 0, None),
        ("造林\t市林业局", 0, None),
        ("任务分工表\t", 0, None),
        ("甲\t乙", 1, None),
    ]


def test_pages_are_those_of_the_rendering() -> None:
    explicit = '<w:r><w:br w:type="page"/></w:r>'
    split = table(row("甲", cell(para(TURN, "乙"))), row("丙", "丁"))
    found = pages(para("一、目标"), para("造林", TURN, "3万亩"), split, para(explicit, TURN, "二、任务"))
    assert [(block.text, block.page, block.page_breaks) for block in found.blocks] == [
        ("一、目标", 1, ()),
        ("造林3万亩", 1, ((2, 2),)),
        ("甲\t乙", 2, ()),
        ("丙\t丁", 3, ()),
        ("二、任务", 4, ()),
    ]
    assert found.page_count == 4


def test_a_page_that_turns_within_blanks_turns_before_the_text() -> None:
    [block] = pages(para("\u2003", TURN, "\u3000一、目标\u3000", TURN, "\u2003")).blocks
    assert (block.text, block.page, block.page_breaks) == ("一、目标", 2, ())


def test_without_a_rendering_there_are_no_pages() -> None:
    found = pages(para("甲"), para('<w:r><w:br w:type="page"/></w:r>', "乙"))
    assert ([block.page for block in found.blocks], found.page_count) == ([None, None], None)


def test_other_package_forms_are_read() -> None:
    template = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
    macros = "application/vnd.ms-word.document.macroEnabled.main+xml"
    body = para("造林方案")
    plain = package(body)
    members = {name: zipfile.ZipFile(BytesIO(plain)).read(name) for name in zipfile.ZipFile(BytesIO(plain)).namelist()}
    strict = {
        name: content.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        for name, content in members.items()
    }
    windows = {name.replace("/", "\\"): content for name, content in members.items()}
    alone = {"word/document.xml": members["word/document.xml"]}
    for name, data in {
        "a.dotx": package(body, content_type=template),
        "a.docm": package(body, content_type=macros),
        "别处.docx": package(body, main="text/body1.xml"),
        "严格.docx": zipped(strict),
        "反斜杠.docx": zipped(windows),
        "只有正文.docx": zipped(alone),
        "实为DOCX.doc": plain,
    }.items():
        found = read(data, name)
        assert ([block.text for block in found.blocks], found.format, found.partial) == (["造林方案"], "docx", False), (
            name
        )


def test_a_damaged_part_beside_the_text_is_told() -> None:
    found = pages(para("造林"), styles="<w:styles", media="")
    assert ([block.text for block in found.blocks], found.partial) == (["造林"], True)
    assert found.notes == ("DOCX 内的 word/styles.xml 损坏，未读取",)


def test_embedded_content_that_is_not_read_is_told() -> None:
    found = pages(para("造林"), "<w:altChunk/>")
    assert found.partial
    assert "外部内容" in found.notes[0]


BOMB = '<!DOCTYPE x [<!ENTITY a "林林林林"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "data",
    [
        package(para("&b;"), head=BOMB),
        package(para("&c;"), head=BOMB),
        package(para("甲"), head=BOMB),
        package("<w:sdt><w:sdtContent>" * 400 + para("甲") + "</w:sdtContent></w:sdt>" * 400),
        package(*[f"<w:tbl><w:tr><w:tc>{'<w:tbl><w:tr><w:tc>' * 200}" for _ in range(1)]),
        zipped({"word/document.xml": f"<w:document {NAMESPACES}/>"}),
        zipped({"word/document.xml": b"\xff\xfe\x00"}),
        zipped({"[Content_Types].xml": "wordprocessingml."}),
    ],
)
def test_hostile_and_broken_markup_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_docx(data, "a.docx")
    assert caught.value.reason == "corrupt"


def test_wild_numbers_are_cut() -> None:
    wide = cell("甲", properties='<w:gridSpan w:val="999999999"/>')
    found = pages(table(row(wide, "乙")), item("丙", 99999999999, 88888888888))
    assert len(found.blocks) == 2
    assert len(found.blocks[0].cells or ()) == 201


def test_a_long_document_is_read() -> None:
    found = pages(*[para(f"第{number}段造林。") for number in range(20_000)])
    assert found.blocks[-1] == Block("第19999段造林。")


@pytest.mark.filterwarnings("ignore::UserWarning")  # zipfile warns of names that occur twice
def test_damage_in_the_markup_is_refused_or_still_readable() -> None:
    lists = numbering({1: level(0, "%1、", "chineseCounting")}, {1: (1, "")})
    whole = package(
        item("目标"),
        table(row("甲", cell("乙", properties='<w:gridSpan w:val="2"/>'))),
        para(text_box(para("框"))),
        numbering=lists,
        styles=SHEET,
    )
    archive = zipfile.ZipFile(BytesIO(whole))
    members = {name: archive.read(name) for name in archive.namelist()}
    outcomes = set()
    for seed in range(150):
        source = random.Random(seed)
        name = source.choice(["word/document.xml", "word/numbering.xml", "word/styles.xml", "_rels/.rels"])
        content = bytearray(members[name])
        for _ in range(source.choice((1, 3, 10))):
            content[source.randrange(len(content))] = source.randrange(32, 127)
        try:
            found = read_docx(zipped({**members, name: bytes(content)}), "a.docx")
            outcomes.add("partial" if found.partial else "read")
        except UnreadableFile as exc:
            outcomes.add(exc.reason)
    assert outcomes == {"read", "partial", "corrupt"}


def test_real_documents_lose_no_character(shared_dir: Path) -> None:
    files = sorted((shared_dir / "data" / "documents").rglob("*.docx"))
    if not files:
        pytest.skip("no DOCX in the shared data")
    for path in files:
        root = etree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
        written = "".join(each.text or "" for each in root.iter(f"{W}t"))
        found = "".join(block.text for block in read_docx(path.read_bytes(), path.name).blocks)
        assert re.sub(r"\s", "", found) == re.sub(r"\s", "", written), path.name

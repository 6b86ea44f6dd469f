"""OFD: text by position, what is no text of the document, pages that are pictures, damaged and hostile files."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from ingest.readers import read
from ingest.readers.ofd import read_ofd
from ingest.structure import parse
from ingest.tasks import find_tasks
from kb.errors import UnreadableFile
from tests.ingest.ofd_writer import Raw, Text, column, ofd_bytes, package

LETTER = column([
    "栖云市林业局文件",
    "各县林业局：",
    "　　现将有关事项通知如下，请各单位结合本地的实际",
    "认真组织实施，并于年底前把落实情况报送市林业局办",
    "公室。",
    "　　一、工作目标",
    "　　全年新造林三万亩。",
])  # fmt: skip


def texts(data: bytes) -> list[str]:
    return [block.text for block in read_ofd(data, "a.ofd").blocks]


def test_printed_lines_are_joined_to_paragraphs() -> None:
    assert texts(ofd_bytes([LETTER])) == [
        "栖云市林业局文件",
        "各县林业局：",
        "现将有关事项通知如下，请各单位结合本地的实际认真组织实施，并于年底前把落实情况报送市林业局办公室。",
        "一、工作目标",
        "全年新造林三万亩。",
    ]


def test_regions_are_the_printed_lines_in_shares_of_the_page() -> None:
    pages = read_ofd(ofd_bytes([LETTER]), "a.ofd")
    paragraph = pages.blocks[2]
    assert [paragraph.text[region.start : region.end] for region in paragraph.regions] == [
        "现将有关事项通知如下，请各单位结合本地的实际",
        "认真组织实施，并于年底前把落实情况报送市林业局办",
        "公室。",
    ]
    left, top, right, bottom = paragraph.regions[1].box
    assert (left, right) == pytest.approx((28 / 210, (28 + 24 * 5.6) / 210), abs=0.001)
    assert top < 70 / 297 < bottom
    document = parse(pages)
    assert document.page_count == 1
    at = document.text.index("公室。")
    assert [region.page for region in document.regions_of(at, at + 3)] == [1]


def test_a_paragraph_runs_on_over_the_page_break() -> None:
    first = column(
        ["　　各县要把责任落实到山头地块，逐级签订责任书，建", "立台账并且按月调度，对进度慢的地方要及时派人到现"]
    )
    second = column(["场督导，帮助解决困难和问题，不得层层加码增加负担", "。"])
    [block] = read_ofd(ofd_bytes([first, second]), "a.ofd").blocks
    assert block.text.endswith("帮助解决困难和问题，不得层层加码增加负担。")
    assert [(block.text[at:][:3], page) for at, page in block.page_breaks] == [("场督导", 2)]


def test_reading_order_is_by_place_not_by_order_in_the_file() -> None:
    things = list(LETTER)
    random.Random(3).shuffle(things)
    assert texts(ofd_bytes([things])) == texts(ofd_bytes([LETTER]))


def test_columns_are_read_one_after_the_other() -> None:
    left = [f"左栏第{number}行的文字写满一行，" for number in range(1, 8)] + ["左栏的文字写到这里就结束。"]
    right = [f"右栏第{number}行的文字写满一行，" for number in range(1, 8)] + ["右栏的文字写到这里就结束。"]
    page = [Text("横跨两栏的标题在最上面一行", 60, 20, 8), *column(left, 20), *column(right, 115)]
    assert texts(ofd_bytes([page])) == ["横跨两栏的标题在最上面一行", "".join(left), "".join(right)]


def test_pieces_of_one_line_are_put_together() -> None:
    pieces = [
        Text("造林", 28, 40),
        Text("3", 28 + 2 * 5.6, 40.3, 5.6),
        Text("万亩", 28 + 3 * 5.6, 40),
        Text("甲县", 120, 40),
    ]
    assert texts(ofd_bytes([pieces])) == ["造林3万亩 甲县"]


def test_print_set_twice_for_bold_is_read_once() -> None:
    assert texts(ofd_bytes([[Text("工作方案"), Text("工作方案", 28.2, 40.1)]])) == ["工作方案"]


def test_the_transformation_of_an_object_places_its_text() -> None:
    small = Text("甲", 28, 40, 20, 'CTM="0.28 0 0 0.28 0 0"')
    beside = Text("乙方案", 28 + 5.6, 40 - 20 + 5.6, 5.6)
    pages = read_ofd(ofd_bytes([[small, beside]]), "a.ofd")
    assert [block.text for block in pages.blocks] == ["甲乙方案"]


def test_repeated_steps_and_missing_ones() -> None:
    objects = (
        '<ofd:TextObject Boundary="20 20 80 8" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="g 3 5">造林方案</ofd:TextCode>'
        '<ofd:TextCode X="20">印发</ofd:TextCode></ofd:TextObject>'
    )
    assert texts(ofd_bytes([[Raw(objects)]])) == ["造林方案印发"]


def ruled(rows: list[list[str]], top: float, widths: tuple[float, ...] = (20, 80, 50)) -> list[Text | Raw]:
    """A table at the left margin, 10 mm a row, with a rule around each cell."""
    things: list[Text | Raw] = []
    for number, cells in enumerate(rows):
        left = 28.0
        for cell, width in zip(cells, widths, strict=True):
            y = top + 10 * number
            frame = f"M 0 0 L {width} 0 L {width} 10 L 0 10 C"
            things.append(
                Raw(
                    f'<ofd:PathObject Boundary="{left} {y} {width} 10"><ofd:AbbreviatedData>{frame}</ofd:AbbreviatedData></ofd:PathObject>'
                )
            )
            things += [Text(cell, left + 2, y + 7, 4)] if cell else []
            left += width
    return things


def test_a_ruled_table_is_rows_that_go_on_over_the_page_break() -> None:
    header = ["序号", "重点任务", "责任单位"]
    first = [Text("附件：任务分工表", 28, 40), *ruled([header, ["1", "新造林三万亩", "市林业局"]], 50)]
    second = [*ruled([["2", "管护林地", "市财政局"]], 30), Text("以上任务按季度报送。", 39, 80)]
    pages = read_ofd(ofd_bytes([first, second]), "a.ofd")
    assert [block.cells or block.text for block in pages.blocks] == [
        "附件：任务分工表",
        tuple(header),
        ("1", "新造林三万亩", "市林业局"),
        ("2", "管护林地", "市财政局"),
        "以上任务按季度报送。",
    ]
    rows = [block for block in pages.blocks if block.cells]
    assert [(row.table, row.page) for row in rows] == [(0, 1), (0, 1), (0, 2)]
    assert [row.text[region.start : region.end] for row in rows[1:2] for region in row.regions] == list(
        rows[1].cells or ()
    )
    assert [task.units for task in find_tasks(parse(pages))] == [("市林业局",), ("市财政局",)]


def test_text_in_composite_objects_is_read() -> None:
    unit = Text("组合对象里的文字", 10, 10).xml
    resources = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7" Width="99" Height="99">'
        f"<ofd:Content>{unit}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    use = Raw('<ofd:CompositeObject Boundary="5 5 99 99" ResourceID="7"/>')
    assert texts(ofd_bytes([[use]], resources=resources)) == ["组合对象里的文字"]


def test_composite_objects_within_themselves_end() -> None:
    resources = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7"><ofd:Content>'
        '<ofd:CompositeObject ResourceID="7"/><ofd:CompositeObject ResourceID="7"/>'
        "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    use = Raw('<ofd:CompositeObject Boundary="5 5 99 99" ResourceID="7"/>')
    assert texts(ofd_bytes([[*LETTER[:2], use]], resources=resources)) == ["栖云市林业局文件", "各县林业局："]


def test_watermarks_are_no_text() -> None:
    slanted = Text("内部资料", 60, 100, 20, 'CTM="0.7071 -0.7071 0.7071 0.7071 0 0"')
    transparent = Text("严禁外传", 60, 150, 20, 'Alpha="50"')
    light = Text("请勿复制", 60, 200, 20, fill='<ofd:FillColor Value="220 220 220"/>')
    note = f'<ofd:Annot Type="Watermark"><ofd:Appearance>{Text("批注水印").xml}</ofd:Appearance></ofd:Annot>'
    data = ofd_bytes([[*LETTER[:2], slanted, transparent, light]], annotations=note)
    assert texts(data) == ["栖云市林业局文件", "各县林业局："]


def test_a_template_of_several_pages_is_no_text_and_that_of_a_form_is() -> None:
    head = {5: Text("栖云市林业局内部文稿", 28, 15).xml}
    shared = ofd_bytes([[LETTER[1]], [LETTER[5]]], templates=head, uses=(5, 5))
    assert texts(shared) == ["各县林业局：", "一、工作目标"]
    label = {5: Text("申请单位", 28, 40).xml}
    assert texts(ofd_bytes([[Text("栖云林场", 60, 40)]], templates=label, uses=(5,))) == ["申请单位 栖云林场"]


def test_page_numbers_and_running_heads_go() -> None:
    pages = [
        [Text("栖云林业简报", 28, 15), Text(f"第{number}期的正文内容。", 28, 60), Text(f"— {number} —", 100, 285)]
        for number in range(1, 5)
    ]
    assert texts(ofd_bytes(pages)) == [f"第{number}期的正文内容。" for number in range(1, 5)]


def test_a_page_that_lies_on_its_side() -> None:
    lines = [
        Text(line, 150 - 12 * at, 40, 5.6, 'CTM="0 1 -1 0 0 0"')
        for at, line in enumerate(["横放的表格标题", "第一行文字"])
    ]
    assert texts(ofd_bytes([lines])) == ["横放的表格标题", "第一行文字"]


def test_the_title_that_the_file_gives_itself_must_be_borne_out() -> None:
    page = column(["护林工作实施方案", "各县林业局："])
    good = ofd_bytes([page], info="<ofd:Title>护林工作实施方案</ofd:Title>")
    assert read_ofd(good, "a.ofd").facts.title == "护林工作实施方案"
    bad = ofd_bytes([page], info="<ofd:Title>新建 Microsoft Word 文档</ofd:Title>")
    assert read_ofd(bad, "a.ofd").facts.title is None


def test_attachments_and_fonts_without_unicode_are_noted() -> None:
    attached = b'<A xmlns="urn:x"><Attachment Name="\xe5\x8e\x9f\xe8\xa1\xa8"/></A>'
    data = ofd_bytes(
        [[*LETTER[:2], Text("\ue001\ue002\ue003\ue004\ue005\ue006")]],
        document="<ofd:Attachments>Attachs/list.xml</ofd:Attachments>",
        parts={"Doc_0/Attachs/list.xml": attached},
    )
    notes = "；".join(read_ofd(data, "a.ofd").notes)
    assert "内含附件未读入：原表" in notes
    assert "第1页的字体没有文字编码" in notes


def picture(text: str, kind: str) -> bytes:
    """An A4 page image with `text`, in the font that comes with Pillow."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(image).text((120, 200), text, fill="black", font=ImageFont.load_default(size=56))
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


def scanned(image: bytes, suffix: str, matrix: str = "210 0 0 297 0 0") -> bytes:
    resources = (
        '<ofd:MultiMedias><ofd:MultiMedia ID="3" Type="Image">'
        f"<ofd:MediaFile>page.{suffix}</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>"
    )
    use = Raw(f'<ofd:ImageObject Boundary="0 0 210 297" CTM="{matrix}" ResourceID="3"/>')
    return ofd_bytes([[use], list(LETTER)], resources=resources, parts={f"DOC_0/RES/PAGE.{suffix.upper()}": image})


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_a_page_that_is_a_picture_is_recognised(kind: str) -> None:
    pages = read_ofd(scanned(picture("PLAN 2024 No. 35", kind), kind.lower()), "a.ofd")
    block = pages.blocks[0]
    assert (block.page, block.text.replace(" ", "")) == (1, "PLAN2024No.35")
    [region] = block.regions
    assert region.confidence is not None
    assert region.box[:2] == pytest.approx((120 / 1240, 210 / 1754), abs=0.02)
    assert pages.blocks[1].page == 2


def test_a_picture_laid_on_its_side_is_turned() -> None:
    from PIL import Image

    with Image.open(BytesIO(picture("PLAN 2024 No. 35", "PNG"))) as image:
        out = BytesIO()
        image.transpose(Image.Transpose.ROTATE_90).save(out, "PNG")
    data = scanned(out.getvalue(), "png", "0 297 -210 0 210 0")
    assert read_ofd(data, "a.ofd").blocks[0].text.replace(" ", "") == "PLAN2024No.35"


def test_an_image_that_cannot_be_decoded_is_told() -> None:
    pages = read_ofd(scanned(b"\x97JB2\r\n\x1a\n" + bytes(200), "jb2"), "a.ofd")
    assert pages.partial
    assert pages.notes == ("第1页的图像是不支持的编码（如 JBIG2）或已损坏，未能识别",)
    assert {block.page for block in pages.blocks} == {2}


def test_pages_of_graphics_only_are_refused_or_noted() -> None:
    shape = Raw(
        '<ofd:PathObject Boundary="10 10 50 50"><ofd:AbbreviatedData>M 0 0 L 9 9</ofd:AbbreviatedData></ofd:PathObject>'
    )
    pages = read_ofd(ofd_bytes([list(LETTER), [shape], []]), "a.ofd")
    assert (pages.partial, pages.notes) == (True, ("第2页只有图形，没有文字，未读取",))
    assert pages.page_count == 3
    with pytest.raises(UnreadableFile) as caught:
        read_ofd(ofd_bytes([[shape]]), "a.ofd")
    assert caught.value.reason == "scanned"


def test_a_page_whose_part_is_missing_is_told() -> None:
    data = ofd_bytes([list(LETTER), list(LETTER)])
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if "Page_1" not in name}
    pages = read_ofd(package(parts), "a.ofd")
    assert (pages.partial, pages.page_count, pages.notes) == (True, 2, ("第2页的内容不在文件里，未读取",))


BOMB = ofd_bytes([list(LETTER)], parts={"Doc_0/Res/a.dat": bytes(600 * 2**20)})
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    b'<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:Layer><ofd:TextObject Boundary="9 9 9 9" Size="5">'
    b'<ofd:TextCode X="0" Y="5">&y;&f;</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>'
)
BAD = [
    ("炸弹", BOMB, "too_large"),
    ("截断", ofd_bytes([LETTER])[:800], "corrupt"),
    ("没有文档", package({"OFD.xml": b"<OFD><DocBody><DocRoot>x.xml</DocRoot></DocBody></OFD>"}), "corrupt"),
    ("根部件不是XML", package({"OFD.xml": b"not xml"}), "corrupt"),
    ("没有页", package({"OFD.xml": b"<OFD/>"}), "corrupt"),
    ("空白页", ofd_bytes([[], []]), "empty"),
    ("加密", ofd_bytes([LETTER], parts={"Encryptions.xml": b"<E/>"}), "encrypted"),
    ("外部实体", ofd_bytes([[]], parts={"Doc_0/Pages/Page_0/Content.xml": ENTITIES}), "empty"),
]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("name", "data", "reason"), BAD, ids=[name for name, _, _ in BAD])
def test_a_bad_file_is_refused_with_its_reason(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(data, f"{name}.ofd")
    assert caught.value.reason == reason
    assert "请" in caught.value.remedy


def test_a_path_out_of_the_package_leads_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "Content.xml"
    secret.write_bytes(ENTITIES)
    data = ofd_bytes([list(LETTER)])
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    outside = f"../../../../../../../..{secret}".encode()
    parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(b"Pages/Page_0/Content.xml", outside)
    with pytest.raises(UnreadableFile):
        read_ofd(package(parts), "a.ofd")


@pytest.mark.filterwarnings("ignore::UserWarning")  # zipfile warns of names that occur twice
def test_damage_of_any_kind_is_an_unreadable_file_or_still_readable() -> None:
    data = ofd_bytes([list(LETTER), list(LETTER)])
    refused = 0
    for seed in range(150):
        source = random.Random(seed)
        out = bytearray(data[: source.randrange(40, len(data))] if seed % 3 == 0 else data)
        for _ in range(source.choice((1, 4, 40))):
            out[source.randrange(4, len(out))] = source.randrange(256)
        try:
            read_ofd(bytes(out), "a.ofd")
        except UnreadableFile:
            refused += 1
    assert refused > 30


def test_real_files_are_read_or_refused_for_a_true_reason(shared_dir: Path) -> None:
    reasons: dict[str, str] = {}
    files = sorted((shared_dir / "data" / "documents" / "ofd" / "ofd").glob("*.ofd"))
    for path in files:
        if "jpeg" in path.name:
            continue  # recognised, which takes seconds
        try:
            pages = read_ofd(path.read_bytes(), path.name)
        except UnreadableFile as exc:
            reasons[path.name] = exc.reason
            continue
        for block in pages.blocks:
            assert block.regions
            assert all(0 <= value <= 1 for region in block.regions for value in region.box)
    assert len(files) >= 10
    assert list(reasons.values()) == ["scanned"]

"""Pages of OFD files as SVG: every object where the file puts it, in the colour that it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from ingest.readers.ofd_package import Package
from ingest.readers.ofd_scan import package_jpeg
from ingest.readers.ofd_svg import ofd_pages, page_svg
from tests.ingest.ofd_writer import Raw, Text, ofd_bytes
from tests.ingest.pdf_writer import scan

NS = {"s": "http://www.w3.org/2000/svg"}
IMAGE = '<ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'


def drawn(things: Sequence[Text | Raw], parts: Mapping[str, bytes] | None = None, **options: object) -> etree._Element:
    package = Package(ofd_bytes([things], parts=parts, **options))  # type: ignore[arg-type]
    [page] = ofd_pages(package)
    return etree.fromstring(page_svg(page, lambda path: package_jpeg(package, path, 200)).encode())


def test_characters_stand_where_the_file_puts_them() -> None:
    [text] = drawn([Text("目标", left=28, base=40, size=5)]).findall("s:text", NS)
    assert text.text == "目标"
    assert text.get("transform") == "matrix(1 0 0 1 28 35)"
    assert (text.get("x"), text.get("y")) == ("0.00 5.00", "5.00 5.00")
    assert text.get("font-size") == "5"


def test_narrow_characters_keep_their_places() -> None:
    [text] = drawn([Text("目标", left=28, base=40, size=5, attributes='HScale="0.5"')]).findall("s:text", NS)
    assert text.get("transform") == "matrix(0.5 0 0 1 28 35)"
    assert text.get("x") == "0.00 10.00"


def test_colours_and_transparency() -> None:
    fills = [
        '<ofd:FillColor Value="220 0 0"/>',
        '<ofd:FillColor Value="0 0 0" Alpha="51"/>',
        '<ofd:FillColor Value="x"/>',
    ]
    texts = drawn([Text("字", fill=fill) for fill in fills]).findall("s:text", NS)
    assert [text.get("fill") for text in texts] == ["rgb(220,0,0)", "rgb(0,0,0)", "rgb(0,0,0)"]
    assert [text.get("fill-opacity") for text in texts] == [None, "0.20", None]


def test_lines_and_shapes() -> None:
    path = (
        '<ofd:PathObject ID="8" Boundary="25 62 160 20" LineWidth="0.7" Fill="true" Stroke="false">'
        '<ofd:FillColor Value="200 200 200"/><ofd:AbbreviatedData>M 0 0 L 160 0 B 1 2 3 4 5 6 C</ofd:AbbreviatedData>'
        "</ofd:PathObject>"
    )
    [made] = drawn([Raw(path)]).findall("s:path", NS)
    assert made.get("d") == "M 0 0 L 160 0 C 1 2 3 4 5 6 Z"
    assert made.get("transform") == "matrix(1 0 0 1 25 62)"
    assert (made.get("stroke"), made.get("fill")) == ("none", "rgb(200,200,200)")


def test_pictures_are_put_in_whole() -> None:
    image = Raw('<ofd:ImageObject ID="9" Boundary="10 20 100 150" ResourceID="7"/>')
    [made] = drawn([image], {"Doc_0/Res/a.png": scan("A")}, resources=IMAGE).findall("s:image", NS)
    assert made.get("transform") == "matrix(100 0 0 150 10 20)"
    assert str(made.get("href")).startswith("data:image/jpeg;base64,")
    broken = drawn([image], {"Doc_0/Res/a.png": b"no picture"}, resources=IMAGE)
    assert broken.find("s:image", NS) is None
    assert len(broken.findall("s:rect", NS)) == 2  # the sheet, and the place of the picture


def test_templates_lie_below() -> None:
    below = '<ofd:TextObject ID="3" Font="1" Size="5" Boundary="0 0 9 9"><ofd:TextCode X="0" Y="5">底</ofd:TextCode></ofd:TextObject>'
    texts = drawn([Text("面")], templates={5: below}, uses=[5]).findall("s:text", NS)
    assert [text.text for text in texts] == ["底", "面"]


def test_nothing_of_the_file_is_markup() -> None:
    hostile = "</text><script>1</script>\"'&"
    page = drawn([Text(hostile, attributes='Alpha="&quot;&gt;&lt;script&gt;"')])
    assert [text.text for text in page.findall("s:text", NS)] == [hostile]
    assert not page.findall(".//s:script", NS)

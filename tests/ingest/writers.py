"""Files for tests, made on the spot: DOCX through python-docx, PDF by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO

import docx
from pypdf import PdfReader, PdfWriter

# A font whose codes are UTF-16 and say so, so that any reader gets the text back; nothing is embedded.
_FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/ToUnicode 5 0 R/DescendantFonts"
    "[<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
    "/Supplement 0>>/DW 1000>>]>>"
)
_TO_UNICODE = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange "
    "<0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"
)


def pdf_bytes(pages: Sequence[Sequence[str]]) -> bytes:
    """A text PDF with these lines on its pages; a page without lines is what a scan without text layer gives."""
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    bodies = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>", _FONT, "<<>>"]
    bodies.append(_stream(_TO_UNICODE))
    for number, lines in enumerate(pages):
        bodies.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents {7 + 2 * number} 0 R>>"
        )
        shown = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td" for line in lines)
        bodies.append(_stream(f"BT /F 12 Tf 72 780 Td {shown} ET"))
    out = "%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    tail = f"trailer<</Size {len(bodies) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    return f"{out}xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}{tail}".encode("ascii")


def _stream(content: str) -> str:
    return f"<</Length {len(content)}>>stream\n{content}\nendstream"


def encrypted_pdf(pages: Sequence[Sequence[str]], password: str) -> bytes:
    """The same PDF, opened by `password` only."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf_bytes(pages))))
    writer.encrypt(password, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def docx_bytes(
    paragraphs: Sequence[str | tuple[str, int]],
    tables: Sequence[Sequence[Sequence[str]]] = (),
    tail: Sequence[str] = (),
) -> bytes:
    """A DOCX: `paragraphs` (with an outline level where it is a heading), then `tables`, then `tail`."""
    document = docx.Document()
    for each in paragraphs:
        if isinstance(each, tuple):
            document.add_heading(each[0], each[1])
        else:
            document.add_paragraph(each)
    for rows in tables:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                table.cell(number, column).text = cell
    for each in tail:
        document.add_paragraph(each)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def bomb_docx(part: str = "word/document.xml", megabytes: int = 600) -> bytes:
    """A DOCX of well under 1 MB whose `part` unpacks to `megabytes`."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        if part != "word/document.xml":
            archive.writestr("word/document.xml", "<w:document/>")
        with archive.open(part, "w", force_zip64=True) as entry:
            block = b" " * 2**20
            for _ in range(megabytes):
                entry.write(block)
    return out.getvalue()


OLE_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))

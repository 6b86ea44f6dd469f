"""OFD files for tests (GB/T 33190-2016), made by hand: text lines at given places, pictures, templates, annotations."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


@dataclass(frozen=True)
class Text:
    """A line of print: left edge and base line in millimetres, size of print, any further attributes of the object."""

    text: str
    left: float = 28.0
    base: float = 40.0
    size: float = 5.6
    attributes: str = ""
    fill: str = ""

    @property
    def xml(self) -> str:
        steps = " ".join([str(self.size)] * (len(self.text) - 1))
        return (
            f'<ofd:TextObject ID="9" Font="1" Size="{self.size}" Boundary="{self.left} {self.base - self.size} '
            f'{self.size * len(self.text)} {self.size * 1.2}" {self.attributes}>{self.fill}'
            f'<ofd:TextCode X="0" Y="{self.size}" DeltaX="{steps}">{escape(self.text)}</ofd:TextCode></ofd:TextObject>'
        )


@dataclass(frozen=True)
class Raw:
    """Any object of a page."""

    xml: str


def column(lines: Sequence[str], left: float = 28.0, top: float = 40.0, pitch: float = 10.0) -> list[Text]:
    """Lines below each other; one that begins with two ideographic spaces is indented by them."""
    made = []
    for number, line in enumerate(lines):
        text = line.lstrip("　")
        made.append(Text(text, left + 5.6 * (len(line) - len(text)), top + pitch * number))
    return made


def ofd_bytes(
    pages: Sequence[Sequence[Text | Raw]],
    *,
    parts: Mapping[str, bytes] | None = None,
    resources: str = "",
    templates: Mapping[int, str] | None = None,
    uses: Sequence[int] = (),
    info: str = "",
    annotations: str = "",
    document: str = "",
) -> bytes:
    """An OFD file with these pages. `templates` are contents by id; the page at each place of `uses` has that template."""
    made: dict[str, bytes] = {}
    entries = "".join(f'<ofd:Page ID="{100 + at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages)))
    listed = "".join(f'<ofd:TemplatePage ID="{key}" BaseLoc="Tpls/{key}.xml"/>' for key in templates or {})
    common = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    made["OFD.xml"] = _xml(
        "OFD",
        f"<ofd:DocBody><ofd:DocInfo>{info}</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>",
    )
    made["Doc_0/Document.xml"] = _xml(
        "Document",
        f"<ofd:CommonData>{common}{listed}<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes></ofd:CommonData>"
        f"<ofd:Pages>{entries}</ofd:Pages>{document}",
    )
    made["Doc_0/DocumentRes.xml"] = _xml("Res", resources, ' BaseLoc="Res"')
    for key, content in (templates or {}).items():
        made[f"Doc_0/Tpls/{key}.xml"] = _xml("Page", _content(content))
    for at, things in enumerate(pages):
        used = f'<ofd:Template TemplateID="{uses[at]}" ZOrder="Background"/>' if at < len(uses) else ""
        body = _content("".join(thing.xml for thing in things))
        made[f"Doc_0/Pages/Page_{at}/Content.xml"] = _xml("Page", used + body)
    if annotations:
        made["Doc_0/Annots/Page_0/Annotation.xml"] = _xml("PageAnnot", annotations)
    return package(made | dict(parts or {}))


def _xml(root: str, content: str, attributes: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:{root} {_NS}{attributes}>{content}</ofd:{root}>'.encode()


def _content(objects: str) -> str:
    return f'<ofd:Content><ofd:Layer ID="2">{objects}</ofd:Layer></ofd:Content>'


def package(parts: Mapping[str, bytes]) -> bytes:
    """A ZIP of these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return out.getvalue()

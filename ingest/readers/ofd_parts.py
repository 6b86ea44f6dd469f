"""The pages that an OFD document lists, each with its markup, templates and resources, before anything is placed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ingest.readers.ofd_package import Package, damaged, located, named, numbers, text_of
from ingest.readers.ofd_page import Resources, read_resources
from ingest.readers.ofd_rules import Box
from kb.errors import UnreadableFile

_A4 = (0.0, 0.0, 210.0, 297.0)
_MAX_PAGES = 5000


@dataclass(frozen=True, slots=True)
class PageParts:
    """A page: its box in millimetres, its root element (None: not in the file), the (id, root) of its templates."""

    number: int
    box: Box
    tree: Any | None
    templates: tuple[tuple[str | None, Any], ...]
    resources: Resources


def page_parts(package: Package, path: str, before: int = 0) -> list[PageParts]:
    """The pages of the document whose Document.xml is at `path`, numbered on from `before`. Raises UnreadableFile."""
    root = package.tree(path)
    if root is None:
        raise damaged()
    entries = [page for holder in root.findall("{*}Pages") for page in holder.findall("{*}Page")]
    if len(entries) > _MAX_PAGES:
        raise UnreadableFile("too_large", f"OFD 超过 {_MAX_PAGES} 页", "请拆分成几个文件再导入")
    common = root.find("{*}CommonData")
    loaded = read_resources(package, [located(path, each.text) for each in named(root, "DocumentRes", "PublicRes")])
    places = {each.get("ID"): located(path, each.get("BaseLoc")) for each in named(root, "TemplatePage")}
    own_box = _page_box(common) or _A4
    found = []
    for number, entry in enumerate(entries, before + 1):
        place = located(path, entry.get("BaseLoc"))
        tree = package.tree(place)
        if tree is None:
            found.append(PageParts(number, own_box, None, (), loaded))
            continue
        more = read_resources(package, [located(place, each.text) for each in named(tree, "PageRes")])
        uses = [use.get("TemplateID") for use in tree.findall("{*}Template")]
        backs = [(each, package.tree(places[each])) for each in uses if each in places]
        templates = tuple((key, back) for key, back in backs if back is not None)
        found.append(PageParts(number, _page_box(tree) or own_box, tree, templates, loaded.joined(more)))
    return found


def _page_box(holder: Any | None) -> Box | None:
    if holder is None:
        return None
    left, top, width, height = (numbers(text_of(holder, "PhysicalBox")) + [0.0] * 4)[:4]
    return (left, top, left + width, top + height) if width > 1 and height > 1 else None

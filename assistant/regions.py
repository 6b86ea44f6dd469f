"""Provinces, cities and counties, with or without 省, 市 or 县 at the end; and whose a document is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.normal_form import fold
from kb.snapshot import Snapshot
from kb.words import Words

_PROVINCES = frozenset(
    (  # noqa: SIM905 (a list would be one word a line)
        "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 "
        "陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门"
    ).split()
)

_NO_REGIONS = (
    "城市",
    "中国",
    "全国",
    "中华人民共和国",
    "长江",
    "黄河",
    "淮河",
    "珠江",
    "太湖",
)  # jieba takes these for some
_OURS = re.compile("[我全本][省市州县区]")
_HEAD = 300  # characters


def regions_in(folded: str, words: Words) -> list[str]:
    """The regions that a folded text names, as written."""
    return [
        token
        for token in words.cut(folded)
        if len(token) > 1 and token not in _NO_REGIONS and words.part_of_speech(token) == "ns"
    ]


def known_regions(folded: str, snapshot: Snapshot, words: Words) -> tuple[str, ...]:
    """The regions that a folded text names and some document is of, bare (济宁)."""
    owned = {region for regions in _owners(snapshot, words).values() for region in regions}
    return tuple(dict.fromkeys(bare for each in regions_in(folded, words) if (bare := _bare(each)) in owned))


def of_regions(regions: Sequence[str], snapshot: Snapshot, words: Words) -> frozenset[str]:
    """The documents of `regions` (bare)."""
    return frozenset(doc_id for doc_id, owners in _owners(snapshot, words).items() if owners & set(regions))


def of_elsewhere(regions: Sequence[str], snapshot: Snapshot, words: Words) -> frozenset[str]:
    """The documents that another region than any of `regions` (bare) issued: another city for a city, province for one.

    A province's document may speak for its cities, and a city's for its province; one that no region issued for all.
    """
    if not regions:
        return frozenset()
    provincial = all(region in _PROVINCES for region in regions)
    return frozenset(
        doc_id
        for doc_id, owners in _owners(snapshot, words).items()
        if not owners & set(regions) and any((owner in _PROVINCES) is provincial for owner in owners)
    )


def _owners(snapshot: Snapshot, words: Words) -> dict[str, frozenset[str]]:
    """The regions that each document's issuer begins with, its title where it has no issuer; bare.

    Inside of a title a region is what the document is about, and jieba takes 城市 for one. A text with neither is of the
    region that its first lines name, if they name one only.
    """

    def make() -> dict[str, frozenset[str]]:
        headers = {doc_id: entry.header for doc_id, entry in snapshot.entries.items()}
        return {
            doc_id: frozenset(_leading(fold(header.issuer or header.title), words))
            or (
                frozenset() if header.issuer else _only_one(fold(snapshot.entries[doc_id].document.text[:_HEAD]), words)
            )
            for doc_id, header in headers.items()
        }

    return snapshot.derived("regions of documents", make)


def _leading(folded: str, words: Words) -> Iterator[str]:
    for token in words.cut(folded):
        if len(token) < 2 or token in _NO_REGIONS or words.part_of_speech(token) != "ns":
            return
        yield _bare(token)


def _only_one(folded: str, words: Words) -> frozenset[str]:
    """The one region that a folded text names as such: 青岛市, or 济南 where it speaks of 我市."""
    named = {_bare(each) for each in regions_in(folded, words)}
    written = {each for each in named if re.search(rf"{re.escape(each)}[省市州县区]", folded) or _OURS.search(folded)}
    return frozenset(written) if len(named) == 1 else frozenset()


def _bare(region: str) -> str:
    return region[:-1] if len(region) > 2 and region[-1] in "省市县区" else region

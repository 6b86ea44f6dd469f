"""One document in two formats reads the same: characters alike, heading trees alike, and how fast each is read."""

from __future__ import annotations

import re
import tempfile
import time
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path
from typing import Any

from evals.provenance import provenance
from evals.structure_run import Node, compared, nodes_of
from ingest.readers import SUFFIXES, read
from ingest.structure import parse
from kb.errors import UnreadableFile

BAR = 0.995
FOLDER = Path("data", "documents", "agri")
_DIFFERENCES = 12  # shown for a pair
_SHOWN = 48
_PHRASE = re.compile(r"[^，。；：、]*[，。；：、]|[^，。；：、]+$")
_RUNS = 3  # of which the fastest counts: the machine does other things too


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file as it was read: its text without white space, its headings, seconds for reading it."""

    text: str
    nodes: list[Node]
    read_s: float


def run_pairs(shared: Path) -> dict[str, Any]:
    """The figures for the files below `shared`/data/documents/agri that lie there in two formats.

    `similarity` is 1 - edit distance / characters of the longer text, white space left out: 0-1. Headings agree where
    label, first words and parent do. Pairs with a file that cannot be read are excluded, with its reason.
    """
    pairs: list[dict[str, Any]] = []
    excluded: list[dict[str, str]] = []
    used: list[Path] = []
    for one, two in _pairs_in(shared / FOLDER):
        try:
            pairs.append({"files": [one.name, two.name], **compare(_reading(one), _reading(two))})
            used += [one, two]
        except UnreadableFile as unreadable:
            excluded.append({"pair": one.stem, "why": f"{unreadable.reason}: {unreadable.message}"})
    missed = [f"similarity: {each['files'][0]}" for each in pairs if each["similarity"] < BAR]
    missed += [f"tree: {each['files'][0]}" for each in pairs if not each["same_tree"]]
    return {
        "eval": "pairs",
        "n": len(pairs),
        "at_bar": sum(each["similarity"] >= BAR for each in pairs),
        "same_tree": sum(each["same_tree"] for each in pairs),
        "pairs": pairs,
        "excluded": excluded,
        "missed": missed if pairs else ["no pairs"],
        "provenance": provenance(used, "none"),
    }


def _pairs_in(folder: Path) -> list[tuple[Path, Path]]:
    """The files of `folder` that have one name but for the suffix, each with the first of them."""
    files = sorted(path for path in folder.glob("*") if path.suffix.lower() in SUFFIXES)
    by_name = [
        list(group) for _, group in groupby(sorted(files, key=lambda path: path.stem), key=lambda path: path.stem)
    ]
    return [(group[0], other) for group in by_name for other in group[1:]]


def _reading(path: Path) -> _Reading:
    data = path.read_bytes()
    times: list[float] = []
    with tempfile.TemporaryDirectory(prefix="mingce-pairs-") as scratch:
        for _ in range(_RUNS):
            begin = time.perf_counter()
            pages = read(data, path.name, Path(scratch))
            times.append(time.perf_counter() - begin)
    document = parse(pages)
    return _Reading("".join(document.text.split()), nodes_of(document), min(times))


def compare(one: _Reading, two: _Reading) -> dict[str, Any]:
    """How alike two readings are, with the first differences of their texts and of their trees."""
    distance = edit_distance(one.text, two.text)
    longer = max(len(one.text), len(two.text), 1)
    trees = compared(one.nodes, two.nodes)
    return {
        "characters": [len(one.text), len(two.text)],
        "distance": distance,
        "similarity": round(1 - distance / longer, 5),
        "headings": {"same": trees["right"], "of": [trees["gold"], trees["found"]]},
        "same_tree": trees["right"] == trees["gold"] == trees["found"],
        "only_in_first": trees["lost"][:_DIFFERENCES],
        "only_in_second": trees["extra"][:_DIFFERENCES],
        "text_differences": differences(one.text, two.text)[:_DIFFERENCES],
        "read_s": [round(one.read_s, 3), round(two.read_s, 3)],
    }


def edit_distance(one: str, two: str) -> int:
    """The fewest insertions, deletions and replacements of characters that make `two` of `one`.

    Bit-parallel (Myers 1999, in the form of Hyyrö 2003), a column a step in one long integer: 30 000 characters against
    as many take about a second.

    >>> edit_distance("造林三万亩", "造林3万亩次"), edit_distance("", "护林")
    (2, 2)
    """
    if not one:
        return len(two)
    places: dict[str, int] = {}
    for at, character in enumerate(one):
        places[character] = places.get(character, 0) | 1 << at
    full, last = (1 << len(one)) - 1, 1 << len(one) - 1
    above, below, distance = full, 0, len(one)  # rows where a column grows or falls by one
    for character in two:
        same = places.get(character, 0)
        level = (((same & above) + above) ^ above) | same
        grows, falls = (below | ~(level | above)) & full, above & level
        distance += bool(grows & last) - bool(falls & last)
        grows, falls = (grows << 1 | 1) & full, falls << 1 & full
        above, below = (falls | ~(same | below | grows)) & full, grows & (same | below)
    return distance


def differences(one: str, two: str) -> list[str]:
    """The phrases that differ, as `first → second`.

    >>> differences("造林，护林。三万亩。", "造林，护林防火。三万亩。")
    ['护林。 → 护林防火。']
    """
    ours, others = _PHRASE.findall(one), _PHRASE.findall(two)
    steps = SequenceMatcher(None, ours, others, autojunk=False).get_opcodes()
    return [f"{_shortened(ours[a:b])} → {_shortened(others[c:d])}" for step, a, b, c, d in steps if step != "equal"]


def _shortened(phrases: list[str]) -> str:
    text = "".join(phrases)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN // 2]}…{text[-_SHOWN // 2 :]}"


def told(result: dict[str, Any]) -> str:
    """The figures as lines for a person."""
    n = result["n"]
    lines = [
        f"同一文件的两种格式：{n} 对（{result['provenance']['commit']}）",
        f"  字符相似度不低于 {BAR} 的 {result['at_bar']}/{n}，标题树相同的 {result['same_tree']}/{n}",
    ]
    for each in result["pairs"]:
        headings = each["headings"]
        lines.append(
            f"  {each['similarity']:.5f}（差 {each['distance']} 字，{each['characters'][0]}/{each['characters'][1]}）"
            f"  标题 {headings['same']}/{headings['of'][0]}/{headings['of'][1]}"
            f"  读取 {each['read_s'][0]:.2f}/{each['read_s'][1]:.2f} 秒  {' | '.join(each['files'])}"
        )
        lines += [f"    文字 {difference}" for difference in each["text_differences"]]
        lines += [f"    只在前者 {heading}" for heading in each["only_in_first"]]
        lines += [f"    只在后者 {heading}" for heading in each["only_in_second"]]
    lines += [f"  未计入 {each['pair']}：{each['why']}" for each in result["excluded"]]
    lines.append(f"未达标：{'、'.join(result['missed'])}" if result["missed"] else "达到既定指标")
    return "\n".join(lines)

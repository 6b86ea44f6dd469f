"""The passages that the training questions were written for: pieces of public documents and articles of law.

They are not in the repository; they are cut anew from the folder of shared data, in the same way each time, and a
question names its passage by document and number (`evals/train/questions/README.md`).
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html

from evals.train.examples import Text
from kb.errors import MingceError

_MAX_CHARS = 320  # lines are packed up to this length
_LONGEST = 420
_SHORTEST = 70
_HELD_SHARE = 0.15  # a document that shares more of its runs than this with the held-out corpus is left out
_RUN = 24


def policy_passages(documents: Path, held_out: Path) -> dict[tuple[str, int], Text]:
    """Passages of the policy documents by (file name, number); none of documents that stand in `held_out` as well."""
    held = "".join(json.loads(line)["text"] for line in held_out.open(encoding="utf-8"))
    held = re.sub(r"\s+", "", held)
    runs = {held[at : at + _RUN] for at in range(len(held) - _RUN)}
    found: dict[tuple[str, int], Text] = {}
    for name, written in _documents(documents):
        lines = [line.strip() for line in written.split("\n") if line.strip()]
        if not lines or _shared(re.sub(r"\s+", "", written), runs) > _HELD_SHARE:
            continue
        title = max(lines[:4], key=len) if len(lines[0]) < 8 else lines[0]
        for number, piece in enumerate(each for each in _packed(lines[1:]) if len(each) >= _SHORTEST):
            found[name, number] = Text(title[:60], piece[:_LONGEST])
    return found


def law_articles(corpus: Path) -> dict[str, Text]:
    """The articles of the statute corpus by their id, law and number as context."""
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {row["_id"]: Text(row["law"] + row["article"], row["text"]) for row in rows}


def _documents(folder: Path) -> Iterator[tuple[str, str]]:
    texts = sorted((folder / "policies_txt").glob("*.txt")) + sorted((folder / "municipal_txt").glob("*.txt"))
    for path in texts:
        yield path.name, path.read_text("utf-8", errors="replace")
    pages = [*sorted((folder / "state_council_html").glob("*")), *sorted((folder / "changshun_html").glob("*.htm*"))]
    for path in (*pages, *sorted((folder / "jiangxi").glob("**/*.htm*"))):
        yield path.name, _page_text(path)
    if not texts:
        raise MingceError(f"{folder} 里没有训练用的文件", "请用 --shared 指定样本目录")


def _page_text(path: Path) -> str:
    page = lxml.html.fromstring(path.read_bytes())
    for element in page.xpath("//script|//style"):
        element.drop_tree()
    title = (page.findtext(".//title") or "").strip()
    return "\n".join([title, *(line for each in page.xpath("//p") if (line := each.text_content().strip()))])


def _packed(lines: list[str]) -> Iterator[str]:
    held = ""
    for line in lines:
        if held and len(held) + len(line) > _MAX_CHARS:
            yield held
            held = ""
        held += line[:600]
    if held:
        yield held


def _shared(text: str, runs: set[str]) -> float:
    starts = range(0, max(1, len(text) - _RUN), _RUN // 2)
    return sum(text[at : at + _RUN] in runs for at in starts) / len(starts)

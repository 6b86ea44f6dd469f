"""A folder in BEIR's layout: `corpus.jsonl`, `queries.jsonl`, `qrels.tsv`, each also as `.gz`.

Thakur et al., BEIR (NeurIPS 2021 Datasets and Benchmarks). Rows are `{"_id", "title"?, "text"}` and `{"_id", "text"}`. Of
other fields only `law` and `article` are read, by which sets of statutes (STARD) name an article that has no title. A
judgement is `query-id<tab>corpus-id<tab>score`, with or without that header line.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import MingceError

_HEADER = ["query-id", "corpus-id", "score"]


class FolderUnreadable(MingceError):
    """A file of the folder is missing, or a line of it is wrong; the message names both."""


@dataclass(frozen=True, slots=True)
class BeirText:
    """A document or a query; `title` is empty where none is given."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class BeirFolder:
    """`judged` is, for a query's key, the score of each judged document; only scores above 0 are kept."""

    name: str
    corpus: tuple[BeirText, ...]
    queries: tuple[BeirText, ...]
    judged: dict[str, dict[str, int]]
    files: tuple[Path, ...]


def read_folder(folder: Path) -> BeirFolder:
    """What `folder` holds. Raises FolderUnreadable."""
    if not folder.is_dir():
        raise FolderUnreadable(f"找不到文件夹：{folder}", "请给出含 corpus.jsonl、queries.jsonl、qrels.tsv 的文件夹")
    files = tuple(_file(folder, name) for name in ("corpus.jsonl", "queries.jsonl", "qrels.tsv"))
    corpus, queries = tuple(_texts(files[0])), tuple(_texts(files[1]))
    return BeirFolder(folder.resolve().name, corpus, queries, _judged(files[2]), files)


def _file(folder: Path, name: str) -> Path:
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise FolderUnreadable(f"文件夹里没有 {name}：{folder}", f"请放入 {name}（或压缩后的 {name}.gz）")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their 1-based numbers."""
    number = 0
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8-sig")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8-sig") as lines
        ):
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as exc:
        raise FolderUnreadable(
            f"{path.name} 第 {number + 1} 行起无法读取：{exc}", "请确认文件完整，并以 UTF-8 编码保存"
        ) from exc


def _texts(path: Path) -> Iterator[BeirText]:
    seen: set[str] = set()
    for number, line in _lines(path):
        row = _row(path, number, line)
        key = _string(path, number, row, "_id")
        if not key or key in seen:
            raise _wrong(path, number, f"_id {key!r} 与前面的重复" if key else "_id 是空的", "每行的 _id 应各不相同")
        seen.add(key)
        title = "" if row.get("title") is None else _string(path, number, row, "title")
        yield BeirText(key, " ".join(title.split()) or _article_named(row), _string(path, number, row, "text"))


def _article_named(row: dict[str, Any]) -> str:
    """The law and the article of a row of a set of statutes, or nothing."""
    law, article = row.get("law"), row.get("article")
    return "".join(law.split() + article.split()) if isinstance(law, str) and isinstance(article, str) else ""


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as exc:
        raise _wrong(path, number, f"不是 JSON（{exc}）", '每行应是 {"_id": …, "text": …}') from exc
    if not isinstance(row, dict):
        raise _wrong(path, number, "不是 JSON 对象", '每行应是 {"_id": …, "text": …}')
    return row


def _string(path: Path, number: int, row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if name == "_id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        found = f"{name} 不是文字" if name in row else f"缺少 {name}"
        raise _wrong(path, number, found, '每行应是 {"_id": …, "title": …（可缺）, "text": …}')
    return value


def _judged(path: Path) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        fields = [field.strip() for field in line.split("\t")]
        if number == 1 and fields == _HEADER:
            continue
        if len(fields) != 3:
            raise _wrong(
                path, number, f"应有 3 列，现有 {len(fields)} 列", "三列依次为问题编号、文档编号、分值，以制表符分隔"
            )
        query, document, written = fields
        try:
            score = int(written)
        except ValueError as exc:
            raise _wrong(path, number, f"分值 {written!r} 不是整数", "分值写作 0、1、2 等") from exc
        if score > 0:
            judged.setdefault(query, {})[document] = score
    return judged


def _wrong(path: Path, number: int, found: str, remedy: str) -> FolderUnreadable:
    return FolderUnreadable(f"{path.name} 第 {number} 行：{found}", remedy)

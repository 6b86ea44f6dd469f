"""A folder in BEIR's layout: what is read, and what a person is told of a wrong line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from evals.beir_folder import BeirText, FolderUnreadable, read_folder

CORPUS: list[dict[str, object]] = [
    {"_id": "a", "title": "护林  办法", "text": "巡山每月两次。", "metadata": {}},
    {"_id": 7, "text": "造林三万亩。"},
    {"_id": "c", "title": None, "text": ""},
]
QUERIES: list[dict[str, object]] = [{"_id": "q1", "text": "多久巡山一次"}, {"_id": "q2", "text": "造林多少"}]
QRELS = "query-id\tcorpus-id\tscore\nq1\ta\t1\nq1\t7\t0\nq2\t7\t2\n"


def written(folder: Path, corpus: str | None = None, queries: str | None = None, qrels: str = QRELS) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "corpus.jsonl").write_text(corpus if corpus is not None else _lines(CORPUS), "utf-8")
    (folder / "queries.jsonl").write_text(queries if queries is not None else _lines(QUERIES), "utf-8")
    (folder / "qrels.tsv").write_text(qrels, "utf-8")
    return folder


def _lines(rows: list[dict[str, object]]) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n"


def test_rows_titles_and_scores_are_read(tmp_path: Path) -> None:
    folder = read_folder(written(tmp_path / "护林"))
    assert folder.name == "护林"
    expected = (BeirText("a", "护林 办法", "巡山每月两次。"), BeirText("7", "", "造林三万亩。"), BeirText("c", "", ""))
    assert folder.corpus == expected
    assert folder.queries == (BeirText("q1", "", "多久巡山一次"), BeirText("q2", "", "造林多少"))
    assert folder.judged == {"q1": {"a": 1}, "q2": {"7": 2}}


def test_law_and_article_name_a_row_without_a_title(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"_id": "a", "law": "护林 条例", "article": "第三条", "text": "巡山每月两次。"},
        {"_id": "b", "law": "护林条例", "article": "第四条", "title": "巡护", "text": "造林三万亩。"},
        {"_id": "c", "law": "护林条例", "article": 5, "text": "补植。"},
    ]
    folder = read_folder(written(tmp_path / "f", corpus=_lines(rows)))
    assert [row.title for row in folder.corpus] == ["护林条例第三条", "巡护", ""]


def test_the_header_may_be_missing_and_lines_may_be_blank(tmp_path: Path) -> None:
    bare = "q1\ta\t1\r\n\r\nq2\t7\t2"
    corpus = "\ufeff" + _lines(CORPUS) + "\n\n"
    folder = read_folder(written(tmp_path / "f", corpus=corpus, qrels=bare))
    assert folder.judged == {"q1": {"a": 1}, "q2": {"7": 2}}
    assert len(folder.corpus) == 3


def test_compressed_files_are_read(tmp_path: Path) -> None:
    folder = written(tmp_path / "f")
    plain = read_folder(folder)
    for name in ("corpus.jsonl", "queries.jsonl", "qrels.tsv"):
        (folder / f"{name}.gz").write_bytes(gzip.compress((folder / name).read_bytes()))
        (folder / name).unlink()
    packed = read_folder(folder)
    assert (packed.corpus, packed.queries, packed.judged) == (plain.corpus, plain.queries, plain.judged)
    assert [path.suffix for path in packed.files] == [".gz"] * 3


@pytest.mark.parametrize(
    ("corpus", "qrels", "told"),
    [
        ('{"_id": "a", "text": "甲"}\n{"_id": \n', QRELS, "corpus.jsonl 第 2 行：不是 JSON"),
        ('\n["a", "甲"]\n', QRELS, "corpus.jsonl 第 2 行：不是 JSON 对象"),
        ('{"text": "甲"}\n', QRELS, "corpus.jsonl 第 1 行：缺少 _id"),
        ('{"_id": "", "text": "甲"}\n', QRELS, "corpus.jsonl 第 1 行：_id 是空的"),
        ('{"_id": true, "text": "甲"}\n', QRELS, "corpus.jsonl 第 1 行：_id 不是文字"),
        ('{"_id": "a"}\n', QRELS, "corpus.jsonl 第 1 行：缺少 text"),
        ('{"_id": "a", "text": 3}\n', QRELS, "corpus.jsonl 第 1 行：text 不是文字"),
        ('{"_id": "a", "title": 3, "text": "甲"}\n', QRELS, "corpus.jsonl 第 1 行：title 不是文字"),
        ('{"_id": "a", "text": "甲"}\n{"_id": "a", "text": "乙"}\n', QRELS, "第 2 行：_id 'a' 与前面的重复"),
        (None, "q1\ta\t1\nq1\ta\n", "qrels.tsv 第 2 行：应有 3 列，现有 2 列"),
        (None, "q1\ta\tyes\n", "qrels.tsv 第 1 行：分值 'yes' 不是整数"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, corpus: str | None, qrels: str, told: str) -> None:
    with pytest.raises(FolderUnreadable) as caught:
        read_folder(written(tmp_path / "f", corpus=corpus, qrels=qrels))
    assert told in str(caught.value)
    assert caught.value.remedy


def test_missing_and_damaged_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(FolderUnreadable, match="找不到文件夹"):
        read_folder(tmp_path / "none")
    folder = written(tmp_path / "f")
    (folder / "corpus.jsonl").write_bytes("护林".encode("gbk"))
    with pytest.raises(FolderUnreadable, match=r"corpus\.jsonl 第 1 行起无法读取"):
        read_folder(folder)
    (folder / "corpus.jsonl").unlink()
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(_lines(CORPUS).encode())[:-12])
    with pytest.raises(FolderUnreadable, match=r"corpus\.jsonl\.gz 第 \d+ 行起无法读取"):
        read_folder(folder)
    (folder / "qrels.tsv").unlink()
    with pytest.raises(FolderUnreadable, match=r"没有 qrels\.tsv"):
        read_folder(folder)

"""`mingce eval beir` from end to end on made folders with the real model, and how corpora become documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.beir_folder import BeirText, FolderUnreadable, read_folder
from evals.beir_run import index_corpus, measure, new_document, ranked_documents
from evals.cli import main
from kb.library import Library
from tests.evals.test_beir_folder import _lines, written

CORPUS: list[dict[str, object]] = [
    {
        "_id": "plan",
        "title": "栖云市护林工作方案",
        "text": "一、巡山\n护林员每月巡山两次。\n二、经费\n每人每年补助八百元。",
    },
    {
        "_id": "tea",
        "title": "茶叶加工扶持办法",
        "text": "第一条 新建茶叶加工厂房的，按面积给予补助。\n第二条 申请由乡镇受理。",
    },
    {"_id": "fish", "text": "渔政站公告 水库每年三月至六月禁止捕捞。违者没收渔具。"},
    {"_id": "copy", "text": "渔政站公告 水库每年三月至六月禁止捕捞。违者没收渔具。"},
    {"_id": "blank", "text": " \n "},
]
QUERIES: list[dict[str, object]] = [
    {"_id": "q1", "text": "护林员多久巡山一次"},
    {"_id": "q2", "text": "茶叶厂房有什么补助"},
    {"_id": "q3", "text": "水库什么时候不能捕鱼"},
    {"_id": "q4", "text": "没有标注的问题"},
    {"_id": "q5", "text": "答案不在这里的问题"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\tplan\t1\nq2\ttea\t1\nq3\tfish\t1\nq3\tcopy\t1\nq5\tgone\t1\nq9\tplan\t1\n"
EXCLUDED = {
    "queries_without_judgement": 1,
    "queries_without_judged_document_in_corpus": 1,
    "judgements_of_absent_documents": 1,
    "judgements_of_absent_queries": 1,
    "empty_documents": 1,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "栖云", _lines(CORPUS), _lines(QUERIES), QRELS)


@pytest.fixture
def home(tmp_path: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(models_dir)
    monkeypatch.setenv("MINGCE_HOME", str(home))
    return home


def test_the_command_prints_one_json_value_and_leaves_the_library_alone(
    folder: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["beir", str(folder), "--json"]) == 0
    printed, diagnostics = capsys.readouterr()
    result = json.loads(printed)
    assert (result["n"], result["documents"], result["excluded"]) == (3, 4, EXCLUDED)
    assert result["recall@5"] == result["recall@10"] == result["recall@100"] == 1
    assert result["recall@1"] == pytest.approx((1 + 1 + 0.5) / 3, abs=1e-4)  # of two documents one can be first
    assert result["mrr@10"] == result["ndcg@10"] == 1
    assert min(result["index_s"], result["query_ms_p50"]) > 0
    assert result["query_ms_p95"] >= result["query_ms_p50"]
    assert result["provenance"]["files_sha256"]
    assert result["models"]["encoder"] == result["provenance"]["model"]
    assert diagnostics == ""  # no terminal, no bar
    (stored,) = (home / "evals").iterdir()
    assert stored.name.startswith("beir-栖云-")
    assert json.loads(stored.read_text("utf-8")) == result
    assert {path.name for path in home.iterdir()} == {"models", "evals"}


def test_the_figures_are_told(folder: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["beir", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "栖云：3 个问题，4 份文档" in told
    assert "1 份文档没有文字" in told


def test_rankings_are_of_documents(library: Library, tmp_path: Path) -> None:
    given = read_folder(written(tmp_path / "f", _lines(CORPUS), _lines(QUERIES), QRELS))
    indexed = index_corpus(library, given.corpus)
    assert sorted(indexed.keys.values()) == ["copy", "fish", "plan", "tea"]
    for depth in (1, 2, 100):  # at depth 1 the best passages may be of one document
        ranking = [indexed.keys[doc_id] for doc_id in ranked_documents(library, "护林员多久巡山一次", None, depth)]
        assert ranking[0] == "plan"
        assert len(ranking) == len(set(ranking)) == min(depth, 4)
    assert measure(library, given, indexed, None)["n"] == 3


def test_a_folder_without_answers_is_refused(folder: Path, home: Path) -> None:
    (folder / "qrels.tsv").write_text("q1\tgone\t1\n", "utf-8")
    with pytest.raises(FolderUnreadable, match="没有一个问题的答案文档在 corpus 中"):
        main(["beir", str(folder)])


def test_a_given_title_holds_over_that_of_the_text() -> None:
    text = "关于做好护林工作的通知\n各乡镇：\n请做好护林工作。"
    assert new_document(BeirText("d1", "", text)).document.title == "关于做好护林工作的通知"
    assert new_document(BeirText("d1", "护林法第三条", text)).document.title == "护林法第三条"


def test_an_id_is_no_title() -> None:
    row = BeirText("0a1b2c", "", "栖云市林业局开展护林检查。2024年3月起逐乡进行。")
    new = new_document(row)
    assert new.document.title == "栖云市林业局开展护林检查"
    assert new.document.text == row.text
    assert all("0a1b2c" not in chunk.context for chunk in new.make_chunks(list))

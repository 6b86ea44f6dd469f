"""`mingce eval retrieval` on made question sets with the real model: what counts, what is left out, what is drawn."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from evals.cli import main
from evals.retrieval_recipe import Bench, Recipe
from evals.retrieval_sets import Question, Unit, figures_of, question_set
from evals.train.examples import is_held_out
from kb.embedding import Encoder
from kb.errors import MingceError
from kb.words import Words

PLAN = "栖云市护林工作方案\n一、巡山\n护林员每月巡山两次，每次走完全部防火道。\n二、经费\n每人每年补助八百元。"
TEA = "茶叶加工扶持办法 新建茶叶加工厂房的，按面积给予补助。申请由乡镇受理。"
ASKED = [
    ("q1", "护林员多久巡山", "plan", PLAN, "每月巡山两次"),
    ("q2", "茶叶厂房的申请谁受理", "tea", TEA, "由乡镇受理"),
]


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    policy, statutes = (tmp_path / "shared" / "data" / name for name in ("policy_qa", "statutes"))
    policy.mkdir(parents=True)
    statutes.mkdir()
    _write(policy / "corpus.jsonl", [{"_id": "plan", "text": PLAN}, {"_id": "tea", "text": TEA}])
    rows = [
        {"_id": key, "text": text, "answer": answer, "docid": doc, "answer_start": of.index(answer)}
        for key, text, doc, of, answer in ASKED
    ]
    _write(policy / "queries.jsonl", [*rows, {**rows[0], "_id": "q3", "answer_start": 1}])
    articles: list[dict[str, object]] = [
        {"_id": f"g{number}", "law": "护林条例", "article": f"第{number}条", "text": f"{name}由林业局批准。"}
        for number, name in enumerate(("砍伐", "移植", "造林", "防火"))
    ]
    (statutes / "corpus.jsonl.gz").write_bytes(gzip.compress(_lines(articles).encode()))
    _write(statutes / "queries.jsonl", [{"_id": str(number), "text": "移植树木谁批准"} for number in range(12)])
    (statutes / "qrels.tsv").write_text(
        "query-id\tcorpus-id\tscore\n" + "".join(f"{number}\tg1\t1\n" for number in range(11)), "utf-8"
    )
    return tmp_path / "shared"


def _lines(rows: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text(_lines(rows), "utf-8")


def test_answers_that_do_not_stand_where_they_should_are_left_out(shared: Path) -> None:
    questions = question_set("policy_qa", shared)
    assert [question.key for question in questions.questions] == ["q1", "q2"]
    assert questions.excluded == {"answers_not_found": 1}
    with pytest.raises(MingceError, match="没有评测数据"):
        question_set("policy_qa", shared / "none")


def test_the_held_out_questions_are_apart(shared: Path) -> None:
    held, rest = question_set("statutes", shared), question_set("statutes-train", shared)
    assert all(is_held_out(question.key) for question in held.questions)
    assert not any(is_held_out(question.key) for question in rest.questions)
    assert len(held.questions) + len(rest.questions) == 11  # one has no article
    assert sum(each.excluded["without_articles"] for each in (held, rest)) == 1


def test_a_hit_holds_the_beginning_of_the_answer() -> None:
    question = Question("q", "", {"plan": 1}, "每月巡山两次", 10)
    begins, whole = Unit("plan", "", "", "", 0, 12), Unit("plan", "", "", "", 8, 30)
    elsewhere, other = Unit("plan", "", "", "", 16, 40), Unit("tea", "", "", "", 0, 99)
    figures = figures_of(question, [other, elsewhere, begins, whole], spans=True)
    assert (figures["hit@1"], figures["hit@5"], figures["whole@5"]) == (0, 1, 1)
    assert (figures["document@1"], figures["document@5"]) == (0, 1)
    assert figures_of(question, [begins], spans=True)["whole@1"] == 0
    assert figures_of(question, [other, whole], spans=False) == {"recall@10": 1, "recall@100": 1, "mrr@10": 0.5}


@pytest.mark.parametrize("chunking", ["fixed-12", "clause-300-300", "clause-500-20", "clause-20-10", "whole"])
def test_units_are_pieces_of_the_corpus(chunking: str, shared: Path, words_cache: Path, encoder: Encoder) -> None:
    questions = question_set("policy_qa", shared)
    texts = {row.key: row.text for row in questions.corpus}
    units = Bench(questions, Words(words_cache), lambda _: encoder, shared).units(chunking)
    for one in units:
        assert "".join(texts[one.document][one.start : one.end].split()) == "".join(one.text.split())
    for key, text in texts.items():
        assert "".join("".join(one.text for one in units if one.document == key).split()) == "".join(text.split())


def test_every_fusion_finds_the_answers(shared: Path, words_cache: Path, encoder: Encoder, tmp_path: Path) -> None:
    bench = Bench(question_set("policy_qa", shared), Words(words_cache), lambda _: encoder, tmp_path / "kept")
    for fusion in ("lexical", "dense", "rrf-60", "convex-0.7", "plain-0.5"):
        outcome = bench.run(Recipe(fusion=fusion))
        assert outcome.figures["hit@5"] == 1
        assert outcome.cost["units"] == len(bench.units("clause-500-150"))
    assert bench.run(Recipe(fusion="lexical", tokens="unsegmented")).figures["hit@1"] < 1


def test_the_command_tells_stores_and_draws(
    shared: Path, models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "models").symlink_to(models_dir)
    monkeypatch.setenv("MINGCE_HOME", str(tmp_path / "home"))
    out = tmp_path / "out" / "result.json"
    given = ["--shared", str(shared), "--factor", "fusion", "--factor", "k1", "--out", str(out)]
    assert main(["retrieval", *given]) == 0
    told = capsys.readouterr().out
    assert "policy_qa：2 个问题，2 份文档" in told
    assert "定长 1000 字，BM25 不分词" in told
    result = json.loads(out.read_text("utf-8"))
    assert list(result["sweep"]) == ["k1", "fusion"]
    assert [each["value"] for each in result["sweep"]["k1"]] == [0.6, 0.9, 1.2, 1.6, 2.0]
    assert result["steps"][0]["gain"] is None
    assert all(low <= gain <= high for each in result["steps"][1:] for gain, low, high in [each["gain"]])
    assert {path.name for path in (tmp_path / "home").iterdir()} == {"models", "cache"}
    drawing = ET.fromstring(out.with_suffix(".svg").read_text("utf-8"))
    bars = [each for each in drawing.iter() if each.tag.endswith("rect")]
    assert len(bars) == 1 + len(result["steps"]) + sum(map(len, result["sweep"].values()))


def test_articles_are_units_as_they_are(
    shared: Path, models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "models").symlink_to(models_dir)
    monkeypatch.setenv("MINGCE_HOME", str(tmp_path / "home"))
    split = ["--split", "statutes-train", "--shared", str(shared), "--factor", "tokens", "--json"]
    assert main(["retrieval", *split]) == 0
    result = json.loads(capsys.readouterr().out)
    assert {each["recipe"]["chunking"] for each in result["steps"]} == {"whole"}
    assert result["steps"][-1]["recall@10"] == 1
    assert result["figure"] == "mrr@10"

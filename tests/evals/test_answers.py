"""`mingce eval answers`: what counts as right, cited, listed and refused; a run on made data with the real model."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer, Citation, Coverage
from evals.answer_citations import claims, judge, told_facts
from evals.answer_figures import Outcome, figures_of, items_of, list_figures, outcome, trade_off
from evals.answer_sets import answer_set
from evals.answers_run import missed_bars, pooled, run_answers, shares, told
from evals.cli import main
from evals.naive_chain import CHARS, TOP, NaiveChain
from ingest.intake import ingest
from kb.embedding import Encoder
from kb.errors import MingceError
from kb.library import Library
from tests.conftest import LIMITS

PLAN = "栖云市护林工作方案\n一、巡山\n护林员每月巡山两次，每次走完全部防火道。\n二、经费\n每人每年补助八百元，由市林业局发放。"
TEA = "茶叶加工扶持办法\n新建茶叶加工厂房的，每平方米补助120元。\n申请由乡镇受理，市农业局审核。"


def _write(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    policy = tmp_path / "shared" / "data" / "policy_qa"
    _write(policy / "corpus.jsonl", [{"_id": "plan", "text": PLAN}, {"_id": "tea", "text": TEA}])
    asked = [
        ("q1", "护林员每月巡山几次", "plan", PLAN, "每月巡山两次"),
        ("q2", "茶叶厂房的申请谁受理", "tea", TEA, "由乡镇受理"),
    ]
    _write(
        policy / "queries.jsonl",
        [
            {"_id": key, "text": text, "answer": answer, "docid": doc, "answer_start": of.index(answer)}
            for key, text, doc, of, answer in asked
        ],
    )
    _write(
        policy / "queries_doc_missing.jsonl",
        [
            {"_id": "m1", "text": "渔船报废补贴多少", "answer": "每千瓦五千元", "docid": "x"},
            {"_id": "m2", "text": "护林补助", "answer": "每人每年 补助八百元", "docid": "x"},
        ],
    )
    return tmp_path / "shared"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, words_cache: Path) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("answers")
    shutil.copytree(words_cache, folder / "home" / "cache")
    paths = [folder / "plan.txt", folder / "tea.txt"]
    for path, text in zip(paths, (PLAN, TEA), strict=True):
        path.write_text(text, "utf-8")
    library = Library(folder / "home", lambda: encoder)
    assert [each.outcome for each in ingest(library, paths, LIMITS)] == ["added", "added"]
    yield library
    library.close()


def _cited(library: Library, marker: int, source: str, words: str) -> Citation:
    doc_id, entry = next(
        (doc_id, entry) for doc_id, entry in library.snapshot.entries.items() if entry.document.source == source
    )
    at = entry.document.text.index(words)
    return Citation(marker, doc_id, entry.document.title, None, (), words, at, at + len(words), None, "in_force")


def test_answers_that_stand_in_the_corpus_are_no_missing_ones(shared: Path) -> None:
    asked = answer_set("policy_qa", shared)
    assert [row["id"] for row in asked.rows] == ["q1", "q2", "m1"]
    assert asked.excluded["missing_answers_that_stand_in_the_corpus"] == 1


def test_a_limit_keeps_the_same_questions_of_both_sorts(shared: Path) -> None:
    few = answer_set("policy_qa", shared, 1)
    assert [row["kind"] for row in few.rows] == ["span", "refuse"]
    assert few.rows == answer_set("policy_qa", shared, 1).rows
    assert few.excluded["beyond_the_limit"] == 1


def test_without_its_documents_a_set_is_no_set(tmp_path: Path) -> None:
    for name in ("real_dev", "library", "policy_qa"):
        with pytest.raises(MingceError):
            answer_set(name, tmp_path)


def test_a_span_is_right_where_its_sentence_is_cited(library: Library) -> None:
    row = {"id": "q", "kind": "span", "answer": "每月巡山两次", "docid": "plan", "answer_start": 14}
    beside = _cited(library, 1, "plan.txt", "每次走完全部防火道")  # the same sentence
    other = _cited(library, 1, "plan.txt", "每人每年补助八百元")
    assert outcome(row, Answer("answered", "", citations=(beside,)), library.snapshot).right
    assert not outcome(row, Answer("answered", "", citations=(other,)), library.snapshot).right
    assert not outcome(row, Answer("refused", "", citations=(beside,)), library.snapshot).right
    again = {**row, "docid": "copy"}  # another document with the same words is as good
    assert outcome(
        again, Answer("answered", "", citations=(_cited(library, 1, "plan.txt", "每月巡山两次"),)), library.snapshot
    ).right
    assert not outcome(again, Answer("answered", "", citations=(beside,)), library.snapshot).right


def test_claims_are_sentences_with_their_markers(library: Library) -> None:
    one, two = (_cited(library, n, "plan.txt", words) for n, words in ((1, "每月巡山两次"), (2, "每人每年补助八百元")))
    answer = Answer(
        "answered",
        "（以下依据的文件已不再有效，仅供查考）\n护林员共有任务2项：\n《栖云市护林工作方案》[1]\n1. 每月巡山两次。[1]\n2. 走完防火道；补助八百元。[1][2]\n文件库没有写明时间。",
        citations=(one, two),
    )
    assert [(each.text, [cited.marker for cited in each.cited]) for each in claims(answer)] == [
        ("每月巡山两次。", [1]),
        ("走完防火道；", [1, 2]),
        ("补助八百元。", [1, 2]),
    ]
    assert {each.lead_in for each in claims(answer)} == {"护林员共有任务2项："}


def test_a_fact_that_is_not_cited_costs_recall_and_a_stray_citation_costs_precision(library: Library) -> None:
    good = _cited(library, 1, "tea.txt", "每平方米补助120元")
    stray = _cited(library, 2, "plan.txt", "护林员")
    sound = judge(Answer("answered", "每平方米补助120元。[1]", citations=(good,)), library.snapshot)
    assert (sound.verbatim, sound.precision, sound.recall) == ((1, 1), (1, 1), (1, 1))
    wrong = judge(Answer("answered", "每平方米补助130元。[1]", citations=(good,)), library.snapshot)
    assert (wrong.precision, wrong.recall) == ((1, 1), (0, 1))
    unmarked = judge(Answer("answered", "每平方米补助120元。", citations=(good,)), library.snapshot)
    assert (unmarked.precision, unmarked.recall) == ((0, 0), (0, 1))
    both = judge(Answer("answered", "每平方米补助120元。[1][2]", citations=(good, stray)), library.snapshot)
    assert (both.precision, both.recall) == ((1, 2), (1, 1))
    forged = judge(Answer("answered", "每平方米补助120元。[1]", citations=(replace(good, start=0),)), library.snapshot)
    assert forged.verbatim == (0, 1)


def test_names_are_held_to_what_is_cited(library: Library) -> None:
    cited = _cited(library, 1, "plan.txt", "由市林业局发放")
    for said, held in (
        ("补助归市林业局发。[1]", 1),
        ("补助归市农业局发。[1]", 0),
        ("《茶叶扶持办法》也说归市林业局。[1]", 0),
    ):
        assert judge(Answer("answered", said, citations=(cited,)), library.snapshot).recall == (held, 1)
    assert told_facts("茶政发〔2020〕3号规定20天，共5项处方") == ("2020", "3", "20", "茶政发[2020]3号")


def test_a_note_cited_for_the_name_in_the_lead_in_supports_the_task(library: Library) -> None:
    note = _cited(library, 1, "plan.txt", "由市林业局发放")
    task = "1. 巡查山场。[1]"
    named, other = (f"{who}共有任务1项：\n{task}" for who in ("市林业局", "市水利局"))
    assert judge(Answer("answered", named, citations=(note,)), library.snapshot).precision == (1, 1)
    assert judge(Answer("answered", other, citations=(note,)), library.snapshot).precision == (0, 1)


def _listing(answer: Answer, must: list[list[str]]) -> Outcome:
    return Outcome({"id": "l", "kind": "list", "must": must, "must_not": [], "cite": []}, answer, False, ())


def test_lists_are_judged_by_item() -> None:
    must = [["巡山"], ["防火"], ["育苗"]]
    lines = Answer("answered", "共3项：\n1. 巡山两次。[1]\n2. 防火道。[2]\n3. 开会。[3]")
    assert items_of(lines) == ["1. 巡山两次。[1]", "2. 防火道。[2]", "3. 开会。[3]"]
    assert list_figures([_listing(lines, must)]) == {
        "recall": {"right": 2, "of": 3},
        "precision": {"right": 2, "of": 3},
    }
    recorded = Answer(
        "answered", "巡山。[1]", records=({"title": "巡山", "text": "每月"},), coverage=Coverage(4, 1, True)
    )
    assert list_figures([_listing(recorded, must)])["precision"] == {"right": 1, "of": 4}
    prose = Answer("answered", "巡山、防火两件。[1]另外要开会。[2]")
    assert list_figures([_listing(prose, must)])["precision"] == {"right": 2, "of": 3}
    silent = Answer("refused", "没有写明巡山")
    assert list_figures([_listing(silent, must)]) == {
        "recall": {"right": 0, "of": 3},
        "precision": {"right": 0, "of": 0},
    }


@dataclass(frozen=True, slots=True)
class _Confident(Answer):
    confidence: float | None = None


def _outcome(kind: str, status: str, confidence: float | None, right: bool = True) -> Outcome:
    answer = _Confident(status, "答", confidence=confidence).timed({"total": 10.0})  # type: ignore[arg-type]
    row = {
        "id": "x",
        "kind": kind,
        "docid": "plan",
        "doc": None if kind == "refuse" else "plan.txt",
        "must": [["答"]],
        "must_not": [],
        "cite": ["无"],
    }
    return Outcome(row, answer, right, ())


def test_refusals_have_precision_recall_and_false_ones(library: Library) -> None:
    outcomes = [
        _outcome("fact", "answered", 0.9),
        _outcome("fact", "refused", 0.2, right=False),
        _outcome("fact", "clarify", None, right=False),
        _outcome("refuse", "refused", 0.1),
        _outcome("refuse", "answered", 0.6, right=False),
    ]
    figures = figures_of(outcomes, library.snapshot)
    assert figures["refusals"] == {
        "precision": {"right": 1, "of": 2},
        "recall": {"right": 1, "of": 2},
        "false": {"right": 1, "of": 3},
        "clarified": {"right": 1, "of": 3},
    }
    assert figures["by_kind"]["fact"]["right"] == 1
    assert figures["by_kind"]["fact"]["of"] == 3
    assert figures["ms"]["p50"] == 10.0


def test_the_trade_off_moves_with_the_bound() -> None:
    answerable = [_outcome("fact", "answered", 0.9), _outcome("fact", "refused", 0.3, right=False)]
    to_refuse = [_outcome("refuse", "answered", 0.5), _outcome("refuse", "refused", None)]
    points = trade_off(answerable, to_refuse)
    assert points[0] == {"bound": 0.0, "refused": 0.5, "false_refused": 0.0, "right": 0.5}
    assert next(each for each in points if each["bound"] == 0.6) == {
        "bound": 0.6,
        "refused": 1.0,
        "false_refused": 0.5,
        "right": 0.5,
    }
    assert points[-1]["false_refused"] == 1.0
    assert trade_off([_outcome("fact", "answered", None)], [_outcome("refuse", "refused", None)]) == []


def test_a_bar_is_missed_on_the_wrong_side_only(library: Library) -> None:
    good = figures_of([_outcome("span", "answered", None), _outcome("refuse", "refused", None)], library.snapshot)
    assert missed_bars("policy_qa", "policy", shares(good)) == []
    bad = figures_of(
        [_outcome("span", "refused", None, right=False), _outcome("refuse", "answered", None)], library.snapshot
    )
    assert missed_bars("policy_qa", "policy", shares(bad)) == [
        "policy_qa: span 0.000, 0.72",
        "policy_qa: false_refusals 1.000, 0.1",
    ]


def test_our_gold_is_told_together(library: Library) -> None:
    one = {"group": "own", **figures_of([_outcome("fact", "answered", None)], library.snapshot)}
    other = {"group": "own", **figures_of([_outcome("fact", "refused", None, right=False)], library.snapshot)}
    assert pooled([one, other])["fact"] == {"right": 1, "of": 2}
    assert pooled([one, {**other, "group": "library"}]) == {}


def test_the_baseline_prints_what_is_near_and_never_refuses(library: Library, encoder: Encoder) -> None:
    answer = NaiveChain(library, encoder).ask("股市明天涨不涨")
    assert answer.status == "answered"
    assert 0 < len(answer.citations) <= TOP
    assert all(len(each.quote) <= CHARS for each in answer.citations)
    assert judge(answer, library.snapshot).verbatim == (len(answer.citations),) * 2


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]


def test_a_run_is_stored_with_its_page_and_the_library_is_kept(
    shared: Path, tmp_path: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "models").symlink_to(models_dir)
    monkeypatch.setenv("MINGCE_HOME", str(tmp_path / "home"))
    out, cache = tmp_path / "answers.json", tmp_path / "cache"
    asked = ["answers", "--split", "policy_qa", "--shared", str(shared), "--cache", str(cache), "--out", str(out)]
    assert main(asked) == 0
    assert "政策问答" in capsys.readouterr().out
    result = json.loads(out.read_text("utf-8"))
    figures = result["sets"]["policy_qa"]
    assert figures["by_kind"]["span"] | {"interval": None} == {"right": 2, "of": 2, "interval": None}
    assert figures["baseline"]["by_kind"]["refuse"]["right"] == 0
    assert result["provenance"]["files_sha256"]
    tags = _Tags()
    tags.feed(out.with_suffix(".html").read_text("utf-8"))
    assert "svg" in tags.seen
    assert tags.links == []
    kept = {path: path.stat().st_mtime_ns for path in cache.glob("*/naive.npy")}
    assert len(kept) == 1
    again = run_answers(shared, "policy_qa", cache, baseline=True)
    assert {path: path.stat().st_mtime_ns for path in cache.glob("*/naive.npy")} == kept
    assert again["sets"]["policy_qa"]["by_kind"] == figures["by_kind"]
    assert "未达标" in told({**again, "missed": ["policy_qa: span 0.000, 0.72"]})

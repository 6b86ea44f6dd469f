"""Wrong use: status 2, one Chinese line on stderr, nothing on stdout."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.mingce.conftest import Run, run_in

Mingce = Callable[..., Run]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "缺少参数"),
        (["frobnicate"], "frobnicate"),
        (["ask"], "请给出一个问题"),
        (["ask", "问", "--batch", "x.jsonl"], "请给出一个问题"),
        (["ask", "问", "--as-of", "去年"], "2024-05-20"),
        (["ask", "问", "--frobnicate"], "--frobnicate"),
        (["ask", "问", "--doc", "nowhere"], "nowhere"),
        (["ask", "问", "--history", "/nowhere/h.json"], "/nowhere/h.json"),
        (["ask", "--batch", "/nowhere/b.jsonl", "--json"], "/nowhere/b.jsonl"),
        (["search", "问", "-k", "0"], "正整数"),
        (["show"], "缺少参数"),
        (["show", "nowhere"], "nowhere"),
        (["show", "x", "--text", "--json"], "不能与"),
        (["remove", "nowhere"], "nowhere"),
        (["tasks", "--doc", "nowhere"], "nowhere"),
        (["targets", "--year", "明年"], "明年"),
        (["ingest"], "缺少参数"),
        (["serve", "--port", "99999"], "99999"),
    ],
)
def test_wrong_use(mingce: Mingce, arguments: list[str], told: str) -> None:
    done = mingce(*arguments)
    assert (done.status, done.out) == (2, "")
    assert told in done.err
    assert CHINESE.search(done.err)
    assert "Traceback" not in done.err
    assert not re.search(r"\b(?:error|invalid|required|unrecognized)\b", done.err)


def test_a_wrong_setting(mingce: Mingce) -> None:
    done = mingce("docs", MINGCE_THREADS="many")
    assert (done.status, done.out) == (2, "")
    assert "MINGCE_THREADS" in done.err


def test_help_is_chinese_and_needs_no_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for arguments in (["--help"], ["serve", "--help"], ["ask", "--help"]):
        done = run_in(home, *arguments)
        assert (done.status, done.err) == (0, "")
        assert done.out.startswith("用法：")
        assert not re.search(r"usage:|options:|show this help", done.out)
    assert "127.0.0.1" in run_in(home, "serve", "--help").out
    assert not home.exists()


@pytest.mark.parametrize("command", ["docs", "tasks", "terms"])
def test_an_empty_library_lists_nothing(empty: Path, command: str) -> None:
    done = run_in(empty, command, "--json")
    assert (done.status, done.value, done.err) == (0, [], "")


def test_asking_an_empty_library(empty: Path) -> None:
    done = run_in(empty, "ask", "森林防火科有哪些任务", "--json")
    assert done.status == 0
    assert (done.value["status"], done.value["reason"]) == ("refused", "not_in_library")


@pytest.mark.parametrize("kind", ["file", "below"])
def test_a_home_that_cannot_be(tmp_path: Path, kind: str) -> None:
    (tmp_path / "file").write_text("x")
    done = run_in(tmp_path / "file" / ("sub" if kind == "below" else ""), "docs")
    assert done.status in (1, 2)
    assert "Traceback" not in done.err
    assert CHINESE.search(done.err)

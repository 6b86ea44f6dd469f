from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx

from tests.mingce.conftest import Run

Mingce = Callable[..., Run]


def test_the_guide_for_people(mingce: Mingce) -> None:
    done = mingce("onboard", "规划财务科")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("局规划财务科新人导引（演示）\n\n科室“局规划财务科”")
    assert "任务记录 11 项，来自 6 份文件，全部列出" in done.out
    assert "自测题答案" in done.out


def test_as_json_it_has_everything(mingce: Mingce) -> None:
    guide = mingce("onboard", "局规划财务科", "--json").value
    rows = mingce("tasks", "--section", "规划财务科", "--json").value
    own = [each["task"] for each in guide["charges"] if each["role"] != "included"]
    assert sorted(own, key=str) == sorted(rows, key=str)
    assert guide["coverage"]["complete"] is True
    assert len(guide["quiz"]) >= 10
    assert guide == mingce("onboard", "局规划财务科", "--json", "--seed", "1").value


def test_exports(mingce: Mingce, tmp_path: Path) -> None:
    done = mingce("onboard", "局办公室", "--md", tmp_path / "a.md", "--docx", tmp_path / "a.docx")
    assert (done.status, done.out) == (0, f"已导出新人导引：{tmp_path / 'a.md'}、{tmp_path / 'a.docx'}\n")
    assert (tmp_path / "a.md").read_text(encoding="utf-8").startswith("# 局办公室新人导引（演示）\n")
    assert docx.Document(str(tmp_path / "a.docx")).paragraphs[0].text == "局办公室新人导引（演示）"
    refused = mingce("onboard", "局办公室", "--md", tmp_path / "none" / "a.md")
    assert (refused.status, refused.out) == (1, "")
    assert "无法写入" in refused.err


def test_as_of_and_wrong_use(mingce: Mingce) -> None:
    before = mingce("onboard", "局规划财务科", "--as-of", "2022-01-01", "--json").value
    assert {each["document"] for each in before["charges"]} == {"栖云市林业局巩固生态扶贫成果三年实施方案"}
    unknown = mingce("onboard", "规划财物科")
    assert (unknown.status, unknown.out) == (2, "")
    assert "名称相近的有：局规划财务科" in unknown.err
    assert mingce("onboard", "局办公室", "--as-of", "昨天").status == 2
    assert mingce("onboard").status == 2

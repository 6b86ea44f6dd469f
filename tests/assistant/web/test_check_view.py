"""The view of a check: hostile text stays text, one rule at a time, what is not shown is said."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.proofreading.checking import check
from assistant.proofreading.report import check_row
from assistant.web import check_view as views
from assistant.web.check_view import check_view, nothing_checked
from ingest.structure import parse
from kb.document import Block, Pages
from kb.library import Library

HOSTILE = "<img src=x onerror=alert(1)>请于2月30日前报送。"


def row_of(library: Library, *lines: str) -> dict[str, Any]:
    document = parse(Pages("稿.txt", "txt", tuple(map(Block, lines))))
    return check_row(check(document, library), library.snapshot)


def test_findings_with_their_source_and_mend(demo_library: Library) -> None:
    row = row_of(demo_library, "《栖云市古树名木保护管理办法》（栖林规〔2022〕5号）规定，一级古树每株每年1300元。")
    view = check_view(row)
    assert "发现 2 处" in view
    assert "建议：改为“栖林规〔2022〕3号”" in view
    figure = next(each for each in row["findings"] if each["rule"] == "figure")
    source = figure["source"]
    assert f"/source/{source['doc_id']}?start={source['start']}&amp;end={source['end']}#quote" in view


def test_one_rule_at_a_time(demo_library: Library) -> None:
    row = row_of(demo_library, "请于2月30日前报送。", "联系人电话13812345678。")
    assert set(row["counts"]) == {"date", "personal"}
    view = check_view(row, "date")
    assert "2月没有30日" in view
    assert 'id="finding-2"' not in view
    assert view.count('aria-pressed="true"') == 1
    assert check_view(row, '"><script>') == check_view(row)


def test_hostile_text_is_text(demo_library: Library) -> None:
    view = check_view(row_of(demo_library, HOSTILE))
    assert "<img" not in view
    assert "&lt;img src=x" in view


def test_a_clean_draft_and_none(demo_library: Library) -> None:
    view = check_view(row_of(demo_library, "各单位要做好护林防火工作。"))
    assert "没有发现问题" in view
    assert "没有可核对的依据" in view
    assert "还没有稿件" in nothing_checked()


def test_what_is_left_out_is_said(demo_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MAX_SHOWN", 1)
    view = check_view(row_of(demo_library, "请于2月30日前报送。", "请于4月31日前报送。"))
    assert view.count('class="mc-finding"') == 1
    assert "还有 1 处未列出" in view

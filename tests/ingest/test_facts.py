"""Labelled lines that sites and databases write above a text."""

from __future__ import annotations

import pytest

from ingest.facts import is_fact_line, merged, read_facts
from kb.document import SourceFacts


def test_facts_of_a_database_page() -> None:
    lines = (
        "【法宝引证码】 CLI.12.1", "【发布部门】栖云市林业局", "【发文字号】栖林发〔2020〕5号", "【时效性】现行有效",
        "【公布日期】2020.03.04", "【实施日期】2020.05.01", "正文。",
    )  # fmt: skip
    assert read_facts(lines) == SourceFacts(
        doc_number="栖林发〔2020〕5号",
        issuer="栖云市林业局",
        published_on="2020-03-04",
        effective_on="2020-05-01",
        status="现行有效",
    )


@pytest.mark.parametrize(
    "line", ["索 引 号：000014349/2022-00012", "发文机关：栖云市林业局", "成文日期：", "【效力级别】地方规范性文件"]
)
def test_fact_lines(line: str) -> None:
    assert is_fact_line(line)


@pytest.mark.parametrize("line", ["目标：造林。", "名称：", "各县区林业局：", "【例】巡山记录"])
def test_other_lines(line: str) -> None:
    assert not is_fact_line(line)


def test_the_first_facts_win_over_the_second() -> None:
    first, second = SourceFacts(title="甲", issuer=None), SourceFacts(title="乙", issuer="栖云市林业局")
    assert merged(first, second) == SourceFacts(title="甲", issuer="栖云市林业局")
    assert read_facts(["公布日期：不详"]) == SourceFacts()

"""A small office whose documents have what makes questions go wrong: joint leads, aliases, names for many, versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.intake import ingest
from kb.aliases import FILE_NAME
from kb.library import Library
from tests.conftest import LIMITS, MakeLibrary

PLAN = """清河市林业局古树保护三年行动方案
清林发〔2024〕5号

一、工作目标
到2026年，全市古树建档率达到95%以上，名木挂牌320株。
本方案所称名木，是指由名人种植或者具有纪念意义的树木。

二、重点任务
（一）建立古树档案。2024年6月30日前完成资源普查，逐株建档。（牵头科室：局资源管理科、局产业发展科；配合科室：局办公室）
（二）开展抢救复壮。对濒危古树“一树一策”抢救。（牵头科室：局生态修复科；配合科室：各县区林业局）
（三）组织宣传教育。每年3月开展宣传周活动。（责任科室：局办公室；责任单位：南山县林业局、北原县林业局）
（四）完善补偿机制。对古树所在村集体每株每年补助800元。（责任科室：局计划财务科；责任单位：有关单位）

本方案自印发之日起施行，清林发〔2021〕3号同时废止。

清河市林业局
2024年3月1日
"""
OLD = """清河市林业局古树保护三年行动方案
清林发〔2021〕3号

一、工作目标
到2023年，全市古树建档率达到80%以上，名木挂牌200株。

二、重点任务
（一）建立古树档案。2021年9月30日前完成资源普查，逐株建档。（牵头科室：局资源管理科；配合科室：局产业发展科）
（二）开展抢救复壮。对濒危古树“一树一策”抢救。（牵头科室：局生态修复科；配合科室：各县区林业局）
（三）组建护树队伍。每村聘请一名护树员。（责任科室：局办公室；责任单位：各县区林业局）

清河市林业局
2021年2月1日
"""
NOTICE = """清河市林业局关于做好森林防火工作的通知
清林函〔2024〕11号

各县区林业局：
一、落实防火责任。市林业局统一指挥。（责任科室：局防火科；责任单位：南山县林业局）
二、储备防火物资。2024年9月15日前补足物资，各级储备不少于300套。（责任科室：局计财科）
三、建立古树档案台账。结合防火巡护更新。（责任科室：局防火科、局生态修复科）
四、开展防火培训。培训护林员500人次。（责任科室：局人事教育科；责任单位：北原县林业局）
五、其他事项。各科室每月5日前将进展报局办公室。本通知由市林业局产业发展科负责解释。

清河市林业局
2024年2月10日
"""
ALIASES = "计划财务科 = 计财科\n"


REPEAL = "，清林发〔2021〕3号同时废止"


@pytest.fixture
def office(make_library: MakeLibrary, tmp_path: Path) -> Library:
    """The library of the small office."""
    return _filed(make_library, tmp_path, PLAN)


@pytest.fixture
def two_plans(make_library: MakeLibrary, tmp_path: Path) -> Library:
    """The same, but both plans of the one title are in force."""
    return _filed(make_library, tmp_path, PLAN.replace(REPEAL, ""))


def _filed(make_library: MakeLibrary, folder: Path, plan: str) -> Library:
    home, source = folder / "home", folder / "source"
    source.mkdir()
    for name, text in (("旧方案.txt", OLD), ("方案.txt", plan), ("通知.txt", NOTICE)):
        (source / name).write_text(text, encoding="utf-8")
    library = make_library(home)
    for report in ingest(library, [source], LIMITS):
        assert report.outcome == "added", report
    (home / FILE_NAME).write_text(ALIASES, encoding="utf-8")
    return library

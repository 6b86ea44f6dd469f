"""The real bundled model with two threads, what it is built from, and clauses to encode."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from kb.embedding.onnx_encoder import OnnxEncoder, load_bundled
from kb.embedding.source import Source, installed_model, read_source

SHARED = Path(os.environ.get("MINGCE_SHARED", Path(__file__).parents[4] / "shared"))
REAL_DOCUMENTS = SHARED / "data" / "documents"


@pytest.fixture(scope="session")
def encoder(models_dir: Path) -> OnnxEncoder:
    return load_bundled(models_dir, threads=2)


@pytest.fixture(scope="session")
def source() -> Source:
    return read_source(installed_model())


@pytest.fixture(scope="session")
def clauses() -> list[str]:
    """Chinese clauses of 8-200 characters: real ones where the data lies on this machine, else made ones."""
    paths = sorted(REAL_DOCUMENTS.rglob("*.txt"))
    lines = [line.strip() for path in paths for line in path.read_text("utf-8", "replace").splitlines()]
    found = [part for line in lines for part in re.findall(r".{8,200}(?:。|$)", line)]
    return found[:: len(found) // 600][:600] if len(found) >= 600 else made_clauses()


def made_clauses() -> list[str]:
    who = ["市民政局", "区人社局", "县财政局", "镇人民政府", "各有关单位", "市场监管所", "教育体育局", "水利站"]
    what = ["发放高龄津贴", "核定低保对象", "开展技能培训", "推进老旧小区改造", "落实稳岗返还", "治理黑臭水体"]
    when = ["2025年6月底前", "每季度第一个月", "自印发之日起30日内", "“十五五”期间"]
    how = ["负责", "牵头负责,财政部门配合", "会同有关部门组织实施", "按照《实施办法》第十二条的规定执行"]
    return [
        f"{a}{d}{b},{c}完成,补助标准为每人每月{n}元。"
        for n, a in enumerate(who)
        for b in what
        for c in when
        for d in how
    ]

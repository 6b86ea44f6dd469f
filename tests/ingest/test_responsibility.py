"""Responsibility notes in the forms that offices write them; all names are made up."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.responsibility import find_notes, is_section

# text, sections, units, lead, support. The shapes are those counted in real documents; the names are ours.
NOTES: list[tuple[str, list[str], list[str], list[str], list[str]]] = [
    # labels in brackets
    ("种树。（责任单位：市苗圃局、市水网局）", [], ["市苗圃局", "市水网局"], [], []),
    ("种树。(责任单位：市苗圃局、各区政府)", [], ["市苗圃局", "各区政府"], [], []),
    ("种树。(责任单位:省苗圃厅、省水网厅，各市、自治州人民政府，云湖新区管委会)", [], ["省苗圃厅", "省水网厅", "各市、自治州人民政府", "云湖新区管委会"], [], []),
    ("种树。[责任单位：市苗圃局、市水网局，各县（市）区政府]", [], ["市苗圃局", "市水网局", "各县（市）区政府"], [], []),
    ("种树。【责任单位：市苗圃局】", [], ["市苗圃局"], [], []),
    ("种树。〔责任单位：市苗圃局，各县（市、区）政府；列首位的为牵头单位，下同〕", [], ["市苗圃局", "各县（市、区）政府"], [], []),
    ("种树。（责任部门：云湖海关、市苗圃局）", [], ["云湖海关", "市苗圃局"], [], []),
    ("种树。（牵头单位：省苗圃厅、省水网厅）", [], ["省苗圃厅", "省水网厅"], ["省苗圃厅", "省水网厅"], []),
    ("种树。（牵头部门：组宣部 配合部门：苗圃局）", [], ["组宣部", "苗圃局"], ["组宣部"], ["苗圃局"]),
    ("种树。（责任科室：局造林科、局办公室）", ["局造林科", "局办公室"], [], [], []),
    ("种树。（责任处室：造林处；责任单位：省苗圃中心）", ["造林处"], ["省苗圃中心"], [], []),
    ("种树。（ 责 任 科 室 ： 局造林科 ）", ["局造林科"], [], [], []),
    # two labels
    ("种树。（牵头单位：省苗圃厅；责任单位：省水网厅、省路桥厅）", [], ["省苗圃厅", "省水网厅", "省路桥厅"], ["省苗圃厅"], []),
    ("种树。（牵头单位：省苗圃厅，责任单位：省水网厅）", [], ["省苗圃厅", "省水网厅"], ["省苗圃厅"], []),
    ("种树。（牵头单位：省苗圃厅；配合单位：省水网厅）", [], ["省苗圃厅", "省水网厅"], ["省苗圃厅"], ["省水网厅"]),
    ("种树。（牵头单位：省苗圃厅，参加单位：省有关部门）", [], ["省苗圃厅", "省有关部门"], ["省苗圃厅"], ["省有关部门"]),
    ("种树。（牵头科室：局造林科；配合科室：局办公室、局计财科）", ["局造林科", "局办公室", "局计财科"], [], ["局造林科"], ["局办公室", "局计财科"]),
    ("种树。（责任科室:局造林科、云湖林站;\n责任单位:各县区苗圃局）", ["局造林科", "云湖林站"], ["各县区苗圃局"], [], []),
    # verbs
    ("种树。（省苗圃厅、省水网厅牵头）", [], ["省苗圃厅", "省水网厅"], ["省苗圃厅", "省水网厅"], []),
    ("种树。（省苗圃厅牵头，省水网厅、省路桥厅配合）", [], ["省苗圃厅", "省水网厅", "省路桥厅"], ["省苗圃厅"], ["省水网厅", "省路桥厅"]),
    ("种树。（省苗圃厅牵头，省水网厅、省路桥厅等配合）", [], ["省苗圃厅", "省水网厅", "省路桥厅"], ["省苗圃厅"], ["省水网厅", "省路桥厅"]),
    ("种树。（省苗圃厅牵头，省水网厅按职责分工配合）", [], ["省苗圃厅", "省水网厅"], ["省苗圃厅"], ["省水网厅"]),
    ("种树。（苗圃部牵头，水网部、路桥部参与）", [], ["苗圃部", "水网部", "路桥部"], ["苗圃部"], ["水网部", "路桥部"]),
    ("种树。（省苗圃厅牵头，各有关部门、各市政府配合）", [], ["省苗圃厅", "各有关部门", "各市政府"], ["省苗圃厅"], ["各有关部门", "各市政府"]),
    ("种树。（省苗圃厅牵头，省水网厅配合，各市政府落实）", [], ["省苗圃厅", "省水网厅", "各市政府"], ["省苗圃厅"], ["省水网厅"]),
    ("种树。（省苗圃厅牵头，省水网厅配合，各有关部门分工负责）", [], ["省苗圃厅", "省水网厅", "各有关部门"], ["省苗圃厅"], ["省水网厅"]),
    ("种树。（苗圃部牵头，各地区负责）", [], ["苗圃部", "各地区"], ["苗圃部"], []),
    ("种树。（省苗圃厅、省水网厅负责）", [], ["省苗圃厅", "省水网厅"], [], []),
    ("种树。(省苗圃厅、云湖基金管理公司负责)", [], ["省苗圃厅", "云湖基金管理公司"], [], []),
    ("种树。（苗圃部、水网部等负责）", [], ["苗圃部", "水网部"], [], []),
    ("种树。（省苗圃厅、省水网厅按职责分工负责）", [], ["省苗圃厅", "省水网厅"], [], []),
    ("种树。（各地区、各部门按职责分别负责）", [], ["各地区", "各部门"], [], []),
    ("种树。（省苗圃厅负责，省水网厅配合）", [], ["省苗圃厅", "省水网厅"], [], ["省水网厅"]),
    ("种树。（苗圃部、水网部等负责。列第一位者为牵头单位，下同）", [], ["苗圃部", "水网部"], [], []),
    ("种树。（省苗圃厅牵头，云湖中支、各市、县〔区〕人民政府配合）", [], ["省苗圃厅", "云湖中支", "各市、县〔区〕人民政府"], ["省苗圃厅"], ["云湖中支", "各市、县〔区〕人民政府"]),
    # a deadline in the same bracket
    ("种树。（7月底完成，牵头考核单位：市苗圃局、市水网局）", [], ["市苗圃局", "市水网局"], ["市苗圃局", "市水网局"], []),
    ("种树。（持续推进，牵头考核单位：市苗圃局）", [], ["市苗圃局"], ["市苗圃局"], []),
    # brackets inside names
    ("种树。（责任部门：市苗圃委（市林道局）、市水网局）", [], ["市苗圃委（市林道局）", "市水网局"], [], []),
    # lines of their own, and sentences
    ("种树。\n责任单位：省苗圃厅，各市、县（区）人民政府\n二、护林", [], ["省苗圃厅", "各市、县（区）人民政府"], [], []),
    ("种树。\n牵头责任单位:造林科、计财科\n协同责任单位:机关各科室\n二、护林", ["造林科", "计财科"], ["机关各科室"], ["造林科", "计财科"], ["机关各科室"]),
    ("种树。由局造林科牵头，局办公室配合。", ["局造林科", "局办公室"], [], ["局造林科"], ["局办公室"]),
    ("种树。由局造林科、云湖林检中心共同牵头。", ["局造林科"], ["云湖林检中心"], ["局造林科", "云湖林检中心"], []),
    ("种树。由市苗圃局牵头负责，市水网局、市路桥局积极配合。", [], ["市苗圃局", "市水网局", "市路桥局"], ["市苗圃局"], ["市水网局", "市路桥局"]),
]  # fmt: skip
TRAPS = [
    "各项条款由责任部门负责解释。",
    "本办法由栖云市苗圃局负责解释。",
    "联合体牵头人名称",
    "以联合体形式申报时，牵头单位填写。",
    "（以联合体形式申报时，牵头单位：填写全称）",
    "对牵头单位给予一定的资金支持。",
    "苗圃部为牵头单位。",
    "赡养老人由子女负责；",
    "河长办公室成员由责任单位和牵头单位的负责人担任。",
    "（没有安排驻村干部的村，只询问帮扶责任人情况）",
    "由市级领导牵头联系、定期调度。",
    "联系科室：局造林科。",
    "（以下简称责任单位）",
    "（草案由专家负责）",
    "各责任科室于每月25日前报送进展。",
    "责任单位：",
    "（责任单位：）",
    "（责任单位",
]


@pytest.mark.parametrize(
    ("text", "sections", "units", "lead", "support"), NOTES, ids=[text[3:30] for text, *_ in NOTES]
)
def test_forms(text: str, sections: list[str], units: list[str], lead: list[str], support: list[str]) -> None:
    notes = find_notes(text)
    assert len(notes) == 1
    note = notes[0]
    found = [list(part) for part in (note.sections, note.units, note.lead, note.support)]
    assert found == [sections, units, lead, support]
    assert text[note.start : note.end] in text[3:].strip()


@pytest.mark.parametrize("text", TRAPS)
def test_traps(text: str) -> None:
    assert find_notes(text) == ()


@given(st.lists(st.sampled_from([row[0] for row in NOTES] + TRAPS), min_size=1, max_size=8))
def test_notes_stay_what_they_are_among_others(texts: list[str]) -> None:
    whole = "\n".join(text if text != "（责任单位" else text + "）" for text in texts)
    notes = find_notes(whole)
    assert len(notes) == sum(text in {row[0] for row in NOTES} for text in texts)
    for one, other in pairwise(notes):
        assert one.end <= other.start


@given(st.text("（）()[]【】〔〕责任单位科室牵头由配合：:；，、。 \n局市", max_size=60))
def test_any_text_gives_spans_within_it(text: str) -> None:
    for note in find_notes(text):
        assert 0 <= note.start < note.end <= len(text)
        inside = "".join(text[note.start : note.end].split())
        assert all(name in inside for name in (*note.sections, *note.units))


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("局造林科", True),
        ("造林处", True),
        ("局办公室", True),
        ("云湖林检中心", False),
        ("市苗圃局", False),
        ("各县区苗圃局", False),
    ],
)
def test_sections_are_told_from_bodies(name: str, section: bool) -> None:
    assert is_section(name) is section

"""Lists of bodies: where they are cut and where a name goes on; all names are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.name_lists import MAX_NAME_CHARS, is_body, split_names

LISTS = [
    ("市苗圃局、市水网局，各县（市、区）人民政府", ["市苗圃局", "市水网局", "各县（市、区）人民政府"]),
    ("市交通委（市道运局）、市水网局", ["市交通委（市道运局）", "市水网局"]),
    # levels that share one body
    ("各市、县〔区〕人民政府", ["各市、县〔区〕人民政府"]),
    ("各市、自治州人民政府，云湖新区管委会", ["各市、自治州人民政府", "云湖新区管委会"]),
    ("各区、县级市", ["各区、县级市"]),
    ("市苗圃局等，各县、市、区人民政府", ["市苗圃局", "各县、市、区人民政府"]),
    ("省、市、县林业局", ["省、市、县林业局"]),
    ("各县（市、区）政府（管委会）", ["各县（市、区）政府（管委会）"]),
    ("市委苗圃办及市直相关单位，各县市人民政府", ["市委苗圃办", "市直相关单位", "各县市人民政府"]),
    ("市、县（区）人民政府", ["市、县（区）人民政府"]),
    ("省苗圃局和各市、县人民政府", ["省苗圃局", "各市、县人民政府"]),
    ("各县（市、区）党委、政府", ["各县（市、区）党委、政府"]),
    ("各市、省直有关部门", ["各市", "省直有关部门"]),
    ("各地区、各部门", ["各地区", "各部门"]),
    ("各市州、市苗圃局", ["各市州", "市苗圃局"]),
    # words for "and" between bodies, and inside their names
    ("省工业和信息化厅、省人力资源和社会保障厅", ["省工业和信息化厅", "省人力资源和社会保障厅"]),
    ("省退役军人事务厅和省文化和旅游厅", ["省退役军人事务厅", "省文化和旅游厅"]),
    ("市住房和城乡建设局以及市广播电视和网络视听局", ["市住房和城乡建设局", "市广播电视和网络视听局"]),
    ("园区和示范区管委会", ["园区和示范区管委会"]),
    ("苗圃部、国家水网局及各地区", ["苗圃部", "国家水网局", "各地区"]),
    ("市苗圃局及专班成员单位", ["市苗圃局", "专班成员单位"]),
    ("市有关部门和单位", ["市有关部门和单位"]),
    ("市苗圃局及其下属单位", ["市苗圃局及其下属单位"]),
    ("市苗圃局与市水网局", ["市苗圃局", "市水网局"]),
    # 等
    ("苗圃部、水网部等有关部门", ["苗圃部", "水网部", "有关部门"]),
    ("苗圃部等和各有关省级人民政府", ["苗圃部", "各有关省级人民政府"]),
    ("市苗圃局等5个部门", ["市苗圃局"]),
    ("市苗圃局等单位", ["市苗圃局"]),
    ("市水网局、市高等教育处等", ["市水网局", "市高等教育处"]),
    # white space
    ("市苗圃局 市水网局", ["市苗圃局", "市水网局"]),
    ("市人力资源\n和社会保障局", ["市人力资源和社会保障局"]),
    ("苗圃银行 云湖中支", ["苗圃银行云湖中支"]),
    ("市政府\n办公室", ["市政府办公室"]),
    # nothing to name
    ("", []),
    ("（盖章）", []),
    ("无", []),
    ("/", []),
    ("12345", []),
]


@pytest.mark.parametrize(("text", "names"), LISTS)
def test_lists(text: str, names: list[str]) -> None:
    assert [name.text for name in split_names(text)] == names


def test_roles_behind_names() -> None:
    found = split_names("市苗圃局（牵头）、市水网局（配合单位）、市路桥局")
    assert [(name.text, name.mark) for name in found] == [("市苗圃局", "牵头"), ("市水网局", "配合"), ("市路桥局", "")]


@pytest.mark.parametrize(
    "name", ["市苗圃局", "各县（市、区）", "云湖海关", "苗圃集团", "团云湖市委", "各地", "全国苗圃联", "苗圃司"]
)
def test_bodies(name: str) -> None:
    assert is_body(name)


@pytest.mark.parametrize("name", ["专家", "子女", "真实性", "谁主管"])
def test_what_is_no_body(name: str) -> None:
    assert not is_body(name)


@given(st.text("市县区局部和及等各、，；（）() \n有关单位政府", max_size=40))
def test_any_list_gives_its_own_characters(text: str) -> None:
    whole = "".join(text.split())
    for name in split_names(text):
        assert name.text in whole
        assert 1 < len(name.text) <= MAX_NAME_CHARS


@given(
    st.lists(
        st.sampled_from(["市苗圃局", "省工业和信息化厅", "各县（市、区）人民政府", "云湖海关"]), min_size=1, unique=True
    )
)
def test_a_joined_list_comes_apart_again(names: list[str]) -> None:
    assert [name.text for name in split_names("、".join(names))] == names


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("市林业局及所属林场、苗圃", ["市林业局", "所属林场", "苗圃"]),
        ("市绿化办、市妇联及各成员单位", ["市绿化办", "市妇联", "各成员单位"]),
        ("市科协和各国有林场", ["市科协", "各国有林场"]),
        ("市市场和质量监管局、各林场", ["市市场和质量监管局", "各林场"]),
    ],
)
def test_farms_nurseries_and_associations_are_bodies(written: str, names: list[str]) -> None:
    assert [name.text for name in split_names(written)] == names

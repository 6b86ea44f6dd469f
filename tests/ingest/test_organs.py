"""Names of bodies: signatures, addressees and lists of them."""

from __future__ import annotations

import pytest

from ingest.organs import is_addressee, is_organ_line, names_of, organs_of

LISTS = [
    ("各县区林业局，局机关各科室、直属单位", ("各县区林业局", "局机关各科室", "直属单位")),
    ("各省、自治区、直辖市林业厅（局），部机关各司局", ("各省、自治区、直辖市林业厅（局）", "部机关各司局")),
    ("各市、县（区）林业局，市局各科（室、站）", ("各市、县（区）林业局", "市局各科（室、站）")),
    ("市财政局、市水务局、各县区人民政府", ("市财政局", "市水务局", "各县区人民政府")),
    ("市直有关部门、单位", ("市直有关部门、单位",)),
    ("栖云市、青川市人民政府", ("栖云市、青川市人民政府",)),
]


@pytest.mark.parametrize(("listed", "names"), LISTS)
def test_lists_of_bodies(listed: str, names: tuple[str, ...]) -> None:
    assert names_of(listed) == names
    assert all(map(is_addressee, names))


@pytest.mark.parametrize("name", ["现将有关事项通知如下", "重点对象包括以下五类企业", "主要任务", "下列单位"])
def test_sentences_are_no_addressees(name: str) -> None:
    assert not is_addressee(name)


@pytest.mark.parametrize(
    "line", ["栖云市林业局", "栖云市森林防火指挥部", "栖云市林业局　栖云市财政局", "栖云市林业局（章）"]
)
def test_lines_of_issuers(line: str) -> None:
    assert is_organ_line(line)


@pytest.mark.parametrize("line", ["关于成立领导小组", "请认真执行。", "附件", "各县区林业局"])
def test_other_lines(line: str) -> None:
    assert not is_organ_line(line)


def test_issuers_of_one_line_are_divided_by_spaces() -> None:
    assert organs_of("栖云市林业局　　栖云市财政局") == ("栖云市林业局", "栖云市财政局")
    assert organs_of("栖 云 市 林 业 局") == ("栖云市林业局",)

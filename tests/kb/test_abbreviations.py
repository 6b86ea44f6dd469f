"""Standing short names of government bodies."""

from __future__ import annotations

import pytest

from kb.abbreviations import _FIRST_OF, expand, forms_of


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("市发改委", "市发展和改革委员会"),
        ("市发展改革委", "市发展和改革委员会"),
        ("栖云市人社局", "栖云市人力资源和社会保障局"),
        ("砚溪县住建局", "砚溪县住房和城乡建设局"),
        ("市卫健委", "市卫生健康委员会"),
        ("省文旅厅", "省文化和旅游厅"),
        ("市市监局", "市市场监督管理局"),
        ("医保局", "医疗保障局"),
    ],
)
def test_short_names_are_written_out(short: str, full: str) -> None:
    assert expand(short) == full
    assert expand(full) == full
    assert short in forms_of(full)


@pytest.mark.parametrize("name", ["市林业局", "规划财务科", "应急科", "某某公司科技局域网", "市农业局"])
def test_other_names_stay(name: str) -> None:
    assert expand(name) == name
    assert forms_of(name) == {name}


def test_levels_and_places_stay_apart() -> None:
    assert len({expand(f"{place}发改委") for place in ("省", "市", "县", "栖云市", "国家")}) == 5


def test_no_form_is_in_two_groups() -> None:
    assert all(_FIRST_OF[first] == first for first in _FIRST_OF.values())

"""Which written forms mean the same section or unit."""

from __future__ import annotations

import pytest

from kb.names import canonical, nearest_names, same_names

SECTIONS = ["局规划财务科", "局森林防火科", "局办公室", "市林检中心", "市林业工作总站", "各县区林业局"]


@pytest.mark.parametrize(
    "form",
    [
        "规划财务科",
        "局规划财务科",
        "市林业局规划财务科",
        "规划财务科 ",
        "局 规划财务科",
        "局机关规划财务科",
        "本局规划财务科",
        "我局规划财务科",
    ],
)
def test_forms_of_one_section(form: str) -> None:
    assert same_names(form, SECTIONS) == ("局规划财务科",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("规划财务科", "森林防火科"),
        ("市林检中心", "县林检中心"),
        ("砚溪县林业局", "桂岭县林业局"),
        ("市发改委", "省发改委"),
        ("市林业局", "市林草局"),
        ("市农业局", "市农业农村局"),
    ],
)
def test_different_bodies(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_office_of_the_bureau() -> None:
    assert canonical("局办公室") == canonical("办公室")


@pytest.mark.parametrize("said", ["本局", "我局", "局", "局机关"])
def test_the_issuer_speaks_of_itself(said: str) -> None:
    assert canonical(said, issuer="栖云市林业局") == "栖云市林业局"
    assert same_names("栖云市林业局", [said, "市财政局"], issuer="栖云市林业局") == (said,)
    assert same_names("市林业局", [said], issuer="栖云市林业局") == (said,)


def test_self_is_nobody_without_an_issuer_of_that_kind() -> None:
    assert canonical("本局") == "本局"
    assert canonical("本局", issuer="栖云市人民政府") == "本局"


def test_the_level_is_that_of_the_issuers_place() -> None:
    units = ["市林业局", "省林业局", "砚溪县林业局"]
    assert same_names("栖云市林业局", units, issuer="栖云市人民政府") == ("市林业局",)
    assert same_names("栖云市林业局", units) == ()


def test_nearest_names_come_best_first() -> None:
    assert nearest_names("规划财务处", SECTIONS)[0] == "局规划财务科"
    assert nearest_names("林检", SECTIONS)[0] == "市林检中心"
    assert nearest_names("XYZ", SECTIONS) == ()
    assert len(nearest_names("林", SECTIONS * 3, n=2)) <= 2

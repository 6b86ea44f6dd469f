"""Which written forms mean the same section or unit."""

from __future__ import annotations

import pytest

from kb.names import canonical, nearest_names, same_names

SECTIONS = ["局规划财务科", "局森林防火科", "局办公室", "市林检中心", "市林业工作总站", "各县区林业局"]


@pytest.mark.parametrize(
    "form", ["规划财务科", "局规划财务科", "市林业局规划财务科", "规划财务科 ", "局 规划财务科", "局机关规划财务科"]
)
def test_forms_of_one_section(form: str) -> None:
    assert same_names(form, SECTIONS) == ("局规划财务科",)


@pytest.mark.parametrize(
    ("one", "other"), [("规划财务科", "森林防火科"), ("市林检中心", "县林检中心"), ("砚溪县林业局", "桂岭县林业局")]
)
def test_different_bodies(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_office_of_the_bureau() -> None:
    assert canonical("局办公室") == canonical("办公室")


def test_nearest_names_come_best_first() -> None:
    assert nearest_names("规划财务处", SECTIONS)[0] == "局规划财务科"
    assert nearest_names("林检", SECTIONS)[0] == "市林检中心"
    assert nearest_names("XYZ", SECTIONS) == ()
    assert len(nearest_names("林", SECTIONS * 3, n=2)) <= 2

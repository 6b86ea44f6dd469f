"""Signatures and the foot."""

from __future__ import annotations

import pytest

from ingest.signature import Foot, Signature, read_foot, signatures_of

CASES = [
    (("请执行。", "栖云市林业局", "2024年3月1日"), Signature(1, 2, ("栖云市林业局",), "2024-03-01")),
    (
        ("请执行。", "栖云市林业局", "栖云市财政局", "二〇二四年三月一日"),
        Signature(1, 3, ("栖云市林业局", "栖云市财政局"), "2024-03-01"),
    ),
    (("请执行。", "栖云市林业局　栖云市财政局", "2024年3月1日"), Signature(1, 2, ("栖云市林业局", "栖云市财政局"), "2024-03-01")),
    (("请执行。", "栖云市林业局　　2024年3月1日"), Signature(1, 1, ("栖云市林业局",), "2024-03-01")),
    (("请执行。", "2024年3月1日"), Signature(1, 1, (), "2024-03-01")),
    (("栖云市林业局办公室", "2024年3月2日印发"), Signature(0, 1, ("栖云市林业局办公室",), "2024-03-02", printed=True)),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "signature"), CASES, ids=["，".join(lines) for lines, _ in CASES])
def test_signatures(lines: tuple[str, ...], signature: Signature) -> None:
    assert signatures_of(lines) == (signature,)


def test_the_head_of_a_government_signs_without_being_an_issuer() -> None:
    lines = ("现予公布。", "栖云市人民政府", "市　长　某某某", "2024年3月1日")
    assert signatures_of(lines) == (Signature(1, 3, ("栖云市人民政府",), "2024-03-01"),)


def test_a_foot_over_several_lines() -> None:
    lines = (
        "（此件主动公开）",
        "抄送：市委各部门，市人大常委会办公室，",
        "市政协办公室，市法院。",
        "栖云市林业局办公室",
        "2024年3月2日印发",
    )
    assert read_foot(lines) == Foot(
        ("市委各部门", "市人大常委会办公室", "市政协办公室", "市法院"),
        "此件主动公开",
        "栖云市林业局办公室",
        "2024-03-02",
    )
    assert read_foot(("请认真执行。",)) == Foot()

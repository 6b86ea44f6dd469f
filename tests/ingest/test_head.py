"""The head of a document."""

from __future__ import annotations

import pytest

from ingest.head import Head, read_head
from kb.document import Block

BODY = ("一、目标", "造林。")


def head_of(*lines: str) -> Head:
    return read_head([Block(line) for line in lines], lines)


def test_a_joint_head() -> None:
    head = head_of(
        "000012", "特急", "栖云市林业局", "栖云市财政局", "文件", "栖林联发〔2024〕3号　签发人：某某", "栖云市林业局 栖云市财政局",
        "关于做好补助工作的意见", "各县、区人民政府，", "市直有关部门、单位：", "请做好。", *BODY,
    )  # fmt: skip
    assert head.title is not None
    assert head.title.text == "栖云市林业局 栖云市财政局关于做好补助工作的意见"
    assert (head.issuer, head.doc_number) == ("栖云市林业局、栖云市财政局", "栖林联发〔2024〕3号")
    assert head.addressees == ("各县、区人民政府", "市直有关部门、单位")
    assert head.end == 10


@pytest.mark.parametrize(
    ("lines", "number", "issuer"),
    [
        (("栖云市人民政府令", "第６６号", "《护林办法》已经通过，现予公布。"), "栖云市人民政府令第６６号", "栖云市人民政府"),
        (("栖云市林业局公告", "2023年第5号", "关于禁火的公告"), "栖云市林业局公告2023年第5号", "栖云市林业局"),
        (("栖云市林业局文件", "栖林发〔2024〕1号", "护林方案"), "栖林发〔2024〕1号", "栖云市林业局"),
        (("护林方案", "栖林发２０２４１号"), None, None),
    ],
)  # fmt: skip
def test_numbers_and_marks(lines: tuple[str, ...], number: str | None, issuer: str | None) -> None:
    head = head_of(*lines, *BODY)
    assert (head.doc_number, head.issuer) == (number, issuer)


def test_a_title_that_stands_twice_is_no_text() -> None:
    head = head_of("关于护林的通知", "关于护林的通知", "栖林发〔2024〕1号", "各县区林业局：", "请护林。", *BODY)
    assert head.lines == {0, 1, 2, 3}
    assert head.addressees == ("各县区林业局",)


@pytest.mark.parametrize(
    "line",
    [
        "为深入贯彻有关部署，现将全市护林工作安排如下",
        "近年来全市护林成效明显",
        "摘 要",
        "护林是指巡山和防火",
        "各县区林业局：",
    ],
)
def test_a_text_may_begin_without_a_title(line: str) -> None:
    assert head_of(line, "护林工作继续推进。", *BODY).title is None


def test_an_addressee_stands_before_the_first_sentence() -> None:
    head = head_of("关于护林的通知", "护林工作很重要。", "各县区林业局：", "请护林。", *BODY)
    assert head.addressees == ()

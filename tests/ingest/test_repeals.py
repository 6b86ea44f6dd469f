"""What a document repeals or amends itself, and what it only tells of."""

from __future__ import annotations

import pytest

from ingest.repeals import amended, repealed

ACTS = [
    ("《护林暂行办法》同时废止。", ("护林暂行办法",)),
    ("《护林暂行办法》（栖林发〔2020〕3号）同时废止。", ("护林暂行办法", "栖林发〔2020〕3号")),
    ("本办法自2024年1月1日起施行，原《护林暂行办法》不再执行。", ("护林暂行办法",)),
    (
        "《护林办法》（栖林发〔2010〕1号）、《造林办法》（栖林发〔2011〕2号）和《防火办法》自本办法施行之日起同时废止。",
        ("护林办法", "栖林发〔2010〕1号", "造林办法", "栖林发〔2011〕2号", "防火办法"),
    ),
    ("2010年5月1日栖云市林业局印发的《护林暂行办法》同时废止。", ("护林暂行办法",)),
    ("原栖林发〔2010〕5号文件同时废止。", ("栖林发〔2010〕5号",)),
    ("决定废止《护林暂行办法》。", ("护林暂行办法",)),
    ("本办法代替《护林暂行办法》。", ("护林暂行办法",)),
    ("根据《森林保护法》规定，《护林暂行办法》同时废止。", ("护林暂行办法",)),
]
TALES = [
    "《护林暂行办法》已于2018年废止。",
    "2010年印发的《护林暂行办法》已被废止。",
    "《护林暂行办法》与本办法不一致的，以本办法为准。",
    "按照《护林暂行办法》执行。",
    "在《护林暂行办法》下，不再执行《造林暂行办法》中的限制。",
    "对《护林暂行办法》作出修改。",
    "《护林暂行办法》第三条同时废止。",
]


@pytest.mark.parametrize(("sentence", "names"), ACTS)
def test_repeals(sentence: str, names: tuple[str, ...]) -> None:
    assert repealed("护林管理办法", [sentence]) == names


@pytest.mark.parametrize("sentence", TALES)
def test_what_is_only_told_of(sentence: str) -> None:
    assert repealed("护林管理办法", [sentence]) == ()


def test_a_decision_to_repeal_and_amend_lists_both() -> None:
    title = "栖云市林业局关于废止和修改部分规范性文件的决定"
    lines = [
        "为做好清理工作，现作如下决定：", "一、废止下列文件", "1.《护林办法》（栖林发〔2010〕1号）", "2.《造林办法》",
        "二、修改下列文件", "1.《防火办法》（栖林发〔2012〕3号）", "三、继续有效的文件", "1.《林权办法》",
    ]  # fmt: skip
    assert repealed(title, lines) == ("护林办法", "栖林发〔2010〕1号", "造林办法")
    assert amended(title, lines) == ("防火办法", "栖林发〔2012〕3号")


def test_a_table_of_what_is_repealed() -> None:
    rows = [
        ("序号", "文件名称", "文号"),
        ("1", "栖云市护林暂行办法", "栖林发〔2010〕1号"),
        ("2", "《栖云市造林办法》", "无"),
    ]
    found = repealed("关于废止部分文件的公告", ["附件"], rows)
    assert found == ("栖云市护林暂行办法", "栖林发〔2010〕1号", "栖云市造林办法")


def test_a_notice_that_repeals_one_document_names_it_in_its_title() -> None:
    assert repealed("关于废止《护林办法》的通知", ["各县区林业局："]) == ("护林办法",)


@pytest.mark.parametrize(
    ("title", "lines", "names"),
    [
        ("关于修改《护林办法》的决定", [], ("护林办法",)),
        ("栖云市林业局决定", ["对《护林办法》作如下修改："], ("护林办法",)),
        ("栖云市林业局决定", ["将《护林办法》（栖林发〔2010〕1号）第三条修改为："], ("护林办法", "栖林发〔2010〕1号")),
        ("栖云市林业局决定", ["《护林办法》第三条同时废止。"], ("护林办法",)),
        ("护林办法", ["（根据《关于修改〈护林办法〉的决定》修正）"], ()),
        ("护林总结", ["修订后的《护林办法》印发后，成效明显。"], ()),
    ],
)
def test_amendments(title: str, lines: list[str], names: tuple[str, ...]) -> None:
    assert amended(title, lines) == names

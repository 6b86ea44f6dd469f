"""Web boilerplate goes to the notes, from the edges only; the source's own characters stay."""

from __future__ import annotations

import pytest

from ingest.boilerplate import is_boilerplate, without_boilerplate
from ingest.readers import read
from ingest.structure import parse
from kb.document import Block, Pages
from tests.conftest import DOCUMENTS

BODY = [
    "栖云市护林工作方案",
    "一、目标",
    "保护森林。",
    "二、任务",
    "（一）护林",
    "加强巡护。",
    "（二）造林",
    "种植油茶。",
]
SITE_LINES = [
    "下面是小编为大家整理的护林方案，供大家参考。",
    "以下是本网站精心收集的范文，希望对大家有所帮助",
    "推荐访问:护林 方案 工作",
    "相关推荐：造林方案",
    "上一篇：造林方案",
    "文章来源：某网站",
    "转载请注明出处",
    "打印本页 关闭窗口",
    "https://example.org/page/1.html",
    "感谢您的阅读！",
    "本 文 来 源 ： 网络",
    "Ｈttps://example.org/a",
]
OWN_LINES = [
    "整理林地档案，供各县区参考执行。",
    "推荐优秀护林员。",
    "感谢信由局办公室统一印制。",
    "各县区要收集整理古树资料。",
    "来源于财政的资金专款专用。",
]


@pytest.mark.parametrize("line", SITE_LINES)
def test_lines_of_sites_go_to_the_notes(line: str) -> None:
    document = parse(Pages("甲.txt", "txt", tuple(Block(each) for each in [line, *BODY, line])))
    assert line not in document.text
    assert document.title == BODY[0]
    assert [note for note in document.notes if line in note] == [f"网页附加文字，未计入正文：{line}"] * 2


@pytest.mark.parametrize("line", OWN_LINES)
def test_lines_of_offices_stay(line: str) -> None:
    assert not is_boilerplate(line)


def test_nothing_goes_from_the_middle() -> None:
    lines = [*BODY, SITE_LINES[0], *BODY]
    pages = Pages("甲.txt", "txt", tuple(Block(each) for each in lines))
    assert without_boilerplate(pages) == pages


def test_a_file_of_nothing_else_is_left_as_it_is() -> None:
    pages = Pages("甲.txt", "txt", (Block(SITE_LINES[0]),))
    assert without_boilerplate(pages) == pages


def test_the_text_keeps_the_characters_of_the_source() -> None:
    path = DOCUMENTS / "乡村振兴有效衔接实施方案.txt"
    source = path.read_text("utf-8")
    document = parse(read(path.read_bytes(), path.name))
    assert "脱贫人ロ" in document.text
    for line in document.text.splitlines():
        assert line in source
    left_out = [line for line in source.splitlines() if line.strip() and line.strip() not in document.text]
    assert len(left_out) == len(document.notes) == 2

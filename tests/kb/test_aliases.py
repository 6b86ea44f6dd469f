"""The office's own table of names."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.aliases import FILE_NAME, Aliases, parse_aliases, write_example
from kb.errors import MingceError
from kb.names import nearest_names, same_names

TABLE = "# 说明\n市林业和草原局 = 市林业局 ＝ 市林草局\n\n规划财务科 = 计财科  # 2023年更名\n"


def test_groups_and_comments() -> None:
    aliases = parse_aliases(TABLE)
    assert aliases.canonical("市林业局") == aliases.canonical("市林草局") == "市林业和草原局"
    assert aliases.canonical("局计财科") == "规划财务科"
    assert aliases.canonical("县林业局") == "县林业局"
    assert aliases.forms_of("规划财务科") == {"计财科"}


def test_names_are_compared_through_the_table() -> None:
    aliases = parse_aliases(TABLE)
    assert same_names("市林业局", ("市林业和草原局", "县林业局"), aliases) == ("市林业和草原局",)
    assert same_names("市林业局", ("市林业和草原局",)) == ()
    assert nearest_names("计财科", ("规划财务科", "防火科"), aliases=aliases)[0] == "规划财务科"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / FILE_NAME).write_text(TABLE, encoding=encoding)
    assert Aliases.load(tmp_path).canonical("市林业局") == "市林业和草原局"


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("市林业局", 1, "没有等号"),
        ("# 好\n甲局 = ", 2, "空的"),
        ("甲局 = 乙局\n丙局 = 乙局", 2, "第 1 行"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, part: str) -> None:
    with pytest.raises(MingceError) as caught:
        parse_aliases(text)
    assert f"第 {line} 行" in caught.value.message
    assert part in caught.value.message
    assert caught.value.remedy


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"\x81\xff\x00\xff")
    with pytest.raises(MingceError, match="编码"):
        Aliases.load(tmp_path)


def test_no_file_no_aliases(tmp_path: Path) -> None:
    assert Aliases.load(tmp_path) == Aliases()


def test_a_change_is_seen_and_only_a_change_is_read(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text("甲局 = 乙局\n", encoding="utf-8")
    first = Aliases.load(tmp_path)
    assert Aliases.load(tmp_path, first) is first
    path.write_text("甲局 = 乙局 = 丙局\n", encoding="utf-8")
    assert Aliases.load(tmp_path, first).canonical("丙局") == "甲局"
    path.unlink()
    assert Aliases.load(tmp_path, first) == Aliases()


def test_the_example_says_nothing_and_is_never_written_over(tmp_path: Path) -> None:
    path = write_example(tmp_path)
    assert path == tmp_path / FILE_NAME
    assert Aliases.load(tmp_path).first_of == {}
    path.write_text(TABLE, encoding="utf-8")
    assert write_example(tmp_path) is None
    assert path.read_text(encoding="utf-8") == TABLE

"""Names that the office itself knows to be one: renamed units and local short names, in a text file that staff edit.

`别名.txt` in the data folder, one group a line: `市林业和草原局 = 市林业局 = 市林草局`; the first stands for the others.
Read when names are compared, so that a change holds without importing documents again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kb.errors import MingceError
from kb.names import canonical as canonical_name
from kb.normal_form import fold

FILE_NAME = "别名.txt"
_MAX_BYTES = 1_000_000
_ENCODINGS = ("utf-8-sig", "gb18030")
_SEPARATOR = re.compile(r"[=＝]")
_EXAMPLE = """# 别名表：一行写一组，等号两边是同一个单位或科室的不同叫法，第一个叫法代表其他叫法。
# 以 # 开头的行是说明，不起作用；保存后立即生效，不用重新导入文件。例如：
# 市林业和草原局 = 市林业局 = 市林草局
# 规划财务科 = 计财科
"""


@dataclass(frozen=True, slots=True)
class Aliases:
    """Groups of names; `first_of` maps every form, compared as `kb.names.canonical` does, to that of its group.

    `stamp` (time and size) tells whether the file has changed since, None without a file.
    """

    first_of: Mapping[str, str] = field(default_factory=dict)
    stamp: tuple[int, int] | None = None

    @classmethod
    def load(cls, home: Path, known: Aliases | None = None) -> Aliases:
        """The aliases of the data folder; none where it has no file, `known` if the file is still the same.

        Raises MingceError with the line that is wrong.
        """
        path = home / FILE_NAME
        try:
            about = path.stat() if path.is_file() else None
            stamp = (about.st_mtime_ns, about.st_size) if about else None
            if known is not None and known.stamp == stamp:
                return known
            data = path.read_bytes() if about else b""
        except OSError as exc:
            raise MingceError(f"{FILE_NAME} 无法读取：{exc.strerror}", "请检查文件的位置和权限") from exc
        return replace(parse_aliases(_decoded(data)), stamp=stamp)

    def canonical(self, name: str, issuer: str | None = None) -> str:
        """The form under which `name` is compared; 本局 and 我局 are the `issuer` of the document that says so."""
        key = canonical_name(name, issuer)
        return self.first_of.get(key, key)

    def forms_of(self, key: str) -> frozenset[str]:
        """The forms of the table that stand for `key` (canonical), without `key` itself."""
        return frozenset(form for form, first in self.first_of.items() if first == key and form != key)


def parse_aliases(text: str) -> Aliases:
    """The groups of an alias file. Raises MingceError that names the line, what is wrong there and how to mend it.

    >>> parse_aliases("市林业和草原局 = 市林业局 # 2019年更名").canonical("市林业局")
    '市林业和草原局'
    """
    first_of: dict[str, str] = {}
    said_on: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        said = line.split("#", 1)[0].split("＃", 1)[0].strip()
        if not said:
            continue
        names = [name.strip() for name in _SEPARATOR.split(said)]
        if len(names) < 2:
            raise _wrong(number, f"没有等号：“{said[:30]}”", "请写成“新名称 = 旧名称”")
        if not all(fold(name) for name in names):
            raise _wrong(number, "等号的一边是空的", "请补上名称，或删去多余的等号")
        keys = [canonical_name(name) for name in names]
        for key in dict.fromkeys(keys):
            if key in said_on and said_on[key] != number:
                raise _wrong(number, f"“{key}”已写在第 {said_on[key]} 行", "一个名称只能在一组里，请合并这两行")
            said_on[key] = number
            first_of[key] = keys[0]
    return Aliases(first_of)


def alias_text(home: Path) -> str:
    """The table as staff wrote it, the commented example where there is none. Raises MingceError if it cannot be read."""
    path = home / FILE_NAME
    try:
        return _decoded(path.read_bytes()) if path.is_file() else _EXAMPLE
    except OSError as exc:
        raise MingceError(f"{FILE_NAME} 无法读取：{exc.strerror}", "请检查文件的位置和权限") from exc


def save_aliases(home: Path, text: str, was: str) -> Aliases:
    """Writes `text` as the table, whole or not at all; `was` is the table that the writer had before him.

    Raises MingceError for a wrong line, for a table that somebody else has changed since, and where it cannot be written.
    """
    lines = "\n".join(text.splitlines()) + "\n"
    aliases = parse_aliases(lines)
    if len(lines.encode()) > _MAX_BYTES:
        raise MingceError(f"{FILE_NAME} 超过 1 MB，不像是别名表", "请检查内容")
    if alias_text(home).splitlines() != was.splitlines():
        raise MingceError("别名表在您打开之后被别人改过，没有保存", "请复制您写的内容，刷新页面后再改")
    part = home / f".{FILE_NAME}.part"
    try:
        part.write_text(lines, "utf-8")
        part.replace(home / FILE_NAME)
    except OSError as exc:
        raise MingceError(f"{FILE_NAME} 无法写入：{exc.strerror}", "请检查数据目录的权限和磁盘空间") from exc
    return aliases


def write_example(home: Path) -> Path | None:
    """Writes an alias file with nothing but a commented example; returns its path, None where there already is one."""
    path = home / FILE_NAME
    try:
        home.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(_EXAMPLE)
    except FileExistsError:
        return None
    except OSError as exc:
        raise MingceError(f"{FILE_NAME} 无法写入：{exc.strerror}", "请检查数据目录的位置和权限") from exc
    return path


def _decoded(data: bytes) -> str:
    if len(data) > _MAX_BYTES:
        raise MingceError(f"{FILE_NAME} 超过 1 MB，不像是别名表", "请检查文件内容")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise MingceError(f"{FILE_NAME} 的编码无法识别", "请在记事本中打开，另存为 UTF-8 编码")


def _wrong(number: int, what: str, remedy: str) -> MingceError:
    return MingceError(f"{FILE_NAME} 第 {number} 行有误：{what}", remedy)

"""The parts of an OFD file (GB/T 33190-2016): a ZIP of XML, found by the paths that its parts give each other."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from io import BytesIO
from typing import Any

from kb.errors import UnreadableFile

_MAX_UNPACKED = 512 * 2**20  # a file larger than this when unpacked is taken for a bomb
_MAX_PART = 64 * 2**20  # of markup, which takes some ten times its size in memory when it is parsed
_ENCRYPTED = re.compile(r"encrypt|decryptseed", re.IGNORECASE)


class Package:
    """The parts by path. Paths are compared without case, as writers mix `Doc_0` and `DOC_0`.

    Nothing is unpacked to the disk, so a path that leaves the package leads nowhere.
    """

    def __init__(self, data: bytes) -> None:
        """Raises UnreadableFile: corrupt, encrypted, too_large."""
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as exc:
            raise damaged() from exc
        infos = self._archive.infolist()
        if sum(info.file_size for info in infos) > _MAX_UNPACKED:
            raise UnreadableFile("too_large", "OFD 解压后过大，可能是压缩炸弹", "请拆分文件或压缩图片后再导入")
        if any(info.flag_bits & 1 or _ENCRYPTED.search(info.filename) for info in infos):
            raise UnreadableFile("encrypted", "OFD 文件已加密", "请用原来的阅读器打开，去掉密码后另存一份再导入")
        self._members = {info.filename.replace("\\", "/").lower().strip("/"): info for info in infos}

    def __contains__(self, path: str) -> bool:
        return path.lower() in self._members

    def read(self, path: str) -> bytes:
        """The content of a part; empty where there is none. Raises UnreadableFile: corrupt, too_large."""
        info = self._members.get(path.lower())
        if info is None:
            return b""
        if info.file_size > _MAX_PART:
            raise UnreadableFile("too_large", f"OFD 里的 {info.filename} 过大", "请拆分文件或压缩图片后再导入")
        try:
            return self._archive.read(info)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,
            NotImplementedError,
            ValueError,
        ) as exc:
            raise damaged() from exc

    def tree(self, path: str) -> Any | None:
        """The root element of an XML part, None where there is no such part. Raises UnreadableFile: corrupt."""
        from lxml import etree

        data = self.read(path)
        if not data:
            return None
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_pis=True
        )
        try:
            return etree.fromstring(data, parser)
        except (etree.LxmlError, ValueError) as exc:
            raise damaged() from exc


def damaged() -> UnreadableFile:
    """What is raised for a damaged OFD file."""
    return UnreadableFile(
        "corrupt", "OFD 文件损坏，无法读取", "请从原处重新复制或下载，或用 OFD 阅读器另存一份后再导入"
    )


def located(base: str, place: str | None) -> str:
    """The path of a part that the part `base` calls `place`; absolute ones begin with a slash.

    >>> located("Doc_0/Document.xml", "Pages/Page_0/Content.xml"), located("Doc_0/Document.xml", "/Doc_0/Res.xml")
    ('Doc_0/Pages/Page_0/Content.xml', 'Doc_0/Res.xml')
    """
    joined = posixpath.join(posixpath.dirname(base), (place or "").strip().replace("\\", "/"))
    return posixpath.normpath(joined).lstrip("/")


def named(element: Any, *names: str) -> list[Any]:
    """The elements below `element` with one of the local `names`, in document order; the namespace differs by writer."""
    return list(element.iter(*(f"{{*}}{name}" for name in names)))


def text_of(element: Any, name: str) -> str:
    """The text of the first element called `name` below `element`, without space around it; empty where none is."""
    found = element.find(f".//{{*}}{name}")
    return (found.text or "").strip() if found is not None else ""


def numbers(text: str | None) -> list[float]:
    """The finite numbers of an attribute such as a Boundary; `g 3 2.5` (GB/T 33190-2016 11.3) stands for three of 2.5.

    >>> numbers("0 0 210 297"), numbers("1 g 3 2.5")
    ([0.0, 0.0, 210.0, 297.0], [1.0, 2.5, 2.5, 2.5])
    """
    found: list[float] = []
    words = iter((text or "").split())
    for word in words:
        times = 1
        if word == "g":
            count = next(words, "")
            times = min(int(count), 100_000) if count.isdecimal() else 1
        try:
            value = float(next(words, "") if word == "g" else word)
        except ValueError:
            continue
        if abs(value) < 1e9:
            found += [value] * times
    return found

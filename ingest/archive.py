"""ZIP archives: their files, one by one in memory, within limits. Nothing is ever unpacked to disk."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from ingest.readers.sniffing import kind_of
from kb.errors import UnreadableFile

_CHUNK = 2**20
_UTF8_NAME = 0x800  # flag bit 11 of APPNOTE 6.3.10, 4.4.4: the name is UTF-8
_ENCRYPTED = 0x1
_IGNORED = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How much an archive may hold: files, bytes of one file and of all, bytes a packed byte, archives in archives."""

    max_member_bytes: int
    max_total_bytes: int = 2 * 2**30
    max_members: int = 5000
    max_ratio: int = 250  # text packs to a twentieth at best; a bomb to a thousandth
    max_depth: int = 3


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its path in it, and its content or why it cannot be had."""

    path: str
    content: bytes | UnreadableFile

    @property
    def name(self) -> str:
        """The file's own name."""
        return PurePosixPath(self.path).name


@dataclass(slots=True)
class _Spent:
    """What of the limits is used up, over all nested archives."""

    members: int = 0
    total_bytes: int = 0


def is_archive(data: bytes, name: str) -> bool:
    """Whether `data` is a plain ZIP archive and not a format that is packed as one."""
    return kind_of(data) == "zip" and PurePosixPath(name).suffix.lower() in (".zip", "")


def members(data: bytes, limits: ArchiveLimits) -> Iterator[Member]:
    """The files of archive `data`, those of archives in it included; system files are passed over.

    A file that is encrypted, damaged or over a limit comes with its UnreadableFile.
    Raises UnreadableFile (corrupt, too_large) when the archive itself cannot be read or has too much in it.
    """
    yield from _members(data, "", 1, limits, _Spent())


def _members(data: bytes, prefix: str, depth: int, limits: ArchiveLimits, spent: _Spent) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _DAMAGE as exc:
        raise UnreadableFile("corrupt", "压缩包损坏，无法打开", "请从原处重新复制或下载该压缩包") from exc
    with archive:
        for info in archive.infolist():
            path = prefix + _name_of(info)
            if info.is_dir() or _ignored(path):
                continue
            spent.members += 1
            if spent.members > limits.max_members:
                raise UnreadableFile(
                    "too_large", f"压缩包里的文件超过 {limits.max_members} 个", "请分成几个压缩包，或解压后按文件夹导入"
                )
            content = _content(archive, info, limits, spent)
            if isinstance(content, bytes) and is_archive(content, path):
                yield from _nested(content, path, depth, limits, spent)
            else:
                yield Member(path, content)


def _nested(data: bytes, path: str, depth: int, limits: ArchiveLimits, spent: _Spent) -> Iterator[Member]:
    if depth >= limits.max_depth:
        error = UnreadableFile("too_large", f"压缩包套了 {limits.max_depth} 层以上", "请先解开里层的压缩包再导入")
        yield Member(path, error)
        return
    try:
        yield from _members(data, f"{path}/", depth + 1, limits, spent)
    except UnreadableFile as exc:
        if exc.reason == "too_large":
            raise
        yield Member(path, exc)


def _content(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: ArchiveLimits, spent: _Spent
) -> bytes | UnreadableFile:
    if info.flag_bits & _ENCRYPTED:
        return UnreadableFile("encrypted", "压缩包里的这个文件设有密码", "请用密码解压后再导入")
    allowed = min(limits.max_member_bytes, max(info.compress_size, 1) * limits.max_ratio + _CHUNK)
    out = bytearray()
    try:
        with archive.open(info) as packed:
            while piece := packed.read(_CHUNK):  # what the archive says of its sizes may be a lie
                out += piece
                spent.total_bytes += len(piece)
                if len(out) > allowed:
                    return UnreadableFile(
                        "too_large", "压缩包里的这个文件解压后过大，可能是压缩炸弹", "请单独导入该文件"
                    )
                if spent.total_bytes > limits.max_total_bytes:
                    raise UnreadableFile("too_large", "压缩包解压后总量过大", "请分成几个压缩包，或解压后按文件夹导入")
    except (*_DAMAGE, RuntimeError) as exc:
        error = UnreadableFile("corrupt", "压缩包里的这个文件已损坏", "请从原处重新打包或单独导入该文件")
        error.__cause__ = exc
        return error
    return bytes(out)


def _name_of(info: zipfile.ZipInfo) -> str:
    """The path as its author saw it: without the UTF-8 flag, Windows wrote it in the Chinese code page."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            break
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts) + ("/" if name.endswith("/") else "")


def _ignored(path: str) -> bool:
    return any(part in _IGNORED or part.startswith((".", "~$")) for part in path.split("/"))

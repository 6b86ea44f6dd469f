"""The directory of an OLE file, which DOC, WPS and XLS are ([MS-CFB]): what streams it holds, and how one begins."""

from __future__ import annotations

import struct

_FREE = 0xFFFFFFFA  # sector numbers from here on are marks
_NO_ENTRY = 0xFFFFFFFF
_ENTRY = struct.Struct("<64sHBBIII16s4s8s8sII4s")  # [MS-CFB] 2.6.1
_MAX_SECTORS = 65_536  # of a directory; a longer chain is damage
_MINI = 4096  # shorter streams lie elsewhere


def streams(data: bytes) -> dict[str, tuple[int, int]]:
    """The streams and folders at the top of OLE file `data`: name -> (first sector, size). Empty for a damaged one.

    >>> streams(b"no OLE file")
    {}
    """
    entries = _entries(data)
    found: dict[str, tuple[int, int]] = {}
    seen: set[int] = set()
    ahead = [entries[0][3]] if entries else []
    while ahead:
        at = ahead.pop()
        if at < len(entries) and at not in seen:
            seen.add(at)
            name, left, right, _, start, size = entries[at]
            found[name] = (start, size)
            ahead += [left, right]
    return found


def opening(data: bytes, name: str, length: int) -> bytes:
    """The first `length` bytes of stream `name` (at most a sector); empty where it is missing, short or damaged."""
    start, size = streams(data).get(name, (0, 0))
    if size < _MINI:
        return b""
    at = (start + 1) * _sector_size(data)
    return data[at : at + min(length, _sector_size(data))]


def _entries(data: bytes) -> list[tuple[str, int, int, int, int, int]]:
    """The directory: name, left and right sibling, child, first sector, size."""
    if len(data) < 512:
        return []
    size = _sector_size(data)
    table = _allocation(data, size)
    entries: list[tuple[str, int, int, int, int, int]] = []
    sector: int = struct.unpack_from("<I", data, 48)[0]
    for _ in range(_MAX_SECTORS):
        at = (sector + 1) * size
        if sector >= _FREE or at + size > len(data):
            break
        for raw in _ENTRY.iter_unpack(data[at : at + size]):
            name = raw[0][: max(raw[1] - 2, 0)].decode("utf-16-le", "replace")
            entries.append((name, raw[4], raw[5], raw[6], raw[11], raw[12]))
        sector = table[sector] if sector < len(table) else _NO_ENTRY
    return entries


def _allocation(data: bytes, size: int) -> list[int]:
    """The sector that follows each sector. The header lists the first sectors of this table, a chain the others."""
    listed = list(struct.unpack_from("<109I", data, 76))
    sector: int = struct.unpack_from("<I", data, 68)[0]
    for _ in range(len(data) // (size * size // 4) + 1):
        at = (sector + 1) * size
        if sector >= _FREE or at + size > len(data):
            break
        *more, sector = struct.unpack_from(f"<{size // 4}I", data, at)
        listed += more
    table: list[int] = []
    for sector in listed:
        at = (sector + 1) * size
        if sector >= _FREE or at + size > len(data):
            break
        table += struct.unpack_from(f"<{size // 4}I", data, at)
    return table


def _sector_size(data: bytes) -> int:
    return 4096 if data[30:32] == b"\x0c\x00" else 512

"""XLS files for tests, made by hand: a BIFF8 stream ([MS-XLS]) in an OLE file ([MS-CFB])."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls_bytes(
    sheets: Mapping[str, Sequence[Sequence[str | float | None]]], merged: Sequence[tuple[int, ...]] = ()
) -> bytes:
    """A workbook with these rows by sheet; `merged` are (first row, last row, first column, last column) of every one."""
    bodies = [_sheet(rows, merged) for rows in sheets.values()]
    names = [name.encode("utf-16-le") for name in sheets]
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    at = len(start) + sum(4 + 8 + len(name) for name in names) + 4
    bounds = b""
    for name, body in zip(names, bodies, strict=True):
        bounds += _record(0x85, struct.pack("<IBBBB", at, 0, 0, len(name) // 2, 1) + name)
        at += len(body)
    return ole_bytes({"Workbook": start + bounds + _record(0x0A, b"") + b"".join(bodies)})


def _sheet(rows: Sequence[Sequence[str | float | None]], merged: Sequence[tuple[int, ...]]) -> bytes:
    out = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                text = cell.encode("utf-16-le")
                out += _record(0x204, place + struct.pack("<HB", len(cell), 1) + text)
            elif cell is not None:
                out += _record(0x203, place + struct.pack("<d", cell))
    if merged:
        out += _record(0xE5, struct.pack("<H", len(merged)) + b"".join(struct.pack("<HHHH", *each) for each in merged))
    return out + _record(0x0A, b"")


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def ole_bytes(streams: Mapping[str, bytes]) -> bytes:
    """An OLE file with these streams, each filled up so that none lies in the mini stream."""
    filled = [content.ljust(max(4096, -(-len(content) // _SECTOR) * _SECTOR), b"\0") for content in streams.values()]
    entries = [_entry("Root Entry", 5, child=1)]
    table = [_FAT, _END]  # the table itself, then the directory
    for number, (name, content) in enumerate(zip(streams, filled, strict=True), 1):
        following = number + 1 if number < len(filled) else _FREE
        entries.append(_entry(name, 2, right=following, start=len(table), size=len(content)))
        count = len(content) // _SECTOR
        table += [*range(len(table) + 1, len(table) + count), _END]
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0) + struct.pack("<108I", *[_FREE] * 108)
    assert len(entries) <= 4
    assert len(table) <= 128
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    return header + struct.pack("<128I", *table, *[_FREE] * (128 - len(table))) + directory + b"".join(filled)


def _entry(name: str, kind: int, *, right: int = _FREE, child: int = _FREE, start: int = 0, size: int = 0) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    place = struct.pack("<HBBIII", len(text), kind, 1, _FREE, right, child)
    return text.ljust(64, b"\0") + place + bytes(36) + struct.pack("<IQ", start, size)

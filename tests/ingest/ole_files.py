"""OLE files for tests ([MS-CFB]): a header, one table of sectors, a directory, the streams."""

from __future__ import annotations

import struct
from collections.abc import Mapping

_SIZE = 512
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def ole_file(streams: Mapping[str, bytes]) -> bytes:
    """An OLE file with these streams at its top; names in the order of their comparison hang in one chain."""
    count = 1 + (len(streams) + 1 + 3) // 4  # sectors before the streams: the table, the directory
    chains: list[int] = [_TABLE, *range(2, count), _END]
    entries = [_entry("Root Entry", 5, _FREE, 1 if streams else _FREE, _END, 0)]
    contents = b""
    for number, (name, content) in enumerate(streams.items(), 1):
        sectors = -(-len(content) // _SIZE)
        entries.append(
            _entry(name, 2, number + 1 if number < len(streams) else _FREE, _FREE, len(chains), len(content))
        )
        chains += [*range(len(chains) + 1, len(chains) + sectors), _END]
        contents += content.ljust(sectors * _SIZE, b"\0")
    table = struct.pack(f"<{_SIZE // 4}I", *chains, *[_FREE] * (_SIZE // 4 - len(chains)))
    directory = b"".join(entries).ljust((count - 1) * _SIZE, b"\0")
    header = struct.pack("<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0,
                         4096, _END, 0, _END, 0)  # fmt: skip
    return header + struct.pack("<109I", 0, *[_FREE] * 108) + table + directory + contents


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16s4s8s8sII4s",
        encoded,
        len(encoded) + 2,
        kind,
        1,
        _FREE,
        right,
        child,
        b"",
        b"",
        b"",
        b"",
        start,
        size,
        b"",
    )

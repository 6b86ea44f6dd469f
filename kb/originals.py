"""The kept originals: one file a revision, named by it."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from kb.errors import LibraryError

_ONE_BY_ONE = 8  # so many files are flushed to disk one by one; more of them faster all at once


def name_of(doc_id: str, revision: int, source: str) -> str:
    """The file name of a revision's original.

    >>> name_of("1a2b3c4d", 2, "方案.DOCX")
    '1a2b3c4d-2.docx'
    """
    suffix = Path(source).suffix.lower()
    return f"{doc_id}-{revision}{suffix if suffix.isascii() and len(suffix) <= 10 else ''}"


def store(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Writes files, each whole or not at all; they are on disk when this returns. Raises LibraryError."""
    together = len(contents) > _ONE_BY_ONE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in contents.items():
            with (folder / f"{name}.part").open("wb") as handle:
                handle.write(data)
                if not together:
                    handle.flush()
                    os.fsync(handle.fileno())
        if together:
            os.sync()
        for name in contents:
            (folder / f"{name}.part").replace(folder / name)
    except OSError as exc:
        raise LibraryError(f"原件无法保存：{exc.strerror}", "请检查 MINGCE_HOME 的权限和磁盘空间") from exc


def clear(folder: Path, doc_ids: Collection[str], kept: Collection[str]) -> None:
    """Removes the originals of `doc_ids` but those named `kept`."""
    if not folder.is_dir():
        return
    owners = set(doc_ids)
    for name in (path.name for path in folder.iterdir()):
        if name not in kept and name.rsplit("-", 1)[0] in owners:
            (folder / name).unlink(missing_ok=True)

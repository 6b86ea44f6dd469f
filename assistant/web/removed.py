"""Documents that were removed by hand, kept for a while so that a removal can be undone."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from kb.catalog import Entry
from kb.library import Library

FOLDER = "removed"
MOST = 20  # of more the oldest are deleted for good


@dataclass(frozen=True, slots=True)
class Removed:
    """The originals of what was removed last, each in a folder of its own below `library.home`."""

    library: Library

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self.library.home / FOLDER

    def remove(self, doc_id: str) -> tuple[Entry, str]:
        """Removes a document. Returns what it was and a key to undo that. Raises DocumentNotFound."""
        entry = self.library.snapshot.entry(doc_id)
        key = uuid.uuid4().hex
        place = self.folder / key
        place.mkdir(parents=True)
        try:
            shutil.copyfile(self.library.original(doc_id), place / Path(entry.source).name)
            self.library.remove(doc_id)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        self._forget_oldest()
        return entry, key

    def kept(self, key: str) -> Path | None:
        """The original that `key` names; None where it is there no longer."""
        if not (key.isascii() and key.isalnum()):
            return None
        return next(iter((self.folder / key).glob("*")), None)

    def forget(self, key: str) -> None:
        """Deletes the original that `key` names."""
        if self.kept(key) is not None:
            shutil.rmtree(self.folder / key, ignore_errors=True)

    def _forget_oldest(self) -> None:
        places = sorted(self.folder.iterdir(), key=lambda place: place.stat().st_mtime)
        for place in places[:-MOST]:
            shutil.rmtree(place, ignore_errors=True)

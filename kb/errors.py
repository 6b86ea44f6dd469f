"""The whole error tree of the project.

MingceError                     message + remedy, both Chinese, shown to people as they are
├── SettingsError               a setting is out of range or unknown
├── ModelNotReady               the embedding model is not built, or its files are damaged
├── ModelUnusable               a model was named that cannot be loaded
├── ModelMismatch               the index was made by another model
├── LanguageModelFailed         the language model gave no usable answer; carries a reason code
├── DraftUnsupported            a draft states what neither its notes nor the library say
├── LibraryError                the library's files are damaged, locked or of another version
├── MemoryUnusable              the journal or the kept conversations cannot be read or written
├── DocumentNotFound            no document has this id
├── ClauseNotFound              a document has no such clause, or several
├── NameNotFound                no section or unit has this name; carries the nearest ones
└── UnreadableFile              one input file cannot be taken in; carries a reason code
"""

from __future__ import annotations


class MingceError(Exception):
    """What was found and expected (`message`), and what the person can do (`remedy`)."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}。{self.remedy}" if self.remedy else self.message


class SettingsError(MingceError):
    """A setting is out of range or unknown."""


class ModelNotReady(MingceError):
    """The embedding model is not built, or its files are damaged."""


class ModelUnusable(MingceError):
    """A model was named that cannot be loaded."""


class ModelMismatch(MingceError):
    """The index was made by another model than the one that is set."""


class LanguageModelFailed(MingceError):
    """The language model gave no usable answer; `reason` is a stable code such as `timeout` or `unauthorised`."""

    def __init__(self, reason: str, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.reason = reason


class DraftUnsupported(MingceError):
    """A draft states what neither its notes nor the library say; it is not written."""


class LibraryError(MingceError):
    """The library's files are damaged, locked or of another version."""


class MemoryUnusable(MingceError):
    """The journal or the kept conversations cannot be read or written; answering goes on without them."""


class DocumentNotFound(MingceError):
    """No document of the library has this id."""


class ClauseNotFound(MingceError):
    """A document has no clause of this name, number or place, or several; the remedy lists which there are."""


class NameNotFound(MingceError):
    """No section or unit has this name; `nearest` are those that come close, best first."""

    def __init__(self, message: str, remedy: str = "", nearest: tuple[str, ...] = ()) -> None:
        super().__init__(message, remedy)
        self.nearest = nearest


class UnreadableFile(MingceError):
    """One input file cannot be taken in; `reason` is a stable code such as `empty` or `encrypted`."""

    def __init__(self, reason: str, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.reason = reason

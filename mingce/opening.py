"""The library and the settings, opened for a command."""

from __future__ import annotations

import json
import sys

from kb.aliases import Aliases
from kb.embedding import load_encoder
from kb.errors import MingceError
from kb.library import Library
from kb.reranking import load_reranker
from kb.settings import Settings, load_settings


def open_library(settings: Settings | None = None) -> Library:
    """The library in `MINGCE_HOME`; the model is loaded when it is first needed."""
    chosen = settings or load_settings()
    try:
        Aliases.load(chosen.home)
    except MingceError as exc:
        sys.stderr.write(f"注意：{exc}（改好之前按没有别名处理）\n")
    return Library(
        chosen.home,
        lambda: load_encoder(chosen.model, chosen.models_dir, chosen.threads),
        load_reranker=lambda: load_reranker(chosen.reranker, chosen.models_dir, chosen.threads),
    )


def write_json(value: object) -> None:
    """Prints one JSON value on one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def write_line(text: str = "") -> None:
    """Prints one line of a result."""
    sys.stdout.write(text + "\n")

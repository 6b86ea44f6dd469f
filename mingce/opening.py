"""The library and the settings, opened for a command."""

from __future__ import annotations

import json
import sys

from assistant.llm.chat_model import ChatModel
from kb.aliases import Aliases
from kb.corrections import Corrections
from kb.embedding import load_encoder
from kb.errors import MingceError, SettingsError
from kb.library import Library
from kb.reranking import load_reranker
from kb.settings import Settings, load_settings


def open_library(settings: Settings | None = None) -> Library:
    """The library in `MINGCE_HOME`; the model is loaded when it is first needed."""
    chosen = settings or load_settings()
    for load, without in ((Aliases.load, "按没有别名处理"), (Corrections.load, "按没有更正处理")):
        try:
            load(chosen.home)
        except MingceError as exc:
            sys.stderr.write(f"注意：{exc}（改好之前{without}）\n")
    return Library(
        chosen.home,
        lambda: load_encoder(chosen.model, chosen.models_dir, chosen.threads),
        load_reranker=lambda: load_reranker(chosen.reranker, chosen.models_dir, chosen.threads),
    )


def open_chat(settings: Settings) -> ChatModel | None:
    """The language model that the settings name, None where they name none. Raises SettingsError."""
    if not settings.llm_base_url:
        return None
    if not settings.llm_model:
        raise SettingsError("设置了 MINGCE_LLM_BASE_URL，但没有设置 MINGCE_LLM_MODEL", "请写明模型名称，见 docs/llm.md")
    key = settings.llm_api_key.get_secret_value()
    if not key.isascii() or any(char.isspace() for char in key):
        raise SettingsError("MINGCE_LLM_API_KEY 里有中文、空格或换行", "请重新复制密钥")
    return ChatModel(settings.llm_base_url, settings.llm_model, key, settings.llm_timeout_s)


def write_json(value: object) -> None:
    """Prints one JSON value on one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def write_line(text: str = "") -> None:
    """Prints one line of a result."""
    sys.stdout.write(text + "\n")

"""The settings: one frozen object, read once at the entry from `MINGCE_*` variables."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from kb.errors import SettingsError


class Settings(BaseSettings):
    """All that can be set. Unknown names and values out of range are refused."""

    model_config = SettingsConfigDict(env_prefix="MINGCE_", frozen=True, extra="forbid")

    home: Path = Field(default_factory=lambda: Path.home() / ".mingce", description="folder of all data")
    model: str = Field(default="bundled", min_length=1, description="embedding model: bundled, a folder or a name")
    reranker: str = Field(default="bundled", min_length=1, description="cross-encoder: bundled, none, a folder or name")
    threads: int = Field(default=2, ge=1, le=64, description="threads of the models")
    max_file_mb: int = Field(default=100, ge=1, le=2048, description="largest file taken in, in MiB")
    max_chars: int = Field(default=5_000_000, ge=1000, description="longest text of one document, in characters")
    journal_entries: int = Field(
        default=20_000, ge=0, le=1_000_000, description="questions that the journal keeps; 0: none is written down"
    )
    llm_base_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s/]+\S*)?$",
        description="OpenAI-compatible endpoint up to /v1; empty: no LLM",
    )
    llm_api_key: SecretStr = Field(default=SecretStr(""), description="its key, empty where it asks for none")
    llm_model: str = Field(default="", max_length=200, description="the model's name at that endpoint")
    llm_timeout_s: float = Field(default=60, ge=1, le=600, description="longest time of one model answer, in seconds")

    @property
    def models_dir(self) -> Path:
        """Where models made by `mingce setup` lie."""
        return self.home / "models"


def load_settings() -> Settings:
    """The settings of this process.

    Raises SettingsError naming the variable that is wrong.
    """
    try:
        return Settings()
    except ValidationError as exc:
        names = "、".join(f"MINGCE_{'_'.join(map(str, error['loc'])).upper()}" for error in exc.errors())
        raise SettingsError(f"设置项不正确：{names}", "请按 README 的“设置”一节改正环境变量后重试") from exc

"""Settings: bounds and what is said when they are crossed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import SettingsError
from kb.settings import Settings, load_settings

BOUNDS = [
    ("THREADS", 1, 64),
    ("MAX_FILE_MB", 1, 2048),
    ("MAX_CHARS", 1000, None),
    ("LLM_TIMEOUT_S", 1, 600),
    ("JOURNAL_ENTRIES", 0, 1_000_000),
]


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MINGCE_{name.upper()}", raising=False)


def test_defaults() -> None:
    settings = load_settings()
    assert (settings.home, settings.model) == (Path.home() / ".mingce", "bundled")
    assert settings.models_dir == settings.home / "models"


@pytest.mark.parametrize(("name", "lowest", "highest"), BOUNDS)
def test_bounds(monkeypatch: pytest.MonkeyPatch, name: str, lowest: int, highest: int | None) -> None:
    for good in (lowest, *([highest] if highest else [])):
        monkeypatch.setenv(f"MINGCE_{name}", str(good))
        assert getattr(load_settings(), name.lower()) == good
    for bad in (lowest - 1, "许多", *([highest + 1] if highest else [])):
        monkeypatch.setenv(f"MINGCE_{name}", str(bad))
        with pytest.raises(SettingsError) as caught:
            load_settings()
        assert f"MINGCE_{name}" in str(caught.value)
        assert caught.value.remedy


def test_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MINGCE_HOME", str(tmp_path))
    assert load_settings().home == tmp_path


def test_an_empty_model_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGCE_MODEL", "")
    with pytest.raises(SettingsError, match="MINGCE_MODEL"):
        load_settings()


def test_no_language_model_unless_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().llm_base_url == ""
    monkeypatch.setenv("MINGCE_LLM_BASE_URL", "http://127.0.0.1:11434/v1")
    assert load_settings().llm_base_url == "http://127.0.0.1:11434/v1"


@pytest.mark.parametrize("address", ["127.0.0.1:11434", "ftp://host/v1", "http://", "http:///v1", "有模型"])
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("MINGCE_LLM_BASE_URL", address)
    with pytest.raises(SettingsError, match="MINGCE_LLM_BASE_URL"):
        load_settings()


def test_the_key_shows_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGCE_LLM_API_KEY", "sk-very-secret")
    settings = load_settings()
    assert settings.llm_api_key.get_secret_value() == "sk-very-secret"
    assert "very-secret" not in f"{settings!r}{settings}{settings.model_dump_json()}"


def test_the_name_of_a_model_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGCE_LLM_MODEL", "m" * 200)
    assert len(load_settings().llm_model) == 200
    monkeypatch.setenv("MINGCE_LLM_MODEL", "m" * 201)
    with pytest.raises(SettingsError, match="MINGCE_LLM_MODEL"):
        load_settings()

"""Settings: bounds and what is said when they are crossed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import SettingsError
from kb.settings import Settings, load_settings

BOUNDS = [("THREADS", 1, 64), ("MAX_FILE_MB", 1, 2048), ("MAX_CHARS", 1000, None)]


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
    for good in filter(None, (lowest, highest)):
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

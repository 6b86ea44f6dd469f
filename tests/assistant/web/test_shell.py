"""The page around the app, and the tokens it is drawn with."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from assistant.web import prepare_gradio
from assistant.web.shell import dressed
from assistant.web.theme import COLOURS, stylesheet
from kb.errors import SettingsError
from kb.library import Library
from tests.assistant.web.conftest import in_loop

PAGE = (
    '<!doctype html>\n<html\n\tlang="en"\n><head><meta property="og:image"\n content="https://raw.example/x.jpg" />'
    "<link></head><body></body></html>"
)
# Text colours and the surfaces that they stand on.
PAIRS = [
    ("text", "surface"), ("text", "page"), ("text", "raised"), ("muted", "surface"), ("muted", "page"),
    ("muted", "raised"), ("muted", "primary-weak"), ("primary", "surface"), ("primary", "primary-weak"), ("primary", "raised"),
    ("primary-strong", "primary-weak"), ("on-primary", "primary"), ("mark-text", "mark"), ("good", "good-weak"),
    ("good", "raised"), ("warn", "warn-weak"), ("bad", "bad-weak"), ("bad", "surface"), ("demo", "demo-weak"),
    ("surface", "text"), ("surface", "bad"),
]  # fmt: skip


def test_the_page_is_chinese_and_names_nothing_elsewhere() -> None:
    made = dressed(PAGE, ".x{}")
    assert 'lang="zh-CN"' in made
    assert "raw.example" not in made
    assert "<style>.x{}</style>" in made
    assert made.index("navigator") < made.index("<link>")


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("front", "back"), PAIRS)
@pytest.mark.parametrize("mode", [0, 1])
def test_text_can_be_read(front: str, back: str, mode: int) -> None:
    lights = sorted((luminance(COLOURS[front][mode]), luminance(COLOURS[back][mode])))
    assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5


def test_style_uses_only_tokens_that_exist() -> None:
    style = stylesheet()
    used = set(re.findall(r"var\((--mc-[a-z0-9-]+)\)", style))
    assert used <= set(re.findall(r"(--mc-[a-z0-9-]+):", style))
    assert not re.search(r"url\(|@import|https?:", style)


def test_a_taken_port_is_said_in_chinese(demo_site: str, demo_library: Library) -> None:
    from assistant.web.app import build_app, serve
    from assistant.web.uploads import UploadLimits

    app = in_loop(lambda: build_app(demo_library, lambda _paths, _progress: (), UploadLimits(1000, (".txt",))))
    with pytest.raises(SettingsError, match="--port"):
        serve(app, "127.0.0.1", urlsplit(demo_site).port or 0, 1000, block=False)


def test_old_uploads_are_cleared_and_new_ones_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GRADIO_TEMP_DIR", "GRADIO_ANALYTICS_ENABLED", "GRADIO_RUN_HISTORY"):
        monkeypatch.setenv(name, "before")
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "before")
    folder = prepare_gradio(tmp_path)
    (folder / "old").mkdir()
    (folder / "new").mkdir()
    os.utime(folder / "old", (0, 0))
    assert prepare_gradio(tmp_path) == folder
    assert [path.name for path in folder.iterdir()] == ["new"]
    assert os.environ["GRADIO_TEMP_DIR"] == str(folder)

"""The design tokens, light and dark, and the Gradio theme made from them. The style sheets use nothing else."""

from __future__ import annotations

from importlib.resources import files

import gradio as gr

# Only fonts that a machine has itself: nothing is fetched.
FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "sans-serif")
SHEETS = ("style.css", "talk.css", "board.css")
MONO_FONTS = ("Noto Sans Mono CJK SC", "Consolas", "Menlo", "monospace")

# name: (light, dark). Text on its surface keeps a contrast of at least 4.5:1 (WCAG 2.2, 1.4.3).
COLOURS = {
    "page": ("#f3f5f7", "#12161b"),
    "surface": ("#ffffff", "#1a2027"),
    "raised": ("#f8fafb", "#212933"),
    "text": ("#1b2430", "#e4e9ef"),
    "muted": ("#566272", "#a0adbb"),
    "line": ("#dde3e9", "#303b47"),
    "line-strong": ("#b9c3ce", "#4a5866"),
    "primary": ("#1f5a8a", "#7db8ec"),
    "primary-strong": ("#174669", "#a3cdf2"),
    "primary-weak": ("#e7f0f8", "#1f3345"),
    "on-primary": ("#ffffff", "#0d1a26"),
    "mark": ("#ffecb0", "#5c4a12"),
    "mark-text": ("#3a2b00", "#fff1c2"),
    "good": ("#1f6b43", "#7fd0a2"),
    "good-weak": ("#e5f4ec", "#1b3327"),
    "warn": ("#8a5300", "#eebd6b"),
    "warn-weak": ("#fdf1dd", "#3a2d15"),
    "amber": ("#d08a1d", "#e0a64a"),
    "bad": ("#a8322a", "#f0978f"),
    "bad-weak": ("#fbe9e7", "#40211f"),
    "demo": ("#5b4b9a", "#bdb0f0"),
    "demo-weak": ("#eeebf9", "#2b2645"),
    "shadow": ("rgba(23, 43, 63, .08)", "rgba(0, 0, 0, .4)"),
}
SIZES = {
    "text-xs": "12px", "text-sm": "13px", "text-md": "15px", "text-lg": "17px", "text-xl": "22px",
    "gap-1": "4px", "gap-2": "8px", "gap-3": "12px", "gap-4": "16px", "gap-5": "24px",
    "radius": "8px", "radius-sm": "5px", "header": "56px", "control": "38px",
}  # fmt: skip


def stylesheet() -> str:
    """The tokens as custom properties, and behind them the rules."""
    fonts = ", ".join(f'"{name}"' if name != "sans-serif" else name for name in FONTS)
    sizes = "".join(f"--mc-{name}:{value};" for name, value in SIZES.items())
    light = "".join(f"--mc-{name}:{pair[0]};" for name, pair in COLOURS.items())
    dark = "".join(f"--mc-{name}:{pair[1]};" for name, pair in COLOURS.items())
    rules = "".join(files("assistant.web").joinpath(name).read_text("utf-8") for name in SHEETS)
    return f":root{{--mc-fonts:{fonts};{sizes}{light}}}\n.dark{{{dark}}}\n{rules}"


def theme() -> gr.themes.Base:
    """Gradio's own controls in these colours and fonts."""
    base = gr.themes.Base(
        font=[gr.themes.Font(name) for name in FONTS], font_mono=[gr.themes.Font(name) for name in MONO_FONTS]
    )
    return base.set(
        body_background_fill="var(--mc-page)",
        body_background_fill_dark="var(--mc-page)",
        body_text_color="var(--mc-text)",
        body_text_color_dark="var(--mc-text)",
        body_text_color_subdued="var(--mc-muted)",
        body_text_color_subdued_dark="var(--mc-muted)",
        background_fill_primary="var(--mc-surface)",
        background_fill_primary_dark="var(--mc-surface)",
        background_fill_secondary="var(--mc-raised)",
        background_fill_secondary_dark="var(--mc-raised)",
        border_color_primary="var(--mc-line)",
        border_color_primary_dark="var(--mc-line)",
        border_color_accent="var(--mc-primary)",
        border_color_accent_dark="var(--mc-primary)",
        block_background_fill="var(--mc-surface)",
        block_background_fill_dark="var(--mc-surface)",
        block_border_width="0px",
        block_border_width_dark="0px",
        block_shadow="none",
        block_shadow_dark="none",
        block_label_text_color="var(--mc-muted)",
        block_label_text_color_dark="var(--mc-muted)",
        block_info_text_color="var(--mc-muted)",
        input_background_fill="var(--mc-surface)",
        input_background_fill_dark="var(--mc-surface)",
        input_border_color="var(--mc-line-strong)",
        input_border_color_dark="var(--mc-line-strong)",
        input_border_color_focus="var(--mc-primary)",
        input_border_color_focus_dark="var(--mc-primary)",
        input_placeholder_color="var(--mc-muted)",
        input_placeholder_color_dark="var(--mc-muted)",
        color_accent="var(--mc-primary)",
        color_accent_soft="var(--mc-primary-weak)",
        color_accent_soft_dark="var(--mc-primary-weak)",
        button_primary_background_fill="var(--mc-primary)",
        button_primary_background_fill_dark="var(--mc-primary)",
        button_primary_background_fill_hover="var(--mc-primary-strong)",
        button_primary_background_fill_hover_dark="var(--mc-primary-strong)",
        button_primary_text_color="var(--mc-on-primary)",
        button_primary_text_color_dark="var(--mc-on-primary)",
        button_secondary_background_fill="var(--mc-surface)",
        button_secondary_background_fill_dark="var(--mc-surface)",
        button_secondary_text_color="var(--mc-text)",
        button_secondary_text_color_dark="var(--mc-text)",
    )

"""What people are told about the model's part in an answer."""

from __future__ import annotations

from assistant.answer import ModelUse


def model_note(use: ModelUse) -> str:
    """One line: which model worded the answer, and what was left out; or why its wording is not shown.

    >>> model_note(ModelUse("qwen3", "timeout", "语言模型在 60 秒内没有答完，这里是直接摘自原文的回答。"))
    '语言模型在 60 秒内没有答完，这里是直接摘自原文的回答。'
    """
    if use.outcome != "worded":
        return use.told
    return f"文字由模型 {use.model} 组织，逐句与原文核对。{use.told}"

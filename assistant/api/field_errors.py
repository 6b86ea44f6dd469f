"""What is wrong with the fields of a form, in Chinese. Pydantic says it in English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

# Pydantic's error types, in their own documentation's order; what is not here is 值不正确.
_MESSAGES = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项",
    "json_invalid": "不是正确的 JSON",
    "string_type": "应是字符串",
    "string_unicode": "含有不成字的编码",
    "string_too_long": "超过 {max_length} 个字符",
    "string_too_short": "少于 {min_length} 个字符",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "int_from_float": "应是整数",
    "int_parsing_size": "数值过大",
    "bool_type": "应是 true 或 false",
    "bool_parsing": "应是 true 或 false",
    "list_type": "应是列表",
    "too_long": "超过 {max_length} 项",
    "too_short": "少于 {min_length} 项",
    "greater_than_equal": "应不小于 {ge}",
    "less_than_equal": "应不大于 {le}",
    "model_attributes_type": "应是 JSON 对象",
    "model_type": "应是 JSON 对象",
    "dict_type": "应是 JSON 对象",
}
_PLACES = ("body", "query", "path", "header")


def field_error(error: Mapping[str, Any]) -> str:
    """One error of pydantic's list, with the field it is about.

    >>> field_error({"type": "missing", "loc": ("body", "question"), "msg": "Field required"})
    'question：缺少这一项'
    >>> field_error({"type": "string_too_long", "loc": ("history", 2, "content"), "ctx": {"max_length": 9}})
    'history[2].content：超过 9 个字符'
    """
    kind, context = error["type"], error.get("ctx") or {}
    if kind == "value_error":
        told = str(context.get("error", "值不正确"))
    elif kind in ("literal_error", "enum"):
        told = f"只能是 {str(context.get('expected', '')).replace(' or ', ' 或 ')}"
    else:
        told = _MESSAGES.get(kind, "值不正确").format_map(context)
    where = named_field(error["loc"] if kind != "json_invalid" else ())
    return f"{where}：{told}" if where else f"请求{told}"


def named_field(location: Iterable[str | int]) -> str:
    """A field by the path to it, as one writes it.

    >>> named_field(("body", "messages", 0, "role"))
    'messages[0].role'
    """
    parts = list(location)
    if parts and parts[0] in _PLACES:
        parts = parts[1:]
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")


def field_errors(errors: Iterable[Mapping[str, Any]]) -> str:
    """All of a list in one line."""
    return "；".join(dict.fromkeys(field_error(error) for error in errors))

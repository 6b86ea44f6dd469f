"""The interfaces' documentation as one page without scripts, made from the OpenAPI description.

FastAPI's own page loads its program from a CDN; this one needs nothing but itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

Schema = Mapping[str, Any]

_STYLE = """
body{font:15px/1.7 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;
color:#1d2733;background:#fff}h1{font-size:1.6rem}h2{font-size:1.1rem;margin:2.2rem 0 .4rem}table{border-collapse:collapse;
width:100%;margin:.4rem 0}th,td{text-align:left;vertical-align:top;border-bottom:1px solid #dfe5ec;padding:.25rem .6rem .25rem 0}
th{font-weight:600}code,pre{font-family:ui-monospace,monospace;font-size:.9em}pre{background:#f3f6f9;padding:.6rem .8rem;
overflow:auto;border-radius:6px}.m{color:#0b6b4f;font-weight:700}
@media(prefers-color-scheme:dark){body{color:#e3e8ee;background:#14191f}th,td{border-color:#2c3641}pre{background:#1d242c}
.m{color:#5ac8a0}a{color:#7fb4ff}}
"""
_MCP = (
    "<h2><span class='m'>MCP</span> <code>/mcp</code></h2><p>MCP 服务（streamable HTTP），工具：ask 提问、search 检索、"
    "tasks 任务清单、read_clause 读条款。不经网络时用 <code>mingce mcp</code>（stdio）。</p>"
)


def docs_page(description: Schema) -> str:
    """The page for an OpenAPI description."""
    info = description["info"]
    operations = "".join(
        _operation(path, method, operation, description)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    )
    return (
        f"<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'><title>{escape(info['title'])}</title>"
        f"<meta name='viewport' content='width=device-width'><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(info['title'])}</h1><p>{escape(info['description'])}机器可读的描述："
        f"<a href='/api/openapi.json'>/api/openapi.json</a></p>{operations}{_MCP}</body></html>"
    )


def _operation(path: str, method: str, operation: Schema, description: Schema) -> str:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    rows = [
        _row(each["name"], each["schema"], each.get("description", ""), each.get("required", False), description)
        for each in operation.get("parameters", ())
    ]
    example = ""
    if body is not None:
        schema = _resolved(body, description)
        rows += _rows(schema, description)
        if "example" in schema:
            example = f"<pre>{escape(json.dumps(schema['example'], ensure_ascii=False))}</pre>"
    answers = "".join(
        f"<tr><td>{escape(status)}</td><td>{escape(each['description'])}</td></tr>"
        for status, each in operation["responses"].items()
    )
    return (
        f"<h2><span class='m'>{escape(method.upper())}</span> <code>{escape(path)}</code>　{escape(operation['summary'])}</h2>"
        + (
            f"<table><tr><th>参数</th><th>类型</th><th>必填</th><th>说明</th></tr>{''.join(rows)}</table>"
            if rows
            else ""
        )
        + example
        + f"<table><tr><th>状态</th><th>返回</th></tr>{answers}</table>"
        + _answer_table(operation, description)
    )


def _answer_table(operation: Schema, description: Schema) -> str:
    """The fields of a successful answer, where it has a form."""
    content = operation["responses"]["200"].get("content", {}).get("application/json", {}).get("schema", {})
    if "$ref" not in content:
        return ""
    rows = "".join(_rows(_resolved(content, description), description))
    return f"<table><tr><th>字段</th><th>类型</th><th>必有</th><th>说明</th></tr>{rows}</table>"


def _rows(schema: Schema, description: Schema, prefix: str = "") -> Iterator[str]:
    """One row a field, those of the objects inside behind theirs."""
    for name, field in schema.get("properties", {}).items():
        yield _row(prefix + name, field, field.get("description", ""), name in schema.get("required", ()), description)
        inner = _resolved(field.get("items", field), description)
        yield from _rows(inner, description, f"{prefix}{name}{'[]' if 'items' in field else ''}.")


def _row(name: str, schema: Schema, told: str, required: bool, description: Schema) -> str:
    kind = _kind(schema, description)
    default = schema.get("default")
    told += f"（默认 {json.dumps(default, ensure_ascii=False)}）" if default not in (None, []) else ""
    cells = (f"<code>{escape(name)}</code>", escape(kind), "是" if required else "", escape(told))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _kind(schema: Schema, description: Schema) -> str:
    """A schema's type in Chinese.

    >>> _kind({"anyOf": [{"type": "string"}, {"type": "null"}]}, {})
    '字符串'
    """
    names = {
        "string": "字符串",
        "integer": "整数",
        "number": "数",
        "boolean": "真假",
        "array": "列表",
        "object": "对象",
    }
    chosen = _resolved(schema, description)
    return names.get(str(chosen.get("type", "")), "任意")


def _resolved(schema: Schema, description: Schema) -> Schema:
    """A schema behind its references, the part that is not null of an optional one."""
    branches = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    chosen = branches[0] if branches else schema
    if "$ref" not in chosen:
        return chosen
    found: Schema = description["components"]["schemas"][chosen["$ref"].rsplit("/", 1)[-1]]
    return found

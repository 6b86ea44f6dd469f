from __future__ import annotations

import re
from html.parser import HTMLParser

import httpx

from assistant.api.docs_page import docs_page


def test_the_page_needs_nothing_but_itself(http: httpx.Client) -> None:
    page = http.get("/api/docs").text
    assert "lang='zh-CN'" in page
    assert not re.search(r"https?://|<script|<link|@import|url\(|src=", page)


def test_the_page_tells_every_operation_and_field_in_chinese(http: httpx.Client) -> None:
    page = http.get("/api/docs").text
    description = http.get("/api/openapi.json").json()
    for path, methods in description["paths"].items():
        assert f"<code>{path}</code>" in page
        for operation in methods.values():
            assert re.search("[一-鿿]", operation["summary"])
            for parameter in operation.get("parameters", ()):
                assert f"<code>{parameter['name']}</code>" in page
    for name in ("question", "history[].role", "messages[].content", "citations[].quote", "coverage.complete"):
        assert f"<code>{name}</code>" in page
    cells = re.findall(r"<td>([^<]+)</td>", page)
    assert len(cells) > 100
    assert not [cell for cell in cells if len(cell) > 4 and not re.search("[一-鿿]", cell)]
    assert {"Successful Response", "Validation Error"}.isdisjoint(cells)


def test_what_a_description_says_is_text() -> None:
    operation = {"summary": "<b>", "responses": {"200": {"description": "<i>"}}}
    info = {"title": "<script>alert(1)</script>", "description": "&"}
    page = docs_page({"info": info, "paths": {"/<u>": {"get": operation}}})
    tags: set[str] = set()

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            tags.add(tag)

    Tags().feed(page)
    assert {"script", "b", "i", "u"}.isdisjoint(tags)

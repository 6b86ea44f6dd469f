from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from assistant.answer import Answer
from assistant.answering import Answering, extractive, sentences
from assistant.api.answer_form import AnswerForm
from assistant.api.forms import MAX_BODY_BYTES, MAX_QUESTION_CHARS
from assistant.asking import ask
from kb.errors import ModelNotReady
from kb.library import Library
from tests.assistant.api.conftest import Serve

LIST = "森林防火科有哪些任务"
REFUSED = "护照到期了在哪里换"


def untimed(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def as_sent(value: Any) -> Any:
    return json.loads(json.dumps(value))


def events(response: httpx.Response) -> Iterator[tuple[str, Any]]:
    """(name, data) of each event of a stream."""
    name = ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


@pytest.mark.parametrize("question", [LIST, REFUSED, "伐桩最高能留多高", "你好", ""])
def test_an_answer_is_the_contract_s(http: httpx.Client, demo_library: Library, question: str) -> None:
    response = http.post("/api/ask", json={"question": question, "id": "己-1"})
    assert response.status_code == 200
    assert untimed(response.json()) == untimed(as_sent(ask(demo_library, question).as_json("己-1")))
    AnswerForm.model_validate(response.json())


def test_the_documented_form_has_every_field(http: httpx.Client) -> None:
    answer = http.post("/api/ask", json={"question": LIST}).json()
    assert answer.keys() == AnswerForm.model_fields.keys()
    assert answer["citations"][0]["boxes"]
    described = http.get("/api/openapi.json").json()["components"]["schemas"]
    assert described["AnswerForm"]["properties"].keys() == answer.keys()


def test_history_day_and_document(http: httpx.Client, doc_of: Callable[[str], str]) -> None:
    history = [{"role": "user", "content": "2024年竹产业总产值目标是多少"}, {"role": "assistant", "content": "……"}]
    followed = http.post("/api/ask", json={"question": "2027年呢？", "history": history}).json()
    assert "竹产业" in followed["standalone"]
    doc = doc_of("松材线虫病防控方案.md")
    narrowed = http.post("/api/ask", json={"question": "伐桩最高能留多高", "doc": doc}).json()
    assert {citation["doc_id"] for citation in narrowed["citations"]} == {doc}
    before = http.post("/api/ask", json={"question": "伐桩最高能留多高", "as_of": "2001-01-01"}).json()
    assert before["status"] == "refused"


def test_a_stream_is_the_answer_sentence_by_sentence(http: httpx.Client) -> None:
    whole = http.post("/api/ask", json={"question": LIST}).json()
    with http.stream("POST", "/api/ask", json={"question": LIST, "stream": True, "id": 3}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        told = list(events(response))
    pieces = [data["text"] for name, data in told if name == "piece"]
    assert len(pieces) > 10
    assert "".join(pieces) == whole["answer"]
    assert [name for name, _ in told[-1:]] == ["answer"]
    assert untimed(told[-1][1]) == {**untimed(whole), "id": 3}


def test_pieces_never_break_a_marker() -> None:
    text = "共2项（现行文件中已列全）：\n1. 种树。[1][2]\n\n2. “护林；”[3]防火！还有"
    assert "".join(sentences(text)) == text
    assert sentences(text)[1] == "1. 种树。[1][2]\n\n"
    assert sentences("") == []


def test_search_rows(http: httpx.Client, demo_library: Library) -> None:
    found = http.get("/api/search", params={"query": "松材线虫 疫木", "k": 3}).json()["hits"]
    assert [hit["rank"] for hit in found] == [1, 2, 3]
    for hit in found:
        assert demo_library.snapshot.entry(hit["doc_id"]).document.text[hit["start"] : hit["end"]] == hit["text"]
    kinds = http.get("/api/search", params={"query": "补助", "kind": "办法", "status": "现行", "k": 100}).json()["hits"]
    assert kinds
    assert {hit["status"] for hit in kinds} <= {"in_force", "amended"}
    assert len(kinds) < len(http.get("/api/search", params={"query": "补助", "k": 100}).json()["hits"])


def test_tasks(http: httpx.Client, demo_library: Library) -> None:
    by_section = http.get("/api/tasks", params={"section": "规划财务科"}).json()
    assert by_section["total"] == len(by_section["tasks"]) > 0
    assert all(
        any("规划财务科" in name for name in (*task["sections"], *task["units"])) for task in by_section["tasks"]
    )
    everything = http.get("/api/tasks", params={"all": True}).json()
    assert everything["total"] == sum(len(each.tasks) for each in demo_library.snapshot.records.values())
    page = http.get("/api/tasks", params={"all": True, "limit": 2, "offset": 3}).json()
    assert (page["total"], page["tasks"]) == (everything["total"], everything["tasks"][3:5])


def test_documents(http: httpx.Client, demo_library: Library) -> None:
    listed = http.get("/api/documents").json()
    assert [row["doc_id"] for row in listed["documents"]] == list(demo_library.snapshot.entries)
    assert listed["total"] == len(demo_library.snapshot.entries)
    page = http.get("/api/documents", params={"limit": 1, "offset": 2}).json()
    assert (page["total"], page["documents"]) == (listed["total"], listed["documents"][2:3])
    whole = http.get(f"/api/documents/{page['documents'][0]['doc_id']}").json()
    assert whole["text"] == demo_library.snapshot.entry(whole["doc_id"]).document.text
    assert whole["clauses_tree"]


def test_a_clause_by_place_by_number_and_by_label(http: httpx.Client, doc_of: Callable[[str], str]) -> None:
    doc = doc_of("古树名木保护管理办法.txt")
    text = http.get(f"/api/documents/{doc}").json()["text"]
    article = http.get(f"/api/documents/{doc}/clause", params={"clause": "第五条"}).json()
    assert article["text"].lstrip().startswith("第五条")
    assert text[article["start"] : article["end"]] == article["text"]
    assert article["complete"] is True
    by_place = http.get(f"/api/documents/{doc}/clause", params={"at": article["start"] + 1}).json()
    by_number = http.get(f"/api/documents/{doc}/clause", params={"clause": article["clause"]}).json()
    assert by_place == by_number == article
    whole = http.get(f"/api/documents/{doc}/clause").json()
    assert (whole["clause"], whole["text"]) == (0, text)
    assert whole["children"]


WRONG = [
    ("GET", "/api/documents/nope", {}, 404, "document_not_found", "nope"),
    ("POST", "/api/ask", {"json": {"question": "x", "doc": "nope"}}, 404, "document_not_found", "nope"),
    ("POST", "/api/ask", {"json": {"question": "x", "doc": "nope", "stream": True}}, 404, "document_not_found", "nope"),
    ("GET", "/api/tasks?section=没有的科", {}, 404, "name_not_found", "没有的科"),
    ("GET", "/api/tasks?section=规划财会科", {}, 404, "name_not_found", "规划财务科"),
    ("GET", "/api/search?query=竹&doc=nope", {}, 404, "document_not_found", "nope"),
    ("GET", "/api/search?query=竹&kind=诗歌", {}, 422, "invalid_request", "诗歌"),
    ("GET", "/api/search?query=竹&status=好", {}, 422, "invalid_request", "现行"),
    ("GET", "/api/search?query=竹&as_of=2024-13-01", {}, 422, "invalid_request", "2024-05-20"),
    ("GET", "/api/search?query=竹&k=101", {}, 422, "invalid_request", "k：应不大于 100"),
    ("GET", "/api/search?query=竹&k=many", {}, 422, "invalid_request", "k：应是整数"),
    ("GET", "/api/search?query=竹&limit=1", {}, 422, "invalid_request", "limit：没有这一项"),
    ("GET", "/api/search", {}, 422, "invalid_request", "query：缺少这一项"),
    ("GET", "/api/search?query=%20", {}, 422, "invalid_request", "检索词"),
    ("POST", "/api/ask", {"json": {}}, 422, "invalid_request", "question：缺少这一项"),
    ("POST", "/api/ask", {"json": []}, 422, "invalid_request", "JSON 对象"),
    ("POST", "/api/ask", {"json": {"question": 3}}, 422, "invalid_request", "question：应是字符串"),
    ("POST", "/api/ask", {"json": {"question": "问" * 2001}}, 422, "invalid_request", str(MAX_QUESTION_CHARS)),
    ("POST", "/api/ask", {"json": {"question": "x", "history": "y"}}, 422, "invalid_request", "history：应是列表"),
    (
        "POST", "/api/ask", {"json": {"question": "x", "history": [{"role": "system", "content": ""}]}},
        422, "invalid_request", "history[0].role：只能是 'user' 或 'assistant'",
    ),
    ("POST", "/api/ask", {"content": b"{", "headers": {"content-type": "application/json"}}, 422, "invalid_request", "JSON"),
    ("POST", "/api/ask", {"content": b'{"question":"\\ud800"}', "headers": {"content-type": "application/json"}}, 422, "invalid_request", "编码"),
    ("POST", "/api/ask", {"content": b"[" * 99_999, "headers": {"content-type": "application/json"}}, 400, "bad_request", "JSON"),
    ("POST", "/api/ask", {"json": {"question": "x", "id": [1]}}, 422, "invalid_request", "id：应是整数"),
    ("POST", "/api/ask", {"content": b'{"question":"x","id":NaN}', "headers": {"content-type": "application/json"}}, 422, "invalid_request", "id：应是整数"),
    ("POST", "/api/ask", {"content": b'{"question":"x","id":"\\udc00"}', "headers": {"content-type": "application/json"}}, 422, "invalid_request", "id：应是整数"),
    ("PUT", "/api/ask", {"json": {}}, 405, "method_not_allowed", "PUT"),
    ("GET", "/api/elsewhere", {}, 404, "not_found", "地址"),
    ("GET", "/v1/elsewhere", {}, 404, "not_found", "地址"),
    ("GET", "/mcp", {}, 405, "method_not_allowed", "GET"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "options", "status", "code", "told"), WRONG)
def test_what_is_wrong_is_told_in_chinese(
    http: httpx.Client, method: str, path: str, options: dict[str, Any], status: int, code: str, told: str
) -> None:
    response = http.request(method, path, **options)
    assert response.status_code == status
    error = response.json()["error"]
    assert error["code"] == code
    assert told in error["message"]
    assert re.search("[一-鿿]", error["message"])


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize("path", ["/api/ask", "/v1/chat/completions", "/mcp"])
def test_a_body_that_is_too_large(http: httpx.Client, path: str, declared: bool) -> None:
    body = b'{"question": "' + b"a" * MAX_BODY_BYTES + b'"}'
    sent = body if declared else iter([body[at : at + 65536] for at in range(0, len(body), 65536)])
    response = http.post(path, content=sent, headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert "上限 1 MB" in response.json()["error"]["message"]


def test_a_clause_that_is_not_there_and_one_of_several(http: httpx.Client, doc_of: Callable[[str], str]) -> None:
    doc = doc_of("古树名木保护管理办法.txt")
    for asked, told in (
        ("第九百条", "没有“第九百条”"),
        ("99999", "没有第 99999 号"),
        ("第", "请用编号指明"),
        (" ", "没有“ ”"),
    ):
        response = http.get(f"/api/documents/{doc}/clause", params={"clause": asked})
        assert (response.status_code, response.json()["error"]["code"]) == (404, "clause_not_found")
        assert told in response.json()["error"]["message"]
    outside = http.get(f"/api/documents/{doc}/clause", params={"at": 10**9})
    assert outside.status_code == 404


def _failing(failure: Exception, after: int) -> Answering:
    def whole(*_: object, **__: object) -> Answer:
        raise failure

    def pieces(*_: object, **__: object) -> Iterator[str | Answer]:
        yield from ["一句。"] * after
        raise failure

    return Answering(whole, pieces)


def test_failures_before_and_in_a_stream(serve_api: Serve, library: Library) -> None:
    early = serve_api(library, _failing(ModelNotReady("模型没有准备好", "请运行 mingce setup"), 0))
    late = serve_api(library, _failing(ZeroDivisionError("secret"), 1))
    asked = {"question": "x", "stream": True}
    with httpx.Client(timeout=60, trust_env=False) as client:
        for path in ("/api/ask", "/v1/chat/completions"):
            body = asked if path == "/api/ask" else {"stream": True, "messages": [{"role": "user", "content": "x"}]}
            refused = client.post(early + path, json=body)
            assert (refused.status_code, refused.json()["error"]["code"]) == (503, "model_not_ready")
            broken = client.post(late + path, json=body)
            assert broken.status_code == 200
            assert "secret" not in broken.text
            assert "internal_error" in broken.text.splitlines()[-2]
            assert "[DONE]" not in broken.text
        crashed = client.post(f"{late}/api/ask", json={"question": "x"})
        assert (crashed.status_code, crashed.json()["error"]["code"]) == (500, "internal_error")
        assert "secret" not in crashed.text


def test_an_empty_library(serve_api: Serve, library: Library) -> None:
    address = serve_api(library, extractive(library))
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        assert client.post("/api/ask", json={"question": "x"}).json()["reason"] == "not_in_library"
        assert client.get("/api/search", params={"query": "x"}).json() == {"hits": []}
        assert client.get("/api/documents").json() == {"total": 0, "documents": []}
        assert client.get("/api/tasks").json() == {"total": 0, "tasks": []}

"""The chat interface through the clients that people use: openai and langchain-openai."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from openai.types.chat import ChatCompletionMessageParam
from pydantic import SecretStr

from assistant.answer import Answer
from assistant.answering import Answering
from assistant.api.chat_replies import without_sources
from assistant.asking import ask
from kb.library import Library
from tests.assistant.api.conftest import Serve

LIST = "森林防火科有哪些任务"
KEY = "not-needed"


@pytest.fixture(scope="module")
def client(site: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{site}/v1", api_key=KEY, max_retries=0) as made:
        yield made


def user(text: str) -> list[ChatCompletionMessageParam]:
    return [{"role": "user", "content": text}]


def extra(made: Any, name: str) -> Any:
    assert made.model_extra is not None
    return made.model_extra[name]


def test_models(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["mingce"]
    assert client.models.retrieve("mingce").owned_by == "mingce"
    with pytest.raises(openai.NotFoundError, match="没有模型"):
        client.models.retrieve("gpt")


def test_a_completion(client: openai.OpenAI, demo_library: Library) -> None:
    answer = ask(demo_library, LIST)
    made = client.chat.completions.create(model="mingce", messages=user(LIST), temperature=0.3, max_tokens=5)
    content = made.choices[0].message.content or ""
    assert (made.choices[0].finish_reason, made.model) == ("stop", "mingce")
    assert content.startswith(answer.answer)
    assert without_sources(content) == answer.answer
    tail = content.removeprefix(answer.answer)
    assert tail.count("\n- [") == len(answer.citations) == len(extra(made, "citations"))
    for citation, sent in zip(answer.citations, extra(made, "citations"), strict=True):
        assert f"[{citation.marker}] 《{citation.title}》" in tail
        assert (sent["quote"], sent["start"], sent["end"]) == (citation.quote, citation.start, citation.end)
    assert extra(made, "mingce")["coverage"]["complete"] is True


def test_a_stream_is_the_completion(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="mingce", messages=user(LIST))
    chunks = list(
        client.chat.completions.create(
            model="mingce", messages=user(LIST), stream=True, stream_options={"include_usage": True}
        )
    )
    deltas = [choice.delta.content or "" for chunk in chunks for choice in chunk.choices]
    assert "".join(deltas) == whole.choices[0].message.content
    assert len([delta for delta in deltas if delta]) > 10
    assert chunks[0].choices[0].delta.role == "assistant"
    assert chunks[-1].usage is not None
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert extra(chunks[-2], "citations") == extra(whole, "citations")
    assert len({chunk.id for chunk in chunks}) == 1


def test_the_earlier_messages_are_the_history(client: openai.OpenAI) -> None:
    first: list[ChatCompletionMessageParam] = [
        {"role": "system", "content": "请用英文回答"},
        {"role": "user", "content": [{"type": "text", "text": "2024年竹产业总产值目标是多少"}]},
    ]
    answered = client.chat.completions.create(model="mingce", messages=first).choices[0].message.content
    messages: list[ChatCompletionMessageParam] = [
        *first,
        {"role": "assistant", "content": answered},
        {"role": "user", "content": "2027年呢？"},
    ]
    followed = client.chat.completions.create(model="mingce", messages=messages)
    assert "竹产业" in extra(followed, "mingce")["standalone"]
    alone = client.chat.completions.create(model="mingce", messages=user("2027年呢？"))
    assert "竹产业" not in extra(alone, "mingce")["standalone"]


def test_a_long_chat_is_not_refused(client: openai.OpenAI) -> None:
    turns: list[ChatCompletionMessageParam] = []
    for _ in range(300):
        turns += [*user("那呢？"), {"role": "assistant", "content": "好" * 500}]
    made = client.chat.completions.create(model="mingce", messages=[*turns, *user(LIST)])
    assert extra(made, "mingce")["status"] == "answered"


def test_a_refusal_offers_what_is_near_as_such(client: openai.OpenAI, demo_library: Library) -> None:
    question = next(each for each in ("护照到期了在哪里换", "松材线虫病疫苗几月打") if ask(demo_library, each).nearest)
    made = client.chat.completions.create(model="mingce", messages=user(question))
    content = made.choices[0].message.content or ""
    assert extra(made, "mingce")["status"] == "refused"
    assert extra(made, "citations") == []
    assert "**最接近的原文**" in content
    assert "**出处**" not in content


def test_a_refusal_that_names_somebody_has_its_source_and_what_is_near(client: openai.OpenAI) -> None:
    made = client.chat.completions.create(model="mingce", messages=user("高压水泵中标的是哪家公司"))
    content = made.choices[0].message.content or ""
    assert "可向其核实。[1]" in content
    assert content.index("**出处**") < content.index("**最接近的原文**")
    assert without_sources(content) == content.split("\n\n**出处**")[0]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"messages": [{"role": "assistant", "content": "x"}]}, "最后一条"),
    ({"messages": [{"role": "system", "content": "x"}]}, "最后一条"),
    ({"messages": []}, "messages：少于 1 项"),
    ({"messages": [{"role": "user", "content": "问" * 2001}]}, "2001"),
    ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]}, "只能读文字"),
    ({"messages": [{"role": "king", "content": "x"}]}, "messages[0].role：只能是"),
    ({"messages": [{"role": "user", "content": 5}]}, "messages[0].content：应是字符串"),
    ({"messages": [{"role": "user", "content": "x"}], "n": 2}, "n：应不大于 1"),
]


@pytest.mark.parametrize(("body", "told"), WRONG)
def test_what_is_wrong_is_told_in_chinese(client: openai.OpenAI, body: dict[str, Any], told: str) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        client.chat.completions.create(model="mingce", **body)
    assert told in str(caught.value.body)


def test_an_unknown_model(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="mingce") as caught:
        client.chat.completions.create(model="gpt-5", messages=user("x"))
    assert (caught.value.code, caught.value.param) == ("model_not_found", "model")


def test_langchain(site: str, demo_library: Library) -> None:
    model = ChatOpenAI(model="mingce", base_url=f"{site}/v1", api_key=SecretStr(KEY), max_retries=0)
    answer = ask(demo_library, LIST).answer
    invoked = model.invoke([SystemMessage("请简短"), HumanMessage(LIST)])
    assert str(invoked.content).startswith(answer)
    pieces = [str(chunk.content) for chunk in model.stream(LIST)]
    assert "".join(pieces) == invoked.content
    assert len(pieces) > 10
    history = [HumanMessage("2024年竹产业总产值目标是多少"), AIMessage("……[1]"), HumanMessage("2027年呢？")]
    assert "2027" in str(model.invoke(history).content)


def _answering(pieces: list[str], answer: Answer) -> Answering:
    def give(*_: object, **__: object) -> Iterator[str | Answer]:
        yield from pieces
        yield answer

    return Answering(lambda *_, **__: answer, give)


def test_pieces_that_were_not_kept_to_are_followed_by_the_answer(serve_api: Serve, library: Library) -> None:
    broke_off = _answering(["甲。", "乙"], Answer("answered", "丙。", mode="llm"))
    unfinished = _answering(["甲。"], Answer("clarify", "甲。乙？", choices=("甲办法", "乙办法")))
    for answering, expected in ((broke_off, "甲。乙\n\n丙。"), (unfinished, "甲。乙？\n\n- 甲办法\n- 乙办法")):
        with openai.OpenAI(base_url=f"{serve_api(library, answering)}/v1", api_key=KEY, max_retries=0) as client:
            chunks = client.chat.completions.create(model="mingce", messages=user("x"), stream=True)
            assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == expected


def test_a_client_that_leaves_does_no_harm(site: str, http: httpx.Client) -> None:
    body = {"stream": True, "messages": user(LIST)}
    for _ in range(3):
        with httpx.stream("POST", f"{site}/v1/chat/completions", json=body, trust_env=False) as response:
            next(response.iter_lines())
    assert http.get("/v1/models").status_code == 200

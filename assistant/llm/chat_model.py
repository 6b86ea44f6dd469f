"""Any OpenAI-compatible endpoint as a stream of text: the one home of langchain's chat model and of the openai client.

Nothing but the endpoint is contacted: no tracing, whatever LANGSMITH_* and LANGCHAIN_* say, and no counting of tokens
(tiktoken would download its tables). An endpoint of this machine is not reached through a proxy.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from kb.errors import LanguageModelFailed

if TYPE_CHECKING:
    import httpx2
    from langchain_core.messages import AIMessageChunk
    from langchain_openai import ChatOpenAI

Message = tuple[str, str]  # (role, content); role is "system" or "user"

_NO_KEY = "none"  # the client insists on a key; servers that ask for none ignore it
_DEADLINE = "mingce.deadline"
# HTTP status -> (reason, message, remedy)
_BY_STATUS = {
    400: ("bad_request", "语言模型服务不接受这次请求", "请核对 MINGCE_LLM_MODEL，或换上下文更长的模型"),
    401: ("unauthorised", "语言模型服务不认可密钥", "请核对 MINGCE_LLM_API_KEY"),
    403: ("unauthorised", "语言模型服务拒绝访问", "请核对 MINGCE_LLM_API_KEY 的权限"),
    404: ("not_found", "语言模型服务没有这个地址或模型", "请核对 MINGCE_LLM_BASE_URL 和 MINGCE_LLM_MODEL"),
    429: ("rate_limited", "语言模型服务限流或额度用尽", "请稍后再试"),
}


class Chat(Protocol):
    """What words an answer."""

    @property
    def model(self) -> str:
        """The model's name, as shown to people."""

    def stream(self, messages: Sequence[Message]) -> Generator[str]:
        """The reply, piece by piece. Raises LanguageModelFailed; closing it hangs up."""


@dataclass(frozen=True)
class ChatModel:
    """A model behind an OpenAI-compatible endpoint. `timeout_s` bounds a whole reply, and any silence in it."""

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)
    timeout_s: float = 60

    def stream(self, messages: Sequence[Message]) -> Generator[str]:
        """The reply, piece by piece. Raises LanguageModelFailed, also for a reply that was cut short or withheld."""
        untraced = copy_context()
        off = untraced.run(_tracing_off)
        finish = ""
        pieces = untraced.run(self._client.stream, [*messages])
        try:
            while (chunk := untraced.run(_next_of, pieces, self.timeout_s)) is not None:
                finish = str(chunk.response_metadata.get("finish_reason") or finish)
                if isinstance(chunk.content, str) and chunk.content:
                    yield chunk.content
        finally:
            untraced.run(pieces.close)  # type: ignore[attr-defined]  # it is a generator: closing hangs up
            untraced.run(off.__exit__, None, None, None)
        _check_finish(finish)

    def warm(self) -> None:
        """Loads the client, which takes seconds, so that the first question does not wait for it."""
        self._client  # noqa: B018 - made and kept

    @cached_property
    def _client(self) -> ChatOpenAI:
        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr

        return ChatOpenAI(
            base_url=self.base_url,
            api_key=SecretStr(self.api_key or _NO_KEY),
            model=self.model,
            temperature=0,
            timeout=self.timeout_s,
            max_retries=0,  # the extractive answer is at hand; nobody should wait for a second try
            stream_usage=False,
            use_responses_api=False,
            openai_proxy=None,
            http_client=_http_client(self.base_url, self.timeout_s),
        )


def is_loopback(url: str) -> bool:
    """Whether `url` names this machine.

    >>> is_loopback("http://127.0.0.1:11434/v1"), is_loopback("https://api.example.com/v1")
    (True, False)
    """
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _http_client(base_url: str, timeout_s: float) -> httpx2.Client:
    import openai

    begins, ends = _deadline_hooks(timeout_s)
    return openai.DefaultHttpxClient(
        timeout=timeout_s, trust_env=not is_loopback(base_url), event_hooks={"request": [begins], "response": [ends]}
    )


def _deadline_hooks(
    timeout_s: float,
) -> tuple[Callable[[httpx2.Request], None], Callable[[httpx2.Response], None]]:
    """Hooks that end a reply at its deadline: a server that keeps sending bytes never runs into a read timeout."""
    import httpx2

    class Bounded(httpx2.SyncByteStream):
        def __init__(self, stream: httpx2.SyncByteStream, deadline: float) -> None:
            self._stream, self._deadline = stream, deadline

        def __iter__(self) -> Iterator[bytes]:
            for data in self._stream:
                if monotonic() > self._deadline:
                    raise _too_slow(timeout_s)
                yield data

        def close(self) -> None:
            self._stream.close()

    def begins(request: httpx2.Request) -> None:
        request.extensions[_DEADLINE] = monotonic() + timeout_s

    def ends(response: httpx2.Response) -> None:
        if isinstance(response.stream, httpx2.SyncByteStream):
            response.stream = Bounded(response.stream, response.request.extensions[_DEADLINE])

    return begins, ends


def _tracing_off() -> AbstractContextManager[None]:
    """Switches LangSmith off in the context that this runs in, over what the environment says, until it is left."""
    from langsmith import tracing_context

    off = tracing_context(enabled=False, parent=False)
    off.__enter__()
    return off


def _next_of(pieces: Iterator[AIMessageChunk], timeout_s: float) -> AIMessageChunk | None:
    """The next piece, None at the end. All that can go wrong in the libraries becomes LanguageModelFailed here."""
    import openai

    try:
        return next(pieces, None)
    except openai.APITimeoutError as exc:
        raise _too_slow(timeout_s) from exc
    except openai.APIStatusError as exc:
        raise LanguageModelFailed(*_told_status(exc.status_code)) from exc
    except openai.APIConnectionError as exc:
        raise LanguageModelFailed(
            "unreachable", "连不上语言模型服务，或连接中途断开", "请确认服务已启动，并核对 MINGCE_LLM_BASE_URL"
        ) from exc
    except RuntimeError as exc:  # langchain refuses to start with LANGCHAIN_TRACING of its first generation
        raise LanguageModelFailed("client_error", "语言模型客户端无法启动", "请取消环境变量 LANGCHAIN_TRACING") from exc
    except (openai.OpenAIError, ValueError, TypeError, KeyError, AttributeError, IndexError) as exc:
        raise LanguageModelFailed(
            "bad_reply", "语言模型服务的回复不符合 OpenAI 接口格式", "请核对 MINGCE_LLM_BASE_URL"
        ) from exc


def _told_status(status: int) -> tuple[str, str, str]:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    reason = "server_error" if status >= 500 else "bad_request"
    return reason, f"语言模型服务报错（HTTP {status}）", "请查看该服务的日志"


def _too_slow(timeout_s: float) -> LanguageModelFailed:
    return LanguageModelFailed(
        "timeout", f"语言模型在 {timeout_s:g} 秒内没有答完", "可调大 MINGCE_LLM_TIMEOUT_S，或换更快的模型"
    )


def _check_finish(finish: str) -> None:
    if finish == "content_filter":
        raise LanguageModelFailed("content_filter", "语言模型服务按其内容规则中止了回答")
    if finish != "stop":
        raise LanguageModelFailed("cut_off", "语言模型的回答没有写完", "请检查该服务对输出长度的限制")

"""A chat as OpenAI's clients send it: which question it asks, and what went before.

    messages_of(chat)   the last message of the user is the question, the user's and assistant's before it the history

Instructions (system, developer) and results of tools are passed over: the answer comes from the library only.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assistant.api.chat_replies import without_sources
from assistant.api.forms import MAX_QUESTION_CHARS, AskForm, TurnForm
from kb.errors import SettingsError

MODEL = "mingce"
MAX_MESSAGES = 1000
_MESSAGE_CHARS = 200_000
_KEPT_TURNS = 40  # follow-ups lean on the turns right before; long chats are not refused
_KEPT_CHARS = 4000  # of each


def _text(content: object) -> object:
    """A message's text, which clients send whole or in parts; what else they attach cannot be read."""
    if content is None:
        return ""
    if not isinstance(content, list):
        return content
    parts = [part.get("text") for part in content if isinstance(part, dict) and part.get("type") == "text"]
    if len(parts) < len(content) or not all(isinstance(part, str) for part in parts):
        raise ValueError("只能读文字，请去掉图片、音频等内容")
    return "\n".join(map(str, parts))


class Message(BaseModel):
    """One message; fields of other uses are passed over."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"] = Field(description="谁说的")
    content: Annotated[str, BeforeValidator(_text), Field(max_length=_MESSAGE_CHARS)] = Field(
        default="", description="文字，或 [{type: text, text: …}]"
    )


class StreamOptions(BaseModel):
    """What a stream has besides."""

    include_usage: bool = Field(default=False, description="true：最后加一段用量")


class ChatForm(BaseModel):
    """A chat completion; settings of language models (temperature and so on) are passed over."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"model": MODEL, "messages": [{"role": "user", "content": "森林防火科有哪些任务"}]}
        }
    )

    model: Annotated[str, Field(max_length=200, description="mingce")] = MODEL
    messages: list[Message] = Field(
        min_length=1, max_length=MAX_MESSAGES, description="对话，最后一条是问题，前面的是历史"
    )
    stream: bool = Field(default=False, description="true：逐句返回")
    stream_options: StreamOptions | None = Field(default=None, description="流的选项")
    n: Annotated[int, Field(ge=1, le=1, description="只能是 1")] = 1

    @property
    def include_usage(self) -> bool:
        """Whether the stream is to end with the usage."""
        return self.stream_options is not None and self.stream_options.include_usage


def question_of(chat: ChatForm) -> AskForm:
    """The question that a chat asks, with its history. Raises SettingsError where the last word is not the user's."""
    spoken = [message for message in chat.messages if message.role in ("user", "assistant")]
    if not spoken or spoken[-1].role != "user":
        raise SettingsError("对话的最后一条不是提问", "最后一条消息的 role 应是 user")
    question = spoken[-1].content
    if len(question) > MAX_QUESTION_CHARS:
        raise SettingsError(f"问题有 {len(question)} 个字符", f"请缩短到 {MAX_QUESTION_CHARS} 个字符以内")
    return AskForm(question=question, history=[_turn(message) for message in spoken[:-1][-_KEPT_TURNS:]])


def _turn(message: Message) -> TurnForm:
    role: Any = message.role
    return TurnForm(role=role, content=without_sources(message.content)[:_KEPT_CHARS])

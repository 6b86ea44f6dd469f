"""What may be asked of the interfaces, with its limits. The same forms serve HTTP and MCP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from assistant.document_rows import STATES
from assistant.search_rows import STATUSES

MAX_QUESTION_CHARS = 2000
MAX_TURNS = 100
MAX_TURN_CHARS = 20_000
MAX_BODY_BYTES = 2**20
_NAME_CHARS = 200


def _iso_date(written: str) -> str:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError as exc:
        raise ValueError(f"日期应写作 2024-05-20，现为 {written}") from exc


def _known_status(written: str) -> str:
    if written not in STATUSES:
        raise ValueError(f"没有状态“{written}”，可用：{'、'.join(STATES.values())}")
    return written


def _an_id(given: object) -> object:
    whole = isinstance(given, int) and not isinstance(given, bool)
    if not (whole or (isinstance(given, str) and len(given) <= _NAME_CHARS and _is_text(given))):
        raise ValueError(f"应是整数，或 {_NAME_CHARS} 个字符以内的字符串")
    return given


def _is_text(given: str) -> bool:
    """Whether it can be sent: JSON may hold halves of characters."""
    return not any("\ud800" <= char <= "\udfff" for char in given)


def _as_written(given: object) -> object:
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else given


Name = Annotated[str, Field(max_length=_NAME_CHARS)]
QuestionId = Annotated[Any, AfterValidator(_an_id), WithJsonSchema({"type": "string"})]
ClauseName = Annotated[str, BeforeValidator(_as_written), Field(max_length=_NAME_CHARS)]
DocId = Annotated[str, Field(max_length=_NAME_CHARS, description="文件编号（doc_id）")]
Day = Annotated[str, Field(max_length=_NAME_CHARS), AfterValidator(_iso_date)]
StatusName = Annotated[str, Field(max_length=_NAME_CHARS), AfterValidator(_known_status)]


class Form(BaseModel):
    """A request; names that it does not know are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TurnForm(Form):
    """An earlier turn of the conversation."""

    role: Literal["user", "assistant"] = Field(description="user 或 assistant")
    content: str = Field(max_length=MAX_TURN_CHARS, description="这一轮说的话")


class AskForm(Form):
    """A question."""

    model_config = ConfigDict(json_schema_extra={"example": {"question": "森林防火科有哪些任务"}})

    question: str = Field(max_length=MAX_QUESTION_CHARS, description="问题")
    history: list[TurnForm] = Field(default=[], max_length=MAX_TURNS, description="此前的对话，从早到晚")
    as_of: Day | None = Field(default=None, description="按这一天的有效文件回答，如 2024-05-20")
    doc: DocId | None = Field(default=None, description="只在这份文件里找（doc_id）")

    @property
    def turns(self) -> list[dict[str, str]]:
        """The history as turns."""
        return [{"role": turn.role, "content": turn.content} for turn in self.history]


class StreamedAskForm(AskForm):
    """A question over HTTP."""

    id: QuestionId | None = Field(default=None, description="字符串或整数，原样带回")
    stream: bool = Field(default=False, description="true：以 SSE 逐句返回")


class SearchForm(Form):
    """A search, with the filters of `mingce search`."""

    query: str = Field(max_length=MAX_QUESTION_CHARS, description="检索词")
    k: int = Field(default=10, ge=1, le=100, description="返回几条")
    doc: DocId | None = Field(default=None, description="只在这份文件里找（doc_id）")
    kind: Name | None = Field(default=None, description="文种，如 通知、办法")
    issuer: Name | None = Field(default=None, description="发文机关，简称、旧称也可以")
    status: StatusName | None = Field(default=None, description=f"文件状态：{'、'.join(STATES.values())}")
    as_of: Day | None = Field(default=None, description="只找这一天有效的文件，如 2024-05-20")
    section: Name | None = Field(default=None, description="只找这个责任科室或责任单位的任务")
    from_year: int | None = Field(default=None, ge=1000, le=9999, description="文件年份，从这一年起")
    to_year: int | None = Field(default=None, ge=1000, le=9999, description="文件年份，到这一年止")
    rerank: bool = Field(default=True, description="false：不用精排模型，更快")


class TasksForm(Form):
    """A list of tasks."""

    section: Name | None = Field(default=None, description="责任科室，有无“局”字都可")
    unit: Name | None = Field(default=None, description="责任单位")
    doc: DocId | None = Field(default=None, description="只看这份文件（doc_id）")
    all: bool = Field(default=False, description="true：也列出已废止文件中的任务")
    limit: int = Field(default=1000, ge=1, le=10_000, description="最多返回几项；total 是总数")
    offset: int = Field(default=0, ge=0, description="跳过前几项")


class DocumentsForm(Form):
    """A list of documents."""

    limit: int = Field(default=100, ge=1, le=1000, description="最多返回几份；total 是总数")
    offset: int = Field(default=0, ge=0, description="跳过前几份")


class PlaceForm(Form):
    """A clause of a document that is already named."""

    clause: ClauseName | None = Field(
        default=None, description="条款编号（检索结果的 clause）、条款的序号（如 第五条）或标题开头；不给则为全文"
    )
    at: int | None = Field(default=None, ge=0, description="原文中的位置（引文的 start）；给出其所在的条款")


class ClauseForm(PlaceForm):
    """A clause of a document."""

    doc: DocId

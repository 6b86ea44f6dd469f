"""How an answer looks, for the documentation: `assistant.answer.Answer` as JSON, told in Chinese."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    """A part of an answer; a field that stands in the JSON stands here, too (a test compares them)."""

    model_config = ConfigDict(extra="forbid")


class PageBoxPart(Part):
    """A printed line."""

    page: int = Field(description="页码，从 1 数起")
    box: list[float] = Field(description="左、上、右、下，占页面宽高的比例")


class CitationPart(Part):
    """A citation."""

    marker: int = Field(description="回答里的 [n]；0 表示没有引用，只是列出")
    doc_id: str = Field(description="文件编号")
    title: str = Field(description="标题")
    doc_number: str | None = Field(description="文号")
    path: list[str] = Field(description="所在条款，从上到下")
    quote: str = Field(description="原文，一字不差")
    start: int = Field(description="原文从这里开始：text[start:end] 即 quote")
    end: int = Field(description="到这里为止")
    page: int | None = Field(description="页码")
    status: str = Field(
        description="in_force 现行、amended 已修改、superseded 已有新版、repealed 已废止、expired 已失效、draft 征求意见稿"
    )
    demonstration: bool = Field(description="是否演示文件")
    boxes: list[PageBoxPart] = Field(description="所在的行，有位置的格式才有")
    cell_range: str | None = Field(description="表格中的位置")
    confidence: float | None = Field(description="识别把握，扫描件才有")


class CoveragePart(Part):
    """How complete a list is."""

    found: int = Field(description="共几项")
    documents: int = Field(description="来自几份文件")
    complete: bool = Field(description="是否已列全")


class ModelPart(Part):
    """What a language model did."""

    model: str = Field(description="模型名称")
    outcome: str = Field(description="worded 用了模型的文字；其余是没有用的原因")
    told: str = Field(description="用中文说明")
    dropped: int = Field(description="去掉的没有依据的句数")


class AnswerForm(Part):
    """An answer."""

    id: Any = Field(description="请求里的 id")
    status: Literal["answered", "refused", "clarify"] = Field(description="已回答、未回答、需要说明所指")
    answer: str = Field(description="回答，[n] 是引文编号")
    reason: str | None = Field(
        description="未回答的原因：no_evidence、redacted_in_source、not_in_library、ambiguous 等"
    )
    citations: list[CitationPart] = Field(description="引文")
    records: list[dict[str, Any]] = Field(description="回答所列的任务、措施或目标记录")
    coverage: CoveragePart | None = Field(description="列举类问题：找到几项、是否列全")
    mode: str = Field(description="extractive 原文摘录，llm 大模型")
    standalone: str = Field(description="补上前文之后实际回答的问题")
    nearest: list[CitationPart] = Field(description="未回答时最接近的原文")
    choices: list[str] = Field(description="需要说明所指时可选的文件")
    missing: list[str] = Field(description="问题里文件库没有写明的部分，其余部分已回答")
    confidence: float | None = Field(
        description="最可能的那一句回答了问题的概率，0 到 1；由记录或文件信息得出的回答没有"
    )
    timings_ms: dict[str, float] = Field(description="各步用时（毫秒）")
    llm: ModelPart | None = Field(description="大模型的情况；没有用大模型时为空")
    sides: list[str] = Field(description="并排对照的文件：两份文件的比较，或说法不一致的现行文件；其余为空")

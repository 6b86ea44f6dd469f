"""A language model that lies in every way that drafting invites: what it adds must never stand in a draft."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence

from assistant.llm.chat_model import Message

_LINE = re.compile(
    r'^(?:【(?P<section>[^】]+)】|<(?P<fence>[^ >]+) 编号="(?P<number>\d+)">(?P<text>.*)</(?P=fence)>)$', re.MULTILINE
)
_DIGITS = re.compile(r"\d+")

# What it adds to true sentences, each a lie of another kind.
LIES = (
    "获国务院通报表扬", "居全国首位", "由副市长钱国栋亲自督办", "在临江县万福镇全面推广", "于2031年7月19日通过验收", "节约资金8848万元",
    "依据《全国林业振兴条例》（国发〔2031〕9号）", "成效十分显著", "新华社记者称赞“堪称奇迹”", "惠及数万群众", "并经ISO9001认证", "得到省乡村振兴局高度评价",
)  # fmt: skip


class LyingModel:
    """Words each numbered statement of a prompt with a lie in it; a true sentence now and then, so that some stand."""

    model = "说谎的模型"

    def stream(self, messages: Sequence[Message]) -> Generator[str]:
        """The reply, line by line."""
        yield from lies_about(messages[-1][1]).splitlines(keepends=True)


def lies_about(prompt: str) -> str:
    """A reply to a drafting prompt: every sentence with an added lie, a changed figure, or another's number."""
    lines: list[str] = []
    told = 0
    for match in _LINE.finditer(prompt):
        if match["section"]:
            lines.append(f"【{match['section']}】")
            continue
        text, number = match["text"].rstrip("。"), match["number"]
        lie = LIES[told % len(LIES)]
        changed = _DIGITS.sub(lambda digits: str(int(digits[0]) * 7 + 3), text)
        ways = (
            f"{text}，{lie}。[{number}]",
            f"{changed}。[{number}]",
            f"{text}。{lie}。[{number}]",
            f"{lie}。[99]",
            f"{text}。[{number}]",
        )
        lines.append(ways[told % len(ways)])
        lines.append(f"{lie}，全体干部群众备受鼓舞。[{number}]")
        told += 1
    return "\n".join(lines) + "\n"

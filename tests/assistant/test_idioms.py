from __future__ import annotations

import pytest

from assistant.idioms import officially


@pytest.mark.parametrize(
    ("said", "official"),
    [
        ("专家库办法管几年", "专家库办法有效期几年"),
        ("这个规定能用多久", "这个规定有效期多久"),
        ("新条例什么时候开始实行", "新条例什么时候起施行"),
        ("养犬办法归谁解释", "养犬办法由谁负责解释"),
        ("补贴发几年", "补贴发几年"),
        ("谁负责管护林员", "谁负责管护林员"),
        ("农机用几年可以报废", "农机用几年可以报废"),
        ("审批要用多长时间", "审批要用多长时间"),  # it takes so long
    ],
)
def test_a_turn_of_speech_is_put_as_documents_put_it(said: str, official: str) -> None:
    assert officially(said) == official

"""What a text without a title is known by."""

from __future__ import annotations

from assistant.naming import known_by
from ingest.readers import read
from ingest.structure import parse


def test_not_by_the_documents_that_it_rests_on() -> None:
    text = "为落实《青山市智慧园区发展方案》（青政〔2024〕3号）部署，扶持茶农合作社，制定以下政策。\n一、资金\n每年安排800万元。\n"
    name = known_by(parse(read(text.encode(), "附件3.txt")))
    assert "茶农合作社" in name
    assert "智慧园区" not in name

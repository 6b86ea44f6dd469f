"""From when to when a document holds, and its status."""

from __future__ import annotations

import pytest

from ingest.validity import effective_on, expires_on, status_of
from kb.document import SourceFacts, Status


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("本办法自2022年6月1日起施行。", "2022-06-01"),
        ("本办法自２０２２年６月１日起施行。", "2022-06-01"),
        ("本办法自印发之日起施行。", "2024-03-01"),
        ("本办法自发布之日起30日后施行。", "2024-03-31"),
        ("本公告自公布之日起满三十日后施行。", "2024-03-31"),
        ("《护林办法》已经通过，现予公布，自2024年5月1日起施行。", "2024-05-01"),
        ("《森林法》自2020年7月1日起施行以来，成效明显。", None),
        ("《护林规定》自2020年7月1日起施行。本办法自2021年1月1日起施行。", "2021-01-01"),
        ("自2022年6月1日起至2023年6月1日止。", None),
    ],
)
def test_since_when(sentence: str, day: str | None) -> None:
    assert effective_on(sentence, "2024-03-01") == day


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("本办法自2020年1月1日起施行，有效期5年。", "2024-12-31"),
        ("本办法自印发之日起施行，有效期为三年。", "2022-12-31"),
        ("本通知有效期至2025年12月31日。", "2025-12-31"),
        ("本办法自2020年1月1日起施行，至2021年12月31日止。", "2021-12-31"),
        ("本通知自2026年1月1日起失效。", "2025-12-31"),
        ("本办法自发布之日起试行，试行期2年。", "2021-12-31"),
        ("本办法自发布之日起施行，有效期18个月。", "2021-06-30"),
        ("许可证有效期5年。", None),
        ("本办法自2020年1月1日起施行。", None),
    ],
)
def test_until_when(sentence: str, day: str | None) -> None:
    assert expires_on(sentence, "2020-01-01") == day


def test_a_term_without_a_beginning_ends_never() -> None:
    assert expires_on("本办法有效期5年。", None) is None


@pytest.mark.parametrize(
    ("title", "told", "status"),
    [
        ("护林办法", None, Status.IN_FORCE),
        ("护林办法", "现行有效", Status.IN_FORCE),
        ("护林办法", "失效", Status.EXPIRED),
        ("护林办法", "已废止", Status.REPEALED),
        ("护林办法", "已被修改", Status.AMENDED),
        ("护林办法", "部分失效", Status.AMENDED),
        ("护林办法（征求意见稿）", "有效", Status.DRAFT),
        ("护林条例（草案）", None, Status.DRAFT),
        ("护林办法（送审稿）", None, Status.DRAFT),
    ],
)
def test_status(title: str, told: str | None, status: Status) -> None:
    assert status_of(title, SourceFacts(status=told)) is status

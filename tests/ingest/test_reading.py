"""The reading process: results in order, and what hangs, crashes or eats memory ends nothing but itself."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.reading import Reading
from kb.errors import UnreadableFile

PLAN = "护林工作方案\n一、目标\n全市新造林3万亩。".encode()


@pytest.fixture
def reading(tmp_path: Path) -> Iterator[Reading]:
    with Reading(tmp_path, max_chars=1000, max_silence_s=5) as made:
        yield made


def process_of(reading: Reading) -> int:
    assert reading._process is not None
    assert reading._process.pid is not None
    return reading._process.pid


def test_results_come_in_order_and_a_bad_file_fails_alone(reading: Reading) -> None:
    for number, data in enumerate((PLAN, b"", PLAN)):
        reading.begin(data, f"{number}.txt")
    assert reading.next_result()[0].source == "0.txt"
    with pytest.raises(UnreadableFile) as caught:
        reading.next_result()
    assert (caught.value.reason, "请" in caught.value.remedy) == ("empty", True)
    assert reading.next_result()[0].source == "2.txt"


def test_a_process_that_dies_is_told_and_replaced(reading: Reading) -> None:
    reading.begin(PLAN, "0.txt")
    reading.next_result()
    first = process_of(reading)
    os.kill(first, signal.SIGKILL)
    time.sleep(0.1)
    reading.begin(PLAN, "1.txt")
    reading.begin(PLAN, "2.txt")
    assert [reading.next_result()[0].source for _ in range(2)] == ["1.txt", "2.txt"]
    second = process_of(reading)
    assert second != first
    os.kill(second, signal.SIGSTOP)  # it does not answer any more
    reading.begin(PLAN, "3.txt")
    reading.begin(PLAN, "4.txt")
    with pytest.raises(UnreadableFile) as caught:
        reading.next_result()
    assert caught.value.reason == "too_slow"
    assert reading.next_result()[0].source == "4.txt"


def test_a_text_over_the_limit(reading: Reading) -> None:
    reading.begin("护林。\n".encode() * 500, "长.txt")
    with pytest.raises(UnreadableFile) as caught:
        reading.next_result()
    assert (caught.value.reason, "MINGCE_MAX_CHARS" in caught.value.remedy) == ("too_large", True)


def test_nothing_stays_behind(tmp_path: Path) -> None:
    with Reading(tmp_path, max_chars=1000) as reading:
        reading.begin(PLAN, "0.txt")
        reading.next_result()
        process = process_of(reading)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

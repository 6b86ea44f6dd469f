"""The load run itself, small: everything that it asks for is answered, and what fails is counted."""

from __future__ import annotations

from evals.load_run import Tally, run_load


def test_a_few_people_for_a_moment() -> None:
    result = run_load(people=2, minutes=0.1, files=1)
    assert result["errors"] == 0, result["first_errors"]
    assert result["requests"]["ask"] >= 1
    assert result["requests"]["ingest"] == 1
    assert result["resident_mb"]["most"] > 100


def test_what_fails_is_counted() -> None:
    tally = Tally()
    tally.note("ask", 1.0)
    tally.note("ask", 2.0, "500")
    assert (tally.took_ms, tally.errors) == ({"ask": [1.0, 2.0]}, ["ask: 500"])

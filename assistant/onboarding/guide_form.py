"""A guide and its quiz as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from assistant.onboarding.charges import Charge
from assistant.onboarding.guide import Guide
from assistant.onboarding.question import Question
from assistant.task_rows import as_json as task_json


def guide_form(guide: Guide, quiz: Sequence[Question]) -> dict[str, Any]:
    """The JSON of `mingce onboard --json`; a charge has the contract's task record as `task`."""
    form = asdict(guide)
    form["charges"] = [_charge(each) for each in guide.charges]
    form["changes"] = [
        {
            **changed,
            "gained": [_charge(each) for each in replaced.gained],
            "gone": [_charge(each) for each in replaced.gone],
            "kept": [
                {"before": _charge(each.before), "now": _charge(each.now), "differences": list(each.differences)}
                for each in replaced.kept
            ],
        }
        for changed, replaced in zip(form["changes"], guide.changes, strict=True)
    ]
    return {**form, "quiz": [asdict(each) for each in quiz]}


def _charge(charge: Charge) -> dict[str, Any]:
    return {**asdict(charge), "task": task_json((charge.doc_id, charge.task))}

"""Clicks inside our HTML as Gradio events.

An element with `data-event="name"` triggers the event `name` of its component; its other data attributes are
the event's data, and the fields of a form around it by their names; with `data-collect` also, as `chosen`, what is
chosen in the controls there. What arrives comes from the browser and may be anything: the readers below check it.
"""

from __future__ import annotations

import json
from typing import Any

import gradio as gr

# For every event: no spinner over our own HTML, and no public endpoint.
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

_CLICKS = """
const known = %s;
element.addEventListener('click', async (event) => {
  const target = event.target.closest('[data-event]');
  if (!target || !element.contains(target) || !known.includes(target.dataset.event)) return;
  const data = {...target.dataset};
  if ('collect' in data) {
    const controls = target.closest('[data-form]')?.querySelectorAll('input:checked, select') ?? [];
    data.chosen = [...controls].map((each) => each.value).join(',');
  }
  for (const field of target.closest('[data-form]')?.elements ?? [])
    if (field.name && (field.type !== 'radio' || field.checked)) data[field.name] = field.value;
  if (data.confirm && !(await window.mingceConfirm(data.confirmTitle, data.confirm, data.confirmAction))) return;
  trigger(data.event, data);
});
element.addEventListener('submit', (event) => {
  event.preventDefault();
  event.target.querySelector('[data-event]')?.click();
});
"""


def clicks(*names: str) -> str:
    """The script of a `gr.HTML` whose elements trigger the events `names`."""
    return _CLICKS % json.dumps(names)


def text_of(event: gr.EventData, name: str, max_chars: int = 2000) -> str:
    """A text of the event's data, at most `max_chars` of it; empty when there is none."""
    value = _data(event).get(name)
    return value[:max_chars] if isinstance(value, str) else ""


def number_of(event: gr.EventData, name: str) -> int:
    """A number of the event's data that is not negative; -1 when there is none."""
    text = text_of(event, name, 9)
    return int(text) if text.isascii() and text.isdecimal() else -1


def numbers_of(event: gr.EventData, name: str, most: int = 20) -> tuple[int, ...]:
    """The numbers of a list of the event's data written with commas, at most `most`; -1 for what is none."""
    parts = text_of(event, name, 200).split(",")[:most]
    return tuple(int(part) if part.isascii() and part.isdecimal() and len(part) < 4 else -1 for part in parts if part)


def items_of(event: gr.EventData, name: str) -> list[dict[str, object]]:
    """A list of objects of the event's data; what is none is left out."""
    value = _data(event).get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _data(event: gr.EventData) -> dict[str, object]:
    return event._data if isinstance(event._data, dict) else {}

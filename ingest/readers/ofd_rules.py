"""The ruled lines of an OFD page: level and upright strokes of its path objects (GB/T 33190-2016 9.1)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

Point = tuple[float, float]
Box = tuple[float, float, float, float]

_COUNTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}  # numbers behind each operator
_MAX_POINTS = 4_000  # of one path; more is a drawing
_SHORTEST = 1.5  # millimetres
_THICKEST = 1.0  # of a rule; a filled area that is thicker is shading
_LEVEL = 0.3  # millimetres that a level rule may climb


def strokes(element: Any) -> list[list[Point]]:
    """The lines of a path object, each as its points in the object's own coordinates; curves as their ends.

    >>> from lxml import etree
    >>> strokes(etree.fromstring("<P><AbbreviatedData>M 0 0 L 9 0 L 9 5 C</AbbreviatedData></P>"))
    [[(0.0, 0.0), (9.0, 0.0), (9.0, 5.0), (0.0, 0.0)]]
    """
    data = element.find("{*}AbbreviatedData")
    lines: list[list[Point]] = []
    for operator, numbers in operations((data.text or "").split() if data is not None else []):
        if operator in ("M", "S"):
            lines.append([(numbers[0], numbers[1])])
        elif not lines:
            return []
        elif operator == "C":
            lines[-1].append(lines[-1][0])
        else:
            lines[-1].append((numbers[-2], numbers[-1]))
        if sum(map(len, lines)) > _MAX_POINTS:
            return []
    return lines


def operations(words: list[str]) -> Iterator[tuple[str, list[float]]]:
    """The operators of AbbreviatedData with their numbers, up to the first that is wrong."""
    at = 0
    while at < len(words) and words[at] in _COUNTS:
        count = _COUNTS[words[at]]
        try:
            numbers = [float(word) for word in words[at + 1 : at + 1 + count]]
        except ValueError:
            return
        if len(numbers) < count:
            return
        yield words[at], numbers
        at += 1 + count


def rules_of(lines: list[list[Point]], stroked: bool) -> list[Box]:
    """Level and upright rules (x0, top, x1, bottom) of a path on the page, in millimetres.

    A line that is stroked gives one for each of its straight parts, a filled area one if it is as thin as a rule.

    >>> rules_of([[(10.0, 20.0), (90.0, 20.0), (90.0, 50.0)]], True)
    [(10.0, 20.0, 90.0, 20.0), (90.0, 20.0, 90.0, 50.0)]
    """
    found = []
    for line in lines:
        xs, ys = [x for x, _ in line], [y for _, y in line]
        around = (min(xs), min(ys), max(xs), max(ys))
        if _is_rule(around, _THICKEST):
            found.append(around)
        elif stroked:
            parts = pairwise(line)
            boxes = [(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for a, b in parts]
            found += [box for box in boxes if _is_rule(box, _LEVEL)]
    return found


def _is_rule(box: Box, thickest: float) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return min(width, height) <= thickest and max(width, height) >= max(_SHORTEST, 3 * min(width, height))

"""Writes the golden clause trees anew: `python -m tests.ingest.regenerate`. Read the difference before accepting it."""

from __future__ import annotations

import json
from pathlib import Path

from ingest.readers import read
from ingest.structure import parse
from kb.document import Document

GOLDEN = Path(__file__).parent / "golden"
DOCUMENTS = Path(__file__).resolve().parents[2] / "corpus" / "documents"


def outline(document: Document, index: int = 0) -> list[object]:
    """The clauses below `index` as nested `[label, heading, kind, children?]`."""
    rows: list[object] = []
    for child in document.children(index):
        below = outline(document, child.index)
        rows.append([child.label, child.heading, child.kind.value, *([below] if below else [])])
    return rows


def golden_text(path: Path) -> str:
    """What the golden file of document `path` holds, one clause a line."""
    return "[\n" + ",\n".join(_lines(outline(parse(read(path.read_bytes(), path.name))), 1)) + "\n]\n"


def _lines(rows: list[object], depth: int) -> list[str]:
    lines: list[str] = []
    for row in rows:
        assert isinstance(row, list)
        head = ", ".join(json.dumps(part, ensure_ascii=False) for part in row[:3])
        if len(row) == 4:
            below = ",\n".join(_lines(row[3], depth + 1))
            lines.append(f"{' ' * depth}[{head}, [\n{below}\n{' ' * depth}]]")
        else:
            lines.append(f"{' ' * depth}[{head}]")
    return lines


def main() -> None:
    """Writes one golden file a demonstration document."""
    for path in sorted(DOCUMENTS.iterdir()):
        (GOLDEN / f"{path.stem}.json").write_text(golden_text(path), "utf-8")


if __name__ == "__main__":
    main()

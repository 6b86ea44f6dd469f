"""Exit status 0 if dev.jsonl, test.jsonl and held.jsonl are sound against `corpus/documents`; else 1, one line a complaint.

All matching is on text after NFKC folding and removing white space. Checked: the shape of each row; that ids and
questions are unique over both files; that every alternative, cite and redaction stands in a named document; that, but
for lists, a group stands near a cite; that no must_not is the answer; that `found` is the number of groups; that no
question or history holds its answer; that no pattern of absent.jsonl (what a document would have to say to answer a
refuse row) matches in any document, or in those whose name contains `in`.

    python -m evals.gold.check
"""

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.table import Table
from pypdf import PdfReader

HERE = Path(__file__).resolve().parent
DOCUMENTS = HERE.parent.parent / "corpus" / "documents"
KINDS = ("who", "list", "fact", "target", "measure", "definition", "deadline", "follow", "redacted", "refuse")
KEYS = {"id", "kind", "question", "doc", "must", "must_not", "cite"}
NEAR_CHARS = 200  # a group's alternative stands at most this far from a cite
Row = dict[str, Any]


def fold(text: str) -> str:
    """`text` after NFKC, without white space: `（一） 总 则` -> `(一)总则`."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def docx_blocks(path: Path) -> Iterator[str]:
    """The paragraphs and table rows of a Word file, in order."""
    for block in docx.Document(str(path)).iter_inner_content():
        if isinstance(block, Table):
            yield from (" ".join(cell.text for cell in row.cells) for row in block.rows)
        else:
            yield block.text


def text_of(path: Path) -> str:
    """The folded text of a document."""
    if path.suffix == ".docx":
        return fold("\n".join(docx_blocks(path)))
    if path.suffix == ".pdf":
        return fold("\n".join(page.extract_text() for page in PdfReader(path).pages))
    data = path.read_bytes()
    try:
        return fold(data.decode("utf-8"))
    except UnicodeDecodeError:
        return fold(data.decode("gb18030"))


def read_rows(name: str) -> list[Row]:
    """The rows of a JSON Lines file beside this one."""
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def named_documents(row: Row) -> list[str]:
    """The file names of the documents that answer `row`."""
    doc = row["doc"]
    return doc if isinstance(doc, list) else [doc] if doc else []


def shape_complaints(row: Row, names: set[str]) -> Iterator[str]:
    """What is wrong with the fields of `row`."""
    kind = row["kind"]
    extra = {"follow": {"history"}, "list": {"found"}}.get(kind, set())
    if kind not in KINDS or set(row) != KEYS | extra:
        yield f"kind {kind} with the fields {sorted(row)}"
    if kind == "refuse":
        if row["doc"] is not None or row["must"] or row["must_not"] or row["cite"]:
            yield "a refuse row has no doc, must, must_not or cite"
        return
    if not named_documents(row) or not set(named_documents(row)) <= names:
        yield f"no such document: {row['doc']}"
    if not row["cite"] or not all(row["must"]) or bool(row["must"]) == (kind == "redacted"):
        yield "cite is empty, or must is empty where it should not be"
    if kind == "list" and row["found"] != len(row["must"]):
        yield f"found {row['found']}, but {len(row['must'])} groups"
    roles = [turn["role"] for turn in row.get("history", [])]
    if roles != ["user", "assistant"] * (len(roles) // 2) or (kind == "follow" and not roles):
        yield f"history roles {roles}"


def answer_complaints(row: Row, texts: list[str]) -> Iterator[str]:
    """What is wrong between `row` and the folded `texts` of its documents."""
    groups = [[fold(alternative) for alternative in group] for group in row["must"]]
    cites = [fold(cite) for cite in row["cite"]]
    asked = fold(row["question"] + "".join(turn["content"] for turn in row.get("history", [])))
    for string in [*cites, *(alternative for group in groups for alternative in group)]:
        if not any(string in text for text in texts):
            yield f"not in the document: {string}"
    if row["kind"] == "redacted" and not all("×" in cite for cite in cites):
        yield "a cite of a redacted row shows no redaction"
    starts = [(text, hit.start()) for text in texts for cite in cites for hit in re.finditer(re.escape(cite), text)]
    windows = [text[max(0, start - NEAR_CHARS) : start + NEAR_CHARS] for text, start in starts]
    for group in groups:
        if row["kind"] != "list" and not any(alternative in window for alternative in group for window in windows):
            yield f"not near a cite: {group}"
        yield from (f"the question holds its answer: {alternative}" for alternative in group if alternative in asked)
        yield from (f"must_not is in {a}" for a in group for no in row["must_not"] if fold(no) in a)
    missing = [
        name for name, text in zip(named_documents(row), texts, strict=True) if not any(c in text for c in cites)
    ]
    yield from (f"nothing to cite in {name}" for name in missing)


def absent_complaints(rows: list[Row], texts: dict[str, str]) -> Iterator[str]:
    """Where a document may answer a refuse row after all."""
    entries = read_rows("absent.jsonl")
    refused, searched = {row["id"] for row in rows if row["kind"] == "refuse"}, {entry["id"] for entry in entries}
    yield from (f"{name}: only in one of refuse rows and absent.jsonl" for name in sorted(refused ^ searched))
    for entry in entries:
        inside = {name: text for name, text in texts.items() if entry["in"] in name}
        if not inside or not entry["patterns"]:
            yield f"{entry['id']}: no document or no pattern"
        for name, text in inside.items():
            hits = [hit for pattern in entry["patterns"] for hit in re.finditer(pattern, text)]
            yield from (f"{entry['id']}: {name} has {hit.group()}" for hit in hits)


def main() -> int:
    """Prints the complaints, or the counts by kind."""
    texts = {path.name: text_of(path) for path in sorted(DOCUMENTS.iterdir())}
    files = {name: read_rows(f"{name}.jsonl") for name in ("dev", "test", "held")}
    rows = [row for part in files.values() for row in part]
    complaints: list[str] = []
    for field in ("id", "question"):
        counts = Counter(row[field] + str(row.get("history", "") if field == "question" else "") for row in rows)
        complaints += [f"{value}: {n} times" for value, n in counts.items() if n > 1]
    for row in rows:
        wrong = list(shape_complaints(row, set(texts)))
        if not wrong and row["kind"] != "refuse":
            wrong = list(answer_complaints(row, [texts[name] for name in named_documents(row)]))
        complaints += [f"{row['id']}: {complaint}" for complaint in wrong]
    complaints += absent_complaints(rows, texts)
    report = [f"{name}: {len(part)} rows, {dict(Counter(row['kind'] for row in part))}" for name, part in files.items()]
    print("\n".join(complaints or report))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())

"""Exit status 0 if the gold questions are sound against their documents; else 1, one line a complaint.

dev.jsonl, test.jsonl and held.jsonl are over `corpus/documents`; real_dev.jsonl and real_test.jsonl are over the documents
that real_documents.jsonl names by path and sha256 below the shared data, which are no part of the project: without them
only the form of these rows is checked, and the report says so.

All matching is on text after NFKC folding and removing white space. Checked: the shape of each row; that ids and
questions are unique over both files; that every alternative, cite and redaction stands in a named document; that, but
for lists, a group stands near a cite; that no must_not is the answer; that `found` is the number of groups; that no
question or history holds its answer; that no pattern of absent.jsonl and real_absent.jsonl (what a document would have to
say to answer a refuse row) matches in any document, or in those whose name contains `in`. Of rows over real documents
also: that no string of `must` and `cite` is longer than MAX_CHARS, and that no question shares MAX_RUN characters with
its document.

    python -m evals.gold.check
"""

import hashlib
import html
import json
import os
import re
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.table import Table
from pypdf import PdfReader

HERE = Path(__file__).resolve().parent
DOCUMENTS = HERE.parent.parent / "corpus" / "documents"
SHARED = Path(os.environ.get("MINGCE_SHARED") or HERE.parents[2] / "shared")
KINDS = ("who", "list", "fact", "target", "measure", "definition", "deadline", "follow", "redacted", "refuse")
KEYS = {"id", "kind", "question", "doc", "must", "must_not", "cite"}
REAL_KINDS = (*KINDS, "yesno", "condition", "procedure")
NEAR_CHARS = 200  # a group's alternative stands at most this far from a cite
REAL_NEAR_CHARS = 400  # real documents have longer paragraphs and tables
MAX_CHARS = 20  # of a string taken from a real document: the project holds none of their sentences
MAX_RUN = 12  # longest run of characters that a question may share with its real document
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
    if path.suffix == ".ofd":
        return fold("".join(ofd_strings(path)))
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    if path.suffix == ".html":
        text = html.unescape(re.sub(r"(?is)<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]+>", "", text))
    return fold(text)


def ofd_strings(path: Path) -> Iterator[str]:
    """The strings of the pages of an OFD file, in the order of its content files."""
    with zipfile.ZipFile(path) as archive:
        for name in sorted(name for name in archive.namelist() if name.endswith("Content.xml")):
            markup = archive.read(name).decode("utf-8")
            yield from (html.unescape(each) for each in re.findall(r"<ofd:TextCode[^>]*>([^<]*)<", markup))


def real_texts() -> dict[str, str] | str:
    """The folded texts of the real documents by path, or why they cannot be looked at: the first that is not there."""
    texts = {}
    for row in read_rows("real_documents.jsonl"):
        path = SHARED / "data" / "documents" / row["doc"]
        if not path.is_file():
            return f"no {row['doc']} below the shared data"
        if hashlib.sha256(path.read_bytes()).hexdigest() != row["sha256"]:
            return f"{row['doc']} has another sha256"
        texts[row["doc"]] = text_of(path)
    return texts


def read_rows(name: str) -> list[Row]:
    """The rows of a JSON Lines file beside this one."""
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def named_documents(row: Row) -> list[str]:
    """The file names of the documents that answer `row`."""
    doc = row["doc"]
    return doc if isinstance(doc, list) else [doc] if doc else []


def shape_complaints(row: Row, names: set[str], real: bool) -> Iterator[str]:
    """What is wrong with the fields of `row`; rows over real documents have more kinds, and no `found`."""
    kind = row["kind"]
    extra = {"follow": {"history"}, "list": set() if real else {"found"}}.get(kind, set())
    if kind not in (REAL_KINDS if real else KINDS) or set(row) != KEYS | extra:
        yield f"kind {kind} with the fields {sorted(row)}"
    if kind == "refuse":
        if row["doc"] is not None or row["must"] or row["must_not"] or row["cite"]:
            yield "a refuse row has no doc, must, must_not or cite"
        return
    if not named_documents(row) or not set(named_documents(row)) <= names:
        yield f"no such document: {row['doc']}"
    if not row["cite"] or not all(row["must"]) or bool(row["must"]) == (kind == "redacted"):
        yield "cite is empty, or must is empty where it should not be"
    if kind == "list" and not real and row["found"] != len(row["must"]):
        yield f"found {row['found']}, but {len(row['must'])} groups"
    if real:
        strings = [*row["cite"], *(alternative for group in row["must"] for alternative in group)]
        yield from (f"longer than {MAX_CHARS}: {string}" for string in strings if len(string) > MAX_CHARS)
    roles = [turn["role"] for turn in row.get("history", [])]
    if roles != ["user", "assistant"] * (len(roles) // 2) or (kind == "follow" and not roles):
        yield f"history roles {roles}"


def answer_complaints(row: Row, texts: list[str], near: int) -> Iterator[str]:
    """What is wrong between `row` and the folded `texts` of its documents; groups stand within `near` of a cite."""
    groups = [[fold(alternative) for alternative in group] for group in row["must"]]
    cites = [fold(cite) for cite in row["cite"]]
    asked = fold(row["question"] + "".join(turn["content"] for turn in row.get("history", [])))
    for string in [*cites, *(alternative for group in groups for alternative in group)]:
        if not any(string in text for text in texts):
            yield f"not in the document: {string}"
    if row["kind"] == "redacted" and not all("×" in cite for cite in cites):
        yield "a cite of a redacted row shows no redaction"
    starts = [(text, hit.start()) for text in texts for cite in cites for hit in re.finditer(re.escape(cite), text)]
    windows = [text[max(0, start - near) : start + near] for text, start in starts]
    for group in groups:
        if row["kind"] != "list" and not any(alternative in window for alternative in group for window in windows):
            yield f"not near a cite: {group}"
        yield from (f"the question holds its answer: {alternative}" for alternative in group if alternative in asked)
        yield from (f"must_not is in {a}" for a in group for no in row["must_not"] if fold(no) in a)
    missing = [
        name for name, text in zip(named_documents(row), texts, strict=True) if not any(c in text for c in cites)
    ]
    yield from (f"nothing to cite in {name}" for name in missing)


def copied_complaints(row: Row, texts: list[str]) -> Iterator[str]:
    """Where the question of `row` repeats its documents."""
    question = fold(row["question"])
    runs = {question[at : at + MAX_RUN + 1] for at in range(len(question) - MAX_RUN)}
    yield from (f"copied from the document: {run}" for run in sorted(runs) if any(run in text for text in texts))


def absent_complaints(rows: list[Row], entries: list[Row], texts: dict[str, str] | None) -> Iterator[str]:
    """Where a document may answer a refuse row after all; without `texts`, whether the `entries` are those of the rows."""
    refused, searched = {row["id"] for row in rows if row["kind"] == "refuse"}, {entry["id"] for entry in entries}
    yield from (f"{name}: only in one of the refuse rows and the patterns" for name in sorted(refused ^ searched))
    for entry in entries if texts is not None else ():
        inside = {name: text for name, text in (texts or {}).items() if entry["in"] in name}
        if not inside or not entry["patterns"]:
            yield f"{entry['id']}: no document or no pattern"
        for name, text in inside.items():
            hits = [hit for pattern in entry["patterns"] for hit in re.finditer(pattern, text)]
            yield from (f"{entry['id']}: {name} has {hit.group()}" for hit in hits)


def repeated_complaints(rows: list[Row]) -> Iterator[str]:
    """The ids and questions that several rows have."""
    for field in ("id", "question"):
        counts = Counter(row[field] + str(row.get("history", "") if field == "question" else "") for row in rows)
        yield from (f"{value}: {n} times" for value, n in counts.items() if n > 1)


def corpus_complaints(rows: list[Row]) -> Iterator[str]:
    """What is wrong with the rows over the demonstration corpus."""
    texts = {path.name: text_of(path) for path in sorted(DOCUMENTS.iterdir())}
    for row in rows:
        wrong = list(shape_complaints(row, set(texts), real=False))
        if not wrong and row["kind"] != "refuse":
            wrong = list(answer_complaints(row, [texts[name] for name in named_documents(row)], NEAR_CHARS))
        yield from (f"{row['id']}: {complaint}" for complaint in wrong)
    yield from absent_complaints(rows, read_rows("absent.jsonl"), texts)


def real_complaints(rows: list[Row], texts: dict[str, str] | None) -> Iterator[str]:
    """What is wrong with the rows over real documents; without `texts`, only with their form and split."""
    splits = {row["doc"]: row["split"] for row in read_rows("real_documents.jsonl")}
    for row in rows:
        wrong = list(shape_complaints(row, set(splits), real=True))
        wrong += [
            f"{name} is of split {splits[name]}"
            for name in named_documents(row)
            if name in splits and not row["id"].startswith(f"real-{splits[name]}-")
        ]
        if texts is not None and not wrong and row["kind"] != "refuse":
            own = [texts[name] for name in named_documents(row)]
            wrong = [*answer_complaints(row, own, REAL_NEAR_CHARS), *copied_complaints(row, own)]
        yield from (f"{row['id']}: {complaint}" for complaint in wrong)
    yield from absent_complaints(rows, read_rows("real_absent.jsonl"), texts)


def main() -> int:
    """Prints the complaints, or the counts by kind."""
    files = {name: read_rows(f"{name}.jsonl") for name in ("dev", "test", "held")}
    real = {name: read_rows(f"{name}.jsonl") for name in ("real_dev", "real_test")}
    ours, theirs = [row for part in files.values() for row in part], [row for part in real.values() for row in part]
    texts = real_texts()
    complaints = [
        *repeated_complaints(ours + theirs),
        *corpus_complaints(ours),
        *real_complaints(theirs, None if isinstance(texts, str) else texts),
    ]
    if isinstance(texts, str):
        print(f"real_dev, real_test: only their form is checked, {texts}")
    counts = {name: Counter(row["kind"] for row in part) for name, part in (files | real).items()}
    report = [f"{name}: {sum(kinds.values())} rows, {dict(kinds)}" for name, kinds in counts.items()]
    print("\n".join(complaints or report))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())

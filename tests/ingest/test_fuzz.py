"""Five hundred spoilt files in one batch: none crashes, hangs, writes elsewhere or costs another file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.conftest import DOCUMENTS
from tests.ingest.mutations import mutated
from tests.ingest.ofd_writer import column, ofd_bytes
from tests.ingest.pdf_writer import first_page
from tests.ingest.writers import bomb_docx, encrypted_pdf
from tests.kb.documents import plan

FILES = 500
MAX_SECONDS = 30
# Codes that say what is the matter with a file; "unreadable" (a fault of ours) and "crashed" are none of them.
REASONS = {
    "empty", "unsupported", "mislabelled", "encrypted", "encoding", "corrupt", "scanned", "too_large", "missing",
    "needs_libreoffice", "script_only",
}  # fmt: skip
GOOD = 5
_BATCH = """
import json, sys, time
from pathlib import Path
from ingest.intake import Limits, ingest
from kb.embedding import load_encoder
from kb.library import Library

def main():
    inbox, home, models = map(Path, sys.argv[1:])
    library = Library(home, lambda: load_encoder("bundled", models))
    rows, began = [], time.monotonic()
    for report in ingest(library, [inbox], Limits(100 * 2**20, 5_000_000)):
        rows.append({**report.as_json(), "seconds": time.monotonic() - began})
        began = time.monotonic()
    print(json.dumps({"rows": rows, "sources": sorted(each.source for each in library.snapshot.entries.values())}))

if __name__ == "__main__":
    main()
"""


def workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["序号", "工作任务", "责任单位"], [1, "新造林3万亩", "各县区林业局"], [2, "巡山护林", "局属各林场"]):
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def page_image() -> bytes:
    from PIL import Image, ImageDraw

    image = Image.new("L", (240, 120), 255)
    ImageDraw.Draw(image).rectangle((20, 20, 200, 60), outline=0, width=3)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def samples() -> dict[str, bytes]:
    """One whole file of each format."""
    lines = plan("护林").split("\n")
    page = "".join(f"<p>{line}</p>" for line in lines)
    docx = next(path for path in sorted(DOCUMENTS.glob("*.docx"))).read_bytes()
    return {
        "文本.txt": plan("护林").encode("gb18030"),
        "标记.md": ("# " + plan("造林")).encode(),
        "文档.docx": docx,
        "版式.pdf": first_page(next(path for path in sorted(DOCUMENTS.glob("*.pdf"))).read_bytes()),
        "网页.html": f"<html><head><meta charset='utf-8'></head><body><div>{page}</div></body></html>".encode(),
        "表格.xlsx": workbook(),
        "版式.ofd": ofd_bytes([column(lines)]),
        "材料.zip": zipped({"甲.txt": plan("防火").encode(), "乙.docx": docx}),
        "图片.png": page_image(),
    }


def special() -> dict[str, bytes]:
    """Bombs, passwords and entities."""
    entities = b"<!DOCTYPE a [" + b"".join(
        b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10 if n else b"x" * 10) for n in range(10)
    )
    laughs = entities + b"]><a>&e9;</a>"
    outside = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'
    deep = b"<div>" * 50_000
    return {
        "炸弹.docx": bomb_docx(megabytes=600),
        "炸弹.zip": zipped({"零.txt": bytes(300 * 2**20)}),
        "加密.pdf": encrypted_pdf([["护林"]], "口令"),
        "实体.docx": zipped({"word/document.xml": laughs, "[Content_Types].xml": b"<Types/>"}),
        "实体.ofd": zipped({"OFD.xml": laughs}),
        "实体.xlsx": zipped({"xl/workbook.xml": outside, "[Content_Types].xml": b"<Types/>"}),
        "外部.ofd": zipped({"OFD.xml": outside, "../../../逃逸.txt": b"x"}),
        "外部.docx": zipped({"word/document.xml": outside, "../逃逸.txt": b"x"}),
        "深.html": b"<html><body>" + deep,
        "长行.txt": "护林".encode() * 20_000,
        "括号.txt": "（责任单位：".encode() * 4_000,
        "编号.txt": "\n".join(f"{n}.1.1.1.1.1.1" for n in range(4_000)).encode(),
        "顿号.txt": ("（" + "市林业局、" * 6_000 + "负责）").encode(),
    }


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> dict[str, object]:
    """What one run over all files reports, and which files it left outside of its home."""
    folder = tmp_path_factory.mktemp("fuzz")
    inbox, elsewhere = folder / "inbox", folder / "elsewhere"
    inbox.mkdir()
    elsewhere.mkdir()
    made = samples()
    spoilt = special()
    per_sample = (FILES - len(spoilt)) // len(made) + 1
    for name, data in made.items():
        spoilt.update(dict(mutated(name, data, seed) for seed in range(per_sample)))
    for name, data in spoilt.items():
        (inbox / name).write_bytes(data)
    for number in range(GOOD):
        (inbox / f"完好{number}.txt").write_text(plan(f"完好{number}"), "utf-8")
    script = folder / "batch.py"
    script.write_text(_BATCH, "utf-8")
    before = {path: path.read_bytes() for path in sorted(inbox.iterdir())}
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "HOME": str(elsewhere), "TMPDIR": str(elsewhere), "PYTHONPATH": root}
    done = subprocess.run(
        [sys.executable, str(script), str(inbox), str(folder / "home"), str(models_dir)],
        cwd=elsewhere, env=environment, capture_output=True, text=True, check=False, timeout=1500,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert {path: path.read_bytes() for path in sorted(inbox.iterdir())} == before
    log = folder / "home" / "logs" / "reading.log"
    return {
        **json.loads(done.stdout),
        "spoilt": len(spoilt),
        "elsewhere": [str(path) for path in elsewhere.rglob("*")],
        "beside": sorted(path.name for path in folder.iterdir()),
        "log": log.read_text("utf-8") if log.exists() else "",
    }


def rows_of(batch: dict[str, object]) -> list[dict[str, object]]:
    rows = batch["rows"]
    assert isinstance(rows, list)
    return rows


def test_every_file_has_its_row_and_none_of_the_good_ones_is_lost(batch: dict[str, object]) -> None:
    rows = rows_of(batch)
    assert len({str(row["source"]).split("/")[0] for row in rows}) == batch["spoilt"] + GOOD  # type: ignore[operator]
    assert batch["spoilt"] >= FILES  # type: ignore[operator]
    whole = {str(row["source"]): row["outcome"] for row in rows if str(row["source"]).startswith("完好")}
    assert whole == {f"完好{number}.txt": "added" for number in range(GOOD)}


def test_every_failure_has_a_true_reason_and_a_remedy(batch: dict[str, object]) -> None:
    failed = [row for row in rows_of(batch) if row["outcome"] == "failed"]
    assert len(failed) > FILES / 5  # else the files were not spoilt
    assert [row for row in failed if row["reason"] not in REASONS] == [], batch["log"]
    assert [row for row in failed if "请" not in str(row["message"])] == []


def test_none_takes_long(batch: dict[str, object]) -> None:
    assert [row for row in rows_of(batch) if row["seconds"] > MAX_SECONDS] == []  # type: ignore[operator]


def test_nothing_is_written_outside_of_the_home(batch: dict[str, object]) -> None:
    assert batch["elsewhere"] == []
    assert batch["beside"] == ["batch.py", "elsewhere", "home", "inbox"]

"""DOC, WPS and RTF go through LibreOffice where it is installed, and say what is missing where it is not."""

from __future__ import annotations

import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.progress import listening
from ingest.readers import doc, read
from ingest.readers.doc import INSTALL, libreoffice, read_doc
from ingest.readers.ole import opening, streams
from ingest.readers.sniffing import kind_of
from kb.errors import UnreadableFile
from tests.ingest.docx_packages import cell, item, level, numbering, package, para, row, run, style, styles, table
from tests.ingest.ole_files import ole_file
from tests.ingest.writers import OLE_HEADER

needs_libreoffice = pytest.mark.skipif(libreoffice() is None, reason=f"LibreOffice is not installed: {INSTALL}")
MERGED = '<w:vMerge w:val="restart"/>'
BODY = (
    para("护林工作方案", style="1"),
    item("目标"),
    item("造林", 1),
    item("管护", 1),
    para("旧", f"<w:ins w:id='1' w:author='a'>{run('新增')}</w:ins>"),
    table(
        row("任务", "单位"),
        row(cell("造林", properties=MERGED), "市林业局"),
        row(cell(properties="<w:vMerge/>"), "市财政局"),
    ),
    para("完"),
)
FORMS = {"doc": ("%1、", "（%2）"), "rtf": ("%1.", "(%2)")}  # LibreOffice writes RTF labels in ASCII only


def shown(kind: str) -> list[str]:
    """The text of BODY with the labels of FORMS."""
    one, two = FORMS[kind]
    labels = [one.replace("%1", "一"), two.replace("%2", "一"), two.replace("%2", "二")]
    numbered = [label + text for label, text in zip(labels, ("目标", "造林", "管护"), strict=True)]
    return ["护林工作方案", *numbered, "旧新增", "任务\t单位", "造林\t市林业局", "造林\t市财政局", "完"]


@pytest.fixture(scope="module")
def old_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same text as DOC and RTF, made by LibreOffice itself."""
    program = libreoffice()
    if program is None:
        pytest.skip(f"LibreOffice is not installed: {INSTALL}")
    folder = tmp_path_factory.mktemp("old")
    for kind, (one, two) in FORMS.items():
        lists = numbering({1: level(0, one, "chineseCounting") + level(1, two, "chineseCounting")}, {1: (1, "")})
        source = folder / f"{kind}.docx"
        source.write_bytes(package(*BODY, numbering=lists, styles=styles(style("1", "heading 1"))))
        subprocess.run(
            [program, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", kind,
             "--outdir", str(folder), str(source)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return {kind: (folder / f"{kind}.{kind}").read_bytes() for kind in FORMS}


@pytest.mark.parametrize(
    ("kind", "name", "told"),
    [
        ("doc", "a.wps", "wps"),
        ("doc", "实为DOC.docx", "doc"),
        ("rtf", "实为RTF.doc", "rtf"),
    ],
)
def test_old_formats_keep_numbers_tables_and_headings(
    old_files: dict[str, bytes], tmp_path: Path, kind: str, name: str, told: str
) -> None:
    found = read(old_files[kind], name, tmp_path / "scratch")
    assert [block.text for block in found.blocks] == shown(kind)
    assert (found.format, found.source, found.blocks[0].heading) == (told, name, 1)
    assert list((tmp_path / "scratch").iterdir()) == []


def test_several_at_once_do_not_collide(old_files: dict[str, bytes], tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(lambda at: read_doc(old_files["doc"], f"{at}.doc", tmp_path), range(3)))
    assert all([block.text for block in found.blocks] == shown("doc") for found in results)
    assert list(tmp_path.iterdir()) == []


def test_damaged_files_are_refused_or_read(old_files: dict[str, bytes], tmp_path: Path) -> None:
    whole = old_files["doc"]
    refused: list[UnreadableFile] = []
    for data in (whole[: len(whole) // 2], whole[:600], whole[:512] + bytes(len(whole) - 512)):
        try:
            read(data, "a.doc", tmp_path)
        except UnreadableFile as exc:
            refused.append(exc)
    assert {exc.reason for exc in refused} == {"corrupt"}
    assert all("请" in exc.remedy for exc in refused)
    assert list(tmp_path.iterdir()) == []


def test_a_locked_file_says_so() -> None:
    header = bytes([0xEC, 0xA5, 0xC1, 0, 0, 0, 0, 0, 0, 0, 0, 0x13]).ljust(4096, b"\0")
    for data, name in (
        (ole_file({"WordDocument": header}), "a.doc"),
        (ole_file({"EncryptedPackage": b"x" * 5000}), "a.doc"),
    ):
        with pytest.raises(UnreadableFile) as caught:
            read(data, name)
        assert caught.value.reason == "encrypted"


def test_without_libreoffice_the_remedy_is_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(doc, "_USUAL_FOLDERS", (str(tmp_path),))
    monkeypatch.setattr(doc, "_VERSIONED", f"{tmp_path}/none*/soffice")
    assert libreoffice() is None
    with pytest.raises(UnreadableFile) as caught:
        read_doc(ole_file({"WordDocument": bytes(5000)}), "a.doc", tmp_path)
    assert caught.value.reason == "needs_libreoffice"
    assert INSTALL in caught.value.remedy
    assert "另存为 .docx" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def program_in(folder: Path, script: str) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)


def test_a_hung_conversion_is_ended_with_all_that_it_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    noted = tmp_path / "child.pid"
    program_in(tmp_path, f"sleep 300 & echo $! > {noted}; wait")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(doc, "_TIMEOUT_S", 1)
    told: list[tuple[int, int]] = []
    with listening(lambda *pages: told.append(pages)), pytest.raises(UnreadableFile) as caught:
        read_doc(b"{\\rtf1 x}", "a.rtf", tmp_path / "scratch")
    assert caught.value.reason == "too_slow"
    assert told, "whoever waits takes silence for hanging"
    assert list((tmp_path / "scratch").iterdir()) == []
    child = Path("/proc", noted.read_text().strip(), "status")
    for _ in range(50):
        if not child.exists() or "Z (zombie)" in child.read_text():
            return
        time.sleep(0.1)
    pytest.fail("the child still runs")


def test_a_program_that_makes_nothing_or_does_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    for script, reason in (("exit 1", "corrupt"), ("exit 0", "corrupt")):
        program_in(tmp_path, script)
        with pytest.raises(UnreadableFile) as caught:
            read_doc(b"{\\rtf1 x}", "a.rtf")
        assert caught.value.reason == reason
    (tmp_path / "soffice").write_bytes(b"\x7fELF no program")
    with pytest.raises(UnreadableFile) as caught:
        read_doc(b"{\\rtf1 x}", "a.rtf")
    assert caught.value.reason == "needs_libreoffice"


def test_ole_directories() -> None:
    data = ole_file({"WordDocument": b"W" * 5000, "1Table": b"T" * 5000, "x": b"s"})
    assert set(streams(data)) == {"WordDocument", "1Table", "x"}
    assert (opening(data, "1Table", 3), opening(data, "x", 3), opening(data, "没有", 3)) == (b"TTT", b"", b"")
    assert kind_of(data) == "doc"
    assert kind_of(ole_file({"其他": b"x" * 5000})) == "ole"
    assert streams(OLE_HEADER) == {}
    for end in range(0, len(data), 97):
        streams(data[:end])


def test_the_real_sample_is_read(shared_dir: Path, tmp_path: Path) -> None:
    files = sorted((shared_dir / "data" / "documents" / "agri").glob("*.doc"))
    if not files or libreoffice() is None:
        pytest.skip("no DOC in the shared data, or no LibreOffice")
    for path in files:
        found = read(path.read_bytes(), path.name, tmp_path)
        assert found.format == "doc"
        assert sum(len(block.text) for block in found.blocks) > 5000

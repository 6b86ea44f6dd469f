"""ZIP archives: names, limits, damage; every file of a good one arrives."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ingest.archive import ArchiveLimits, Member, is_archive, members
from ingest.intake import ingest
from kb.errors import UnreadableFile
from kb.library import Library
from tests.conftest import LIMITS
from tests.ingest.writers import docx_bytes
from tests.kb.documents import plan, state_of

SMALL = ArchiveLimits(max_member_bytes=1000, max_total_bytes=5000, max_members=20)


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def renamed(data: bytes, name: bytes) -> bytes:
    """`data` with the entry `x` * len(name) called by the bytes `name`, without the UTF-8 flag."""
    return data.replace(b"x" * len(name), name)


def outcomes(data: bytes, limits: ArchiveLimits = SMALL) -> dict[str, bytes | str]:
    return {
        member.path: member.content if isinstance(member.content, bytes) else member.content.reason
        for member in members(data, limits)
    }


def test_files_come_with_their_paths_and_system_files_do_not() -> None:
    data = zipped(
        {"甲.txt": b"a", "子目录/乙.txt": b"b", "__MACOSX/._甲.txt": b"x", "~$丙.docx": b"x", ".d/a.txt": b"x"}
    )
    assert outcomes(data) == {"甲.txt": b"a", "子目录/乙.txt": b"b"}
    assert Member("子目录/乙.txt", b"").name == "乙.txt"


def test_names_that_windows_wrote_in_its_code_page() -> None:
    name = "护林方案.txt".encode("gbk")
    assert list(outcomes(renamed(zipped({"x" * len(name): b"a"}), name))) == ["护林方案.txt"]


@pytest.mark.parametrize("name", ["../../甲.txt", "/甲.txt", "..\\甲.txt", "./甲.txt"])
def test_a_path_never_leads_out(name: str) -> None:
    assert list(outcomes(zipped({name: b"a"}))) == ["甲.txt"]


def test_archives_in_archives_up_to_a_depth() -> None:
    data = zipped({"甲.txt": b"a"})
    for _ in range(2):
        data = zipped({"里.zip": data})
    assert outcomes(data) == {"里.zip/里.zip/甲.txt": b"a"}
    assert outcomes(zipped({"里.zip": data, "乙.txt": b"b"})) == {"里.zip/里.zip/里.zip": "too_large", "乙.txt": b"b"}


def test_what_is_over_a_limit_is_told_and_the_rest_comes() -> None:
    assert outcomes(zipped({"大.txt": b"ab" * 600, "小.txt": b"a"})) == {"大.txt": "too_large", "小.txt": b"a"}
    bomb = zipped({"炸弹.txt": bytes(40 * 2**20), "小.txt": b"a"})
    generous = ArchiveLimits(max_member_bytes=2**30)
    assert outcomes(bomb, generous) == {"炸弹.txt": "too_large", "小.txt": b"a"}
    for too_much in ({f"{n}.txt": b"a" for n in range(21)}, {f"{n}.txt": b"a" * 999 for n in range(8)}):
        with pytest.raises(UnreadableFile) as caught:
            list(members(zipped(too_much), SMALL))
        assert caught.value.reason == "too_large"


def test_a_size_that_lies_is_found_out() -> None:
    data = zipped({"甲.txt": bytes(30 * 2**20)})
    size = (30 * 2**20).to_bytes(4, "little")
    assert size in data
    assert outcomes(data.replace(size, (10).to_bytes(4, "little"))) in ({"甲.txt": "too_large"}, {"甲.txt": "corrupt"})


def test_damage_and_passwords() -> None:
    data = zipped({"甲.txt": b"abcdefgh" * 20, "乙.txt": b"b"})
    with pytest.raises(UnreadableFile) as caught:
        list(members(data[: len(data) // 2], SMALL))
    assert caught.value.reason == "corrupt"
    locked = bytearray(data)
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[data.index(magic) + at] |= 1
    assert outcomes(bytes(locked)) == {"甲.txt": "encrypted", "乙.txt": b"b"}
    broken = bytearray(data)
    broken[data.index("甲.txt".encode()) + 10] ^= 0xFF
    assert outcomes(bytes(broken)) == {"甲.txt": "corrupt", "乙.txt": b"b"}


def test_a_docx_is_no_archive() -> None:
    assert not is_archive(docx_bytes(["护林方案"]), "甲.docx")
    assert is_archive(zipped({"甲.txt": b"a"}), "甲.zip")
    assert not is_archive(b"", "甲.zip")


def test_an_archive_goes_into_the_library_file_by_file(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "材料.zip"
    path.write_bytes(
        zipped({"甲.txt": plan("护林").encode(), "子目录/乙.docx": docx_bytes(plan("造林").split("\n")), "坏.txt": b""})
    )
    seen: list[tuple[int, int, str]] = []
    reports = {each.source: each for each in ingest(library, [path], LIMITS, lambda *step: seen.append(step))}
    assert {name: each.outcome for name, each in reports.items()} == {
        "材料.zip/甲.txt": "added", "材料.zip/子目录/乙.docx": "added", "材料.zip/坏.txt": "failed",
    }  # fmt: skip
    assert {entry.source for entry in library.snapshot.entries.values()} == {"甲.txt", "乙.docx"}
    assert seen[-1] == (3, 3, "")
    before = state_of(library)
    assert {each.outcome for each in ingest(library, [path], LIMITS)} == {"unchanged", "failed"}
    path.write_bytes(zipped({"甲.txt": plan("护林", "巡山").encode()}))
    assert [each.outcome for each in ingest(library, [path], LIMITS)] == ["updated"]
    assert state_of(library) != before
    path.write_bytes(zipped({}))
    (empty,) = ingest(library, [path], LIMITS)
    assert (empty.source, empty.reason) == ("材料.zip", "empty")

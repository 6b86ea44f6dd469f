"""Which documents stand in for which."""

from __future__ import annotations

from assistant.viewer.standing_view import banners, version_links
from assistant.viewer.versions import earlier_version, in_force_instead, later_version
from kb.library import Library
from tests.assistant.viewer.conftest import EntryOf


def test_old_and_new_know_each_other(source_library: Library, entry_of: EntryOf) -> None:
    snapshot = source_library.snapshot
    old, new = (entry_of(f"护林员办法{year}.txt").doc_id for year in (2020, 2024))
    assert in_force_instead(snapshot, old) == new == later_version(snapshot, old)
    assert earlier_version(snapshot, new) == old
    assert in_force_instead(snapshot, new) is None is later_version(snapshot, new)
    assert earlier_version(snapshot, old) is None
    assert f"/source/{new}/compare?with={old}" in version_links(snapshot, new)
    assert f"/source/{new}/compare?with={old}" in version_links(snapshot, old)


def test_an_old_version_says_so_first(source_library: Library, entry_of: EntryOf) -> None:
    snapshot = source_library.snapshot
    old, new = (entry_of(f"护林员办法{year}.txt").doc_id for year in (2020, 2024))
    made = banners(snapshot, old)
    assert made.startswith('<div class="mv-banner mv-banner--bad"')
    assert "不能作为现行依据" in made
    assert f'href="/source/{new}">打开现行文件' in made
    assert f'href="/source/{new}/compare?with={old}">改了什么' in made
    assert banners(snapshot, new) == ""
    assert "已不在这个位置" in banners(snapshot, new, quote_moved=True)


def test_a_repealed_document_names_what_repealed_it(demo_library: Library) -> None:
    snapshot = demo_library.snapshot
    repealed = [doc_id for doc_id in snapshot.entries if snapshot.status_on(doc_id) == "repealed"]
    assert repealed
    for doc_id in repealed:
        by = snapshot.changed_by(doc_id)
        assert by is not None
        made = banners(snapshot, doc_id)
        assert "已废止" in made
        assert snapshot.entries[by].header.title in made

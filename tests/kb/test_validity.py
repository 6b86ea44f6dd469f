"""Versions, copies, repeals, amendments and expiry: which document holds on a day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.document import Clause, ClauseKind, Document, Status
from kb.similarity import sketch
from kb.validity import Change, Dated, Standing, standings, status_on, title_key

BODY = "全市林场按月巡查山头地块，发现火情立即报告并组织扑救。护林员每日填写巡护记录，林场按周汇总后报局防火科备案。"
OTHER = "苗圃按合同供应良种壮苗，采购价格由双方议定。运输途中损坏的苗木由供应方补齐，验收合格后十日内付清货款。"


def dated(
    doc_id: str, title: str, day: str | None = None, text: str = BODY, order: str | None = None, **more: object
) -> Dated:
    root = Clause(0, None, 0, ClauseKind.ROOT, "", "", 0, len(text), len(text))
    document = replace(Document(title, text, (root,), f"{doc_id}.txt", "txt", signed_on=day), **more)  # type: ignore[arg-type]
    return Dated(doc_id, document, order or doc_id, sketch(text))


def changes(*documents: Dated) -> dict[str, tuple[Change, ...]]:
    return {doc_id: standing.changes for doc_id, standing in standings(documents).items() if standing.changes}


def copies(*documents: Dated) -> dict[str, str]:
    return {doc_id: standing.copy_of for doc_id, standing in standings(documents).items() if standing.copy_of}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("古树名木保护办法", "古树名木保护办法（试行）", True),
        ("古树名木保护暂行办法", "古树名木保护办法（2023年修订）", True),
        ("栖云市林业局关于印发《古树名木保护办法》的通知", "古树名木保护办法", True),
        ("栖云市林业局关于做好护林工作的通知", "关于做好护林工作的通知", True),
        ("2023年林业工作要点", "2024年林业工作要点", False),
        ("重点任务清单（2023年）", "重点任务清单（2024年）", False),
        ("护林办法（2023年版）", "护林办法（2024年修订版）", True),
        ("2024年第5次局长办公会议纪要", "2024年第6次局长办公会议纪要", False),
        ("护林方案", "造林方案", False),
    ],
)
def test_titles_of_versions_agree(one: str, other: str, same: bool) -> None:
    assert (title_key(one) == title_key(other)) is same


def test_a_later_version_supersedes_the_earlier_one_from_its_day() -> None:
    old = dated("a", "护林工作方案", "2022-03-01", BODY + "旧。")
    new = dated("b", "护林工作方案（2024年修订）", "2024-03-01", BODY + "每月增加一次夜间巡查，由林场场长带班。")
    for pair in ((old, new), (new, old)):
        assert changes(*pair) == {"a": (Change(Status.SUPERSEDED, "b", "2024-03-01"),)}
    standing = standings([old, new])["a"]
    assert status_on(old.document, standing, "2024-02-29") is Status.IN_FORCE
    assert status_on(old.document, standing, "2024-03-01") is Status.SUPERSEDED


def test_a_norm_is_superseded_however_much_was_rewritten_a_notice_is_not() -> None:
    assert changes(dated("a", "护林办法", "2010-01-01"), dated("b", "护林办法", "2024-01-01", OTHER))
    assert not changes(
        dated("a", "关于做好苗木工作的通知", "2022-01-01"), dated("b", "关于做好苗木工作的通知", "2024-01-01", OTHER)
    )


def test_another_bureaus_document_of_the_same_name_is_no_version() -> None:
    one = dated("a", "护林办法", "2020-01-01", issuer="栖云市林业局")
    other = dated("b", "护林办法", "2024-01-01", issuer="望川县林业局")
    assert not changes(one, other)
    assert changes(one, replace(other, document=replace(other.document, issuer="林业局")))


def test_without_dates_the_one_that_came_later_is_the_newer() -> None:
    one, other = dated("a", "护林办法", order="2"), dated("b", "护林办法", "2024-01-01", BODY[:60] + OTHER, order="1")
    assert changes(one, other) == {"b": (Change(Status.SUPERSEDED, "a", None),)}


def test_the_same_text_from_two_files_is_a_copy_and_supersedes_nothing() -> None:
    docx, pdf = dated("a", "护林方案", "2024-01-01"), dated("b", "护林方案", "2024-01-01", BODY.replace("，", ", "))
    assert copies(docx, pdf) == {"b": "a"}
    assert not changes(docx, pdf)
    read_in_part = replace(docx, document=replace(docx.document, partial=True))
    assert copies(read_in_part, pdf) == {"a": "b"}
    assert copies(docx, pdf, dated("c", "护林方案", None)) == {"b": "a", "c": "a"}


def test_drafts_neither_change_others_nor_are_changed() -> None:
    draft = dated("a", "护林办法（征求意见稿）", "2024-01-01", status=Status.DRAFT, supersedes=("护林方案",))
    plan, final = dated("b", "护林方案", "2020-01-01", OTHER), dated("c", "护林办法", "2024-06-01")
    assert not changes(draft, plan, final)
    assert status_on(draft.document, standings([draft, final])["a"], "2030-01-01") is Status.DRAFT


def test_what_is_amended_holds_until_it_is_repealed() -> None:
    plan = dated("a", "护林方案", "2020-01-01", doc_number="栖林发〔2020〕3号")
    amending = dated("b", "关于修改《护林方案》的决定", "2022-01-01", OTHER, amends=("护林方案",))
    repealing = dated("c", "巡山规定", "2024-01-01", OTHER[:60], supersedes=("栖林发〔2020〕3号",))
    standing = standings([plan, amending, repealing])["a"]
    days = {"2021-12-31": Status.IN_FORCE, "2022-01-01": Status.AMENDED, "2024-01-01": Status.REPEALED}
    assert {day: status_on(plan.document, standing, day) for day in days} == days
    assert [days[day].holds for day in sorted(days)] == [True, True, False]


def test_a_plan_inside_a_notice_is_repealed_by_its_own_name() -> None:
    notice = dated(
        "a", "栖云市林业局关于印发护林三年工作方案的通知", "2020-01-01", inner_titles=("栖云市护林三年工作方案",)
    )
    by_inner = dated("b", "巡山规定", "2024-01-01", OTHER, supersedes=("栖云市护林三年工作方案",))
    by_ending = dated("b", "巡山规定", "2024-01-01", OTHER, supersedes=("护林三年工作方案",))
    assert (
        changes(notice, by_inner) == changes(notice, by_ending) == {"a": (Change(Status.REPEALED, "b", "2024-01-01"),)}
    )
    assert not changes(notice, dated("b", "巡山规定", "2024-01-01", OTHER, supersedes=("方案",)))


def test_its_own_term_runs_out_behind_its_last_day() -> None:
    plan = dated("a", "护林方案", "2020-01-01", expires_on="2024-12-31").document
    assert status_on(plan, Standing(), "2024-12-31") is Status.IN_FORCE
    assert status_on(plan, Standing(), "2025-01-01") is Status.EXPIRED
    assert status_on(replace(plan, status=Status.REPEALED), Standing(), "2025-01-01") is Status.REPEALED


def test_a_repeal_is_final() -> None:
    old, new = (
        dated("a", "护林办法", "2020-01-01"),
        dated("b", "护林办法", "2024-01-01", OTHER, supersedes=("护林办法",)),
    )
    amending = dated("c", "关于修改《护林办法》的决定", "2025-01-01", OTHER[:50], amends=("护林办法",))
    standing = standings([old, new, amending])
    assert status_on(old.document, standing["a"], "2026-01-01") is Status.REPEALED
    assert status_on(new.document, standing["b"], "2026-01-01") is Status.AMENDED


def test_a_number_tells_which_version_is_meant() -> None:
    old = dated("a", "护林规定", "2022-01-01", doc_number="栖林办〔2022〕7号", text=OTHER)
    new = dated("b", "护林规定", "2026-01-01", doc_number="栖林办〔2026〕11号")
    amending = dated("c", "修改决定", "2026-03-01", OTHER[:50], amends=("护林规定", "栖林办〔2026〕11号"))
    assert {doc_id: [change.status for change in made] for doc_id, made in changes(old, new, amending).items()} == {
        "a": [Status.SUPERSEDED], "b": [Status.AMENDED],
    }  # fmt: skip


def test_a_page_of_a_document_is_no_version_of_it() -> None:
    whole = dated("a", "防治通知", "2025-01-01", BODY + OTHER * 2)
    page = dated("b", "防治通知", "2025-01-01", BODY)
    for order in ("1", "9"):
        assert copies(replace(whole, order=order), page) == {"b": "a"}
    assert not changes(whole, page)


def test_a_document_repeals_only_what_came_before_it() -> None:
    versions = [
        dated(name, "关于印发《护林员管理办法》的通知", day, text, inner_titles=("护林员管理办法",), supersedes=repeals)
        for name, day, text, repeals in (
            ("a", "2020-01-01", BODY, ()),
            ("b", "2023-01-01", BODY + OTHER, ("护林员管理办法",)),
            ("c", "2025-01-01", OTHER + BODY, ("护林员管理办法",)),
        )
    ]
    made = standings(versions)
    assert [status_on(each.document, made[each.doc_id], "2026-01-01").holds for each in versions] == [
        False,
        False,
        True,
    ]


def test_an_ending_of_a_title_is_its_own_issuers_name_for_it() -> None:
    theirs = dated("a", "青山市人民政府护林防火工作责任制度", "2020-01-01", issuer="青山市人民政府")
    by_another = dated(
        "b", "巡山规定", "2024-01-01", OTHER, supersedes=("护林防火工作责任制度",), issuer="白河县林业局"
    )
    assert not changes(theirs, by_another)
    by_itself = replace(by_another, document=replace(by_another.document, issuer="青山市人民政府"))
    assert changes(theirs, by_itself)


def test_texts_whose_figures_differ_are_versions_not_copies() -> None:
    long = "".join(f"各林场第{number}季度按月巡查并向局里报告情况。" for number in range(40))
    draft, final = (
        dated("a", "造林方案", text=long + "造林10万亩。"),
        dated("b", "造林方案", text=long + "造林12万亩。"),
    )
    assert not copies(draft, final)
    assert changes(draft, final) == {"a": (Change(Status.SUPERSEDED, "b", None),)}


def test_notices_that_come_again_stand_for_themselves() -> None:
    march, april = (dated(name, "关于召开局务会议的通知", f"2024-0{name}-04") for name in "34")
    assert not changes(march, april)


def test_a_norm_of_an_unknown_issuer_is_not_superseded_by_its_name_alone() -> None:
    unknown = dated("a", "考勤管理制度", "2020-01-01")
    other = dated("b", "考勤管理制度", "2024-01-01", OTHER, issuer="白河县林业局")
    assert not changes(unknown, other)
    assert changes(unknown, replace(other, document=replace(other.document, issuer=None)))

"""From when to when a document holds, and its status: what its title, its text and its source say."""

from __future__ import annotations

import re

from ingest.dates import ARABIC_DATE, days_after, iso_date, last_day_of_term
from ingest.headings import number_value
from kb.document import SourceFacts, Status
from kb.normal_form import fold

_TYPE = r"(?:通知|办法|规定|意见|细则|方案|政策|文件|措施|公告|决定|规划|条例|规则|通告|计划|标准|制度|指南|规范|章程|若干\S{1,6}|批复)"
_OWN = re.compile(rf"本{_TYPE}|^(?:有效期|试行期|施行期|执行期)|现予(?:公布|发布)|自.{{0,24}}起(?:施行|实施|执行|生效)")
_BEGINS = re.compile(
    rf"(?:自|从)?\s*(?:(?P<date>{ARABIC_DATE})|(?:印发|发布|公布|下发|发文|颁布|签发|通过)之?日)\s*(?:起|后)?\s*"
    r"(?:满?\s*(?P<days>[0-9０-９一二三四五六七八九十]{1,3})\s*(?:日|天|个工作日)\s*后?\s*(?:起)?)?\s*"
    r"(?:正式)?(?:施行|实施|执行|生效|试行|起效)"
)
_SINCE = re.compile(r"^(?:以来|后的|之后|前|的《)")
_UNTIL = re.compile(
    rf"(?:有效期|有效期限|试行期|施行期|执行期|有效|施行|实施|执行|试行)[^。；，,]{{0,6}}(?:至|到)\s*(?P<until>{ARABIC_DATE})"
    rf"|起[^。；]{{0,12}}至\s*(?P<till>{ARABIC_DATE})\s*(?:止|期满|失效)"
)
_LAPSES = re.compile(
    rf"(?:自|于|到|至)?\s*(?P<from>自)?\s*(?P<day>{ARABIC_DATE})\s*(?P<begins>起)?\s*(?:自动|自行|即行|同时)?\s*(?:失效|废止)"
)
_TERM = re.compile(
    r"(?:有效期限?|试行期限?|施行期限?|执行期限?|试行|施行期)\s*(?:为|暂定|定为|是)?\s*(?:自[^。；，]{2,16}起)?\s*"
    r"(?P<number>[0-9０-９]{1,2}|[一二两三四五六七八九十]{1,3})\s*(?P<unit>年|个月)(?!度|级|以|内|前)"
)
_DRAFT = re.compile(r"征求意见稿|公开征求意见|送审稿|审议稿|讨论稿|[（(]草案|草案[)）]|草案$|草案修改稿")
_TOLD = (
    (re.compile("部分(?:失效|废止)|修改|修订|修正|已修"), Status.AMENDED),
    (re.compile("废止|撤销"), Status.REPEALED),
    (re.compile("失效|过期|无效"), Status.EXPIRED),
    (re.compile("征求意见|草案"), Status.DRAFT),
)


def effective_on(body: str, issued_on: str | None) -> str | None:
    """Since when the text says that it holds (ISO); counted from `issued_on` where it names the day of issue.

    >>> effective_on("本办法自发布之日起30日后施行。", "2024-03-01"), effective_on("自2022年6月1日起施行。", None)
    ('2024-03-31', '2022-06-01')
    """
    found: list[tuple[bool, str | None]] = []
    for sentence in _sentences(body):
        for match in _BEGINS.finditer(sentence):
            before, behind = sentence[: match.start()], sentence[match.end() :]
            if "起" not in match[0] and "后" not in match[0]:
                continue
            if _SINCE.match(behind) or (
                re.search(r"》[^，,、]{0,8}$", before) and not re.search(rf"本{_TYPE}", sentence)
            ):
                continue
            day = iso_date(match["date"]) if match["date"] else issued_on
            if day and match["days"]:
                day = days_after(day, number_value(match["days"]) or 0)
            found.append((bool(re.search(rf"本{_TYPE}", before)) or "现予" in before, day))
    own = [day for is_own, day in found if is_own]
    return (own or [day for _, day in found] or [None])[0]


def expires_on(body: str, begins: str | None) -> str | None:
    """The last day on which the text says that it holds (ISO); a term is counted from `begins`.

    >>> expires_on("本办法自2020年1月1日起施行，有效期5年。", "2020-01-01"), expires_on("有效期至2025年12月31日。", None)
    ('2024-12-31', '2025-12-31')
    """
    for sentence in _sentences(body):
        if not _OWN.search(sentence):
            continue
        if match := _UNTIL.search(sentence):
            return iso_date(match["until"] or match["till"])
        if (match := _LAPSES.search(sentence)) and "《" not in sentence:
            day = iso_date(match["day"])
            return days_after(day, -1) if day and (match["begins"] or match["from"]) else day
        if begins and (match := _TERM.search(sentence)):
            count = number_value(match["number"].replace("两", "二")) or 0
            return last_day_of_term(begins, **{"years" if match["unit"] == "年" else "months": count})
    return None


def status_of(title: str, facts: SourceFacts) -> Status:
    """The status that the title or the source states; a draft's title counts over the source.

    >>> status_of("护林办法（征求意见稿）", SourceFacts(status="有效")), status_of("护林办法", SourceFacts(status="废止"))
    (<Status.DRAFT: 'draft'>, <Status.REPEALED: 'repealed'>)
    """
    if _DRAFT.search(title):
        return Status.DRAFT
    told = fold(facts.status or "")
    return next((status for pattern, status in _TOLD if pattern.search(told)), Status.IN_FORCE)


def _sentences(body: str) -> list[str]:
    return [part for part in re.split(r"[。；;\n]", body) if re.search("行|效|期|止", part)]

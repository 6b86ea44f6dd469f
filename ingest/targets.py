"""Targets: what is to be reached by a year, one record an indicator and year."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.indicators import Named, named_figures
from ingest.target_tables import find_table_targets
from ingest.years import Aim, find_aims, period_named
from kb.document import Clause, ClauseKind, Document
from kb.records import Binding, Target
from kb.sentences import sentence_spans

MAX_SENTENCE = 3000  # characters; longer runs are tables without marks or lost line breaks, not sentences

_BY_YEAR = re.compile(
    r"(?:到|至|截至|力争|确保|计划)[^。；，,]{0,12}20\d\d\s*年|20\d\d\s*年(?:底|末)(?:前|之前)?|^\D{0,8}20\d\d\s*年[，,]"
    r"|“?十[二三四五六]五”?\s*(?:期?末|时期末|期间|时期)"
)
_REACH = re.compile(
    r"达到|达|实现|完成|建成|建设|新增|不低于|不少于|控制在|超过|突破|提高|提升|形成|基本|力争|以上|以内|显著|改善|增强|培育|创建|增长|"
    r"打造|新造|造林|种植|改造|修复|培养|推广|降低|下降|减少|全覆盖|保持|稳定|≥|≤"
)
_PAST = re.compile(
    r"同比|[比较](?:上年|去年|\d{4}年)|去年|过去[一五三]年|以来|(?<!个)(?<!不)已(?:经)?(?:达|建|完|累|有|实|形|超|投|成|突)|"
    r"(?:年|期间)[，,]?[^。]{0,20}(?:累计|完成了|实现了|取得了)|(?:完成|实现|取得|达到|超额完成)了|的\s*\d+(?:\.\d+)?\s*倍|"
    r"居全[国省市]|连续\d+年|现有|目前"
)
_AHEAD = re.compile(r"到\s*20\d\d\s*年|力争|确保|预期|目标(?:是|为|：|:)|今后|届时|计划")
_REPORTED = re.compile(r"回顾|总结|成效|成就|现状|基础$|背景|形势|问题|存在|取得|主要做法|过去")
_TARGET_PART = re.compile(r"(?:目标|指标)(?:任务)?(?:如下)?(?:是|为|：|:)")
_GRANTS = re.compile(r"加计扣除|补助|补贴|奖励|奖补|贴息|罚款|处以|保额|保费|给予")
_PLANNING = re.compile(r"方案|计划|规划|要点|报告|意见|措施|任务|分工|行动|纲要|安排|决定|通知")
_GOVERNS_NOW = re.compile(r"办法|规定|细则|条例|总结|回顾|解读|通报|规程|标准|公告|名单")
_THIS_YEAR = re.compile(
    r"(20\d\d)\s*年(?:[，,]?是|(?:全市|全县|政府|林业|重点)*(?:工作|经济社会发展|预期目标)(?!回顾|总结))"
)
_SPLIT = re.compile(r"[，,；;：:\t]")
_IS_BINDING = re.compile(r"约束性(?:目标|指标)?(?:是|为|：|:|包括|[)）])")
_IS_EXPECTED = re.compile(r"预期性(?:目标|指标)?(?:是|为|：|:|包括|[)）])|预期目标")
# Rules of work rather than targets: 村级林长每周巡护不少于2次, 路面宽度不低于3.5米, 火场面积超过10公顷的.
_RULE = re.compile(
    r"每(?:月|周|天|日|次|人|户|亩|个|处|名|家|所|季度)|单[户个人次]|宽度|高度|间距|半径|深度|连片|距离|厚度"
)
_MADE = re.compile(
    r"完成(?![率度量])|新建|建成|建设|新增|改造|造林|培育|打造|创建|推广|修复|治理|实施|培训|培养|引进|认定|遴选|争取|争创|举办|开展|组织|开工|投产|"
    r"盘活|支持|推进|推动|形成|攻克|入库|制定|修订|拔除|整治|选派|招引|签约|组建|实现|力争|确保|新植|种植|播种|办好|落实|获批|申报"
)
_LEVEL = re.compile(
    r"(?:率|比例|比重|占比|产值|总量|数量|面积|收入|投入|总额|强度|水平|规模|数|总数|增加值|贡献|覆盖面)(?:稳定|总体|保持|要|须|应)*(?:达到?|提高到|提升到|提升至|控制在|稳定在|保持在|突破|增长|下降|提高|降低)"
)


@dataclass(frozen=True, slots=True)
class _Years:
    """What a document says of its years: when it begins (None: not known), 今年, and the year of all its 到X年."""

    begins: int | None
    this_year: int | None
    common: int | None
    plans: bool
    expected_at: int  # where the expected targets of a report are named, -1 without


@dataclass(frozen=True, slots=True)
class _Carried:
    """The year that holds where a sentence names none: from a heading, the title or the sentence before."""

    year: int | None
    from_year: int | None = None
    firm: bool = False  # said by a target sentence before or a heading of targets, not only by a title
    binding: Binding | None = None


def find_targets(document: Document) -> tuple[Target, ...]:
    """The targets of `document`: one an indicator and year, and one a sentence and year without figures.

    Years are those of the sentence; where it names none, of the target before it in the paragraph, the headings, the
    title. What has been reached is no target.
    """
    years = _years_of(document)
    found = list(find_table_targets(document, years.begins))
    in_rows = {(target.start, target.end) for target in found}
    for clause in document.clauses:
        if clause.kind is ClauseKind.SIGNATURE:
            continue
        carried = _from_headings(document, clause, years)
        for paragraph in _paragraphs(document.text, clause, sorted(in_rows)):
            found += _of_paragraph(document, clause, paragraph, carried, years)
    return tuple(sorted(found, key=lambda target: (target.start, target.part or (0, 0))))


def _paragraphs(text: str, clause: Clause, rows: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The sentences of a clause by paragraph, without those in `rows` and such as are too long to be one."""
    paragraphs: list[list[tuple[int, int]]] = []
    last = clause.start
    for start, end in sentence_spans(text, clause.start, clause.own_end):
        if not paragraphs or "\n" in text[last:start]:
            paragraphs.append([])
        last = end
        at = bisect_right(rows, (start, len(text))) - 1
        if end - start <= MAX_SENTENCE and not (at >= 0 and rows[at][0] <= start < rows[at][1]):
            paragraphs[-1].append((start, end))
    return paragraphs


def _years_of(document: Document) -> _Years:
    titles = (document.title, *document.inner_titles)
    named = next((period for title in titles if (period := period_named(title))), None)
    dated = next((int(day[:4]) for day in (document.signed_on, document.published_on) if day), None)
    this_year = named[0] if named and named[0] == named[1] else None
    if this_year is None:
        this_year = max((int(match[1]) for match in _THIS_YEAR.finditer(document.text)), default=dated)
    aimed = {int(match[1]) for match in re.finditer(r"到\s*(20\d\d)\s*年", document.text)}
    begins = named[0] if named else (dated or (this_year if _GOVERNS_NOW.search(document.title) is None else None))
    title = "".join(titles)
    return _Years(
        begins=begins,
        this_year=this_year,
        common=next(iter(aimed)) if len(aimed) == 1 else None,
        expected_at=document.text.find("预期目标"),
        plans=not _GOVERNS_NOW.search(title) or bool(re.search(r"方案|计划|规划|要点", title)),
    )


def _from_headings(document: Document, clause: Clause, years: _Years) -> _Carried | None:
    """The year for sentences without one; None in a part that reports what has been."""
    path = document.path_of(clause.index)
    joined = "|".join(path)
    if any(_REPORTED.search(heading) for heading in path) and "目标" not in joined:
        return None
    for heading in reversed(path):
        if len(heading) < 40 and (period := period_named(heading)):
            if years.begins is not None and period[1] < years.begins:
                return None
            return _Carried(period[1], period[0] if period[0] < period[1] else None, firm="目标" in joined)
    if not years.plans:
        return _Carried(None)
    for title in (document.title, *document.inner_titles):
        if period := period_named(title):
            return _Carried(period[1], period[0] if period[0] < period[1] else None, firm="目标" in joined)
    return _Carried(years.common or _report_year(clause, years), firm="目标" in joined)


def _report_year(clause: Clause, years: _Years) -> int | None:
    """The year of a report on the coming year, behind the sentence that names its expected targets."""
    return years.this_year if 0 <= years.expected_at < clause.own_end else None


def _of_paragraph(
    document: Document, clause: Clause, spans: list[tuple[int, int]], carried: _Carried | None, years: _Years
) -> list[Target]:
    found: list[Target] = []
    path = document.path_of(clause.index)
    in_targets = "目标" in "".join(path)
    now = carried
    for start, end in spans:
        body = document.text[start:end]
        aims = find_aims(body, years.this_year if carried is not None or "预期目标" in body else None)
        ahead = [aim for aim in aims if years.begins is None or aim.year >= years.begins]
        stated = bool(_BY_YEAR.search(body)) or in_targets or bool(_TARGET_PART.search(body))
        reported = _PAST.search(body) and not (_AHEAD.search(body) or in_targets)
        if reported or (aims and not ahead):
            now = None
            continue
        if _GRANTS.search(body) and not (ahead and stated):
            continue
        if ahead and stated and _REACH.search(body):
            last = ahead[-1]
            now = _Carried(last.year, last.from_year, True, _binding(body) or (now.binding if now else None))
            made = _stated(
                document, clause, (start, end), ahead, replace(carried, binding=now.binding) if carried else now
            )
        elif now is not None and now.year is not None:
            firm = now.firm or bool(_TARGET_PART.search(body))
            now = replace(now, firm=firm, binding=_binding(body) or now.binding)
            made = _stated(document, clause, (start, end), [], now)
        else:
            made = []
        found += made
    return found


def _stated(
    document: Document, clause: Clause, span: tuple[int, int], aims: list[Aim], carried: _Carried | None
) -> list[Target]:
    """The targets of one sentence: its figures under the year that stands before each, or itself for each year."""
    start, end = span
    body = document.text[start:end]
    base = Target(clause.index, document.path_of(clause.index), 0, body, None, None, start, end)
    found: list[Target] = []
    stated = _binding(body) or (carried.binding if carried else None) or _binding("".join(base.path))
    last_name: str | None = None
    for a, b in _parts(body):
        if _GRANTS.search(body[a:b]):
            continue
        here = [aim for aim in aims if a <= aim.start < b]
        before = [aim for aim in aims if aim.start < b]
        named = named_figures(_without_aims(body[a:b], here, a))
        for number, one in enumerate(named):
            name = one.indicator or last_name
            last_name = name
            aim = _aim_for(number, named, here) or (before[-1] if before else None)
            if aim is None and (carried is None or carried.year is None):
                continue
            if aim is None and carried is not None and not (carried.firm or _to_reach(body[a:b], one, bool(found))):
                continue
            part = (start + a + one.start, start + a + one.end)
            found.append(_figure_target(base, one, name, aim, carried, part, _binding(body[a:b]) or stated))
    if found or not aims:
        return found
    whole = [aim for aim in aims if "年" in aim.words or "末" in aim.words]
    return [_plain(base, aim, body) for aim in _by_year(whole)]


def _parts(body: str) -> list[tuple[int, int]]:
    """The spans between commas and colons outside of brackets."""
    masked = re.sub(r"[（(][^（）()]*[)）]|“[^”]*”", lambda match: "\u3000" * len(match[0]), body)
    cuts = [0, *(match.end() for match in _SPLIT.finditer(masked)), len(body)]
    return [(a, b) for a, b in pairwise(cuts) if a < b]


def _without_aims(part: str, aims: list[Aim], offset: int) -> str:
    """`part` with its years blanked out, so that they are in no name."""
    for aim in aims:
        a, b = aim.start - offset, min(aim.end - offset, len(part))
        part = part[:a] + " " * (b - a) + part[b:]
    return part


def _aim_for(number: int, named: list[Named], here: list[Aim]) -> Aim | None:
    """The year of figure `number` of a part that names several: 2024年、2025年分别突破2万亿元、3万亿元."""
    if len(here) > 1 and len(here) == len(named):
        return here[number]
    return None


def _to_reach(part: str, one: Named, follows: bool) -> bool:
    """Whether a figure whose year only a title gives is a target and no rule of work or condition.

    Behind a target of the same sentence (`follows`) the verb may be left out: 新造林5万亩，退化林3万亩.
    """
    before = part[: one.figure.start]
    if _RULE.search(before) or part.rstrip("，,；;。、：:").endswith("的"):
        return False
    if _MADE.search(before) or _LEVEL.search(before[-24:]):
        return True
    return follows and one.figure.comparison == "exact" and one.indicator is not None


def _figure_target(
    base: Target, one: Named, name: str | None, aim: Aim | None, carried: _Carried | None,
    part: tuple[int, int], binding: Binding | None,
) -> Target:  # fmt: skip
    year = aim.year if aim else (carried.year if carried else None)
    from_year = aim.from_year if aim else (carried.from_year if carried else None)
    return Target(
        clause=base.clause,
        path=base.path,
        year=year or 0,
        text=base.text,
        value=one.figure.value,
        unit=one.figure.unit,
        start=base.start,
        end=base.end,
        indicator=name,
        comparison=one.figure.comparison,
        binding=binding,
        from_year=from_year,
        year_inferred=aim is None,
        deadline=aim.words if aim else None,
        part=part,
    )


def _plain(base: Target, aim: Aim, body: str) -> Target:
    """A target without a figure."""
    return Target(
        base.clause, base.path, aim.year, body, None, None, base.start, base.end,
        binding=_binding(body), from_year=aim.from_year, deadline=aim.words, part=(base.start, base.end),
    )  # fmt: skip


def _by_year(aims: list[Aim]) -> list[Aim]:
    return list({aim.year: aim for aim in reversed(aims)}.values())[::-1]


def _binding(text: str) -> Binding | None:
    if _IS_BINDING.search(text):
        return "binding"
    return "expected" if _IS_EXPECTED.search(text) else None

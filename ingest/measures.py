"""Measures: the safeguards of a plan (保障措施) and what its sentences grant (补助, 奖励, 资金, 信贷)."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.grants import Grant, find_grants
from ingest.tasks import bare_title
from kb.document import Clause, ClauseKind, Document
from kb.records import Measure
from kb.sentences import sentence_spans

SAFEGUARD_HEADING = re.compile(
    r"(?:^|主要|具体|有关|相关|强化|实施|组织|工作|制度|政策|服务|监督|落实)保障(?:措施|机制|体系)?$|保障措施$|组织(?:实施|领导)$|(?:工作|有关|相关)要求$"
)
_MAX_SENTENCE = 3000  # characters; longer runs are no sentence
# No grant: how money is applied for and watched over, what is taken back, what has been, what words mean.
_PROCEDURE = re.compile(
    r"申报材料|申请表|申报书|审核意见|公示|拨付(?:至|到|进度)|下达|绩效(?:评价|目标|管理)|专款专用|骗取|套取|截留|挪用|追回|收回|监督|检查|审计|"
    r"台账|档案|下列条件|以下条件|应当具备|拨付到|管理办法|实施细则|具体(?:办法|标准)由|另行制定|负责解释|名单|报送|受理|评审|资金来源|处罚|罚款|赔偿"
)
_GIVES_SURELY = re.compile(
    r"给予|予以[^，。；]{0,10}(?:补|奖|资助|支持|贴息)|享受|(?:补助|补贴|奖励)[^，。；]{0,8}\d[\d.]*\s*(?:万|亿|千|百)?[元%]|优先|安排[^，。；]{0,20}\d"
)
_DENIED = re.compile(
    r"不(?:再|予|得|能|可|应|重复)[^，。；]{0,8}(?:给予|享受|发放|补助|补贴|奖励|安排|支持|资助)|不享受|(?:取消|停止|停发|终止|暂停|扣回|扣减|核减)[^，。；]{0,12}(?:补助|补贴|奖励|资金|资格|支持)|"
    r"(?:补助|补贴|奖励|资金)[^，。；]{0,6}(?:不予|取消|停发)|不设|严禁"
)
_PAST = re.compile(
    r"同比|[比较](?:上年|去年)|去年|累计(?:发放|落实|争取|投入|安排|兑现)|(?<!个)(?<!不)已(?:经)?(?:发放|落实|争取|投入|安排|兑现|拨|到位|下达)|(?:发放|落实|争取|投入|安排|兑现)了|成功争取|率先实现|首次突破|超额|共(?:发放|安排|投入|争取)"
)
_REPORTED = re.compile(r"20\d\d年工作$|过去|主要成绩|回顾|总结|成效|现状|背景|存在问题")
_PURPOSE = re.compile(
    r"^(?:第[一二三四五六七八九十百]+条[\s\u3000]*)?为(?:了)?[^，。]{0,60}(?:制定|特制|，根据)|解释|施行|废止|是指|所称|包括但不限于|是否|证明"
)


def find_measures(document: Document) -> tuple[Measure, ...]:
    """The safeguards and support measures of `document`, in text order."""
    measures = _safeguards(document)
    taken = [(measure.start, measure.end) for measure in measures]
    for clause in document.clauses:
        preamble = clause.kind is ClauseKind.ROOT and len(document.clauses) > 1
        if preamble or clause.kind is ClauseKind.SIGNATURE:
            continue
        for start, end in sentence_spans(document.text, clause.start, clause.own_end):
            body = document.text[start:end]
            inside = any(a <= start < b for a, b in taken)
            title_only = start == clause.start and len(body) <= len(clause.heading) + 2
            if title_only and (body[-1] not in "。；;" or document.text[end : clause.own_end].strip()):
                continue  # （一）道路建设补助。新建的每公里补助5万元: only the second sentence grants something
            if not inside and len(body) <= _MAX_SENTENCE and _grants(body, "|".join(document.path_of(clause.index))):
                base = _measure(document, clause, "support", start, end)
                measures += [_with_grant(base, grant) for grant in find_grants(base.text)]
    return tuple(sorted(measures, key=lambda measure: (measure.start, measure.part or (0, 0))))


def _grants(body: str, path: str) -> bool:
    """Whether a sentence may grant something: not how it is applied for, not what is refused or has been."""
    if _PURPOSE.search(body) or _DENIED.search(body) or _PAST.search(body) or _REPORTED.search(path):
        return False
    return not _PROCEDURE.search(body) or bool(_GIVES_SURELY.search(body))


def _with_grant(base: Measure, grant: Grant) -> Measure:
    return replace(
        base,
        means=grant.means,
        beneficiary=grant.beneficiary,
        condition=grant.condition,
        amount=grant.amount,
        cap=grant.cap,
        part=(base.start + grant.start, base.start + grant.end),
    )


def _safeguards(document: Document) -> list[Measure]:
    found: list[Measure] = []
    for parent in document.clauses:
        if parent.depth != 1 or not SAFEGUARD_HEADING.search(bare_title(parent.heading)):
            continue
        children = document.children(parent.index)
        clauses = children or (parent,)
        found += [_measure(document, clause, "safeguard", clause.start, clause.end) for clause in clauses]
    return found


def _measure(document: Document, clause: Clause, kind: str, start: int, end: int) -> Measure:
    while end > start and document.text[end - 1].isspace():
        end -= 1
    return Measure(
        clause=clause.index,
        path=document.path_of(clause.index),
        kind="safeguard" if kind == "safeguard" else "support",
        title=bare_title(clause.heading),
        text=document.text[start:end],
        start=start,
        end=end,
    )

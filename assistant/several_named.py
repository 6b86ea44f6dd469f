"""Several things that a clause asks of one subject by name: 目标和补助标准分别是多少."""

from __future__ import annotations

import re

from kb.words import Words

JOINS = r"(?:、|以及|还有|并且|和|与|及)"
# What a question may ask of its subject by name, with what may stand before it.
_BODIES = r"科室|单位|部门"
NAMES = (
    rf"(?:目标|指标|标准|额度|金额|比例|期限|时限|时间|条件|材料|程序|流程|步骤|对象|范围|{_BODIES}|面积|数量|规模|人数|名额|方式|"
    r"措施|原则|职责|要求|内容|地点|地址|电话|来源|情形|义务|权利|责任)"
)
ASKED = (
    r"(?:(?:补助|补贴|奖励|扶持|支持|处罚|收费|责任|牵头|配合|主管|实施|受理|审批|申报|申请|报名|办理|完成|总体|具体|工作|资金|"
    rf"考核|评价|适用|保障)的?)?{NAMES}"
)
NAMED = rf"[^的，,、和与及]{{0,4}}?{NAMES}"  # behind 的: 护林员的选聘条件和解聘情形
WHICH = r"(?:分别|各|都|又|具体)*(?:是|为|有|要|到|达到|包括)*(?:分别|各)?"
_SEVERAL = tuple(
    re.compile(
        rf"(?P<subject>.*?[^\s，,、和与及的])(?P<joint>{joint})(?P<first>{name})(?P<more>(?:{JOINS}{name})+)"
        rf"(?P<which>{WHICH})(?P<asked>(?:多少|什么|啥|哪些|几|怎么|如何).*)"
    )
    for joint, name in (("的", NAMED), ("", ASKED))
)
_UNMARKED = re.compile(
    rf"(?P<first>[^\s，,、和与及的]+?{NAMES})(?P<more>(?:{JOINS}{NAMED})+)(?P<which>{WHICH})"
    r"(?P<asked>(?:多少|什么|啥|哪些|几|怎么|如何).*)"
)
_ONE_MORE = re.compile(rf"{NAMES}{JOINS}")  # what was taken for the subject holds one of the things itself


def names_several(clause: str) -> re.Match[str] | None:
    """The subject, the things named and what is asked of them, where a clause marks where its subject ends."""
    return next((match for pattern in _SEVERAL if (match := pattern.match(clause))), None)


def several_in(clause: str, words: Words) -> list[str] | None:
    """A clause for each of the things that one names as asked for: 目标和补助标准分别是多少. None where it names one."""
    match = names_several(clause)
    if match is None or _ONE_MORE.search(match["subject"]):
        return _several_unmarked(clause, words)
    names = [match["first"], *re.findall(rf"{JOINS}({NAMED if match['joint'] else ASKED})", match["more"])]
    which = re.sub("分别|各", "", match["which"])
    return [f"{match['subject']}{match['joint']}{name}{which}{match['asked']}" for name in names]


def _several_unmarked(clause: str, words: Words) -> list[str] | None:
    """As `several_in` where nothing marks the end of the subject: 护林员选聘条件和解聘情形.

    The things named are built alike, so the first begins at the word that makes it as long as the second.
    """
    match = _UNMARKED.fullmatch(clause)
    if match is None:
        return None
    others = re.findall(rf"{JOINS}({NAMED})", match["more"])
    bounds, at = [0], 0
    for word in words.cut(match["first"]):
        at += len(word)
        bounds.append(at)
    begin = len(match["first"]) - len(others[0])
    if begin <= 0 or begin not in bounds:
        return None
    subject, first = match["first"][:begin], match["first"][begin:]
    which = re.sub("分别|各", "", match["which"])
    return [f"{subject}{name}{which}{match['asked']}" for name in (first, *others)]

"""Nouns that an answer must have beside what is asked for: 银行 in 哪家银行, 保费 in 保费多少."""

from __future__ import annotations

import re

from assistant.kinds import asks_items
from assistant.query import Expected
from assistant.wording import Wording
from kb.words import Words

# Payments of one kind are no answer to a question about another: a grant is no fine, a cover no premium.
_MONEY_KIND = re.compile(
    r"罚款|罚|赔偿|赔|扣|保费|保额|投资|造价|租金|房租|押金|学费|门票|票价|单价|采购价|收购价|保护价|售价|价格|奖金|工资|工钱|投资额|产值|收入|余额|注册资本"
)
_ROLE_ASKED = re.compile(
    r"(组长|主任|院长|书记|会长|理事长|召集人|[\u4e00-\u9fff]{2}(?:人|长|员))(?:是谁|由谁|谁担任|谁当|谁来当|是哪位|叫什么)"
)
_ROLE = re.compile(r"(组长|主任|院长|书记|会长|理事长|召集人)$")
_TELLING_ITEMS = re.compile(r"原则|程序|条件|材料|阶段|步骤")
_ASKED_NOUN = re.compile(r"(?:哪(?:一)?(?:家|个|所|条|位|座|类|种|款|支|间|户|名)|什么|啥|多少)([\u4e00-\u9fff]{2,8})")
_AMOUNT = re.compile(r"[万亿千百]*元|[万亿千百].*|个.*")
_COMMON_HEADS = re.compile(
    r"权利|义务|数据|负担|形式|方式|程度|结果|级别|层次|类型|渠道|途径|平台|系统|成效|工具|技术|服务|活动|会议|项目|理念|方针|策略|方向|领域|环节|阶段|状态|职称|学历|条例|规模|待遇|资格|限制|后果|程序|步骤|样子|照顾|好处|甜头|优惠|便宜|帮助|手续|花样|名堂|讲究|说法|短板|问题|困难|做法|变化|区别|特点|时候|时间|意思|东西|科室|单位|部门|机构|地方|原因|材料|条件|资料|措施|办法|手段|要求|奖励|支持|补助|补贴|扶持|内容|任务|工作|情况|情形|标准|经费|资金|好处|优惠|政策|作用|"
    r"条款|事项|责任|负责|牵头|规定|目标|原则|影响|手续|程序|职责|人员|人在|局|科|站|中心|委"
)


def head_nouns(folded: str, wording: Wording, words: Words) -> tuple[str, ...]:
    """Nouns that the answer must have beside it: 银行 in 哪家银行, 女同志 in 多少女同志, 保费 in 保费多少, 组长 in 组长是谁."""
    found: list[str] = []
    for match in _ASKED_NOUN.finditer(folded):
        first, *others = [*words.cut(match[1]), ""]
        if len(first) == 1 and first != wording.unit and len(others[0]) > 1:
            if words.part_of_speech(first).startswith("v"):
                continue  # 多少搞技术的人
            first += others[0]  # 女同志
        if (
            len(first) > 1
            and not _AMOUNT.fullmatch(first)
            and not _COMMON_HEADS.search(first)
            and first != wording.unit
        ):
            found.append(first)
    if wording.expected is Expected.MONEY:
        found += [match[0] for match in _MONEY_KIND.finditer(folded)]
    if asks_items(folded):
        found += _TELLING_ITEMS.findall(folded)[-1:]
    found += [(_ROLE.search(match[1]) or match)[1] for match in _ROLE_ASKED.finditer(folded)]
    return tuple(dict.fromkeys(found))

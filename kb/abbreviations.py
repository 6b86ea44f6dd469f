"""Standing short names of government bodies: 市发改委, 市发展改革委 and 市发展和改革委员会 are one body, 省发改委 another.

The names are those of the State Council's institutions and of the provincial and municipal bodies under them as used
in official documents since the reform of 2018; 林业局 and 林业和草原局 are not merged, because both exist, nor is 农业局 with 农业农村局, which is its successor: the office's own table may say so.
"""

from __future__ import annotations

import re
from functools import lru_cache

# One group a line; the first form is the one that stands for the others. Without the place or level before it.
_GROUPS = (
    "发展和改革委员会 发展改革委员会 发展改革委 发展和改革委 发展改革局 发展和改革局 发改委 发改局",
    "工业和信息化局 工业和信息化委员会 工信局 工信委 工业信息化局",
    "工业和信息化厅 工信厅", "工业和信息化部 工信部",
    "教育体育局 教体局", "科学技术局 科学和技术局 科技局", "科学技术厅 科技厅", "科学技术部 科技部",
    "人力资源和社会保障局 人力资源社会保障局 人社局", "人力资源和社会保障厅 人力资源社会保障厅 人社厅",
    "人力资源和社会保障部 人力资源社会保障部 人社部",
    "自然资源和规划局 自然资源规划局 自规局 资规局",
    "住房和城乡建设局 住房城乡建设局 住房和城乡建设委员会 住建局 住建委",
    "住房和城乡建设厅 住房城乡建设厅 住建厅", "住房和城乡建设部 住房城乡建设部 住建部",
    "交通运输局 交通局", "交通运输厅 交通厅", "交通运输部 交通部",
        "文化和旅游局 文化旅游局 文旅局", "文化和旅游厅 文化旅游厅 文旅厅", "文化和旅游部 文旅部",
    "文化广电和旅游局 文化广电旅游局 文广旅局", "文化广电新闻出版局 文广新局",
    "卫生健康委员会 卫生健康委 卫健委 卫健局 卫生健康局", "退役军人事务局 退役军人局", "退役军人事务厅 退役军人厅",
    "应急管理局 应急局", "应急管理厅 应急厅", "应急管理部 应急部",
    "市场监督管理局 市场监管局 市监局", "市场监督管理总局 市场监管总局",
    "国有资产监督管理委员会 国资委", "地方金融监督管理局 地方金融监管局", "医疗保障局 医保局",
    "林业和草原局 林草局", "机关事务管理局 机关事务局", "行政审批服务局 行政审批局",
    "城市管理局 城管局", "城市管理综合执法局 城市综合执法局", "乡村振兴局",
    "政务服务和数据管理局 政务服务数据管理局 政数局", "大数据发展管理局 大数据局", "信访局",
    "纪律检查委员会 纪委", "精神文明建设指导委员会办公室 文明办", "机构编制委员会办公室 编办",
    "共产主义青年团 共青团", "妇女联合会 妇联", "残疾人联合会 残联", "科学技术协会 科协", "总工会",
    "供销合作社联合社 供销合作社 供销联社 供销社", "工商业联合会 工商联",
    "气象局", "公安局交通警察支队 交警支队", "消防救援支队 消防支队",
)  # fmt: skip
_FIRST_OF = {form: group.split()[0] for group in _GROUPS for form in group.split()}
_FORMS = re.compile(f"({'|'.join(sorted(map(re.escape, _FIRST_OF), key=len, reverse=True))})$")
# What may stand before a body: nothing, a level, or a place that ends with one.
_BEFORE = re.compile(
    r"^(?:国家|中共)?(?:[\u4e00-\u9fff]{0,8}?(?:自治区|自治州|开发区|高新区|新区|地区|省|市|州|盟|县|区|旗))?$"
)


_ANYWHERE = re.compile("|".join(sorted(map(re.escape, _FIRST_OF), key=len, reverse=True)))
_FORMS_BY_FIRST = {group.split()[0]: tuple(group.split()) for group in _GROUPS}


def body_forms() -> tuple[str, ...]:
    """All forms of all bodies, without the place or level before them."""
    return tuple(_FIRST_OF)


def other_forms_in(text: str) -> dict[str, tuple[str, ...]]:
    """The bodies that a folded text names, in any of their forms, with their other forms.

    >>> other_forms_in("市人社局和林草局")["林草局"]
    ('林业和草原局',)
    """
    found = dict.fromkeys(_ANYWHERE.findall(text))
    return {form: tuple(each for each in _FORMS_BY_FIRST[_FIRST_OF[form]] if each != form) for form in found}


@lru_cache(maxsize=8192)
def expand(name: str) -> str:
    """`name` (folded) with the standing short name of a body at its end written out; unchanged if it has none.

    >>> expand("市发改委"), expand("栖云市人社局"), expand("省发改委"), expand("市林业局")
    ('市发展和改革委员会', '栖云市人力资源和社会保障局', '省发展和改革委员会', '市林业局')
    """
    match = _FORMS.search(name)
    if match is None or not _BEFORE.match(name[: match.start()]):
        return name
    return name[: match.start()] + _FIRST_OF[match[0]]


def forms_of(name: str) -> frozenset[str]:
    """All forms of `name` (folded): itself, and with every standing short name of the body at its end.

    >>> sorted(forms_of("市林草局"))
    ['市林业和草原局', '市林草局']
    """
    full = expand(name)
    match = _FORMS.search(full)
    if match is None or not _BEFORE.match(full[: match.start()]):
        return frozenset((name,))
    before = full[: match.start()]
    return frozenset((name, *(before + form for form, first in _FIRST_OF.items() if first == match[0])))

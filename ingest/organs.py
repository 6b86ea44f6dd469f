"""Names of bodies in the head and foot of a document: issuers, addressees, who gets a copy."""

from __future__ import annotations

import re

_SUFFIX = (
    r"局|委员会|委|政府|办公室|办公厅|办|厅|部|院|会|中心|站|公司|集团|大学|学院|学校|所|处|科|股|组|指挥部|署|社|行|馆|"
    r"法院|检察院|政协|党校|军区|管委会|联合会|总队|支队|大队|企业|机构"
)
_ORGAN = re.compile(
    rf"^(?!关于|以上|附件|各)[\u4e00-\u9fff、（）()·“”0-9 \u3000]{{2,50}}?(?:{_SUFFIX})(?:[（(]章[)）])?$"
)
_ADDRESSEE = re.compile(
    rf"(?:{_SUFFIX}|单位|部门|科室|处室|乡镇|乡|镇|街道|县|市|区|州|盟|旗|省|高校|院校|校|成员|商|厂|场|园区|村|"
    r"委员|代表|同志|先生|女士|党组|党委|团|室|代理人|负责人|人员|队|协会|学会|平台|法人|等|人)$"
)
_NO_ADDRESSEE = re.compile("以下|下列|如下|包括|根据|按照|关于|有关事项|[是为]$")
_NO_NAME = ("单位", "部门", "机构", "企业", "处室", "科室")  # go on with the name before them: 各部门、单位
_OPENING, _CLOSING = "（(〔[【", "）)〕]】"
_COMMA, _PAUSE = "，,；;", "、"


def is_organ_line(line: str) -> bool:
    """Whether `line` is the name of a body, or of several with spaces between, and nothing else, as in a signature.

    >>> is_organ_line("栖云市林业局　栖云市财政局"), is_organ_line("请认真执行。")
    (True, False)
    """
    return bool(_ORGAN.match(line.strip()))


def organs_of(line: str) -> tuple[str, ...]:
    """The bodies that a signature's line names: white space divides them where each part is one."""
    parts = [part for part in re.split(r"[ \u3000\t]{1,}", line.strip()) if part]
    if len(parts) > 1 and all(is_organ_line(part) and len(part) > 2 for part in parts):
        return tuple(parts)
    return (re.sub(r"[ \u3000\t]+", "", line),)


def names_of(listed: str) -> tuple[str, ...]:
    """The bodies of a list: commas divide them, pauses only where each part is a body of its own, brackets never.

    >>> names_of("各县、区人民政府，局机关各科室、直属单位")
    ('各县、区人民政府', '局机关各科室', '直属单位')
    """
    names: list[str] = []
    for group in _split(listed, _COMMA):
        joined = ""
        for part in _split(group, _PAUSE):
            if names and not joined and part in _NO_NAME:
                names[-1] += f"、{part}"
                continue
            joined = f"{joined}、{part}" if joined else part
            if _stands_alone(part):
                names.append(joined)
                joined = ""
        if joined:
            names.append(joined)
    return tuple(names)


def is_addressee(name: str) -> bool:
    """Whether a document can be addressed to `name`."""
    bare = re.sub(r"[（(][^（()）]{0,40}[)）]$", "", name)
    return (
        len(name) <= 60
        and not _NO_ADDRESSEE.search(name)
        and bool(_ADDRESSEE.search(bare) or name.startswith(("各", "有关")))
    )


def _stands_alone(part: str) -> bool:
    """省, 市 or 县 alone are the first words of 各省、市、县人民政府; 各县区 is a body."""
    bare = re.sub(r"[（(][^（()）]{0,40}[)）]$", "", part)
    return (
        len(bare) > 1
        and not re.fullmatch(
            r"各?[省市县区州盟旗乡镇]|各?自治[区州县]|各?直辖市|[\u4e00-\u9fff]{1,6}[省市县区州盟旗]", bare
        )
        and bool(_ADDRESSEE.search(bare))
    )


def _split(text: str, marks: str) -> list[str]:
    """`text` divided at `marks` outside of brackets; empty parts are left out."""
    parts, depth = [""], 0
    for char in text:
        depth = max(depth + (char in _OPENING) - (char in _CLOSING), 0)
        if char in marks and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts if part.strip()]

"""Names of persons, told by a common surname beside what they do or say; no dictionary has all given names."""

from __future__ import annotations

import re

# The hundred most common surnames (national statistics of 2020), and a few of two characters.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖"
    "石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤柳齐"
)
_NAME = f"(?:欧阳|上官|司马|诸葛|[{_SURNAMES}])(?:某某?|[\u4e00-\u9fff]{{1,2}})"
ROLES = (
    "党支部书记|第一书记|村支书|支书|书记|村主任|主任|站长|局长|科长|处长|镇长|乡长|县长|市长|场长|队长|组长|班长|经理|董事长|理事长|"
    "负责人|护林员|特派员|技术员|专家|教授|工程师|研究员|校长|院长|干部|村民|农户|林农|社员|群众|种植户|养殖户|脱贫户|监测户|老人|"
    "同志|大户|党员|代表|记者|村医|老师|社长|会计|林长|店主|工人|能手"
)
_SAYS = "(?:介绍说?|表示|告诉|坦言|感慨|笑着说|高兴地说|激动地说|说道?|算了|算起|回忆|指出|强调|认为|提到)"
_ENDS = "(?=同志|说|表示|介绍|告诉|坦言|[，,。、（(：:；;“”\\s]|$|等|和|与|是|在|被|为|带|家|也|已|就|从|把|对|先后|通过|走|[一主每常又还自将驻负参担联多跑住扎守巡组指推发到来去进上下开做当任领请帮找建种带])"
_BEHIND_ROLE = re.compile(f"(?:{ROLES})(?P<name>{_NAME}){_ENDS}")
_PERHAPS = re.compile(f"(?:{ROLES})(?P<name>(?:欧阳|上官|司马|诸葛|[{_SURNAMES}])[\u4e00-\u9fff])")
_BEFORE = re.compile(f"(?P<name>{_NAME})(?=(?:（[^（）]{{1,20}}）)?(?:同志|{_SAYS}))")
_FIELD = re.compile(f"^(?P<name>{_NAME})(?=（|\\(|$|[，,]\\s*[男女])")
_BORN = re.compile(f"(?P<name>{_NAME})(?=[，,]\\s*[男女](?:[，,]|性))")
_NO_NAME = re.compile(
    r"(?:向|于|任|高|万|方|金|石|白|常|龙|江|林|田|马|何|程|段|武|严|许|汪|范|陆|叶|余|钱|毛|安)"
    r"(?:兴|农|级|们|人|员|业|长|区|场|地|山|权|下|木|家|户|度|效|质|余|一|面|法|式|案|元|亩|吨|他|她|我|你|大|全|各|群|记|书|主|社|村|县|镇|市)"
)


def is_person(name: str) -> bool:
    """Whether all of `name` may be that of a person."""
    return re.fullmatch(_NAME, name) is not None and not _NO_NAME.match(name)


def perhaps_persons_in(text: str) -> list[tuple[int, int]]:
    """The spans of what stands behind a post and may be a name or its beginning, whatever follows: 市长赵伟督办."""
    return [match.span("name") for match in _PERHAPS.finditer(text) if not _NO_NAME.match(match["name"])]


def persons_in(text: str) -> list[tuple[int, int]]:
    """The spans of the names of persons in `text`.

    >>> ["".join("村支书张明介绍，护林员李二牛说："[a:b]) for a, b in persons_in("村支书张明介绍，护林员李二牛说：")]
    ['张明', '李二牛']
    """
    spans = {
        match.span("name")
        for pattern in (_BEHIND_ROLE, _BEFORE, _BORN, _FIELD)
        for match in pattern.finditer(text)
        if not _NO_NAME.match(match["name"])
    }
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept

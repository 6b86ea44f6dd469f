"""What a line of notes is in a draft: told by the heading above it, by its label, or by its own words."""

from __future__ import annotations

import re
from enum import StrEnum


class Role(StrEnum):
    """The part of a draft that a statement belongs to."""

    TITLE = "title"
    BASIC = "basic"
    BACKGROUND = "background"
    ACTION = "action"
    RESULT = "result"
    EXPERIENCE = "experience"
    NEXT = "next"
    QUOTE = "quote"


class Field(StrEnum):
    """An element that a form of notes may fill in."""

    TITLE = "title"
    TOPIC = "topic"
    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    PERSON = "person"
    POST = "post"


FIELDS = {
    word: field
    for field, words in (
        (Field.TITLE, "标题 题目"),
        (Field.TOPIC, "主题 事项 事件 活动 活动名称 项目 项目名称 内容提要 工作名称 案例主题"),
        (Field.WHO, "单位 主体 部门 主办 主办单位 承办单位 实施单位 案例单位 报送单位 组织单位 机构 谁"),
        (Field.WHEN, "时间 日期 起止时间 实施时间 活动时间 何时"),
        (Field.WHERE, "地点 地址 实施地点 活动地点 所在地 何地"),
        (Field.PERSON, "姓名 人物 对象 先进人物 先进集体 名字"),
        (Field.POST, "职务 身份 岗位 职业"),
    )
    for word in words.split()
}
_HEADINGS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.NEXT, re.compile(r"下一步|打算|今后|计划$|努力方向|工作安排")),
    (Role.EXPERIENCE, re.compile(r"启示|经验|体会|心得|感悟|思考")),
    (Role.QUOTE, re.compile(r"评价|反响|采访|访谈|原话|群众说|声音|心声")),
    (Role.RESULT, re.compile(r"成效|成果|效果|结果|成绩|收获|变化|数据|荣誉|获奖")),
    (Role.ACTION, re.compile(r"做法|措施|举措|过程|经过|事迹|怎么做|干了什么|工作内容|情况通报|步骤|实施情况|活动内容|会议内容|做的事")),
    (Role.BACKGROUND, re.compile(r"背景|问题|困难|起因|缘由|原因|难题|短板|为什么")),
    (Role.BASIC, re.compile(r"基本情况|概况|简介|基本信息|人物介绍|情况介绍")),
)  # fmt: skip
_NEUTRAL = re.compile(r"(?:采访|访谈|谈话|座谈|会议|现场|工作|调研)?(?:记录|笔记|提纲|素材|手记|材料|纪要)")
_LABEL = re.compile(r"([^：:。，；\s“《]{1,10})[：:]\s*")
_MAX_HEADING = 14
# Words by which a sentence shows what it is, the more telling kinds first.
_CUES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.NEXT, re.compile(r"^(?:下一步|今后|接下来|明年|下阶段|未来)|(?:将继续|打算|计划(?:在|到|明年)|拟于)")),
    (Role.QUOTE, re.compile(r"(?:说|表示|介绍|坦言|感慨|告诉[^，]{0,6})[，:：]?\s*[“「\"]|^[“「\"].{4,}[”」\"]")),
    (Role.EXPERIENCE, re.compile(r"启示|体会|关键(?:在于|是|要)|实践证明|离不开|只有.*才|必须坚持|要坚持|得益于|经验是|最重要的是|根本在")),
    (Role.BACKGROUND, re.compile(
        r"此前|过去|原来|原先|以前|曾经|以往|之前|长期(?:以来)?|由于|受.{0,8}影响|存在|困难|难题|不足|薄弱|缺(?:乏|少|人|钱|技术)|低产|老化|粗放|"
        r"撂荒|问题(?:是|在于|突出)|为(?:了)?(?:解决|破解|改变)|制约|效益(?:低|差)|没人管|无人管"
    )),
    (Role.BASIC, re.compile(r"位于|地处|坐落|下辖|辖区?有|总面积|现有|全村(?:共)?有|全镇(?:共)?有|人口|出生|中共党员|[，,][男女][，,]|现任|从事.{0,12}年|担任")),
    (Role.RESULT, re.compile(
        r"实现|达到|增长|提高|增加|增收|下降|减少|降低|提升|带动|惠及|受益|获(?:得|评|奖|省|市|县|全)|荣获|被评为|被授予|成活率|覆盖率|产值|满意|"
        r"收入|办结|一共|没有发生|零发生|未发生|节约|节省|盘活|挽回|推广到|已有|已经|截至|累计|缩短|好转|见效"
    )),
    (Role.ACTION, re.compile(
        r"建立|成立|开展|组织|推行|实施|制定|举办|召开|划分|安排|发放|培训|引进|流转|聘|种植|建设|推广|采取|印发|签订|落实|设立|整合|邀请|动员|"
        r"巡护|排查|宣传|清理|改造|栽|修|投入|争取|带领|坚持|通过|探索|创新|明确|指导|走访|参加|帮助|上门|部署|强调"
    )),
)  # fmt: skip


def is_neutral_head(line: str) -> bool:
    """Whether a line only names what the notes are: 采访记录."""
    return _NEUTRAL.fullmatch(line.strip().strip("#* 　")) is not None


def heading_role(line: str) -> Role | None:
    """The role of what stands below a heading, None for a line that is none.

    >>> heading_role("主要做法"), heading_role("做法："), heading_role("做法是建立合作社，统一管理。")
    (<Role.ACTION: 'action'>, <Role.ACTION: 'action'>, None)
    """
    bare = line.strip().strip("【】[]#* 　").rstrip("：:").rstrip()
    if len(bare) > _MAX_HEADING or re.search(r"[。，；,;：:！？\d]", bare):
        return None
    return next((role for role, pattern in _HEADINGS if pattern.search(bare)), None)


def label_of(line: str) -> tuple[str, int]:
    """The label in front of a line and where its value begins; an empty one for a line without.

    >>> label_of("时间：2024年")
    ('时间', 3)
    """
    match = _LABEL.match(line)
    return (match[1], match.end()) if match else ("", 0)


def role_of(text: str, headed: Role | None) -> Role:
    """The role of a sentence: that of the heading above it, or what its own words tell; an action where nothing does.

    What somebody says is a quote wherever it stands.

    >>> role_of("户均增收3000元。", None), role_of("此前山场没人管。", None)
    (<Role.RESULT: 'result'>, <Role.BACKGROUND: 'background'>)
    """
    told = next((role for role, pattern in _CUES if pattern.search(text)), Role.ACTION)
    return told if headed is None or told is Role.QUOTE else headed

"""The kinds of text that are drafted: their usual order, what each must have, and what is asked where it is missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.drafting.roles import Role
from kb.errors import SettingsError


class Element(StrEnum):
    """What a text of a genre must have; the value is what a placeholder calls it."""

    TITLE = "标题"
    WHO = "单位"
    PERSON = "姓名"
    POST = "身份或职务"
    WHEN = "时间"
    WHERE = "地点"
    TOPIC = "事项"
    BACKGROUND = "背景情况"
    ACTIONS = "主要做法"
    RESULTS = "取得成效"
    EXPERIENCE = "经验启示"
    NEXT = "下一步打算"
    VOICE = "群众或同事的评价"
    QUOTE = "现场采访"
    BASIS = "政策依据"


QUESTIONS = {
    Element.TITLE: "标题是什么，或写的是哪项工作？",
    Element.WHO: "是哪个单位、村镇或部门做的？",
    Element.PERSON: "写的是谁（姓名或集体名称）？",
    Element.POST: "他（她）在哪里工作，担任什么职务或从事什么工作？",
    Element.WHEN: "什么时候开始、什么时候完成的？",
    Element.WHERE: "在哪里（县、乡镇、村）？",
    Element.TOPIC: "写的是哪项工作、哪次活动？",
    Element.BACKGROUND: "做这件事之前是什么情况，遇到什么问题？",
    Element.ACTIONS: "具体做了哪几件事，怎么做的，谁来做？",
    Element.RESULTS: "取得了什么成效，有哪些数字（做之前、做之后各是多少）？",
    Element.EXPERIENCE: "有什么体会或可供别处借鉴的经验？",
    Element.NEXT: "下一步打算怎么做？",
    Element.VOICE: "群众、同事或服务对象怎么评价，原话是什么？",
    Element.QUOTE: "现场有谁说了什么，原话是什么？",
    Element.BASIS: "依据哪份文件的哪条要求开展？文件库里没有找到合适的依据。",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One section: its heading (none is shown where `headed` of its genre is false), what it takes, what it must have."""

    heading: str
    roles: tuple[Role, ...]
    must: Element | None = None
    numbered: bool = False
    basis: bool = False
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of text. `title` is made of the who and the topic; `own_voice`: it is told by those who did it (我局)."""

    name: str
    forms: tuple[str, ...]
    title: str
    parts: tuple[Part, ...]
    musts: tuple[Element, ...]
    headed: bool = True
    own_voice: bool = False
    of_person: bool = False


_PLACED = (Element.TITLE, Element.WHO, Element.WHEN, Element.WHERE)
GENRES = (
    Genre(
        "典型案例",
        ("案例", "case"),
        "{who}{topic}典型案例",
        (
            Part("一、背景情况", (Role.BASIC, Role.BACKGROUND), Element.BACKGROUND, basis=True, opening=True),
            Part("二、主要做法", (Role.ACTION,), Element.ACTIONS, numbered=True),
            Part("三、取得成效", (Role.RESULT, Role.QUOTE), Element.RESULTS),
            Part("四、经验启示", (Role.EXPERIENCE, Role.NEXT), Element.EXPERIENCE),
        ),
        (*_PLACED, Element.BASIS),
    ),
    Genre(
        "经验交流材料",
        ("经验交流", "交流材料", "经验材料", "experience"),
        "{who}{topic}经验交流材料",
        (
            Part("一、基本情况", (Role.BASIC, Role.BACKGROUND), Element.BACKGROUND, basis=True, opening=True),
            Part("二、主要做法", (Role.ACTION,), Element.ACTIONS, numbered=True),
            Part("三、工作成效", (Role.RESULT, Role.QUOTE), Element.RESULTS),
            Part("四、经验体会", (Role.EXPERIENCE,), Element.EXPERIENCE),
            Part("五、下一步打算", (Role.NEXT,), Element.NEXT),
        ),
        (Element.TITLE, Element.WHO, Element.WHEN, Element.BASIS),
        own_voice=True,
    ),
    Genre(
        "先进事迹",
        ("事迹", "先进事迹材料", "事迹材料", "deeds"),
        "{person}先进事迹",
        (
            Part("一、基本情况", (Role.BASIC, Role.BACKGROUND), opening=True),
            Part("二、主要事迹", (Role.ACTION,), Element.ACTIONS, basis=True),
            Part("三、工作成绩", (Role.RESULT,), Element.RESULTS),
            Part("四、各方评价", (Role.QUOTE, Role.EXPERIENCE, Role.NEXT), Element.VOICE),
        ),
        (Element.PERSON, Element.POST, Element.WHERE),
        of_person=True,
    ),
    Genre(
        "工作信息",
        ("简报", "信息", "工作信息/简报", "工作简报", "brief"),
        "{who}{topic}",
        (
            Part("导语", (Role.BASIC, Role.BACKGROUND), basis=True, opening=True),
            Part("做法", (Role.ACTION,), Element.ACTIONS),
            Part("成效", (Role.RESULT, Role.QUOTE, Role.EXPERIENCE)),
            Part("下一步", (Role.NEXT,)),
        ),
        (Element.TITLE, Element.WHO, Element.WHEN),
        headed=False,
    ),
    Genre(
        "新闻通稿",
        ("通稿", "新闻", "新闻稿", "news"),
        "{who}{topic}",
        (
            Part("导语", (), opening=True),
            Part("经过", (Role.ACTION,), Element.ACTIONS),
            Part("成效", (Role.RESULT,)),
            Part("采访", (Role.QUOTE, Role.EXPERIENCE), Element.QUOTE),
            Part("背景", (Role.BASIC, Role.BACKGROUND, Role.NEXT), basis=True),
        ),
        _PLACED,
        headed=False,
    ),
)


def genre_of(name: str) -> Genre:
    """The genre of this name or short form. Raises SettingsError with the list.

    >>> genre_of("简报").name
    '工作信息'
    """
    wanted = name.strip().lower()
    for genre in GENRES:
        if wanted in (genre.name, *genre.forms):
            return genre
    listed = "；".join(f"{genre.name}（也可写 {'、'.join(genre.forms)}）" for genre in GENRES)
    raise SettingsError(f"没有“{name}”这种文稿", f"可以起草：{listed}")

"""The measures and fonts of GB/T 9704-2012 as WordprocessingML (ECMA-376, part 1).

Section 5.2: A4, 天头 37 mm, 订口 28 mm, 版心 156 x 225 mm, 22 lines of 28 characters, body in 3号仿宋. Section 7.3:
title in 2号小标宋, headings 黑体, 楷体, 仿宋. Section 7.5: page numbers in 4号宋体. Of each font, names under which
it is installed elsewhere follow; Word takes the first that it finds (`altName`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

PAGE_MM = (210, 297)
MARGINS_MM = (37, 26, 35, 28)  # top, right, bottom, left
LINES, CHARACTERS = 22, 28
SIZES_PT = {"二号": 22, "三号": 16, "四号": 14, "小四": 12, "五号": 10.5}
FONTS = {
    "方正小标宋简体": ("方正小标宋_GBK", "小标宋", "华文中宋", "STZhongsong", "Noto Serif CJK SC"),
    "仿宋_GB2312": ("方正仿宋_GBK", "仿宋", "FangSong", "华文仿宋", "STFangsong", "Noto Serif CJK SC"),
    "楷体_GB2312": ("方正楷体_GBK", "楷体", "KaiTi", "华文楷体", "STKaiti", "Noto Serif CJK SC"),
    "黑体": ("方正黑体_GBK", "SimHei", "华文黑体", "STHeiti", "Noto Sans CJK SC"),
    "宋体": ("SimSun", "华文宋体", "STSong", "Noto Serif CJK SC"),
}
TITLE, BODY, HEADING_2, HEADING_1, PAGE_NUMBER = FONTS
_SANS = frozenset({"黑体"})

_MM_TO_TWIPS = 1440 / 25.4
# Rounded down, so that the last line of a page and the last character of a line still fit.
LINE_PITCH = math.floor((PAGE_MM[1] - MARGINS_MM[0] - MARGINS_MM[2]) * _MM_TO_TWIPS / LINES)  # twips
_CHARACTER_PT = (PAGE_MM[0] - MARGINS_MM[1] - MARGINS_MM[3]) * _MM_TO_TWIPS / 20 / CHARACTERS
CHARACTER_SPACE = math.floor((_CHARACTER_PT - SIZES_PT["三号"]) * 4096)  # beside the font's own width, 1/4096 pt
# The same in twips, one more: LibreOffice, which counts in hundredths of a millimetre, puts 27 on a line without it.
CHARACTER_SPACING = math.floor((_CHARACTER_PT - SIZES_PT["三号"]) * 20) - 1
EM = SIZES_PT["三号"] * 20  # 一字 of the body, twips
# The dashes stand 7 mm below the 版心: half the height of 四号 above the foot of their line.
FOOTER_MM = MARGINS_MM[2] - 7 - SIZES_PT["四号"] * 25.4 / 72 / 2

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LINE = f'<w:spacing w:before="0" w:after="0" w:line="{LINE_PITCH}" w:lineRule="exact"/>'
_LINE_BEFORE = (
    f'<w:spacing w:beforeLines="100" w:before="{LINE_PITCH}" w:after="0" w:line="{LINE_PITCH}" w:lineRule="exact"/>'
)
_CELL_LINE = '<w:spacing w:before="40" w:after="40" w:line="360" w:lineRule="exact"/>'
_NOTE_LINE = '<w:spacing w:before="0" w:after="0" w:line="300" w:lineRule="exact"/>'
_TWO_EMS = f'<w:ind w:firstLineChars="200" w:firstLine="{2 * EM}"/>'
# Line pitch and character spacing are set outright and the grid only declared: where a grid is applied, Word narrows
# a 三号 character to its cell, but LibreOffice gives it two. No space is put between Chinese and figures.
_OFF_GRID = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
_TIGHT = f'<w:snapToGrid w:val="0"/><w:spacing w:val="{CHARACTER_SPACING}"/>'
_CENTRED, _LEFT, _RIGHT, _JUSTIFIED = (f'<w:jc w:val="{value}"/>' for value in ("center", "left", "right", "both"))


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style; `paragraph` is its w:pPr without the tags, in the order of the schema."""

    id: str
    name: str
    font: str
    size: str
    paragraph: str

    @property
    def xml(self) -> str:
        """The style as an element."""
        based = "" if self.id == NORMAL else f'<w:basedOn w:val="{NORMAL}"/>'
        mark = ' w:default="1"' if self.id == NORMAL else ""
        return (
            f'<w:style w:type="paragraph"{mark} w:styleId="{self.id}"><w:name w:val="{self.name}"/>{based}<w:qFormat/>'
            f"<w:pPr>{self.paragraph}</w:pPr><w:rPr>{fonts_of(self.font)}{_size(self.size)}</w:rPr></w:style>"
        )


def _size(size: str) -> str:
    half_points = round(SIZES_PT[size] * 2)
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def fonts_of(font: str) -> str:
    """`font` for every script: also figures and “” are set in the Chinese font."""
    return f'<w:rFonts w:hint="eastAsia" w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'


NORMAL = "Normal"
STYLES = (
    Style(NORMAL, "Normal", BODY, "三号", f"{_OFF_GRID}{_LINE}{_JUSTIFIED}"),
    Style("Title", "Title", TITLE, "二号", f"<w:keepNext/><w:keepLines/>{_LINE}{_CENTRED}"),
    Style("Heading1", "heading 1", HEADING_1, "三号", f'<w:keepNext/>{_LINE}{_TWO_EMS}<w:outlineLvl w:val="0"/>'),
    Style("Heading2", "heading 2", HEADING_2, "三号", f'{_LINE}{_TWO_EMS}<w:outlineLvl w:val="1"/>'),
    Style("Heading3", "heading 3", BODY, "三号", f'{_LINE}{_TWO_EMS}<w:outlineLvl w:val="2"/>'),
    Style("Heading4", "heading 4", BODY, "三号", f'{_LINE}{_TWO_EMS}<w:outlineLvl w:val="3"/>'),
    Style("BodyText", "Body Text", BODY, "三号", f"{_LINE}{_TWO_EMS}"),
    Style("Addressees", "主送机关", BODY, "三号", f"{_LINE_BEFORE}{_LEFT}"),
    Style("AnnexNote", "附件说明", BODY, "三号", f"<w:keepNext/>{_LINE}{_LEFT}"),
    Style("Signature", "发文机关署名", BODY, "三号", f"<w:keepNext/>{_LINE_BEFORE}{_RIGHT}"),
    Style("Date", "成文日期", BODY, "三号", f"{_LINE}{_RIGHT}"),
    Style("AnnexMark", "附件", HEADING_1, "三号", f"<w:keepNext/><w:pageBreakBefore/>{_LINE}{_LEFT}"),
    Style("AnnexTitle", "附件标题", TITLE, "二号", f"<w:keepNext/><w:keepLines/>{_LINE_BEFORE}{_CENTRED}"),
    Style("Caption", "caption", BODY, "三号", f"<w:keepNext/>{_LINE}{_CENTRED}"),
    Style("Cell", "表格", BODY, "小四", f'{_CELL_LINE}{_LEFT}'),
    Style("CellHead", "表头", HEADING_1, "小四", f'<w:keepNext/>{_CELL_LINE}{_CENTRED}'),
    Style("Source", "资料来源", BODY, "四号", f'{_LINE}<w:ind w:left="{2 * EM}" w:hanging="{2 * EM}"/>{_LEFT}'),
    Style("FootnoteText", "footnote text", BODY, "五号", f'{_NOTE_LINE}{_JUSTIFIED}'),
    Style("Footer", "footer", PAGE_NUMBER, "四号", '<w:spacing w:line="280" w:lineRule="exact"/>'),
)  # fmt: skip
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
STYLES_XML = (
    f'{_HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts_of(BODY)}{_TIGHT}{_size("三号")}'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    + "".join(style.xml for style in STYLES)
    + '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
    f"<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr></w:style></w:styles>"
)
FONT_TABLE_XML = (
    f'{_HEAD}<w:fonts xmlns:w="{W}">'
    + "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{",".join(others)}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{"swiss" if name in _SANS else "roman"}"/><w:pitch w:val="variable"/></w:font>'
        for name, others in FONTS.items()
    )
    + "</w:fonts>"
)
SETTINGS_XML = (
    f'{_HEAD}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="{EM}"/><w:evenAndOddHeaders/>'
    f'<w:drawingGridVerticalSpacing w:val="{LINE_PITCH}"/><w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


def footnotes_xml(notes: tuple[str, ...]) -> str:
    """The part with all footnotes; `notes` are XML-escaped texts, numbered from 1."""
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0" w:line="240" '
        f'w:lineRule="auto"/></w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
    told = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>{mark}'
        f'<w:r><w:t xml:space="preserve"> {note}</w:t></w:r></w:p></w:footnote>'
        for number, note in enumerate(notes, 1)
    )
    return f'{_HEAD}<w:footnotes xmlns:w="{W}">{separators}{told}</w:footnotes>'

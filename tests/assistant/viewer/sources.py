"""Files of every kind that the viewer shows, made on the spot."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
from PIL import Image

from evals.page_noise import red_head_page
from tests.ingest.ofd_writer import Raw, column, ofd_bytes
from tests.ingest.ofd_writer import Text as Print
from tests.ingest.pdf_writer import printed, set_lines

PAGES = 200
_ARTICLES_A_PAGE = 5

OLD = """澄塘县护林员管理办法
澄林规〔2020〕1号
第一条 为规范护林员管理，制定本办法。
第二条 护林员每月补助标准为800元，由县林业局按月发放。
第三条 护林员每月巡护不少于20天，巡护情况应当登记。
第四条 护林员应当参加县林业局组织的年度培训。
第五条 护林员不得擅自离岗，擅自离岗3次的予以解聘。
第六条 本办法由县林业局负责解释。
第七条 本办法自2020年3月1日起施行。
澄塘县林业局
2020年2月10日
"""
NEW = """澄塘县护林员管理办法
澄林规〔2024〕6号
第一条 为规范护林员管理，制定本办法。
第二条 护林员每月补助标准为1200元，由县林业局通过“一卡通”按月发放。
第三条 护林员每月巡护不少于22天，巡护轨迹应当上传巡护平台。
第四条 护林员意外伤害保险由县林业局统一购买，保费从管护经费列支。
第五条 护林员应当参加县林业局组织的年度培训。
第六条 本办法由县林业局负责解释。
第七条 本办法自2024年5月1日起施行，2020年3月1日起施行的《澄塘县护林员管理办法》同时废止。
澄塘县林业局
2024年4月2日
"""
HOSTILE_NAME = "<img src=x onerror=window.hit=1>&\u202e《毒》.txt"
HOSTILE = """<script>window.hit=1</script>关于测试的通知
一、<img src=x onerror="window.hit=1">工作要求
各单位应当在<b>3日</b>内报送**材料**"><svg onload=window.hit=1>。（责任科室：<i>局办公室</i>）
二、其他\u202e事项
按要求办理。</main></body>
"""
LETTER = (
    "全市新造林3.5万亩，森林抚育12万亩，管护面积稳定在400万亩以上。",
    "一、工作目标",
    "各县区林业局应当在每年6月底以前完成林地边界核查。",
)
PLAN = ("关于印发湿地保护工作方案的通知", "砚林发〔2024〕9号", "各乡镇：", "　　一、目标", "　　湿地保护率达到60%以上。", "　　二、任务",
        "　　（一）修复退化湿地800亩。")  # fmt: skip
TABLE = (
    ("砚溪县2025年重点任务表", None, None),
    ("序号", "工作任务", "责任科室"),
    *(
        (str(number), f"第{number}号示范林改造{number}00亩", "产业科" if number % 2 else "资源科")
        for number in range(1, 41)
    ),
)


def long_pdf(pages: int = PAGES) -> bytes:
    """A regulation of many articles on `pages` pages, five a page, in chapters of ten pages."""
    made = []
    number = 0
    for page in range(pages):
        lines = ["白鹭市林业标准汇编"] if page == 0 else []
        lines += [f"第{page // 10 + 1}章 第{page // 10 + 1}类标准"] if page % 10 == 0 else []
        while len(lines) < _ARTICLES_A_PAGE:
            number += 1
            lines.append(f"第{number}条 编号{number}的苗木每亩补助{number}元。")
        [sheet] = set_lines(lines, leading=130.0)
        made.append(sheet)
    return printed(made)


def scan_png() -> bytes:
    """The picture of a printed letter under a red head."""
    page, *_ = red_head_page("砚溪县林业局", "砚林发〔2025〕6号", "关于做好造林工作的通知", list(LETTER))
    out = BytesIO()
    Image.fromarray(page.image).save(out, "PNG")
    return out.getvalue()


def plan_ofd() -> bytes:
    """A notice under a red rule."""
    rule = Raw(
        '<ofd:PathObject ID="8" Boundary="25 62 160 1" LineWidth="0.7"><ofd:StrokeColor Value="220 0 0"/>'
        "<ofd:AbbreviatedData>M 0 0 L 160 0</ofd:AbbreviatedData></ofd:PathObject>"
    )
    return ofd_bytes([[*column(PLAN), rule], [Print("　　" + "（二）新建观测点12处。")]])


def table_xlsx() -> bytes:
    """A workbook of tasks."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "任务表"
    for row in TABLE:
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def write_sources(folder: Path) -> list[Path]:
    """All of them as files in `folder`."""
    contents: dict[str, bytes] = {
        "标准汇编.pdf": long_pdf(), "造林通知.png": scan_png(), "湿地方案.ofd": plan_ofd(), "任务表.xlsx": table_xlsx(),
        "护林员办法2020.txt": OLD.encode(), "护林员办法2024.txt": NEW.encode(), HOSTILE_NAME: HOSTILE.encode(),
    }  # fmt: skip
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in contents]

"""Help inside the app: what each page is for and how it is used, in a dialog that opens at the page at hand."""

from __future__ import annotations

from assistant.web.rendering import escape

# The name of each page's tab, and what is told of it.
_PAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("问政策", (
        "用平常的话提问：谁负责、有哪些任务、目标多少、什么时候完成、补助多少、某个词是什么意思、两份文件有什么不同。可以接着追问。",
        "每句话后的序号是出处：指上去看引文，点开看原文。清单会写明共几项、来自几份文件。",
        "文件库没有写的，会直接说没有，并把最接近的原文摆出来；请勿把“最接近”当作答案。",
        "“提问范围”限定文件、科室、日期和效力；“历史对话”找回以前的提问；“导出”得到带脚注的 Word。",
    )),
    ("任务清单", (
        "所有文件里的任务，按科室、单位、角色、时限、效力筛选；点一项看责任原文。",
        "“科室矩阵”看谁牵头、谁配合，“时间线”看时限和目标的先后；可导出表格和 Word，选定科室后可打印任务单。",
    )),
    ("新人导引", ("选科室或岗位：承担什么、同谁一起办、先读哪几份文件的哪几条、用语、时间表、自测题。读到哪里会记住。",)),
    ("起草", (
        "写下或上传素材，选文种，点“起草”。只用素材和文件库里有的内容；缺的写成【待补】，矛盾的写成【待核】，并逐项提问。",
        "“政策依据”可以改选；下载的 Word 按公文格式排好，可附素材台账。",
    )),
    ("核稿", ("粘贴或上传别人写好的稿件，逐处指出与文件库不符的数字、名称、文号、引文，和标点、序数、日期、个人信息的问题。",)),
    ("文件库", (
        "把文件拖进来即可，可以多选或用 ZIP。读不了的会说明原因和办法，不影响其他文件。",
        "新旧版本自动认出，旧版和已废止的不当作现行文件回答；打开原文可核对条款，比对版本。",
        "文号、日期、效力读错了，在“更正文件信息”里改；任务的责任在任务详情里改。原文不动，改动留痕，随时撤回；移除也可以撤销。",
    )),
    ("看板", ("大家问了什么、哪些没有答上来（多半是缺了文件）、哪些回答被评价为没用，以及文件库和索引是否正常。",)),
)  # fmt: skip
_KEYS = (("回车", "发送问题"), ("Esc", "关闭原文或窗口"), ("n / p", "原文里的下一处、上一处引文"))


def help_view() -> str:
    """The dialog, closed."""
    parts = "".join(
        f'<section data-help-of="{escape(name)}"><h3>{escape(name)}</h3>'
        f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul></section>"
        for name, lines in _PAGES
    )
    keys = "".join(f"<dt><kbd>{escape(key)}</kbd></dt><dd>{escape(told)}</dd>" for key, told in _KEYS)
    return (
        '<dialog id="help" class="mc-dialog mc-help" aria-labelledby="help-title"><form method="dialog">'
        '<h2 id="help-title">使用说明</h2><button class="mc-button mc-button--quiet" aria-label="关闭说明">关闭</button></form>'
        f'<div class="mc-help__text" tabindex="0">{parts}<section><h3>按键</h3><dl>{keys}</dl></section></div></dialog>'
    )

"""The table of names that mean one body, to edit; as HTML."""

from __future__ import annotations

from assistant.web.rendering import escape

MAX_CHARS = 200_000


def alias_view(text: str, was: str, said: str = "") -> str:
    """The table `text` in a form; `was` is what is stored, `said` (HTML) what became of the last saving."""
    opened = " open" if said else ""
    return (
        f'<details class="mc-draft__table"{opened}><summary>别名表：同一单位或科室的不同叫法</summary>{said}'
        '<form class="mc-correct mc-aliases" data-form><label>一行写一组，等号两边是同一个单位或科室，第一个叫法代表其他叫法；'
        "以 # 开头的行是说明"
        f'<textarea name="aliases" rows="8" maxlength="{MAX_CHARS}" spellcheck="false">{escape(text)}</textarea></label>'
        f'<textarea name="was" hidden>{escape(was)}</textarea>'
        '<p class="mc-sub">保存后立即生效：提问、任务清单和导引里，这些叫法都按同一个单位算，不用重新导入文件。</p>'
        '<button type="submit" class="mc-button" data-event="names">保存别名表</button></form></details>'
    )

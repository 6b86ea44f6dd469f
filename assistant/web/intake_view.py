"""The dropzone, and what becomes of the files put into it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from assistant.web.rendering import badge, escape, notice
from assistant.web.uploads import Intake, ReportLike, UploadLimits

_OUTCOMES = {
    "added": ("已导入", "good"),
    "updated": ("已更新", "good"),
    "unchanged": ("未变化", "plain"),
    "partial": ("部分导入", "warn"),
    "failed": ("未导入", "bad"),
    "left": ("未处理", "warn"),
}
# Checks names and sizes before anything is sent, sends one file after the other, then triggers 'take'.
_SCRIPT = """
const limits = %s;
const input = element.querySelector('input');
const zone = element.querySelector('.mc-drop');
const state = element.querySelector('.mc-drop__state');
let busy = false;
async function take(files) {
  if (busy || !files.length) return;
  busy = true;
  zone.classList.add('is-busy');
  const items = [];
  for (const [number, file] of [...files].entries()) {
    const suffix = (file.name.match(/\\.[^.]+$/) || [''])[0].toLowerCase();
    const item = {name: file.name};
    if (!limits.suffixes.includes(suffix)) item.refused = 'type';
    else if (file.size > limits.maxBytes) item.refused = 'size';
    else if (!file.size) item.refused = 'empty';
    else if (number < limits.maxFiles) {
      state.textContent = `正在上传 ${number + 1}/${files.length}：${file.name}`;
      try { item.path = (await upload(file)).path; } catch { item.refused = 'lost'; }
    }
    items.push(item);
  }
  state.textContent = '';
  input.value = '';
  zone.classList.remove('is-busy');
  busy = false;
  trigger('take', {items});
}
input.addEventListener('change', () => take(input.files));
for (const name of ['dragenter', 'dragover']) zone.addEventListener(name, (event) => {
  event.preventDefault();
  zone.classList.add('is-over');
});
for (const name of ['dragleave', 'drop']) zone.addEventListener(name, (event) => {
  event.preventDefault();
  zone.classList.remove('is-over');
});
zone.addEventListener('drop', (event) => take(event.dataTransfer.files));
"""


def dropzone_script(limits: UploadLimits) -> str:
    """The script of the dropzone component."""
    values = {"suffixes": limits.suffixes, "maxBytes": limits.max_bytes, "maxFiles": limits.max_files}
    return _SCRIPT % json.dumps(values)


def dropzone(limits: UploadLimits) -> str:
    """Where files are dropped or chosen."""
    kinds = "、".join(limits.formats or [suffix.lstrip(".").upper() for suffix in limits.suffixes])
    many = limits.max_files > 1
    return (
        f'<label class="mc-drop"><input type="file" {"multiple " if many else ""}class="mc-drop__input" '
        f'accept="{escape(",".join(limits.suffixes))}" aria-label="选择文件">'
        '<span class="mc-drop__title">把文件拖到这里，或<b>点击选择</b></span>'
        f'<span class="mc-drop__hint">{escape(kinds)}{"，可一次多选；单个" if many else "；"}不超过 {limits.max_bytes // 2**20} MB</span>'
        '<span class="mc-drop__state" role="status"></span></label>'
    )


def intake_view(intake: Intake | None) -> str:
    """Progress while files are taken in, and the report a file; nothing before."""
    if intake is None:
        return ""
    failure = notice(intake.failure, "bad") if intake.failure else ""
    return f'<div class="mc-intake">{_progress(intake)}{failure}{_report(intake.rows)}</div>'


def _progress(intake: Intake) -> str:
    if intake.finished:
        done = sum(row.outcome in {"added", "updated", "partial"} for row in intake.rows)
        missed = sum(row.outcome == "failed" for row in intake.rows)
        same = sum(row.outcome == "unchanged" for row in intake.rows)
        counts = [f"导入 {done} 份", f"未变化 {same} 份" if same else "", f"未导入 {missed} 份" if missed else ""]
        ended = "处理完毕"
        if intake.stopped:
            ended = f"已停止，还有 {intake.total - intake.done} 个文件没有导入"
        elif intake.failure:
            ended = "导入中断"
        return f'<p class="mc-intake__line" role="status">{ended}：{"，".join(filter(None, counts))}</p>'
    percent = round(100 * intake.done / intake.total) if intake.total else 0
    number = min(intake.done + 1, intake.total)
    left_s = round(intake.elapsed_s / intake.done * (intake.total - intake.done)) if intake.done else 0
    minutes = f"{left_s // 60} 分 " if left_s >= 60 else ""
    left = f"，约剩 {minutes}{left_s % 60} 秒" if left_s >= 5 else ""
    name = f"正在处理 {number}/{intake.total}：{intake.current}{left}" if intake.current else "正在准备…"
    return (
        f'<p class="mc-intake__line"><span role="status">{escape(name)}</span><button type="button" class="mc-link" '
        f'data-event="halt" data-batch="{escape(intake.batch)}">停止导入</button></p>'
        f'<div class="mc-meter" role="progressbar" aria-label="导入进度" aria-valuemin="0" aria-valuemax="100" '
        f'aria-valuenow="{percent}"><i style="width:{percent}%"></i></div>'
    )


def _report(rows: Sequence[ReportLike]) -> str:
    if not rows:
        return ""
    ordered = sorted(
        rows, key=lambda row: row.outcome not in {"failed", "partial", "left"}
    )  # what needs a hand comes first
    return f'<ul class="mc-report" tabindex="0" aria-label="导入结果">{"".join(map(_row, ordered))}</ul>'


def _row(row: ReportLike) -> str:
    text, tone = _OUTCOMES.get(row.outcome, (row.outcome, "plain"))
    title = f"《{row.title}》" if row.title else ""
    parts = [part for part in (title, row.message) if part]
    return (
        f'<li>{badge(text, tone)}<div><span class="mc-report__name">{escape(row.source)}</span>'
        f'<span class="mc-report__text">{escape("　".join(parts))}</span></div></li>'
    )


def removed_view(title: str, key: str) -> str:
    """What was removed, with the way back; `key` names it for the undoing."""
    return (
        f'<div class="mc-notice mc-notice--good" role="status">已移除《{escape(title)}》'
        f'<button type="button" class="mc-link" data-event="undo" data-removed="{escape(key)}">撤销移除</button></div>'
    )

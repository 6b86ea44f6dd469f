"""The policy basis of notes: sentences in force that set the task or grant the measure which the notes tell of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.citing import Citer
from assistant.drafting.draft import Basis
from assistant.drafting.ledger import Ledger
from assistant.drafting.particulars import Kind, particulars_in
from assistant.drafting.roles import Field, Role
from assistant.llm.support import content_words, share_in
from kb.document_kinds import kinds_of
from kb.errors import SettingsError
from kb.library import Library
from kb.normal_form import fold
from kb.passage import Passage
from kb.search import search
from kb.sentences import sentence_spans
from kb.snapshot import Snapshot

NONE = "无"  # as a choice: without a policy basis
MAX_OFFERED = 6
_CHOSEN = 2  # bases that are cited where nobody chose
_PASSAGES = 12
_QUERY_CHARS = 160
_SHORTEST, _LONGEST = 12, 160  # characters of a sentence that can be quoted
_READ = 12  # sentences that the reranker reads
_OF_RECORD = 0.2  # of the words' share: a task or a measure sooner than other sentences
# Sentences that the reranker finds less probable, or that share fewer of the topic's words with their title, are about
# something else; and far less probable than the best one is no basis beside it (docs/drafting.md).
LEAST_RELEVANCE, _LEAST_SHARE, _BESIDE_BEST = 0.009, 0.25, 0.1
_NO_POLICY = frozenset(("总结", "报告", "纪要", "简报", "公示", "函"))
_NO_BASIS = re.compile(r"[\t×]|^(?:附件|抄送|联系)|是指|本(?:办法|方案|通知|计划|细则)自|负责解释")
_NUMBERED = re.compile(
    r"(?:第[一二三四五六七八九十百]+条\s*|\d{1,2}[.、．]\s*|[（(][一二三四五六七八九十\d]{1,3}[)）]\s*|[一二三四五六七八九十]+、\s*)+"
)
_GENRE = re.compile(
    r"(?:的|先进)*(?:典型案例|经验交流材料|先进事迹(?:材料)?|事迹|经验材料|简报|工作信息|新闻通稿|做法|案例|情况)$"
)
_NOTE = re.compile(r"[（(](?:责任|牵头|配合)[^（()）]*[)）]\s*$")


@dataclass(frozen=True, slots=True)
class _Sentence:
    doc_id: str
    start: int
    end: int
    text: str
    share: float
    record: str


def topic_of(ledger: Ledger) -> str:
    """What the notes are about: their topic or title, else what was done first."""
    for field in (Field.TOPIC, Field.TITLE):
        number = ledger.field(field)
        if number is not None:
            return ledger.statements[number].text
    return "，".join(ledger.statements[number].text.rstrip("。；") for number in ledger.usable(Role.ACTION)[:2])


def find_basis(library: Library, ledger: Ledger, topic: str = "") -> tuple[Basis, ...]:
    """The sentences that may be the basis, best first, each with whether it is chosen where nobody chooses.

    Searched for by the topic and by what was done; only documents in force, no summaries and no minutes.
    """
    about = topic or bare_topic(topic_of(ledger))
    done = bare_topic("，".join(ledger.statements[number].text.rstrip("。；") for number in ledger.usable(Role.ACTION)))
    query = "，".join(dict.fromkeys(part for part in (about, done) if part))[:_QUERY_CHARS]
    snapshot = library.snapshot
    documents = [
        doc_id for doc_id in snapshot.in_force() if not _NO_POLICY & set(kinds_of(snapshot.entries[doc_id].header)[:1])
    ]
    if not query or not documents:
        return ()
    passages = search(library, query, _PASSAGES, documents)
    sentences = _sentences(library, snapshot, passages, about, query)
    if library.reranker is not None and sentences:
        read = [f"{snapshot.entries[each.doc_id].header.title}\n{each.text}" for each in sentences]
        asked = (query, f"{about or done}有什么要求？")
        rated = [
            float(max(pair)) for pair in zip(*(library.reranker.relevance(each, read) for each in asked), strict=True)
        ]
    else:
        rated = [each.share for each in sentences]
    best = sorted(zip(rated, sentences, strict=True), key=lambda pair: -pair[0])
    floor = max(LEAST_RELEVANCE, _BESIDE_BEST * best[0][0]) if best else 0.0
    good = [(relevance, each) for relevance, each in best if relevance >= floor][:MAX_OFFERED]
    citer = Citer(snapshot)
    return tuple(
        Basis(
            f"{each.doc_id}:{each.start}", citer.show(each.doc_id, each.start, each.end), round(relevance, 3), each.record,
            at < _CHOSEN,
        )
        for at, (relevance, each) in enumerate(good)
    )  # fmt: skip


def choose(offered: Sequence[Basis], wanted: Sequence[str]) -> tuple[Basis, ...]:
    """`offered` with those chosen that `wanted` names, by id or by their 1-based place; as offered where it is empty.

    Raises SettingsError with the list for one that is not offered.
    """
    if not wanted:
        return tuple(offered)
    ids = [each.id for each in offered]
    chosen: set[str] = set()
    for name in wanted:
        if name == NONE:
            continue
        at = int(name) - 1 if name.isascii() and name.isdecimal() and len(name) < 4 else -1
        if name in ids or 0 <= at < len(ids):
            chosen.add(name if name in ids else ids[at])
            continue
        listed = "；".join(
            f"{place}. {each.id} 《{each.citation.title}》：{each.citation.quote[:30]}"
            for place, each in enumerate(offered, 1)
        )
        raise SettingsError(f"没有编号为“{name}”的政策依据", f"可选：{listed or '没有找到依据'}；不要依据请写“{NONE}”")
    return tuple(replace(each, chosen=each.id in chosen) for each in offered)


def _sentences(
    library: Library, snapshot: Snapshot, passages: Sequence[Passage], about: str, query: str
) -> list[_Sentence]:
    """The sentences of `passages` that share most words with what is looked for, none twice."""
    words = content_words(about, library.words) or content_words(query, library.words)
    found: dict[tuple[str, int], _Sentence] = {}
    for passage in passages:
        document = snapshot.entries[passage.doc_id].document
        text, title = document.text, document.title
        for span in sentence_spans(text, passage.start, passage.end):
            start, end = _quotable(text, *span)
            said = text[start:end]
            if not _SHORTEST <= len(said) <= _LONGEST or _NO_BASIS.search(said) or text[end : end + 1] not in "。；;":
                continue
            share = share_in(words, fold(said + "|" + title))
            if share >= _LEAST_SHARE:
                record = _record_at(snapshot, passage.doc_id, start, end)
                found.setdefault((passage.doc_id, start), _Sentence(passage.doc_id, start, end, said, share, record))
    by_share = sorted(
        found.values(), key=lambda each: (-each.share - _OF_RECORD * bool(each.record), each.doc_id, each.start)
    )
    return by_share[:_READ]


def _quotable(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of a sentence without its number, its responsibility note and its stop."""
    if note := _NOTE.search(text[start:end]):
        end = start + note.start()
    if numbered := _NUMBERED.match(text, start, end):
        start = numbered.end()
    while end > start and text[end - 1] in "。；; \n":
        end -= 1
    return start, end


def bare_topic(text: str) -> str:
    """`text` without its own numbers, dates, names and places, and without the genre at its end: what any policy may say."""
    for each in sorted(particulars_in(text), key=lambda each: -each.start):
        if each.kind in (Kind.NUMBER, Kind.DATE, Kind.NAME, Kind.PLACE):
            text = text[: each.start] + text[each.end :]
    return _GENRE.sub("", text).strip("，, ")


def _record_at(snapshot: Snapshot, doc_id: str, start: int, end: int) -> str:
    """The title of the task, or of the measure, that a sentence states part of; empty without one."""
    records = snapshot.records[doc_id]
    for held in (records.tasks, records.measures):
        for record in held:
            if record.start < end and start < record.end:
                return record.title
    return ""

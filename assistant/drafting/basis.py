"""The policy basis of notes: sentences in force that set the task or grant the measure which the notes tell of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.citing import Citer
from assistant.drafting.draft import Basis
from assistant.drafting.ledger import Ledger
from assistant.drafting.particulars import Kind, particulars_in
from assistant.drafting.roles import Field, Role
from assistant.llm.support import content_words
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
_OF_TOPIC = 2.0  # a word of the topic weighs so much more than one of what was done
_OF_RECORD = 0.1  # of the words' share: a task or a measure sooner than other sentences
_MOST_WORDS, _LEAST_RARITY = 12, 0.3
# What the reranker says of a sentence times its share of the words. Below the first it is about something else (notes that no
# policy is about: 0.003; that some is about: 0.004 up to 0.5, docs/drafting.md); beside a much better one it is not offered,
# and a second one is cited unasked only where it is nearly as good as the best.
LEAST_RELEVANCE, _OFFERED_BESIDE, _CITED_BESIDE = 0.004, 0.1, 0.6
_NO_POLICY = frozenset(("总结", "报告", "纪要", "简报", "公示", "函"))
_NO_BASIS = re.compile(
    r"[\t×]|^(?:附件|抄送|联系)|是指|本(?:办法|方案|通知|计划|细则)自|负责解释|制定本|本(?:办法|方案|通知|计划|细则)适用于|^[（(](?:责任|牵头|配合)"
)
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
    """What the notes are about: their topic and title, and what the person does whom they are of."""
    numbers = (ledger.field(field) for field in (Field.TOPIC, Field.TITLE, Field.POST))
    return "，".join(ledger.statements[number].text for number in numbers if number is not None)


def find_basis(library: Library, ledger: Ledger, topic: str = "") -> tuple[Basis, ...]:
    """The sentences that may be the basis, best first, each with whether it is chosen where nobody chooses.

    Searched for by `topic`, else by that of the notes and by what was done; only documents in force, no summaries and no minutes.
    """
    about = topic or bare_topic(topic_of(ledger))
    told = () if topic else ledger.usable(Role.ACTION, Role.RESULT, Role.BASIC)
    done = bare_topic("，".join(ledger.statements[number].text.rstrip("。；") for number in told))
    query = "，".join(part for part in (about, done) if part)[:_QUERY_CHARS]
    snapshot = library.snapshot
    documents = [
        doc_id for doc_id in snapshot.in_force() if not _NO_POLICY & set(kinds_of(snapshot.entries[doc_id].header)[:1])
    ]
    if not query or not documents:
        return ()
    passages = search(library, query, _PASSAGES, documents)
    wanted = _words_wanted(library, snapshot, passages, about, done)
    sentences = _sentences(snapshot, passages, wanted)
    if not sentences:
        return ()
    rated = zip(_relevances(library, snapshot, sentences, wanted), sentences, strict=True)
    best = sorted(rated, key=lambda pair: (-pair[0], pair[1].doc_id, pair[1].start))
    top = best[0][0]
    good = [pair for pair in best if pair[0] >= max(LEAST_RELEVANCE, _OFFERED_BESIDE * top)][:MAX_OFFERED]
    citer = Citer(snapshot)
    return tuple(
        Basis(
            f"{each.doc_id}:{each.start}", citer.show(each.doc_id, each.start, each.end), round(relevance, 3), each.record,
            at < _CHOSEN and relevance >= _CITED_BESIDE * top,
        )
        for at, (relevance, each) in enumerate(good)
    )  # fmt: skip


def _words_wanted(
    library: Library, snapshot: Snapshot, passages: Sequence[Passage], about: str, done: str
) -> dict[str, float]:
    """The words of the topic, and of what was done, that the passages know, each with its weight by rarity."""
    pool = "|".join(f"{passage.text}|{snapshot.entries[passage.doc_id].header.title}" for passage in passages)
    known = fold(pool)
    parts = [match for part in re.split(r"[，。；、“”\s]+", fold(about)) for match in _common_parts(part, known)]

    def words_of(text: str, weight: float) -> dict[str, float]:
        found = [word for word in content_words(text, library.words) if word in known]
        rare = [word for word in found if library.words.rarity(word) > _LEAST_RARITY][:_MOST_WORDS]
        return {word: weight * library.words.rarity(word) for word in rare}

    topic = {
        part: _OF_TOPIC * library.words.rarity(part) for part in parts if library.words.rarity(part) > _LEAST_RARITY
    }
    return words_of(done, 1.0) | topic


def _common_parts(text: str, known: str) -> Iterator[str]:
    """The longest parts of `text` that `known` has, from left to right: 竹产业 is in no dictionary.

    >>> list(_common_parts("举办竹产业推介会", "发展竹产业"))
    ['竹产业']
    """
    at = 0
    while at < len(text) - 1:
        longest = next((size for size in range(len(text) - at, 1, -1) if text[at : at + size] in known), 0)
        if longest:
            yield text[at : at + longest]
        at += longest or 1


def _relevances(
    library: Library, snapshot: Snapshot, sentences: Sequence[_Sentence], wanted: dict[str, float]
) -> list[float]:
    """How relevant each sentence is, 0-1: what the reranker says of it times its share of the words that are wanted."""
    if library.reranker is None:
        return [each.share for each in sentences]
    read = [f"{snapshot.entries[each.doc_id].header.title}\n{each.text}" for each in sentences]
    heaviest = max(wanted.values())
    topic = [word for word, weight in wanted.items() if weight > heaviest / _OF_TOPIC]
    done = [word for word in wanted if word not in topic]
    said = [library.reranker.relevance(f"{''.join(words)}有什么要求？", read) for words in (topic, done) if words]
    return [float(max(values)) * each.share for *values, each in zip(*said, sentences, strict=True)]


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


def _sentences(snapshot: Snapshot, passages: Sequence[Passage], wanted: dict[str, float]) -> list[_Sentence]:
    """The sentences of `passages` with the greatest share of the words that are wanted, none twice."""
    found: dict[tuple[str, int], _Sentence] = {}
    total = sum(wanted.values())
    for passage in passages if wanted else ():
        document = snapshot.entries[passage.doc_id].document
        for span in sentence_spans(document.text, passage.start, passage.end):
            start, end = _quotable(document.text, *span)
            said = document.text[start:end]
            ends = document.text[end : end + 1] in "。；;"
            if not _SHORTEST <= len(said) <= _LONGEST or _NO_BASIS.search(said) or not ends:
                continue
            told = fold(f"{said}|{document.title}")
            share = sum(weight for word, weight in wanted.items() if word in told) / total
            if share > 0 and (passage.doc_id, start) not in found:
                record = _record_at(snapshot, passage.doc_id, start, end)
                found[passage.doc_id, start] = _Sentence(passage.doc_id, start, end, said, share, record)
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

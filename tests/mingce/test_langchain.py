"""The library in LangChain: passages and documents with their places, and a whole chain."""

from __future__ import annotations

from pathlib import Path

import pytest
from langchain_core.documents import Document
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from kb.library import Library
from mingce.langchain import MingceLoader, MingceRetriever


def test_passages_are_verbatim_and_say_where_they_stand(demo_library: Library) -> None:
    found = MingceRetriever(library=demo_library, k=4, rerank=False).invoke("古树名木的养护由谁负责")
    assert 1 <= len(found) <= 4
    for passage in found:
        place = passage.metadata
        text = demo_library.snapshot.entry(place["doc_id"]).document.text
        assert text[place["start"] : place["end"]] == passage.page_content
        assert 0 <= place["relevance"] <= 1
        assert place["status"] in {"in_force", "amended"}


def test_a_floor_leaves_out_what_is_not_relevant(demo_library: Library) -> None:
    every = MingceRetriever(library=demo_library, rerank=False).invoke("古树名木的养护")
    floor = every[0].metadata["relevance"]
    kept = MingceRetriever(library=demo_library, rerank=False, floor=floor).invoke("古树名木的养护")
    assert kept
    assert len(kept) < len(every)
    assert all(passage.metadata["relevance"] >= floor for passage in kept)


def test_a_chain_answers_from_passages(demo_library: Library) -> None:
    def numbered(found: list[Document]) -> str:
        return "\n".join(f"[{at}] {passage.page_content}" for at, passage in enumerate(found, 1))

    prompt = ChatPromptTemplate.from_messages([("system", "只依据下列材料回答：\n{context}"), ("human", "{question}")])
    reader = RunnableLambda(lambda messages: messages.to_messages()[0].content.split("\n")[1])
    question = {
        "context": MingceRetriever(library=demo_library, k=2, rerank=False) | numbered,
        "question": RunnablePassthrough(),
    }
    answer = (question | prompt | reader | StrOutputParser()).invoke("古树名木的养护")
    assert answer.startswith("[1] ")
    assert "古树" in answer


def test_documents_are_loaded_whole_or_by_clause(demo_library: Library) -> None:
    whole = MingceLoader(demo_library).load()
    assert [each.metadata["doc_id"] for each in whole] == list(demo_library.snapshot.entries)
    assert all(each.page_content == demo_library.snapshot.entry(each.id or "").document.text for each in whole)
    for piece in MingceLoader(demo_library, clauses=True).lazy_load():
        place = piece.metadata
        assert whole[list(demo_library.snapshot.entries).index(place["doc_id"])].page_content[
            place["start"] : place["end"]
        ] == (piece.page_content)


def test_without_a_library_given_it_opens_the_one_of_the_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MINGCE_HOME", str(tmp_path))
    assert MingceLoader().load() == []
    assert MingceRetriever().invoke("什么都没有") == []

"""The knowledge base: types, normal form, words, embedding, catalog, indexes, search. Imports none of ours."""

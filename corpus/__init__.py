"""The demonstration corpus: documents of a fictional forestry bureau, and a manifest."""

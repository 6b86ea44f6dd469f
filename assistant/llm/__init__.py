"""Answers worded by a language model from what the extractive answer rests on, each sentence checked against it."""

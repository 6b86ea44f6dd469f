"""Checking a text that someone else wrote: against the library, against itself, and by the rules of official writing.

checking.py   check(document, library) -> findings      finding.py  Rule, Finding      report.py  rows, Markdown
against the library: mentions.py (which documents a draft names) -> titles.py, cited_figures.py, quotes.py, terms.py
by itself:           contradictions.py, dates.py, numbering.py, punctuation.py, personal.py
"""

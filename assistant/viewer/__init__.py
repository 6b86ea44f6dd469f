"""The source viewer: pages of their own at /source, made from the library alone, without Gradio's state.

app.py            the addresses              trail.py        an answer's citations as part of an address
document_page.py  one document: head, banner, outline, clauses, sheets
    clause_view.py (window.py)               a stretch of the text with its headings, tables, quotes
    sheet_view.py                            the pages as they are printed, with boxes
    standing_view.py (versions.py)           what holds instead of this; its versions
comparison_page.py (differences.py, inline.py)   two versions clause by clause
viewer.css, viewer.js                        how it looks and moves; without the script everything is still there
"""

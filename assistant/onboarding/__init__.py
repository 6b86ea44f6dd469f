"""新人导引: what a newcomer to a section, a unit or a post has to know, from the records and clauses in force. No LLM.

subject.py (collective)       the name that was asked for -> whom it means; which names for many include it
charges.py, mentions.py       its tasks, every one that the records have; the other clauses that name it
partners.py (partner_graph)   with whom it shares tasks
reading.py, progress.py       which documents to read first, in which clauses, and why; what somebody has read
glossary.py, timeline.py, changes.py   terms; dates and figures; what differs from the version before
guide.py                      all of it as one Guide; guide_form.py its JSON, guide_text.py in words, guide_docx.py in Word
quiz.py                       questions of a subject or of the whole library
    question.py the type and its marks; who_questions.py, figure_questions.py, term_questions.py make them;
    wrong_options.py what may stand beside the key; document_name.py tells documents of one title apart
"""

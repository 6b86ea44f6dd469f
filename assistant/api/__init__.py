"""The library over HTTP and MCP, beside the web app on its port. The one home of fastapi and mcp.

    app.py          build_api: all of it as one FastAPI app      docs_page.py   its documentation, served from here
    forms.py        what may be asked, with limits               answer_form.py how an answer looks, for the documentation
    desk.py         forms -> the library's rows and answers
    rest.py         /api/ask, search, tasks, documents           events.py      server-sent events
    chat.py         /v1/chat/completions, /v1/models  <- chat_forms.py, chat_replies.py
    mcp_server.py   the tools ask, search, tasks, read_clause    over /mcp and over stdio
    refusals.py     every error as one JSON, in Chinese          field_errors.py  what is wrong with a field
    body_limit.py   the size of a request

Nothing here changes the library.
"""

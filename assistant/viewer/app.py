"""The viewer as a Starlette app: /source/… are its pages, /viewer/tasks a body's tasks to print, the rest how they look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from assistant.viewer.comparison_page import comparison_page
from assistant.viewer.document_page import Place, SheetSizes, document_page, quote_of, stretch_article
from assistant.viewer.frame import message_page
from assistant.viewer.sheet_view import PAGED, Sheets
from assistant.viewer.tasks_sheet import tasks_sheet
from assistant.viewer.trail import read_trail
from assistant.viewer.window import Stretch, after, before
from assistant.web.failures import readable
from kb.catalog import Entry
from kb.errors import DocumentNotFound, UnreadableFile
from kb.library import Library

PATHS = ("/source", "/viewer")  # what `assistant.web.branch` gives to this app
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
_KEPT = "private, max-age=86400, immutable"  # a picture's address names the document's revision
_MAX_NUMBER, _MAX_NAME = 10**8, 100


@dataclass(frozen=True)
class Viewer:
    """What the addresses answer. `sheets` draws pages of originals, None shows texts only; `style` are the tokens' CSS."""

    library: Library
    sheets: Sheets | None
    style: str

    def document(self, request: Request) -> Response:
        """A document, at a quote or an offset."""
        snapshot, entry = self.library.snapshot, self._entry(request)
        return _page(document_page(snapshot, entry, _place(request), self._sizes(entry)))

    def stretch(self, request: Request) -> Response:
        """One more stretch of the text: that `from` an offset, or that up `to` one."""
        document = self._entry(request).document
        end = _number(request, "to")
        span: Stretch = before(document, end) if end is not None else after(document, _number(request, "from") or 0)
        return _page(stretch_article(document, span, quote_of(document, _place(request))))

    def picture(self, request: Request) -> Response:
        """A page of the original."""
        entry = self._entry(request)
        if self.sheets is None or entry.header.format not in PAGED:
            raise HTTPException(404)
        try:
            media_type, data = self.sheets.draw(self.library.original(entry.doc_id), request.path_params["number"])
        except UnreadableFile as exc:
            raise HTTPException(404) from exc
        headers = {"cache-control": _KEPT, "content-security-policy": _PICTURE_POLICY}
        return Response(data, media_type=media_type, headers=headers)

    def original(self, request: Request) -> Response:
        """The original as a download."""
        entry = self._entry(request)
        path = self.library.original(entry.doc_id)
        if not path.is_file():
            raise HTTPException(404)
        return FileResponse(path, media_type="application/octet-stream", filename=entry.source)

    def comparison(self, request: Request) -> Response:
        """Two versions clause by clause; `with` is the earlier one."""
        entry = self._entry(request)
        other = self.library.snapshot.entry(request.query_params.get("with", ""))
        return _page(comparison_page(self.library.snapshot, other, entry, request.query_params.get("all") == "1"))

    def tasks(self, request: Request) -> Response:
        """The tasks of the body `of` (its canonical name), to print."""
        page = tasks_sheet(self.library.snapshot, request.query_params.get("of", "")[:_MAX_NAME])
        if page is None:
            return _page(message_page("没有这个科室或单位的任务", "请从任务清单里选择科室或单位后再打印。"), 404)
        return _page(page)

    def stylesheet(self, _: Request) -> Response:
        """The tokens and the styles."""
        return Response(self._css, media_type="text/css", headers={"cache-control": "no-cache"})

    def script(self, _: Request) -> Response:
        """The script."""
        return Response(self._js, media_type="text/javascript", headers={"cache-control": "no-cache"})

    @cached_property
    def _css(self) -> str:
        return self.style + files("assistant.viewer").joinpath("viewer.css").read_text("utf-8")

    @cached_property
    def _js(self) -> str:
        return files("assistant.viewer").joinpath("viewer.js").read_text("utf-8")

    def _entry(self, request: Request) -> Entry:
        return self.library.snapshot.entry(request.path_params["doc_id"])

    def _sizes(self, entry: Entry) -> SheetSizes:
        if self.sheets is None or entry.header.format not in PAGED:
            return SheetSizes()
        try:
            return SheetSizes(self.sheets.sizes(self.library.original(entry.doc_id)))
        except UnreadableFile as exc:
            return SheetSizes(told=readable(exc))


def build_viewer(library: Library, sheets: Sheets | None, style: str) -> Starlette:
    """The app over `library`."""
    viewer = Viewer(library, sheets, style)
    routes: list[tuple[str, Callable[[Request], Response]]] = [
        ("/source/{doc_id}", viewer.document),
        ("/source/{doc_id}/text", viewer.stretch),
        ("/source/{doc_id}/page/{number:int}", viewer.picture),
        ("/source/{doc_id}/original", viewer.original),
        ("/source/{doc_id}/compare", viewer.comparison),
        ("/viewer/tasks", viewer.tasks),
        ("/viewer/viewer.css", viewer.stylesheet),
        ("/viewer/viewer.js", viewer.script),
    ]
    return Starlette(
        routes=[Route(path, endpoint, methods=["GET"]) for path, endpoint in routes],
        exception_handlers={DocumentNotFound: _missing, HTTPException: _wrong, Exception: _failed},
    )


def _missing(_: Request, __: Exception) -> Response:
    return _page(
        message_page("这份文件不在文件库里", "它可能已被移除，或链接已经过时。请重新提问，或到文件库查找。"), 404
    )


def _wrong(_: Request, failure: Exception) -> Response:
    status = failure.status_code if isinstance(failure, HTTPException) else 500
    return _page(message_page("没有这一页", "地址不对，或这一页无法显示。"), status)


def _failed(_: Request, failure: Exception) -> Response:
    return _page(message_page("没有打开", readable(failure)), 500)


def _page(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status, headers={"content-security-policy": _POLICY, "cache-control": "no-cache"})


def _place(request: Request) -> Place:
    query = request.query_params
    start, end = _number(request, "start"), _number(request, "end")
    trail = read_trail(query.get("cites", ""))
    return Place(start, end, query.get("check", "")[:8], _number(request, "at") or 0, trail)


def _number(request: Request, name: str) -> int | None:
    """A number of the address that is not negative; None where there is none."""
    text = request.query_params.get(name, "")[:9]
    return min(int(text), _MAX_NUMBER) if text.isascii() and text.isdecimal() else None

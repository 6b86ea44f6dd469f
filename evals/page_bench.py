"""How soon the pages are there, in a real browser: `python -m evals.page_bench [--times N]`.

The first page until a question can be typed, against a bare Gradio chat served beside it; an answer after Enter, warm; the
viewer at the box of a quote in a PDF of a hundred pages. Medians of N times, the server warm, everything on loopback.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from evals.load_run import environment, mingce, served, waiting_for
from evals.provenance import provenance

BARS = {"first_page_ms": 2500.0, "answer_ms": 300.0, "viewer_ms": 1500.0}
QUESTION, ANSWERED = "竹产业总产值的目标是多少？", ".mc-answer__foot"
_CHROMIUM = "/usr/bin/chromium"
_BARE = "import gradio as gr; gr.ChatInterface(lambda text, _: text).launch(server_port={port}, quiet=True)"
_PAGES, _LINES = 100, 30


def run_pages(times: int = 7) -> dict[str, Any]:
    """The medians in milliseconds, and the first page as a ratio to that of a bare Gradio chat."""
    with tempfile.TemporaryDirectory(prefix="mingce-pages-") as folder, sync_playwright() as playwright:
        home = Path(folder)
        mingce(home, "setup")
        mingce(home, "demo")
        mingce(home, "ingest", str(long_pdf(home / "百页方案.pdf")))
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        with served(home) as (_, port), bare_chat(home) as bare:
            mine = of_times(times, lambda: first_page(browser, f"http://127.0.0.1:{port}", "#question textarea"))
            theirs = of_times(times, lambda: first_page(browser, f"http://127.0.0.1:{bare}", "textarea"))
            answers = of_times(times, lambda: answer(browser, f"http://127.0.0.1:{port}"))
            viewer = of_times(times, lambda: boxed(browser, home, f"http://127.0.0.1:{port}"))
        browser.close()
    result: dict[str, Any] = {
        "eval": "pages", "times": times, "first_page_ms": mine, "bare_chat_ms": theirs, "ratio": round(mine / theirs, 2),
        "answer_ms": answers, "viewer_ms": viewer,
    }  # fmt: skip
    missed = [name for name, bar in BARS.items() if result[name] > bar]
    return {**result, "missed": missed, "provenance": provenance([], "bundled")}


def of_times(times: int, measure: Callable[[], float]) -> int:
    """The median of `times`, the first one left out."""
    measure()
    return round(median(measure() for _ in range(times)))


def first_page(browser: Browser, address: str, typed_into: str) -> float:
    """Milliseconds from the address until something can be typed there, nothing cached."""
    with opened(browser) as page:
        begun = time.perf_counter()
        page.goto(address)
        page.locator(typed_into).fill("问")
        return (time.perf_counter() - begun) * 1000


def answer(browser: Browser, address: str) -> float:
    """Milliseconds from Enter until the whole answer is there."""
    with opened(browser) as page:
        page.goto(address)
        page.locator(".mc-welcome").wait_for()
        page.locator("#question textarea").fill(QUESTION)
        begun = time.perf_counter()
        page.keyboard.press("Enter")
        page.locator(ANSWERED).wait_for()
        return (time.perf_counter() - begun) * 1000


def boxed(browser: Browser, home: Path, site: str) -> float:
    """Milliseconds from the address of a quote on page 70 until its box is drawn on the picture of that page."""
    docs = json.loads(mingce(home, "docs", "--json").stdout)
    doc_id = next(each["doc_id"] for each in docs if each["source"] == "百页方案.pdf")
    start = mingce(home, "show", doc_id, "--text").stdout.index("第70页第9行")
    with opened(browser) as page:
        begun = time.perf_counter()
        page.goto(f"{site}/source/{doc_id}?start={start}&end={start + 8}#quote")
        page.locator(".mv-box").first.wait_for()
        page.wait_for_function(
            "document.querySelector('.mv-box')?.closest('figure')?.querySelector('img')?.naturalWidth > 0"
        )
        return (time.perf_counter() - begun) * 1000


@contextmanager
def opened(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    try:
        yield context.new_page()
    finally:
        context.close()


@contextmanager
def bare_chat(home: Path) -> Iterator[int]:
    """The port of Gradio's own chat that says back what it is told."""
    port = 7997
    command = [sys.executable, "-c", _BARE.format(port=port)]
    chat = subprocess.Popen(  # noqa: S603 (fixed arguments)
        command, env={**environment(home), "GRADIO_ANALYTICS_ENABLED": "False"}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        waiting_for(chat, port)
        yield port
    finally:
        chat.terminate()
        chat.wait(30)


def long_pdf(path: Path) -> Path:
    """A plan of a hundred pages of thirty lines."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=A4)
    for number in range(1, _PAGES + 1):
        canvas.setFont("STSong-Light", 14)
        for line in range(_LINES):
            canvas.drawString(70, 780 - line * 24, f"第{number}页第{line}行：各单位要抓好第{number}片区的管护和巡查。")
        canvas.showPage()
    canvas.save()
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures as JSON; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m evals.page_bench", description=__doc__)
    parser.add_argument("--times", type=int, default=7)
    result = run_pages(parser.parse_args(arguments).times)
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    return 1 if result["missed"] else 0


if __name__ == "__main__":
    sys.exit(main())

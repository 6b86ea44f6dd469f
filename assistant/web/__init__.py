"""The web app: four pages over one library. The one home of gradio.

    app.py            build_app, serve              shell.py       the page around it: language, head, CSP
                                                    guard.py       who may speak to it; branch.py  the interfaces beside it
                                                    visitor.py: whose browser it is
    ask_page.py       问政策   <- talking.py, conversation.py, thread.py, evidence.py, suggestions.py, scope.py, scope_view.py,
                                  history_view.py, rating_view.py
    tasks_page.py     任务清单 <- task_list.py, task_view.py
    onboard_page.py   新人导引 <- guide_view.py, coach_view.py; visitor.py: which browser it is
    library_page.py   文件库   <- uploads.py, intake_view.py, library_view.py
    board_page.py     看板     <- board_view.py, charts.py
    rendering.py      the only way from text to HTML; theme.py, *.css, *.js: how it looks and moves

A `*_page.py` file only lays out components and wires events. Importing this package does not load gradio:
gradio reads its folders at import, so `prepare_gradio` has to run before.
"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

_KEPT_S = 86_400  # uploads and exports of a running server are younger


def prepare_gradio(home: Path) -> Path:
    """The folder for uploads and exports below `home`; also switches off what would leave the machine.

    Call it before `assistant.web.app` is imported.
    """
    folder = home / "tmp" / "web"
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.iterdir(), *(folder / "exports").glob("*")):
        if old.exists() and old.stat().st_mtime < time.time() - _KEPT_S:
            shutil.rmtree(old, ignore_errors=True)
    os.environ["GRADIO_TEMP_DIR"] = str(folder)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_RUN_HISTORY"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    return folder

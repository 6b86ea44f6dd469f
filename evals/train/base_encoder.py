"""The bundled encoder without our delta: what training starts from, and what its gain is measured against."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kb.embedding.bundle import GRAPH_FILE
from kb.embedding.delta import Delta
from kb.embedding.graph import write_graph
from kb.embedding.onnx_encoder import OnnxEncoder, open_folder
from kb.embedding.source import installed_model, read_source
from kb.embedding.vocabulary import kept_pieces, save_vocabulary


def build_encoder(folder: Path, deltas: Sequence[Delta] = (), threads: int = 2, name: str = "base") -> OnnxEncoder:
    """The encoder with `deltas`, written to `folder` unless it lies there already."""
    if not (folder / GRAPH_FILE).exists():
        folder.mkdir(parents=True, exist_ok=True)
        source = read_source(installed_model())
        kept = kept_pieces(source)
        save_vocabulary(source, kept, folder)
        write_graph(source, kept, folder / GRAPH_FILE, deltas)
    return open_folder(folder, name, threads)

"""`serve`: the web app."""

from __future__ import annotations

import argparse


def add_serve_arguments(parser: argparse.ArgumentParser) -> None:
    """Host and port."""
    parser.add_argument("--host", default="127.0.0.1", metavar="地址", help="监听地址，默认 127.0.0.1（只供本机）")
    parser.add_argument("--port", type=int, default=7860, metavar="端口", help="端口，默认 7860")


def run_serve(options: argparse.Namespace) -> int:
    """Serves until it is interrupted."""
    raise NotImplementedError

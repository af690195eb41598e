"""The house's rules that a machine can hold: the one direction of imports, sizes, forbidden names."""

from __future__ import annotations

import ast
import functools
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1] / "segstudio"
FILES = sorted(ROOT.rglob("*.py"))

# Folder -> folders it may import (itself and ANYWHERE always). The order is the one direction of imports: a folder may
# name only folders that stand above it here.
MAY_IMPORT: dict[str, set[str]] = {
    "labels": set(),
    "labels.clicks": {"labels"},
    "scores": {"labels"},
    "project.images": {"labels"},
    "project.images.readers": {"labels", "project.images"},
    "project": {"labels", "project.images"},
    "promptable": {"labels", "labels.clicks", "project"},
    "project.predictions": {"project"},
    "project.checking": {"labels", "project", "project.images"},
    "project.sample": {"labels", "project", "project.images"},
    "project.stacks": {"labels", "project", "project.images"},
    "project.search": {"labels", "project", "project.images", "project.stacks"},
    "formats.common": {"labels", "project", "project.images"},
    "formats.readers": {"labels", "project", "project.images", "project.images.readers", "formats.common"},
    "formats.writers": {"labels", "project", "project.checking", "project.images", "project.images.readers"}
    | {"formats.common", "formats.readers", "project.predictions"},
    "formats": {
        "labels",
        "project",
        "project.checking",
        "project.stacks",
        "formats.common",
        "formats.readers",
        "formats.writers",
    },
    "measures": {"labels", "project", "project.images", "formats.common", "formats.writers"},
    # What one can choose of: tables that name their code as text, which any room may read.
    "choices": set(),
    "models": {"choices", "labels"},
    "models.early": {"models"},
    "models.instances": {"choices", "labels", "models"},
    "models.unlabelled": {"models"},
    # The files of this folder are the messages: what window, command line and learner say to each other.
    "learning": {"labels", "scores"},
    "learning.runs": {"choices", "labels", "project", "project.checking", "project.images", "scores", "learning"},
    "learning.data": {"labels", "project", "project.images", "scores", "learning", "learning.runs"},
    "learning.plan": {"choices", "scores", "learning", "learning.data"},
    "learning.network": {"choices", "labels", "project", "scores", "models", "learning"}
    | {"learning.runs", "learning.data", "learning.plan"},
    "learning.drawing": {"choices", "labels", "project", "project.images", "models.unlabelled", "learning"}
    | {"learning.runs", "learning.data", "learning.network"},
    "learning.instant": {"choices", "labels", "project", "scores", "models", "learning"}
    | {"learning.runs", "learning.data", "learning.plan", "learning.network"},
    "learning.training": {"choices", "labels", "project", "project.checking", "models", "learning"}
    | {"learning.runs", "learning.data", "learning.plan", "learning.network", "learning.drawing", "learning.instant"},
    "learning.pretraining": {"choices", "models", "learning", "learning.runs", "learning.data", "learning.plan"}
    | {"learning.network", "learning.training"},
    "learning.ranking": {"labels", "project", "models", "learning"}
    | {"learning.data", "learning.plan", "learning.network", "learning.instant"},
    "learning.comparison": {"choices", "project", "scores", "learning", "learning.runs", "learning.data"}
    | {"learning.plan", "learning.network", "learning.training"},
    "learning.explore": {"project.checking", "choices", "labels", "project", "models", "models.unlabelled", "learning"}
    | {"learning.runs", "learning.data", "learning.plan", "learning.network", "learning.drawing"}
    | {"learning.pretraining"},
    "learning.batch": {"project.checking", "choices", "labels", "project", "project.images", "models", "learning"}
    | {"project.predictions", "learning.runs", "learning.data", "learning.network", "learning.instant"},
    "learning.process": {"learning"},
    "learning.learner": {"labels", "project", "models", "learning", "learning.runs", "learning.data"}
    | {"learning.network", "learning.training", "learning.instant", "learning.ranking"}
    | {"learning.batch", "learning.process", "learning.comparison", "learning.explore", "learning.drawing"},
    "gui.look": {"scores", "learning"},
    "gui.pixels": {"labels", "project.images", "learning"},
    "gui.files": {"labels", "project", "project.images", "learning", "gui.look", "gui.pixels"},
    "gui.document": {
        "labels",
        "project",
        "project.checking",
        "project.images",
        "project.stacks",
        "learning",
        "gui.look",
    }
    | {"gui.pixels", "gui.files"},
    "gui.session": {"labels", "learning", "learning.runs", "learning.process", "gui.look", "gui.document"},
    "gui.canvas": {
        "labels",
        "project",
        "project.images",
        "promptable",
        "learning",
        "gui.look",
        "gui.pixels",
        "gui.files",
        "gui.document",
    },
    "gui.tools": {"labels", "labels.clicks", "project.images", "promptable", "gui.look", "gui.canvas"},
    "gui.help": {"gui.look"},
    "gui.actions": {"labels", "learning", "gui.look", "gui.document", "gui.session", "gui.canvas", "gui.tools"}
    | {"gui.help"},
    "gui.jobs": {
        "labels",
        "project.checking",
        "choices",
        "formats",
        "formats.common",
        "project",
        "project.images",
        "project.search",
        "project.stacks",
        "learning",
        "learning.runs",
    }
    | {"gui.look", "gui.pixels", "gui.files", "gui.document", "gui.session"},
    "gui.panels.images": {"labels", "project", "project.images", "project.stacks", "gui.look", "gui.files"}
    | {"gui.document"},
    "gui.panels.classes": {"labels", "gui.look", "gui.pixels", "gui.document", "gui.actions"},
    "gui.panels.tools": {"project.images", "gui.look", "gui.pixels", "gui.document", "gui.canvas", "gui.actions"},
    "gui.panels.training": {"choices", "labels", "learning"}
    | {"gui.look", "gui.pixels", "gui.document", "gui.session", "gui.canvas", "gui.actions"},
    "gui.panels.runs": {"choices", "project", "learning", "learning.runs"}
    | {"gui.look", "gui.document", "gui.session", "gui.actions", "gui.panels.training"},
    "gui.panels.guidance": {"labels", "learning", "learning.plan"}
    | {"gui.look", "gui.pixels", "gui.document", "gui.session", "gui.canvas", "gui.panels.images"},
    "gui.panels.measures": {"labels", "project", "measures", "gui.look", "gui.document", "gui.session", "gui.canvas"}
    | {"gui.jobs", "gui.panels.guidance"},
    "gui.panels.comparison": {"choices", "measures", "project", "learning", "learning.runs", "gui.look"}
    | {"gui.document", "gui.session", "gui.canvas", "gui.actions", "gui.jobs", "gui.panels.runs"},
    "gui.panels.explore": {"choices", "labels", "project", "learning", "learning.runs", "gui.look", "gui.pixels"}
    | {"gui.document", "gui.session", "gui.canvas", "gui.actions", "gui.jobs", "gui.panels.images"}
    | {"gui.panels.training", "gui.panels.guidance"},
    "gui.preferences": {"promptable", "gui.look", "gui.files", "gui.document", "gui.canvas", "gui.actions"},
    "gui.window": {"labels", "formats.common", "project.images", "project.sample", "learning", "learning.process"}
    | {"gui.look", "gui.files", "gui.document", "gui.session", "gui.canvas", "gui.tools", "gui.actions", "gui.jobs"}
    | {"gui.panels.images", "gui.panels.classes", "gui.panels.tools", "gui.panels.training"}
    | {"gui.panels.runs", "gui.panels.guidance", "gui.panels.measures", "gui.panels.comparison", "gui.panels.explore"}
    | {"gui.preferences"},
    "cli": {
        "project.checking",
        "choices",
        "labels",
        "project",
        "project.images",
        "project.sample",
        "project.search",
        "formats",
        "measures",
        "scores",
    }
    | {
        "project.stacks",
        "formats.common",
        "learning",
        "learning.runs",
        "learning.network",
        "learning.training",
        "learning.pretraining",
        "learning.batch",
        "learning.comparison",
        "learning.explore",
    }
    | {"gui.window"},
    "": {"cli"},
}
# The spawned process finds its program by this one import inside a function; the window never runs it.
ANYWHERE = {None, "segstudio.errors", "segstudio.regular_file", "segstudio.freed_memory"}
LATE = {("learning.process", "segstudio.learning.learner.learner")}
TORCH_FREE = {"errors", "regular_file", "freed_memory", "choices", "labels", "project", "promptable", "formats"}
TORCH_FREE |= {"measures", "scores"}
TORCH_FREE |= {"learning.messages", "learning.explore_messages", "learning.comparison_messages"}
TORCH_FREE |= {"learning.runs", "learning.data", "learning.plan", "learning.process"}
WIDGET_FREE = {"gui.pixels", "gui.files", "gui.document", "gui.session", "gui.tools"}
MOST_FILES = 20  # in a folder, without __init__.py


def module(path: Path) -> str:
    """The dotted name of a file."""
    return ".".join(("segstudio", *path.relative_to(ROOT).with_suffix("").parts))


MODULES = {module(path): path for path in FILES}


def folder(name: str) -> str:
    """The folder of a module: "gui.document" for "segstudio.gui.document.turns"; "" for the top level."""
    return ".".join(name.split(".")[1:-1])


def room(path: Path) -> str:
    """The first folder, or the name of a file at the top level."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@functools.cache
def tree_of(path: Path) -> ast.Module:
    """A file, parsed once for all rules."""
    return ast.parse(path.read_text(encoding="utf-8"))


@functools.cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Everything in a file."""
    return tuple(ast.walk(tree_of(path)))


@functools.cache
def imports(path: Path, late: bool = True) -> list[str]:
    """Dotted names that a file imports; ``late``: also inside functions and for the type checker only."""
    found: list[str] = []
    for node in nodes_of(path) if late else tree_of(path).body:
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found += [f"{node.module}.{a.name}" for a in node.names]
    return found


def module_of(name: str) -> str | None:
    """The module of ours that an imported dotted name lies in."""
    parent = name.rpartition(".")[0]
    return name if name in MODULES else parent if parent in MODULES else None


def is_in(name: str, places: set[str]) -> bool:
    """Whether a dotted name is one of the folders or files ``places``, or lies in one."""
    short = name.removeprefix("segstudio.")
    return any(short == one or short.startswith(one + ".") for one in places)


def test_imports_run_in_one_direction() -> None:
    for path in FILES:
        here = folder(module(path))
        for name in imports(path):
            target = module_of(name)
            if target not in ANYWHERE and (here, target) not in LATE:
                assert folder(target) in MAY_IMPORT[here] | {here}, f"{here} imports {name}"
            if name.split(".")[0] in {"PySide6", "pyqtgraph", "qtawesome"}:
                assert room(path) == "gui", f"{here} imports {name}"


def test_the_table_of_folders_is_whole_and_names_only_folders_above() -> None:
    assert {folder(name) for name in MODULES if not name.endswith("__init__")} == set(MAY_IMPORT)
    above: set[str] = set()
    for name, allowed in MAY_IMPORT.items():
        assert allowed <= above, f"{name} may import what stands below it: {allowed - above}"
        above.add(name)


def test_the_table_of_folders_allows_nothing_that_is_not_used() -> None:
    used: dict[str, set[str]] = {name: set() for name in MAY_IMPORT}
    for name, path in MODULES.items():
        if not name.endswith("__init__"):
            used[folder(name)] |= {folder(target) for target in map(module_of, imports(path)) if target is not None}
    for name, allowed in MAY_IMPORT.items():
        assert allowed <= used[name], f"{name} does not import {allowed - used[name]}"


def test_torch_and_widgets_are_known_where_they_belong() -> None:
    for path in FILES:
        name = module(path)
        # learning.runs reads tensors inside functions that the window never calls
        if is_in(name, TORCH_FREE | {"gui"}):
            heads = {one.split(".")[0] for one in imports(path, late=not is_in(name, {"learning"}))}
            assert not heads & {"torch", "torchvision"}, f"{name} imports torch"
        if is_in(name, {"gui"}):
            bad = [one for one in imports(path) if is_in(one, {"learning", "models"}) and not is_in(one, TORCH_FREE)]
            assert not bad, f"the window imports {bad}"
        if is_in(name, WIDGET_FREE):
            assert not any(one.startswith("PySide6.QtWidgets") for one in imports(path)), f"{name} knows widgets"


def test_what_the_window_uses_of_learning_imports_no_torch() -> None:
    names = [name for name in MODULES if is_in(name, TORCH_FREE) and not name.endswith("__init__")]
    code = f"import sys, {', '.join(names)}; print('torch' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT.parent, check=True)
    assert out.stdout.strip() == "False"


def test_a_folder_can_be_taken_in_at_a_glance() -> None:
    tests = ROOT.parent / "tests"
    for place in {path.parent for path in [*FILES, *tests.rglob("*.py")]}:
        count = sum(1 for path in place.glob("*.py") if path.name != "__init__.py")
        assert count <= MOST_FILES, f"{place.relative_to(ROOT.parent)} has {count} files"


def test_tests_mirror_the_rooms() -> None:
    tests = ROOT.parent / "tests"
    mine = {".".join(path.relative_to(tests).parts) for path in tests.rglob("*") if any(path.glob("test_*.py"))}
    assert mine - {"installer"} <= set(MAY_IMPORT)


def test_files_and_functions_stay_small() -> None:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 500, f"{path} has over 500 lines"
        for node in nodes_of(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                assert node.end_lineno - node.lineno < 60, f"{path}: {node.name} has over 60 lines"


def test_nothing_prints_but_the_command_line() -> None:
    for path in FILES:
        if room(path) in {"cli"}:
            continue
        for node in nodes_of(path):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
            assert not called, f"{path} prints"


def test_icons_bring_no_opengl_and_leave_it_to_be_imported() -> None:
    code = (
        "import sys, segstudio.gui.look.icons; print([n for n in sys.modules if 'OpenGL' in n]); "
        "from PySide6.QtOpenGL import QOpenGLBuffer; print(QOpenGLBuffer.__name__)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT.parent, check=True)
    assert out.stdout.split() == ["[]", "QOpenGLBuffer"]


# ---- one object, one job -----------------------------------------------------------------------------------------

MOST_ANCESTORS = 2  # classes of ours above a class of ours
LARGEST_OBJECT = 400  # lines of a class with all that it inherits from us
# What these say is a default, there for the classes below them to say otherwise.
CONTRACTS = {"segstudio.models.contract.Network", "segstudio.learning.training.stepper.Objective"}
CONTRACTS |= {"segstudio.learning.pretraining.pretrain.StartObjective", "segstudio.labels.classes.LabelClass"}
CONTRACTS |= {"segstudio.project.images.facts.ImageFile", "segstudio.project.images.facts.TiledFile"}
CONTRACTS |= {"segstudio.models.unlabelled.contract.UnlabelledModel"}
OF_LIBRARIES = {"_exit", "_replace", "_foreach_lerp_", "_BatchNorm"}  # of os, namedtuple and torch


class Ours(NamedTuple):
    """A class of ours as it is written."""

    lines: int
    bases: tuple[str, ...]
    methods: frozenset[str]


def our_classes() -> dict[str, Ours]:
    """Every class by its dotted name, its bases resolved through the imports of its file."""
    found: dict[str, Ours] = {}
    for name, path in MODULES.items():
        known = {node.name: f"{name}.{node.name}" for node in tree_of(path).body if isinstance(node, ast.ClassDef)}
        for node in nodes_of(path):
            if isinstance(node, ast.ImportFrom):
                known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        for node in nodes_of(path):
            if isinstance(node, ast.ClassDef):
                assert node.end_lineno is not None
                bases = tuple(known.get(base.id, base.id) for base in node.bases if isinstance(base, ast.Name))
                methods = frozenset(n.name for n in node.body if isinstance(n, ast.FunctionDef))
                found[f"{name}.{node.name}"] = Ours(node.end_lineno - node.lineno + 1, bases, methods)
    return found


CLASSES = our_classes()


def ancestors(name: str) -> list[str]:
    """The classes of ours above a class, nearest first."""
    above = [base for base in CLASSES[name].bases if base in CLASSES]
    return above + [one for base in above for one in ancestors(base)]


def test_an_object_is_in_one_place() -> None:
    for name in sorted(CLASSES):
        above = ancestors(name)
        assert len(above) <= MOST_ANCESTORS, f"{name} stands below {above}"
        lines = sum(CLASSES[one].lines for one in [name, *above])
        assert lines <= LARGEST_OBJECT, f"{name} has {lines} lines with all that it inherits"


def test_no_method_is_written_twice_along_a_chain() -> None:
    for name in sorted(CLASSES):
        for one in set(ancestors(name)) - CONTRACTS:
            twice = CLASSES[name].methods & CLASSES[one].methods
            ours = {method for method in twice if method == method.lower() and not method.startswith("__")}  # not Qt's
            assert not ours, f"{name} and {one} both define {ours}"


def test_what_is_private_is_used_in_its_own_file_only() -> None:
    for path in FILES:
        nodes = nodes_of(path)
        mine = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        mine |= {
            node.attr
            for node in nodes
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
        }
        for node in nodes:
            if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
                assert node.attr in mine | OF_LIBRARIES, f"{path}:{node.lineno}: {ast.unparse(node)} is of another file"


def test_what_a_benchmark_imports_of_ours_exists() -> None:
    for path in sorted((ROOT.parent / "tests" / "benchmarks").rglob("*.py")):
        for name in imports(path):
            if name.startswith("segstudio."):
                target = module_of(name)
                assert target is not None, f"there is no {name}"
                assert target == name or name.rpartition(".")[2] in MODULES[target].read_text(encoding="utf-8"), name


def test_the_readme_names_files_and_functions_that_exist() -> None:
    text = (ROOT.parent / "README.md").read_text(encoding="utf-8")
    missing = []
    for line in text.splitlines():
        step = re.match(r"\d+\. .*`[\w/]+\.py`", line)
        for found in re.finditer(r"`((?:segstudio/|tests/)?[\w/]+/[\w/]*\.py)`((?:,? `_?\w+`)*)", line):
            path = next((at for at in (ROOT.parent / found[1], ROOT / found[1]) if at.is_file()), None)
            names = re.findall(r"`(\w+)`", found[2]) if step else []
            source = path.read_text(encoding="utf-8") if path is not None else ""
            if path is None or any(name not in source for name in names):
                missing.append(found[0])
    assert not missing, missing

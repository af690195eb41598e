"""No text that a person reads is written where a translation cannot reach it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import segstudio.errors
import segstudio.gui

GUI = Path(segstudio.gui.__file__).parent
# calls whose texts are seen, heard, or kept as the name of an undo step
SETTERS = {
    "setText", "setToolTip", "setStatusTip", "setWhatsThis", "setAccessibleName", "setAccessibleDescription",
    "setPlaceholderText", "setWindowTitle", "setTitle", "setInformativeText", "setLabelText", "setDetailedText",
    "setPrefix", "setSuffix", "addItem", "add_choice", "addMenu", "addTab", "setTabText", "setHorizontalHeaderLabels",
    "draw_sentence", "stroke", "fill", "fill_void", "_reject",
    "getExistingDirectory", "getOpenFileName", "getOpenFileNames", "getSaveFileName", "getText", "getItem",
}  # fmt: skip
MADE = {"QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "Notice", "Failed", "Progress"}
ERRORS = {name for name, kind in vars(segstudio.errors).items() if isinstance(kind, type)}
SAYING, EVENTS = {"said", "together"}, {"Notice", "Failed"}  # of other rooms
TOLD = {"notice", "problem", "failed"}  # signals whose text or error goes to the banner
KEYWORDS = {"text", "title", "placeholderText", "toolTip", "message", "hint", "prefix", "suffix"}
ALLOWED = {
    "SegStudio": "the program's name",
    "SegStudio ": "the program's name and its version",
    "file": "a value behind a choice",
    "Train": "the kind of request that failed, no text",
}


def called(node: ast.Call) -> str:
    """The name of what is called; of ``signal.emit`` that of the signal."""
    function = node.func
    if isinstance(function, ast.Attribute):
        owner = function.value
        if function.attr == "emit" and isinstance(owner, ast.Attribute):
            return owner.attr
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def written(part: ast.expr) -> Iterator[str]:
    """The texts written out in an expression, but for those that another call takes in (``tr`` or any other)."""
    if isinstance(part, ast.Constant) and isinstance(part.value, str):
        yield part.value
    elif isinstance(part, ast.JoinedStr):
        yield "".join(one.value for one in part.values if isinstance(one, ast.Constant))
        yield from (text for one in part.values if isinstance(one, ast.FormattedValue) for text in written(one.value))
    elif isinstance(part, ast.IfExp):
        yield from (*written(part.body), *written(part.orelse))
    elif isinstance(part, ast.BinOp):
        yield from (*written(part.left), *written(part.right))


def named(block: ast.AST) -> dict[str, list[ast.expr]]:
    """What the names of a function (or of the module) are set to."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(block):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return found


def untranslated(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of what is shown as it is written, there or under a name that the same function gave it."""
    whole = ast.parse(source)
    outside = {name: values for name, values in named(whole).items() if name.isupper()}
    blocks = [node for node in ast.walk(whole) if isinstance(node, ast.FunctionDef)] or [whole]
    for block in blocks:
        names = outside | named(block)
        for node in ast.walk(block):
            if not isinstance(node, ast.Call) or called(node) not in SETTERS | MADE | ERRORS | TOLD:
                continue
            shown = [*node.args, *(word.value for word in node.keywords if word.arg in KEYWORDS)]
            shown += [value for one in shown if isinstance(one, ast.Name) for value in names.get(one.id, ())]
            for text in (text for part in shown for text in written(part)):
                if any(sign.isalpha() for sign in text) and text not in ALLOWED:
                    yield node.lineno, text


def filled_too_early(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of what another room says with its values in it already, so that no translation finds it."""
    whole = ast.parse(source)
    outside = {name: values for name, values in named(whole).items() if name.lstrip("_").isupper()}
    for block in [node for node in ast.walk(whole) if isinstance(node, ast.FunctionDef)] or [whole]:
        names = outside | named(block)
        for node in ast.walk(block):
            if not isinstance(node, ast.Call) or called(node) not in ERRORS | SAYING | EVENTS:
                continue
            told = [*node.args[:2], *(value for one in node.args[:2] if isinstance(one, ast.Name)
                                      for value in names.get(one.id, ()))]  # fmt: skip
            for part in told:
                plain = isinstance(part, ast.Constant) and called(node) in EVENTS
                if isinstance(part, ast.JoinedStr) or plain:
                    for text in written(part):
                        if any(sign.isalpha() for sign in text):
                            yield node.lineno, text


def places(room: Path, walk: Callable[[str], Iterator[tuple[int, str]]]) -> list[str]:
    """What ``walk`` finds in the files of a room."""
    return [
        f"{path.relative_to(room.parent)}:{line} {text!r}"
        for path in sorted(room.rglob("*.py"))
        for line, text in walk(path.read_text(encoding="utf-8"))
    ]


def test_every_text_of_the_window_can_be_translated() -> None:
    assert places(GUI, untranslated) == []


@pytest.mark.parametrize("room", ["choices", "labels", "project", "formats", "scores", "models", "learning"])
def test_every_sentence_of_another_room_can_be_translated(room: str) -> None:
    assert places(GUI.parent / room, filled_too_early) == []


@pytest.mark.parametrize(
    "source",
    [
        'raise UserError(f"No {name}.", "Wait.")', 'raise ImageError("No.", f"Look at {path}.")',
        'def f():\n  hint = f"Look at {path}."\n  raise ImageError("No.", hint)', 'yield Notice("Training is paused.")',
        'yield Notice(f"{name} is left out.")', 'said(f"No {name}.")', '_HINT = f"Use {n}."\nMaskError("No.", _HINT)',
    ],
)  # fmt: skip
def test_a_sentence_filled_too_early_is_found(source: str) -> None:
    assert list(filled_too_early(source))


@pytest.mark.parametrize(
    "source", ['UserError("No {name}.", name=name)', 'Notice(said("No {name}.", name=f"{x} or {y}"))', "Notice(text)"]
)
def test_a_sentence_with_its_values_beside_it_is_fine(source: str) -> None:
    assert list(filled_too_early(source)) == []


@pytest.mark.parametrize(
    "source",
    [
        'raise UserError("No.")', 'UserError(tr("No."), "Wait.")', 'FormatError(f"It failed: {error}")',
        'label.setText("Hello")', 'label.setText("Hello" if first else tr("Bye"))', 'box.setToolTip("Do " + name)',
        'document.notice.emit("Done.")', 'self.notice.emit(f"Left out {name}")', 'self.setAccessibleName("Map")',
        'QLabel("Hello", self)', 'QCheckBox(self, text="Hello")',
        "label.setText(f'{title}{\" of \" if more else \"\"}')", 'told = "No."\nlabel.setText(told)',
        'def f():\n  told = tr("Yes.")\n  told = "No." if x else told\n  raise UserError(told)',
    ],
)  # fmt: skip
def test_a_text_without_translation_is_found(source: str) -> None:
    assert list(untranslated(source))


@pytest.mark.parametrize(
    "source",
    ['UserError(tr("No."))', 'label.setText(f"{number} / {total}")', 'label.setText(tr("a") if b == "x" else "")'],
)
def test_a_translated_text_is_fine(source: str) -> None:
    assert list(untranslated(source)) == []


def test_a_row_of_a_box_has_a_tooltip_whose_long_lines_are_broken() -> None:
    """``add_choice`` breaks them; what sets one by itself may show a line as wide as the screen."""
    alone = [
        f"{path.relative_to(GUI).as_posix()}:{node.lineno}"
        for path in sorted(GUI.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and called(node) == "setItemData" and "ToolTipRole" in ast.unparse(node)
    ]
    assert alone and all(place.startswith("look/qt_names.py") for place in alone), alone

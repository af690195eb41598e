"""The page of keys: what hands do with every tool, and that it follows the tool in hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from segstudio.gui.actions.key_map import KeyMap
from segstudio.gui.actions.keys_page import tool_rows
from segstudio.gui.look.settings import Settings
from segstudio.gui.tools.table import TOOLS
from segstudio.gui.window.main_window import MainWindow
from tests.gui.scripted import ACTIONS, TABLE, opened_window


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def texts(page: QWidget) -> list[str]:
    part = page.findChild(QWidget, "keys_tool")
    return [label.text() for label in part.findChildren(QLabel)]


@pytest.mark.parametrize("tool", list(TOOLS))
def test_every_tool_has_rows_of_its_own(qapp, tmp_path: Path, tool: str) -> None:
    rows = tool_rows(tool, KeyMap(TABLE, Settings(tmp_path / "settings.ini")))
    hands = [hand for hand, _ in TOOLS[tool].mouse]
    assert hands and set(TOOLS[tool].mouse) <= set(rows) and len(set(hands)) == len(hands)
    assert ("Shift and wheel" in hands) == TOOLS[tool].ring, "the size of the brush"


def test_no_tool_names_an_action_that_is_not_there() -> None:
    assert {row for tool in TOOLS.values() for row in tool.actions} <= {action.id for action in ACTIONS}


@pytest.mark.parametrize(("tool", "says"), [("wand", "Alt "), ("wand", "Shift "), ("wand", "Ctrl "), ("lasso", "Ctrl "),
                                            ("threshold", "Ctrl ")])  # fmt: skip
def test_the_modifiers_of_a_tool_are_told(tool: str, says: str) -> None:
    assert any(hand.startswith(says) for hand, _ in TOOLS[tool].mouse)


def test_what_the_keys_do_begins_at_one_edge_in_every_part(window: MainWindow, qtbot) -> None:
    qtbot.keyClick(window.canvas, Qt.Key.Key_F1)
    grids = window.findChild(QWidget, "keys_page").findChildren(QGridLayout)
    assert len(grids) > 6

    def widths() -> set[int]:
        return {grid.cellRect(0, 0).width() for grid in grids}

    qtbot.waitUntil(lambda: max(widths()) - min(widths()) <= 1)


def test_the_page_follows_a_tool_that_comes_into_the_hand_while_it_is_open(window: MainWindow, qtbot) -> None:
    qtbot.keyClick(window.canvas, Qt.Key.Key_F1)
    page = window.findChild(QWidget, "keys_page")
    assert page.isVisible() and texts(page)[0] == "Current tool: Brush"
    qtbot.keyClick(page, Qt.Key.Key_W)
    assert window.canvas.toolbox.tool.name == "wand" and page.isVisible()
    assert texts(page)[0] == "Current tool: Magic wand" and "Less tolerance" in texts(page)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    window.canvas.toolbox.set_tool("pick")
    qtbot.keyClick(window.canvas, Qt.Key.Key_F1)
    assert texts(page)[0] == "Current tool: Pick class"

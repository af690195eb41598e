"""The command palette: finding by letters, running by Enter, why something cannot be done, all classes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from segstudio.gui.actions.command_palette import score
from segstudio.gui.window.main_window import MainWindow
from tests.gui.scripted import ACTIONS, opened_window

KEY, MOD = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def open_palette(window: MainWindow, qtbot) -> None:
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, KEY.Key_P, MOD.ControlModifier | MOD.ShiftModifier)
    assert window.palette_.isVisible()
    qtbot.waitUntil(window.palette_.line.hasFocus)


def texts(window: MainWindow) -> list[str]:
    return [window.palette_.list.item(row).text() for row in range(window.palette_.list.count())]


def test_better_matches_come_first() -> None:
    assert score("und", "Undo") < score("und", "Go round") < score("und", "Zoom in and out in a dear order")
    assert score("class add", "Add class") == 1
    assert score("xyz", "Undo") is None


def test_every_action_and_class_is_in_the_list(window: MainWindow, qtbot) -> None:
    open_palette(window, qtbot)
    shown = texts(window)
    assert {"Paint background", "Paint disc"} <= set(shown)
    wanted = {row.text.rstrip(".") for row in ACTIONS if ".number_" not in row.id and row.id != "help.palette"}
    dynamic = {"Accept this class as predicted", "Label the region as the current class"}
    assert wanted - dynamic <= set(shown)


def test_typing_filters_and_enter_runs_and_the_keyboard_goes_back(window: MainWindow, qtbot) -> None:
    open_palette(window, qtbot)
    qtbot.keyClicks(window.palette_.line, "lasso")
    qtbot.keyClick(window.palette_.line, KEY.Key_Return)
    assert window.canvas.toolbox.tool.name == "lasso"
    assert not window.palette_.isVisible() and window.canvas.hasFocus()


def test_a_disabled_action_says_why_and_stays(window: MainWindow, qtbot) -> None:
    open_palette(window, qtbot)
    qtbot.keyClicks(window.palette_.line, "accept brush")
    row = window.palette_.shown[0]
    assert not row.enabled and row.note == "There is no prediction yet: paint two classes first."
    qtbot.keyClick(window.palette_.line, KEY.Key_Return)
    assert window.palette_.isVisible() and window.canvas.toolbox.tool.name == "brush"
    qtbot.keyClick(window.palette_.line, KEY.Key_Escape)
    assert not window.palette_.isVisible()


def test_arrows_choose_and_a_click_runs(window: MainWindow, qtbot) -> None:
    open_palette(window, qtbot)
    qtbot.keyClicks(window.palette_.line, "dock")
    assert window.palette_.empty.isVisible() or window.palette_.shown
    window.palette_.line.clear()
    qtbot.keyClicks(window.palette_.line, "paint")
    qtbot.keyClick(window.palette_.line, KEY.Key_Down)
    assert window.palette_.list.currentIndex().row() == 1
    row = texts(window).index("Paint disc")
    palette = window.palette_.list
    palette.scrollToItem(palette.item(row))
    where = palette.visualItemRect(palette.item(row)).center()
    qtbot.mouseClick(palette.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert window.document.class_list.current == 1


def test_classes_beyond_the_digits_are_chosen_by_name(window: MainWindow, qtbot) -> None:
    window.document.class_list.change(lambda table: type(table).from_names([f"part {i}" for i in range(120)]))
    open_palette(window, qtbot)
    qtbot.keyClicks(window.palette_.line, "paint part 99")
    qtbot.keyClick(window.palette_.line, KEY.Key_Return)
    assert window.document.classes.by_id(window.document.class_list.current).name == "part 99"


def test_letters_that_match_nothing_are_answered(window: MainWindow, qtbot) -> None:
    open_palette(window, qtbot)
    qtbot.keyClicks(window.palette_.line, "qqqq")
    assert window.palette_.empty.isVisible() and not window.palette_.list.isVisible()
    qtbot.keyClick(window.palette_.line, KEY.Key_Return)
    assert window.palette_.isVisible()

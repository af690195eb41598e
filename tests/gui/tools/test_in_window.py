"""Tools in the real window: their keys, their options, and the keys of a gesture that no shortcut may steal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from segstudio.gui.canvas.tool_options import OptionValues
from segstudio.gui.look.settings import Settings
from segstudio.gui.panels.tools.options import ToolOptions
from segstudio.gui.tools.table import TOOLS
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import Predicted
from tests.gui.hand import CTRL, Hand
from tests.gui.scripted import opened_window


@pytest.fixture
def window(qtbot: object, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def predict(window: MainWindow) -> None:
    document = window.document
    classes = np.ones(document.mask.shape, np.uint8)
    document.predictions.put(Predicted(0, document.entry.id, Rect.of_shape(classes.shape), classes, classes, "r", 1))


def test_its_key_takes_a_tool_in_hand(window: MainWindow) -> None:
    predict(window)
    panel = window.findChild(ToolOptions, "tool.options")
    for name, tool in TOOLS.items():
        window.canvas.toolbox.set_tool("lasso" if name == "brush" else "brush")
        window.refresh()
        key = QKeySequence(tool.key)[0]
        QTest.keyClick(window.canvas, key.key(), key.keyboardModifiers())
        assert window.canvas.toolbox.tool.name == name
        assert bool(panel.findChildren(QWidget)) == bool(tool.options)


def test_a_region_is_found_painted_and_undone_by_keys_and_clicks(window: MainWindow, qtbot: object) -> None:
    hand, document = Hand(window.canvas), window.document
    qtbot.waitUntil(window.actions_["tool.wand"].isEnabled)  # type: ignore[attr-defined]
    QTest.keyClick(window.canvas, Qt.Key.Key_W)
    hand.click(20, 30)
    hand.key(Qt.Key.Key_Return)
    disc = document.image.pixels == 200
    assert np.array_equal(document.mask.array == 0, disc)
    hand.click(20, 30)
    hand.key(Qt.Key.Key_Z, CTRL)
    assert np.array_equal(document.mask.array == 0, disc), "what is only shown is taken back first"
    hand.key(Qt.Key.Key_Z, CTRL)
    assert (document.mask.array == VOID).all()


def test_ctrl_d_clears_the_selection(window: MainWindow, qtbot: object) -> None:
    hand, document = Hand(window.canvas), window.document
    window.canvas.toolbox.set_tool("lasso")
    hand.drag((10, 10), (30, 10), (30, 30), keys=CTRL)
    assert document.rule.value.selection is not None
    action = window.actions_["label.deselect"]
    qtbot.waitUntil(action.isEnabled)  # type: ignore[attr-defined]
    hand.key(Qt.Key.Key_D, CTRL)
    assert document.rule.value.selection is None and window.canvas.toolbox.previews.selection is None


def test_options_are_remembered_and_what_cannot_be_read_is_not(window: MainWindow, tmp_path: Path) -> None:
    window.canvas.toolbox.options.set("wand.tolerance", 31.5)
    window.canvas.toolbox.options.set("region.operation", "grow")
    settings = Settings(tmp_path / "other.ini")
    settings.tool_options = window.canvas.toolbox.options.values()
    options = OptionValues([option for tool in TOOLS.values() for option in tool.options])
    options.restore(settings.tool_options)
    assert options["wand.tolerance"] == 31.5 and options["region.operation"] == "grow"
    for damaged in ("{", "[1]", '{"wand.tolerance": [1], "gone": 2, "region.operation": "melt"}'):
        settings.store.set("tool/options", damaged)
        options.restore(settings.tool_options)
    assert options["wand.tolerance"] == 31.5

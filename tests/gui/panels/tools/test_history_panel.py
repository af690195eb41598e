"""The history list: names, the position, walking by click and Enter, per image; undo right after a stroke."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from segstudio.gui.document.document import Document
from segstudio.gui.panels.tools.history_panel import PLACE, HistoryPanel
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from tests.gui.panel_answers import predict, stroke
from tests.gui.scripted import bring_up, opened_window, paint_block


@pytest.fixture
def panel(document: Document, qtbot: QtBot) -> Iterator[HistoryPanel]:
    made = HistoryPanel(document)
    qtbot.addWidget(made)
    made.resize(220, 400)
    bring_up(qtbot, made)
    yield made
    made.hide()


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def names(panel: HistoryPanel) -> list[str]:
    panel.refresh()
    return [panel.model.index(row).data() for row in range(panel.model.rowCount())]


def test_steps_are_named_with_what_was_painted(panel: HistoryPanel, document: Document) -> None:
    stroke(document, 1, 20)
    paint_block(document, 255, Rect(5, 18, 4, 4))
    predict(document, 0)
    document.acceptance.accept_all()
    assert names(panel) == ["Start", "Brush, disc", "Paint", "Accept prediction"]
    assert [panel.model.index(row).data(PLACE) for row in range(4)] == [-1, -1, -1, 0]


def test_a_click_walks_there_and_back_pixel_for_pixel(panel: HistoryPanel, document: Document, qtbot: QtBot) -> None:
    pictures = [document.mask.array.copy()]
    for row in range(8):
        stroke(document, row % 2, 5 + 5 * row)
        pictures.append(document.mask.array.copy())
    names(panel)
    for goal in (3, 0, 8, 5):
        where = panel.list.visualRect(panel.model.index(goal)).center()
        qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
        qtbot.waitUntil(lambda g=goal: panel.model.position == g)
        assert np.array_equal(document.mask.array, pictures[goal])
    assert [panel.model.index(row).data(PLACE) for row in (4, 5, 6)] == [-1, 0, 1]


def test_enter_goes_to_the_row_with_the_focus(panel: HistoryPanel, document: Document, qtbot: QtBot) -> None:
    stroke(document, 1, 20)
    names(panel)
    qtbot.keyClick(panel.list, Qt.Key.Key_Up)
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert document.mask.labelled == 0
    assert panel.model.index(1).data(Qt.ItemDataRole.ToolTipRole) == "Brush, disc\nClick to redo 1 step."


def test_a_new_stroke_drops_what_was_undone(panel: HistoryPanel, document: Document) -> None:
    stroke(document, 1, 20)
    stroke(document, 1, 40)
    document.queue.undo()
    stroke(document, 0, 50)
    assert names(panel) == ["Start", "Brush, disc", "Brush, background"]


def test_each_image_has_its_own_steps(panel: HistoryPanel, document: Document, qtbot: QtBot) -> None:
    stroke(document, 1, 20)
    first = document.entry.id
    document.current.step(1)
    qtbot.waitUntil(lambda: document.mask is not None)
    assert names(panel) == ["Start"]
    document.current.select(first)
    qtbot.waitUntil(lambda: document.mask is not None)
    assert names(panel) == ["Start", "Brush, disc"]


def test_without_an_image_the_list_says_what_will_appear(empty_document: Document, qtbot: QtBot) -> None:
    panel = HistoryPanel(empty_document)
    qtbot.addWidget(panel)
    panel.show()
    assert panel.empty.isVisible() and "paint" in panel.empty.text()


def test_undo_and_redo_keys_work_within_the_same_moment(window: MainWindow, qtbot: QtBot) -> None:
    paint_block(window.document, 1, Rect(5, 5, 10, 10))
    painted = window.document.mask.array.copy()
    for _ in range(3):  # no refresh, no waiting between the keys
        qtbot.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert window.document.mask.labelled == 0
        qtbot.keyClick(window.canvas, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
        assert np.array_equal(window.document.mask.array, painted)
    assert window.actions_["label.undo"].text() == "Undo paint, disc"


def test_the_history_opens_as_a_dock(window: MainWindow) -> None:
    window.refresh()
    window.actions_["view.history"].trigger()
    assert window.docks.shown() == {"history"}
    assert isinstance(window.docks.panel("history"), HistoryPanel)

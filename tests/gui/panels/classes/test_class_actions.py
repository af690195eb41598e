"""Classes by action: isolate, hide, merge, rename, counts, search; and the colours on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton

from segstudio.gui.panels.classes.row import tip
from segstudio.gui.pixels import palettes
from segstudio.gui.pixels.color_table import class_table
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import ClassTable, LabelClass, voc_color
from segstudio.labels.geometry import Rect
from segstudio.project.project import Project
from tests.gui.scripted import opened_window, paint_block


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def shown(window: MainWindow) -> list[str]:
    return [one.name for one in window.document.classes if not one.hidden]


def test_isolate_shows_one_class_and_brings_the_others_back(window: MainWindow, qtbot) -> None:
    document = window.document
    document.class_list.change(lambda table: table.add("pore").add("scratch"))
    document.class_list.change(lambda table: table.set_hidden(3, True))
    window.refresh()
    qtbot.keyClick(window.canvas, Qt.Key.Key_O)
    assert shown(window) == ["background"]
    document.class_list.set_current(1)
    window.refresh()
    qtbot.keyClick(window.canvas, Qt.Key.Key_O)
    assert shown(window) == ["disc"]
    window.refresh()
    assert window.actions_["class.isolate"].isChecked()
    qtbot.keyClick(window.canvas, Qt.Key.Key_O)
    assert shown(window) == ["background", "disc", "pore"]


def test_hide_by_action_is_ticked_by_facts(window: MainWindow) -> None:
    window.refresh()
    window.actions_["class.hide"].trigger()
    assert shown(window) == ["disc"]
    window.refresh()
    assert window.actions_["class.hide"].isChecked()


def test_a_click_on_the_image_that_ends_the_typing_of_a_name_paints_nothing_and_the_next_one_does(
    window: MainWindow, qtbot
) -> None:
    document, canvas = window.document, window.canvas
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    before, middle = document.mask.array.copy(), canvas.rect().center()
    window.classes.list.edit(window.classes.list.currentIndex())
    line = window.classes.list.findChild(QLineEdit, "class.name.edit")
    qtbot.waitUntil(line.hasFocus)
    qtbot.keyClicks(line, "stroma")
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle)
    assert "stroma" in document.classes.names and canvas.hasFocus()
    assert np.array_equal(document.mask.array, before)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.waitUntil(lambda: not np.array_equal(document.mask.array, before))


def test_merge_asks_for_the_class_and_moves_every_pixel(window: MainWindow, qtbot) -> None:
    document = window.document
    paint_block(document, 0, Rect(0, 0, 80, 10))
    paint_block(document, 1, Rect(0, 10, 80, 10))
    document.current.step(1)
    qtbot.waitUntil(lambda: document.mask is not None)
    paint_block(document, 1, Rect(0, 0, 10, 10))
    document.class_list.set_current(1)
    asked: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        asked.append(dialog.findChild(QLabel, "class.delete.title").text())
        asked.append(dialog.findChild(QLabel, "class.delete.text").text())
        choice = dialog.findChild(QComboBox, "class.delete.choice")
        assert [choice.itemText(at) for at in range(choice.count())] == ["background"]
        dialog.findChild(QPushButton, "class.delete.accept").click()

    QTimer.singleShot(50, answer)
    window.refresh()
    window.actions_["class.merge"].trigger()
    qtbot.waitUntil(lambda: document.classes.names == ("background",))
    assert asked == [
        "Merge \N{LEFT DOUBLE QUOTATION MARK}disc\N{RIGHT DOUBLE QUOTATION MARK} into another class?",
        "Its 900 pixels on 2 images become:",
    ]
    assert int(document.mask.counts()[0]) == 100
    assert document.mask.history.undo_stack[-1].name == "Merge disc into background"
    document.current.step(-1)
    qtbot.waitUntil(lambda: document.mask is not None)
    assert int(document.mask.counts()[0]) == 1600


def test_merge_needs_another_class(window: MainWindow, qtbot) -> None:
    window.document.class_changes.delete(1)
    qtbot.waitUntil(lambda: len(window.document.classes) == 1)
    window.refresh()
    assert window.actions_["class.merge"].toolTip().endswith("There is only one class.")


def test_rename_by_action_puts_the_cursor_into_the_name(window: MainWindow, qtbot) -> None:
    window.activateWindow()
    window.refresh()
    window.actions_["class.rename"].trigger()
    line = window.classes.list.findChild(QLineEdit, "class.name.edit")
    qtbot.keyClicks(line, "sound")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.document.classes.names[0] == "sound")


def test_the_tooltip_counts_pixels_here_and_everywhere(window: MainWindow, qtbot) -> None:
    paint_block(window.document, 1, Rect(0, 0, 10, 10))
    window.document.current.step(1)
    qtbot.waitUntil(lambda: window.document.mask is not None)
    paint_block(window.document, 1, Rect(0, 0, 10, 1))
    window.classes._on_counts()
    pixels = window.classes.model.index(1).data(Qt.ItemDataRole.UserRole + 3)
    assert pixels == (10, 110)
    told = tip("name", window.document.classes.by_id(1), 1.0, "2", pixels)
    assert told.endswith("10 pixels on this image, 110 pixels on all images.")


def test_many_classes_get_a_search_that_enter_takes(window: MainWindow, qtbot) -> None:
    panel = window.classes
    assert not panel.search.isVisible()
    window.document.class_list.change(lambda table: type(table).from_names([f"part {i}" for i in range(150)]))
    assert panel.search.isVisible()
    qtbot.keyClicks(panel.search, "part 14")
    visible = [row for row in range(150) if not panel.list.isRowHidden(row)]
    assert visible == [14, *range(140, 150)]
    qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    assert window.document.class_list.current == 14
    panel.search.setText("zzz")
    assert panel.empty.isVisible() and "No class" in panel.empty.text()
    panel.search.clear()
    assert panel.list.isVisible()


def test_voc_colours_are_shown_on_demand_and_never_stored(window: MainWindow, qtbot) -> None:
    document = window.document
    safe = class_table(document.classes)
    window.refresh()
    window.actions_["view.colors_voc"].trigger()
    assert all(one.screen_color == one.color == voc_color(one.id) for one in document.classes)
    assert class_table(document.classes) != safe
    window.refresh()
    assert window.actions_["view.colors_voc"].isChecked() and window.settings.class_colors == "voc"
    document.class_list.change(lambda table: table.rename(1, "ring"))
    assert all(type(one) is LabelClass for one in document.project.classes)
    assert document.classes.by_id(1).name == "ring"
    window.actions_["view.colors_safe"].trigger()
    assert class_table(document.classes) == safe
    qtbot.waitUntil(lambda: stored_names(document.project.folder) == ("background", "ring"))


def stored_names(folder: Path) -> tuple[str, ...]:
    with Project.open(folder, write=False) as stored:
        return stored.classes.names


def test_a_table_goes_to_the_screen_and_back_unchanged() -> None:
    table = ClassTable.from_names(["a", "b"]).set_locked(0, True).remove(1).add("c")
    there = palettes.as_shown(table, palettes.VOC)
    assert palettes.plain(there) == table and there.retired == table.retired
    assert palettes.as_shown(table, palettes.SAFE) is table
    assert np.array_equal(there.palette(), table.palette())

"""The class list: choose, add, rename, colour, hide, lock, order, delete; void; the paint rule."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QColorDialog, QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from segstudio.errors import UserError
from segstudio.gui.actions.action_table import ActionTable
from segstudio.gui.document.document import Document
from segstudio.gui.panels.classes.model import ClassRole
from segstudio.gui.panels.classes.panel import ClassPanel
from segstudio.gui.panels.classes.row import zones
from segstudio.labels.classes import VOID
from segstudio.labels.rules import PaintRule
from tests.gui.panel_answers import stroke
from tests.gui.scripted import bring_up


@pytest.fixture
def panel(document: Document, qtbot: QtBot) -> Iterator[ClassPanel]:
    made = ClassPanel(document)
    qtbot.addWidget(made)
    made.resize(280, 320)
    bring_up(qtbot, made)
    yield made
    made.hide()


def spot(panel: ClassPanel, row: int, zone: str) -> QPoint:
    return zones(panel.list.visualRect(panel.model.index(row)))[zone].center()


def click(panel: ClassPanel, row: int, zone: str, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=spot(panel, row, zone))


def editor(panel: ClassPanel) -> QLineEdit:
    found = [one for one in panel.findChildren(QLineEdit, "class.name.edit") if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_the_selected_row_is_the_current_class(panel: ClassPanel, document: Document, qtbot: QtBot) -> None:
    click(panel, 1, "name", qtbot)
    assert document.class_list.current == 1
    document.class_list.set_current(0)
    assert panel.current().id == 0
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    assert document.class_list.current == 1


def test_plus_adds_a_class_with_the_cursor_in_its_name(panel: ClassPanel, document: Document, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.add, Qt.MouseButton.LeftButton)
    line = editor(panel)
    assert line.selectedText() == "class 2"
    qtbot.keyClicks(line, "pore")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: document.classes.names == ("background", "disc", "pore"))
    assert document.class_list.current == 2


def test_double_click_and_f2_rename_in_place(panel: ClassPanel, document: Document, qtbot: QtBot) -> None:
    where = spot(panel, 0, "name")
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.mouseDClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.keyClicks(editor(panel), "sound")
    qtbot.keyClick(editor(panel), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: document.classes.by_id(0).name == "sound")
    qtbot.keyClick(panel.list, Qt.Key.Key_F2)
    qtbot.keyClicks(editor(panel), "whole")
    qtbot.keyClick(editor(panel), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: document.classes.by_id(0).name == "whole")
    assert document.classes.ids == (0, 1)


def test_a_name_that_is_taken_is_told_and_the_old_one_stays(
    panel: ClassPanel, document: Document, qtbot: QtBot
) -> None:
    qtbot.keyClick(panel.list, Qt.Key.Key_F2)
    qtbot.keyClicks(editor(panel), "disc")
    with qtbot.waitSignal(document.problem) as told:
        qtbot.keyClick(editor(panel), Qt.Key.Key_Return)
    assert isinstance(told.args[0], UserError)
    assert document.classes.names == ("background", "disc")


def test_eye_and_lock_act_without_choosing_the_class(panel: ClassPanel, document: Document, qtbot: QtBot) -> None:
    click(panel, 1, "eye", qtbot)
    click(panel, 1, "lock", qtbot)
    assert document.classes.by_id(1).hidden and document.classes.by_id(1).locked
    assert document.class_list.current == 0
    click(panel, 1, "eye", qtbot)
    click(panel, 1, "lock", qtbot)
    assert not document.classes.by_id(1).hidden and not document.classes.by_id(1).locked


def test_a_button_acts_only_when_released_where_pressed(panel: ClassPanel, document: Document, qtbot: QtBot) -> None:
    view = panel.list.viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=spot(panel, 1, "lock"))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=spot(panel, 0, "name"))
    assert not document.classes.by_id(1).locked


def test_a_click_on_the_square_changes_the_colour(panel: ClassPanel, document: Document, qtbot: QtBot) -> None:
    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QColorDialog)
        dialog.setCurrentColor(QColor(10, 200, 30))
        dialog.accept()

    QTimer.singleShot(50, choose)
    click(panel, 1, "color", qtbot)
    assert document.classes.by_id(1).color == (10, 200, 30)


def test_rows_move_by_drag_and_by_alt_with_the_arrows(panel: ClassPanel, document: Document, qtbot: QtBot) -> None:
    root = QModelIndex()
    assert panel.model.moveRows(root, 1, 1, root, 0)
    assert document.classes.ids == (1, 0)
    assert panel.current().id == document.class_list.current == 0
    qtbot.keyClick(panel.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert document.classes.ids == (0, 1)
    assert not panel.model.moveRows(root, 0, 1, root, 0)


def test_shares_and_void_follow_the_mask(panel: ClassPanel, document: Document, qtbot: QtBot) -> None:
    share = panel.findChild(QLabel, "class.void.share")
    assert share.text() == "100\u00a0% of the image", "the classes' shares are of what is labelled"
    stroke(document, 1, 20, size=9)
    qtbot.waitUntil(lambda: panel.model.index(1).data(ClassRole.SHARE) == 1.0)
    assert share.text() not in ("100\u00a0% of the image", "0\u00a0% of the image")


def answer(choice: int | None) -> list[str]:
    """Answer the question about a class's pixels; the list gets its text."""
    seen: list[str] = []

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        seen.append(dialog.findChild(QLabel, "class.delete.text").text())
        if choice is None:
            dialog.reject()
            return
        box = dialog.findChild(QComboBox, "class.delete.choice")
        box.setCurrentIndex(box.findData(choice))
        dialog.findChild(QPushButton, "class.delete.accept").click()

    QTimer.singleShot(50, act)
    return seen


def test_delete_asks_what_the_pixels_become(panel: ClassPanel, document: Document, qtbot: QtBot) -> None:
    stroke(document, 0, 20)
    pixels = int(document.mask.counts()[0])
    seen = answer(None)
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    assert seen == [f"Its {pixels:,} pixels on 1 image become:"]
    assert 0 in document.classes
    answer(1)
    with qtbot.waitSignal(document.classes_changed):
        qtbot.mouseClick(panel.delete, Qt.MouseButton.LeftButton)
    assert document.classes.ids == (1,)
    assert int(document.mask.counts()[1]) == pixels


def test_deleting_to_void_empties_the_mask(panel: ClassPanel, document: Document, qtbot: QtBot) -> None:
    stroke(document, 0, 20)
    answer(VOID)
    with qtbot.waitSignal(document.classes_changed):
        qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    assert (document.mask.array == VOID).all()


def test_the_paint_rule_is_the_documents(panel: ClassPanel, document: Document, qtbot: QtBot) -> None:
    assert [panel.rules.box.itemText(i) for i in range(4)] == ["Anything", "Only void", "Only background", "Only disc"]
    panel.rules.box.setCurrentIndex(3)
    panel.rules.box.activated.emit(3)
    assert document.rule.value == PaintRule(only_class=1)
    document.rule.set(PaintRule(only_void=True))
    assert panel.rules.box.currentText() == "Only void"


def test_the_first_twenty_classes_have_keys(panel: ClassPanel, document: Document) -> None:
    document.class_list.change(lambda table: type(table).from_names([f"part {i}" for i in range(25)]))
    rows = ActionTable().rows
    panel.show_keys(lambda action: next(iter(rows[action].keys), ""))
    shown = [panel.model.index(row).data(ClassRole.KEY) for row in range(25)]
    assert shown[:10] == list("0123456789")
    assert shown[10:20] == [f"Shift+{key}" for key in shown[:10]]
    assert shown[20:] == [""] * 5


def test_more_than_a_hundred_classes_scroll_and_can_be_chosen(
    panel: ClassPanel, document: Document, qtbot: QtBot
) -> None:
    document.class_list.change(lambda table: type(table).from_names([f"part {i}" for i in range(150)]))
    assert panel.model.rowCount() == 150
    document.class_list.set_current(149)
    assert panel.list.visualRect(panel.model.index(149)).intersects(panel.list.viewport().rect())
    click(panel, 148, "name", qtbot)
    assert document.class_list.current == 148


def test_without_a_project_nothing_can_be_added(empty_document: Document, qtbot: QtBot) -> None:
    panel = ClassPanel(empty_document)
    qtbot.addWidget(panel)
    assert not panel.add.isEnabled() and not panel.delete.isEnabled()
    assert "Add the first one" in panel.empty.text()

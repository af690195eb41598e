"""Everything can be reached and done with the keyboard alone, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QDialog, QDockWidget, QWidget

from segstudio.gui.help.first_steps import FirstSteps
from segstudio.gui.help.manual import Manual
from segstudio.gui.jobs.near_copies_dialog import NearCopiesDialog
from segstudio.gui.jobs.values_dialog import ValuesDialog
from segstudio.gui.look.notices import INFO, BannerNotice
from segstudio.gui.panels.classes.dialog import DeleteClassDialog
from segstudio.gui.preferences.dialog import PreferencesDialog
from segstudio.gui.window.main_window import MainWindow
from segstudio.project.search.near_copies import NearCopies
from tests.gui.scripted import opened_window


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def test_f6_shows_on_the_image_where_the_arrow_keys_begin(window: MainWindow, qtbot) -> None:
    shown: list[tuple[int, int] | None] = []
    window.canvas.hovered.connect(shown.append)
    window.images.list.setFocus()
    while window.focusWidget() is not window.canvas:
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_F6)
    x, y = shown[-1]
    qtbot.keyClick(window.canvas, Qt.Key.Key_Right)
    assert shown[-1] == (x + 1, y)


def test_a_notice_leaves_the_pointer_on_the_same_pixel(window: MainWindow, qtbot) -> None:
    canvas = window.canvas
    canvas.setFocus()
    shown: list[tuple[int, int] | None] = []
    canvas.hovered.connect(shown.append)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    pixel, height = shown[-1], canvas.height()
    window.banner.add(BannerNotice(INFO, "Something was done."))
    qtbot.waitUntil(lambda: canvas.height() < height)
    assert shown[-1] == pixel
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert shown[-1] == (pixel[0] + 1, pixel[1])
    window.banner.dismiss()
    qtbot.waitUntil(lambda: canvas.height() == height)
    assert shown[-1] == (pixel[0] + 1, pixel[1])


def test_f6_goes_to_the_contents_of_a_panel_before_the_buttons_of_its_title(window: MainWindow, qtbot) -> None:
    window.docks.open("measures")
    dock = next(one for one in window.findChildren(QDockWidget) if one.isVisible())
    window.classes.list.setFocus()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_F6)
    assert dock.widget().isAncestorOf(window.focusWidget())


def test_enter_presses_the_button_that_has_the_keyboard_and_no_other(window: MainWindow, qtbot) -> None:
    window.actions_["help.first_steps"].trigger()
    tour = window.findChild(FirstSteps)
    before = tour.title.text()
    qtbot.keyClick(tour.next, Qt.Key.Key_Return)
    assert tour.title.text() != before
    tour.close_again()
    dialog = window.export_dialog
    dialog.ask()
    qtbot.keyClick(dialog.close_button, Qt.Key.Key_Return)  # not the default button, which would export
    assert not dialog.isVisible() and not window.exports.job.running


def test_without_a_project_enter_chooses_a_folder(window: MainWindow, qtbot) -> None:
    window.projects.close_current()
    qtbot.waitUntil(lambda: window.document.project is None)
    asked: list[bool] = []
    window.start_page.open_folder.disconnect()
    window.start_page.open_folder.connect(lambda: asked.append(True))
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert asked and not window.status.zoom.isEnabled()


def walked(window: QWidget, part: QWidget) -> list[QWidget]:
    """The controls in ``part`` of a window, in the order in which Tab goes through them."""
    order, one = [], window.nextInFocusChain()
    while one is not window:
        reached = one.isVisibleTo(window) and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        if reached and one.focusProxy() is None and part.isAncestorOf(one):
            order.append(one)
        one = one.nextInFocusChain()
    return order


def goes_back(window: QWidget, before: QWidget, after: QWidget) -> bool:
    """Whether ``after`` is to be read before ``before``: above it and in no column at its right, or at its left."""
    first, second = (QRect(one.mapTo(window, QPoint(0, 0)), one.size()) for one in (before, after))
    if second.bottom() < first.top():
        return second.left() <= first.right()
    return second.top() <= first.bottom() and second.right() < first.left()


def backwards(window: QWidget, part: QWidget) -> list[str]:
    """The controls that Tab reaches after one that is read later, but for the first."""
    order = walked(window, part)
    pairs = list(zip(order, [*order[1:], order[0]], strict=True))
    back = [f"{before.objectName()} -> {after.objectName()}" for before, after in pairs]
    return [words for words, (before, after) in zip(back, pairs, strict=True) if goes_back(window, before, after)][1:]


def test_tab_goes_through_every_dialog_as_it_is_read(window: MainWindow) -> None:
    document = window.document
    window.train.dialog.open_again()
    dialogs: list[QDialog] = [
        window.export_dialog,
        window.import_dialog,
        window.train.dialog,
        ValuesDialog(document.entry, document.image, document.images, window),
        DeleteClassDialog(document, next(iter(document.classes)), window, merge=True),
        Manual(window),
        PreferencesDialog(window.preferences, window),
        NearCopiesDialog(document, NearCopies((), (), ()), print, window),
    ]
    for dialog in dialogs:
        dialog.show()
        assert len(walked(dialog, dialog)) > 1 and not backwards(dialog, dialog)
        dialog.hide()


def test_tab_goes_through_both_columns_as_they_are_read(window: MainWindow) -> None:
    for part in window.columns.widget(0), window.columns.widget(2):
        assert len(walked(window, part)) > 3 and not backwards(window, part)

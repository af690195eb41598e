"""What people expect of a window: menus of the right button, zoom in percent, full screen, columns, done, notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QInputDialog, QMenu, QWidget

from segstudio.errors import UserError
from segstudio.formats.common.report import Images
from segstudio.formats.writers.source import wanted
from segstudio.gui.look.notices import BannerNotice
from segstudio.gui.look.settings import Settings
from segstudio.gui.window.layout import LEFT, RIGHT
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from tests.gui.hand import RIGHT as RIGHT_BUTTON
from tests.gui.hand import Hand
from tests.gui.panel_answers import predict
from tests.gui.scripted import opened_window, paint_block

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard")


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def opened_menu(window: MainWindow, qtbot) -> QMenu:
    """The menu that is open now."""
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def names(menu: QMenu) -> list[str]:
    """The ids of its actions."""
    return [action.objectName() for action in menu.actions() if not action.isSeparator()]


# ---- menus ------------------------------------------------------------------------------------------------------


def test_a_right_click_paints_void_until_it_is_told_to_open_a_menu(window: MainWindow, qtbot) -> None:
    document, hand = window.document, Hand(window.canvas)
    paint_block(document, 0, Rect(0, 0, 80, 60))
    hand.click(20, 20, button=RIGHT_BUTTON)
    assert document.mask.array[20, 20] == VOID
    window.actions_["view.right_menu"].trigger()
    hand.click(50, 40, button=RIGHT_BUTTON)
    menu = opened_menu(window, qtbot)
    assert document.mask.array[40, 50] == 0 and {"label.undo", "view.both", "image.flag"} <= set(names(menu))
    menu.close()
    hand.drag((30, 50), (60, 50), button=RIGHT_BUTTON)
    assert document.mask.array[50, 45] == VOID, "dragging paints void as before"


def test_the_choice_of_the_right_button_is_kept(window: MainWindow, tmp_path: Path, qtbot) -> None:
    window.actions_["view.right_menu"].trigger()
    window.close()
    assert Settings(tmp_path / "settings.ini").right_menu
    for other in opened_window(qtbot, tmp_path):
        assert other.canvas.toolbox.right_menu


def test_an_action_of_the_menu_means_the_pixel_where_it_was_opened(window: MainWindow, qtbot) -> None:
    document, hand = window.document, Hand(window.canvas)
    classes = np.zeros(document.mask.shape, np.uint8)
    classes[10:20, 10:30] = 1
    predict(document, classes)
    window.refresh()
    window.canvas.toolbox.right_menu = True
    hand.click(15, 15, button=RIGHT_BUTTON)
    menu = opened_menu(window, qtbot)
    hand.move(60, 50)
    accept = next(one for one in menu.actions() if one.objectName() == "prediction.accept_region")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(accept).center())
    assert int((document.mask.array == 1).sum()) == 200 == int((document.mask.array != VOID).sum())


def test_a_key_opens_the_menu_of_the_image(window: MainWindow, qtbot) -> None:
    window.refresh()
    window.actions_["view.image_menu"].trigger()
    menu = opened_menu(window, qtbot)
    assert "view.fit" in names(menu)
    menu.close()


def test_a_class_a_dock_and_the_tool_bar_have_menus(window: MainWindow, qtbot) -> None:
    window.docks.open("scores")
    classes = window.classes.list
    expected: list[tuple[QWidget, QPoint, str]] = [
        (classes, classes.visualRect(classes.model().index(1, 0)).center(), "class.rename"),
        (classes, QPoint(5, classes.height() - 3), "class.add"),
        (window.docks["scores"].titleBarWidget(), QPoint(5, 5), "view.runs"),
        (window.toolbar, QPoint(5, 5), "view.left_column"),
    ]
    for part, at, name in expected:
        part.customContextMenuRequested.emit(at)
        menu = opened_menu(window, qtbot)
        assert name in names(menu), name
        menu.close()
        qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


# ---- zoom -------------------------------------------------------------------------------------------------------


def test_the_box_shows_the_zoom_in_percent_and_takes_another(window: MainWindow, qtbot) -> None:
    box, transform = window.status.zoom, window.canvas.transform
    transform.one_to_one()
    assert box.currentText() == "100 %"
    for typed, zoom in (("250", 2.5), ("45,5 %", 0.455), ("nonsense", 0.455), ("0", 0.455)):
        box.lineEdit().setText(typed)
        QTest.keyClick(box.lineEdit(), Qt.Key.Key_Return)
        assert transform.zoom == pytest.approx(zoom)
    box.activated.emit(box.findData(400))
    assert transform.zoom == pytest.approx(4.0) and box.currentText() == "400 %"
    box.activated.emit(0)
    assert transform.fitted


# ---- the window -------------------------------------------------------------------------------------------------


def test_columns_are_hidden_by_a_key_and_stay_so(window: MainWindow, tmp_path: Path, qtbot) -> None:
    folder = window.document.project.folder
    wide = window.canvas.width()
    for action in ("view.left_column", "view.right_column"):
        assert window.actions_[action].isChecked()
        window.actions_[action].trigger()
    assert not window.images.isVisible() and not window.right.isVisible()
    qtbot.waitUntil(lambda: window.canvas.width() > wide + 300)
    window.close()
    for other in opened_window(qtbot, tmp_path, folder):
        assert not other.images.isVisible() and not other.right.isVisible()
        other.refresh()
        other.actions_["view.reset_layout"].trigger()
        assert other.images.isVisible() and other.right.isVisible()


def test_the_layout_can_be_reset(window: MainWindow, qtbot) -> None:
    window.docks.open("scores")
    window.docks.open("history")
    window.docks["history"].setFloating(True)
    window.columns.setSizes([500, 400, 500])
    window.actions_["view.reset_layout"].trigger()
    assert not window.docks.shown() and not window.docks["history"].isFloating()
    qtbot.waitUntil(lambda: (window.columns.sizes()[0], window.columns.sizes()[2]) == (LEFT, RIGHT))


def test_full_screen_is_a_switch(window: MainWindow, qtbot) -> None:
    window.actions_["view.full_screen"].trigger()
    window.refresh()
    assert window.isFullScreen() and window.actions_["view.full_screen"].isChecked()
    window.actions_["view.full_screen"].trigger()
    assert not window.isFullScreen()


# ---- done, and a note -------------------------------------------------------------------------------------------


def test_an_image_is_done_when_the_person_says_so(window: MainWindow) -> None:
    document = window.document
    paint_block(document, 0, Rect(0, 0, 5, 5))
    document.saving.save_now()
    window.actions_["image.done"].trigger()
    window.refresh()
    assert window.actions_["image.done"].isChecked() and document.census.image_state(document.entry.id) == "done"
    assert [entry.id for entry in wanted(document.project, "labels", Images.DONE).entries] == [document.entry.id]
    window.images.filter.setCurrentIndex(window.images.filter.findData("done"))
    assert window.images.model.rowCount() == 1


def test_a_note_is_kept_found_and_shown(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    document, folder = window.document, window.document.project.folder
    monkeypatch.setattr(QInputDialog, "exec", lambda self: self.setTextValue("Ask Marta\n about the rim\x07 ") or 1)
    window.actions_["image.note"].trigger()
    assert document.entry.note == "Ask Marta\n about the rim"
    window.close()
    for other in opened_window(qtbot, tmp_path, folder):
        row = other.images.model.index(0)
        assert "Note: Ask Marta" in row.data(Qt.ItemDataRole.ToolTipRole)
        other.images.search.setText("marta")
        qtbot.waitUntil(lambda shown=other: shown.images.model.rowCount() == 1)


def test_tab_goes_in_reading_order_and_enters_the_views_at_the_chosen_one(window: MainWindow, qtbot) -> None:
    tools = window.tools
    for view in ("both", "prediction"):
        window.canvas.display.set_view(view)
        wanted = [tools.opacity.field, tools.confidence.slider, tools.confidence.field, tools.views[view]]
        tools.opacity.slider.setFocus()
        for control in filter(QWidget.isEnabled, wanted):
            QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
            assert window.focusWidget() is control
    QTest.keyClick(tools.views["prediction"], Qt.Key.Key_Right)
    assert window.canvas.display.view.name == "both"


@pytest.mark.parametrize(
    ("key", "said", "taken_back"),
    [
        (Qt.Key.Key_K, "locked", "unlocked"),
        (Qt.Key.Key_M, "Image flagged", "Flag taken off"),
        (Qt.Key.Key_O, "Only", "All classes as before"),
    ],
)
def test_a_single_letter_says_what_it_changed_and_takes_it_back(
    window: MainWindow, qtbot, key: Qt.Key, said: str, taken_back: str
) -> None:
    shown = window.findChild(QWidget, "long_work_text")
    before = [(one.locked, one.hidden) for one in window.document.classes], window.document.entry.flag
    qtbot.keyClick(window.canvas, key)
    assert said in shown.text() and "Same key" in shown.text()
    qtbot.waitUntil(lambda: window.current.refresh() is None)
    qtbot.keyClick(window.canvas, key)
    assert taken_back in shown.text()
    assert ([(one.locked, one.hidden) for one in window.document.classes], window.document.entry.flag) == before


def test_keys_alone_point_click_draw_a_line_and_drag(window: MainWindow, qtbot) -> None:
    canvas, mask = window.canvas, window.document.mask
    canvas.toolbox.set_brush_size(1)
    canvas.setFocus()
    shown: list[tuple[int, int]] = []
    canvas.hovered.connect(shown.append)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    x, y = shown[-1]
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert mask.array[y, x] == 0 and (mask.array != VOID).sum() == 1
    qtbot.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert shown[-1] == (x, y + 10)
    qtbot.keyClick(canvas, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert (mask.array[y : y + 11, x] == 0).all() and (mask.array != VOID).sum() == 11
    qtbot.keyClick(canvas, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert not canvas.toolbox.busy and (mask.array[y + 10, x - 2 : x + 1] == 0).all()
    assert np.argwhere(mask.array != VOID).tolist() == [
        *([row, x] for row in range(y, y + 10)),
        *([y + 10, column] for column in (x - 2, x - 1, x)),
    ]


def test_a_notice_covers_nothing_of_a_fitted_image(window: MainWindow, qtbot) -> None:
    window.banner.add(BannerNotice.of_error(UserError("A sentence that says what happened.", "And what to do.")))
    qtbot.waitUntil(window.banner.isVisible)
    QApplication.processEvents()
    below = window.banner.mapTo(window, QPoint(0, window.banner.height())).y()
    image = window.canvas.transform.image_rect().toAlignedRect()
    assert below <= window.canvas.mapTo(window, image.topLeft()).y()


def test_a_notice_covers_nothing_of_a_zoomed_image_and_moves_nothing_under_the_pointer(
    window: MainWindow, qtbot
) -> None:
    canvas = window.canvas
    canvas.transform.zoom_by(30)
    at, height = canvas.mapTo(window, QPoint(90, 200)), canvas.height()
    under = canvas.transform.to_image(*canvas.mapFrom(window, at).toTuple())
    window.banner.add(BannerNotice.of_error(UserError("A sentence that says what happened.", "And what to do.")))
    qtbot.waitUntil(lambda: canvas.height() < height)
    assert canvas.transform.to_image(*canvas.mapFrom(window, at).toTuple()) == pytest.approx(under)
    assert not window.banner.geometry().intersects(window.pages.geometry())
    window.banner.dismiss()
    qtbot.waitUntil(lambda: canvas.height() == height)
    assert canvas.transform.to_image(*canvas.mapFrom(window, at).toTuple()) == pytest.approx(under)


def test_f6_reaches_open_panels_too(window: MainWindow, qtbot) -> None:
    window.docks.open("runs")
    dock = next(one for one in window.findChildren(QDockWidget) if one.isVisible())
    window.canvas.setFocus()
    for _ in range(3):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_F6)
    assert dock.isAncestorOf(window.focusWidget())
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_F6)
    assert window.focusWidget() is window.canvas

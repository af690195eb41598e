"""Any screen: everything is reachable in a window as small as a common screen is at a common scaling."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QApplication, QLabel, QScrollArea, QToolButton, QWidget

from segstudio.gui.actions.about import About
from segstudio.gui.tools.table import TOOLS
from segstudio.gui.window.layout import WindowOptions
from segstudio.gui.window.main_window import MainWindow
from segstudio.gui.window.panels import PANELS
from segstudio.learning.messages import Progress
from tests.gui.scripted import opened_window

SCREENS = [(1280, 720), (1366, 768), (1920, 1080)]
SCALES = (1.0, 1.25, 1.5, 2.0)
BARS = (8, 32)  # logical pixels that frame and title bar of the system take


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def reachable(part: QWidget, window: QWidget) -> bool:
    """Whether a part is inside the window, or is after its scroll areas have scrolled to it."""
    host = part.parentWidget()
    while host is not None and host is not window:
        above = host.parentWidget()
        area = above.parentWidget() if above is not None else None
        if isinstance(area, QScrollArea) and area.widget() is host:
            place = QRect(part.mapTo(host, QPoint()), part.size())
            if not host.rect().contains(place) or place.width() > area.viewport().width():
                return False
            area.ensureWidgetVisible(part, 0, 0)
        host = above
    return window.rect().contains(QRect(part.mapTo(window, QPoint()), part.size()))


@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: f"{size[0]}x{size[1]}")
def test_everything_is_reachable_on(screen: tuple[int, int], window: MainWindow) -> None:
    for panel in PANELS:
        window.docks.open(panel.name)
    for scale in SCALES:
        width, height = (round(side / scale) - bar for side, bar in zip(screen, BARS, strict=True))
        window.resize(width, height)
        QApplication.processEvents()
        assert (window.width(), window.height()) == (width, height), f"at {scale} it is larger than the screen"
        check_columns(window)
        check_bars(window)
    check_options(window)


def check_columns(window: MainWindow) -> None:
    """Every part of the three columns is in the window, its docks too."""
    for column in (window.images, window.middle, window.right):
        place = QRect(column.mapTo(window, QPoint()), column.size())
        assert window.rect().contains(place), column.objectName()
    assert window.canvas.width() >= 160 and window.canvas.height() >= 60
    parts = [*window.right.findChildren(QAbstractButton), *window.right.findChildren(QAbstractSlider)]
    for part in parts:
        if part.isVisible() and part.objectName() and "scroll" not in part.objectName().lower():
            assert reachable(part, window), part.objectName()
    for panel in PANELS:
        dock = window.docks[panel.name]
        if not dock.visibleRegion().isEmpty():
            title = dock.titleBarWidget()
            assert reachable(title.close_button, window) and reachable(title.float, window)


def check_bars(window: MainWindow) -> None:
    """Every button of the tool bar is in sight, or the arrow is that shows it."""
    for bar in (window.toolbar, window.strip):
        more = bar.findChild(QToolButton, "qt_toolbar_ext_button")
        shown = [bar.widgetForAction(action).isVisible() for action in bar.actions() if not action.isSeparator()]
        assert all(shown) or (more.isVisible() and more.width() >= 12 and not more.icon().isNull())


def check_options(window: MainWindow) -> None:
    """The options of every tool are in sight, or the arrow is that shows them."""
    more = window.strip.findChild(QToolButton, "qt_toolbar_ext_button")
    for name in TOOLS:
        window.canvas.toolbox.set_tool(name)
        QApplication.processEvents()
        assert window.strip.options.isVisible() or more.isVisible(), name


@pytest.mark.parametrize("size", [(800, 480), (1280, 720)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_right_column_is_as_wide_as_its_longest_words(size: tuple[int, int], window: MainWindow, qtbot) -> None:
    button = window.tools.findChild(QToolButton, "tool.view.difference")
    button.setMinimumWidth(400)  # as another language may need
    window.resize(*size)
    for area in window.right, window.right.findChild(WindowOptions):
        qtbot.waitUntil(partial(lambda shown: shown.width() >= 400, area.viewport()))


def test_every_dialog_fits_the_lowest_screen(window: MainWindow, qtbot) -> None:
    dialogs = [window.export_dialog, window.import_dialog, window.train.dialog]
    window.preferences.show()
    dialogs += [About("CPU", window), window.preferences.dialog]
    for dialog in dialogs:
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(dialog.isVisible)
        least, here = dialog.minimumSizeHint().expandedTo(dialog.minimumSize()), dialog.screen().availableSize()
        assert least.width() <= 600 and least.height() <= 320, dialog.objectName()
        assert dialog.width() <= here.width() and dialog.height() <= here.height(), dialog.objectName()
        dialog.close()


def test_the_settings_of_a_training_block_nothing(window: MainWindow) -> None:
    window.train.settings.click()
    assert window.train.dialog.isVisible() and not window.train.dialog.isModal()
    window.train.dialog.close()


@pytest.mark.parametrize("height", [700, 900])
def test_every_score_is_in_sight_before_the_list_of_classes_has_empty_rows(
    height: int, window: MainWindow, qtbot
) -> None:
    window.document.class_list.add("pore")
    window.refresh()
    window.resize(1440, height)
    QApplication.processEvents()
    scores, classes = window.train.scores, window.classes.list
    rows = scores.model().rowCount()
    assert rows == 4

    def calm() -> bool:
        last = scores.visualRect(scores.model().index(rows - 1, 0)).bottom()
        empty = classes.viewport().height() - classes.visualRect(classes.model().index(2, 0)).bottom()
        return last <= scores.viewport().rect().bottom() or empty <= 1

    qtbot.waitUntil(calm)


def test_what_is_always_in_the_status_bar_is_never_cut_not_even_while_work_runs(window: MainWindow, qtbot) -> None:
    window.resize(1280, 720)
    work, bar = window.status.work, window.status
    work.begin("train", "Fine-tuning", lambda: None, lambda: None)
    work.update_progress("train", Progress("Fine-tuning, step 1,234 of 5,000", 1234, 5000, 3000.0))
    bar.show_device("NVIDIA GeForce RTX 4090", "")
    window.canvas.toolbox.set_brush_size(1600)
    texts = ("brush 1600 px", "0\N{NO-BREAK SPACE}% labelled")
    for name, text in zip(("brush", "labelled"), texts, strict=True):
        qtbot.waitUntil(lambda n=name, t=text: bar.findChild(QLabel, f"status_{n}").text() == t)
    assert bar.zoom.geometry().right() < bar.width() and not work.geometry().intersects(bar.zoom.geometry())

"""Everything can be reached and done with the keyboard alone, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from segstudio.gui.look.notices import INFO, BannerNotice
from segstudio.gui.window.main_window import MainWindow
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


def walked(first: QWidget) -> list[QWidget]:
    """The controls of a dialog in the order in which Tab goes through them."""
    dialog, order, one = first.window(), [], first.window().nextInFocusChain()
    while one is not dialog:
        if one.isVisibleTo(dialog) and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            if one.focusProxy() is None:
                order.append(one)
        one = one.nextInFocusChain()
    return order


def test_print(window: MainWindow, qtbot) -> None:
    from PySide6.QtWidgets import QDialog
    import sys
    window.document.class_list.add if False else None
    for d in window.findChildren(QDialog):
        print(d.objectName())
    for a in ["file.export", "edit.preferences", "help.about", "help.manual", "train.settings", "help.keys"]:
        if a in window.actions_._actions if hasattr(window.actions_, "_actions") else True:
            try:
                window.actions_[a].trigger()
            except Exception as e:
                print(a, e)
    window.import_dialog.ask
    qtbot.wait(500)
    for d in window.findChildren(QDialog):
        print("==", d.objectName(), d.isVisible())
        if d.isVisible():
            for w in walked(d):
                at = w.mapTo(d, QPoint(0, 0))
                print("   ", w.objectName(), type(w).__name__, at.x(), at.y(), w.width(), w.height())
    sys.stdout.flush()

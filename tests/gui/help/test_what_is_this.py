"""What is this: a click on any control says what it is, and costs nothing before and after."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWhatsThis, QWidget

from segstudio.gui.help.what_is_this import explained
from segstudio.gui.window.main_window import MainWindow
from tests.gui.scripted import opened_window


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)
    QWhatsThis.leaveWhatsThisMode()


def asked(widget: QWidget) -> bool:
    """Whether the widget answers, as Qt asks it when it is clicked."""
    middle = widget.rect().center()
    event = QHelpEvent(QEvent.Type.QueryWhatsThis, middle, widget.mapToGlobal(middle))
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_every_visible_control_says_what_it_is(window: MainWindow) -> None:
    controls = [part for part in window.findChildren(QWidget) if part.isVisible() and _can_be_used(part)]
    assert len(controls) > 40 and [part.objectName() for part in controls if not explained(part)] == []


def _can_be_used(part: QWidget) -> bool:
    return isinstance(part, QAbstractButton) or part.focusPolicy() != Qt.FocusPolicy.NoFocus


def test_a_control_answers_only_while_it_was_asked_for(window: MainWindow, qtbot) -> None:
    button = window.train.findChild(QWidget, "train.button")
    assert not asked(button)
    qtbot.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert QWhatsThis.inWhatsThisMode() and asked(button)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not QWhatsThis.inWhatsThisMode() and not asked(button)


def test_a_name_with_signs_of_html_is_shown_as_it_is(qtbot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setAccessibleName("a < b")
    widget.setToolTip("is <b>less</b>")
    assert explained(widget) == "<b>a &lt; b</b><br>is &lt;b&gt;less&lt;/b&gt;"

"""Every text of the panels and actions goes through the one function that a translation hooks into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget

from segstudio.gui.main_window import MainWindow
from segstudio.gui.words import CONTEXT, counted, tr
from tests.gui.scripted import opened_window

MARK = "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"


class Marking(QTranslator):
    """A language in which every text of the window begins with a mark."""

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        return f"{MARK}{text}" if context == CONTEXT and text else None

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def marking(qapp: QApplication) -> Iterator[Marking]:
    translator = Marking(qapp)
    qapp.installTranslator(translator)
    yield translator
    qapp.removeTranslator(translator)
    translator.deleteLater()


@pytest.fixture
def window(marking: Marking, qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def texts(part: QWidget) -> list[tuple[str, str]]:
    """Name and text of what can be read in ``part``, tooltips and accessible names too; data and numbers left out."""
    found = []
    for one in [part, *part.findChildren(QWidget)]:
        said = [one.toolTip(), one.accessibleName()]
        if isinstance(one, QLabel | QAbstractButton):
            said.append(one.text())
        if isinstance(one, QComboBox) and one.objectName() != "paint.rule":
            said += [one.itemText(at) for at in range(one.count())]
        if isinstance(one, QLineEdit):
            said.append(one.placeholderText())
        found += [(one.objectName(), text) for text in said if any(sign.isalpha() for sign in text)]
    return found


def test_sentences_are_filled_after_they_are_translated(marking: Marking) -> None:
    assert tr("{count} left", count=3) == f"{MARK}3 left"
    assert counted(2, "image") == f"2 {MARK}images"


def test_every_action_and_menu_is_translated(window: MainWindow) -> None:
    window.refresh()
    for action in window.actions_:
        assert MARK in action.text(), action.objectName()
        first, _, last = action.toolTip().partition("\n")
        assert first.startswith(MARK) and last.startswith(MARK), action.objectName()
    assert all(MARK in action.text() for action in window.menuBar().actions())


@pytest.mark.parametrize("name", ["images", "classes", "tools", "start_page", "status"])
def test_panels_say_nothing_untranslated(window: MainWindow, name: str) -> None:
    missed = [row for row in texts(getattr(window, name)) if MARK not in row[1] and not row[0].startswith("qt_")]
    assert missed == []

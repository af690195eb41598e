"""Image > Properties: what is in the file of the current image, read in the background."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from segstudio.gui.look.languages import speak
from segstudio.gui.window.main_window import MainWindow
from segstudio.project.project import Project
from tests.gui.scripted import opened_window


@pytest.fixture
def window(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    array = np.arange(30 * 40, dtype=np.uint16).reshape(30, 40)
    tifffile.imwrite(tmp_path / "a.tif", array, photometric="miniswhite")
    Project.create(tmp_path / "P.segstudio", image_paths=[tmp_path / "a.tif"]).close()
    yield from opened_window(qtbot, tmp_path, tmp_path / "P.segstudio")


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    speak(qapp, "de")
    yield
    for one in qapp.findChildren(QTranslator):
        qapp.removeTranslator(one)
        one.deleteLater()


def test_the_facts_of_the_file_are_shown_and_can_be_copied(window: MainWindow, qtbot) -> None:
    qtbot.waitUntil(lambda: window.document.image is not None)
    window.refresh()
    window.actions_["image.properties"].trigger()
    qtbot.waitUntil(lambda: window.properties.dialog is not None)
    dialog = window.properties.dialog
    assert dialog.isVisible() and "a.tif" in dialog.windowTitle()
    rows = dict(dialog.rows)
    assert rows["Least, greatest, mean"] == "0, 1199, 599.5" and rows["Meaning"] == "white is zero"
    assert rows["Learnt from"] == "64342 to 65529 become 0 and 1"  # white is zero: turned round
    dialog.copy.click()
    assert "white is zero" in QGuiApplication.clipboard().text()
    dialog.close()


def test_values_of_the_facts_are_in_the_language_of_the_window(window: MainWindow, qtbot, german: None) -> None:
    qtbot.waitUntil(lambda: window.document.image is not None)
    window.properties.ask()
    qtbot.waitUntil(lambda: window.properties.dialog is not None)
    rows = dict(window.properties.dialog.rows)
    assert rows["Werte"] == "uint16, 16 Bit" and rows["Orientierung"] == "aufrecht"
    assert rows["Bedeutung"] == "Wei\xdf ist null"
    window.properties.dialog.close()


def test_a_file_that_is_gone_is_one_sentence_in_the_banner(window: MainWindow, qtbot, tmp_path: Path) -> None:
    qtbot.waitUntil(lambda: window.document.image is not None)
    (tmp_path / "a.tif").unlink()
    window.properties.ask()
    qtbot.waitUntil(lambda: not window.properties.job.running)
    assert "a.tif cannot be opened" in window.banner.current.text and window.properties.dialog is None

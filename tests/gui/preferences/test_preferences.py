"""One dialog for what a person sets once: applied at once or from the next start on, the same in menus and dialog."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QWidget

from segstudio.gui.files.load_image import cache_bytes
from segstudio.gui.look.settings import Settings
from segstudio.gui.preferences.dialog import PreferencesDialog
from segstudio.gui.window.app import scale_interface
from segstudio.gui.window.main_window import MainWindow
from tests.gui.scripted import opened_window
from tests.promptable.pairs import make_pair


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


@pytest.fixture
def dialog(window: MainWindow, qtbot) -> PreferencesDialog:
    qtbot.keyClick(window.canvas, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    shown = window.preferences.dialog
    assert shown is not None and shown.isVisible() and not shown.isModal()
    return shown


def choose(dialog: QWidget, name: str, value: str) -> None:
    """What a person does with a list of choices."""
    box = dialog.findChild(QComboBox, name)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_a_page_is_chosen_by_keyboard_and_tab_goes_into_it(dialog: PreferencesDialog, qtbot) -> None:
    assert dialog.list.hasFocus()
    titles = []
    for at in range(dialog.list.count()):
        assert dialog.stack.currentIndex() == at
        titles.append(dialog.list.currentItem().text())
        check_width(dialog)
        qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    assert titles == ["General", "Keys", "Memory", "Click an object", "Updates and internet"]
    dialog.list.setCurrentRow(0)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Tab)
    assert dialog.general.isAncestorOf(dialog.focusWidget())
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def check_width(dialog: PreferencesDialog) -> None:
    """The page that is open is not wider than its place at the smallest size."""
    before = dialog.size()
    dialog.resize(600, 320)
    QApplication.processEvents()
    area = dialog.stack.currentWidget()
    assert area.widget().width() <= area.viewport().width(), dialog.list.currentItem().text()
    dialog.resize(before)


def test_menus_lead_to_their_page_and_say_the_same(dialog: PreferencesDialog, window: MainWindow) -> None:
    window.actions_["help.edit_keys"].trigger()
    assert dialog.list.currentItem().text() == "Keys" and dialog.keys.search.hasFocus()
    choose(dialog, "preferences.theme", "dark")
    choose(dialog, "preferences.colors", "voc")
    window.refresh()
    assert window.actions_["view.dark"].isChecked() and window.actions_["view.colors_voc"].isChecked()
    window.actions_["view.light"].trigger()
    window.actions_["view.colors_safe"].trigger()
    window.refresh()
    shown = [dialog.findChild(QComboBox, f"preferences.{name}").currentData() for name in ("theme", "colors")]
    assert shown == ["light", "safe"]


def test_memory_is_bounded_at_once_and_again_after_a_start(
    dialog: PreferencesDialog, window: MainWindow, tmp_path: Path, qtbot
) -> None:
    document = window.document
    assert document.current.cache.limit == cache_bytes()
    choose(dialog, "preferences.image_memory", "128")
    choose(dialog, "preferences.undo_memory", "16")
    assert document.current.cache.limit == 128 << 20
    assert document.mask.history.limit_bytes == 16 << 20
    before = document.mask
    document.current.step(1)
    qtbot.waitUntil(lambda: document.mask not in (None, before))
    assert document.mask.history.limit_bytes == 16 << 20, "of a mask that is opened later, too"
    assert Settings(tmp_path / "settings.ini").undo_memory == "16"
    choose(dialog, "preferences.image_memory", "auto")
    assert document.current.cache.limit == cache_bytes()


def test_the_interface_size_waits_for_the_next_start_and_leaves_what_the_environment_says(
    dialog: PreferencesDialog, tmp_path: Path, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    window.document.notice.connect(told.append)
    choose(dialog, "preferences.interface_size", "150")
    assert "next start" in told[0] and Settings(tmp_path / "settings.ini").interface_size == "150"
    monkeypatch.delenv("QT_SCALE_FACTOR", raising=False)
    scale_interface("100")
    assert "QT_SCALE_FACTOR" not in os.environ
    scale_interface("150")
    assert os.environ["QT_SCALE_FACTOR"] == "1.5"
    scale_interface("90")
    assert os.environ["QT_SCALE_FACTOR"] == "1.5"
    monkeypatch.delenv("QT_SCALE_FACTOR")


# ---- the network that answers clicks -------------------------------------------------------------


def state(dialog: PreferencesDialog) -> str:
    return dialog.findChild(QLabel, "preferences.clicks.state").text()


def test_two_files_are_chosen_checked_used_remembered_and_removed(
    dialog: PreferencesDialog, window: MainWindow, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, toolbox = dialog.clicks, window.canvas.toolbox
    window.preferences.show("clicks")
    assert state(dialog).startswith("In use: no network") and not page.check.isEnabled()
    files = make_pair(tmp_path / "pair", "efficient")
    answers = iter(files)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(next(answers)), ""))
    for name in ("encoder", "decoder"):
        page.findChild(QWidget, f"preferences.clicks.{name}.choose").click()
    page.check.click()
    assert page.check.text() == "Stop" and state(dialog).startswith("Opening both files")
    qtbot.waitUntil(lambda: not window.preferences.clicks.checking)
    assert state(dialog) == "In use: EfficientSAM, 3 masks a click." and "reading a picture took" in page.hint.text()
    kept = Settings(tmp_path / "settings.ini")
    assert (kept.click_encoder, kept.click_decoder) == files
    network = toolbox.click_network
    assert network is not None and network.pid is not None
    process = network._process
    page.remove.click()
    assert toolbox.click_network is None and Settings(tmp_path / "settings.ini").click_encoder is None
    assert state(dialog).startswith("In use: no network") and not page.encoder.text()
    process.join(5)
    assert not process.is_alive()


def test_files_that_do_not_fit_change_nothing_and_say_why(
    dialog: PreferencesDialog, window: MainWindow, qtbot, tmp_path: Path
) -> None:
    page = dialog.clicks
    encoder, _ = make_pair(tmp_path / "pair", "sam")
    _, decoder = make_pair(tmp_path / "pair", "sam2")
    page.encoder.setText(str(encoder))
    page.decoder.setText(str(decoder))
    page.check.click()
    qtbot.waitUntil(lambda: not window.preferences.clicks.checking)
    assert state(dialog) == "The encoder is of SAM or MobileSAM, the decoder is of SAM 2."
    assert "two files of one export" in page.hint.text()
    assert window.canvas.toolbox.click_network is None and window.settings.click_encoder is None
    page.check.click()
    assert window.preferences.clicks.checking
    page.check.click()  # Stop
    assert not window.preferences.clicks.checking and page.check.text() == "Check and use"


def test_a_file_that_is_gone_at_a_later_start_is_told_when_the_tool_is_chosen(
    window: MainWindow, tmp_path: Path, qtbot
) -> None:
    problems: list[str] = []
    window.document.problem.connect(lambda error: problems.append(error.message))
    encoder, decoder = make_pair(tmp_path / "pair", "sam")
    window.settings.click_encoder, window.settings.click_decoder = encoder, tmp_path / "gone.onnx"
    window.canvas.toolbox.set_tool("object_click")
    assert problems == [f"{tmp_path / 'gone.onnx'} is not there, so Click an object works without your network."]
    assert window.canvas.toolbox.click_network is None
    window.canvas.toolbox.set_tool("brush")
    window.canvas.toolbox.set_tool("object_click")
    assert len(problems) == 1, "it is said once"
    window.preferences.show("clicks")
    assert "is not there" in state(window.preferences.dialog)


def test_a_remembered_pair_is_used_as_soon_as_the_tool_is_chosen_and_its_failure_is_told(
    window: MainWindow, tmp_path: Path, qtbot
) -> None:
    problems: list[str] = []
    window.document.problem.connect(lambda error: problems.append(error.message))
    files = make_pair(tmp_path / "pair", "sam", gain=np.nan)
    window.settings.click_encoder, window.settings.click_decoder = files
    window.canvas.toolbox.set_tool("object_click")
    assert window.canvas.toolbox.click_network is not None
    window.preferences.show("clicks")
    assert state(window.preferences.dialog) == "In use: the network of these two files."
    finder = window.canvas.toolbox.companion
    qtbot.waitUntil(lambda: finder._regions is not None)
    finder.hover((20.0, 30.0))
    qtbot.waitUntil(lambda: bool(problems))
    assert problems == ["The decoder's answer holds values that are no numbers (NaN)."]
    assert state(window.preferences.dialog).startswith("Not in use")

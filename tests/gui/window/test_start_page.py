"""The start page: two buttons, recent projects, and the sample that the program makes itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from segstudio.gui.look.settings import RECENT_LIMIT, Settings
from segstudio.gui.window.main_window import MainWindow
from tests.gui.scripted import opened_window


@pytest.fixture
def window(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path)


def click(qtbot, window: MainWindow, name: str) -> None:
    qtbot.mouseClick(window.start_page.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def test_one_sentence_and_two_buttons(window: MainWindow) -> None:
    page = window.start_page
    assert page.findChild(QLabel, "start_title").text() == "Drop a folder of images here"
    assert [page.folder_button.text(), page.sample_button.text()] == ["Open folder", "Open the sample"]
    assert page.folder_button.property("primary") is True
    assert not page.sample_button.property("primary")


def test_folder_button_opens_what_is_chosen(window: MainWindow, project_folder: Path, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(
        "segstudio.gui.window.projects.QFileDialog.getExistingDirectory", lambda *_args: str(project_folder)
    )
    click(qtbot, window, "start_open_folder")
    qtbot.waitUntil(lambda: window.document.mask is not None)
    assert window.document.project.folder == project_folder


def test_sample_button_makes_the_sample_and_opens_it(window: MainWindow, tmp_path: Path, qtbot, monkeypatch) -> None:
    monkeypatch.setenv("SEGSTUDIO_HOME", str(tmp_path / "home"))
    click(qtbot, window, "start_open_sample")
    qtbot.waitUntil(lambda: window.document.mask is not None, timeout=60_000)
    assert window.document.project.name == "Cells"
    assert window.document.classes.names
    assert window.status.work.keys == []


def test_recent_project_opens_with_one_click(window: MainWindow, project_folder: Path, qtbot) -> None:
    window.start_page.show_recent([project_folder])
    click(qtbot, window, "recent_0")
    qtbot.waitUntil(lambda: window.document.mask is not None)
    assert window.document.project.folder == project_folder


def test_recent_project_that_is_gone_is_greyed_and_can_be_forgotten(window: MainWindow, tmp_path: Path, qtbot) -> None:
    gone = tmp_path / "Gone.segstudio"
    window.settings.add_recent(gone)
    window.start_page.show_recent(window.settings.recent)
    assert not window.start_page.findChild(QPushButton, "recent_0").isEnabled()
    click(qtbot, window, "recent_forget_0")
    assert window.settings.recent == []


def test_recent_projects_are_few_newest_first_and_never_twice(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "s.ini")
    for number in [*range(12), 5]:
        settings.add_recent(Path(f"/p/{number}"))
    assert settings.recent[0] == Path("/p/5")
    assert len(settings.recent) == RECENT_LIMIT == len(set(settings.recent))
    assert Settings(tmp_path / "s.ini").recent == settings.recent


@pytest.mark.parametrize(
    ("key", "value"), [("tool/brush_size", "wide"), ("view/theme", "pink"), ("view/opacity", "nan")]
)
def test_damaged_settings_fall_back(tmp_path: Path, key: str, value: str) -> None:
    settings = Settings(tmp_path / "s.ini")
    settings.store.set(key, value)
    assert (settings.brush_size, settings.theme, settings.opacity) == (24.0, "system", 0.5)

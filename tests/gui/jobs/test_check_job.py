"""Checking a project in the window: what is wrong is listed, and repaired while the project is closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from segstudio.gui.jobs.check_dialog import CheckDialog
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import ClassTable
from segstudio.labels.geometry import Footprint, Rect
from segstudio.project.project import Project
from tests.gui.conftest import draw_images
from tests.gui.scripted import opened_window


@pytest.fixture
def window(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    paths = draw_images(tmp_path / "images", 3)
    Project.create(tmp_path / "P.segstudio", classes=ClassTable.from_names(["cell"]), image_paths=paths).close()
    yield from opened_window(qtbot, tmp_path, tmp_path / "P.segstudio")


def shown(window: MainWindow, qtbot) -> CheckDialog:
    """The list of what is wrong, asked for in the menu."""
    window.refresh()
    before = window.check.dialog
    window.actions_["file.check"].trigger()
    qtbot.waitUntil(lambda: window.check.dialog is not before and not window.check.job.running)
    dialog = window.check.dialog
    assert dialog is not None and dialog.isVisible()
    return dialog


def texts(dialog: CheckDialog) -> list[list[str]]:
    rows = (dialog.list.topLevelItem(at) for at in range(dialog.list.topLevelItemCount()))
    return [[row.text(0), row.text(1)] for row in rows if row is not None]


def banner_text(window: MainWindow) -> str:
    notice = window.banner.current
    return notice.text if notice is not None else ""


def paint(window: MainWindow, qtbot) -> None:
    qtbot.waitUntil(lambda: window.document.mask is not None)
    window.document.edits.fill("Block", Footprint(Rect(2, 2, 9, 9), np.ones((9, 9), bool)), 0)
    window.document.saving.save_now()


def test_a_sound_project_is_said_to_be_sound(window: MainWindow, qtbot) -> None:
    paint(window, qtbot)
    dialog = shown(window, qtbot)
    assert dialog.summary.text() == "Nothing is wrong." and texts(dialog) == [] and not dialog.button.isEnabled()


def test_what_is_wrong_is_listed_repaired_and_the_project_opened_again(window: MainWindow, qtbot) -> None:
    paint(window, qtbot)
    project = window.document.project
    entry, folder = window.document.images[1], project.folder
    (folder / "masks" / ".tmp-1").write_bytes(b"half")
    project.mask_path(entry).write_bytes(b"torn")
    dialog = shown(window, qtbot)
    assert dialog.summary.text().startswith("2 things found") and "is not a PNG file" in texts(dialog)[0][0]
    assert (folder / "masks" / ".tmp-1").exists(), "a check writes nothing"
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.check.dialog is not dialog and window.document.project not in (None, project))
    told = window.check.dialog
    assert told.summary.text() == "Everything that was wrong is repaired."
    assert all("The copy is in recovered/" in done for _, done in texts(told)) and not told.button.isEnabled()
    assert not (folder / "masks" / ".tmp-1").exists() and not project.mask_path(entry).exists()
    qtbot.waitUntil(lambda: window.document.mask is not None)
    assert (window.document.mask.array == 0).sum() == 81, "what was painted is there"


def test_a_project_that_does_not_open_is_checked_by_its_folder(
    window: MainWindow, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    paint(window, qtbot)
    folder = window.document.project.folder
    window.document.project.save()
    assert window.document.open_project.close()
    (folder / "project.json").write_bytes(b"{")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    dialog = shown(window, qtbot)
    assert "project.json is damaged" in texts(dialog)[0][0]
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.check.dialog is not dialog)
    assert window.check.dialog.summary.text() == "Everything that was wrong is repaired."
    with Project.open(folder) as project:
        assert len(project.images) == 3 and project.classes.names == ("cell",)


def test_a_folder_without_a_project_is_refused_in_a_sentence(
    window: MainWindow, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.document.open_project.close()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "images"))
    window.actions_["file.check"].trigger()
    qtbot.waitUntil(lambda: "is not a SegStudio project" in banner_text(window))
    assert window.check.dialog is None


def test_nothing_is_repaired_while_a_training_runs(window: MainWindow, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = window.document.project.folder
    (folder / ".tmp-1").write_bytes(b"half")
    dialog = shown(window, qtbot)
    monkeypatch.setattr(type(window.session), "busy", property(lambda _: True))
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    assert "nothing was repaired" in banner_text(window) and (folder / ".tmp-1").exists()
    assert window.document.project is not None


def test_long_sentences_are_wrapped_not_cut_off(window: MainWindow, qtbot) -> None:
    paint(window, qtbot)
    window.document.project.mask_path(window.document.images[1]).write_bytes(b"torn")
    dialog = shown(window, qtbot)
    row = dialog.list.topLevelItem(0)
    assert row is not None

    def is_whole() -> bool:
        for column in range(2):
            width, metrics = dialog.list.columnWidth(column), dialog.list.fontMetrics()
            lines = metrics.boundingRect(0, 0, width, 999, Qt.TextFlag.TextWordWrap, row.text(column)).height()
            if dialog.list.visualItemRect(row).height() < lines:
                return False
        return True

    qtbot.waitUntil(is_whole)

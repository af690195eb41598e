"""What a drop will do is told before it: of names alone, and it is what the drop then does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from segstudio.gui.window import drops
from segstudio.gui.window.drops import Place, words_of
from segstudio.gui.window.main_window import MainWindow
from tests.gui.conftest import draw_images
from tests.gui.scripted import opened_window

OPEN = Place(is_open=True)
COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def touched(folder: Path, *names: str) -> Path:
    """A folder of empty files: only their names can be read."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


def test_images_are_counted_by_name_and_what_is_left_out_or_there_already_is_said(tmp_path: Path) -> None:
    folder = touched(tmp_path / "slides", "a.png", "b.TIF", "deep/c.jpg", "notes.txt", ".hidden.png", "IM0001")
    told = words_of([folder], OPEN)
    assert told.text == "Adds 3 image files, looks into 1 file without a suffix, leaves out 1 other file"
    assert words_of([folder], Place()).text.startswith("Makes the project slides of 3 image files")
    there = Place(is_open=True, known=lambda: [folder / "a.png", folder / "b.TIF"])
    assert "Adds 1 image file, 2 image files are in this project already" in words_of([folder], there).text
    nothing = words_of([folder / "a.png"], there)
    assert nothing.refused and nothing.text == "Adds nothing: 1 image file is in this project already"
    assert words_of([folder / "IM0001"], OPEN).text == "Adds what is an image"


def test_masks_of_a_data_set_are_asked_about_and_a_folder_of_masks_is_looked_into(tmp_path: Path) -> None:
    touched(tmp_path / "set", "images/a.png", "images/b.png", "masks/a.png", "masks/b.png")
    assert words_of([tmp_path / "set"], OPEN).text == "Adds 2 image files, then asks about 2 mask files"
    assert words_of([tmp_path / "set" / "masks"], OPEN).text == "Looks for masks in masks"


def test_files_named_like_images_of_the_project_are_asked_about_and_not_those_of_a_new_one(tmp_path: Path) -> None:
    folder = touched(tmp_path / "from_fiji", "a_mask.png", "b.tif", "c.jpg", "notes.txt")
    there = Place(is_open=True, known=lambda: [tmp_path / "a.jpg", tmp_path / "c.png"])
    assert words_of([folder], there).text.startswith("Adds 3 image files"), "moved images, whose own files are gone"
    touched(tmp_path, "a.jpg", "c.png")
    assert words_of([folder], there).text == "Asks whether 3 files are masks or images"
    assert words_of([folder / "c.jpg"], there).text == "Adds 1 image file", "no mask is a JPEG"
    assert words_of([folder], Place(known=there.known)).text.startswith("Makes the project from_fiji of 3 image files")


def test_projects_and_weights_are_told_by_what_they_will_do(tmp_path: Path) -> None:
    project = touched(tmp_path / "Cells.segstudio", "project.json")
    for path in (project, project / "project.json"):
        assert words_of([path], OPEN).text == "Opens the project Cells"
    weights = touched(tmp_path, "own.safetensors") / "own.safetensors"
    assert words_of([weights], OPEN).text == "The next training begins with the weights own.safetensors"
    assert "starts afresh" in words_of([weights], Place(is_open=True, has_run=True)).text
    touched(tmp_path / "Slides.segstudio", "project.json")
    assert words_of([touched(tmp_path / "Slides", "a.png")], Place()).text == "Opens the project Slides"


def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    touched(tmp_path, "notes.txt", "own.pth", "a.png")
    gone = tmp_path / "Gone.segstudio"
    gone.mkdir()
    busy, read_only = Place(is_open=True, busy=True), Place(is_open=True, read_only=True)
    for paths, place, reason in (
        ([tmp_path / "notes.txt"], OPEN, "no file of an image"),
        ([tmp_path / "own.pth"], Place(), "open a project first"),
        ([gone], OPEN, "Gone.segstudio is no project"),
        ([tmp_path / "a.png"], read_only, "read-only"),
        ([gone], busy, "a training of the open project is running"),
    ):
        told = words_of(paths, place)
        assert told.refused and reason in told.text and told.text.startswith("Cannot be opened: ")


def test_a_huge_folder_and_a_drag_that_left_are_not_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = touched(tmp_path / "many", *(f"{at}/{at}.png" for at in range(9)))
    monkeypatch.setattr(drops, "MOST_FILES", 4)
    assert words_of([folder], OPEN).text == "Adds more than 4 files"
    asked: list[None] = []

    def stopped() -> bool:
        asked.append(None)
        return True

    words_of([folder], OPEN, stopped)
    assert len(asked) == 1


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def mime(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_a_drag_over_the_window_is_told_until_it_leaves_and_the_drop_does_what_was_told(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    told = window.drop_told
    more = [path.rename(path.with_name(f"new_{path.name}")) for path in draw_images(tmp_path / "more", 2)]
    weights = touched(tmp_path, "own.safetensors") / "own.safetensors"

    def enter(data: QMimeData) -> None:
        window.dragEnterEvent(QDragEnterEvent(QPoint(300, 300), COPY, data, LEFT, NONE))
        qtbot.waitUntil(lambda: told.isVisible() and not told.text().startswith("Looking"))

    data = mime(more[0].parent)
    enter(data)
    assert told.text() == "Adds 2 image files"
    window.dragLeaveEvent(QDragLeaveEvent())
    assert not told.isVisible()
    enter(data)
    window.dropEvent(QDropEvent(QPointF(300, 300), COPY, data, LEFT, NONE))
    assert not told.isVisible()
    qtbot.waitUntil(lambda: len(window.document.images) == 5)
    enter(data)
    assert told.text() == "Adds nothing: 2 image files are in this project already"
    data = mime(weights)
    enter(data)
    said: list[str] = []
    window.document.notice.connect(said.append)
    window.dropEvent(QDropEvent(QPointF(300, 300), COPY, data, LEFT, NONE))
    assert window.session.trainings.settings.weights == str(weights)
    assert said and said[0].startswith("The next training begins with the weights own.safetensors.")
    data = mime(touched(tmp_path / "set" / "masks", "image_0.png"))
    enter(data)
    window.dropEvent(QDropEvent(QPointF(300, 300), COPY, data, LEFT, NONE))
    qtbot.waitUntil(window.import_dialog.isVisible)
    window.import_dialog.close()


@pytest.mark.parametrize("masks", [True, False])
def test_a_dropped_folder_named_like_the_images_is_asked_about_with_the_likely_answer_first(
    masks: bool, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    folder, values = tmp_path / "from_fiji", np.arange(60 * 80, dtype=np.uint16).reshape(60, 80) % (2 if masks else 200)
    folder.mkdir()
    for name in ("image_0", "image_1"):
        Image.fromarray(values.astype(np.uint8)).save(folder / f"{name}.png")
    window.projects.drop([folder])
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "drop_question") is not None)
    box = window.findChild(QMessageBox, "drop_question")
    assert (
        box is not None and box.text() == "2 files in from_fiji are named like images of this project. Are they masks?"
    )
    assert len(window.document.images) == 3
    likely = box.defaultButton()
    assert likely.text() == ("Import as masks..." if masks else "Add as images")
    said: list[str] = []
    window.document.notice.connect(said.append)
    likely.click()
    if masks:
        qtbot.waitUntil(window.import_dialog.isVisible)
        window.import_dialog.close()
        assert len(window.document.images) == 3
    else:
        qtbot.waitUntil(lambda: bool(said))
        assert len(window.document.images) == 5 and said[0].startswith("2 images added; the project has 5 now.")
    qtbot.waitUntil(lambda: not window.imports.job.running)

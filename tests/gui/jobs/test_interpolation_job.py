"""Interpolating by the menu: when it can be done and why not, the question, progress, undo on each image, cancel."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QItemSelectionModel, Qt, QTimer
from PySide6.QtWidgets import QApplication, QCheckBox, QMessageBox

from segstudio.gui.document import interpolate_stack
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Rect
from segstudio.project.masks import read_mask
from segstudio.project.project import Project
from tests.gui.conftest import draw_images
from tests.gui.scripted import opened_window, paint_block

ACTION = "label.interpolate"


@pytest.fixture
def window(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    folder = tmp_path / "Stack.segstudio"
    paths = draw_images(tmp_path / "slices", 5)
    with Project.create(folder, classes=ClassTable.from_names(["cell", "other"]), image_paths=paths):
        pass
    yield from opened_window(qtbot, tmp_path, folder)


def show(window: MainWindow, qtbot, at: int) -> None:
    document = window.document
    document.current.select(document.images[at].id)
    qtbot.waitUntil(lambda: document.mask is not None)


def label(window: MainWindow, qtbot, at: int, rect: Rect, value: int = 0) -> None:
    show(window, qtbot, at)
    paint_block(window.document, value, rect)


def label_ends(window: MainWindow, qtbot) -> None:
    label(window, qtbot, 0, Rect(10, 10, 20, 20))
    label(window, qtbot, 4, Rect(26, 10, 20, 20))
    window.refresh()


def ask(window: MainWindow, button: str = "Interpolate", overwrite: bool = False) -> str:
    """Choose it in the menu and answer; what the question said."""
    told: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox) or not box.isVisible():
            QTimer.singleShot(20, answer)
            return
        told.append(f"{box.text()} {box.informativeText()}")
        over = box.findChild(QCheckBox, "interpolate.overwrite")
        if over is not None:
            over.setChecked(overwrite)
        next(one for one in box.buttons() if button in one.text()).click()

    QTimer.singleShot(50, answer)
    window.actions_[ACTION].trigger()
    return told[0]


def wait(window: MainWindow, qtbot) -> None:
    job = window.interpolation.job
    qtbot.waitUntil(lambda: not job.running and window.document.mask is not None)


def on_disk(window: MainWindow, at: int) -> np.ndarray:
    project = window.document.project
    return read_mask(project.mask_path(project.images[at]))


def test_the_images_between_are_filled_and_undone_one_by_one(window: MainWindow, qtbot) -> None:
    label_ends(window, qtbot)
    assert window.actions_[ACTION].isEnabled()
    told = ask(window)
    assert told.startswith("Interpolate 3 images between image_0 and image_4?") and "Undo" in told
    assert "interpolate" in window.status.work.keys
    wait(window, qtbot)
    assert window.status.work.keys == []
    assert window.banner.current.text.startswith("3 images filled")
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    for at in (1, 2, 3):
        show(window, qtbot, at)
        window.refresh()
        assert (window.document.mask.array == 0).any()
        qtbot.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert (window.document.mask.array == VOID).all()


def test_no_means_nothing_happens(window: MainWindow, qtbot) -> None:
    label_ends(window, qtbot)
    ask(window, "Cancel")
    assert not window.interpolation.job.running
    show(window, qtbot, 2)
    assert (window.document.mask.array == VOID).all()


@pytest.mark.parametrize("labelled", [(), (0,), (3, 4), (4,)])
def test_when_there_is_nothing_between_the_tooltip_says_so(
    window: MainWindow, qtbot, labelled: tuple[int, ...]
) -> None:
    for at in labelled:
        label(window, qtbot, at, Rect(0, 0, 9, 9))
    show(window, qtbot, 4)
    window.refresh()
    action = window.actions_[ACTION]
    assert not action.isEnabled() and "Label two images" in action.toolTip()
    assert window.actions_.reason_of(ACTION)


def test_labels_between_stay_unless_the_box_is_ticked(window: MainWindow, qtbot) -> None:
    label(window, qtbot, 2, Rect(0, 0, 5, 5), 1)
    label_ends(window, qtbot)
    rows = window.images.list
    model = window.images.model
    for at in (0, 4):
        index = model.index_of(window.document.images[at].id)
        rows.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
    assert len(window.images.selected()) == 2
    assert "left as is: 1 image" in ask(window)
    wait(window, qtbot)
    assert (on_disk(window, 2) == 1).sum() == 25 and (on_disk(window, 1) == 0).any()
    for at in (0, 4):
        index = model.index_of(window.document.images[at].id)
        rows.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
    ask(window, overwrite=True)
    wait(window, qtbot)
    assert not (on_disk(window, 2) == 1).any()


def test_standing_between_two_labelled_images_is_enough(window: MainWindow, qtbot) -> None:
    label_ends(window, qtbot)
    show(window, qtbot, 2)
    window.refresh()
    assert "between image_0 and image_4" in ask(window)
    wait(window, qtbot)
    assert (window.document.mask.array == 0).any()


def test_cancel_stops_between_two_images(window: MainWindow, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    label_ends(window, qtbot)
    begun, go, write = threading.Event(), threading.Event(), interpolate_stack._write

    def slow(*args) -> bool:
        begun.set()
        assert go.wait(20)
        return write(*args)

    monkeypatch.setattr(interpolate_stack, "_write", slow)
    ask(window)
    qtbot.waitUntil(begun.is_set)
    assert not window.document.project.open_masks or window.document.mask is None
    window.status.work._cancel.click()
    go.set()
    wait(window, qtbot)
    assert "Stopped" in window.banner.current.text
    assert (on_disk(window, 1) == 0).any()
    assert not window.document.project.mask_path(window.document.images[3]).exists()


def test_the_command_palette_has_it(window: MainWindow, qtbot) -> None:
    label_ends(window, qtbot)
    window.show_palette()
    qtbot.keyClicks(window.palette_.line, "interpolate")
    assert window.palette_.shown[0].text == "Interpolate between images"
    assert window.palette_.shown[0].enabled


def test_in_a_stack_of_two_axes_the_slices_around_are_of_the_same_time(
    window: MainWindow, tmp_path: Path, qtbot
) -> None:
    file = tmp_path / "scan.tif"
    tifffile.imwrite(file, np.zeros((2, 4, 60, 80), np.uint8), imagej=True, metadata={"axes": "TZYX"})
    window.projects.add([file])
    qtbot.waitUntil(lambda: len(window.document.images) == 13)
    planes = {entry.plane: at for at, entry in enumerate(window.document.images)}
    for plane in ("T0Z0", "T0Z3", "T1Z0"):
        label(window, qtbot, planes[plane], Rect(10, 10, 20, 20))
    for plane, between in (("T0Z1", ["T0Z0", "T0Z1", "T0Z2", "T0Z3"]), ("T1Z2", None)):
        show(window, qtbot, planes[plane])
        part = window.interpolation.part()
        assert (part and [entry.plane for entry in part]) == between

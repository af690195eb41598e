"""Importing masks from the window: the table first, one undo step for each image, one command that takes all back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QTextEdit

from segstudio.formats import importing
from segstudio.formats.common.report import Fate, Goal, ImportReport, LeftOut
from segstudio.gui.jobs.import_job import sentence
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import Predicted
from segstudio.project.masks import read_mask
from tests.gui.scripted import opened_window, paint_block


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


@pytest.fixture
def masks(tmp_path: Path) -> Path:
    """Masks of the first two images, disc in the upper half, and one that belongs to no image."""
    folder = tmp_path / "masks"
    folder.mkdir()
    values = np.full((60, 80), VOID, np.uint8)
    values[:30] = 1
    for name in ("image_0", "image_1", "stranger"):
        Image.fromarray(values).save(folder / f"{name}.png")
    return folder


def done(window: MainWindow, qtbot) -> None:
    qtbot.waitUntil(lambda: not window.imports.job.running and window.document.mask is not None)


def looked(window: MainWindow, place: Path, qtbot) -> None:
    window.import_dialog.look_at(place)
    qtbot.waitUntil(lambda: not window.imports.job.running)


def test_masks_come_in_by_the_menu_and_one_command_takes_all_back(
    window: MainWindow, masks: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, dialog = window.document, window.import_dialog
    paint_block(document, 0, Rect(0, 0, 80, 10))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(masks))
    window.refresh()
    qtbot.keyClick(window.canvas, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert dialog.isVisible() and not dialog.go_button.isEnabled()
    qtbot.mouseClick(dialog.folder_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.go_button.isEnabled)
    assert [dialog.table.item(at, 0).text() for at in range(2)] == ["1", "255"]
    assert "One of these 2 images has labels already." in dialog.summary.text()
    assert dialog.box(0).currentData() == Goal(Fate.CLASS, 1) and document.mask.counts()[1] == 0
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    done(window, qtbot)
    assert (document.mask.array[:30] == 1).all() and not dialog.isVisible()
    assert window.banner.current.text.startswith("2 masks imported; File > Take back the import undoes all of it")
    assert "Left out: No image of the project is called stranger: stranger.png." in window.banner.current.text
    assert document.mask.history.undo_stack[-1].name == "Import mask"
    back = window.actions_["file.take_back_import"]
    qtbot.waitUntil(back.isEnabled)
    window.actions_["label.undo"].trigger()
    document.current.step(1)
    qtbot.waitUntil(lambda: document.mask is not None and back.isEnabled())
    window.actions_["label.undo"].trigger()
    qtbot.waitUntil(lambda: not back.isEnabled())  # undone in each of its images
    assert "no import to take back" in back.toolTip()
    window.actions_["label.redo"].trigger()
    document.current.step(-1)
    qtbot.waitUntil(lambda: document.mask is not None and back.isEnabled())
    window.actions_["label.redo"].trigger()
    qtbot.waitUntil(lambda: document.mask.counts()[1] > 0)
    back.trigger()
    done(window, qtbot)
    assert (document.mask.array[:10] == 0).all() and document.mask.counts()[1] == 0
    assert window.banner.current.text == "The import was taken back in 2 images."
    qtbot.waitUntil(lambda: not back.isEnabled())
    document.current.step(1)
    qtbot.waitUntil(lambda: document.mask is not None)
    assert document.mask.labelled == 0


def test_masks_imported_over_all_accepted_labels_are_no_accepted_ones(window: MainWindow, masks: Path, qtbot) -> None:
    document = window.document

    def accept(rect: Rect) -> None:
        classes = np.zeros((60, 80), np.uint8)
        whole, sure = Rect(0, 0, 80, 60), np.full((60, 80), 250, np.uint8)
        document.predictions.put(Predicted(1, document.entry.id, whole, classes, sure, "run", 3))
        document.acceptance.accept_rect(rect)
        assert document.entry.accepted

    accept(Rect(0, 0, 80, 20))
    window.imports.start(importing.look(document.project, masks))
    done(window, qtbot)
    assert not document.entry.accepted and not document.project.entry(document.entry.id).accepted
    document.queue.undo()
    assert document.entry.accepted, "the accepted labels are back"
    document.queue.redo()
    assert not document.entry.accepted
    window.imports.take_back()
    done(window, qtbot)
    assert document.entry.accepted and (document.mask.array[:20] == 0).all()
    accept(Rect(0, 40, 80, 20))
    window.imports.start(importing.look(document.project, masks))
    done(window, qtbot)
    assert document.entry.accepted, "the accepted labels below the imported ones are still there"


def test_a_folder_without_matching_masks_changes_nothing(window: MainWindow, tmp_path: Path, qtbot) -> None:
    paint_block(window.document, 1, Rect(0, 0, 10, 10))
    (tmp_path / "other").mkdir()
    looked(window, tmp_path / "other", qtbot)
    assert "There is no file in" in window.import_dialog.summary.text()
    assert not window.import_dialog.go_button.isEnabled() and window.document.mask.counts()[1] == 100


def test_what_is_not_clear_has_to_be_chosen_first(window: MainWindow, tmp_path: Path, qtbot) -> None:
    values = np.zeros((60, 80), np.uint8)
    values[:30] = 255
    (tmp_path / "binary").mkdir()
    Image.fromarray(values).save(tmp_path / "binary" / "image_0.png")
    looked(window, tmp_path / "binary", qtbot)
    dialog = window.import_dialog
    assert [dialog.box(at).currentText() for at in (0, 1)] == ["background", "Choose one"]
    assert not dialog.go_button.isEnabled()
    assert "only 0 and 255" in dialog.summary.text()
    assert "PNG files: 1 mask can be imported. Its image has no labels yet." in dialog.summary.text()

    def choose(goal: str) -> None:
        dialog.box(1).setCurrentIndex([dialog.box(1).itemText(one) for one in range(7)].index(goal))

    choose("background")
    assert "Every value becomes \u201cbackground\u201d: nothing else" in dialog.summary.text()
    choose("New class: class 255")
    assert dialog.go_button.isEnabled() and "Every value" not in dialog.summary.text()
    dialog.go_button.click()
    done(window, qtbot)
    added = window.document.classes.by_name("class 255")
    assert window.document.mask.counts()[added.id] == 2400


def test_nothing_can_be_painted_closed_or_imported_meanwhile(
    window: MainWindow, masks: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, real, asked = importing.look(window.document.project, masks), importing.take, threading.Event()

    def held(*given: object, **choices: object) -> ImportReport:
        assert asked.wait(60)
        return real(*given, **choices)

    monkeypatch.setattr(importing, "take", held)
    window.imports.start(plan)
    qtbot.waitUntil(lambda: window.document.mask is None)  # what reads masks is waited for first
    window.refresh()
    for action in ("file.import_masks", "file.close", "label.clear", "class.delete", "image.remove", "train.start"):
        assert not window.actions_[action].isEnabled(), action
    assert window.imports.job.running and not window.document.strokes.begin("Brush")
    asked.set()
    done(window, qtbot)
    assert window.document.mask.counts()[1] == 2400


def test_cancel_stops_between_two_images(
    window: MainWindow, masks: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, real = importing.look(window.document.project, masks), importing.take

    def cancelled(*given: object, **choices: object) -> ImportReport:
        window.imports.job.cancel()
        return real(*given, **choices)

    monkeypatch.setattr(importing, "take", cancelled)
    window.imports.start(plan)
    done(window, qtbot)
    assert window.banner.current.text.startswith("The import was cancelled")
    assert window.document.mask.labelled == 0


def test_closing_the_window_waits_for_the_image_under_way(window: MainWindow, masks: Path, qtbot) -> None:
    project = window.document.project
    path = project.mask_path(project.images[0])
    window.imports.start(importing.look(project, masks))
    window.close()
    assert not window.isVisible() and not window.imports.job.running
    assert not path.exists() or (read_mask(path)[:30] == 1).all()


def test_the_report_names_a_few_files_and_a_box_all_of_them(window: MainWindow) -> None:
    report = ImportReport(["a"], [], [LeftOut(f"{n}.png", "It is empty.") for n in range(5)])
    assert sentence(report) == (
        "1 mask imported; File > Take back the import undoes all of it, Undo each image. Left out: 0.png: It is empty. "
        "Left out: 1.png: It is empty. Left out: 2.png: It is empty. 2 more were left out."
    )
    window.imports._on_finished(report)
    box = window.findChild(QMessageBox, "left_out")
    assert box is not None and box.detailedText().splitlines() == [f"{n}.png: It is empty." for n in range(5)]
    assert box.findChild(QTextEdit).isVisible()  # at once, not behind a button
    box.close()

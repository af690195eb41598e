"""Exporting from the window: labels, predictions of every image, cancel, errors; the files are read back by Pillow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer

from segstudio.gui.export_dialog import ExportDialog
from segstudio.gui.main_window import MainWindow
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import Failed, Predict
from tests.gui.scripted import DEVICE, answer, opened_window, paint_block

SHAPE = (60, 80)


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def ask(window: MainWindow) -> ExportDialog:
    window.refresh()
    window.actions_["file.export"].trigger()
    return window.export_dialog


def answering(window: MainWindow, value: int, qtbot) -> QTimer:
    """From now on the scripted learner answers every question for a prediction."""
    engine, done = window.session._engine, set()
    window.session.start()
    engine.say(DEVICE)
    qtbot.waitUntil(lambda: window.session.state == "idle")

    def reply() -> None:
        for question in engine.asked(Predict):
            if question.generation not in done:
                done.add(question.generation)
                engine.say(answer(question, SHAPE, value))

    timer = QTimer(window)
    timer.timeout.connect(reply)
    timer.start(10)
    return timer


def test_labels_are_written_and_read_back(window: MainWindow, tmp_path: Path, qtbot) -> None:
    paint_block(window.document, 1, Rect(5, 5, 10, 10))
    dialog = ask(window)
    assert not dialog.isModal()
    dialog.folder.setText(str(tmp_path / "out"))
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.result.text()) and not window.export_job.running)
    assert dialog.result.text() == "1 mask written and read back."
    assert dialog.open_button.isVisible()
    with Image.open(tmp_path / "out" / "image_0.png") as image:
        assert image.mode == "P"
        assert int((np.asarray(image) == 1).sum()) == 100
    assert [c["name"] for c in json.loads((tmp_path / "out" / "classes.json").read_text())] == ["background", "disc"]


def test_predictions_of_every_image_are_made_first(window: MainWindow, tmp_path: Path, qtbot) -> None:
    window.document.set_current_run("run-1")
    answering(window, 1, qtbot)
    dialog = ask(window)
    dialog.predictions.setChecked(True)
    assert dialog.folder.text().endswith("Discs predictions")
    dialog.folder.setText(str(tmp_path / "out"))
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "written" in dialog.result.text())
    assert dialog.result.text() == "3 masks written and read back."
    with Image.open(tmp_path / "out" / "image_2.png") as image:
        assert np.unique(np.asarray(image)).tolist() == [1]
    assert window.status.work.keys == []
    assert window.session.questions.live_wanted


def test_cancel_stops_the_predicting_and_leaves_no_export(window: MainWindow, tmp_path: Path, qtbot) -> None:
    window.document.set_current_run("run-1")
    window.session.start()
    window.session._engine.say(DEVICE)
    qtbot.waitUntil(lambda: window.session.state == "idle")
    dialog = ask(window)
    dialog.predictions.setChecked(True)
    dialog.folder.setText(str(tmp_path / "out"))
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    assert window.export_job.running
    qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert not window.export_job.running
    assert dialog.result.text() == "Cancelled. The files written so far are whole."
    assert not (tmp_path / "out").exists()
    assert window.session.questions.live_wanted


def test_predictions_cannot_be_chosen_without_a_network(window: MainWindow) -> None:
    dialog = ask(window)
    assert not dialog.predictions.isEnabled()
    assert dialog.predictions.toolTip() == "There is no trained network yet: fine-tune first."


def test_nothing_to_export_is_told_in_the_dialog(window: MainWindow, tmp_path: Path, qtbot) -> None:
    dialog = ask(window)
    dialog.folder.setText(str(tmp_path / "out"))
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.result.text()))
    assert dialog.result.text().startswith("Nothing to export: no image has labels yet.")
    assert not dialog.open_button.isVisible()


def test_failing_learner_ends_the_export_with_its_sentence(window: MainWindow, tmp_path: Path, qtbot) -> None:
    window.document.set_current_run("run-1")
    window.session.start()
    window.session._engine.say(DEVICE)
    qtbot.waitUntil(lambda: window.session.state == "idle")
    dialog = ask(window)
    dialog.predictions.setChecked(True)
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    window.session._engine.say(Failed("The weights are damaged.", "Fine-tune again.", "", "LoadRun"))
    qtbot.waitUntil(lambda: not window.export_job.running)
    assert dialog.result.text() == "The weights are damaged. Fine-tune again."


def test_export_window_shows_the_folder_beside_the_project(window: MainWindow, tmp_path: Path) -> None:
    dialog = ask(window)
    assert dialog.folder.text() == str(tmp_path / "Discs labels")
    dialog.folder.setText("")
    assert not dialog.go_button.isEnabled()

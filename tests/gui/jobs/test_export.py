"""Exporting from the window: labels, predictions of every image, cancel, errors; the files are read back by Pillow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer

from segstudio.choices.flips import FLIPS
from segstudio.formats.common.report import Images
from segstudio.gui.jobs.export_dialog import ExportDialog
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import AllPredicted, Cancel, Failed, ImagePredicted, PredictProject
from segstudio.project.palette_png import encode
from tests.gui.scripted import DEVICE, opened_window, paint_block

SHAPE = (60, 80)


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def ask(window: MainWindow) -> ExportDialog:
    window.refresh()
    window.actions_["file.export"].trigger()
    return window.export_dialog


def write_prediction(window: MainWindow, image_id: str, value: int, run: str = "run-1") -> None:
    """As the learner does."""
    project = window.document.project
    folder = project.predictions_folder / run
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{image_id}.png").write_bytes(encode(np.full(SHAPE, value, np.uint8), project.classes.palette()))


def answering(window: MainWindow, value: int, qtbot) -> QTimer:
    """From now on the scripted learner predicts a project when it is asked to."""
    engine, done = window.session._engine, set()
    window.session.start()
    engine.say(DEVICE)
    qtbot.waitUntil(lambda: window.session.state == "idle")

    def reply() -> None:
        for number, question in enumerate(engine.asked(PredictProject)):
            if number not in done:
                done.add(number)
                ids = [entry.id for entry in window.document.images]
                for at, image_id in enumerate(ids):
                    write_prediction(window, image_id, value)
                    engine.say(ImagePredicted(image_id, question.run, at + 1, len(ids), 1.0))
                engine.say(AllPredicted(question.run))

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
    qtbot.waitUntil(lambda: bool(dialog.outcome.text()) and not window.exports.job.running)
    assert dialog.outcome.text() == "1 mask written and read back."
    assert dialog.open_button.isVisible()
    with Image.open(tmp_path / "out" / "image_0.png") as image:
        assert image.mode == "P"
        assert int((np.asarray(image) == 1).sum()) == 100
    assert [c["name"] for c in json.loads((tmp_path / "out" / "classes.json").read_text())] == ["background", "disc"]


def exported(window: MainWindow, folder: Path, qtbot, until: str = "written") -> str:
    """Export labels through the window; what it says at the end."""
    dialog = ask(window)
    dialog.folder.setText(str(folder))
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: until in dialog.outcome.text() and not window.exports.job.running)
    return str(dialog.outcome.text())


def test_masks_that_cannot_be_used_stop_an_export_with_their_names(window: MainWindow, tmp_path: Path, qtbot) -> None:
    paint_block(window.document, 1, Rect(5, 5, 10, 10))
    project = window.document.project
    whole = encode(np.ones(SHAPE, np.uint8), project.classes.palette())
    spoilt = {"image_1": whole[:-20], "image_2": encode(np.full(SHAPE, 9, np.uint8), project.classes.palette())}
    for id, data in spoilt.items():
        project.mask_path(project.entry(id)).parent.mkdir(exist_ok=True)
        project.mask_path(project.entry(id)).write_bytes(data)
    told = exported(window, tmp_path / "out", qtbot, until="exported")
    assert told.startswith("image_1.png is truncated") and "image_2.png cannot be used either" in told
    assert "File > Check the project" in told and not (tmp_path / "out").exists()


def test_the_images_that_are_exported_are_a_choice(window: MainWindow, tmp_path: Path, qtbot) -> None:
    paint_block(window.document, 1, Rect(5, 5, 10, 10))
    images = window.export_dialog.images
    assert images.currentData() is Images.LABELLED
    images.setCurrentIndex(images.findData(Images.DONE))
    assert exported(window, tmp_path / "out", qtbot, "export:") == (
        "Nothing to export: no image is done or fully labelled. Choose other images."
    )
    images.setCurrentIndex(images.findData(Images.ALL))
    assert exported(window, tmp_path / "out", qtbot) == "3 masks written and read back."
    images.setCurrentIndex(images.findData(Images.FLAGGED))
    window.document.image_list.change([replace(window.document.images[2], flag=True)])
    assert exported(window, tmp_path / "out", qtbot, "chosen").startswith(
        "1 mask written and read back. 2 images not chosen."
    )


def test_masks_of_an_earlier_export_and_a_changed_image_are_named(window: MainWindow, tmp_path: Path, qtbot) -> None:
    paint_block(window.document, 1, Rect(5, 5, 10, 10))
    project = window.document.project
    assert exported(window, tmp_path / "out", qtbot) == "1 mask written and read back."
    (tmp_path / "out" / "image_0.png").rename(tmp_path / "out" / "older.png")
    with Image.open(project.image_path(project.images[0])) as image:
        changed = 255 - np.asarray(image)
    Image.fromarray(changed).save(project.image_path(project.images[0]))
    told = exported(window, tmp_path / "out", qtbot)
    assert "image_0.png was changed since it was added" in told
    assert "A mask of an earlier export is still in the folder and not part of this one: older.png." in told


def test_predictions_of_every_image_are_made_first(window: MainWindow, tmp_path: Path, qtbot) -> None:
    window.document.open_project.set_current_run("run-1")
    answering(window, 1, qtbot)
    dialog = ask(window)
    dialog.predictions.setChecked(True)
    assert dialog.folder.text().endswith("Discs predictions") and dialog.images.currentData() is Images.ALL
    dialog.folder.setText(str(tmp_path / "out"))
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "written" in dialog.outcome.text())
    assert dialog.outcome.text() == "3 masks written and read back."
    with Image.open(tmp_path / "out" / "image_2.png") as image:
        assert np.unique(np.asarray(image)).tolist() == [1]
    assert window.status.work.keys == []


def test_the_predictions_that_were_shown_are_exported_though_another_run_is_chosen_meanwhile(
    window: MainWindow, tmp_path: Path, qtbot
) -> None:
    window.document.open_project.set_current_run("run-1")
    answering(window, 1, qtbot).stop()
    dialog = ask(window)
    dialog.predictions.setChecked(True)
    dialog.folder.setText(str(tmp_path / "out"))
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.predict_all.job.running)
    for entry in window.document.images:
        write_prediction(window, entry.id, 1)
    window.document.open_project.set_current_run("run-2")  # as when a network in training joins
    for entry in window.document.images:
        write_prediction(window, entry.id, 0, "run-2")
    window.session._engine.say(AllPredicted("run-1"))
    qtbot.waitUntil(lambda: "written" in dialog.outcome.text())
    for path in (tmp_path / "out").glob("*.png"):
        with Image.open(path) as image:
            assert np.unique(np.asarray(image)).tolist() == [1]
    assert window.document.project.current_run == "run-2"


def test_cancel_stops_the_predicting_and_leaves_no_export(window: MainWindow, tmp_path: Path, qtbot) -> None:
    window.document.open_project.set_current_run("run-1")
    window.session.start()
    window.session._engine.say(DEVICE)
    qtbot.waitUntil(lambda: window.session.state == "idle")
    dialog = ask(window)
    dialog.predictions.setChecked(True)
    dialog.folder.setText(str(tmp_path / "out"))
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.predict_all.job.running)
    assert window.exports.job.running
    qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert not window.exports.job.running
    assert dialog.outcome.text() == "Cancelled. No incomplete file was left."
    assert not (tmp_path / "out").exists()
    assert window.session._engine.asked(Cancel) == [Cancel(predicting=True)]


def test_predictions_cannot_be_chosen_before_anything_is_predicted(window: MainWindow) -> None:
    dialog = ask(window)
    assert not dialog.predictions.isEnabled()
    assert dialog.predictions.toolTip() == "Nothing is predicted yet: paint two classes first."


def test_nothing_to_export_is_told_in_the_dialog(window: MainWindow, tmp_path: Path, qtbot) -> None:
    dialog = ask(window)
    dialog.folder.setText(str(tmp_path / "out"))
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.outcome.text()))
    assert dialog.outcome.text().startswith("Nothing to export: no image has labels yet.")
    assert not dialog.open_button.isVisible()


def test_failing_learner_ends_the_export_with_its_sentence(window: MainWindow, tmp_path: Path, qtbot) -> None:
    window.document.open_project.set_current_run("run-1")
    window.session.start()
    window.session._engine.say(DEVICE)
    qtbot.waitUntil(lambda: window.session.state == "idle")
    dialog = ask(window)
    dialog.predictions.setChecked(True)
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    window.session._engine.say(Failed("The weights are damaged.", "Fine-tune again.", "", "PredictProject"))
    qtbot.waitUntil(lambda: not window.exports.job.running)
    assert dialog.outcome.text() == "The weights are damaged. Fine-tune again."


def test_export_window_shows_the_folder_beside_the_project(window: MainWindow, tmp_path: Path) -> None:
    dialog = ask(window)
    assert dialog.folder.text() == str(tmp_path / "Discs labels")
    dialog.folder.setText("")
    assert not dialog.go_button.isEnabled()


def test_flips_are_chosen_for_predictions_and_reach_the_learner(window: MainWindow, tmp_path: Path, qtbot) -> None:
    window.document.open_project.set_current_run("run-1")
    answering(window, 1, qtbot)
    dialog = ask(window)
    assert not dialog.flips.isEnabled()
    dialog.predictions.setChecked(True)
    assert dialog.flips.isEnabled()
    assert [dialog.flips.itemData(row) for row in range(dialog.flips.count())] == list(FLIPS)
    dialog.flips.setCurrentIndex(dialog.flips.findData("both"))
    dialog.folder.setText(str(tmp_path / "out"))
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "written" in dialog.outcome.text())
    assert [request.flips for request in window.session._engine.asked(PredictProject)] == ["both"]


def test_cancelled_while_masks_are_being_saved_nothing_is_exported(window: MainWindow, tmp_path: Path, qtbot) -> None:
    paint_block(window.document, 1, Rect(5, 5, 10, 10))
    window.exports.start("labels", tmp_path / "out", "palette-png")
    assert window.exports.job.running and window.status.work.keys == ["export"]
    window.exports.cancel()
    assert not window.exports.job.running
    qtbot.waitUntil(lambda: not window.document.saving.dirty)
    assert not (tmp_path / "out").exists()

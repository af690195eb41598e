"""Predicting every image from the menu: told as it goes, paused, cancelled, resumed, and beside a training."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import (
    STROKES,
    AllPredicted,
    Cancel,
    Failed,
    ImagePredicted,
    LearnerDied,
    Pause,
    PredictProject,
    Request,
    Waiting,
)
from segstudio.project.palette_png import encode
from tests.gui.scripted import DEVICE, STARTED, opened_window, paint_block, score

SHAPE = (60, 80)


def is_idle(window: MainWindow) -> bool:
    return window.session.state == "idle"


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    """The window on three images with a run, the learner idle."""
    for found in opened_window(qtbot, tmp_path, project_folder):
        found.document.open_project.set_current_run("run-1")
        found.session.start()
        found.session._engine.say(DEVICE)
        qtbot.waitUntil(partial(is_idle, found))
        found.refresh()
        yield found


def ids(window: MainWindow) -> list[str]:
    return [entry.id for entry in window.document.images]


def begin(window: MainWindow) -> None:
    window.refresh()
    window.actions_["predict.all"].trigger()
    window.refresh()


def asked(window: MainWindow) -> list[Request]:
    kinds = (PredictProject, Pause, Cancel)
    return [request for request in window.session._engine.requests if isinstance(request, kinds)]


def say(window: MainWindow, *events: object) -> None:
    window.session._engine.say(*events)
    window.session._drain()


def test_progress_with_time_left_and_what_came_of_it(window: MainWindow) -> None:
    told: list[str] = []
    window.document.notice.connect(told.append)
    begin(window)
    project = window.document.project
    assert asked(window) == [Pause(False), PredictProject(project.folder, "run-1", "none")]
    assert window.status.work.keys == ["predict"] and not window.actions_["predict.all"].isEnabled()
    first, second, third = ids(window)
    say(window, ImagePredicted(first, "run-1", 1, 3, 90.0))
    assert window.status.work._left.text() == "1:30 left"
    say(window, ImagePredicted(second, "run-1", 2, 3, 45.0, new=False),
        ImagePredicted(third, "run-1", 3, 3, 0.0, problem="It is damaged."), AllPredicted("run-1"))  # fmt: skip
    assert told == ["1 image predicted. 1 image already up to date. 1 image left out: the image could not be read."]
    assert window.status.work.keys == [] and not window.predict_all.job.running


def test_pause_holds_and_the_same_action_goes_on(window: MainWindow) -> None:
    begin(window)
    work = window.status.work
    for hold in (window.actions_["predict.pause"].trigger, work._pause.click):
        assert work._pause.text() == "Pause"
        hold()
        assert asked(window)[-1] == Pause(True) and work._text.text() == "Predicting, paused"
        assert work._pause.text() == "Resume"
        hold()
        assert asked(window)[-1] == Pause(False) and work._text.text() == "Predicting"


def test_only_work_that_can_be_held_has_a_pause(window: MainWindow) -> None:
    work = window.status.work
    begin(window)
    assert work._pause.isVisible()
    work.begin("other", "Reading", lambda: None)
    assert not work._pause.isVisible() and work._cancel.isVisible()


def test_cancel_ends_at_once_and_late_answers_of_that_pass_are_not_taken_for_the_next(window: MainWindow) -> None:
    begin(window)
    window.status.work._cancel.click()
    assert asked(window)[-1] == Cancel(predicting=True) and not window.predict_all.job.running
    begin(window)
    say(window, ImagePredicted(ids(window)[0], "run-1", 1, 3), AllPredicted("run-1", cancelled=True))
    assert window.predict_all.job.running and window.predict_all._new == 0
    say(window, AllPredicted("run-1"))
    assert not window.predict_all.job.running


def test_picture_of_an_image_shows_its_prediction_once_it_is_done(window: MainWindow, qtbot) -> None:
    """Where nothing is labelled; labels are never covered by what the network says."""
    model, project = window.images.model, window.document.project
    qtbot.waitUntil(lambda: all(model.thumbnails.picture(i) is not None for i in ids(window)))
    before = {i: model.thumbnails.picture(i).toImage() for i in ids(window)}
    paint_block(window.document, 1, Rect(0, 0, 80, 30))
    begin(window)
    folder = project.predictions_folder / "run-1"
    folder.mkdir(parents=True)
    for image_id in ids(window):
        data = encode(np.full(SHAPE, 1, np.uint8), project.classes.palette())
        (folder / f"{image_id}.png").write_bytes(data)
    say(window, ImagePredicted(ids(window)[1], "run-1", 1, 3), ImagePredicted(ids(window)[0], "run-1", 2, 3))
    qtbot.waitUntil(lambda: model.thumbnails.picture(ids(window)[1]).toImage() != before[ids(window)[1]])
    assert model.thumbnails.picture(ids(window)[2]).toImage() == before[ids(window)[2]]
    entry = window.document.images[0]
    assert model._drawn(entry, project.mask_path(entry)) == project.mask_path(entry)


def train(window: MainWindow, qtbot) -> None:
    paint_block(window.document, 0, Rect(0, 0, 10, 10))
    paint_block(window.document, 1, Rect(20, 20, 10, 10))
    window.session.start_training()
    qtbot.waitUntil(lambda: any(type(r).__name__ == "Train" for r in window.session._engine.requests))
    say(window, STARTED)
    window.refresh()


def test_a_training_that_begins_meanwhile_leaves_it_alone(window: MainWindow, qtbot) -> None:
    begin(window)
    train(window, qtbot)
    assert window.predict_all.job.running and not window.session._engine.asked(Cancel)
    assert not window.actions_["predict.all"].isEnabled(), "one at a time"
    say(window, AllPredicted("run-1"))
    assert not window.predict_all.job.running and window.session.state == "training"


@pytest.mark.parametrize("resting", [False, True])
def test_it_begins_beside_a_training_and_its_cancel_does_not_stop_that(window: MainWindow, qtbot, resting) -> None:
    train(window, qtbot)
    if resting:
        say(window, Waiting(500, 60.0, "run-1"))
    window.refresh()
    assert window.actions_["predict.all"].isEnabled() and window.predict_all.why_not() == ""
    begin(window)
    project = window.document.project
    assert asked(window) == [Pause(False), PredictProject(project.folder, "run-1", "none")]
    window.predict_all.request.cancel()
    assert asked(window)[-1] == Cancel(predicting=True) and window.session.state == "training"
    begin(window)
    window.session.trainings.stop()
    assert asked(window)[-1] == Cancel() and window.predict_all.job.running


def test_a_network_that_joined_is_the_one_that_predicts(window: MainWindow, qtbot) -> None:
    window.session.use_run(None)
    window.session.questions.head.fits = 1
    train(window, qtbot)
    begin(window)
    assert asked(window)[-1].run == STROKES
    say(window, score(0.7))
    assert window.document.project.model_name == "run-1" and window.predict_all.run == STROKES
    say(window, AllPredicted(STROKES))
    begin(window)
    assert asked(window)[-1].run == "run-1"


def test_flips_are_named_while_they_predict(window: MainWindow) -> None:
    window.predict_all.flips = "both"
    begin(window)
    assert asked(window)[-1].flips == "both" and window.status.work._text.text() == "Predicting with mirrored images"


@pytest.mark.parametrize("end", ["failed", "died"])
def test_failing_learner_ends_the_pass(window: MainWindow, end: str) -> None:
    errors: list[object] = []
    window.predict_all.job.failed.connect(errors.append)
    begin(window)
    say(window, LearnerDied(1) if end == "died" else Failed("No memory.", "Close programs.", "", "PredictProject"))
    assert len(errors) == 1 and not window.predict_all.job.running and window.status.work.keys == []


def test_reason_is_given_when_nothing_can_be_predicted(window: MainWindow) -> None:
    job = window.predict_all
    assert job.why_not() == "" and job.why_no_pause() == "The images are not being predicted."
    window.document.project.current_run = None
    assert job.why_not() == "Nothing is predicted yet: paint two classes first."

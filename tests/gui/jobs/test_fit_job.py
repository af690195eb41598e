"""Images of another microscope in the window: said before they are predicted, a button that fits, one that undoes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from segstudio.gui.window.main_window import MainWindow
from segstudio.learning.messages import (
    HELD_OUT,
    AllPredicted,
    Cancel,
    ClassScore,
    Failed,
    FitImages,
    Fitted,
    Predict,
    PredictProject,
    ScoreTable,
    StartProgress,
    TrainSettings,
    Unlike,
)
from segstudio.learning.runs.folder import INFO, read_info
from segstudio.learning.runs.info import RunInfo, to_json
from segstudio.learning.runs.statistics_file import FIT, Fit, write_fit
from segstudio.project.storage import write_json
from tests.gui.conftest import draw_images
from tests.gui.scripted import DEVICE, answer, opened_window

UNLIKE = Unlike("run-1", "1 of 3 images looks unlike the training images.", ("image_2.png",), ("image_2",))
TEXT = "The network is fitted to 1 image without their labels."


def table(iou: float) -> ScoreTable:
    return ScoreTable(HELD_OUT, 1, 10, (ClassScore(0, "background", iou, iou, iou, 10),), iou, iou, iou)


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    """The window on three images with a run, the learner idle."""
    (project_folder / "runs" / "run-1").mkdir(parents=True)
    info = RunInfo("run-1", "resnet18", (0, 1), ("background", "disc"), TrainSettings(), best=table(0.5))
    write_json(project_folder / "runs" / "run-1" / INFO, to_json(info))
    for found in opened_window(qtbot, tmp_path, project_folder):
        found.session.start()
        found.session._engine.say(DEVICE)
        qtbot.waitUntil(partial(is_idle, found))
        found.session.use_run("run-1")
        found.refresh()
        yield found


def is_idle(window: MainWindow) -> bool:
    return window.session.state == "idle"


def say(window: MainWindow, *events: object) -> None:
    window.session._engine.say(*events)
    window.session._drain()
    window.refresh()


def asked(window: MainWindow) -> list[object]:
    kinds = (PredictProject, Cancel, FitImages)
    return [request for request in window.session._engine.requests if isinstance(request, kinds)]


def keep_fit(window: MainWindow, after: ScoreTable | None) -> None:
    """What the learner writes."""
    folder = window.document.project.folder
    arrays = {"norm.running_mean": np.zeros(2, np.float32)}
    write_fit(folder, read_info(folder, "run-1"), arrays, Fit((("image_2.png", "0"),), 1, after, after))


def show_prediction(window: MainWindow, qtbot) -> None:
    """The learner answers what is asked of it next."""
    qtbot.waitUntil(lambda: bool(questions(window)))
    say(window, answer(questions(window)[-1], (60, 80)))


def questions(window: MainWindow) -> list[Predict]:
    return [one for one in window.session._engine.requests if isinstance(one, Predict)]


def test_the_offer_fits_and_predicts_again_and_is_undone(window: MainWindow, qtbot) -> None:
    folder, banner = window.document.project.folder, window.banner
    window.actions_["predict.all"].trigger()
    say(window, StartProgress(0.5))
    assert window.status.work._text.text() == "Comparing with the training images"
    say(window, UNLIKE)
    assert banner.current.text == UNLIKE.text and banner.current.details == "image_2.png"
    assert window.predict_all.job.running, "the work goes on"
    banner._action.click()
    assert asked(window)[1:] == [Cancel(predicting=True), FitImages(folder, "run-1", ("image_2",))]
    assert window.status.work.keys == ["fit"] and not window.actions_["train.own_start"].isEnabled()
    asked_before = len(questions(window))
    keep_fit(window, table(0.7))
    say(window, AllPredicted("run-1", cancelled=True), StartProgress(0.5), Fitted("run-1", TEXT))
    assert banner.current.text == TEXT and banner.current.action == "Undo fit"
    assert isinstance(asked(window)[-1], PredictProject) and window.predict_all.job.running
    say(window, AllPredicted("run-1"))
    assert len(questions(window)) > asked_before, "the overlay is asked for again"
    show_prediction(window, qtbot)
    assert window.train.shown.text() == "Shown: the trained network, fitted to 1 image."
    assert window.session.shown.table.mean_iou == 0.7, "the scores are those of the fitted network"
    assert window.actions_["fit.undo"].isEnabled()
    window.actions_["fit.undo"].trigger()
    assert asked(window)[-1] == FitImages(folder, "run-1", (), True)
    (folder / "runs" / "run-1" / FIT).unlink()
    say(window, Fitted("run-1", "The fit is undone: the network is used as it was trained."))
    show_prediction(window, qtbot)
    assert window.train.shown.text() == "Shown: the trained network." and window.session.shown.table.mean_iou == 0.5
    assert not window.actions_["fit.undo"].isEnabled()


def test_scores_of_before_the_fit_are_called_so(window: MainWindow, qtbot) -> None:
    keep_fit(window, None)
    window.session.use_run("run-1")
    show_prediction(window, qtbot)
    words = "The scores are of the network before the fit. Shown: the trained network, fitted to 1 image."
    assert window.train.shown.text() == words and window.session.shown.table.mean_iou == 0.5


def test_a_damaged_fit_is_not_shown_as_one_and_can_be_undone(window: MainWindow, qtbot) -> None:
    (window.document.project.folder / "runs" / "run-1" / FIT).write_bytes(b"damaged")
    window.session.use_run("run-1")
    window.refresh()
    show_prediction(window, qtbot)
    assert window.train.shown.text() == "Shown: the trained network." and window.actions_["fit.undo"].isEnabled()


def test_a_fit_is_cancelled_and_fails_like_any_other_job(window: MainWindow) -> None:
    window.actions_["fit.start"].trigger()
    window.status.work._cancel.click()
    assert asked(window) == [FitImages(window.document.project.folder, "run-1"), Cancel()]
    say(window, Fitted("run-1", ""))
    assert not window.fit.job.running and window.banner.current is None
    window.actions_["fit.start"].trigger()
    say(window, Failed("No image looks unlike the training images.", "There is nothing to fit to.", "", "FitImages"))
    assert window.banner.current.text == "No image looks unlike the training images." and not window.fit.job.running


def test_that_nothing_can_be_compared_is_said_once(window: MainWindow) -> None:
    told: list[str] = []
    window.document.notice.connect(told.append)
    say(window, Unlike("run-1", "Not known."), Unlike("run-1", "Not known."))
    assert told == ["Not known."]


def test_reasons_are_given_when_nothing_can_be_fitted(window: MainWindow) -> None:
    assert window.fit.why_not() == "" and window.fit.why_not_undo() == "The network is used as it was trained."
    window.session.toggle_network()
    assert window.fit.why_not() == "No trained network is used: there is nothing to fit."
    window.fit.start()
    window.fit.undo()
    assert asked(window) == []


def test_images_that_are_added_are_looked_at(window: MainWindow, tmp_path: Path, qtbot) -> None:
    folder = window.document.project.folder
    window.document.image_list.add(draw_images(tmp_path / "more", 4)[3:])
    qtbot.waitUntil(lambda: len(window.document.images) == 4)
    new = window.document.images[-1].id
    qtbot.waitUntil(lambda: bool(asked(window)))
    assert asked(window) == [FitImages(folder, "run-1", (new,), look=True)] and not window.fit.job.running
    say(window, Unlike("run-1", "1 of 1 images looks unlike the training images.", ("image_3.png",), (new,)))
    window.banner._action.click()
    assert asked(window)[-1] == FitImages(folder, "run-1", (new,))

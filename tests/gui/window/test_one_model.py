"""What is shown is what is scored and exported, through the window: in every state, and whatever the person does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel

from segstudio.gui.jobs.export_job import PREDICTIONS
from segstudio.gui.look.settings import Settings
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import (
    STROKES,
    ClassScore,
    Finished,
    FitHead,
    LoadRun,
    Predict,
    PredictProject,
    ScoreTable,
    Train,
    TrainSettings,
)
from segstudio.learning.process.engine import Engine
from segstudio.project.project import Project
from tests.gui.scripted import (
    DEVICE,
    STARTED,
    answer,
    bring_up,
    fitted,
    open_folder,
    opened_window,
    paint_block,
    score,
)
from tests.light_learner import light_learner

__all__ = ["light_learner"]  # a fixture

SHAPE = (60, 80)


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    for found in opened_window(qtbot, tmp_path, project_folder):
        start(found, qtbot)
        yield found


def is_idle(window: MainWindow) -> bool:
    return window.session.state == "idle"


def start(window: MainWindow, qtbot) -> None:
    window.session.start()
    window.session._engine.say(DEVICE)
    qtbot.waitUntil(partial(is_idle, window))


def paint_two_classes(window: MainWindow) -> None:
    paint_block(window.document, 0, Rect(0, 0, 80, 20))
    paint_block(window.document, 1, Rect(10, 30, 10, 10))


def asked(window: MainWindow, kind: type) -> list:
    return window.session._engine.asked(kind)


def fit(window: MainWindow, qtbot) -> None:
    """Answer the newest question for a fit, and the prediction that follows it."""
    qtbot.waitUntil(lambda: bool(asked(window, FitHead)))
    questions = len(asked(window, Predict))
    window.session._engine.say(fitted(asked(window, FitHead)[-1], 1, score(0.5).table))
    qtbot.waitUntil(lambda: len(asked(window, Predict)) > questions)
    predict(window, qtbot, STROKES)


def predict(window: MainWindow, qtbot, run: str) -> None:
    qtbot.waitUntil(lambda: bool(asked(window, Predict)))
    window.session._engine.say(answer(asked(window, Predict)[-1], SHAPE, 1, run))
    qtbot.waitUntil(lambda: window.session.shown.run == run)
    window.refresh()


def line(window: MainWindow) -> QLabel:
    return window.findChild(QLabel, "train.shown")


def shown_line(window: MainWindow, qtbot, text: str) -> None:
    qtbot.waitUntil(lambda: line(window).text() == text)


def train(window: MainWindow, qtbot) -> None:
    trainings = len(asked(window, Train))
    window.session.start_training()
    qtbot.waitUntil(lambda: len(asked(window, Train)) > trainings)
    window.session._engine.say(STARTED)
    qtbot.waitUntil(lambda: window.session.state == "training")


def drain(window: MainWindow, *events: object) -> None:
    window.session._engine.say(*events)
    window.session._drain()
    window.refresh()


# ---- with a scripted learner ---------------------------------------------------------------------------------------


def test_two_labelled_classes_are_enough_to_predict_and_export(window: MainWindow, qtbot) -> None:
    window.refresh()
    assert not window.actions_["predict.all"].isEnabled()
    paint_two_classes(window)
    fit(window, qtbot)
    shown_line(window, qtbot, "Shown: from your strokes.")
    for view, words in (("labels", "The view Labels draws no prediction."), ("both", "Shown: from your strokes.")):
        window.canvas.display.set_view(view)
        shown_line(window, qtbot, words)
    assert line(window).toolTip().endswith("No network is trained yet.")
    assert not window.banner.isVisible()  # it would lie over the image at every stroke
    assert window.actions_["prediction.accept_image"].isEnabled()
    assert window.actions_["predict.all"].isEnabled()
    window.actions_["predict.all"].trigger()
    assert asked(window, PredictProject)[-1].run == STROKES


def table(defect: float) -> ScoreTable:
    rows = (ClassScore(0, "background", 0.9, 0.9, 0.9, 50), ClassScore(1, "disc", defect, defect, defect, 50))
    return replace(score((0.9 + defect) / 2).table, classes=rows)


def test_a_network_that_misses_a_class_is_not_shown_and_the_line_says_so(window: MainWindow, qtbot) -> None:
    paint_two_classes(window)
    fit(window, qtbot)
    train(window, qtbot)
    questions = len(asked(window, Predict))
    check = replace(score(0.45), table=table(0.0), shown=False, instead=table(0.3))
    drain(window, check)
    assert line(window).text() == "Shown: from your strokes."
    assert line(window).toolTip().endswith("not used yet: it does not find: disc.")
    assert len(asked(window, Predict)) == questions
    assert window.train.model.table == table(0.3), "the scores are those of what is shown"
    assert window.current.facts.score == pytest.approx(0.6)


def test_after_stop_the_line_names_what_is_on_the_canvas(window: MainWindow, qtbot) -> None:
    paint_two_classes(window)
    fit(window, qtbot)
    train(window, qtbot)
    drain(window, replace(score(0.7), with_head=True))
    predict(window, qtbot, "run-1")
    shown_line(window, qtbot, "Shown: the trained network and your strokes.")
    window.session.trainings.stop()
    late = asked(window, Predict)[-1]
    drain(window, Finished("run-1", "cancelled", 5, 3.0, score(0.7).table))
    for run, words in (("run-1", "the trained network and your strokes"), (STROKES, "from your strokes")):
        drain(window, answer(late, SHAPE, 0, STROKES))  # out of date
        predict(window, qtbot, run)
        assert window.document.prediction.run == run and line(window).text() == f"Shown: {words}."
        window.session.questions.model_changed()
        window.session._drain()


def test_reopening_asks_for_the_same_picture_and_strokes_answer(window: MainWindow, qtbot, tmp_path) -> None:
    paint_two_classes(window)
    fit(window, qtbot)
    folder = window.document.project.folder
    window.document.open_project.set_current_run("run-1")
    window.close()
    for again in opened_window(qtbot, tmp_path / "again", folder):
        start(again, qtbot)
        qtbot.waitUntil(lambda again=again: bool(asked(again, FitHead)) and bool(asked(again, Predict)))
        assert asked(again, LoadRun) == [LoadRun(folder, "run-1")]
        fits, questions = len(asked(again, FitHead)), len(asked(again, Predict))
        paint_block(again.document, 1, Rect(40, 40, 5, 5))
        qtbot.waitUntil(lambda again=again, fits=fits: len(asked(again, FitHead)) > fits)
        drain(again, fitted(asked(again, FitHead)[-1], 1))
        assert len(asked(again, Predict)) > questions


def test_the_check_box_leaves_the_network_out_of_everything_and_is_remembered(window: MainWindow, qtbot) -> None:
    box = window.findChild(QCheckBox, "train.use_network.button")
    window.refresh()
    assert box.isChecked() and not box.isEnabled() and "fine-tune first" in box.toolTip()
    paint_two_classes(window)
    fit(window, qtbot)
    window.session.use_run("run-1")
    window.refresh()
    assert box.isEnabled() and window.predict_all.why_not() == ""
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    window.refresh()
    assert not box.isChecked() and not window.actions_["train.use_network"].isChecked()
    train(window, qtbot)
    drain(window, score(0.9))
    assert not box.isChecked() and window.document.project.model_name == STROKES, "no training moves the switch"
    drain(window, Finished("run-1", "cancelled", 5, 3.0, score(0.9).table))
    assert not box.isChecked()
    with Project.open(window.document.project.folder, write=False) as stored:
        qtbot.waitUntil(lambda: not Project.open(stored.folder, write=False).use_network)
    window.actions_["predict.all"].trigger()
    assert asked(window, PredictProject)[-1].run == STROKES
    qtbot.waitUntil(lambda: not asked(window, Predict)[-1].network)
    window.actions_["train.use_network"].trigger()
    window.refresh()
    assert box.isChecked() and window.document.project.model_name == "run-1"


def test_a_held_out_image_on_the_screen_is_named_in_the_line(window: MainWindow, qtbot) -> None:
    window.document.current.put_entries([replace(window.document.entry, split="test")])
    qtbot.waitUntil(line(window).isVisible)
    assert line(window).text() == "Held-out image: its labels do not teach."


# ---- with the real learner -----------------------------------------------------------------------------------------


class Story:
    """A window with a learner of its own; ``check`` compares the exported file with the overlay."""

    def __init__(self, qtbot, folder: Path, project: Path) -> None:
        self.qtbot, self.folder, self.project, self.exports = qtbot, folder, project, 0
        self.open()

    def open(self) -> None:
        self.window = MainWindow(Settings(self.folder / "settings.ini"), Engine(niceness=0))
        self.window.resize(1280, 800)
        self.qtbot.addWidget(self.window)
        bring_up(self.qtbot, self.window)
        assert open_folder(self.window.document, self.project)
        self.wait(lambda: self.window.document.mask is not None)
        session = self.window.session
        session.trainings.settings = TrainSettings(encoder="mobilenet_v3_large", weights="none", threads=1)
        session.start()

    def close(self) -> None:
        self.window.close()

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=240_000)

    def picture(self) -> np.ndarray:
        """The overlay once it is whole, and what is said of it true."""
        document, shown = self.window.document, self.window.session.shown
        self.wait(lambda: document.prediction is not None and document.prediction.complete)
        assert ("Shown: from your strokes." in shown.words) == (document.prediction.run == STROKES)
        return document.prediction.classes.copy()

    def exported(self) -> np.ndarray:
        """The prediction of the image on the screen, as the person exports it."""
        self.exports += 1
        out, job = self.folder / f"export {self.exports}", self.window.exports.job
        ends: list[object] = []
        job.finished.connect(ends.append)
        job.failed.connect(ends.append)
        self.window.exports.start(PREDICTIONS, out, "palette-png")
        self.wait(lambda: ends)
        path = out / f"{self.window.document.entry.mask_stem}.png"
        assert path.is_file(), ends
        return np.asarray(Image.open(path))

    def check_beside_training(self, run: str) -> None:
        """The exported file equals an overlay of ``run`` that was on the canvas from the export's beginning on: the
        training, which changes it, goes on."""
        document, shown = self.window.document, list[np.ndarray]()

        def note() -> None:
            prediction = document.prediction
            if prediction is not None and prediction.complete and prediction.run == run:
                shown.append(prediction.classes.copy())

        self.wait(lambda: self.window.session.shown.run == run)
        note()
        document.prediction_changed.connect(note)
        steps, exported = len(self.window.session.training.steps), self.exported()
        assert self.window.predict_all.run == run
        self.wait(lambda: any(np.array_equal(exported, one) for one in shown))
        document.prediction_changed.disconnect(note)
        self.wait(lambda: len(self.window.session.training.steps) > steps)
        assert self.window.session.state == "training"

    def check(self, run: str) -> None:
        """The overlay is of ``run``, and the exported file equals it pixel for pixel."""
        document = self.window.document
        self.wait(lambda: document.prediction is not None and document.prediction.run == run)
        exported = self.exported()
        self.wait(lambda: np.array_equal(self.picture(), exported))
        self.qtbot.wait(500)
        assert np.array_equal(self.picture(), exported) and document.prediction.run == run

    def stroke(self, rect: Rect, value: int) -> None:
        paint_block(self.window.document, value, rect)


@pytest.fixture
def story(qtbot, tmp_path: Path, project_folder: Path, light_learner: None) -> Iterator[Story]:
    found = Story(qtbot, tmp_path, project_folder)
    yield found
    found.close()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_exported_file_equals_the_overlay_in_every_state(story: Story) -> None:
    story.stroke(Rect(0, 0, 80, 8), 0)
    story.stroke(Rect(14, 24, 10, 10), 1)
    story.check(STROKES)

    session, document = story.window.session, story.window.document
    session.start_training()
    story.wait(lambda: session.training.steps)
    if not session.training.took_over:
        story.check_beside_training(STROKES)
    story.wait(lambda: session.training.scores)
    run = session.training.started.run
    story.stroke(Rect(60, 50, 6, 6), 0)
    story.wait(lambda: session.training.took_over)
    story.check_beside_training(run)
    story.check_beside_training(run)
    session.trainings.stop()
    story.wait(lambda: session.state == "idle")
    first = document.project.model_name
    assert first == run, "beside the strokes a network that knows nothing yet scores no lower: it took over"
    story.check(first)

    story.close()
    story.open()
    session, document = story.window.session, story.window.document
    story.check(first)
    story.stroke(Rect(70, 30, 6, 6), 0)  # strokes answer
    story.check(first)

    session.start_training()
    story.wait(lambda: session.training.steps)
    story.close()  # while it trains: its best weights are kept
    story.open()
    session, document = story.window.session, story.window.document
    first = document.project.model_name
    story.check(first)

    session.toggle_network()
    story.check(STROKES)
    session.toggle_network()
    story.check(first)
    session.use_run(None)
    story.check(STROKES)
    session.use_run(first)
    story.check(first)

"""The primary button, its line, the settings and the short list of scores."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from segstudio.gui.actions.current_state import CurrentState
from segstudio.gui.actions.key_map import KeyMap
from segstudio.gui.document.document import Document
from segstudio.gui.look.words import in_lines
from segstudio.gui.panels.training.panel import TrainPanel
from segstudio.gui.panels.training.score_model import ScoreModel
from segstudio.gui.panels.training.score_table import score_view
from segstudio.gui.session.session import Session
from segstudio.gui.window.layout import RIGHT_LEAST
from segstudio.learning.messages import OF_STROKES, SAME_IMAGE, Cancel, Finished, Progress, Ready, Train
from tests.gui.panel_answers import AnsweringEngine, score_table, scored, started, stroke
from tests.gui.scripted import TABLE, bring_up


@pytest.fixture
def engine() -> AnsweringEngine:
    return AnsweringEngine()


@pytest.fixture
def session(document: Document, engine: AnsweringEngine) -> Iterator[Session]:
    made = Session(document, engine, document)
    made.start()
    yield made
    made.close()


@pytest.fixture
def panel(document: Document, session: Session, qtbot: QtBot) -> Iterator[TrainPanel]:
    made = TrainPanel(document, session, CurrentState(document, session))
    qtbot.addWidget(made)
    made.resize(280, 460)
    bring_up(qtbot, made)
    yield made
    made.hide()


def paint_two(document: Document) -> None:
    stroke(document, 0, 15)
    stroke(document, 1, 35)


def begin(panel: TrainPanel, engine: AnsweringEngine, document: Document, qtbot: QtBot) -> None:
    engine.answers.append(Ready("cpu", "CPU, 2 cores", 0))
    paint_two(document)
    qtbot.waitUntil(panel.button.isEnabled)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any(isinstance(one, Train) for one in engine.sent))
    engine.answers.append(started())
    qtbot.waitUntil(lambda: panel.button.text().startswith("Training"))


def test_the_button_is_off_until_two_classes_are_painted(panel: TrainPanel, document: Document, qtbot: QtBot) -> None:
    assert not panel.button.isEnabled() and panel.button.text() == "Fine-tune"
    assert "two classes" in panel.button.toolTip() and "two classes" in panel.line.text()
    paint_two(document)
    qtbot.waitUntil(panel.button.isEnabled)


def test_the_button_names_the_key_of_now(document: Document, session: Session, qtbot: QtBot) -> None:
    keys = KeyMap(TABLE, SimpleNamespace(keys={}))
    panel = TrainPanel(document, session, CurrentState(document, session), keys)
    qtbot.addWidget(panel)
    assert panel.button.toolTip().startswith("Fine-tune (Ctrl+Return)\n")
    keys.assign("train.start", "F9")
    assert panel.button.toolTip().startswith("Fine-tune (F9)\n")
    keys.assign("train.start")
    assert panel.button.toolTip().startswith("Fine-tune\n")


def test_the_button_starts_and_stops(
    panel: TrainPanel, engine: AnsweringEngine, document: Document, qtbot: QtBot
) -> None:
    begin(panel, engine, document, qtbot)
    assert re.fullmatch(r"Training \d+:\d\d . Stop", panel.button.text())
    assert not panel.form.isEnabled()
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert isinstance(engine.sent[-1], Cancel)
    assert panel.button.text() == "Stopping" and not panel.button.isEnabled()
    engine.answers.append(Finished("run", "cancelled", 5, 1.0, None))
    qtbot.waitUntil(lambda: panel.button.text() == "Fine-tune")
    assert panel.form.isEnabled()


def test_scores_say_how_they_were_made(
    panel: TrainPanel, engine: AnsweringEngine, document: Document, qtbot: QtBot
) -> None:
    begin(panel, engine, document, qtbot)
    engine.answers.append(scored())
    qtbot.waitUntil(lambda: panel.kind.text().startswith("held-out, n\u00a0=\u00a04, "))
    assert panel.kind.text().endswith(", 2 of 3 classes, 1,234\u00a0px")
    rows = [[panel.model.index(row, column).data() for column in range(3)] for row in range(4)]
    assert rows[:2] == [["Mean", "0.61", "0.72"], ["background", "0.71", "0.83"]]
    assert rows[2:] == [["disc", "0.50", "0.60"], ["pore", "–", "–"]]
    engine.answers.append(scored(kind=SAME_IMAGE))
    qtbot.waitUntil(lambda: panel.kind.text().startswith("same image, optimistic"))
    few = replace(scored(), table=replace(scored().table, area=10**9, images=1234, pixels=10**8))
    engine.answers.append(few)
    qtbot.waitUntil(lambda: panel.kind.text().startswith(f"held-out, {OF_STROKES}"))
    panel.resize(RIGHT_LEAST, 500)
    bring_up(qtbot, panel)
    assert panel.kind.shown.startswith(f"held-out, {OF_STROKES}"), "a warning is never what is cut"


def test_other_classes_are_scored_from_the_top_and_new_scores_move_nothing(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    model = ScoreModel(("name", "iou", "dice"), window)
    view = score_view(model, "scores", window, narrow=True)
    window.resize(300, 200)
    view.resize(300, 200)
    bar, table = view.verticalScrollBar(), score_table()
    bring_up(qtbot, window)
    many = [replace(table, classes=table.classes[:1] * number) for number in (30, 29)]
    model.set_table(many[0], {})
    qtbot.waitUntil(lambda: bar.maximum() > 20)
    bar.setValue(11)
    model.set_table(replace(many[0], mean_iou=0.1), {})
    assert bar.value() == 11
    model.set_table(many[1], {})
    assert bar.value() == 0, "the mean is whole"


def test_a_download_shows_how_far_it_is(
    panel: TrainPanel, engine: AnsweringEngine, document: Document, qtbot: QtBot
) -> None:
    paint_two(document)
    qtbot.waitUntil(panel.button.isEnabled)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    engine.answers.append(Progress("Getting the encoder's weights", 11, 44, 20))
    qtbot.waitUntil(panel.progress.isVisible)
    assert panel.progress.value() == 250
    assert panel.line.text().startswith("Getting the encoder's weights")


def test_the_settings_have_a_window_of_their_own_and_reach_the_training(
    panel: TrainPanel, engine: AnsweringEngine, session: Session, document: Document, qtbot: QtBot
) -> None:
    assert not panel.form.isVisible()
    qtbot.mouseClick(panel.settings, Qt.MouseButton.LeftButton)
    assert panel.form.isVisible()
    for name, value in (("train.encoder", "resnet34"), ("train.weights", "none"), ("train.upsampling", "subpixel")):
        box = panel.dialog.findChild(QComboBox, name)
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
    panel.form.minutes.setValue(3)
    begin(panel, engine, document, qtbot)
    settings = next(one.settings for one in engine.sent if isinstance(one, Train))
    assert (settings.encoder, settings.weights, settings.upsampling) == ("resnet34", "none", "subpixel")
    assert settings.seconds == 180 and settings.threads == session.trainings.settings.threads
    panel.form.minutes.setValue(0)
    assert session.trainings.settings.seconds is None


def test_a_weights_file_is_shown_by_its_name(panel: TrainPanel, session: Session, tmp_path: Path) -> None:
    path = str(tmp_path / "mine.safetensors")
    panel.form.use_file(path)
    assert session.trainings.settings.weights == path and panel.form.weights.currentText() == "mine.safetensors"
    panel.form.use_file("")
    assert session.trainings.settings.weights == path and panel.form.weights.currentText() == "mine.safetensors"


def test_the_panel_fits_the_right_column(
    panel: TrainPanel, engine: AnsweringEngine, document: Document, qtbot: QtBot
) -> None:
    begin(panel, engine, document, qtbot)
    engine.answers.append(Finished("run", "plateau", 5, 1.0, score_table()))
    qtbot.waitUntil(lambda: panel.kind.text() != "No scores yet")
    assert panel.minimumSizeHint().width() <= 280


def test_nothing_in_the_panel_moves_while_it_trains(
    panel: TrainPanel, engine: AnsweringEngine, document: Document, qtbot: QtBot
) -> None:
    parts = (panel.button, panel.line, panel.shown, panel.settings, panel.kind, panel.scores)
    places = lambda: [part.geometry().getRect() for part in parts]  # noqa: E731
    document.class_list.add("pore")
    qtbot.waitUntil(lambda: panel.model.rowCount() == 4)
    before = places()
    assert panel.model.index(1, 1).data() == "–", "every class has its row before there are scores"
    begin(panel, engine, document, qtbot)
    assert places() == before
    engine.answers.append(scored())
    qtbot.waitUntil(lambda: panel.kind.text() != "No scores yet")
    assert places() == before
    panel.line.say("One word after the other, " * 20)
    assert places() == before and panel.line.shown.endswith("\N{HORIZONTAL ELLIPSIS}")
    assert in_lines(panel.line.text()) in panel.line.toolTip()

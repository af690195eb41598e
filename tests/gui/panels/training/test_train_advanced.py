"""The advanced settings: folded, in plain words, one row per row of the learning side; starting afresh; the pause."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from segstudio.gui.actions.facts import Facts
from segstudio.gui.actions.window_state import primary_button, resolve
from segstudio.gui.document.document import Document
from segstudio.gui.panels.training import advanced as advanced_module
from segstudio.gui.panels.training.panel import TrainPanel
from segstudio.gui.session.session import Session
from segstudio.learning.messages import Finished, Step, Train, Waiting
from tests.gui.panel_answers import AnsweringEngine
from tests.gui.panels.training.test_train_panel import begin, engine, panel, session

__all__ = ["engine", "panel", "session"]  # fixtures


def choose(panel: TrainPanel, name: str, row: int) -> None:
    box = panel.dialog.findChild(QComboBox, name)
    box.setCurrentIndex(row)
    box.activated.emit(row)


def test_the_advanced_part_reaches_the_training(
    panel: TrainPanel, engine: AnsweringEngine, document: Document, qtbot: QtBot
) -> None:
    qtbot.mouseClick(panel.settings, Qt.MouseButton.LeftButton)
    advanced = panel.form.advanced
    assert advanced.isVisible() and not advanced.own.isVisible()
    choose(panel, "train.loss", list(advanced_module.LOSSES).index("focal"))
    choose(panel, "train.class_weights", list(advanced_module.CLASS_WEIGHTS).index(advanced_module.OWN))
    assert advanced.own.isVisible()
    advanced.own.setText(" disc=3 ")
    advanced.own.editingFinished.emit()
    choose(panel, "train.frozen", 2)
    advanced.border.setChecked(True)
    advanced.elastic.setChecked(True)
    begin(panel, engine, document, qtbot)
    settings = next(one.settings for one in engine.sent if isinstance(one, Train))
    assert (settings.loss, settings.class_weights, settings.frozen, settings.border) == ("focal", "disc=3", 0.25, True)
    assert settings.elastic and settings.wait > 0, "in the window a training waits for the next stroke"


def test_all_fields_of_the_settings_begin_at_one_edge(panel: TrainPanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.settings, Qt.MouseButton.LeftButton)
    boxes = [box for box in panel.form.findChildren(QComboBox) if box.isVisible()]
    assert len(boxes) == 8
    edges = lambda: {box.mapTo(panel.dialog, QPoint()).x() for box in boxes}  # noqa: E731
    qtbot.waitUntil(lambda: len(edges()) == 1)


def test_the_form_shows_the_settings_of_the_session(panel: TrainPanel, session: Session) -> None:
    from dataclasses import replace

    advanced = panel.form.advanced
    advanced.show_settings()
    assert (advanced.loss.currentData(), advanced.weights.currentData(), advanced.border.isChecked()) == (
        "cross_entropy_dice", "balanced", False,
    )  # fmt: skip
    session.trainings.settings = replace(
        session.trainings.settings, loss="dice", class_weights="disc=2", border=True, elastic=True, frozen=1.0
    )
    advanced.show_settings()
    assert advanced.elastic.isChecked()
    assert (advanced.loss.currentData(), advanced.own.text(), advanced.border.isChecked()) == ("dice", "disc=2", True)
    assert advanced.frozen.currentText() == "Frozen"


def test_starting_afresh_ignores_the_current_run(
    session: Session, engine: AnsweringEngine, document: Document, qtbot: QtBot
) -> None:
    from tests.gui.panels.training.test_train_panel import paint_two

    paint_two(document)
    assert document.project is not None
    document.project.current_run = "2026-01-01_10-00-00"
    for afresh, resumed in ((True, None), (False, "2026-01-01_10-00-00")):
        engine.sent.clear()
        session.start_training(afresh)
        qtbot.waitUntil(lambda: any(isinstance(one, Train) for one in engine.sent))
        assert next(one.resume for one in engine.sent if isinstance(one, Train)) == resumed
        engine.answers.append(Finished("", "cancelled", 0, 0.0, None))
        qtbot.waitUntil(lambda: not session.busy)
    states = resolve(Facts(project="p", images=1, classes=2, painted_classes=2, session="idle")).actions
    assert states["train.afresh"].enabled and not resolve(Facts()).actions["train.afresh"].enabled


def test_a_paused_training_says_so_and_goes_on(
    panel: TrainPanel, session: Session, engine: AnsweringEngine, document: Document, qtbot: QtBot
) -> None:
    begin(panel, engine, document, qtbot)
    engine.answers.append(Waiting(500, 60.0, "2026-01-01_10-00-00"))
    qtbot.waitUntil(lambda: panel.button.text().startswith("Paused, paint to continue"))
    assert document.project is not None and document.project.current_run == "2026-01-01_10-00-00"
    assert panel.button.isEnabled() and session.busy
    engine.answers.append(Step(501, 0.1, 60.0, 4.0))
    qtbot.waitUntil(lambda: panel.button.text().startswith("Training"))
    assert primary_button(Facts(session="training", paused=True)).action == "train.stop"

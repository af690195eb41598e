"""A small engine that says what a test tells it to say, and the real window around it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWidget

from segstudio.gui.actions.action_table import ActionTable
from segstudio.gui.document.document import Document
from segstudio.gui.look.settings import Settings
from segstudio.gui.look.theme import apply_theme
from segstudio.gui.window.main_window import MainWindow
from segstudio.gui.window.panels import PANELS
from segstudio.labels.geometry import Footprint, Rect
from segstudio.learning.messages import (
    HELD_OUT,
    ClassScore,
    Event,
    FitHead,
    HeadFitted,
    Leave,
    Predict,
    Predicted,
    Ready,
    Request,
    Scored,
    ScoreTable,
    Started,
)

TABLE = ActionTable(panel.action for panel in PANELS)  # as the window makes it
ACTIONS = tuple(TABLE.rows.values())
DEVICE = Ready("cpu", "CPU, 2 cores", 8_000_000_000)
PATIENCE = 20_000  # milliseconds that a wait may take where others load the machine too
STARTED = Started("run-1", "resnet18", "ImageNet", "cpu", 1, 1, 1000, ("encoder 1 (1/2)", "decoder 1 (1/2)"))


def open_folder(document: Document, folder: Path) -> bool:
    """Open a project folder and wait until it is read; whether it is open."""
    answers: list[bool] = []
    document.open_project.open(folder, answers.append)
    while not answers:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
    return answers[0]


def reading(document: Document) -> bool:
    """Whether any image is being read, the current one or one ahead."""
    reads = document.current._reads
    return bool(reads._running or reads._wanted or reads._ahead)


class ScriptedEngine:
    """The engine's methods without a process."""

    def __init__(self) -> None:
        self.started = False
        self.stopped = False
        self.left = None
        self.requests: list[Request] = []
        self._events: list[Event] = []

    def start(self) -> None:
        self.started = True

    def submit(self, request: Request) -> None:
        self.requests.append(request)

    def poll(self) -> list[Event]:
        events, self._events = self._events, []
        return events

    def leave(self, request: Leave) -> None:
        self.stopped = True
        self.requests.append(request)

    def say(self, *events: Event) -> None:
        """Answer these at the next poll."""
        self._events += events

    def asked(self, kind: type) -> list[Any]:
        """The requests of one kind so far."""
        return [r for r in self.requests if isinstance(r, kind)]


def hear(window: MainWindow, *events: object) -> None:
    """The learner of a window with a ScriptedEngine says something, and the window shows it."""
    window.session._engine.say(*events)  # type: ignore[attr-defined]
    window.session._drain()
    window.refresh()


def score(mean: float, best: bool = True, step: int = 1) -> Scored:
    """A validation on four held-out images."""
    row = ClassScore(0, "background", mean, mean, mean, 100)
    table = ScoreTable(HELD_OUT, 4, 100, (row,), mean, mean, mean)
    return Scored(step, 1.0, 0.5, table, best)


def fitted(question: FitHead, fits: int, table: ScoreTable | None = None) -> HeadFitted:
    """An answer to a fit of the head."""
    return HeadFitted(question.generation, question.image_id, fits, table)


def answer(question: Predict, shape: tuple[int, int], value: int = 1, run: str = "run-1") -> Predicted:
    """The whole answer to a question, every pixel of one class."""
    rect = question.rect or Rect.of_shape(shape)
    classes = np.full((rect.h, rect.w), value, np.uint8)
    return Predicted(question.generation, question.image_id, rect, classes, np.full_like(classes, 200), run, 5)


def paint_block(document: Any, value: int, rect: Rect) -> None:
    """Paint a rectangle as one stroke."""
    document.edits.fill("Paint", Footprint(rect, np.ones((rect.h, rect.w), np.bool_)), value)


def paint_two_classes(document: Document) -> None:
    paint_block(document, 0, Rect(0, 0, 80, 20))
    paint_block(document, 1, Rect(10, 30, 10, 10))


def bring_up(qtbot: Any, widget: QWidget) -> None:
    """Show a window and wait until it is drawn and active: only then keys are shortcuts and controls have the focus."""
    QCursor.setPos(-1, -1)  # wherever an earlier test left it: what lies under the pointer behaves otherwise
    widget.show()
    widget.activateWindow()
    with qtbot.waitExposed(widget, timeout=PATIENCE):
        pass
    qtbot.waitUntil(lambda: QApplication.activeWindow() is widget, timeout=PATIENCE)


def opened_in(window: MainWindow, qtbot: Any, project: Path) -> None:
    """Open a project in a window and wait until its first image and the rows of all are there."""
    window.projects.open_path(project)
    there = window.images.model.placed
    qtbot.waitUntil(lambda: window.document.mask is not None and there(), timeout=PATIENCE)
    window.refresh()  # which the rows asked for: "next image" has its key only then


def opened_window(qtbot: Any, folder: Path, project: Path | None = None) -> Iterator[MainWindow]:
    """The real window with a scripted engine and settings of its own; closed afterwards."""
    engine = ScriptedEngine()
    apply_theme("light")
    window = MainWindow(Settings(folder / "settings.ini"), engine)
    window.resize(1280, 800)
    bring_up(qtbot, window)
    if project is not None:
        opened_in(window, qtbot, project)
    yield window
    window.close()
    window.deleteLater()

"""An engine that answers what a test tells it to, and ready-made answers, for tests of the panels."""

from __future__ import annotations

import numpy as np

from segstudio.gui.document.document import Document
from segstudio.labels.geometry import Rect
from segstudio.labels.painting import brush_segment
from segstudio.learning.messages import (
    HELD_OUT,
    ClassScore,
    Event,
    Leave,
    Predicted,
    Request,
    Scored,
    ScoreTable,
    Started,
    Step,
)

STAGES = ("encoder 1 (1/2)", "encoder 2 (1/4)", "decoder 1 (1/2)")


class AnsweringEngine:
    """Keeps requests in ``sent``; gives back what was put into ``answers``."""

    left = None

    def __init__(self) -> None:
        self.sent: list[Request] = []
        self.answers: list[Event] = []

    def start(self) -> None:
        self.sent.clear()

    def submit(self, request: Request) -> None:
        self.sent.append(request)

    def poll(self) -> list[Event]:
        answers, self.answers = self.answers, []
        return answers

    def leave(self, request: Leave) -> None:
        self.answers.clear()


def score_table(kind: str = HELD_OUT, iou: float = 0.714) -> ScoreTable:
    """Two classes present, one absent."""
    classes = (
        ClassScore(0, "background", iou, 0.83, 0.9, 1000),
        ClassScore(1, "disc", 0.5, 0.6, 0.7, 234),
        ClassScore(2, "pore", None, None, None, 0),
    )
    return ScoreTable(kind, 4, 1234, classes, (iou + 0.5) / 2, 0.72, 0.88, ((900, 100, 0), (34, 200, 0), (0, 0, 0)))


def scored(step: int = 10, seconds: float = 5.0, kind: str = HELD_OUT, iou: float = 0.714) -> Scored:
    """A validation."""
    return Scored(step, seconds, 0.4, score_table(kind, iou), True)


def started() -> Started:
    """A training that begins."""
    return Started("run", "resnet18", "ImageNet", "cpu", 2, 1, 1_000_000, STAGES)


def steps(count: int) -> list[Step]:
    """The first steps of a training, ten a second."""
    return [Step(number, 1.0 / (1 + number), number / 10, 20.0) for number in range(count)]


def stroke(document: Document, value: int, row: int, length: int = 60, size: float = 5) -> None:
    """One horizontal stroke on the current image."""
    assert document.mask is not None
    document.strokes.begin("Brush")
    document.strokes.paint(brush_segment(document.mask.shape, (5, row), (5 + length, row), size), value)
    document.strokes.commit()


def predict(document: Document, value: int) -> None:
    """A prediction of one class everywhere on the current image."""
    assert document.mask is not None and document.entry is not None
    classes = np.full(document.mask.shape, value, np.uint8)
    rect = Rect.of_shape(document.mask.shape)
    document.predictions.put(Predicted(1, document.entry.id, rect, classes, classes * 0 + 200, "run", 3))

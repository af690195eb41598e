"""Predict every image of the project into its predictions folder, one after the other, through the learner.

Owns the order and the files' names (``predictions/<run>/<image id>.png``); the network is the learner's. It asks with
negative generations, so that live prediction, which rests meanwhile, never takes an answer for its own.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from segstudio.errors import LearningError
from segstudio.gui.document import Document
from segstudio.gui.session import Session
from segstudio.labels.classes import VOID
from segstudio.learning.messages import Failed, Predicted, Progress
from segstudio.project import palette_png
from segstudio.project.project import ImageEntry
from segstudio.project.storage import write_atomic

SILENCE_MS = 30_000  # without any piece of an answer; then the image is asked for once more


class PredictAll(QObject):
    """One pass over all images.

    Signals:
        progressed(Progress), finished(), failed(Exception): exactly one of the latter two ends it, unless cancelled.
    """

    progressed = Signal(object)
    finished = Signal()
    failed = Signal(object)

    def __init__(self, document: Document, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("predict_all")
        self._document, self._session = document, session
        self._left: list[ImageEntry] = list(document.images)
        self._total = len(self._left)
        self._entry: ImageEntry | None = None
        self._generation = 0
        self._missing = 0
        self._retried = False
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.timeout.connect(self._on_silence)
        self._was_live = session.questions.live_wanted
        self._running = False

    def start(self) -> None:
        """Begin; live prediction rests until the end."""
        self._running = True
        self._session.questions.live_wanted = False
        self._session.predicted.connect(self._on_predicted)
        self._session.failed.connect(self._on_failed)
        self._next()

    def cancel(self) -> None:
        """Stop before the next image; what is written stays and is used again."""
        self._rest()

    def _rest(self) -> None:
        if not self._running:
            return
        self._running, self._left, self._entry = False, [], None
        self._silence.stop()
        self._session.predicted.disconnect(self._on_predicted)
        self._session.failed.disconnect(self._on_failed)
        self._session.questions.live_wanted = self._was_live

    def _next(self) -> None:
        self.progressed.emit(Progress("Predicting", self._total - len(self._left), self._total))
        if not self._left:
            self._rest()
            self.finished.emit()
            return
        self._entry, self._retried = self._left.pop(0), False
        self._ask(self._entry)

    def _ask(self, entry: ImageEntry) -> None:
        self._classes = np.full((entry.height, entry.width), VOID, np.uint8)
        self._missing = self._classes.size
        self._generation -= 1
        self._silence.start(SILENCE_MS)
        if not self._session.ask(entry.id, self._generation):
            self._end_with(LearningError("There is no network to predict with.", "Fine-tune first."))

    def _on_predicted(self, answer: Predicted) -> None:
        if self._entry is None or answer.generation != self._generation:
            return
        self._silence.start(SILENCE_MS)
        self._classes[answer.rect.slices] = answer.classes
        self._missing -= answer.rect.w * answer.rect.h
        if self._missing <= 0:
            self._write(answer.run)

    def _write(self, run: str) -> None:
        project = self._document.project
        if project is None or self._entry is None:
            self._rest()
            return
        data = palette_png.encode(self._classes, project.classes.palette())
        path = project.predictions_folder / run / f"{self._entry.id}.png"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, data, fsync=False)  # a cache: made again if lost
        except Exception as error:
            self._end_with(error)
            return
        self._next()

    def _on_failed(self, failed: Failed) -> None:
        self._end_with(LearningError(failed.message, failed.hint))

    def _on_silence(self) -> None:
        if self._entry is not None and not self._retried:
            self._retried = True
            self._ask(self._entry)
            return
        self._end_with(LearningError("The network does not answer.", "Try again in a moment."))

    def _end_with(self, error: Exception) -> None:
        self._rest()
        self.failed.emit(error)

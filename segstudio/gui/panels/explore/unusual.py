"""Where an exploration does not restore the current image: asked of the learner, laid over the image, taken off.

Only of the image and the exploration that are shown. A view: no class, and in no export.
"""

from __future__ import annotations

from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.gui.panels.explore.explorations import NOTHING, Explorations
from segstudio.gui.session.session import Session
from segstudio.learning.explore_messages import Drawn, FindUnusual, UnusualPlaces
from segstudio.learning.messages import Failed, LearnerDied

LARGEST = 2048  # px of the longer side that is laid over the image: the error is smooth

Error = NDArray[np.uint8]


class Unusual(QObject):
    """The slots named ``unusual.*`` in the table of actions. ``state``: what is shown, in words.

    Signal: ``changed()``.
    """

    changed = Signal()

    def __init__(
        self, document: Document, session: Session, canvas: Canvas, explore: Explorations, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.setObjectName("unusual")
        self._document, self._session, self._canvas, self._explore = document, session, canvas, explore
        self.shown = False
        self.state = ""
        self._generation = 0
        self._seen = ("", "")  # exploration and image that were asked about
        session.explored.connect(self._on_answer)
        session.failed.connect(self._on_failed)
        session.batch.connect(self._on_batch)
        for signal in (document.current_changed, document.image_loaded, explore.found_changed):
            signal.connect(self._follow)

    def why_not(self) -> str:
        """Why nothing can be laid over the image; empty when it can."""
        chosen = self._explore.chosen
        if chosen is None or chosen.problem:
            return tr(NOTHING) if chosen is None else tr(chosen.problem)
        return self._explore.trouble

    def toggle(self) -> None:
        """Lay the unusual places over the image, or take them off."""
        self.shown = not self.shown
        self._explore.want()
        self._follow()
        self.changed.emit()

    def _follow(self) -> None:
        """Ask about the image that is shown, unless that was done."""
        document, chosen = self._document, self._explore.chosen
        entry = document.entry if document.mask is not None else None
        wanted = self.shown and entry is not None and chosen is not None and not self.why_not()
        key = (chosen.name, entry.id) if wanted and chosen is not None and entry is not None else ("", "")
        if wanted and key == self._seen and self._explore.found is not None:
            return
        self._generation += 1
        self._seen = key
        self._lay(None, tr("Unusual places: being looked for") if wanted else "")
        if wanted and document.project is not None:
            self._session.send(FindUnusual(self._generation, document.project.folder, *key))

    def _lay(self, error: Error | None, words: str) -> None:
        self.state = words
        self._canvas.scene.set_unusual(error, words)
        self.changed.emit()

    def _on_answer(self, answer: UnusualPlaces | Drawn) -> None:
        if not isinstance(answer, UnusualPlaces) or answer.generation != self._generation:
            return
        mask = self._document.mask
        if (answer.exploration, answer.image_id) != self._seen or mask is None or answer.error.shape != mask.shape:
            return
        if max(answer.error.shape) <= LARGEST:
            self._show(self._generation, answer.error)
            return
        done = partial(self._show, self._generation)
        self._document.background.submit(_smaller, answer.error, done=done, owner=self)

    def _show(self, generation: int, error: Error) -> None:
        if generation == self._generation:
            self._lay(error, tr("Unusual places are light, usual ones dark"))

    def _on_failed(self, failed: Failed) -> None:
        """The banner says why."""
        if failed.request == "FindUnusual" and self._seen[0]:
            self._lay(None, tr("Unusual places: not found"))

    def _on_batch(self, event: object) -> None:
        if isinstance(event, LearnerDied) and self._seen[0]:
            self._lay(None, tr("Unusual places: not found"))


def _smaller(error: Error) -> Error:
    factor = LARGEST / max(error.shape)
    size = max(1, round(error.shape[1] * factor)), max(1, round(error.shape[0] * factor))
    return np.asarray(cv2.resize(error, size, interpolation=cv2.INTER_AREA), np.uint8)

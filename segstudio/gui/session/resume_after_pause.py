"""A training that paused continues when something is painted, also after it ended and freed its memory.

While it is paused the learner looks for new strokes itself; after a quarter of an hour it ends, its network is kept,
and what is painted then starts a training from there.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.gui.session.learner_state import IDLE
from segstudio.gui.session.session import Session


class ResumeAfterPause(QObject):
    """Starts a training again that ended by itself, never one that was stopped."""

    def __init__(self, document: Document, session: Session, may_start: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._session, self._may_start = document, session, may_start
        self._painted = False  # since the training ended
        session.finished.connect(self._on_finished)
        document.mask_changed.connect(self._on_mask)
        document.saved.connect(self._on_saved)

    def _on_finished(self) -> None:
        self._painted = self._document.saving.dirty

    def _on_mask(self) -> None:
        self._painted = True

    def _on_saved(self) -> None:
        """Strokes are on disk, where a training reads them."""
        session = self._session
        if session.training.ended_paused and self._painted and session.state == IDLE and self._may_start():
            session.notice.emit(tr("New strokes: training continues. Stop ends it."))
            session.start_training()

"""A training that came to rest goes on when something is painted, also after it gave its memory back.

While it rests the learner looks for new strokes itself; after a quarter of an hour it ends, its network is kept, and
what is painted then begins a training from there. Owns when that is; knows no torch.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from segstudio.gui.document import Document
from segstudio.gui.instant_session import IDLE
from segstudio.gui.session import Session
from segstudio.gui.words import tr
from segstudio.learning.messages import Finished


class Resuming(QObject):
    """Starts a training again that ended by itself. One that was stopped stays so."""

    def __init__(self, document: Document, session: Session, may_start: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("resuming")
        self._document, self._session, self._may_start = document, session, may_start
        self._folder: Path | None = None  # of the project whose training ended for want of anything to gain
        self._painted = False
        session.finished.connect(self._on_finished)
        session.state_changed.connect(self._on_state)
        document.project_changed.connect(self._forget)
        document.mask_changed.connect(self._on_mask)
        document.saved.connect(self._on_saved)

    def _forget(self) -> None:
        self._folder, self._painted = None, False

    def _on_finished(self, event: Finished) -> None:
        project = self._document.project
        rested = self._session.training.waiting and event.reason == "plateau" and bool(event.run)
        if rested and project is not None and self._session.training.folder == project.folder:
            self._folder, self._painted = project.folder, self._document.dirty

    def _on_state(self) -> None:
        if self._session.busy and self._folder is not None:  # somebody started one
            self._forget()

    def _on_mask(self) -> None:
        self._painted = self._folder is not None

    def _on_saved(self) -> None:
        """Strokes are on disk, where a training reads them."""
        if self._folder is not None and self._painted and self._session.state == IDLE and self._may_start():
            self._session.notice.emit(tr("New strokes: training goes on. Stop ends it."))
            self._session.start_training()

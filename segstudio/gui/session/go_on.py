"""Offers to continue the training that was stopped because the window was closed: once, at the next start."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from segstudio.gui.document.document import Document
from segstudio.gui.session.session import Session
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.runs.listing import take_closed

log = logging.getLogger(__name__)


class GoOn(QObject):
    """Looks for such a run in every project that is opened, in the background. ``why_not()``: why no training can start
    now, empty if one can. Signals: ``offered``; ``withdrawn``, another training began."""

    offered = Signal()
    withdrawn = Signal()

    def __init__(self, document: Document, session: Session, why_not: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._session, self._why_not = document, session, why_not
        self._run: RunInfo | None = None
        document.project_changed.connect(self._on_project)
        session.state_changed.connect(self._on_session)

    def accept(self) -> None:
        """Continue it."""
        if self._run is None:
            return
        if why_not := self._why_not():
            self.offered.emit()  # again, behind the reason
            self._document.notice.emit(why_not)
        else:
            self._session.continue_run(self._run)

    def _on_project(self) -> None:
        self._run, project = None, self._document.project
        if project is None or project.read_only:
            return

        def found(run: RunInfo | None) -> None:
            if run is not None and self._document.project is project and not self._session.busy:
                self._run = run
                self.offered.emit()

        def failed(error: Exception) -> None:
            log.warning("whether a training was stopped by closing is not known: %s", error)

        self._document.background.submit(take_closed, project.folder, done=found, failed=failed, owner=self)

    def _on_session(self) -> None:
        if self._run is not None and self._session.busy:
            self._run = None
            self.withdrawn.emit()

"""What the long jobs of the learner have in common: cancelled requests, a learner that fails or dies, trainings first.

Owns no widget.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from segstudio.errors import Cancelled, LearningError
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.look.words import tr
from segstudio.gui.session.session import Session
from segstudio.learning.messages import Cancel, Failed, LearnerDied, LearnStart, Pause, PredictProject


class LearnerJob(QObject):
    """Base of a job that sends one request to the learner; ``job`` signals its progress and end.

    ``request``, ``result``: types of the request and of the event that ends it. ``occupied``: why nothing else can use
    the learner meanwhile; ``interrupted``: what is said when a training stops the job; ``retry``: what to do when the
    learner dies.
    """

    request: type
    result: type

    def __init__(
        self, document: Document, session: Session, job: Job, occupied: str, interrupted: str, retry: str = ""
    ) -> None:
        super().__init__(job.parent())
        self._document, self._session = document, session
        self._interrupted, self._retry = interrupted, retry
        self.job = job
        self._sent = False  # whether the learner has the request
        self._cancelled = 0  # requests that were cancelled and have not ended yet
        job.changed.connect(lambda: setattr(session.learner, "occupied", occupied if job.running else ""))
        session.batch.connect(self._on_event)
        session.failed.connect(self._on_failed)
        session.state_changed.connect(self._on_session)
        document.project_changed.connect(self._on_project)

    def why_not(self) -> str:
        """Why it cannot start now; empty when it can."""
        project = self._document.project
        if project is None:
            return tr("Open a project first.")
        if not project.images:
            return tr("Add images first.")
        return tr("The project folder is read-only.") if project.read_only else ""

    def send(self, *requests: LearnStart | PredictProject | Pause) -> None:
        """Ask the learner."""
        self._sent = True
        for request in requests:
            self._session.send(request)

    def cancel(self) -> None:
        """Stop between two steps; what is written already is kept."""
        if self.job.running:
            if self._sent:
                self._cancelled += 1
                self._session.send(Cancel())
            self.job.fail(Cancelled())

    def receive(self, event: object) -> None:
        """An event of the request that is under way."""

    def _on_event(self, event: object) -> None:
        if isinstance(event, LearnerDied):
            self._cancelled = 0
            self._fail(LearningError(tr("The network's process ended."), self._retry))
        elif self._cancelled:
            self._cancelled -= isinstance(event, self.result)
        elif self.job.running:
            self.receive(event)

    def _on_failed(self, failed: Failed) -> None:
        if failed.request != self.request.__name__:
            return
        if self._cancelled:
            self._cancelled -= 1
        else:
            self._fail(LearningError(failed.message, failed.hint))

    def _fail(self, error: LearningError) -> None:
        if self.job.running:
            self.job.fail(error)

    def _on_session(self) -> None:
        """Stop for a training, before its request is sent: the Cancel must not reach the training."""
        if self.job.running and self._session.busy:
            self.cancel()
            self._document.notice.emit(self._interrupted)

    def _on_project(self) -> None:
        self.cancel()

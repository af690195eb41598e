"""The request that a long job of the learner sends: sent, cancelled, failed, or stopped for a training.

Owns no widget.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from segstudio.errors import Cancelled, LearningError
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.look.words import tr
from segstudio.gui.session.session import Session
from segstudio.learning.messages import Cancel, Failed, LearnerDied, Pause, PredictProject
from segstudio.learning.messages import Job as LearnerJob


class LearnerRequest(QObject):
    """Cancels ``job`` and ends it when the learner fails; another project cancels it, too.

    ``requests``, ``result``: types of the requests and of the event that ends one. ``occupied``: why no other long job
    can use the learner meanwhile; ``interrupted``: what is said when a training stops the job, unless it goes on beside
    it; ``retry``: what to do when the learner dies.

    Signals:
        received(event): from the learner, for the job that is running and not for a cancelled one.
    """

    received = Signal(object)

    def __init__(
        self, job: Job, document: Document, session: Session, requests: tuple[type, ...], result: type,
        *, occupied: str, interrupted: str = "", retry: str = "",
    ) -> None:  # fmt: skip
        super().__init__(job)
        self._job, self._document, self._session = job, document, session
        self._requests, self._result = tuple(one.__name__ for one in requests), result
        self._interrupted, self._retry = interrupted, retry
        self._predicting = PredictProject in requests
        self.sent = False  # whether the learner has the request
        self._cancelled = 0  # requests that were cancelled and have not ended yet
        job.changed.connect(lambda: setattr(session.learner, "occupied", occupied if job.running else ""))
        session.batch.connect(self._on_event)
        session.failed.connect(self._on_failed)
        document.project_changed.connect(self.cancel)

    def why_not(self) -> str:
        """Why no such job can start in this project; empty when one can."""
        project = self._document.project
        if project is None:
            return tr("Open a project first.")
        if not project.images:
            return tr("Add images first.")
        return tr("The project folder is read-only.") if project.read_only else ""

    def prepare(self) -> None:
        """The job begins; the request is sent later."""
        self.sent = False
        self._job.ask()

    def send(self, *requests: LearnerJob | PredictProject | Pause) -> None:
        """Ask the learner."""
        self.sent = True
        for request in requests:
            self._session.send(request)

    def cancel(self) -> None:
        """Stop between two steps; what is written already is kept."""
        if self._job.running:
            if self.sent:
                self._cancelled += 1
                self._session.send(Cancel(predicting=self._predicting))
            self._job.fail(Cancelled())

    def stop_for_training(self) -> None:
        """Cancel when a training begins, before its request is sent: the Cancel must not reach the training."""
        if self._job.running and self._session.busy:
            self.cancel()
            self._document.notice.emit(self._interrupted)

    def _on_event(self, event: object) -> None:
        if isinstance(event, LearnerDied):
            self._cancelled = 0
            self._fail(LearningError(tr("The network's process ended."), self._retry))
        elif self._cancelled:
            self._cancelled -= isinstance(event, self._result)
        elif self._job.running:
            self.received.emit(event)

    def _on_failed(self, failed: Failed) -> None:
        if failed.request not in self._requests:
            return
        if self._cancelled:
            self._cancelled -= 1
        else:
            self._fail(LearningError(failed.message, failed.hint))

    def _fail(self, error: LearningError) -> None:
        if self._job.running:
            self._job.fail(error)
